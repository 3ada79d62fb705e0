"""Rule R8: stocks that one provider reports by operation and round, and stocks that have grown old.

Fed by stock claims with an operation; read by stock tallies and by headline cards, which grey a stale
number. A stock is a snapshot: it is never carried on by adding arrivals to it. Method:
docs/methods/R08-stocks.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.estimates.intervals import sum_of
from tracker.estimates.qualifiers import Interval, Number
from tracker.vocabulary import Flag

STALE_AFTER_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of one operation: whom it counted and when."""

    figure: int
    originator: int
    operation: str
    as_of: datetime.date
    interval: Interval
    round: str = ""


@dataclass(frozen=True, slots=True)
class StockTotal:
    """The sum over operations of their latest rounds, or no numbers and the flag that says why.

    Flags: ok, overlap (nobody declared the operations disjoint), mixed_originators; None without any round.
    The rounds are of different days, so the first and the last of them stand beside the number.
    """

    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    flag: str | None
    first_as_of: datetime.date | None
    last_as_of: datetime.date | None
    used: tuple[int, ...]


def latest_rounds(rounds: Iterable[Round]) -> tuple[Round, ...]:
    """The latest round of each operation, in order of the operations' names."""
    latest: dict[str, Round] = {}
    for one in sorted(rounds, key=lambda one: (one.as_of, one.figure)):
        latest[one.operation] = one
    return tuple(latest[operation] for operation in sorted(latest))


def sum_of_operations(rounds: Iterable[Round], *, disjoint: bool) -> StockTotal:
    """The stock over all operations; `disjoint` is somebody's word that no two of them share people."""
    latest = latest_rounds(rounds)
    flag = _flag(latest, disjoint=disjoint)
    summed = sum_of(one.interval for one in latest) if flag == Flag.OK else None
    days = sorted(one.as_of for one in latest)
    return StockTotal(
        low=summed.low if summed else None,
        best=summed.best if summed else None,
        high=summed.high if summed else None,
        high_open=summed.high_open if summed else False,
        flag=flag,
        first_as_of=days[0] if days else None,
        last_as_of=days[-1] if days else None,
        used=tuple(sorted(one.figure for one in latest)),
    )


def is_stale(as_of: datetime.date, *, today: datetime.date, stale_after: int = STALE_AFTER_DAYS) -> bool:
    """Whether a stock is only "last known": more than `stale_after` days old."""
    return (today - as_of).days > stale_after


def _flag(latest: tuple[Round, ...], *, disjoint: bool) -> str | None:
    if not latest:
        return None
    if len({one.originator for one in latest}) > 1:
        return Flag.MIXED_ORIGINATORS.value
    return (Flag.OK if disjoint or len(latest) == 1 else Flag.OVERLAP).value
