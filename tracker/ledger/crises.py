"""Crises and events are changed by editors, each change an entry with its reason.

An event that came with a file is in no entry before a figure about it is published: until then a change of it is an act
at the desk.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tracker.ledger import acts, events, names, permissions
from tracker.ledger.content import Content
from tracker.ledger.errors import Refused
from tracker.ledger.objects import publish_object, refuse_if_changed
from tracker.ledger.republish import Plan, begin, each
from tracker.ledger.sequence import Chain, lock
from tracker.ledger.stated import stated_crisis, stated_event, tell_crisis
from tracker.models import Crisis, Event, EventTotal, ObjectVersion, Republication, User
from tracker.models.republications import RENAME
from tracker.vocabulary import LedgerAction
from tracker.vocabulary import gettext_noop as _

OF_CRISIS = frozenset({"name", "names", "summary", "place"})
OF_EVENT = frozenset({"code", "name", "start", "end", "date_precision", "place", "responsible_claimed", "attribution"})
"""What can be changed."""

MERGED_AWAY = _("This event was merged into another; change that one.")


def change_crisis(
    crisis: Crisis, changes: Mapping[str, Any], *, actor: User, reason: str, expected_sequence: int | None = None
) -> Crisis:
    """Change name, names by language, summary or place; its code stays, because addresses hold it.

    `expected_sequence` is the entry at which the crisis was looked at: Refused "changed" where it changed since.
    """
    permissions.require(actor, "manage_crises")
    said = permissions.require_reason(reason)
    _check_names(changes, OF_CRISIS)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        stored = Crisis.objects.select_related("place").get(pk=crisis.pk)
        refuse_if_changed("crisis", stored.pk, expected_sequence)
        before = stated_crisis(stored)
        for name, value in changes.items():
            setattr(stored, name, value)
        if stated_crisis(stored) != before:
            stored.full_clean()
            stored.save()
            names.keep([stored])
            tell_crisis(chain, stored, LedgerAction.CHANGED, actor=actor.pk, reason=said)
            chain.store()
    crisis.refresh_from_db()
    return crisis


def edit_event(event: Event, changes: Mapping[str, Any], *, actor: User, reason: str) -> Republication | None:
    """Change an event; its totals move to the month and place it now has, in the same transaction.

    Figures show the code of their event: where that changes they are to follow (unfinished.py).
    """
    permissions.require(actor, "manage_crises")
    said = permissions.require_reason(reason)
    _check_names(changes, OF_EVENT)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=secrets.token_hex(8))
        stored = Event.objects.select_related("crisis", "place__parent__parent__parent").get(pk=event.pk)
        if stored.merged_into_id is not None:
            raise Refused("merged", "code", MERGED_AWAY)
        before, code = (stated_event(stored), stored.place_id), stored.code
        for name, value in changes.items():
            setattr(stored, name, value)
        if (stated_event(stored), stored.place_id) == before:
            return None
        stored.full_clean()
        stored.save()
        names.keep([stored])
        tell_event(chain, LedgerAction.CHANGED, stored, before[0], actor=actor, reason=said)
        chain.store()
        counted = EventTotal.objects.filter(event=stored, sequence_to__isnull=True).values_list("measure", flat=True)
        events.recompute({(stored.pk, measure): chain.sequence for measure in counted})
        work = None
        if stored.code != code:
            work = begin(
                chain, RENAME, "event", stored.pk, showing=Q(event_id=stored.pk), actor=actor, reason=said
            )  # fmt: skip
    event.refresh_from_db()
    return work


def tell_event(
    chain: Chain, action: str, event: Event, before: Mapping[str, Any], *, actor: User, reason: str, **more: Any
) -> None:
    """The entry of a change; an act at the desk where the event was never entered. `more` is stated besides."""
    after = {**stated_event(event), **more}
    if ObjectVersion.objects.filter(object_type="event", object_id=event.pk).exists():
        publish_object(chain, "event", event.pk, action, after, actor=actor.pk, reason=reason)
        return
    pairs = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    acts.note_act("event", event.pk, action, actor=actor, at=chain.at, changes=pairs, reason=reason)


def plan_of(work: Republication) -> Plan:
    """What is left to do after the code of an event changed."""
    event = Event.objects.get(pk=work.object_id)
    return Plan(Q(event_id=event.pk), each(lambda content: _show_code(content, event)))


def _show_code(content: Content, event: Event) -> None:
    if content["row"]["event"] == event.pk:
        content["row"]["event_code"] = event.code


def _check_names(changes: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = set(changes) - known
    if unknown:
        raise TypeError(f"{', '.join(sorted(unknown))} cannot be changed.")
