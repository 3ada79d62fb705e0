"""What the count of a period has beyond the events recorded inside it (METHOD R11).

"29 died in the past six days" may contain attacks that are recorded one by one. The count stands on its own line, the
events in the tallies; what it adds to them is shown beside it and is never added to anything (docs/decisions).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.estimates.qualifiers import Interval
from tracker.estimates.tallies import residual
from tracker.models import EventTotal, PublishedFigure, Series
from tracker.models.ledger import open_at
from tracker.selectors.objects import contents_at
from tracker.selectors.places import WITHIN_COLUMNS
from tracker.selectors.reading import Reading
from tracker.selectors.series import Line, Number, PointView
from tracker.selectors.statements import Statement
from tracker.selectors.tallies import TallyQuery, totals_known
from tracker.vocabulary import ALL_AGES, ALL_GROUPS, Basis, BoundsBasis, Gender, PeopleStatus, PlaceLevel, Unit


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A count of a period, the events recorded inside its window, and what it adds to them."""

    date: datetime.date
    period_start: datetime.date
    figure: int
    events: tuple[int, ...]
    value_low: Number
    value_best: Number | None
    value_high: Number | None
    high_open: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Happened:
    """An event of the past, its days at the reading, and its total."""

    event: int
    start: datetime.date
    end: datetime.date
    total: Interval


def aggregates_of(series: Series, line: Line, reading: Reading) -> tuple[Aggregate, ...]:
    """The bars of a line that cover recorded events, each with what it adds to them; none for other series.

    One statement; one or two more where a bar is about no single event.
    """
    bars = [(point, point.period_start) for point in line.points if point.period_start is not None]
    if not bars or not _counts_everybody(series):
        return ()
    own = {figure for (figure,) in _ABOUT_ONE_EVENT.rows(series.pk, reading.at)}
    bars = [(point, start) for point, start in bars if point.figure not in own]
    if not bars:
        return ()
    first, last = min(start for _, start in bars), max(point.date for point, _ in bars)
    happened = _happened(_totals(series, first, last, reading), reading)
    return tuple(
        _aggregate(point, start, inside)
        for point, start in bars
        if (inside := [one for one in happened if start <= one.start and one.end <= point.date])
    )


_ABOUT_ONE_EVENT = Statement(
    # The figures of a series that count one event themselves: they cover nothing else.
    lambda series, at: (
        PublishedFigure.objects.at(at)
        .filter(series_id=series, event_id__isnull=False)
        .order_by()
        .values_list("figure_id")
    ),
    -987_654_321,
    -987_654_322,
)


def _counts_everybody(series: Series) -> bool:
    """Whether the series counts whom the totals of events count, in a place for which they are kept."""
    return (
        series.basis == Basis.PERIOD
        and series.unit in (Unit.PERSON, Unit.DWELLING)
        and series.population_group == ALL_GROUPS
        and series.gender == Gender.ALL
        and series.age_range == ALL_AGES
        and PlaceLevel(series.place.level) in WITHIN_COLUMNS
    )


def _totals(series: Series, first: datetime.date, last: datetime.date, reading: Reading) -> Sequence[EventTotal]:
    """The totals of the events of the crisis in the place, of the months from the first day to the last."""
    status = series.people_status
    if status == PeopleStatus.UNSPECIFIED:
        status = PeopleStatus.ALL.value
    if reading.known_on is not None:
        query = TallyQuery(series.measure, series.place, split="people_status")
        return [
            total
            for total in totals_known(query, reading)
            if total.people_status == status and total.event.crisis_id == series.crisis_id
        ]
    stood = EventTotal.objects.filter(open_at(reading.at), sequence_from__lte=reading.at)
    place = {WITHIN_COLUMNS[PlaceLevel(series.place.level)]: series.place.code}
    inside = stood.filter(
        measure=series.measure,
        people_status=status,
        event__crisis=series.crisis_id,
        month__gte=first.replace(day=1),
        month__lte=last,
        **place,
    )
    return list(inside.select_related("event").order_by("event_id"))


def _happened(totals: Iterable[EventTotal], reading: Reading) -> list[_Happened]:
    """The events with their days as they were at the reading."""
    held = list(totals)
    then = contents_at("event", reading, ids=[one.event_id for one in held]) if held and reading.is_pinned else {}
    return [
        _Happened(one.event_id, *_days(one, then.get(one.event_id, {})), _interval(one))
        for one in held
        if one.value_low is not None
    ]


def _days(total: EventTotal, then: dict[str, str]) -> tuple[datetime.date, datetime.date]:
    start, end = then.get("start"), then.get("end")
    return (
        datetime.date.fromisoformat(start) if start else total.event.start,
        datetime.date.fromisoformat(end) if end else total.event.end,
    )


def _aggregate(point: PointView, start: datetime.date, inside: Sequence[_Happened]) -> Aggregate:
    by_event: dict[int, Interval] = {one.event: one.total for one in inside}
    basis = point.bounds_basis or BoundsBasis.STATED.value
    stated = Interval(point.value_low, point.value_best, point.value_high, point.high_open, basis)
    found = residual(stated, by_event.values())
    return Aggregate(
        date=point.date,
        period_start=start,
        figure=point.figure,
        events=tuple(sorted(by_event)),
        value_low=found.low,
        value_best=found.best,
        value_high=found.high,
        high_open=found.high_open,
        flags=found.flags,
    )


def _interval(total: EventTotal) -> Interval:
    basis = BoundsBasis.STATED.value
    return Interval(total.value_low, total.value_best, total.value_high, total.high_open, basis)
