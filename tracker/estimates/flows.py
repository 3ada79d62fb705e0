"""Rule R7, periods: bars as wide as their windows, and totals over a longer span.

Fed by period claims and the points of a period line; read by bar charts and the total of a series. A total
needs one originator and windows that do not overlap; otherwise there is none, and the flag says why.
Nothing is spread over days. Method: docs/methods/R07-flows.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tracker.estimates.claims import Claim, may_lead, standing, without_older_cases
from tracker.estimates.intervals import sum_of
from tracker.estimates.qualifiers import Interval, Number
from tracker.estimates.trend import OffSpine, Point
from tracker.vocabulary import Flag, Party, Reason, Role


@dataclass(frozen=True, slots=True)
class Bar:
    """A period flow as it is drawn: from the first to the last day of its window, both included."""

    start: datetime.date
    end: datetime.date
    days: int
    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    figure: int


def bars(points: Iterable[Point]) -> tuple[Bar, ...]:
    """The bars of a period line. A point whose window has no known start has no width and is left out."""
    return tuple(_bar(point, point.period_start) for point in points if point.period_start is not None)


def _bar(point: Point, start: datetime.date) -> Bar:
    return Bar(
        start=start,
        end=point.date,
        days=_days(start, point.date),
        low=point.value_low,
        best=point.value_best,
        high=point.value_high,
        high_open=point.high_open,
        figure=point.figure,
    )


@dataclass(frozen=True, slots=True)
class PeriodTotal:
    """The total of a span with its coverage ("62 of 91 days"), or no numbers and the flag that says why.

    Flags: ok, partial (days of the span have no claim), overlap, mixed_originators; None when no claim lies
    in the span.
    """

    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    flag: str | None
    days_covered: int
    days_in_span: int
    used: tuple[int, ...]
    not_used: tuple[OffSpine, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    start: datetime.date
    end: datetime.date
    claim: Claim
    interval: Interval


def period_total(
    claims: Iterable[Claim],
    *,
    start: datetime.date,
    end: datetime.date,
    originator: int | None = None,
    known_on: datetime.date | None = None,
    elsewhere: Iterable[Claim] = (),
) -> PeriodTotal:
    """The total of the period claims that lie wholly inside a span, first and last day included.

    `originator` takes the claims of that one alone, usually the spine of the series.
    """
    stand = standing(claims, known_on=known_on, elsewhere=elsewhere)
    mine = [claim for claim in without_older_cases(stand) if originator in (None, claim.originator)]
    windows = sorted(
        (window for claim in mine if (window := _window(claim, start, end)) is not None),
        key=lambda window: (window.start, window.end, window.claim.figure),
    )
    used = {window.claim.figure for window in windows}
    left_out = [OffSpine(claim.figure, _left_out(claim)) for claim in mine if claim.figure not in used]
    return _total(windows, days_in_span=_days(start, end), left_out=left_out)


def _window(claim: Claim, start: datetime.date, end: datetime.date) -> _Window | None:
    """The claim with its window, when it counts people inside the span and may be summed."""
    last = claim.period_end or claim.as_of
    if claim.period_start is None or last is None or claim.interval is None or not may_lead(claim):
        return None
    if claim.period_start < start or last > end:
        return None
    return _Window(claim.period_start, last, claim, claim.interval)


def _left_out(claim: Claim) -> str:
    if claim.off_axis:
        return claim.off_axis
    if claim.party == Party.INTERESTED and claim.role != Role.RECOMMENDED:
        return Reason.INTERESTED_PARTY.value
    if claim.role == Role.TRIANGULATION:
        return Reason.ROLE.value
    if claim.interval is None or claim.interval.best is None:
        return Reason.MAGNITUDE_ONLY.value
    return Reason.OUTSIDE_WINDOW.value


def _total(windows: list[_Window], *, days_in_span: int, left_out: list[OffSpine]) -> PeriodTotal:
    covered = _covered(windows)
    flag = _total_flag(windows, complete=covered == days_in_span)
    summed = sum_of(window.interval for window in windows) if flag in _SUMMED else None
    return PeriodTotal(
        low=summed.low if summed else None,
        best=summed.best if summed else None,
        high=summed.high if summed else None,
        high_open=summed.high_open if summed else False,
        flag=flag,
        days_covered=covered,
        days_in_span=days_in_span,
        used=tuple(sorted(window.claim.figure for window in windows)),
        not_used=tuple(left_out),
    )


_SUMMED = (Flag.OK.value, Flag.PARTIAL.value)


def _total_flag(windows: list[_Window], *, complete: bool) -> str | None:
    if not windows:
        return None
    if len({window.claim.originator for window in windows}) > 1:
        return Flag.MIXED_ORIGINATORS.value
    if any(later.start <= earlier.end for earlier, later in pairwise(windows)):
        return Flag.OVERLAP.value
    return (Flag.OK if complete else Flag.PARTIAL).value


def _covered(windows: list[_Window]) -> int:
    """Days of the span that some window contains, each counted once; windows come sorted by their start."""
    covered, reached = 0, datetime.date.min
    for window in windows:
        if window.end > reached:
            first_new = max(window.start, _next_day(reached))
            covered += _days(first_new, window.end)
            reached = window.end
    return covered


def _next_day(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)


def _days(start: datetime.date, end: datetime.date) -> int:
    return (end - start).days + 1
