"""Draws where in the world the crises are: the land, and a mark for each, numbered as the list beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reference.outlines import WORLD, on_the_world, world
from tracker.web.charts.canvas import canvas, target, with_targets
from tracker.web.charts.svg import circle, line, number, tag, text

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
    drawing = canvas(
        "world",
        line("land", world()),
        *marks,
        title=title,
        description=description,
        css="chart map world",
        width=width,
        height=height,
        size=15,
    )
    targets = [_target(one, x, y) for one, (x, y) in zip(spots, places, strict=True)]
    return with_targets(drawing, targets, width=width, height=height, css="drawing")


def _mark(one: Spot, x: float, y: float) -> str:
    badge = circle("pin", x, y, RADIUS)
    return tag("g", badge, text(one.number, x, y + 5.2, class_="pin-number", text_anchor="middle"))


def _target(one: Spot, x: float, y: float) -> str:
    area = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(RADIUS + 6)}"/>'
    return target(area, href=one.href, words=one.name)


def _apart(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The places, those that would lie on one another moved to the side until each can be read."""
    kept: list[tuple[float, float]] = []
    for x, y in places:
        while any((x - other_x) ** 2 + (y - other_y) ** 2 < (2 * RADIUS) ** 2 for other_x, other_y in kept):
            x += RADIUS
        kept.append((x, y))
    return kept
