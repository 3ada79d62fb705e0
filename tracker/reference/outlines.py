"""The outlines of countries, as shipped: enough to see where a place is, drawn from Natural Earth at 1:50 million.

Borders are those in fact rather than in law; whoever draws them says so in the frame. Read by maps.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import accumulate
from pathlib import Path

OUTLINES_FILE = Path(__file__).with_name("outlines.json")
PER_DEGREE = 40
"""Coordinates are whole fortieths of a degree, each after the first as the step from the one before."""

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude in degrees."""


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """The rings of each country by its ISO 3166-1 alpha-3 code."""
    stored: dict[str, list[list[int]]] = json.loads(OUTLINES_FILE.read_text(encoding="utf-8"))
    return {code: tuple(map(_ring, rings)) for code, rings in stored.items()}


def _ring(steps: list[int]) -> Ring:
    longitudes, latitudes = accumulate(steps[::2]), accumulate(steps[1::2])
    return tuple((x / PER_DEGREE, y / PER_DEGREE) for x, y in zip(longitudes, latitudes, strict=True))
