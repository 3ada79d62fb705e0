"""Draws sums over events by month or year: a bar for each, what its range is, and how many events stand behind it.

A bar ends at the best number, or, where an event has none, at the lowest with an open outline: then it says "at least".
A thin line runs from the lowest to the highest, a top that nobody closed fades away. A month in which nobody counted an
event has no bar, which is not a bar of nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.web.charts.canvas import SHORTEST, Alone, chart, fade, faded, gutter, id_of, laid_over, levels, target
from tracker.web.charts.labels import text_width
from tracker.web.charts.marks import NARROW, WIDE, Frame
from tracker.web.charts.scales import Scale, nice_ticks
from tracker.web.charts.svg import line, path, rect, tag, text

FADE = 40.0
WIDEST = 64.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month or year. `best` None: some event has no best number, and `low` is what all have at least."""

    start: date
    name: str
    low: float
    best: float | None
    high: float | None
    open_top: bool
    words: str
    events: str
    title: str
    href: str = ""
    wide_date: bool = False

    @property
    def height(self) -> float:
        """What the bar reaches."""
        return self.low if self.best is None else self.best


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A row of bars. `slots` are all months or years from the first to the last, those without a bar included."""

    key: str
    title: str
    description: str
    measure: str
    bars: Sequence[Bar]
    slots: Sequence[tuple[date, str]]
    value: Callable[[float], str]


@dataclass(slots=True)
class Sheet:
    """One drawing under way."""

    drawn: Bars
    frame: Frame
    left: float
    y: Scale
    ticks: list[float]
    slot: float

    def middle(self, start: date) -> float:
        """The middle of a month's slot."""
        at = next(index for index, (first, _) in enumerate(self.drawn.slots) if first == start)
        return self.left + self.slot * (at + 0.5)

    @property
    def width(self) -> float:
        """How wide a bar is."""
        return min(self.slot * 0.64, WIDEST)


LOW_WIDE = replace(WIDE, height=300, top=30, right=8, bottom=52)
LOW_NARROW = replace(NARROW, height=280, top=28, right=4, bottom=46)
"""Lower papers than a trend's."""


def both(drawn: Bars) -> str:
    """The bars for a wide screen and for a phone, each with its targets for a pointer."""
    return "".join(_with_targets(_sheet(drawn, frame)) for frame in (LOW_WIDE, LOW_NARROW))


def alone(drawn: Bars) -> Alone:
    """The bars where they travel alone."""
    return Alone(_drawn(_sheet(drawn, LOW_WIDE)), LOW_WIDE.width, LOW_WIDE.height)


def _with_targets(sheet: Sheet) -> str:
    return laid_over(_drawn(sheet), [_target(sheet, bar) for bar in sheet.drawn.bars if bar.href], sheet.frame)


def _drawn(sheet: Sheet) -> str:
    drawn, frame = sheet.drawn, sheet.frame
    name = id_of(drawn, frame)
    right = frame.width - frame.right
    return chart(
        drawn,
        frame,
        fade(name),
        levels(sheet.ticks, drawn.value, y=sheet.y, left=sheet.left, right=right, size=frame.size),
        *(_bar(sheet, bar, name) for bar in drawn.bars),
        _axis(sheet),
    )


def _sheet(drawn: Bars, frame: Frame) -> Sheet:
    highest = max((max(bar.height, bar.high or 0) for bar in drawn.bars), default=0)
    ticks = nice_ticks(highest, wanted=4)
    left = gutter(ticks, drawn.value, frame.size)
    headroom = 34 if any(bar.open_top for bar in drawn.bars) else 6
    y = Scale(0, ticks[-1], frame.height - frame.bottom, frame.top + headroom)
    return Sheet(drawn, frame, left, y, ticks, (frame.width - frame.right - left) / max(len(drawn.slots), 1))


def _bar(sheet: Sheet, bar: Bar, name: str) -> str:
    x, width = sheet.middle(bar.start), sheet.width
    top, base = sheet.y(bar.height), sheet.y(0)
    kind = "tally" + (" at-least" if bar.best is None else "") + (" wide-date" if bar.wide_date else "")
    parts = [rect(kind, x - width / 2, top, width, max(base - top, 1.0))]
    high = max(bar.high or 0, bar.height)
    ceiling = sheet.y(high)
    above = ceiling
    if bar.open_top:
        above = max(ceiling - FADE, 18.0)
        parts.append(faded(name, x - width / 2, above, width, top - above))
    if high > bar.low and sheet.y(bar.low) - ceiling >= SHORTEST:
        parts.append(line("whisker", path(("M", x, sheet.y(bar.low)), ("V", x, ceiling))))
    size = sheet.frame.size * 0.92
    if text_width(bar.words, size) <= sheet.slot - 4:
        parts.append(text(bar.words, x, above - 6, class_="label said", text_anchor="middle", font_size=size))
    return "".join(parts)


def _axis(sheet: Sheet) -> str:
    """Names of months, thinned until they have room; the count of events below those that have a bar."""
    size, base = sheet.frame.size, sheet.frame.height - sheet.frame.bottom
    widest = max((text_width(name, size) for _, name in sheet.drawn.slots), default=0.0)
    step = max(1, -(-int(widest + 10) // max(int(sheet.slot), 1)))
    parts = [
        text(name, sheet.left + sheet.slot * (at + 0.5), base + size + 5, class_="tick", text_anchor="middle")
        for at, (_, name) in enumerate(sheet.drawn.slots)
        if at % step == 0
    ]
    small = size * 0.86
    for bar in sheet.drawn.bars:
        if text_width(bar.events, small) <= sheet.slot - 2:
            x = sheet.middle(bar.start)
            parts.append(
                text(bar.events, x, base + size * 2.2 + 5, class_="when", text_anchor="middle", font_size=small)
            )
    return "".join(parts)


def _target(sheet: Sheet, bar: Bar) -> str:
    x, width = sheet.middle(bar.start), max(sheet.width, 14.0)
    top, base = sheet.y(max(bar.high or 0, bar.height)), sheet.y(0)
    area = tag("rect", x=x - width / 2, y=min(top, base - 14), width=width, height=max(base - top, 14.0))
    return target(area, href=bar.href, words=bar.title if sheet.frame.name == "wide" else "")
