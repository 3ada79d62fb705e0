"""Claims with valid defaults for the tests of the arithmetic, and short forms to compare numbers with."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tracker.estimates.claims import Claim
from tracker.estimates.qualifiers import Interval, Number, interval

LAWS = settings(derandomize=True, deadline=None, database=None, max_examples=80)
"""The same examples on every run and machine: a failing law is a failing law for everybody."""

SOME_DAY = date(2020, 2, 12)


def claim(
    figure: int = 1,
    qualifier: str = "exact",
    value: Number | None = None,
    *,
    as_of: date | None = SOME_DAY,
    said: date | None = None,
    originator: int = 1,
    word: str | None = None,
    **more: Any,
) -> Claim:
    """A claim with the interval of its qualifier, said on the day it speaks of."""
    if "interval" not in more and qualifier != "denied":
        more["interval"] = interval(qualifier, value=value, magnitude=word)
    return Claim(
        figure=figure,
        originator=originator,
        as_of=as_of,
        said=said or as_of or SOME_DAY,
        qualifier=qualifier,
        **{"interval": None, **more},
    )


def exactly(number: Number) -> Interval:
    """The interval of a bare number."""
    return interval("exact", value=number)


def triple(numbers: Any) -> tuple[Number | str | None, ...]:
    """Low, best and high of an interval, band, point or total; "open" is an open end without a number."""
    prefix = "value_" if hasattr(numbers, "value_low") else ""
    low, best, high = (getattr(numbers, prefix + name) for name in ("low", "best", "high"))
    return low, best, "open" if numbers.high_open and high is None else high


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 4, 30))
COUNTS = st.integers(min_value=0, max_value=2_000)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[str, Interval]:
    """A qualifier with the interval of some number."""
    word = draw(st.sampled_from(["exact", "about", "nearly", "more_than", "at_most", "between", "magnitude"]))
    if word == "between":
        low, high = sorted((draw(COUNTS), draw(COUNTS)))
        return word, interval(word, value_low=low, value_high=high)
    if word == "magnitude":
        return word, interval(word, magnitude=draw(st.sampled_from(["tens", "hundreds", "thousands"])))
    return word, interval(word, value=draw(COUNTS))


@st.composite
def claim_lists(draw: st.DrawFn, max_size: int = 12) -> list[Claim]:
    """Claims of one series by a few originators over a few months, with links among them."""
    size = draw(st.integers(min_value=0, max_value=max_size))
    return [draw(_claims(figure, size)) for figure in range(1, size + 1)]


@st.composite
def _claims(draw: st.DrawFn, figure: int, size: int) -> Claim:
    word, stated = draw(intervals())
    as_of = draw(DAYS)
    kinds = st.sampled_from(["revises", "retracts", "backlog_addition", "reclassifies", "duplicate_of"])
    links = draw(st.booleans()) and draw(st.booleans()) and figure > 1
    return Claim(
        figure=figure,
        originator=draw(st.integers(min_value=1, max_value=4)),
        originator_name=draw(st.sampled_from(["", "A monitor", "A ministry"])),
        as_of=as_of,
        said=max(as_of, draw(DAYS)),
        qualifier=word,
        interval=stated,
        role=draw(st.sampled_from(["none", "none", "none", "recommended", "triangulation", "context"])),
        party=draw(st.sampled_from(["none", "none", "admission", "interested"])),
        grade=draw(st.sampled_from(["", "", "", "weak", "discounted"])),
        reliability=draw(st.sampled_from("ABCDEF")),
        credibility=draw(st.integers(min_value=1, max_value=6)),
        hops=draw(st.integers(min_value=1, max_value=3)),
        supersedes=draw(st.integers(min_value=1, max_value=figure - 1)) if links else None,
        supersedes_kind=draw(kinds) if links else None,
        retracted=draw(st.sampled_from([False, False, False, True])),
    )
