"""An editor chooses what leads: the spine of a series, its gaps and staleness, the lead series of a crisis. Always
with a public reason, always as a versioned ledger entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker.ledger import permissions, series, stated
from tracker.ledger.errors import Refused
from tracker.ledger.objects import publish_object, refuse_if_changed
from tracker.ledger.sequence import Chain, lock
from tracker.models import Crisis, Organisation, PublishedFigure, Series, User
from tracker.vocabulary import MEASURES, LedgerAction
from tracker.vocabulary import gettext_noop as _

NOT_IN_SERIES = _("No published claim of this series comes from that organisation.")
NOT_OF_CRISIS = _("That series does not belong to this crisis and measure.")
NOT_POSITIVE = _("A number of days is 1 or more.")

_KEEP: Any = object()


def set_series(
    series_id: int,
    *,
    actor: User,
    reason: str,
    spine: Organisation | None = _KEEP,
    max_gap: int | None = _KEEP,
    stale_after: int = _KEEP,
    expected_sequence: int | None = None,
) -> Series:
    """Choose spine, longest joined gap or staleness of a series; what is not named stays. `spine=None` lets the
    rule choose.

    `expected_sequence` is the entry at which the series was looked at: Refused "changed" where it was set since.
    """
    permissions.require(actor, "set_series")
    said = permissions.require_reason(reason)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        row = Series.objects.select_for_update(of=("self",)).get(pk=series_id)
        refuse_if_changed("series", row.pk, expected_sequence)
        if spine is not _KEEP:
            _check_spine(row, spine)
            row.spine_choice = spine
        row.max_gap = row.max_gap if max_gap is _KEEP else _days("max_gap", max_gap)
        row.stale_after = row.stale_after if stale_after is _KEEP else _days("stale_after", stale_after) or 180
        row.settings_reason = said
        content = {
            "spine": row.spine_choice_id,
            "max_gap": row.max_gap,
            "stale_after": row.stale_after,
            "reason": said,
        }
        publish_object(chain, "series", row.pk, LedgerAction.SETTINGS, content, actor=actor.pk, reason=said)
        row.save(update_fields=["spine_choice", "max_gap", "stale_after", "settings_reason"])
        chain.store()
        series.recompute({row.pk}, sequence=chain.sequence)
    row.refresh_from_db()
    return row


def set_leads(
    crisis: Crisis,
    leads: Mapping[str, int | None],
    *,
    actor: User,
    reason: str,
    expected_sequence: int | None = None,
) -> Crisis:
    """Say which series stands on the card of a measure: measure code -> series id, None to leave it to the rule.

    Measures that are not named keep theirs, also when somebody else set them meanwhile. `expected_sequence` is the
    entry at which the crisis was looked at: Refused "changed" where it changed since.
    """
    permissions.require(actor, "set_leads")
    said = permissions.require_reason(reason)
    held = dict(Series.objects.filter(crisis=crisis).values_list("pk", "measure"))
    for measure, series_id in leads.items():
        if measure not in MEASURES or (series_id is not None and held.get(series_id) != measure):
            raise Refused("E16", "leads", NOT_OF_CRISIS)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        stored = Crisis.objects.select_related("place").get(pk=crisis.pk)
        refuse_if_changed("crisis", stored.pk, expected_sequence)
        stands = {**stored.leads, **leads}
        crisis.leads = {measure: series_id for measure, series_id in stands.items() if series_id is not None}
        crisis.save(update_fields=["leads"])
        stored.leads = crisis.leads
        stated.tell_crisis(chain, stored, LedgerAction.SETTINGS, actor=actor.pk, reason=said)
        chain.store()
    return crisis


def _check_spine(row: Series, spine: Organisation | None) -> None:
    if spine is None:
        return
    if not PublishedFigure.objects.live().filter(series_id=row.pk, originator_id=spine.pk).exists():
        raise Refused("E16", "spine", NOT_IN_SERIES)


def _days(name: str, days: int | None) -> int | None:
    if days is not None and days < 1:
        raise Refused("E16", name, NOT_POSITIVE)
    return days
