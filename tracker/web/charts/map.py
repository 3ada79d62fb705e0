"""Draws a map of counts: a circle for each area, its surface in proportion to the number, on the outlines around it.

An area of which nothing was said has a hatched mark, an old number a dotted ring; the caution about borders stands
inside the frame. What lies under the circles is drawn by `land`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from tracker.web.charts.canvas import Alone, canvas, target, with_targets
from tracker.web.charts.labels import Box, Paper, Placed, text_width
from tracker.web.charts.land import WIDTH, Sheet, land, sheet_around
from tracker.web.charts.picture import wrapped
from tracker.web.charts.svg import circle, is_right_to_left, number, tag, text

LARGEST, SMALLEST, EMPTY = 34.0, 3.5, 6.0
SIZE = 15.0
PHONE = 1.9
"""How much larger letters are drawn for a phone, which shows the same paper at half its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One area: where it is, what was said of it, and where the words stand. `value` None: nothing was said."""

    name: str
    longitude: float
    latitude: float
    value: float | None
    words: str
    href: str
    is_stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """What a map shows: the countries it is about, those of them whose units are drawn, its spots, and its words.

    Countries by their ISO 3166-1 alpha-3 codes, in order.
    """

    key: str
    title: str
    description: str
    measure: str
    own: tuple[str, ...]
    divided: tuple[str, ...] = ()
    spots: Sequence[Spot]
    caution: str


def sheet_of(shown: Map) -> Sheet:
    """The paper of a map."""
    return sheet_around(tuple((one.longitude, one.latitude) for one in shown.spots), shown.own)


def both(shown: Map) -> str:
    """The map for a wide screen and for a phone, each with its targets for a pointer."""
    sheet = sheet_of(shown)
    return _with_targets(shown, sheet, "wide", 1.0) + _with_targets(shown, sheet, "narrow", PHONE)


def alone(shown: Map) -> Alone:
    """The map where it travels alone."""
    sheet = sheet_of(shown)
    return Alone(_drawn(shown, sheet, "wide", 1.0), WIDTH, _height(shown, sheet, 1.0))


def _with_targets(shown: Map, sheet: Sheet, name: str, large: float) -> str:
    targets = [_target(one, sheet, name, large) for one in shown.spots]
    css = f"drawing drawing-map drawing-{name}"
    drawn = _drawn(shown, sheet, name, large)
    return with_targets(drawn, targets, width=WIDTH, height=_height(shown, sheet, large), css=css)


def _drawn(shown: Map, sheet: Sheet, name: str, large: float) -> str:
    """The SVG of a map; `large` enlarges its letters."""
    name = f"{shown.key}-{name}"
    paper = Paper(Box(4, 4, WIDTH - 4, sheet.height - 4))
    clip = f"{name}-clip"
    frame = tag("rect", x=0.5, y=0.5, width=WIDTH - 1.0, height=sheet.height - 1.0)
    hatch = tag("path", d="M0 4L4 0", class_="hatch-line")
    defs = tag("clipPath", frame, id=clip) + tag(
        "pattern", hatch, id=f"{name}-hatch", width=4, height=4, patternUnits="userSpaceOnUse"
    )
    return canvas(
        name,
        tag("defs", defs),
        tag("rect", class_="sea", width=WIDTH, height=sheet.height),
        tag("g", land(sheet, shown.own, shown.divided), clip_path=f"url(#{clip})"),
        *_circles(shown, sheet, paper, f"url(#{name}-hatch)"),
        *_labels(shown, sheet, paper, SIZE * large),
        _written_below(shown, sheet, large),
        title=shown.title,
        description=shown.description,
        css=f"chart map m-{shown.measure}",
        width=WIDTH,
        height=_height(shown, sheet, large),
        size=SIZE * large,
    )


def _height(shown: Map, sheet: Sheet, large: float) -> int:
    """How high the drawing is, its caution about borders included."""
    return round(sheet.height + 16 * large * len(_caution(shown, large)) + 8)


def _written_below(shown: Map, sheet: Sheet, large: float) -> str:
    """The caution about borders, from the side where its language begins."""
    edge, anchor = (WIDTH - 8, "end") if is_right_to_left(shown.caution) else (8, "start")
    return "".join(
        text(words, edge, sheet.height + 16 * large * row, class_="when", font_size=12 * large, text_anchor=anchor)
        for row, words in enumerate(_caution(shown, large), start=1)
    )


def _caution(shown: Map, large: float) -> list[str]:
    return wrapped(shown.caution, WIDTH - 16, 12 * large)


def radius(value: float, largest: float) -> float:
    """The circle's surface is in proportion to the number; none is too small to see, and nothing has none."""
    return max(LARGEST * sqrt(value / largest), SMALLEST) if value > 0 and largest > 0 else SMALLEST


def _circles(shown: Map, sheet: Sheet, paper: Paper, hatch: str) -> list[str]:
    """Large circles first, so that small ones lie on top of them."""
    largest = max((one.value or 0 for one in shown.spots), default=0)
    parts = []
    for one in sorted(shown.spots, key=lambda spot: -(spot.value or 0)):
        x, y = sheet.at(one.longitude, one.latitude)
        size = EMPTY if one.value is None else radius(one.value, largest)
        paper.block(Box(x - size, y - size, x + size, y + size))
        if one.value is None:
            parts.append(tag("circle", class_="empty", cx=x, cy=y, r=size, fill=hatch))
            continue
        parts.append(circle("count", x, y, size))
        if one.is_stale:
            parts.append(circle("stale", x, y, size + 4))
    return parts


def _labels(shown: Map, sheet: Sheet, paper: Paper, size: float) -> list[str]:
    """Name and number beside each circle where there is room; the table under the map has them all."""
    parts = []
    largest = max((one.value or 0 for one in shown.spots), default=0)
    for one in sorted((spot for spot in shown.spots if spot.value is not None), key=lambda spot: -(spot.value or 0)):
        x, y = sheet.at(one.longitude, one.latitude)
        width = max(text_width(one.name, size), text_width(one.words, size))
        edge = radius(one.value or 0, largest) + (4 if one.is_stale else 0)
        placed = _beside(paper, x, y, edge, (width, size * 2.5)) or paper.place(x, y, width, size * 2.5, reach=100)
        if placed is None:
            continue
        left = {"start": placed.box.left, "end": placed.box.right}.get(
            placed.anchor, (placed.box.left + placed.box.right) / 2
        )
        anchor = placed.anchor
        parts.append(text(one.name, left, placed.box.top + size, class_="label name", text_anchor=anchor))
        parts.append(text(one.words, left, placed.box.top + size * 2.2, class_="label said", text_anchor=anchor))
    return parts


def _beside(paper: Paper, x: float, y: float, edge: float, room: tuple[float, float]) -> Placed | None:
    """The first free place that touches the circle itself: right, left, below, above."""
    (width, height), gap = room, edge + 6
    for box, anchor in (
        (Box(x + gap, y - height / 2, x + gap + width, y + height / 2), "start"),
        (Box(x - gap - width, y - height / 2, x - gap, y + height / 2), "end"),
        (Box(x - width / 2, y + gap, x + width / 2, y + gap + height), "middle"),
        (Box(x - width / 2, y - gap - height, x + width / 2, y - gap), "middle"),
    ):
        if paper.is_free(box):
            paper.take(box)
            return Placed(box, anchor, gap)
    return None


def _target(one: Spot, sheet: Sheet, name: str, large: float) -> str:
    """An invisible target over a spot: a pointer finds the place's page, the table serves the keyboard."""
    x, y = sheet.at(one.longitude, one.latitude)
    area = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(14 * large)}"/>'
    return target(area, href=one.href, words=f"{one.name}: {one.words}" if name == "wide" else "")
