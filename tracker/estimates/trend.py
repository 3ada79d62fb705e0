"""Rules R3 and R12: the line of one series.

One originator, the spine, carries the line; others widen the band at its points or stand beside it. A day
without a claim of the spine has no point: nothing is drawn through, carried forward or filled with zero.
Fed by the ledger (stored points) and selectors (older revisions, known_on); the points are what charts,
files and the API show. Method: docs/methods/R03-trend.md and R12-gaps.md.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.estimates.claims import (
    Claim,
    backlogs,
    is_backlog,
    is_barred,
    is_constraint,
    is_denial,
    is_numeric,
    may_lead,
    rank,
    reliability_rank,
    standing,
    without_older_cases,
)
from tracker.estimates.combine import combine
from tracker.estimates.qualifiers import Number
from tracker.vocabulary import Basis, Flag, Reason, Role


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line: its numbers, the figure on top, and every figure that was considered."""

    date: datetime.date
    period_start: datetime.date | None
    value_low: Number | None
    value_best: Number | None
    value_high: Number | None
    high_open: bool
    figure: int
    originators: tuple[int, ...]
    conflicts: tuple[int, ...]
    break_before: bool
    flags: tuple[str, ...]
    bounds_basis: str
    used: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OffSpine:
    """A figure that is on no point of the line, and the Reason code for it."""

    figure: int
    reason: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The line of one series and everything that is beside it.

    `off_spine` are claims that stand and are drawn alone, where they have a number and a day; `not_used`
    are figures dropped before the line.
    """

    spine: int | None
    spine_reason: str
    points: tuple[Point, ...]
    off_spine: tuple[OffSpine, ...]
    not_used: tuple[OffSpine, ...]


def default_window(basis: str) -> int:
    """Days by which another originator's claim may differ and still widen a point: 31 stocks, 7 flows."""
    return 31 if basis == Basis.STOCK else 7


def trend(
    claims: Iterable[Claim],
    *,
    window_days: int,
    max_gap: int | None = None,
    known_on: datetime.date | None = None,
    spine: int | None = None,
    elsewhere: Iterable[Claim] = (),
    bars: bool = False,
) -> Trend:
    """The line of the claims of one series.

    `spine` is the originator an editor chose; without it the rule chooses. `max_gap` is the number of days
    beyond which the line breaks. `known_on` takes only what had been said by then. `elsewhere` are claims
    of other series that may supersede one of these. `bars` says that the claims count periods, from which older
    cases are taken out (R6). The order of the claims never matters.
    """
    stand = standing(claims, known_on=known_on, elsewhere=elsewhere)
    carrier, why = choose_spine(stand.kept, editor=spine)
    kept = without_older_cases(stand) if bars else stand.kept
    line = _Line(kept, spine=carrier, window_days=window_days, older=backlogs(stand) if bars else {})
    points = line.points(max_gap=max_gap)
    beside = [claim for claim in stand.kept if claim.figure not in line.touched]
    return Trend(
        spine=carrier,
        spine_reason=why,
        points=points,
        off_spine=tuple(OffSpine(claim.figure, line.reason_beside(claim)) for claim in beside),
        not_used=tuple(OffSpine(figure, stand.dropped[figure]) for figure in sorted(stand.dropped)),
    )


def choose_spine(kept: Sequence[Claim], *, editor: int | None = None) -> tuple[int | None, str]:
    """The originator that carries the line, and which criterion decided it.

    The editor's choice stands even while that originator has no usable claim: then there is no line.
    """
    if editor is not None:
        return editor, "editor"
    usable: dict[int, list[Claim]] = defaultdict(list)
    for claim in kept:
        if _makes_points(claim):
            usable[claim.originator].append(claim)
    standings = sorted(_spine_rank(originator, usable[originator]) for originator in usable)
    if not standings:
        return None, "none"
    return standings[0][-1], _deciding(standings)


def _spine_rank(originator: int, usable: list[Claim]) -> tuple[bool, int, int, int, str, int]:
    best = min((claim.role != Role.RECOMMENDED, reliability_rank(claim), claim.credibility) for claim in usable)
    name = min(claim.originator_name for claim in usable)
    return (*best, -len(usable), name, originator)


_CRITERIA = ("recommended", "reliability", "credibility", "most_claims", "name", "name")


def _deciding(standings: list[tuple[bool, int, int, int, str, int]]) -> str:
    """The first criterion on which the first and the second originator differ."""
    if len(standings) == 1:
        return "only_originator"
    first, second = standings[:2]
    return next(word for word, mine, other in zip(_CRITERIA, first, second, strict=True) if mine != other)


def _makes_points(claim: Claim) -> bool:
    return claim.as_of is not None and may_lead(claim)


class _Line:
    """The points of one spine among the kept claims: sorted once, then one window slid along the days."""

    def __init__(
        self, kept: Sequence[Claim], *, spine: int | None, window_days: int, older: Mapping[int, Sequence[Claim]]
    ) -> None:
        self.spine = spine
        self.older = older
        self.window_days = window_days
        self.touched: set[int] = set()
        self.not_compared: set[int] = set()
        self.denials: dict[int | None, list[Claim]] = defaultdict(list)
        self.own: dict[int, list[Claim]] = defaultdict(list)
        self.others: list[tuple[int, int, Claim]] = []
        for claim in kept:
            self._sort_in(claim)
        self.others.sort(key=lambda entry: entry[:2])
        self.other_days = [entry[0] for entry in self.others]

    def _sort_in(self, claim: Claim) -> None:
        if is_denial(claim):
            self.denials[claim.contests].append(claim)
        elif claim.as_of is None or is_barred(claim) or not (is_numeric(claim) or is_constraint(claim)):
            return
        elif claim.originator == self.spine:
            self.own[claim.as_of.toordinal()].append(claim)
        else:
            self.others.append((claim.as_of.toordinal(), claim.figure, claim))

    def points(self, *, max_gap: int | None) -> tuple[Point, ...]:
        points: list[Point] = []
        previous: int | None = None
        for day in sorted(self.own):
            top = min((claim for claim in self.own[day] if _makes_points(claim)), key=rank, default=None)
            if top is None:
                continue
            gap = day - previous if previous is not None else 0
            points.append(self._point(top, day, break_before=max_gap is not None and gap > max_gap))
            previous = day
        return tuple(points)

    def _point(self, top: Claim, day: int, *, break_before: bool) -> Point:
        considered = self._considered(top, day)
        band = combine(considered, top=top)
        used = self._with_older(band.used)
        flags = band.flags if used == band.used else (*band.flags, Flag.WITHOUT_BACKLOG.value)
        self.touched.update(used)
        self.touched.update(band.conflicts)
        return Point(
            date=datetime.date.fromordinal(day),
            period_start=top.period_start,
            value_low=band.low,
            value_best=band.best,
            value_high=band.high,
            high_open=band.high_open,
            figure=top.figure,
            originators=band.originators,
            conflicts=band.conflicts,
            break_before=break_before,
            flags=flags,
            bounds_basis=band.bounds_basis,
            used=used,
        )

    def _with_older(self, used: tuple[int, ...]) -> tuple[int, ...]:
        """The figures of a bar, and those that say how many of its cases are older."""
        older = {part.figure for figure in used for part in self.older.get(figure, ())} if self.older else set()
        return tuple(sorted({*used, *older})) if older else used

    def _considered(self, top: Claim, day: int) -> list[Claim]:
        first = bisect_left(self.other_days, day - self.window_days)
        last = bisect_right(self.other_days, day + self.window_days)
        near = self.own[day] + [entry[2] for entry in self.others[first:last]]
        considered = [claim for claim in near if _about_the_same(claim, top, self.window_days)]
        if len(considered) < len(near):
            self.not_compared.update({claim.figure for claim in near} - {claim.figure for claim in considered})
        if self.denials:
            considered += [denial for claim in considered for denial in self.denials.get(claim.figure, ())]
        return considered

    def reason_beside(self, claim: Claim) -> str:
        """Why a claim that stands is on no point."""
        if claim.off_axis:
            return claim.off_axis
        if is_backlog(claim):
            return Reason.SUBSET_GROUP.value
        if is_barred(claim):
            return Reason.INTERESTED_PARTY.value
        if not is_numeric(claim):
            return Reason.MAGNITUDE_ONLY.value
        if claim.figure in self.not_compared:
            return Reason.OTHER_ORIGIN.value
        if claim.role == Role.TRIANGULATION and self.spine in (None, claim.originator):
            return Reason.ROLE.value
        return Reason.OUTSIDE_WINDOW.value


def _about_the_same(claim: Claim, top: Claim, window_days: int) -> bool:
    """Whether two claims of near days may count the same: not two events, nor windows that start far apart."""
    if claim.period_start == top.period_start and claim.event == top.event:
        return True  # the usual case, and this runs for every pair of near claims
    if claim.event != top.event and None not in (claim.event, top.event):
        return False
    return _starts_apart(claim, top) <= window_days


def _starts_apart(one: Claim, other: Claim) -> int:
    """Days between the starts of two windows, at their closest; 0 when a start is unknown.

    A count for a week and a count for a year that end on the same day are not two answers to one question.
    """
    if one.period_start is None or other.period_start is None:
        return 0
    earlier, later = sorted((one, other), key=_start)
    gap = _start(later) - (earlier.period_start_latest or earlier.period_start or datetime.date.min)
    return max(0, gap.days)


def _start(claim: Claim) -> datetime.date:
    return claim.period_start or datetime.date.min
