"""Draws a map of counts: a circle for each area, its surface in proportion to the number, on the outlines around it.

An area of which nothing was said has a hatched mark, an old number a dotted ring; the caution about borders stands
inside the frame. Degrees of longitude are narrowed by the cosine of the middle latitude, true enough for a country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians, sqrt

from tracker.web.charts.labels import Box, Paper, text_width
from tracker.web.charts.picture import wrapped
from tracker.web.charts.svg import number, path, tag, text

Ring = Sequence[tuple[float, float]]

WIDTH = 640
LARGEST, SMALLEST, EMPTY = 34.0, 3.5, 6.0
SIZE = 15.0


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
    """What a map shows: the country's own rings, those around it, its spots, and its words."""

    key: str
    title: str
    description: str
    measure: str
    own: Sequence[Ring]
    around: Sequence[Ring]
    spots: Sequence[Spot]
    caution: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of one map: from degrees to places on it."""

    west: float
    north: float
    scale: float
    narrowing: float
    height: int

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point of the earth lies on the paper."""
        return (longitude - self.west) * self.narrowing * self.scale, (self.north - latitude) * self.scale


def sheet_of(shown: Map) -> Sheet:
    """Paper that holds the largest ring of the country and all spots, with a margin of a twelfth."""
    points = [*max(shown.own, key=_extent, default=()), *((one.longitude, one.latitude) for one in shown.spots)]
    longitudes, latitudes = [x for x, _ in points], [y for _, y in points]
    middle = (min(latitudes) + max(latitudes)) / 2
    narrowing = max(cos(radians(middle)), 0.2)
    across = max((max(longitudes) - min(longitudes)) * narrowing, 0.5) * 7 / 6
    down = max(max(latitudes) - min(latitudes), 0.5) * 7 / 6
    height = min(max(WIDTH * down / across, 300.0), 620.0)
    scale = min(WIDTH / across, height / down)
    west = (min(longitudes) + max(longitudes)) / 2 - WIDTH / scale / narrowing / 2
    north = middle + height / scale / 2
    return Sheet(west, north, scale, narrowing, round(height))


def draw(shown: Map) -> str:
    """The SVG of a map."""
    sheet = sheet_of(shown)
    caution = wrapped(shown.caution, WIDTH - 16, 12)
    whole = sheet.height + 16 * len(caution) + 8
    paper = Paper(Box(4, 4, WIDTH - 4, sheet.height - 4))
    clip = f"{shown.key}-clip"
    frame = tag("rect", x=0.5, y=0.5, width=WIDTH - 1.0, height=sheet.height - 1.0)
    hatch = tag("path", d="M0 4L4 0", class_="hatch-line")
    defs = tag("clipPath", frame, id=clip) + tag(
        "pattern", hatch, id=f"{shown.key}-hatch", width=4, height=4, patternUnits="userSpaceOnUse"
    )
    lands = [tag("path", class_="land", d=_outline(sheet, shown.around)), _own(sheet, shown)]
    return tag(
        "svg",
        tag("title", escape(shown.title), id=f"{shown.key}-t"),
        tag("desc", escape(shown.description), id=f"{shown.key}-d"),
        tag("defs", defs),
        tag("rect", class_="sea", width=WIDTH, height=sheet.height),
        tag("g", *lands, clip_path=f"url(#{clip})"),
        *_circles(shown, sheet, paper),
        *_labels(shown, sheet, paper),
        *(
            text(line, 8, sheet.height + 16.0 * (row + 1), class_="when", font_size=12)
            for row, line in enumerate(caution)
        ),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart map m-{shown.measure}",
        viewBox=f"0 0 {WIDTH} {whole}",
        width=WIDTH,
        height=whole,
        font_size=SIZE,
        role="img",
        aria_labelledby=f"{shown.key}-t {shown.key}-d",
    )


def radius(value: float, largest: float) -> float:
    """The circle's surface is in proportion to the number; none is too small to see, and nothing has none."""
    return max(LARGEST * sqrt(value / largest), SMALLEST) if value > 0 and largest > 0 else SMALLEST


def _own(sheet: Sheet, shown: Map) -> str:
    return tag("path", class_="land own", d=_outline(sheet, shown.own))


def _outline(sheet: Sheet, rings: Sequence[Ring]) -> str:
    parts = []
    for ring in rings:
        places = [sheet.at(*point) for point in ring]
        if any(-60 < x < WIDTH + 60 and -60 < y < sheet.height + 60 for x, y in places):
            parts.append(path(("M", *places[0]), *(("L", x, y) for x, y in places[1:])) + "Z")
    return "".join(parts)


def _circles(shown: Map, sheet: Sheet, paper: Paper) -> list[str]:
    """Large circles first, so that small ones lie on top of them."""
    largest = max((one.value or 0 for one in shown.spots), default=0)
    parts = []
    for one in sorted(shown.spots, key=lambda spot: -(spot.value or 0)):
        x, y = sheet.at(one.longitude, one.latitude)
        size = EMPTY if one.value is None else radius(one.value, largest)
        paper.solid.append(Box(x - size, y - size, x + size, y + size))
        if one.value is None:
            parts.append(tag("circle", class_="empty", cx=x, cy=y, r=size, fill=f"url(#{shown.key}-hatch)"))
            continue
        parts.append(tag("circle", class_="count", cx=x, cy=y, r=size))
        if one.is_stale:
            parts.append(tag("circle", class_="stale", cx=x, cy=y, r=size + 4))
    return parts


def _labels(shown: Map, sheet: Sheet, paper: Paper) -> list[str]:
    """Name and number beside each circle where there is room; the table under the map has them all."""
    parts = []
    for one in sorted((spot for spot in shown.spots if spot.value is not None), key=lambda spot: -(spot.value or 0)):
        x, y = sheet.at(one.longitude, one.latitude)
        width = max(text_width(one.name, SIZE), text_width(one.words, SIZE))
        placed = paper.place(x, y, width, SIZE * 2.5, reach=100)
        if placed is None:
            continue
        left = {"start": placed.box.left, "end": placed.box.right}.get(
            placed.anchor, (placed.box.left + placed.box.right) / 2
        )
        anchor = placed.anchor
        parts.append(text(one.name, left, placed.box.top + SIZE, class_="label name", text_anchor=anchor))
        parts.append(text(one.words, left, placed.box.top + SIZE * 2.2, class_="label said", text_anchor=anchor))
    return parts


def targets(shown: Map) -> str:
    """Invisible targets over the spots: a pointer finds the place's page, the table serves the keyboard."""
    sheet = sheet_of(shown)
    whole = sheet.height + 16 * len(wrapped(shown.caution, WIDTH - 16, 12)) + 8
    links = [
        tag(
            "a",
            tag("title", escape(f"{one.name}: {one.words}")),
            tag("circle", cx=x, cy=y, r=14.0),
            href=one.href,
            tabindex="-1",
        )
        for one in shown.spots
        for x, y in [sheet.at(one.longitude, one.latitude)]
    ]
    return tag("svg", *links, class_="hits", viewBox=f"0 0 {WIDTH} {number(whole)}", aria_hidden="true")


def _extent(ring: Ring) -> float:
    longitudes, latitudes = [x for x, _ in ring], [y for _, y in ring]
    return (max(longitudes) - min(longitudes)) * (max(latitudes) - min(latitudes))
