"""What all drawings share: a paper that screen readers can name, targets that lie over it, and marks that several draw.

A drawing is made twice, for a wide screen and for a phone, and once more where it travels alone. A picture may hold
nothing to press, so its targets lie over it in a drawing of their own, out of the way of screen readers and of the tab
key: the table beside it serves both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import NamedTuple, Protocol

from tracker.web.charts.labels import text_width
from tracker.web.charts.marks import Frame
from tracker.web.charts.scales import Scale
from tracker.web.charts.svg import line, path, rect, tag, text

SHORTEST = 3.0
"""A range shorter than this, in pixels, is left to the table: it would be a speck."""


class Alone(NamedTuple):
    """A drawing that travels alone."""

    svg: str
    width: int
    height: int


def canvas(name: str, *parts: str, title: str, description: str, css: str, width: int, height: int, size: float) -> str:
    """The whole SVG of a drawing; its title and description are what screen readers hear of it."""
    return tag(
        "svg",
        tag("title", escape(title), id=f"{name}-t"),
        tag("desc", escape(description), id=f"{name}-d"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=css,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        font_size=size,
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


class Drawn(Protocol):
    """What is drawn as a chart: its key among the drawings of a page, what it is called, and its measure."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def measure(self) -> str: ...


def id_of(drawn: Drawn, frame: Frame) -> str:
    """What a chart and its parts are called inside a page."""
    return f"{drawn.key}-{frame.name}"


def chart(drawn: Drawn, frame: Frame, *parts: str) -> str:
    """The SVG of a chart on one of its papers."""
    return canvas(
        id_of(drawn, frame),
        *parts,
        title=drawn.title,
        description=drawn.description,
        css=f"chart chart-{frame.name} m-{drawn.measure}",
        width=frame.width,
        height=frame.height,
        size=frame.size,
    )


def laid_over(picture: str, targets: Iterable[str], frame: Frame) -> str:
    """A chart under its targets."""
    css = f"drawing drawing-{frame.name}"
    return with_targets(picture, targets, width=frame.width, height=frame.height, css=css)


def with_targets(picture: str, targets: Iterable[str], *, width: int, height: int, css: str) -> str:
    """The picture under its targets."""
    over = tag("svg", *targets, class_="hits", viewBox=f"0 0 {width} {height}", aria_hidden="true")
    return f'<div class="{css}">{picture}{over}</div>'


def target(area: str, *, href: str, words: str, data: str = "") -> str:
    """Where a pointer finds a mark. `words` are shown to one that rests there; `data` is a whole attribute.

    Where they are empty, as on a phone, the script takes those of the same target on the wide paper.
    """
    named = f"<title>{escape(words)}</title>" if words else ""
    return f'<a href="{escape(href)}" tabindex="-1"{data}>{named}{area}</a>'


def gutter(ticks: Sequence[float], value: Callable[[float], str], size: float) -> float:
    """The room that the words of an upright axis take, on the left."""
    return max(text_width(value(tick), size) for tick in ticks) + 12


def levels(
    ticks: Sequence[float], value: Callable[[float], str], *, y: Scale, left: float, right: float, size: float
) -> str:
    """A thin line at each value of an upright axis, with the value beside it."""
    lines = [(("M", left, y(tick)), ("H", right, y(tick))) for tick in ticks]
    return (
        line("axis", path(*lines[0]))
        + line("grid", "".join(path(*one) for one in lines[1:]))
        + "".join(
            text(value(tick), left - 8, y(tick) + size * 0.34, class_="tick", text_anchor="end") for tick in ticks
        )
    )


def fade(name: str, *, sideways: bool = False) -> str:
    """The gradient of an end that nobody closed, upward or `sideways`."""
    stops = tag("stop", offset="0", class_="fade-from") + tag("stop", offset="1", class_="fade-to")
    x2, y1 = ("1", "0") if sideways else ("0", "1")
    return tag("defs", tag("linearGradient", stops, id=f"{name}-fade", x1="0", y1=y1, x2=x2, y2="0"))


def faded(name: str, x: float, y: float, width: float, height: float) -> str:
    """An end that nobody closed."""
    return rect("open", x, y, width, height, fill=f"url(#{name}-fade)")


def diamond(x: float, y: float, size: float = 6.0) -> str:
    """A statement that is not joined to the line."""
    return line("loose", path(("M", x, y - size), ("L", x + size, y), ("L", x, y + size), ("L", x - size, y)) + "Z")
