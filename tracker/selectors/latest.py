"""The newest number of each place, for a map, from what each series keeps of its last point: of the first-level units
of a country, or of the places that a crisis is counted in.

A number of a series is never added to that of another, so each unit shows one: of the series that ranks first by the
rule of the headline cards. Read by maps.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from tracker.models import Crisis, Series
from tracker.selectors.reading import Reading
from tracker.selectors.series import Number, series_views
from tracker.selectors.statements import Statement
from tracker.vocabulary import ALL_AGES, ALL_GROUPS, MEASURES, Basis, Gender, PeopleStatus, PlaceLevel

BASIS_RANK = {Basis.STOCK: 0, Basis.CUMULATIVE: 0, Basis.PERIOD: 1}
COLUMNS = (
    "place__code", "place__name", "pk", "basis", "point_count", "last_date", "last_low", "last_best", "last_high",
    "last_high_open", "last_figure", "computed_at",
)  # fmt: skip


class LatestOfArea(NamedTuple):
    """The newest point of the series that stands for a unit."""

    place_code: str
    place_name: str
    series: int
    basis: str
    points: int
    date: date
    value_low: Number | None
    value_best: Number | None
    value_high: Number | None
    high_open: bool
    figure: int


def latest_by_area(measure: str, location_code: str, reading: Reading) -> list[LatestOfArea]:
    """The newest number of each first-level unit that has one, by code. One narrow statement for the present."""
    rows = _NEWEST.rows(measure, location_code) if reading.is_live else None
    if rows is None or any(row[-1] > reading.head_sequence for row in rows):
        return _best(_computed(_everybody(measure, location_code), reading))
    return _best([LatestOfArea(*row[:-1]) for row in rows])


MAPPED_LEVELS = (PlaceLevel.ADM1, PlaceLevel.COUNTRY, PlaceLevel.ADM2)
"""Levels of places that a map of a crisis may show; it shows one of them, because a place lies inside another."""

MOST_PLACES = 400


class LatestOfPlaces(NamedTuple):
    """The newest numbers of a crisis at one level of places, and the measures that have any."""

    measure: str
    level: str
    latest: list[LatestOfArea]
    measures: list[str]


def latest_of_crisis(crisis: Crisis, reading: Reading, measure: str = "") -> LatestOfPlaces | None:
    """The newest number of each place of a crisis for a measure, at the level at which most places have one.

    Without a measure the one that most places have a number of. None where no place that can be drawn has one.
    """
    counts = _places_of(crisis, reading)
    chosen = measure or max(counts, key=lambda one: sum(counts[one].values()), default="")
    if chosen not in counts:
        return None
    level = max(MAPPED_LEVELS, key=lambda one: counts[chosen].get(one.value, 0))
    found = _NEWEST_OF_CRISIS.rows(crisis.pk, chosen, level.value) if reading.is_live else []
    if not reading.is_live or any(row[-1] > reading.head_sequence for row in found):
        latest = _best(_computed(_in_crisis(crisis.pk, chosen, level.value), reading))
    else:
        latest = _best([LatestOfArea(*row[:-1]) for row in found])
    measures = [one for one in MEASURES if one in counts]
    return LatestOfPlaces(chosen, level.value, latest[:MOST_PLACES], measures) if latest else None


def _places_of(crisis: Crisis, reading: Reading) -> dict[str, dict[str, int]]:
    """How many places have a number, by measure and level."""
    counts: dict[str, dict[str, int]] = {}
    found = _PLACES.rows(crisis.pk) if reading.is_live else _counted(crisis.pk)
    for measure, level, number in found:
        counts.setdefault(measure, {})[level] = number
    return counts


def _counted(crisis: int) -> QuerySet[Any, Any]:
    levels = [level.value for level in MAPPED_LEVELS]
    found = Series.objects.filter(
        _counts_everybody(), crisis=crisis, place__latitude__isnull=False, place__level__in=levels
    )
    return found.order_by().values_list("measure", "place__level").annotate(Count("place", distinct=True))


_PLACES = Statement(lambda crisis: _counted(crisis).filter(last_figure__isnull=False), -987_654_321)


def mapped_measures(location_code: str, reading: Reading) -> list[str]:
    """The measures of which some first-level unit of a country has a number, in the order of the vocabulary."""
    found = Series.objects.filter(place__parent__code=location_code, place__level=PlaceLevel.ADM1.value)
    if reading.is_live:
        found = found.filter(last_figure__isnull=False)
    measures = set(found.filter(_counts_everybody()).order_by().values_list("measure", flat=True).distinct())
    return [measure for measure in MEASURES if measure in measures]


def _everybody(measure: str, location_code: str) -> Q:
    """Series of a measure that count everybody in a first-level unit of a country."""
    return Q(
        _counts_everybody(),
        measure=measure,
        place__parent__code=location_code,
        place__level=PlaceLevel.ADM1.value,
    )


def _in_crisis(crisis: int, measure: str, level: str) -> Q:
    """Series of a measure that count everybody in the places of a crisis at a level."""
    return Q(_counts_everybody(), crisis=crisis, measure=measure, place__level=level)


def _counts_everybody() -> Q:
    return Q(
        population_group=ALL_GROUPS,
        gender=Gender.ALL.value,
        age_range=ALL_AGES,
        people_status__in=(PeopleStatus.ALL.value, PeopleStatus.UNSPECIFIED.value, PeopleStatus.CIVILIAN.value),
        basis__in=[basis.value for basis in BASIS_RANK],
    )


_NEWEST = Statement(
    lambda measure, code: (
        Series.objects.filter(_everybody(measure, code), last_figure__isnull=False).order_by().values_list(*COLUMNS)
    ),
    "(measure)",
    "(code)",
)
_NEWEST_OF_CRISIS = Statement(
    lambda crisis, measure, level: (
        Series.objects.filter(_in_crisis(crisis, measure, level), last_figure__isnull=False)
        .order_by()
        .values_list(*COLUMNS)
    ),
    -987_654_321,
    "(measure)",
    "(level)",
)


def _computed(condition: Q, reading: Reading) -> list[LatestOfArea]:
    views = series_views(condition, reading)
    return [
        LatestOfArea(
            place_code=view.series.place.code,
            place_name=view.series.place.name,
            series=view.series.pk,
            basis=view.series.basis,
            points=len(view.points),
            date=point.date,
            value_low=point.value_low,
            value_best=point.value_best,
            value_high=point.value_high,
            high_open=point.high_open,
            figure=point.figure,
        )
        for view in views
        if (point := view.newest) is not None
    ]


def _best(found: Iterable[LatestOfArea]) -> list[LatestOfArea]:
    """One for each unit: stocks and running totals first, then most points, then the newest, then the lowest number."""
    chosen: dict[str, LatestOfArea] = {}
    for one in sorted(found, key=_rank):
        chosen.setdefault(one.place_code, one)
    return [chosen[code] for code in sorted(chosen)]


def _rank(one: LatestOfArea) -> tuple[int, int, int, int]:
    return BASIS_RANK[Basis(one.basis)], -one.points, -one.date.toordinal(), one.series
