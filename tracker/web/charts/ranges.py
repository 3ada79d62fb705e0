"""Draws statements side by side on one axis: the sources of a comparison, or the parts of a total.

One row for each, its name on the left, a bar or a dot at its number, a line from its lowest to its highest, a top that
nobody closed fading away. Rows are never stacked on one another: what is drawn is never a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tracker.web.charts.canvas import SHORTEST, Alone, chart, diamond, fade, faded, id_of, laid_over, target
from tracker.web.charts.labels import text_width
from tracker.web.charts.marks import NARROW, WIDE, Frame
from tracker.web.charts.scales import Scale, nice_ticks
from tracker.web.charts.svg import circle, line, path, rect, tag, text

FADE = 46.0
MARGIN = 8.0
ABOVE = 1.15
"""How far above the middle of a row its words stand on a phone, in letters: those of Arabic reach below their line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """One statement. `best` None: no number could be worked out, and its words say so."""

    name: str
    words: str
    best: float | None
    low: float | None = None
    high: float | None = None
    open_top: bool = False
    title: str
    href: str = ""
    figure: int | None = None
    kind: str = ""
    """"lead" for the statement that the others stand beside, "whole" for a total above its parts, "rest" for what
    nobody placed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """Statements of the same thing; `as_bars` draws parts of a total, else dots."""

    key: str
    title: str
    description: str
    measure: str
    rows: Sequence[Range]
    value: Callable[[float], str]
    as_bars: bool


@dataclass(slots=True)
class Sheet:
    """One drawing under way: names stand beside their rows on a wide paper, above them on a phone."""

    drawn: Ranges
    frame: Frame
    row: float
    x: Scale
    ticks: list[float]

    def middle(self, at: int) -> float:
        """The height at which a row is drawn."""
        return self.frame.top + self.row * (at + (0.5 if self.frame.name == "wide" else 0.72))


def both(drawn: Ranges) -> str:
    """The rows for a wide screen and for a phone, each with its targets for a pointer."""
    return "".join(_with_targets(_sheet(drawn, paper(drawn, frame))) for frame in (WIDE, NARROW))


def alone(drawn: Ranges) -> Alone:
    """The rows where they travel alone."""
    frame = paper(drawn, WIDE)
    return Alone(draw(drawn, frame), frame.width, frame.height)


def paper(drawn: Ranges, frame: Frame) -> Frame:
    """The wide or the narrow paper, as high as its rows."""
    rows = len(drawn.rows)
    if frame.name == "wide":
        return replace(frame, height=12 + 42 * rows + 34, top=8, right=8, bottom=34)
    return replace(frame, height=8 + 58 * rows + 30, top=6, right=6, bottom=30)


def draw(drawn: Ranges, frame: Frame) -> str:
    """The SVG of the rows."""
    return _drawn(_sheet(drawn, frame))


def _with_targets(sheet: Sheet) -> str:
    targets = [_target(sheet, at, one) for at, one in enumerate(sheet.drawn.rows) if one.href]
    return laid_over(_drawn(sheet), targets, sheet.frame)


def _drawn(sheet: Sheet) -> str:
    drawn, frame = sheet.drawn, sheet.frame
    name = id_of(drawn, frame)
    return chart(
        drawn,
        frame,
        fade(name, sideways=True),
        _grid(sheet),
        *(_row(sheet, at, one, name) for at, one in enumerate(drawn.rows)),
    )


def _sheet(drawn: Ranges, frame: Frame) -> Sheet:
    highest = max((max(one.best or 0, one.high or 0, one.low or 0) for one in drawn.rows), default=0)
    ticks = nice_ticks(highest, wanted=5 if frame.name == "wide" else 3)
    wide = frame.name == "wide"
    names = max((text_width(one.name, frame.size) for one in drawn.rows), default=0.0)
    left = min(names + 18, frame.width * 0.34) if wide else MARGIN
    words = max((text_width(one.words, frame.size) for one in drawn.rows), default=0.0)
    right = frame.width - frame.right - (words + 20 if wide else 26)
    room = frame.height - frame.top - frame.bottom
    return Sheet(drawn, frame, room / max(len(drawn.rows), 1), Scale(0, ticks[-1], left, right), ticks)


def _grid(sheet: Sheet) -> str:
    base = sheet.frame.height - sheet.frame.bottom
    parts = []
    for tick in sheet.ticks:
        x = sheet.x(tick)
        kind = "axis" if tick == 0 else "grid"
        parts.append(line(kind, path(("M", x, sheet.frame.top), ("V", x, base))))
        anchor = "start" if tick == 0 else "middle"
        parts.append(text(sheet.drawn.value(tick), x, base + sheet.frame.size + 4, class_="tick", text_anchor=anchor))
    return "".join(parts)


def _row(sheet: Sheet, at: int, one: Range, name: str) -> str:
    wide, size = sheet.frame.name == "wide", sheet.frame.size
    y = sheet.middle(at)
    if wide:
        start = sheet.x(0)
        label = text(
            _fitting(one.name, start - 12, size), start - 10, y + size * 0.34, class_="name", text_anchor="end"
        )
    else:
        beside = MARGIN + 6  # the axis, which would run through their first letters
        label = text(_fitting(one.name, sheet.frame.width - 22, size), beside, y - size * ABOVE, class_="label name")
    if one.best is None and one.low is None:
        return label + text(one.words, sheet.x(0) + 8, y + size * 0.34, class_="gap")
    end, mark = _mark(sheet, one, y, name)
    if not wide and end + text_width(one.words, size) > sheet.frame.width:
        # Above the mark, at the end of the line of the name.
        words = text(one.words, sheet.frame.width - 6.0, y - size * ABOVE, class_="label said", text_anchor="end")
    else:
        words = text(one.words, end + 10, y + size * 0.34, class_="label said")
    return mark + label + words


def _mark(sheet: Sheet, one: Range, y: float, name: str) -> tuple[float, str]:
    """Where the drawing of a row ends, and the drawing."""
    reach = one.best if one.best is not None else one.low or 0
    high = max(one.high or 0, reach)
    start, tip, far = sheet.x(0), sheet.x(reach), sheet.x(high)
    parts = []
    if sheet.drawn.as_bars:
        kind = f"tally {one.kind}".rstrip()
        parts.append(rect(kind, start, y - 8, max(tip - start, 1.0), 16))
    if one.low is not None and far - sheet.x(one.low) >= SHORTEST:
        kind = "whisker" if sheet.drawn.as_bars else "span"
        parts.append(line(kind, path(("M", sheet.x(one.low), y), ("H", far, y))))
    end = far
    if one.open_top:
        end = far + FADE * (1 if sheet.frame.name == "wide" else 0.5)
        parts.append(faded(name, far, y - 5, end - far, 10))
    if not sheet.drawn.as_bars:
        # The statement on the line as a dot, the others as the diamonds they are in the trend.
        parts.append(circle("dot", tip, y, 5.2) if one.kind == "lead" else diamond(tip, y))
        end = max(end, tip + 6)
    return end, "".join(parts)


def _fitting(words: str, room: float, size: float) -> str:
    """The words, cut where there is no room for all; the table has them in full."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _target(sheet: Sheet, at: int, one: Range) -> str:
    y = sheet.middle(at)
    area = tag("rect", x=sheet.x(0), y=y - 12, width=max(sheet.x.end - sheet.x(0), 24.0), height=24)
    words = one.title if sheet.frame.name == "wide" else ""
    return target(area, href=one.href, words=words, data=f' data-figure="{one.figure}"' if one.figure else "")
