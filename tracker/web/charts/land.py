"""The land under a map: its paper, and the outlines of countries on it.

Outlines never change while a process runs, and a map keeps its paper as long as its places do; so both are worked out
once and kept for the next reader. Degrees of longitude are narrowed by the cosine of the middle latitude, true enough
for a country.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, radians

from tracker.reference.outlines import Ring, outlines, units
from tracker.web.charts.svg import relative, tag

Point = tuple[float, float]
Bounds = tuple[float, float, float, float]
"""The least and the greatest longitude, then the least and the greatest latitude."""

WIDTH = 640
FINEST = 1.2
"""Steps of an outline that are shorter than this, in pixels, are not drawn."""

MARGIN = 60
"""How far beyond the paper, in pixels, a ring may begin that is still drawn."""

KEPT = 256
"""Papers that are kept, some 20 kB each."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of one map: from degrees to places on it."""

    west: float
    north: float
    scale: float
    narrowing: float
    height: int

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a point of the earth lies on the paper."""
        return (longitude - self.west) * self.narrowing * self.scale, (self.north - latitude) * self.scale


@lru_cache(maxsize=KEPT)
def sheet_around(spots: tuple[Point, ...], own: tuple[str, ...]) -> Sheet:
    """Paper that holds all spots and the largest ring around each of them, with a margin of a twelfth.

    So islands far away do not shrink a map.
    """
    points = list(spots)
    boxes = [box for code in own for _, box in _rings(code)]
    largest = [box for box in boxes if _holds_one(box, points)] or sorted(boxes, key=_extent)[-1:]
    longitudes = [x for x, _ in points] + [x for box in largest for x in box[:2]]
    latitudes = [y for _, y in points] + [y for box in largest for y in box[2:]]
    middle = (min(latitudes) + max(latitudes)) / 2
    narrowing = max(cos(radians(middle)), 0.2)
    across = max((max(longitudes) - min(longitudes)) * narrowing, 0.5) * 7 / 6
    down = max(max(latitudes) - min(latitudes), 0.5) * 7 / 6
    height = min(max(WIDTH * down / across, 300.0), 620.0)
    scale = min(WIDTH / across, height / down)
    west = (min(longitudes) + max(longitudes)) / 2 - WIDTH / scale / narrowing / 2
    north = middle + height / scale / 2
    return Sheet(west, north, scale, narrowing, round(height))


@lru_cache(maxsize=KEPT)
def land(sheet: Sheet, own: tuple[str, ...], divided: tuple[str, ...]) -> str:
    """The land on a paper: the neighbours, the countries the map is about, and the units of those divided."""
    around = [ring for code in outlines() if code not in own for ring in _rings(code)]
    mine = [ring for code in own for ring in _rings(code)]
    inside = [(line, _bounds(line)) for code in divided for line in units().get(code, ())]
    return "".join(
        (
            tag("path", class_="land", d=_outline(sheet, around)),
            tag("path", class_="land own", d=_outline(sheet, mine)),
            tag("path", class_="unit", d=_outline(sheet, inside, closed=False)) if inside else "",
        )
    )


@cache
def _rings(code: str) -> tuple[tuple[Ring, Bounds], ...]:
    """The rings of a country, each with its bounds."""
    return tuple((ring, _bounds(ring)) for ring in outlines().get(code, ()))


def _bounds(ring: Ring) -> Bounds:
    longitudes, latitudes = [x for x, _ in ring], [y for _, y in ring]
    return min(longitudes), max(longitudes), min(latitudes), max(latitudes)


def _holds_one(box: Bounds, points: Sequence[Point]) -> bool:
    """Whether a spot lies within the degrees of a ring."""
    return any(box[0] <= x <= box[1] and box[2] <= y <= box[3] for x, y in points)


def _extent(box: Bounds) -> float:
    return (box[1] - box[0]) * (box[3] - box[2])


def _outline(sheet: Sheet, rings: Iterable[tuple[Ring, Bounds]], *, closed: bool = True) -> str:
    """Rings or lines that come near the paper, without the points that hardly differ from the one before."""
    across, down = MARGIN / sheet.narrowing / sheet.scale, MARGIN / sheet.scale
    west, east = sheet.west - across, sheet.west + WIDTH / sheet.narrowing / sheet.scale + across
    south, north = sheet.north - sheet.height / sheet.scale - down, sheet.north + down
    drawn = (
        relative(_thinned([sheet.at(*point) for point in ring]))
        for ring, box in rings
        # The bounds spare the points of most countries of the earth a look.
        if box[0] < east and box[1] > west and box[2] < north and box[3] > south
        if any(west < x < east and south < y < north for x, y in ring)
    )
    return "".join(f"{line}Z" if closed else line for line in drawn)


def _thinned(places: Sequence[Point]) -> list[Point]:
    kept = [places[0]]
    for x, y in places[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST:
            kept.append((x, y))
    return kept
