"""SVG elements as text: the little that the charts need, with every value escaped."""

from __future__ import annotations

import unicodedata
from html import escape

RIGHT_TO_LEFT = ("R", "AL")


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel and without a useless zero."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def tag(name: str, *children: str, **attributes: object) -> str:
    """One element; `data_figure` becomes `data-figure`, `class_` becomes `class`, None leaves it out."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(children)
    return f"<{name}{pairs}>{body}</{name}>" if body else f"<{name}{pairs}/>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """A text element; escaped, and right-to-left words keep their order in a left-to-right drawing."""
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in words):
        words = f"\u2067{words}\u2069"
    return tag("text", escape(words), x=x, y=y, **attributes)


def path(*steps: tuple[str, float, float]) -> str:
    """The `d` of a path from (command, x, y) steps; H and V use only the coordinate they need."""
    return "".join(_step(command, x, y) for command, x, y in steps)


def _step(command: str, x: float, y: float) -> str:
    if command == "H":
        return f"H{number(x)}"
    if command == "V":
        return f"V{number(y)}"
    return f"{command}{number(x)} {number(y)}"


def _attribute(value: object) -> str:
    return number(value) if isinstance(value, float) else escape(str(value))
