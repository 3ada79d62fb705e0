"""Rule R10: the parts of one total (sex and age, status, setting, side), and sums across levels of work.

Fed by figures that name a total and a partition; read when a figure is entered and by breakdown tables.
Parts are summed only inside one partition of one total: two breakdowns of 1,089 people are 1,089 people.
Method: docs/methods/R10-partitions.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tracker.estimates.intervals import cap, minus, remainder, sum_of
from tracker.estimates.qualifiers import Interval, Number
from tracker.vocabulary import Level, Partition


class PartsExceedWhole(ValueError):
    """The parts of a total have at least more people than the total allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a total: the figure of the total, the way it divides it, and its name in that division."""

    figure: int
    part_of: int
    partition: str
    category: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Division:
    """A total divided in one way: the sum of what is named, and the rest that nobody placed."""

    named: Interval
    unspecified: Interval
    used: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage that names what it is a percentage of, and at which level of work that was counted."""

    value: Decimal
    base: Number
    level: str


def divide(whole: Interval, parts: Iterable[Part]) -> Division:
    """The named parts and the unspecified rest of a total.

    Raises PartsExceedWhole, or ValueError for parts of two totals, of two partitions or with one name.
    """
    named_parts = list(parts)
    named = sum_of_parts(named_parts)
    _refuse_excess(whole, named)
    figures = tuple(sorted(part.figure for part in named_parts))
    return Division(named=named, unspecified=remainder(whole, named), used=figures)


def sum_of_parts(parts: Iterable[Part]) -> Interval:
    """The sum of parts of one partition of one total. Raises ValueError for any others."""
    parts = list(parts)
    if len({(part.part_of, Partition(part.partition)) for part in parts}) > 1:
        raise ValueError("parts of different divisions cannot be summed: the same people are in both")
    if len({part.category for part in parts}) < len(parts):
        raise ValueError("a category comes twice")
    return sum_of(part.interval for part in parts)


def percentage(part: Number, base: Number, *, level: str) -> Percentage:
    """A part in percent of its base, with one decimal. Raises ValueError when the base is nobody."""
    if base <= 0:
        raise ValueError("no base, no percentage")
    value = Decimal(part) / Decimal(base) * 100
    return Percentage(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), base, Level(level).value)


def sum_of_levels(counts: Iterable[tuple[Interval, str]]) -> tuple[Interval, str]:
    """The sum of disjoint counts worked out at different levels, and the level of the sum.

    The sum is only as firm as its least firm part, so 143,350 documented and 163,537 modelled people are
    306,887 estimated: another series than the documented ones.
    """
    counted = list(counts)
    summed = sum_of(stated for stated, _ in counted)
    return summed, max((Level(level) for _, level in counted), key=list(Level).index).value


def _refuse_excess(whole: Interval, named: Interval) -> None:
    excess = minus(named.low, cap(whole))
    if excess is not None and excess > 0:
        raise PartsExceedWhole(f"the parts have {excess} more than the whole")
