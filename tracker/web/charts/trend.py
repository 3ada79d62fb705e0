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

from tracker.web.charts.labels import Box, Paper, Placed, leader_end, text_width, wrapped
from tracker.web.charts.marks import NARROW, WIDE, Frame, Mark, Trend
from tracker.web.charts.scales import Scale, day_scale, nice_ticks, span, time_ticks
from tracker.web.charts.svg import fade, path, tag, text, titled

FADE = 62.0
FEW = 2
DOT = 4.2
BAR = 5.0
BADGE = 9.0


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


def wide(trend: Trend) -> str:
    """The trend for a screen of 760 pixels and more, and for print, with its targets for a pointer."""
    return _with_targets(trend, fitting(trend, WIDE))


def narrow(trend: Trend) -> str:
    """The trend for a phone, with its targets for a finger."""
    return _with_targets(trend, fitting(trend, NARROW))


def fitting(trend: Trend, frame: Frame) -> Frame:
    """The paper, lower for a statement or two: a large empty plot would look as if something were missing."""
    few = len(trend.points) + len(trend.loose) <= FEW
    return replace(frame, height=round(frame.height * 0.62)) if few else frame


def _with_targets(trend: Trend, frame: Frame) -> str:
    """A picture may hold nothing to press, so the targets lie over it in a drawing of their own."""
    sheet = _sheet(trend, frame)
    targets = tag(
        "svg",
        _links(sheet),
        class_="hits",
        viewBox=f"0 0 {frame.width} {frame.height}",
        aria_hidden="true",
    )
    return tag("div", _drawn(sheet), targets, class_=f"drawing drawing-{frame.name}")


def draw(trend: Trend, frame: Frame, *, style: str = "") -> str:
    """The SVG of a trend; a style sheet is put inside only when the drawing travels alone."""
    return _drawn(_sheet(trend, frame), style=style)


def _drawn(sheet: Sheet, *, style: str = "") -> str:
    trend, frame = sheet.trend, sheet.frame
    name = f"{trend.key}-{frame.name}"
    parts = [
        *titled(name, trend.title, trend.description),
        tag("style", style) if style else "",
        fade(name),
        _grid(sheet),
        _months(sheet),
        _notes(sheet),
        _bars(sheet, name),
        _line(sheet),
        _loose(sheet),
        _points(sheet),
        _labels(sheet),
    ]
    return tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart chart-{frame.name} m-{trend.measure}",
        viewBox=f"0 0 {frame.width} {frame.height}",
        width=frame.width,
        height=frame.height,
        font_size=frame.size,
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sheet(trend: Trend, frame: Frame) -> Sheet:
    marks = [*trend.points, *trend.loose]
    highest = max((max(mark.best, mark.high or 0) for mark in marks), default=0)
    ticks = nice_ticks(highest, wanted=5 if frame.name == "wide" else 4)
    first, last = _days(trend)
    left = max(text_width(trend.words.value(tick), frame.size) for tick in ticks) + 12
    headroom = 40 if any(mark.open_top for mark in marks) else 14
    right = frame.width - frame.right
    return Sheet(
        trend=trend,
        frame=frame,
        x=day_scale(first, last, start=left + 6, end=right - (0 if frame.name == "wide" else 6)),
        y=Scale(0, ticks[-1], frame.height - frame.bottom, frame.top + headroom),
        ticks=ticks,
        left=left,
        paper=Paper(Box(left + 4, frame.top - 4, frame.width - 2, frame.height - frame.bottom - 4)),
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


def _grid(sheet: Sheet) -> str:
    right = sheet.frame.width - sheet.frame.right
    parts = []
    for tick in sheet.ticks:
        y = sheet.y(tick)
        kind = "axis" if tick == 0 else "grid"
        parts.append(tag("path", class_=kind, d=path(("M", sheet.left, y), ("H", right, y))))
        words = sheet.trend.words.value(tick)
        parts.append(text(words, sheet.left - 8, y + sheet.frame.size * 0.34, class_="tick", text_anchor="end"))
    return "".join(parts)


def _months(sheet: Sheet) -> str:
    first = date.fromordinal(int(sheet.x.low))
    base = sheet.frame.height - sheet.frame.bottom
    ticks = time_ticks(first, sheet.until, most=sheet.frame.months)
    right = sheet.frame.width - sheet.frame.right
    parts = []
    for index, tick in enumerate(ticks):
        x = sheet.x(tick.toordinal())
        words = sheet.trend.words.month(tick, index == 0 or tick.month == 1)
        parts.append(tag("path", class_="axis", d=path(("M", x, base), ("V", x, base + 5))))
        if x + text_width(words, sheet.frame.size) <= right + 8:
            parts.append(text(words, x + 1, base + 6 + sheet.frame.size, class_="tick"))
    return "".join(parts)


def _notes(sheet: Sheet) -> str:
    """Thin rules with their numbers above the plot; numbers that would touch go up a row."""
    base = sheet.frame.height - sheet.frame.bottom
    rows = [-1e9, -1e9]
    parts = []
    for note in sorted(sheet.trend.notes, key=lambda note: note.day):
        x = sheet.x(note.day.toordinal())
        row = 0 if x - rows[0] > 2 * BADGE + 3 else 1
        rows[row] = x
        y = sheet.frame.top - 12 - row * (2 * BADGE + 2)
        sheet.paper.soft.append(Box(x - 1.5, y, x + 1.5, base))
        badge = tag("circle", cx=x, cy=y, r=BADGE) + text(note.number, x, y + 4, text_anchor="middle", font_size=12)
        rule = tag("path", d=path(("M", x, y + BADGE), ("V", x, base)))
        parts.append(tag("g", tag("title", _escaped(note.title)), rule, badge, class_="note"))
    return "".join(parts)


def _bars(sheet: Sheet, name: str) -> str:
    return "".join(_bar(sheet, mark, name) for mark in [*sheet.trend.points, *sheet.trend.loose])


def _bar(sheet: Sheet, mark: Mark, name: str) -> str:
    """The range of what sources said at one point, and above it the part that nobody closed."""
    x = sheet.x(mark.day.toordinal())
    low = mark.best if mark.low is None else mark.low
    high = max(mark.best, mark.high or 0)
    parts = ""
    if high > low:
        top, bottom = sheet.y(high), sheet.y(low)
        parts += tag("rect", class_="bar", x=x - BAR / 2, y=top, width=BAR, height=max(bottom - top, 1.0))
        sheet.paper.solid.append(Box(x - BAR / 2 - 1, top, x + BAR / 2 + 1, bottom))
    if mark.open_top:
        foot = sheet.y(high)
        top = max(foot - FADE, sheet.frame.top)
        fade = f"url(#{name}-fade)"
        parts += tag("rect", class_="open", x=x - BAR / 2, y=top, width=BAR, height=foot - top, fill=fade)
        sheet.paper.solid.append(Box(x - BAR / 2 - 1, top + 6, x + BAR / 2 + 1, foot))
    return parts


def _line(sheet: Sheet) -> str:
    """The latest statement still standing: flat from claim to claim, broken where reports are missing."""
    points = sheet.trend.points
    if not sheet.trend.joined:
        return "".join(_window(sheet, mark) for mark in points)
    parts = []
    for index, mark in enumerate(points):
        x, y = sheet.at(mark)
        follower = points[index + 1] if index + 1 < len(points) else None
        if follower is None:
            parts.append(_flat(sheet, x, y, sheet.x(sheet.until.toordinal()), "stand"))
        elif follower.break_before:
            parts.append(_gap(sheet, mark, follower))
        else:
            next_x, next_y = sheet.at(follower)
            parts.append(_flat(sheet, x, y, next_x, "step"))
            parts.append(tag("path", class_="rise", d=path(("M", next_x, y), ("V", next_x, next_y))))
            top, bottom = sorted((y, next_y))
            sheet.paper.solid.append(Box(next_x - 1.5, top, next_x + 1.5, bottom))
    return "".join(parts)


def _window(sheet: Sheet, mark: Mark) -> str:
    """The flow of one period, as wide as its window and as high as its count."""
    x, y = sheet.at(mark)
    left = sheet.x((mark.start or mark.day).toordinal())
    sheet.paper.solid.append(Box(left, y - 2, x, y + 2))
    bottom = sheet.y(0)
    return tag("rect", class_="window", x=left, y=y, width=max(x - left, 2.0), height=max(bottom - y, 1.0))


def _flat(sheet: Sheet, x: float, y: float, until: float, kind: str) -> str:
    sheet.paper.solid.append(Box(x, y - 2, until, y + 2))
    return tag("path", class_=kind, d=path(("M", x, y), ("H", until, y)))


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
    sheet.paper.solid.append(Box(x - 7, y - 7, x + 7, y + 7))
    size = 6.0
    if mark.superseded:
        strike = tag("path", d=path(("M", x - size, y + size), ("L", x + size, y - size)))
        return tag("g", tag("circle", cx=x, cy=y, r=DOT), strike, class_="gone")
    corners = path(("M", x, y - size), ("L", x + size, y), ("L", x, y + size), ("L", x - size, y)) + "Z"
    return tag("path", class_="loose", d=corners)


def _points(sheet: Sheet) -> str:
    return "".join(_point(sheet, mark) for mark in sheet.trend.points)


def _point(sheet: Sheet, mark: Mark) -> str:
    """A dot; a ring around it says that sources disagree, a small arrow above it that the count fell."""
    x, y = sheet.at(mark)
    sheet.paper.solid.append(Box(x - 6, y - 6, x + 6, y + 6))
    parts = tag("circle", class_="dot", cx=x, cy=y, r=DOT)
    if mark.disagree:
        parts += tag("circle", class_="ring", cx=x, cy=y, r=DOT + 4)
    if mark.fall:
        arrow = path(("M", x - 4, y - 16), ("H", x + 4, y - 16), ("L", x, y - 9)) + "Z"
        parts += tag("path", class_="down", d=arrow)
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
        *((line, "name") for line in wrapped(sheet.trend.line_name, sheet.frame.size, room)),
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
    loose = mark in sheet.trend.loose
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
        parts += tag("path", class_="leader", d=_shortened(x, y, end_x, end_y))
    for index, (words, kind) in enumerate(lines):
        line_y = box.top + leading * (index + 0.8)
        parts += text(words, anchor_x, line_y, class_=f"label {kind}", text_anchor=placed.anchor)
    return parts


def _shortened(x: float, y: float, end_x: float, end_y: float) -> str:
    """A leader that keeps clear of the mark and of the first letter."""
    length = max(((end_x - x) ** 2 + (end_y - y) ** 2) ** 0.5, 1.0)
    part_x, part_y = (end_x - x) / length, (end_y - y) / length
    return path(("M", x + part_x * 8, y + part_y * 8), ("L", end_x - part_x * 3, end_y - part_y * 3))


def _links(sheet: Sheet) -> str:
    """Wide invisible targets over the marks: a pointer finds the figure, the table serves the keyboard."""
    marks = [mark for mark in [*sheet.trend.loose, *sheet.trend.points] if mark.href]
    return "".join(_link(sheet, mark) for mark in marks)


def _link(sheet: Sheet, mark: Mark) -> str:
    x, y = sheet.at(mark)
    target = tag("circle", cx=x, cy=y, r=9.0)
    title = tag("title", _escaped(mark.title))
    return tag("a", title, target, href=mark.href, tabindex="-1", data_figure=mark.figure)
