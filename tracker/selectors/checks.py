"""What other claims say about a series: shorter windows, the places inside its place, events inside its periods.

A nested window is compared and never added (METHOD R5); a roll-up of a place's parts is a check on the place's own
claim and never replaces it (R9); what a count of a period adds to recorded events stands in aggregates.py (R11).
Read by the page and the answer of a series.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.estimates.changes import nested_check
from tracker.estimates.households import implied_size
from tracker.estimates.places import PlaceCount, place_answer
from tracker.estimates.qualifiers import Interval
from tracker.models import Place, Series
from tracker.selectors.aggregates import Aggregate, aggregates_of
from tracker.selectors.neighbours import Neighbours, lines_of
from tracker.selectors.reading import Reading
from tracker.selectors.series import Line, Number, PointView, Read
from tracker.selectors.versions import standing
from tracker.vocabulary import Basis, BoundsBasis, Reason

WORST = ("conflict", "tension", "consistent")


@dataclass(frozen=True, slots=True)
class Compared:
    """A count of the shorter window beside the count of the longer one, on or after its day."""

    date: date
    part: int
    whole: int
    result: str


@dataclass(frozen=True, slots=True)
class NestedWindow:
    """Another running total of the same thing that starts later; `compared` holds what does not fit, newest last."""

    series: int
    starts: date
    points_compared: int
    result: str
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class PartsOfPlace:
    """The sum over the places inside this one, on the day of its newest point."""

    date: date
    figure: int
    level: str
    known: int
    of: int
    value_low: Number | None
    value_best: Number | None
    value_high: Number | None
    high_open: bool
    flags: tuple[str, ...]
    used: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HouseholdSize:
    """Persons per household that a source implies by giving both numbers of one day (METHOD R1)."""

    date: date
    figure: int
    households: int
    implied_size: Decimal


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything that other claims say about a series."""

    nested: tuple[NestedWindow, ...] = ()
    roll_up: PartsOfPlace | None = None
    aggregates: tuple[Aggregate, ...] = ()
    household_sizes: tuple[HouseholdSize, ...] = ()


def checks_of(found: Read, beside: Neighbours, reading: Reading) -> Checks:
    """The checks of a series at the reading; asks only about what there is to compare."""
    if not found.line.points or found.series.basis == Basis.SHARE:
        return Checks()
    nested, roll_up = _by_neighbours(found, beside, reading)
    return Checks(nested, roll_up, aggregates_of(found.series, found.line, reading), _household_sizes(found, reading))


def _by_neighbours(
    found: Read, beside: Neighbours, reading: Reading
) -> tuple[tuple[NestedWindow, ...], PartsOfPlace | None]:
    if not beside.later and not beside.parts:
        return (), None
    lines = lines_of([*beside.later, *beside.parts], reading)
    nested = (_nested(one, lines[one.pk].points, found.line.points) for one in beside.later)
    return (
        tuple(check for check in nested if check is not None),
        _roll_up(found, [(one, lines[one.pk]) for one in beside.parts]),
    )


def _household_sizes(found: Read, reading: Reading) -> tuple[HouseholdSize, ...]:
    """Where the spine counts households of no stated size on the day of a count of persons: what size that implies."""
    sizeless = [one.figure for one in found.line.off_spine if one.reason == Reason.NO_HOUSEHOLD_SIZE]
    if not sizeless:
        return ()
    points = {point.date: point for point in found.line.points}
    counted = standing(reading).filter(figure_id__in=sizeless, originator_id=found.line.spine or 0, value_best__gt=0)
    rows = counted.order_by("as_of_date", "figure_id").values_list("as_of_date", "figure_id", "value_best")
    return tuple(
        HouseholdSize(point.date, point.figure, figure, implied_size(persons=point.value_best, households=households))
        for day, figure, households in rows
        if day and households and (point := points.get(day)) and point.value_best is not None
    )


def _nested(series: Series, parts: Sequence[PointView], wholes: Sequence[PointView]) -> NestedWindow | None:
    """Each count of the shorter window beside the first count of the longer one that is not older."""
    days = [point.date for point in wholes]
    compared = []
    for part in parts:
        position = bisect_left(days, part.date)
        if position < len(wholes):
            whole = wholes[position]
            result = nested_check(_interval(part), _interval(whole))
            compared.append(Compared(whole.date, part.figure, whole.figure, result))
    if not compared or series.window_origin is None:
        return None
    return NestedWindow(
        series=series.pk,
        starts=series.window_origin.earliest,
        points_compared=len(compared),
        result=min((one.result for one in compared), key=WORST.index),
        compared=tuple(one for one in compared if one.result != "consistent"),
    )


def _interval(point: PointView) -> Interval:
    basis = point.bounds_basis or BoundsBasis.STATED.value
    return Interval(point.value_low, point.value_best, point.value_high, point.high_open, basis)


def _roll_up(found: Read, children: Sequence[tuple[Series, Line]]) -> PartsOfPlace | None:
    """The roll-up beside the newest point, of the places inside that have the same spine and a point of that day."""
    newest, spine = found.line.points[-1], found.line.spine or 0
    parts = [
        _count(series, point, spine)
        for series, line in children
        for point in line.points
        if line.spine == spine and point.date == newest.date
    ]
    if not parts:
        return None
    of = Place.objects.filter(parent_id=found.series.place_id, level=parts[0].level).count()
    answer = place_answer(_count(found.series, newest, spine), parts, of=of)
    summed = answer.roll_up.interval
    return PartsOfPlace(
        date=newest.date,
        figure=newest.figure,
        level=parts[0].level,
        known=answer.roll_up.known,
        of=of,
        value_low=summed.low if summed else None,
        value_best=summed.best if summed else None,
        value_high=summed.high if summed else None,
        high_open=bool(summed and summed.high_open),
        flags=(*answer.roll_up.flags, *answer.flags),
        used=answer.roll_up.used,
    )


def _count(series: Series, point: PointView, originator: int) -> PlaceCount:
    return PlaceCount(
        place=series.place.code,
        level=series.place.level,
        figure=point.figure,
        originator=originator,
        as_of=point.date,
        interval=_interval(point),
    )


def check_rows(checks: Checks) -> list[dict[str, Any]]:
    """The checks as the API shows them: nested windows, the roll-up, aggregates, implied sizes of households."""
    nested = [
        {
            "kind": "nested",
            "series": one.series,
            "starts": one.starts,
            "points_compared": one.points_compared,
            "result": one.result,
            "compared": [
                {"date": two.date, "part": two.part, "whole": two.whole, "result": two.result} for two in one.compared
            ],
        }
        for one in checks.nested
    ]
    roll_up = [_roll_up_row(checks.roll_up)] if checks.roll_up else []
    aggregates = [{"kind": "aggregate"} | asdict(one) for one in checks.aggregates]
    sizes = [{"kind": "household_size"} | asdict(one) for one in checks.household_sizes]
    return [*nested, *roll_up, *aggregates, *sizes]


def _roll_up_row(found: PartsOfPlace) -> dict[str, Any]:
    return {
        "kind": "roll_up",
        "date": found.date,
        "figure": found.figure,
        "level": found.level,
        "known": found.known,
        "of": found.of,
        "value_low": found.value_low,
        "value_best": found.value_best,
        "value_high": found.value_high,
        "high_open": found.high_open,
        "flags": found.flags,
        "used": found.used,
    }
