"""Draws where in the world the crises are: the land, and a mark for each, numbered as the list beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reference.outlines import WORLD, on_the_world, world
from tracker.web.charts.svg import tag, text, titled, titled_link

RADIUS = 13.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A crisis: its number in the list, its name, where it is and where its page is."""

    number: str
    name: str
    longitude: float
    latitude: float
    href: str


def draw(spots: Sequence[Spot], *, title: str, description: str) -> str:
    """The map with its marks, and invisible targets over them for a pointer; the list serves the keyboard."""
    width, height = WORLD
    places = _apart([on_the_world(one.longitude, one.latitude) for one in spots])
    marks = [_mark(one, x, y) for one, (x, y) in zip(spots, places, strict=True)]
    drawing = tag(
        "svg",
        *titled("world", title, description),
        tag("path", class_="land", d=world()),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart map world",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        font_size=15,
        role="img",
        aria_labelledby="world-t world-d",
    )
    links = [
        tag("a", titled_link(one.name), tag("circle", cx=x, cy=y, r=RADIUS + 6), href=one.href, tabindex="-1")
        for one, (x, y) in zip(spots, places, strict=True)
    ]
    targets = tag("svg", *links, class_="hits", viewBox=f"0 0 {width} {height}", aria_hidden="true")
    return tag("div", drawing, targets, class_="drawing")


def _mark(one: Spot, x: float, y: float) -> str:
    badge = tag("circle", class_="pin", cx=x, cy=y, r=RADIUS)
    return tag("g", badge, text(one.number, x, y + 5.2, class_="pin-number", text_anchor="middle"))


def _apart(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places, those that would lie on one another moved to the side until each can be read."""
    kept: list[tuple[float, float]] = []
    for x, y in places:
        while any((x - other_x) ** 2 + (y - other_y) ** 2 < (2 * RADIUS) ** 2 for other_x, other_y in kept):
            x += RADIUS
        kept.append((x, y))
    return kept
