"""Draws one trend: what was claimed, by whom, and what is not known.

Dots are claims. The thin step between them means "latest statement still standing", never a value in
between, and its risers are lighter because nothing was counted there. Bars run from low to high; a top
that nobody closed fades away. Claims that are not on the line stand alone as diamonds, withdrawn ones
are struck through. Drawn once for a wide and once for a narrow paper, each with letters of its own
size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from itertools import pairwise

from tracker.web.charts.canvas import Alone, chart, diamond, fade, faded, gutter, id_of, laid_over, levels, target
from tracker.web.charts.labels import Box, Paper, Placed, leader_end, text_width, wrapped
from tracker.web.charts.marks import NARROW, WIDE, Frame, Mark, Trend
from tracker.web.charts.scales import Scale, day_scale, nice_ticks, span, time_ticks
from tracker.web.charts.svg import circle, line, number, path, rect, tag, text

FADE = 62.0
FEW = 2
DOT = 4.2
BAR = 5.0
BADGE = 9.0
MONTHS_APART = 0.5
"""Between two names of months, as a part of their size."""


@dataclass(slots=True)
class Sheet:
    """One drawing under way: the paper, its scales and the parts drawn so far."""

    trend: Trend
    frame: Frame
    x: Scale
    y: Scale
    ticks: list[float]
    left: float
    paper: Paper
    until: date

    def at(self, mark: Mark) -> tuple[float, float]:
        """Where a claim stands."""
        return self.x(mark.day.toordinal()), self.y(mark.best)


def both(trend: Trend) -> str:
    """The trend for a wide screen and for print, and for a phone, each with its targets for a pointer."""
    return "".join(_with_targets(_sheet(trend, fitting(trend, frame))) for frame in (WIDE, NARROW))


def alone(trend: Trend) -> Alone:
    """The trend where it travels alone."""
    return Alone(draw(trend, WIDE), WIDE.width, WIDE.height)


def fitting(trend: Trend, frame: Frame) -> Frame:
    """The paper, lower for a statement or two: a large empty plot would look as if something were missing."""
    few = len(trend.points) + len(trend.loose) <= FEW
    return replace(frame, height=round(frame.height * 0.62)) if few else frame


def draw(trend: Trend, frame: Frame) -> str:
    """The SVG of a trend."""
    return _drawn(_sheet(trend, frame))


def _with_targets(sheet: Sheet) -> str:
    marks = [mark for mark in [*sheet.trend.loose, *sheet.trend.points] if mark.href]
    return laid_over(_drawn(sheet), [_target(sheet, mark) for mark in marks], sheet.frame)


def _drawn(sheet: Sheet) -> str:
    trend, frame = sheet.trend, sheet.frame
    name = id_of(trend, frame)
    right = frame.width - frame.right
    return chart(
        trend,
        frame,
        fade(name),
        levels(sheet.ticks, trend.words.value, y=sheet.y, left=sheet.left, right=right, size=frame.size),
        _months(sheet),
        _notes(sheet),
        _bars(sheet, name),
        _line(sheet),
        _loose(sheet),
        _points(sheet),
        _labels(sheet),
    )


def _sheet(trend: Trend, frame: Frame) -> Sheet:
    marks = [*trend.points, *trend.loose]
    highest = max((max(mark.best, mark.high or 0) for mark in marks), default=0)
    ticks = nice_ticks(highest, wanted=5 if frame.name == "wide" else 4)
    first, last = _days(trend)
    left = gutter(ticks, trend.words.value, frame.size)
    headroom = 40 if any(mark.open_top for mark in marks) else 14
    right = frame.width - frame.right
    return Sheet(
        trend=trend,
        frame=frame,
        x=day_scale(first, last, start=left + 6, end=right - (0 if frame.name == "wide" else 6)),
        y=Scale(0, ticks[-1], frame.height - frame.bottom, frame.top + headroom),
        ticks=ticks,
        left=left,
        paper=Paper(Box(left + 4, frame.top - 4, frame.width - 6, frame.height - frame.bottom - 4)),
        until=last,
    )


def _days(trend: Trend) -> tuple[date, date]:
    """The days on the axis: all that is drawn, with a little air after the last."""
    days = [mark.day for mark in [*trend.points, *trend.loose]]
    days += [mark.start for mark in trend.points if mark.start]
    days += [day for day in (trend.first_day, trend.last_day) if day]
    if not days:
        return date(2000, 1, 1), date(2000, 2, 1)
    first, last = span(days)
    air = max(2, round((last - first).days * 0.03))
    if first == last:
        first -= timedelta(days=15)
    return first, last + timedelta(days=air)


def _months(sheet: Sheet) -> str:
    first = date.fromordinal(int(sheet.x.low))
    base = sheet.frame.height - sheet.frame.bottom
    ticks = time_ticks(first, sheet.until, most=sheet.frame.months)
    right = sheet.frame.width - sheet.frame.right
    strokes, size = "", sheet.frame.size
    names: list[tuple[float, float, str]] = []
    for index, tick in enumerate(ticks):
        x = sheet.x(tick.toordinal())
        words = sheet.trend.words.month(tick, index == 0 or tick.month == 1)
        strokes += path(("M", x, base), ("V", x, base + 5))
        end = x + text_width(words, size)
        touches = bool(names) and x < names[-1][1] + size * MONTHS_APART
        if end > right + 8 or (touches and tick.month != 1):
            continue
        if touches:  # the year is worth more than the month before it
            names.pop()
        names.append((x, end, words))
    written = "".join(text(words, x + 1, base + 6 + size, class_="tick") for x, _end, words in names)
    return line("axis", strokes) + written


def _notes(sheet: Sheet) -> str:
    """Thin rules with their numbers above the plot; numbers that would touch go up a row, or else to the side."""
    base = sheet.frame.height - sheet.frame.bottom
    ends = [-1e9, -1e9]
    parts = []
    for note in sorted(sheet.trend.notes, key=lambda note: note.day):
        x = sheet.x(note.day.toordinal())
        row = next((row for row, end in enumerate(ends) if x >= end), ends.index(min(ends)))
        at, y = max(x, ends[row]), sheet.frame.top - 12 - row * (2 * BADGE + 2)
        ends[row] = at + 2 * BADGE + 2
        sheet.paper.soft.append(Box(x - 1.5, y, x + 1.5, base))
        badge = tag("circle", cx=at, cy=y, r=BADGE) + text(note.number, at, y + 4, text_anchor="middle", font_size=12)
        rule = tag("path", d=path(("M", at, y + BADGE), ("L", x, sheet.frame.top), ("V", x, base)))
        parts.append(tag("g", tag("title", escape(note.title)), rule, badge, class_="note"))
    return "".join(parts)


def _bars(sheet: Sheet, name: str) -> str:
    """The ranges of what sources said at each point, and above them the parts that nobody closed."""
    bars, tops = "", ""
    for mark in [*sheet.trend.points, *sheet.trend.loose]:
        x = sheet.x(mark.day.toordinal())
        low = mark.best if mark.low is None else mark.low
        high = max(mark.best, mark.high or 0)
        if high > low:
            top, bottom = sheet.y(high), sheet.y(low)
            bars += rect("bar", x - BAR / 2, top, BAR, max(bottom - top, 1.0))
            sheet.paper.block(Box(x - BAR / 2 - 1, top, x + BAR / 2 + 1, bottom))
        if mark.open_top:
            foot = sheet.y(high)
            top = max(foot - FADE, sheet.frame.top)
            tops += faded(name, x - BAR / 2, top, BAR, foot - top)
            sheet.paper.block(Box(x - BAR / 2 - 1, top + 6, x + BAR / 2 + 1, foot))
    return bars + tops


def _line(sheet: Sheet) -> str:
    """The latest statement still standing: flat from claim to claim, broken where reports are missing."""
    points = sheet.trend.points
    if not sheet.trend.joined:
        return "".join(_window(sheet, mark) for mark in points)
    steps, rises, gaps = "", "", ""
    for mark, follower in pairwise(points):
        x, y = sheet.at(mark)
        if follower.break_before:
            gaps += _gap(sheet, mark, follower)
            continue
        next_x, next_y = sheet.at(follower)
        steps += _flat(sheet, x, y, next_x)
        rises += path(("M", next_x, y), ("V", next_x, next_y))
        top, bottom = sorted((y, next_y))
        sheet.paper.block(Box(next_x - 1.5, top, next_x + 1.5, bottom))
    stands = _flat(sheet, *sheet.at(points[-1]), sheet.x(sheet.until.toordinal())) if points else ""
    return line("step", steps) + line("rise", rises) + line("stand", stands) + gaps


def _window(sheet: Sheet, mark: Mark) -> str:
    """The flow of one period, as wide as its window and as high as its count."""
    x, y = sheet.at(mark)
    left = sheet.x((mark.start or mark.day).toordinal())
    sheet.paper.block(Box(left, y - 2, x, y + 2))
    bottom = sheet.y(0)
    return rect("window", left, y, max(x - left, 2.0), max(bottom - y, 1.0))


def _flat(sheet: Sheet, x: float, y: float, until: float) -> str:
    sheet.paper.block(Box(x, y - 2, until, y + 2))
    return path(("M", x, y), ("H", until, y))


def _gap(sheet: Sheet, before: Mark, after: Mark) -> str:
    """Words in the empty stretch where no report exists, if there is room for them."""
    left, right = sheet.x(before.day.toordinal()), sheet.x(after.day.toordinal())
    words = sheet.trend.words.no_report
    width = text_width(words, sheet.frame.size)
    if right - left < width + 12:
        return ""
    y = sheet.frame.height - sheet.frame.bottom - 8
    return text(words, (left + right) / 2, y, class_="gap", text_anchor="middle")


def _loose(sheet: Sheet) -> str:
    return "".join(_loose_mark(sheet, mark) for mark in sheet.trend.loose)


def _loose_mark(sheet: Sheet, mark: Mark) -> str:
    x, y = sheet.at(mark)
    sheet.paper.block(Box(x - 7, y - 7, x + 7, y + 7))
    if not mark.superseded:
        return diamond(x, y)
    strike = tag("path", d=path(("M", x - 6, y + 6), ("L", x + 6, y - 6)))
    return tag("g", tag("circle", cx=x, cy=y, r=DOT), strike, class_="gone")


def _points(sheet: Sheet) -> str:
    return "".join(_point(sheet, mark) for mark in sheet.trend.points)


def _point(sheet: Sheet, mark: Mark) -> str:
    """A dot; a ring around it says that sources disagree, a small arrow above it that the count fell."""
    x, y = sheet.at(mark)
    sheet.paper.block(Box(x - 6, y - 6, x + 6, y + 6))
    parts = circle("dot", x, y, DOT)
    if mark.disagree:
        parts += circle("ring", x, y, DOT + 4)
    if mark.fall:
        parts += line("down", path(("M", x - 4, y - 16), ("H", x + 4, y - 16), ("L", x, y - 9)) + "Z")
    return parts


def _labels(sheet: Sheet) -> str:
    """Words at the marks that carry the story: the last claim, the first, great steps, other sources."""
    parts = [_name(sheet)]
    told = {id(sheet.trend.points[-1])} if sheet.trend.points else set()
    room = sheet.frame.labels
    for mark in _story(sheet.trend):
        if room == 0:
            break
        if id(mark) in told:
            continue
        told.add(id(mark))
        drawn = _label(sheet, mark)
        room -= bool(drawn)
        parts.append(drawn)
    return "".join(parts)


def _story(trend: Trend) -> list[Mark]:
    """Marks in the order in which they deserve words."""
    points = trend.points
    rises = sorted(range(1, len(points)), key=lambda index: points[index - 1].best - points[index].best)
    steps = [points[index] for index in rises]
    falls = [mark for mark in points if mark.fall]
    loose = sorted((mark for mark in trend.loose if not mark.superseded), key=lambda mark: mark.best, reverse=True)
    mixed = [mark for pair in zip(steps, loose, strict=False) for mark in pair]
    return [*falls, *points[:1], *mixed, *steps, *loose]


def _name(sheet: Sheet) -> str:
    """Who says it and what stands at the end: in the margin where there is one, else inside the plot."""
    if not sheet.trend.points:
        return ""
    last = sheet.trend.points[-1]
    room = sheet.frame.right - 12 if sheet.frame.name == "wide" else sheet.frame.width / 2
    lines = [
        *((words, "name") for words in wrapped(sheet.trend.line_name, sheet.frame.size, room)),
        (last.words, "said"),
        (sheet.trend.words.as_of(last.day), "when"),
    ]
    if last.fall:
        lines.append((last.fall, "when"))
    x, y = sheet.at(last)
    if sheet.frame.name == "wide":
        return _in_margin(sheet, lines, y)
    placed = _free_place(sheet, lines, x, y, reach=200)
    return _written(sheet, lines, placed, x, y) if placed else ""


def _in_margin(sheet: Sheet, lines: list[tuple[str, str]], y: float) -> str:
    left = sheet.frame.width - sheet.frame.right + 10.0
    leading = sheet.frame.size * 1.22
    top = min(y - leading * 0.75, sheet.frame.height - leading * (len(lines) + 0.2))
    width = max(text_width(words, sheet.frame.size) for words, _ in lines)
    sheet.paper.take(Box(left, top - 2, left + width, top + leading * len(lines)))
    return "".join(
        text(words, left, top + leading * (index + 0.85), class_=f"label {kind}")
        for index, (words, kind) in enumerate(lines)
    )


def _label(sheet: Sheet, mark: Mark) -> str:
    x, y = sheet.at(mark)
    when = sheet.trend.words.day(mark.day)
    loose = any(mark is one for one in sheet.trend.loose)
    second = sheet.trend.words.said_when(mark.by, when) if mark.by and (loose or sheet.frame.name == "wide") else when
    lines = [(mark.words, "said"), (second, "when")]
    if mark.fall:
        lines.append((mark.fall, "when"))
    placed = _free_place(sheet, lines, x, y, reach=110 if sheet.frame.name == "wide" else 90)
    return _written(sheet, lines, placed, x, y) if placed else ""


def _free_place(sheet: Sheet, lines: list[tuple[str, str]], x: float, y: float, *, reach: float) -> Placed | None:
    width = max(text_width(words, sheet.frame.size) for words, _ in lines)
    height = sheet.frame.size * 1.22 * len(lines) + 2
    return sheet.paper.place(x, y, width, height, reach=reach)


def _written(sheet: Sheet, lines: list[tuple[str, str]], placed: Placed, x: float, y: float) -> str:
    box = placed.box
    anchor_x = {"start": box.left, "end": box.right, "middle": (box.left + box.right) / 2}[placed.anchor]
    leading = sheet.frame.size * 1.22
    parts = ""
    if placed.distance > 12:
        end_x, end_y = leader_end(placed, x, y)
        sheet.paper.leaders.append((x, y, end_x, end_y))
        parts += line("leader", _shortened(x, y, end_x, end_y))
    for index, (words, kind) in enumerate(lines):
        line_y = box.top + leading * (index + 0.8)
        parts += text(words, anchor_x, line_y, class_=f"label {kind}", text_anchor=placed.anchor)
    return parts


def _shortened(x: float, y: float, end_x: float, end_y: float) -> str:
    """A leader that keeps clear of the mark and of the first letter."""
    length = max(((end_x - x) ** 2 + (end_y - y) ** 2) ** 0.5, 1.0)
    part_x, part_y = (end_x - x) / length, (end_y - y) / length
    return path(("M", x + part_x * 8, y + part_y * 8), ("L", end_x - part_x * 3, end_y - part_y * 3))


def _target(sheet: Sheet, mark: Mark) -> str:
    """A wide invisible target over a mark: a pointer finds the figure, the table serves the keyboard."""
    x, y = sheet.at(mark)
    area = f'<circle cx="{number(x)}" cy="{number(y)}" r="9"/>'
    words = mark.title if sheet.frame.name == "wide" else ""
    return target(area, href=mark.href, words=words, data=f' data-figure="{mark.figure}"' if mark.figure else "")
