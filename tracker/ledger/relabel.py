"""An editor changes a place, an organisation, a speaker or a document; what figures show of it is published again.

The row changes as it stands under the lock, never as the caller read it, and the change is an entry of the ledger with
old and new; of a source that nothing public ever named it is an act at the desk. The figures follow (republish.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tracker.ledger import acts, names, permissions, series, shown, sources
from tracker.ledger.errors import RESTS_ON_PERMISSION, Refused
from tracker.ledger.objects import publish_object, refuse_if_changed
from tracker.ledger.republish import Plan, begin, carry_on, each
from tracker.ledger.sequence import Chain, lock
from tracker.models import (
    Document,
    ObjectVersion,
    Organisation,
    Place,
    PublishedFigure,
    Republication,
    Series,
    Speaker,
    User,
)
from tracker.models.republications import RENAME
from tracker.vocabulary import LedgerAction
from tracker.vocabulary import gettext_noop as _

Named = Place | Organisation | Speaker | Document
Source = TypeVar("Source", Place, Organisation, Speaker, Document)

MODELS: dict[str, type[Named]] = {
    "place": Place,
    "organisation": Organisation,
    "speaker": Speaker,
    "document": Document,
}
FIELDS: dict[str, tuple[str, ...]] = {
    "place": ("code", "name", "names"),
    "organisation": (
        "name", "names", "code", "aliases", "kind", "parent_id", "url", "reliability", "reliability_reason",
        "party_to_conflict", "party_reason",
    ),
    "speaker": ("name", "title", "organisation_id", "since", "until"),
    "document": (
        "title", "url", "publisher_id", "published_date", "published_precision", "accessed_date", "kind", "language",
        "licence", "redistributable", "archived_url",
    ),
}  # fmt: skip
"""What an entry about each of them states; all but the code of a place can be changed."""

SHOWN: dict[str, frozenset[str]] = {
    "place": frozenset({"name"}),
    "organisation": frozenset({"name", "code"}),
    "speaker": frozenset({"name", "title"}),
    "document": frozenset({"title", "url", "publisher_id", "published_date", "licence", "archived_url"}),
}
"""Of these, what public figures show."""

MERGED_AWAY = _("This one was merged into another; change that one.")
OWN_PART = _("An organisation is not part of itself, nor of one of its own parts.")
WHY_RELIABLE = _("Say why the source is judged so.")
WHY_PARTY = _("Say why it is a party to the conflict.")


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit changed, old and new by field, and the publishing again that follows, if any."""

    changed: dict[str, tuple[Any, Any]]
    work: Republication | None = None


def rename_place(place: Place, *, name: str, actor: User, reason: str, names: Mapping[str, str] | None = None) -> int:
    """Give a place another name; returns how many figures were published again."""
    changes = {"name": name, "names": dict(names or place.names)}
    return finish(edit(place, changes, actor=actor, reason=reason))


def rename_organisation(organisation: Organisation, *, name: str, actor: User, reason: str, code: str = "") -> int:
    """Give an organisation another name or short name; its former name becomes an alias."""
    changes = {"name": name, **({"code": code} if code else {})}
    return finish(edit(organisation, changes, actor=actor, reason=reason))


def rename_document(document: Document, changes: Mapping[str, Any], *, actor: User, reason: str) -> int:
    """Change how a document is described; returns how many figures were published again."""
    return finish(edit(document, changes, actor=actor, reason=reason))


def record_permission(
    document: Document, changes: Mapping[str, Any], *, actor: User, reason: str, expected_sequence: int | None = None
) -> int:
    """Record whether what a document says may be passed on, its licence, and where a copy is kept.

    Returns how many public figures show the change and were published again. Raises Refused "public_figures" where a
    permission is withdrawn on which public figures rest, "changed" where it changed since `expected_sequence`.
    """
    edited = edit(
        document,
        changes,
        actor=actor,
        reason=reason,
        act="permit",
        called="permission",
        expected_sequence=expected_sequence,
    )
    return finish(edited)


def finish(edited: Edited) -> int:
    """Publish again all that shows what was edited."""
    return carry_on(edited.work, plan_of(edited.work)) if edited.work else 0


def edit(
    thing: Source,
    changes: Mapping[str, Any],
    *,
    actor: User,
    reason: str,
    act: str = "rename",
    called: str = "changed",
    expected_sequence: int | None = None,
) -> Edited:
    """Change some fields of a place or source; the figures that show them are to follow (`finish`, republish.py).

    A call that changes nothing gives the unfinished work of an earlier one. Raises Refused, ValidationError with every
    field that cannot be so, and TypeError for what is no field of it. `act` is what the actor's role must allow;
    `called` is what it is called at the desk, where nothing public shows it.
    """
    permissions.require(actor, act)
    said = permissions.require_reason(reason)
    object_type = type(thing).__name__.lower()
    unknown = set(changes) - set(FIELDS[object_type]) - {"code" if object_type == "place" else ""}
    if unknown:
        raise TypeError(f"A {object_type}'s {', '.join(sorted(unknown))} cannot be changed.")
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=secrets.token_hex(8))
        stored: Any = type(thing)._default_manager.get(pk=thing.pk)
        if getattr(stored, "merged_into_id", None):
            raise Refused("merged", "name", MERGED_AWAY)
        refuse_if_changed(object_type, stored.pk, expected_sequence)
        before = stated(stored)
        for name, value in changes.items():
            setattr(stored, name, value)
        _follow_up(stored, before)
        after = stated(stored)
        changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
        if not changed:
            return Edited({}, _unfinished(object_type, thing.pk))
        _check(stored, changed)
        stored.full_clean()
        stored.save()
        names.keep([stored])
        work = _tell(chain, stored, before, changed, actor=actor, reason=said, called=called)
        chain.store()
        if isinstance(stored, Organisation) and "name" in changed:
            series.recompute(_decided_by_name(stored), sequence=chain.sequence)
    thing.refresh_from_db()
    return Edited(changed, work)


def plan_of(work: Republication) -> Plan:
    """What is left to do of an edit."""
    thing: Any = MODELS[work.object_type]._default_manager.get(pk=work.object_id)
    changes: dict[str, Any] = {
        "place": shown.place_named,
        "organisation": shown.organisation_named,
        "speaker": shown.speaker_named,
        "document": shown.document_described,
    }
    # The date of a document may be the day something was said, and which citation comes first.
    counts = work.object_type == "document" and "published_date" in work.choices.get("changed", ())
    return Plan(showing(thing), each(changes[work.object_type](thing)), counts=counts)


def showing(thing: Named) -> Q:
    """The versions that show a place or source."""
    found: dict[type[Named], Any] = {
        Place: shown.by_place,
        Organisation: shown.by_organisation,
        Speaker: shown.by_speaker,
        Document: shown.by_document,
    }
    condition: Q = found[type(thing)](thing)
    return condition


def stated(thing: Named) -> dict[str, Any]:
    """What an entry about it states, as JSON holds it."""
    found = {name: getattr(thing, name) for name in FIELDS[type(thing).__name__.lower()]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def is_public(thing: Named) -> bool:
    """Whether anything published ever showed it, or the ledger told of it."""
    object_type = type(thing).__name__.lower()
    told = ObjectVersion.objects.filter(object_type=object_type, object_id=thing.pk)
    return isinstance(thing, Place) or told.exists() or PublishedFigure.objects.filter(showing(thing)).exists()


def _follow_up(stored: Named, before: Mapping[str, Any]) -> None:
    """What a change brings with it."""
    if isinstance(stored, Organisation) and stored.name != before["name"] and before["name"] not in stored.aliases:
        stored.aliases = [*stored.aliases, before["name"]]
    if isinstance(stored, Document):
        stored.normalised_url = sources.normalised_url(stored.url)


def _check(stored: Named, changed: Mapping[str, Any]) -> None:
    """What the tables cannot know; raises Refused at the field."""
    if isinstance(stored, Organisation):
        if "parent_id" in changed and stored.pk in around(stored.parent_id):
            raise Refused("E16", "parent", OWN_PART)
        if "reliability" in changed and not stored.reliability_reason.strip():
            raise Refused("E11", "reliability_reason", WHY_RELIABLE)
        if stored.party_to_conflict and "party_to_conflict" in changed and not stored.party_reason.strip():
            raise Refused("E11", "party_reason", WHY_PARTY)
    forbids = isinstance(stored, Document) and "redistributable" in changed and not stored.redistributable
    if forbids and PublishedFigure.objects.live().filter(showing(stored)).exists():
        raise Refused("public_figures", "redistributable", RESTS_ON_PERMISSION)


def around(organisation_id: int | None) -> list[int]:
    """An organisation and all it is part of, innermost first."""
    found: list[int] = []
    while organisation_id is not None and organisation_id not in found:
        found.append(organisation_id)
        organisation_id = Organisation.objects.values_list("parent_id", flat=True).get(pk=organisation_id)
    return found


def _tell(
    chain: Chain,
    stored: Named,
    before: Mapping[str, Any],
    changed: Mapping[str, Sequence[Any]],
    *,
    actor: User,
    reason: str,
    called: str,
) -> Republication | None:
    """The entry of an edit, or the act where nothing public shows it; and the work that follows."""
    object_type = type(stored).__name__.lower()
    if not is_public(stored):
        pairs = {name: list(pair) for name, pair in changed.items()}
        acts.note_act(object_type, stored.pk, called, actor=actor, at=chain.at, changes=pairs, reason=reason)
        return None
    # What it was before stands nowhere else: an old revision is read with it.
    content = {**stated(stored), "former": dict(before)}
    publish_object(chain, object_type, stored.pk, LedgerAction.CHANGED, content, actor=actor.pk, reason=reason)
    if not SHOWN[object_type] & set(changed):
        return None
    condition = showing(stored)
    choices = {"changed": sorted(changed)}
    return begin(chain, RENAME, object_type, stored.pk, showing=condition, actor=actor, reason=reason, choices=choices)


def _unfinished(object_type: str, object_id: int) -> Republication | None:
    left = Republication.objects.filter(object_type=object_type, object_id=object_id, finished_at__isnull=True)
    return left.filter(kind=RENAME).order_by("pk").first()


def _decided_by_name(organisation: Organisation) -> set[int]:
    """Series in which originators are equals but for their names (METHOD R3), and this is one of them."""
    of_theirs = PublishedFigure.objects.live().filter(originator_id=organisation.pk).values("series_id")
    return set(Series.objects.filter(spine_reason="name", pk__in=of_theirs).values_list("pk", flat=True))
