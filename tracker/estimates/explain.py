"""Rule R14: what one point rests on, what was left out and why.

Fed by the same claims as trend; read by the explanation of a point on pages and in the API, which add the
quotes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.estimates.claims import Claim
from tracker.estimates.qualifiers import Number
from tracker.estimates.trend import OffSpine, Point, Trend, trend
from tracker.vocabulary import Flag, Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """One point, the rules that made it, the figures it uses and the figures it leaves out."""

    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    rules: tuple[str, ...]
    spine: int | None
    spine_reason: str
    used: tuple[int, ...]
    not_used: tuple[OffSpine, ...]
    conflicts: tuple[int, ...]
    bounds_basis: str
    figure: int
    originators: tuple[int, ...] = ()
    flags: tuple[str, ...] = ()
    known_on: date | None = None


def explain(
    claims: Iterable[Claim],
    day: date,
    *,
    window_days: int,
    max_gap: int | None = None,
    known_on: date | None = None,
    spine: int | None = None,
    elsewhere: Iterable[Claim] = (),
    bars: bool = False,
) -> Explanation | None:
    """The explanation of the point of a day, or None when the line has no point that day.

    `not_used` holds every figure of the series that is on no point, with its reason; figures that made
    other points of the line were not left out and are not listed.
    """
    line = trend(
        claims,
        window_days=window_days,
        max_gap=max_gap,
        known_on=known_on,
        spine=spine,
        elsewhere=elsewhere,
        bars=bars,
    )
    point = next((point for point in line.points if point.date == day), None)
    return None if point is None else explanation_of(point, line, known_on=known_on)


def explanation_of(point: Point, line: Trend, *, known_on: date | None = None) -> Explanation:
    """The explanation of a point of a line that is already there."""
    not_used = tuple(sorted(line.off_spine + line.not_used, key=lambda left_out: left_out.figure))
    return Explanation(
        low=point.value_low,
        best=point.value_best,
        high=point.value_high,
        high_open=point.high_open,
        rules=_rules(point, not_used),
        spine=line.spine,
        spine_reason=line.spine_reason,
        used=point.used,
        not_used=not_used,
        conflicts=point.conflicts,
        bounds_basis=point.bounds_basis,
        figure=point.figure,
        originators=point.originators,
        flags=point.flags,
        known_on=known_on,
    )


def _rules(point: Point, not_used: tuple[OffSpine, ...]) -> tuple[str, ...]:
    """The rules that had a say: words to interval and line always, the others where they did something."""
    reasons = {left_out.reason for left_out in not_used}
    acted = {
        "R1": True,
        "R2": Reason.SAME_ASSERTION in reasons,
        "R3": True,
        "R4": len(point.used) > 1 or Flag.SOURCES_DISAGREE in point.flags,
        "R6": bool(reasons & {Reason.SUPERSEDED, Reason.RETRACTED}) or Flag.WITHOUT_BACKLOG in point.flags,
    }
    return tuple(rule for rule, has_acted in acted.items() if has_acted)
