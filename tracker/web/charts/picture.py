"""A chart that travels alone: the drawing in a frame with its title above and its source and caution below.

The source line is a part of the picture, so that a number cannot lose where it comes from on its way into a report.
PNG is made of the very SVG, with the fonts that ship beside this file, so that it looks alike on every machine.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import resvg_py

from tracker.web.charts.canvas import Alone
from tracker.web.charts.labels import text_width
from tracker.web.charts.style import standalone
from tracker.web.charts.svg import is_right_to_left, tag, text

FONTS = Path(__file__).with_name("fonts")
MARGIN = 24
EMBEDDED = str.maketrans("\u2066\u2067\u2069", "\u202a\u202b\u202c")
"""Marks of direction: browsers follow isolates, the rasteriser only the older embeddings."""
BY_ITS_WORDS = re.compile("\u2068([^\u2066-\u2069]*)\u2069")
"""Words that run as their first letter does."""


def framed(drawing: Alone, *, measure: str, title: str, below: list[str], rtl: bool) -> str:
    """The drawing as an SVG of its own, with its title and the lines below it."""
    svg, width, height = drawing
    outside = width + 2 * MARGIN
    heads, feet = wrapped(title, width, 22), [line for one in below for line in wrapped(one, width, 13)]
    top = MARGIN + 28 * len(heads)
    bottom = top + height + 12
    whole = bottom + 18 * len(feet) + MARGIN // 2
    edge, anchor = (outside - MARGIN, "end") if rtl else (MARGIN, "start")
    parts = [
        tag("title", escape(title)),
        tag("style", standalone(measure)),
        tag("rect", width=outside, height=whole, fill="#fff"),
        *(
            text(line, edge, MARGIN + 28 * row + 12, class_="name", font_size=22, text_anchor=anchor)
            for row, line in enumerate(heads)
        ),
        tag("svg", svg, x=MARGIN, y=top, width=width, height=height),
        *(
            text(line, edge, bottom + 18 * row + 6, class_="when", font_size=13, text_anchor=anchor)
            for row, line in enumerate(feet)
        ),
    ]
    return tag(
        "svg",
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {outside} {whole}",
        width=outside,
        height=whole,
    )


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Lines that fit the width, broken between words; a word longer than a line stands alone."""
    lines: list[str] = []
    for word in words.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _embedded(svg: str) -> str:
    """The words of a drawing, each running its way in the rasteriser too, which takes every line for one of English."""
    directed = BY_ITS_WORDS.sub(
        lambda found: ("\u2067" if is_right_to_left(found[1]) else "\u2066") + found[1] + "\u2069", svg
    )
    return directed.translate(EMBEDDED)


def png(svg: str) -> bytes:
    """The SVG as a PNG of twice its size, sharp on paper and on dense screens."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=_embedded(svg),
            background="#ffffff",
            zoom=2,
            skip_system_fonts=True,
            font_dirs=[str(FONTS)],
            font_family="Tracker Sans",
        )
    )
