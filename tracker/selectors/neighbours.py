"""The series beside one: the same thing counted from a later day, in the places inside, or period by period.

Nothing of them is ever added to the series; they say what fits and what does not (checks.py), and a stated flow is the
change between two totals (flows.py). Series count the same when their keys say so (estimates/series_key.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat

from tracker.models import Place, Series, SeriesPoint
from tracker.selectors.reading import Reading
from tracker.selectors.series import Line, Read, is_stored, lines_at, stored_line, stored_points
from tracker.selectors.statements import Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import Basis, PlaceLevel

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
    """The series beside one at the reading; where there are none, which is usual, one statement says so."""
    if not found.line.points or found.series.basis == Basis.SHARE:
        return Neighbours()
    beside = _beside(found, reading)
    if beside.parts:
        beside.parts = _with_the_day(beside.parts, found, reading)
    if not (beside.later or beside.parts or beside.periods):
        return Neighbours()
    named = [*beside.later, *beside.parts, *beside.periods]
    rows = Series.objects.filter(pk__in=named).select_related("place", "window_origin").defer(*NOT_SHOWN)
    read = {one.pk: one for one in rows}
    level = NEXT_LEVEL.get(PlaceLevel(found.series.place.level))
    return Neighbours(
        [read[pk] for pk in beside.later if pk in read],
        [read[pk] for pk in beside.parts if pk in read and read[pk].place.level == level],
        [read[pk] for pk in beside.periods if pk in read],
    )


def lines_of(found: Sequence[Series], reading: Reading) -> Mapping[int, Line]:
    """Their lines; stored ones only where none was computed after the reading."""
    if all(is_stored(one, reading) for one in found):
        points = stored_points([one.pk for one in found])
        return {one.pk: stored_line(one, points.get(one.pk, [])) for one in found}
    return lines_at(found, reading)


@dataclass(slots=True)
class _Named:
    """The numbers of the series beside one."""

    later: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)


def _beside(found: Read, reading: Reading) -> _Named:
    """The series beside one, by their keys; of the parts, at present, those with the same spine."""
    series, line = found.series, found.line
    before, place, after, since = _apart(series.key)
    same = "|".join([*before, place, *after, ""])
    periods = "|".join([*before[:2], Basis.PERIOD.value, *before[3:], place, *after, ""])
    asked = ("|".join([*before, ""]), "|".join(["", *after, since]), series.place_id)
    beside = _Named()
    for pk, key, where, spine, figures in _BESIDE.rows(same, f"{same}~", *asked, periods):
        if reading.is_live and not figures:
            continue
        if where != series.place_id:
            if not reading.is_live or spine == line.spine:
                beside.parts.append(pk)
        elif key == periods:
            if since:
                beside.periods.append(pk)
        elif key.rpartition("|")[2].partition("/")[0] > since.partition("/")[2]:
            beside.later.append(pk)
    return beside


def _with_the_day(parts: list[int], found: Read, reading: Reading) -> list[int]:
    """Of these, the series for which the spine had said a number of the newest day."""
    day = found.line.points[-1].date
    if reading.is_live:
        held = SeriesPoint.objects.filter(series_id__in=parts, date=day)
        known = set(held.values_list("series_id", flat=True))
    else:
        said = standing(reading).filter(Q(as_of_date=day) | Q(as_of_date=None, reference_period_end=day))
        counted = said.filter(series_id__in=parts, originator_id=found.line.spine or 0).order_by()
        known = {pk for pk in counted.values_list("series_id", flat=True) if pk is not None}
    return [pk for pk in parts if pk in known]


def _apart(key: str) -> tuple[list[str], str, list[str], str]:
    """A series key (estimates/series_key.py): what stands before the place, the place, what follows, the start."""
    words = key.split("|")
    return words[:4], words[4], words[5:-1], words[-1]


def _named(series: QuerySet[Series]) -> QuerySet[Series, Any]:
    return series.order_by().values_list("pk", "key", "place_id", "spine_id", "figure_count")


_BESIDE = Statement(
    # Whole keys or their beginnings, so that the index of keys finds them: a place may have thousands of series.
    lambda same, beyond, before, after, parent, periods: (
        _named(Series.objects.filter(key__gt=same, key__lt=beyond))
        .union(
            _named(
                Series.objects.filter(
                    key__in=Place.objects.filter(parent=parent)
                    .annotate(as_key=Concat(Value(before), "code", Value(after), output_field=CharField()))
                    .values("as_key")
                )
            ),
            _named(Series.objects.filter(key=periods)),
            all=True,
        )
        .order_by("pk")
    ),
    "(same)",
    "(beyond)",
    "(before)",
    "(after)",
    -987_654_321,
    "(periods)",
)
