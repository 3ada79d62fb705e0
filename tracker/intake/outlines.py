"""Points in outlines: whether a place lies around a point. Boxes first, then the rings, by the even-odd rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker.reference.outlines import outlines

Ring = Sequence[Sequence[float]]
"""Longitude and latitude in degrees."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The rings of a place and the box around them. A ring inside another is a hole."""

    rings: tuple[Ring, ...]
    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, rings: Iterable[Ring]) -> Outline | None:
        """The outline of these rings; None without any."""
        held = tuple(ring for ring in rings if len(ring) > 2)
        points = [point for ring in held for point in ring]
        if not points:
            return None
        across, up = [point[0] for point in points], [point[1] for point in points]
        return cls(held, min(across), min(up), max(across), max(up))

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether the point lies inside."""
        if not (self.west <= longitude <= self.east and self.south <= latitude <= self.north):
            return False
        return sum(_crossings(ring, longitude, latitude) for ring in self.rings) % 2 == 1


def _crossings(ring: Ring, longitude: float, latitude: float) -> int:
    """How often a line from the point to the east crosses the ring."""
    count = 0
    before = ring[-1]
    for point in ring:
        if (point[1] > latitude) != (before[1] > latitude):
            rise = (latitude - point[1]) / (before[1] - point[1])
            count += longitude < point[0] + rise * (before[0] - point[0])
        before = point
    return count


def outline_of(geometry: Any) -> Outline | None:
    """The outline in a GeoJSON polygon, several of them, or a feature around one; None for anything else."""
    if not isinstance(geometry, dict):
        return None
    shape = geometry.get("geometry") if geometry.get("type") == "Feature" else geometry
    if not isinstance(shape, dict) or not isinstance(shape.get("coordinates"), list):
        return None
    polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}.get(str(shape.get("type")), [])
    return Outline.of(ring for polygon in polygons for ring in polygon)


@cache
def country_outlines() -> dict[str, Outline]:
    """The shipped outlines of countries by ISO 3166-1 alpha-3 code."""
    drawn = {code: Outline.of(rings) for code, rings in outlines().items()}
    return {code: outline for code, outline in drawn.items() if outline is not None}
