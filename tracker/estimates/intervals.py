"""Sums, differences and products of intervals: the arithmetic that several rules share.

Unknown stays unknown: a sum with an unknown part is unknown at that end, never the sum of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tracker.estimates.qualifiers import Interval, Number
from tracker.vocabulary import BoundsBasis

_WEAKEST_LAST = (
    BoundsBasis.STATED,
    BoundsBasis.RANGE_MIN,
    BoundsBasis.ROUNDING,
    BoundsBasis.CEILING,
    BoundsBasis.FLOOR,
    BoundsBasis.MAJORITY,
    BoundsBasis.MAGNITUDE,
    BoundsBasis.PLURAL,
    BoundsBasis.SOME,
    BoundsBasis.DENIED,
)


def sum_of(intervals: Iterable[Interval]) -> Interval:
    """The sum of counts of different people. Raises ValueError for nothing at all: no claim is not zero."""
    parts = list(intervals)
    if not parts:
        raise ValueError("there is nothing to sum")
    return Interval(
        low=sum_known(part.low for part in parts),
        best=sum_known(part.best for part in parts),
        high=sum_known(part.high for part in parts),
        high_open=any(part.high_open for part in parts),
        bounds_basis=weakest_basis(parts),
    )


def sum_known(numbers: Iterable[Number | None]) -> Number | None:
    """The sum, or None when one of the numbers is unknown."""
    total: Number = 0
    for number in numbers:
        if number is None:
            return None
        total = plus(total, number)
    return total


def remainder(whole: Interval, part: Interval) -> Interval:
    """What is left of a whole without a part, never below zero.

    The low end needs a cap on the part, the high end a cap on the whole; where that is open, the end is None.
    """
    return Interval(
        low=left_over(whole.low, cap(part)),
        best=left_over(whole.best, part.best),
        high=left_over(cap(whole), part.low),
        high_open=whole.high_open,
        bounds_basis=weakest_basis([whole, part]),
    )


def without_backlog(reported: Interval, backlog: Iterable[Interval]) -> Interval:
    """The flow of a period without the older cases that were only added in it (METHOD R6)."""
    older = list(backlog)
    return remainder(reported, sum_of(older)) if older else reported


def left_over(number: Number | None, taken: Number | None) -> Number | None:
    """The difference, at least zero; None when either is unknown."""
    difference = minus(number, taken)
    return None if difference is None else max(difference, 0)


def minus(number: Number | None, other: Number | None) -> Number | None:
    """The difference, of either sign; None when either is unknown."""
    return None if number is None or other is None else plus(number, -other)


def plus(one: Number, other: Number) -> Number:
    """The sum; a whole number when both are."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return Decimal(one) + Decimal(other)


def cap(stated: Interval) -> Number | None:
    """The upper end, or None when it is open."""
    return None if stated.high_open else stated.high


def weakest_basis(intervals: Iterable[Interval]) -> str:
    """The BoundsBasis that says least about where the ends are: the one a reader must be told."""
    return max((BoundsBasis(stated.bounds_basis) for stated in intervals), key=_WEAKEST_LAST.index).value
