"""What a trend chart is given: claims on the line, claims beside it, notes, and the words around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One claim at one day. `best` is what is drawn; low and high are the bar, an open top fades upward."""

    day: date
    start: date | None = None
    """The first day of the window that a period's flow counts; it is drawn as wide as that."""
    best: float
    low: float | None = None
    high: float | None = None
    open_top: bool = False
    words: str
    by: str = ""
    title: str
    href: str = ""
    figure: int | None = None
    disagree: bool = False
    fall: str = ""
    """The words for a value below the statement before it: corrected, or merely lower."""
    superseded: bool = False
    break_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A dated, numbered remark; its text stands in the list under the chart."""

    day: date
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How values and days are spoken in the reader's language, and the few words the drawing itself needs."""

    value: Callable[[float], str]
    month: Callable[[date, bool], str]
    day: Callable[[date], str]
    as_of: Callable[[date], str]
    no_report: str = "no report"
    said_when: Callable[[str, str], str] = "{}, {}".format
    """Who and when on one line: "OCHA, 12 Feb"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One series as a drawing: its line, what others said beside it, what happened meanwhile."""

    key: str
    title: str
    description: str
    line_name: str
    measure: str
    words: Words
    points: list[Mark]
    loose: list[Mark] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None
    joined: bool = True
    """Whether a statement stands until the next one; the flows of periods do not, each is its own window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The size of the paper and what is kept free around the plot."""

    name: str
    width: int
    height: int
    top: int
    right: int
    bottom: int
    size: float
    months: int
    labels: int


WIDE = Frame(name="wide", width=1040, height=460, top=46, right=178, bottom=34, size=15.5, months=8, labels=7)
NARROW = Frame(name="narrow", width=328, height=360, top=44, right=12, bottom=30, size=13, months=4, labels=2)
