"""Rule R4: the band of low, best and high that all sources give at one point or for one event.

Fed by trend (one point of a line) and tallies (one event) with claims that already stand (claims.standing).
The band is a range of sources, not a confidence interval. Method: docs/methods/R04-band.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.estimates.claims import Claim, is_barred, is_constraint, is_denial, is_numeric, may_lead, rank
from tracker.estimates.qualifiers import Interval, Number
from tracker.vocabulary import BoundsBasis, Flag


@dataclass(frozen=True, slots=True)
class Band:
    """What the sources together say: numbers, the figure on top, and who was considered.

    `used` are the figures considered, constraints included; `barred` those of interested parties, which are
    listed and leave the numbers; `conflicts` the figures that contradict the one on top.
    """

    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    figure: int | None
    originators: tuple[int, ...]
    conflicts: tuple[int, ...]
    flags: tuple[str, ...]
    bounds_basis: str
    used: tuple[int, ...]
    barred: tuple[int, ...] = ()


def combine(claims: Iterable[Claim], *, top: Claim | None = None) -> Band:
    """The band of claims about the same thing.

    `top` gives the best number; without it, the best-ranked claim that may lead does. Claims without an
    interval take no part, except that a denial raises a conflict where the claim it contests was used.
    """
    numeric, constraints, denials, barred = _by_part(claims)
    if numeric:
        return _numeric_band(numeric, constraints, denials, barred, top=top or _leader(numeric))
    if constraints:
        return _floor_band(constraints, denials, barred)
    return _empty_band(barred)


def _by_part(claims: Iterable[Claim]) -> tuple[list[Claim], list[Claim], list[Claim], list[Claim]]:
    """Claims with a best number, floors without one, denials, and what interested parties say; each looked at once."""
    numeric: list[Claim] = []
    constraints: list[Claim] = []
    denials: list[Claim] = []
    barred: list[Claim] = []
    for claim in claims:
        denies = is_denial(claim)
        if denies:
            denials.append(claim)
        if is_barred(claim):
            if not denies:
                barred.append(claim)
        elif is_numeric(claim):
            numeric.append(claim)
        elif is_constraint(claim):
            constraints.append(claim)
    return numeric, constraints, denials, barred


def _leader(numeric: list[Claim]) -> Claim | None:
    return min((claim for claim in numeric if may_lead(claim)), key=rank, default=None)


def _numeric_band(
    numeric: list[Claim],
    constraints: list[Claim],
    denials: list[Claim],
    barred: list[Claim],
    *,
    top: Claim | None,
) -> Band:
    intervals = [claim.interval for claim in numeric if claim.interval is not None]
    low = min([stated.low for stated in intervals if stated.low is not None])
    leading = top.interval if top is not None else None
    high, high_open = _upper_end(intervals, leading_floor=_floor(leading) if leading else low)
    used = numeric + constraints
    conflicts = _conflicts(used, denials, leading)
    basis = leading.bounds_basis if leading else ""
    return Band(
        low=low,
        best=leading.best if leading else None,
        high=high,
        high_open=high_open,
        figure=top.figure if top else None,
        originators=_originators(used),
        conflicts=conflicts,
        flags=_flags(basis, conflicts),
        bounds_basis=basis,
        used=_figures(used),
        barred=_figures(barred),
    )


def _upper_end(intervals: list[Interval], *, leading_floor: Number | None) -> tuple[Number | None, bool]:
    """The high of the band and whether somebody's floor lies above everything that was capped."""
    capped = max([stated.high for stated in intervals if stated.high is not None], default=None)
    floor = max([_floor(stated) for stated in intervals if stated.high_open], default=None)
    if capped is None:
        return (None if floor == leading_floor else floor), floor is not None
    if floor is None or floor <= capped:
        return capped, False
    return floor, True


def _floor(stated: Interval) -> Number:
    """The number that an open claim says is surpassed: its low, and as a rule its best too."""
    low, best = stated.low, stated.best
    if low is None or best is None:
        return max(number for number in (low, best) if number is not None)
    return max(low, best)


def _conflicts(used: list[Claim], denials: list[Claim], leading: Interval | None) -> tuple[int, ...]:
    contradicting = [claim for claim in used if _contradicts(claim.interval, leading)]
    if not denials:
        return _figures(contradicting)
    figures = {claim.figure for claim in used}
    return _figures(contradicting + [denial for denial in denials if denial.contests in figures])


def _contradicts(stated: Interval | None, leading: Interval | None) -> bool:
    """Whether two intervals have no number in common. An end that nobody stated contradicts nothing.

    A claim without a best can only lie too high: its missing end says nothing.
    """
    if stated is None or leading is None:
        return False
    if stated.low is not None and leading.high is not None and stated.low > leading.high:
        return True
    if stated.best is None or stated.high is None or leading.low is None:
        return False
    return stated.high < leading.low


def _floor_band(constraints: list[Claim], denials: list[Claim], barred: list[Claim]) -> Band:
    lows = [claim.interval.low for claim in constraints if claim.interval and claim.interval.low is not None]
    conflicts = _conflicts(constraints, denials, None)
    return Band(
        low=min(lows),
        best=None,
        high=None,
        high_open=True,
        figure=None,
        originators=_originators(constraints),
        conflicts=conflicts,
        flags=_flags("", conflicts),
        bounds_basis=_floor_basis(constraints),
        used=_figures(constraints),
        barred=_figures(barred),
    )


def _floor_basis(constraints: list[Claim]) -> str:
    lowest = min(constraints, key=lambda claim: (claim.interval.low if claim.interval else 0, claim.figure))
    return lowest.interval.bounds_basis if lowest.interval else BoundsBasis.SOME.value


def _empty_band(barred: list[Claim]) -> Band:
    """No numbers; where interested parties alone spoke, that is said and they are named."""
    return Band(
        low=None,
        best=None,
        high=None,
        high_open=False,
        figure=None,
        originators=_originators(barred),
        conflicts=(),
        flags=(Flag.INTERESTED_ONLY.value,) if barred else (),
        bounds_basis="",
        used=(),
        barred=_figures(barred),
    )


_BASIS_FLAGS = {
    BoundsBasis.FLOOR.value: Flag.FLOOR.value,
    BoundsBasis.RANGE_MIN.value: Flag.RANGE_MIN.value,
    BoundsBasis.ROUNDING.value: Flag.ROUNDING.value,
}


def _flags(basis: str, conflicts: tuple[int, ...]) -> tuple[str, ...]:
    flags = (Flag.SOURCES_DISAGREE.value,) if conflicts else ()
    return (*flags, _BASIS_FLAGS[basis]) if basis in _BASIS_FLAGS else flags


def _figures(claims: list[Claim]) -> tuple[int, ...]:
    if len(claims) < 2:  # as nearly always
        return tuple([claim.figure for claim in claims])
    return tuple(sorted({claim.figure for claim in claims}))


def _originators(claims: list[Claim]) -> tuple[int, ...]:
    if len(claims) < 2:
        return tuple([claim.originator for claim in claims])
    return tuple(sorted({claim.originator for claim in claims}))
