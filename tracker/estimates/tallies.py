"""Rules R7 and R11: sums over distinct events, and an aggregate that covers some of them.

Fed by the ledger with the claims of each event; read by monthly and yearly bars. Claims of one event are
reconciled first (R4), then the events are summed: two counts of one attack are never added. Months without
events have no row. Method: docs/methods/R07-flows.md and R11-aggregates.md.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.estimates.claims import Claim, standing
from tracker.estimates.combine import Band, combine
from tracker.estimates.intervals import cap, left_over, minus, sum_known
from tracker.estimates.qualifiers import Interval, Number
from tracker.vocabulary import DatePrecision, Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount:
    """What is known of one event: its last day and its reconciled numbers.

    `group` keeps sums apart: a place, say, or a status.
    """

    event: int
    ended: datetime.date
    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    flags: tuple[str, ...] = ()
    date_precision: str = "day"
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """The sum of the events that ended in one month or year, with their number.

    `best` is None as soon as one event has no best number: unknown plus five is unknown. `low` is still a
    floor, and `without_best` says how many events are in the way.
    """

    period_start: datetime.date
    period_end: datetime.date
    group: str
    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    events: int
    without_best: int
    flags: tuple[str, ...]
    event_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Residual:
    """What an aggregate adds to the events it covers."""

    low: Number
    best: Number | None
    high: Number | None
    high_open: bool
    flags: tuple[str, ...]


def event_band(
    claims: Iterable[Claim], *, known_on: datetime.date | None = None, elsewhere: Iterable[Claim] = ()
) -> Band:
    """The band of the claims about one event and one measure."""
    return combine(standing(claims, known_on=known_on, elsewhere=elsewhere).kept)


def event_count(
    event: int, ended: datetime.date, band: Band, *, date_precision: str = "day", group: str = ""
) -> EventCount:
    """One event with the numbers of its band."""
    return EventCount(
        event=event,
        ended=ended,
        low=band.low,
        best=band.best,
        high=band.high,
        high_open=band.high_open,
        flags=band.flags,
        date_precision=date_precision,
        group=group,
    )


def tally(events: Iterable[EventCount], *, by: str = "month") -> tuple[TallyRow, ...]:
    """Sums of low, best and high over events, by the month or year in which each ended, in order.

    Raises ValueError when an event comes twice in one group: it must be reconciled first.
    """
    rows: dict[tuple[datetime.date, str], list[EventCount]] = defaultdict(list)
    for event in events:
        rows[_period_start(event.ended, by), event.group].append(event)
    return tuple(_row(start, group, rows[start, group], by) for start, group in sorted(rows))


def residual(aggregate: Interval, events: Iterable[Interval]) -> Residual:
    """What an aggregate adds to recorded events that it covers: never less than nothing.

    Flagged parts_exceed_aggregate when the events together have more than the aggregate says.
    """
    parts = list(events)
    recorded = sum_known(part.best for part in parts)
    most_recorded = sum_known(cap(part) for part in parts)
    least_recorded = sum_known(part.low for part in parts)
    surplus = minus(recorded, aggregate.best)
    exceeded = surplus is not None and surplus > 0
    return Residual(
        low=left_over(aggregate.low, most_recorded) or 0,
        best=left_over(aggregate.best, recorded),
        high=left_over(cap(aggregate), least_recorded),
        high_open=aggregate.high_open,
        flags=(Flag.PARTS_EXCEED_AGGREGATE.value,) if exceeded else (),
    )


def _row(start: datetime.date, group: str, events: list[EventCount], by: str) -> TallyRow:
    ids = tuple(sorted(event.event for event in events))
    if len(set(ids)) < len(ids):
        raise ValueError("an event is counted twice")
    highs = sum_known(event.high for event in events)
    is_open = highs is None or any(event.high_open for event in events)
    return TallyRow(
        period_start=start,
        period_end=_period_end(start, by),
        group=group,
        low=_floor(events),
        best=sum_known(event.best for event in events),
        high=highs,
        high_open=is_open,
        events=len(events),
        without_best=sum(event.best is None for event in events),
        flags=_row_flags(events, by, is_open=is_open),
        event_ids=ids,
    )


def _floor(events: list[EventCount]) -> Number | None:
    """At least so many: an event nobody gave a number for takes nothing from the others."""
    lows = [event.low for event in events if event.low is not None]
    return sum_known(lows) if lows else None


def _row_flags(events: list[EventCount], by: str, *, is_open: bool) -> tuple[str, ...]:
    said = {flag for event in events for flag in event.flags}
    applies = {
        Flag.SOURCES_DISAGREE: Flag.SOURCES_DISAGREE in said,
        Flag.FLOOR: is_open,
        Flag.INTERESTED_ONLY: Flag.INTERESTED_ONLY in said,
        Flag.WIDE_DATE: any(_is_wider(event.date_precision, by) for event in events),
    }
    return tuple(flag.value for flag, applied in applies.items() if applied)


def _is_wider(date_precision: str, by: str) -> bool:
    return date_precision == DatePrecision.YEAR and by == "month"


def _period_start(day: datetime.date, by: str) -> datetime.date:
    if by not in ("month", "year"):
        raise ValueError("events are summed by month or by year")
    return day.replace(day=1) if by == "month" else day.replace(month=1, day=1)


def _period_end(start: datetime.date, by: str) -> datetime.date:
    if by == "year":
        return start.replace(month=12, day=31)
    following = (start + datetime.timedelta(days=31)).replace(day=1)
    return following - datetime.timedelta(days=1)
