"""From values and days to places on paper, with round numbers and whole months on the axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NICE_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def nice_ticks(highest: float, *, wanted: int = 5) -> list[float]:
    """Round values from 0 to the first at or above the highest; counts are whole, so no step below 1."""
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in NICE_STEPS if nice * power >= rough * 0.999)
    step = max(1.0, step)
    if step != math.floor(step):
        step = math.ceil(step)
    count = math.ceil(highest / step - 1e-9)
    return [step * index for index in range(count + 1)]


def month_starts(first: date, last: date) -> list[date]:
    """The first day of each month that begins from first to last, both included."""
    year, month = (first.year, first.month) if first.day == 1 else _next_month(first.year, first.month)
    starts = []
    while date(year, month, 1) <= last:
        starts.append(date(year, month, 1))
        year, month = _next_month(year, month)
    return starts


def time_ticks(first: date, last: date, *, most: int) -> list[date]:
    """Month starts in a step that leaves at most so many; a span inside one month gets its first day."""
    starts = month_starts(first, last)
    for step in MONTH_STEPS:
        chosen = [start for start in starts if _month_number(start) % step == 0]
        if len(chosen) <= most:
            return chosen or starts[:1] or [first]
    return starts[:most]


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from one range onto another."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def day_scale(first: date, last: date, *, start: float, end: float) -> Scale:
    """A scale over days; feed it `day.toordinal()`."""
    return Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), start, end)


def span(days: Sequence[date]) -> tuple[date, date]:
    """The first and last of some days."""
    return min(days), max(days)


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
