"""The outlines of countries, as shipped, and the lines between the first-level units of some of them.

Drawn from Natural Earth, countries at 1:50 million, units at 1:10 million and only inside the country: enough to see
where a place is. Borders are those in fact rather than in law; whoever draws them says so in the frame. Read by maps.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import accumulate
from pathlib import Path

OUTLINES_FILE = Path(__file__).with_name("outlines.json")
UNITS_FILE = Path(__file__).with_name("units.json")
PER_DEGREE = 40
"""Coordinates are whole fortieths of a degree, each after the first as the step from the one before."""

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude in degrees."""


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """The rings of each country by its ISO 3166-1 alpha-3 code."""
    return _read(OUTLINES_FILE)


@cache
def units() -> dict[str, tuple[Ring, ...]]:
    """The lines between the first-level units of a country by its code; of countries in crisis, not of all."""
    return _read(UNITS_FILE)


def _read(file: Path) -> dict[str, tuple[Ring, ...]]:
    stored: dict[str, list[list[int]]] = json.loads(file.read_text(encoding="utf-8"))
    return {code: tuple(map(_ring, rings)) for code, rings in stored.items()}


def _ring(steps: list[int]) -> Ring:
    longitudes, latitudes = accumulate(steps[::2]), accumulate(steps[1::2])
    return tuple((x / PER_DEGREE, y / PER_DEGREE) for x, y in zip(longitudes, latitudes, strict=True))


WORLD_FILE = Path(__file__).with_name("world.txt")
WORLD = (1000, 452)
"""Width and height of the sheet that the land of the world is drawn on."""


@cache
def world() -> str:
    """The land of the world as the path of an SVG on a sheet of WORLD units."""
    return WORLD_FILE.read_text(encoding="utf-8").strip()


def on_the_world(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point of the earth lies on that sheet: degrees of latitude are drawn 1.15 times those of longitude."""
    unit = WORLD[0] / 360
    return (longitude + 180) * unit, (83.7 - latitude) * unit * 1.15
