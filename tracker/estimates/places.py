"""Rule R9: a place's own claim, and the roll-up of the claims of the places in it.

Fed by claims of one day at one admin level; read by place pages and the checks of a series. A direct claim
beats a roll-up, and nothing is ever pushed down from a place to its parts. Method:
docs/methods/R09-places.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.estimates.intervals import cap, sum_of
from tracker.estimates.qualifiers import Interval
from tracker.vocabulary import BoundsBasis, Flag, PlaceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """One claim about one place."""

    place: str
    level: str
    figure: int
    originator: int
    as_of: datetime.date
    interval: Interval


@dataclass(frozen=True, slots=True)
class RollUp:
    """The sum over the parts of a place: "partial k of n" when not all of them have a claim.

    `interval` is None when the parts may not be summed; `flags` then has overlap (fuzzy areas, or two admin
    levels) or mixed_originators.
    """

    interval: Interval | None
    known: int
    of: int
    flags: tuple[str, ...]
    used: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """What is said of a place: its own claim where there is one, else the roll-up, which is also a check."""

    interval: Interval | None
    is_direct: bool
    roll_up: RollUp
    flags: tuple[str, ...]


def roll_up(children: Iterable[PlaceCount], *, of: int) -> RollUp:
    """The sum of the claims of a place's parts, `of` being how many parts there are.

    Raises ValueError for claims of different days, for two claims of one part, and for more parts than
    there are.
    """
    parts = sorted(children, key=lambda part: part.place)
    _refuse_mistakes(parts, of)
    flags = _refusal(parts)
    summed = sum_of(part.interval for part in parts) if parts and not flags else None
    if summed and len(parts) < of:
        summed = _as_floor(summed)
        flags = (Flag.PARTIAL.value, Flag.FLOOR.value)
    figures = tuple(sorted(part.figure for part in parts))
    return RollUp(interval=summed, known=len(parts), of=of, flags=flags, used=figures)


def place_answer(direct: PlaceCount | None, children: Iterable[PlaceCount], *, of: int) -> PlaceAnswer:
    """The number for a place, with the roll-up of its parts beside it.

    Flagged children_exceed_direct when the parts have at least more than the place's own claim allows.
    """
    below = roll_up(children, of=of)
    if direct is None:
        return PlaceAnswer(interval=below.interval, is_direct=False, roll_up=below, flags=below.flags)
    exceeded = _exceeds(below.interval, direct.interval)
    flags = (Flag.CHILDREN_EXCEED_DIRECT.value,) if exceeded else ()
    return PlaceAnswer(interval=direct.interval, is_direct=True, roll_up=below, flags=flags)


def _refuse_mistakes(parts: list[PlaceCount], of: int) -> None:
    if len({part.as_of for part in parts}) > 1:
        raise ValueError("a roll-up is of one day")
    if len({part.place for part in parts}) < len(parts):
        raise ValueError("a part has two claims: choose one first")
    if len(parts) > of:
        raise ValueError("more parts than the place has")


def _refusal(parts: list[PlaceCount]) -> tuple[str, ...]:
    levels = {part.level for part in parts}
    if len(levels) > 1 or PlaceLevel.AREA in levels:
        return (Flag.OVERLAP.value,)
    if len({part.originator for part in parts}) > 1:
        return (Flag.MIXED_ORIGINATORS.value,)
    return ()


def _as_floor(summed: Interval) -> Interval:
    """Parts without a claim are unknown, so what the others have is a floor."""
    return Interval(low=summed.low, best=summed.best, high=None, high_open=True, bounds_basis=BoundsBasis.FLOOR.value)


def _exceeds(below: Interval | None, direct: Interval) -> bool:
    highest = cap(direct)
    return below is not None and below.low is not None and highest is not None and below.low > highest
