"""SVG elements as text: the little that the charts need, with every value escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import pairwise

RIGHT_TO_LEFT = ("R", "AL")


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel and without a useless zero."""
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, *children: str, **attributes: object) -> str:
    """One element; `data_figure` becomes `data-figure`, `class_` becomes `class`, None leaves it out."""
    pairs = name
    for key, value in attributes.items():  # hundreds of elements a page: a plain loop
        if value is not None:
            pairs += f' {_key(key)}="{_attribute(value)}"'
    body = "".join(children)
    return f"<{pairs}>{body}</{name}>" if body else f"<{pairs}/>"


@cache
def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def circle(kind: str, x: float, y: float, radius: float) -> str:
    """A circle of a class of our own; this and the next two are most of what a drawing is made of."""
    return f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'


def rect(kind: str, x: float, y: float, width: float, height: float, *, fill: str = "") -> str:
    """A rectangle of a class of our own, filled as its class says or with `fill`."""
    filled = f' fill="{fill}"' if fill else ""
    corner = f'x="{number(x)}" y="{number(y)}"'
    return f'<rect class="{kind}" {corner} width="{number(width)}" height="{number(height)}"{filled}/>'


def line(kind: str, d: str) -> str:
    """A path of a class of our own; nothing where it has no steps."""
    return f'<path class="{kind}" d="{d}"/>' if d else ""


def is_right_to_left(words: str) -> bool:
    """Whether some of the words are written from the right."""
    return not words.isascii() and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in words)


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """A text element; escaped, and right-to-left words keep their order in a left-to-right drawing."""
    if is_right_to_left(words):
        words = f"\u2067{words}\u2069"
    return tag("text", escape(words), x=x, y=y, **attributes)


def path(*steps: tuple[str, float, float]) -> str:
    """The `d` of a path from (command, x, y) steps; H and V use only the coordinate they need."""
    return "".join(_step(command, x, y) for command, x, y in steps)


def relative(places: Sequence[tuple[float, float]]) -> str:
    """The `d` of a line through many places, in whole pixels' tenths from one to the next: half as long as in full."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in places]
    steps = [f"M{number(tenths[0][0] / 10)} {number(tenths[0][1] / 10)}l"]
    for (x, y), (to_x, to_y) in pairwise(tenths):
        steps.append(f"{number((to_x - x) / 10)} {number((to_y - y) / 10)} ")
    return "".join(steps).rstrip(" l")


def _step(command: str, x: float, y: float) -> str:
    if command == "H":
        return f"H{number(x)}"
    if command == "V":
        return f"V{number(y)}"
    return f"{command}{number(x)} {number(y)}"


def _attribute(value: object) -> str:
    return number(value) if isinstance(value, float) else escape(str(value))
