"""Finds a free place for each label, so that no words lie on a mark, a line or other words.

A label tries places around its mark, near ones first. Marks, lines and labels that already stand are
hard obstacles; thin rules only cost something, and no leader crosses another. A label that finds no
free place is left out: the table says it anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

NARROW = set("iljtfrI.,:;'|!()[] \u202f")
WIDE = set("mwMW%@")


class Box(NamedTuple):
    """A rectangle on paper."""

    left: float
    top: float
    right: float
    bottom: float


class Placed(NamedTuple):
    """Where a label ended up: its box, how its text is anchored, and how far from its mark it stands."""

    box: Box
    anchor: str
    distance: float


Segment = tuple[float, float, float, float]
Edges = tuple[float, float, float, float]
"""A box as plain numbers: left, top, right, bottom."""

ROW = 2
"""A cell of the grid is a pixel wide; how high it is, as a power of two."""


@dataclass(slots=True)
class Paper:
    """What already stands on the drawing.

    Marks, lines and words are cells of a grid, a row of it one whole number: whether a place is free is asked
    thousands of times, and a row answers at once.
    """

    frame: Box
    soft: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)
    leaders: list[Segment] = field(default_factory=list)
    rows: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def place(self, x: float, y: float, width: float, height: float, *, reach: float = 90) -> Placed | None:
        """The best free place for a label beside the mark at x, y, which is then taken; or None."""
        best: tuple[float, Placed] | None = None
        for rank, (left, top, anchor, distance) in enumerate(_places(x, y, width, height, reach, self.frame)):
            if best is not None and best[0] <= distance:
                break  # a place costs at least its distance, and those that follow are no nearer
            box = (left, top, left + width, top + height)
            if not self._holds(box) or self._hits(box):
                continue
            placed = Placed(Box(*box), anchor, distance)
            if self._crosses_words(x, y, placed):
                continue
            cost = distance + rank * 0.05 + self._covered(placed.box) * 0.6
            if best is None or cost < best[0]:
                cost += self._leader_cost(x, y, placed)
            if best is None or cost < best[0]:
                best = (cost, placed)
        if best is None:
            return None
        self.take(best[1].box)
        return best[1]

    def take(self, box: Box) -> None:
        """Put words there: nothing may lie on them, and no leader may run through them."""
        self.block(box)
        self.words.append(box)

    def block(self, box: Edges) -> None:
        """Put a mark or a line there: no words may lie on it."""
        taken, covered = _cells(box)
        for row in covered:
            self.rows[row] |= taken

    def is_free(self, box: Box) -> bool:
        """Whether words fit there."""
        return self._holds(box) and not self._hits(box)

    def _holds(self, box: Edges) -> bool:
        left, top, right, bottom = self.frame
        return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom

    def _hits(self, box: Edges) -> bool:
        """The busiest question of a drawing, asked of every place that is tried: so a plain loop."""
        asked, covered = _cells(box)
        rows = self.rows
        for row in covered:
            if row in rows and rows[row] & asked:
                return True
        return any(_passes(line, box) for line in self.leaders)

    def _crosses_words(self, x: float, y: float, placed: Placed) -> bool:
        leader = (x, y, *leader_end(placed, x, y))
        return any(_passes(leader, box) for box in self.words) or any(_cross(leader, one) for one in self.leaders)

    def _covered(self, box: Box) -> float:
        """The surface of thin rules under a box."""
        left, top, right, bottom = box
        covered = 0.0
        for its_left, its_top, its_right, its_bottom in self.soft:
            width = min(right, its_right) - max(left, its_left)
            height = min(bottom, its_bottom) - max(top, its_top)
            covered += width * height if width > 0 and height > 0 else 0.0
        return covered

    def _leader_cost(self, x: float, y: float, placed: Placed) -> float:
        """A leader over marks and lines is worse than a longer one that keeps clear of them."""
        if placed.distance <= 16:
            return 0.0
        end_x, end_y = leader_end(placed, x, y)
        crossings = 0
        for step in range(3, 10):
            along_x, along_y = x + (end_x - x) * step / 10, y + (end_y - y) * step / 10
            crossings += self._hits((along_x - 1, along_y - 1, along_x + 1, along_y + 1))
        return crossings * 14.0


def leader_end(placed: Placed, x: float, y: float) -> tuple[float, float]:
    """The point of the label's box that faces its mark."""
    box = placed.box
    return min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)


def _cross(one: Segment, other: Segment) -> bool:
    """Whether two straight lines cut each other."""
    return _sides(one, other) and _sides(other, one)


def _passes(segment: Segment, box: Edges) -> bool:
    """Whether a line runs through a box: what of it lies between left and right is also between top and bottom."""
    x, y, end_x, end_y = segment
    left, top, right, bottom = box
    if (x < left and end_x < left) or (x > right and end_x > right):
        return False
    if (y < top and end_y < top) or (y > bottom and end_y > bottom):
        return False
    across, down = end_x - x, end_y - y
    first, last = 0.0, 1.0  # the stretch of the line that is left, as parts of its length
    for start, run, low, high in ((x, across, left, right), (y, down, top, bottom)):
        if run:
            near, far = sorted(((low - start) / run, (high - start) / run))
            first, last = max(first, near), min(last, far)
    return first <= last


def _sides(one: Segment, other: Segment) -> bool:
    """Whether the ends of the second lie on different sides of the first."""
    x, y, end_x, end_y = one
    first = (end_x - x) * (other[1] - y) - (end_y - y) * (other[0] - x)
    second = (end_x - x) * (other[3] - y) - (end_y - y) * (other[2] - x)
    return first * second < 0


@lru_cache(maxsize=4096)
def text_width(words: str, size: float) -> float:
    """A safe guess at how wide some words are; the letters of other scripts count as wide ones."""
    return sum(_letter(letter) for letter in words) * size


def wrapped(words: str, size: float, width: float, *, most: int = 2) -> list[str]:
    """The words in lines that are no wider, at most so many of them; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or text_width(longer, size) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = _cut(f"{lines[-1]}…", size, width)
            break
    return [_cut(line, size, width) for line in lines]


def _cut(line: str, size: float, width: float) -> str:
    """A line whose one word is too long, without its end."""
    if text_width(line, size) <= width:
        return line
    kept = line.rstrip("…")
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept}…"


def _letter(letter: str) -> float:
    if letter in NARROW:
        return 0.29
    if letter in WIDE:
        return 0.82
    return 0.62 if letter.isupper() or ord(letter) > 0x24F else 0.51


def _cells(box: Edges) -> tuple[int, range]:
    """The cells that a box lies on: those of a row, as bits, and its rows."""
    left, top, right, bottom = box
    first = int(left) if left > 0 else 0
    end = int(right) + 1 if right > first else first
    return (1 << end) - (1 << first), range(int(top) >> ROW, (int(bottom) >> ROW) + 1)


Place = tuple[float, float, str, float]
"""A place that is tried: left and top of the words, how they are anchored, how far from their mark they stand."""


def _places(x: float, y: float, width: float, height: float, reach: float, frame: Box) -> Iterator[Place]:
    # Above and below, words are moved along as far as the edge of the paper wants it.
    middle = max(min(x - width / 2, frame.right - width), frame.left)
    distance = 9.0
    while distance <= reach:
        yield from _ring(x, y, width, height, distance, middle)
        distance += 7.0


def _ring(x: float, y: float, width: float, height: float, distance: float, middle: float) -> tuple[Place, ...]:
    """The places at one distance: to the left first, where a growing count leaves the paper empty."""
    slant = distance * 0.75
    left, right = x - slant - width, x + slant
    above, level, below = y - slant - height, y - height / 2, y + slant
    return (
        (x - distance - width, level, "end", distance),
        (left, above, "end", distance),
        (right, below, "start", distance),
        (x + distance, level, "start", distance),
        (right, above, "start", distance),
        (left, below, "end", distance),
        (middle, y - distance - height, "middle", distance),
        (middle, y + distance, "middle", distance),
    )
