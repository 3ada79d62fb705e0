"""The totals of the events a publication touches: each reconciled by METHOD R4, each change a version.

An event's own total counts everybody the measure counts: parts, groups and shares stay out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from tracker.estimates.claims import Claim, standing
from tracker.estimates.combine import Band, combine
from tracker.ledger.series import CLAIM_COLUMNS, claim_of, originator_names
from tracker.models import Event, EventTotal, PublishedFigure
from tracker.vocabulary import ALL_AGES, ALL_GROUPS, Basis, Gender, Unit

Cell = tuple[int, str, str]
"""Event, measure, status of people."""

_STATED = ("value_low", "value_best", "value_high", "high_open", "flags", "month")


def cells_of(figures: Iterable[int]) -> set[Cell]:
    """The event cells that the live versions of these figures belong to."""
    rows = PublishedFigure.objects.live().filter(figure_id__in=list(figures), event_id__isnull=False)
    return set(rows.values_list("event_id", "measure", "people_status"))


def recompute(cells: set[Cell], *, sequence: int) -> None:
    """Bring the totals of these cells to the ledger's present state; an unchanged total keeps its version."""
    if not cells:
        return
    events = {event.pk: event for event in Event.objects.filter(pk__in={cell[0] for cell in cells})}
    claims = _claims(cells)
    current = _current(cells)
    for cell in sorted(cells):
        total = _total(events[cell[0]], cell, combine(standing(claims[cell]).kept), sequence) if claims[cell] else None
        _replace(current.get(cell), total, sequence)


def _claims(cells: set[Cell]) -> dict[Cell, list[Claim]]:
    rows = list(
        PublishedFigure.objects.live()
        .filter(
            Q(unit=Unit.PERSON) | Q(unit=Unit.DWELLING),
            event_id__in={cell[0] for cell in cells},
            basis=Basis.PERIOD,
            part_of__isnull=True,
            population_group=ALL_GROUPS,
            gender=Gender.ALL,
            age_range=ALL_AGES,
        )
        .values("event_id", "measure", "people_status", *CLAIM_COLUMNS)
    )
    names = originator_names(row["originator_id"] for row in rows)
    found: dict[Cell, list[Claim]] = defaultdict(list)
    for row in rows:
        found[(row["event_id"], row["measure"], row["people_status"])].append(claim_of(row, names))
    return found


def _current(cells: set[Cell]) -> dict[Cell, EventTotal]:
    totals = EventTotal.objects.filter(event_id__in={cell[0] for cell in cells}, sequence_to__isnull=True)
    return {(total.event_id, total.measure, total.people_status): total for total in totals}


def _total(event: Event, cell: Cell, band: Band, sequence: int) -> EventTotal:
    lineage: dict[str, Any] = {}
    if event.place:
        place = event.place.lineage()
        lineage = {name: getattr(place, name) for name in ("location_code", "admin1_code", "admin2_code")}
    return EventTotal(
        event=event,
        measure=cell[1],
        people_status=cell[2],
        sequence_from=sequence,
        value_low=band.low,
        value_best=band.best,
        value_high=band.high,
        high_open=band.high_open,
        flags=[str(flag) for flag in band.flags],
        month=date(event.end.year, event.end.month, 1),
        **lineage,
    )


def _replace(old: EventTotal | None, new: EventTotal | None, sequence: int) -> None:
    if old and new and all(getattr(old, name) == getattr(new, name) for name in _STATED):
        return
    if old:
        EventTotal.objects.filter(pk=old.pk).update(sequence_to=sequence)
    if new:
        new.save(force_insert=True)
