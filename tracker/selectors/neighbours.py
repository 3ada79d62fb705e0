"""The series beside one: the same thing counted from a later day, in the places inside, or period by period.

Nothing of them is ever added to the series; they say what fits and what does not (checks.py), and a stated flow is the
change between two totals (flows.py). For the present one statement finds them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.models import Series, SeriesPoint
from tracker.selectors.reading import Reading
from tracker.selectors.series import Line, Read, lines_at, stored_line, stored_points
from tracker.selectors.statements import Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import Basis, PlaceLevel

SAME = (
    "crisis_id", "measure", "basis", "counting", "unit", "level", "cause", "people_status", "population_group",
    "gender", "age_range", "operation", "origin_place_id",
)  # fmt: skip
"""What two series share that count the same, apart from where and since when."""

NEXT_LEVEL = {PlaceLevel.COUNTRY: PlaceLevel.ADM1, PlaceLevel.ADM1: PlaceLevel.ADM2, PlaceLevel.ADM2: PlaceLevel.ADM3}
NOT_SHOWN = ("place__outline", "place__names", "place__aliases")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Series that count the same as one: since a later day, in the places inside it, or period by period.

    Of the `parts` only those for which the spine has a number of the day of the newest point.
    """

    later: list[Series] = field(default_factory=list)
    parts: list[Series] = field(default_factory=list)
    periods: list[Series] = field(default_factory=list)


def neighbours_of(found: Read, reading: Reading) -> Neighbours:
    """The series beside one at the reading: a statement for the present, one for each kind at another moment."""
    if not found.line.points or found.series.basis == Basis.SHARE:
        return Neighbours()
    return _stored(found) if reading.is_live else _at(found, reading)


def lines_of(found: Sequence[Series], reading: Reading) -> Mapping[int, Line]:
    """Their lines; stored ones only where none was computed after the reading."""
    if reading.is_live and all(one.computed_at <= reading.head_sequence for one in found):
        points = stored_points([one.pk for one in found])
        return {one.pk: stored_line(one, points.get(one.pk, [])) for one in found}
    return lines_at(found, reading)


# --- at another moment ---


def _at(found: Read, reading: Reading) -> Neighbours:
    series = found.series
    return Neighbours(_later(series), _parts(found, reading), _periods(series))


def _same(series: Series, **other: str) -> QuerySet[Series]:
    same = {name: getattr(series, name) for name in SAME} | other
    return Series.objects.filter(**same).select_related("place", "window_origin").defer(*NOT_SHOWN).order_by("pk")


def _later(series: Series) -> list[Series]:
    if series.basis != Basis.CUMULATIVE or series.window_origin is None:
        return []
    return list(_same(series).filter(place=series.place_id, window_origin__earliest__gt=series.window_origin.latest))


def _periods(series: Series) -> list[Series]:
    if series.basis != Basis.CUMULATIVE:
        return []
    return list(_same(series, basis=Basis.PERIOD.value).filter(place=series.place_id))


def _parts(found: Read, reading: Reading) -> list[Series]:
    series, line = found.series, found.line
    level = NEXT_LEVEL.get(PlaceLevel(series.place.level))
    if level is None:
        return []
    day = line.points[-1].date
    inside = _same(series).filter(place__parent=series.place_id, place__level=level, window_origin=series.window_origin)
    said = standing(reading).filter(Q(as_of_date=day) | Q(as_of_date=None, reference_period_end=day))
    counted = said.filter(series_id=OuterRef("pk"), originator_id=line.spine or 0)
    return list(inside.filter(Exists(counted)))


# --- at the present, by the keys of the series and the points they have of the day ---


def _stored(found: Read) -> Neighbours:
    series, line = found.series, found.line
    day, place = line.points[-1].date, series.place_id
    asked = (day, series.crisis_id, series.measure, series.basis, place, place, place)
    mine, since = _apart(series.key)
    as_periods = [*mine[:2], Basis.PERIOD.value, *mine[3:]]
    later, parts, periods = [], [], []
    for pk, key, where, spine, has_day in _BESIDE.rows(*asked):
        same, starts = _apart(key)
        if same == mine and where != place and starts == since and spine == line.spine and has_day:
            parts.append(pk)
        elif same == mine and where == place and starts.partition("/")[0] > since.partition("/")[2]:
            later.append(pk)
        elif same == as_periods and since and where == place:
            periods.append(pk)
    if not later and not parts and not periods:
        return Neighbours()
    rows = Series.objects.filter(pk__in=[*later, *parts, *periods]).select_related("place", "window_origin")
    read = {one.pk: one for one in rows.defer(*NOT_SHOWN)}
    level = NEXT_LEVEL.get(PlaceLevel(series.place.level))
    return Neighbours(
        [read[pk] for pk in later if pk in read],
        [read[pk] for pk in parts if pk in read and read[pk].place.level == level],
        [read[pk] for pk in periods if pk in read],
    )


def _apart(key: str) -> tuple[list[str], str]:
    """A series key without place and start (estimates/series_key.py), and the start."""
    words = key.split("|")
    return [*words[:4], *words[5:-1]], words[-1]


_BESIDE = Statement(
    lambda day, crisis, measure, basis, place, parent, here: (
        Series.objects.filter(
            Q(basis=basis) & (Q(place=place) | Q(place__parent=parent)) | Q(basis=Basis.PERIOD.value, place=here),
            crisis=crisis,
            measure=measure,
            figure_count__gt=0,
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
    -987_654_324,
)
