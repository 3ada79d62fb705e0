"""What other series of the same thing say about one: shorter windows inside it, and the places inside its place.

A nested window is compared and never added (METHOD R5); a roll-up of a place's parts is a check on the place's own
claim and never replaces it (R9). Read by the page and the answer of a series.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.estimates.changes import nested_check
from tracker.estimates.places import PlaceCount, place_answer
from tracker.estimates.qualifiers import Interval
from tracker.models import Place, Series, SeriesPoint
from tracker.selectors.reading import Reading
from tracker.selectors.series import Line, Number, PointView, SeriesView, lines_at, stored_line, stored_points
from tracker.selectors.statements import Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import Basis, BoundsBasis, PlaceLevel

SAME = (
    "crisis_id", "measure", "basis", "counting", "unit", "level", "cause", "people_status", "population_group",
    "gender", "age_range", "operation", "origin_place_id",
)  # fmt: skip
"""What two series share that count the same, apart from where and since when."""

NEXT_LEVEL = {PlaceLevel.COUNTRY: PlaceLevel.ADM1, PlaceLevel.ADM1: PlaceLevel.ADM2, PlaceLevel.ADM2: PlaceLevel.ADM3}
WORST = ("conflict", "tension", "consistent")
NOT_SHOWN = ("place__outline", "place__names", "place__aliases")


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
class Checks:
    """Everything that other series say about one."""

    nested: tuple[NestedWindow, ...] = ()
    roll_up: PartsOfPlace | None = None


def checks_of(view: SeriesView, reading: Reading) -> Checks:
    """The checks of a series at the reading: a statement for each kind, more where there is something to compare."""
    if not view.points or view.series.basis == Basis.SHARE:
        return Checks()
    later, parts = _stored_beside(view) if reading.is_live else (_later(view.series), _parts(view, reading))
    if not later and not parts:
        return Checks()
    lines = _lines([*later, *parts], reading)
    nested = (_nested(one, lines[one.pk].points, view.points) for one in later)
    return Checks(
        nested=tuple(check for check in nested if check is not None),
        roll_up=_roll_up(view, [(one, lines[one.pk]) for one in parts]),
    )


def _same(series: Series) -> QuerySet[Series]:
    same = {name: getattr(series, name) for name in SAME}
    return Series.objects.filter(**same).select_related("place", "window_origin").defer(*NOT_SHOWN).order_by("pk")


def _later(series: Series) -> list[Series]:
    """Running totals of the same place that start later."""
    if series.basis != Basis.CUMULATIVE or series.window_origin is None:
        return []
    return list(_same(series).filter(place=series.place_id, window_origin__earliest__gt=series.window_origin.latest))


def _parts(view: SeriesView, reading: Reading) -> list[Series]:
    """Series of the places inside this one for which the spine has a number of the day of the newest point."""
    series = view.series
    level = NEXT_LEVEL.get(PlaceLevel(series.place.level))
    if level is None:
        return []
    day = view.points[-1].date
    inside = _same(series).filter(place__parent=series.place_id, place__level=level, window_origin=series.window_origin)
    said = standing(reading).filter(Q(as_of_date=day) | Q(as_of_date=None, reference_period_end=day))
    counted = said.filter(series_id=OuterRef("pk"), originator_id=view.spine or 0)
    return list(inside.filter(Exists(counted)))


def _stored_beside(view: SeriesView) -> tuple[list[Series], list[Series]]:
    """The same two for the present, by the keys of the series and the points they have of the day."""
    series, day = view.series, view.points[-1].date
    mine, since = _apart(series.key)
    later, parts = [], []
    for pk, key, place, spine, has_day in _BESIDE.rows(day, series.crisis_id, series.measure, series.basis,
                                                      series.place_id, series.place_id):  # fmt: skip
        same, starts = _apart(key)
        if same != mine:
            continue
        if place != series.place_id and starts == since and spine == view.spine and has_day:
            parts.append(pk)
        elif place == series.place_id and starts.partition("/")[0] > since.partition("/")[2]:
            later.append(pk)
    if not later and not parts:
        return [], []
    found = {one.pk: one for one in _same(series).filter(pk__in=[*later, *parts])}
    level = NEXT_LEVEL.get(PlaceLevel(series.place.level))
    return (
        [found[pk] for pk in later if pk in found],
        [found[pk] for pk in parts if pk in found and found[pk].place.level == level],
    )


def _apart(key: str) -> tuple[list[str], str]:
    """A series key without place and start (estimates/series_key.py), and the start."""
    words = key.split("|")
    return [*words[:4], *words[5:-1]], words[-1]


_BESIDE = Statement(
    lambda day, crisis, measure, basis, place, parent: (
        Series.objects.filter(
            Q(place=place) | Q(place__parent=parent), crisis=crisis, measure=measure, basis=basis, figure_count__gt=0
        )
        .annotate(has_day=Exists(SeriesPoint.objects.filter(series=OuterRef("pk"), date=day)))
        .order_by("pk")
        .values_list("pk", "key", "place_id", "spine_id", "has_day")
    ),
    date(1, 2, 3),
    -987_654_321,
    "(measure)",
    "(basis)",
    -987_654_322,
    -987_654_323,
)


def _lines(found: Sequence[Series], reading: Reading) -> Mapping[int, Line]:
    """Their lines; stored ones only where none was computed after the reading."""
    if reading.is_live and all(one.computed_at <= reading.head_sequence for one in found):
        points = stored_points([one.pk for one in found])
        return {one.pk: stored_line(one, points.get(one.pk, [])) for one in found}
    return lines_at(found, reading)


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


def _roll_up(view: SeriesView, children: Sequence[tuple[Series, Line]]) -> PartsOfPlace | None:
    """The roll-up beside the newest point, of the places inside that have the same spine and a point of that day."""
    newest, spine = view.points[-1], view.spine or 0
    parts = [
        _count(series, point, spine)
        for series, line in children
        for point in line.points
        if line.spine == spine and point.date == newest.date
    ]
    if not parts:
        return None
    of = Place.objects.filter(parent_id=view.series.place_id, level=parts[0].level).count()
    answer = place_answer(_count(view.series, newest, spine), parts, of=of)
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
    """The checks as the API shows them, nested windows first."""
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
    return nested + ([_roll_up_row(checks.roll_up)] if checks.roll_up else [])


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
