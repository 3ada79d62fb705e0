"""Draws statements side by side on one axis: the sources of a comparison, or the parts of a total.

One row for each, its name on the left, a bar or a dot at its number, a line from its lowest to its highest, a top that
nobody closed fading away. Rows are never stacked on one another: what is drawn is never a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.web.charts.labels import text_width
from tracker.web.charts.marks import NARROW, WIDE, Frame
from tracker.web.charts.scales import Scale, nice_ticks
from tracker.web.charts.svg import fade, path, tag, text, titled, titled_link

FADE = 46.0
MARGIN = 8.0


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
    return "".join(_with_targets(drawn, frame) for frame in (frame_of(drawn, "wide"), frame_of(drawn, "narrow")))


def frame_of(drawn: Ranges, name: str) -> Frame:
    """Paper as high as its rows."""
    if name == "wide":
        height = 12 + 42 * len(drawn.rows) + 34
        return Frame(
            name=name, width=WIDE.width, height=height, top=8, right=8, bottom=34, size=WIDE.size, months=0, labels=0
        )
    height = 8 + 58 * len(drawn.rows) + 30
    return Frame(
        name=name, width=NARROW.width, height=height, top=6, right=6, bottom=30, size=NARROW.size, months=0, labels=0
    )


def draw(drawn: Ranges, frame: Frame) -> str:
    """The SVG of the rows."""
    sheet = _sheet(drawn, frame)
    name = f"{drawn.key}-{frame.name}"
    return tag(
        "svg",
        *titled(name, drawn.title, drawn.description),
        _sideways(name),
        _grid(sheet),
        *(_row(sheet, at, one, name) for at, one in enumerate(drawn.rows)),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart chart-{frame.name} m-{drawn.measure}",
        viewBox=f"0 0 {frame.width} {frame.height}",
        width=frame.width,
        height=frame.height,
        font_size=frame.size,
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


def _sideways(name: str) -> str:
    return fade(name).replace('x1="0" y1="1" x2="0" y2="0"', 'x1="0" y1="0" x2="1" y2="0"')


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
        parts.append(tag("path", class_=kind, d=path(("M", x, sheet.frame.top), ("V", x, base))))
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
        label = text(_fitting(one.name, sheet.frame.width - 16, size), MARGIN, y - size * 0.95, class_="label name")
    if one.best is None and one.low is None:
        return label + text(one.words, sheet.x(0) + 8, y + size * 0.34, class_="gap")
    end, mark = _mark(sheet, one, y, name)
    if not wide and end + text_width(one.words, size) > sheet.frame.width:
        # Above the mark, at the end of the line of the name.
        words = text(one.words, sheet.frame.width - 6.0, y - size * 0.95, class_="label said", text_anchor="end")
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
        parts.append(tag("rect", class_=kind, x=start, y=y - 8, width=max(tip - start, 1.0), height=16))
    if one.low is not None and high > one.low:
        kind = "whisker" if sheet.drawn.as_bars else "span"
        parts.append(tag("path", class_=kind, d=path(("M", sheet.x(one.low), y), ("H", far, y))))
    end = far
    if one.open_top:
        end = far + FADE * (1 if sheet.frame.name == "wide" else 0.5)
        parts.append(tag("rect", class_="open", fill=f"url(#{name}-fade)", x=far, y=y - 5, width=end - far, height=10))
    if not sheet.drawn.as_bars:
        parts.append(_dot(one, tip, y))
        end = max(end, tip + 6)
    return end, "".join(parts)


def _dot(one: Range, x: float, y: float) -> str:
    """The statement on the line as a dot, the others as the diamonds they are in the trend."""
    if one.kind == "lead":
        return tag("circle", class_="dot", cx=x, cy=y, r=5.2)
    corners = path(("M", x, y - 6), ("L", x + 6, y), ("L", x, y + 6), ("L", x - 6, y)) + "Z"
    return tag("path", class_="loose", d=corners)


def _fitting(words: str, room: float, size: float) -> str:
    """The words, cut where there is no room for all; the table has them in full."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _with_targets(drawn: Ranges, frame: Frame) -> str:
    sheet = _sheet(drawn, frame)
    links = [_link(sheet, at, one) for at, one in enumerate(drawn.rows) if one.href]
    targets = tag("svg", *links, class_="hits", viewBox=f"0 0 {frame.width} {frame.height}", aria_hidden="true")
    return tag("div", draw(drawn, frame), targets, class_=f"drawing drawing-{frame.name}")


def _link(sheet: Sheet, at: int, one: Range) -> str:
    y = sheet.middle(at)
    area = tag("rect", x=sheet.x(0), y=y - 12, width=max(sheet.x.end - sheet.x(0), 24.0), height=24)
    return tag("a", titled_link(one.title), area, href=one.href, tabindex="-1", data_figure=one.figure)
