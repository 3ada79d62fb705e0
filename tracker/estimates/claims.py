"""What a claim is to the arithmetic, which claims count (R6, R2), and which of two ranks higher.

Fed by the ledger, which turns published versions into claims; read by combine, trend, explain and tallies.
Method: docs/methods/R02-same-assertion.md and R06-corrections.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracker.estimates.intervals import without_backlog
from tracker.estimates.qualifiers import Interval
from tracker.vocabulary import RELIABILITIES, Grade, Party, Qualifier, Reason, Role, SupersedesKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One published figure as the rules see it.

    `said` is when the source said it, `as_of` the day it speaks of, `published` the date of its document.
    `interval` is None when the figure is off the axis, and `off_axis` is the Reason code for that; an
    `off_axis` beside an interval marks a figure that is not comparable with the others. `hops` is 1 when
    the document quotes the originator itself. `event` is set where the figure counts one event: counts of two
    events are never compared.
    """

    figure: int
    originator: int
    originator_name: str = ""
    as_of: date | None
    said: date
    published: date | None = None
    qualifier: str
    interval: Interval | None
    off_axis: str | None = None
    role: str = "none"
    party: str = "none"
    grade: str = ""
    reliability: str = "F"
    credibility: int = 6
    hops: int = 1
    supersedes: int | None = None
    supersedes_kind: str | None = None
    contests: int | None = None
    period_start: date | None = None
    period_start_latest: date | None = None
    period_end: date | None = None
    retracted: bool = False
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The claims that count, in order of their figures, and why each of the others does not.

    `elsewhere` are the valid claims of other series that name one of these.
    """

    kept: tuple[Claim, ...]
    dropped: dict[int, str]
    elsewhere: tuple[Claim, ...] = ()


def standing(claims: Iterable[Claim], *, known_on: date | None = None, elsewhere: Iterable[Claim] = ()) -> Standing:
    """The claims known on a day that are valid, not superseded, and one for each assertion.

    A claim said after `known_on` is unknown then: neither kept nor dropped. `elsewhere` are claims of other
    series that may supersede one of these (a reclassified figure, say); they are never kept themselves.
    """
    known = sorted(_known(claims, known_on), key=lambda claim: claim.figure)
    dropped = {claim.figure: reason for claim in known if (reason := invalidity(claim)) is not None}
    valid = [claim for claim in known if claim.figure not in dropped]
    outside = [claim for claim in _known(elsewhere, known_on) if invalidity(claim) is None]
    superseded = _superseded(valid, outside)
    dropped.update((claim.figure, superseded[claim.figure]) for claim in valid if claim.figure in superseded)
    left = [claim for claim in valid if claim.figure not in superseded]
    repeated = _repetitions(left)
    dropped.update((figure, Reason.SAME_ASSERTION.value) for figure in repeated)
    return Standing(tuple(claim for claim in left if claim.figure not in repeated), dropped, tuple(outside))


def without_older_cases(stand: Standing) -> tuple[Claim, ...]:
    """The claims that count, each for a period, without the older cases that were only added in it (R6, R7).

    A claim about a backlog names the count it is part of; it counts in a running total and not in the bar of a period.
    """
    older = backlogs(stand)
    if not older:
        return stand.kept
    return tuple(_without(claim, older.get(claim.figure, ())) for claim in stand.kept)


def backlogs(stand: Standing) -> dict[int, list[Claim]]:
    """The claims about a backlog, by the figure whose count they are part of."""
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in (*stand.kept, *stand.elsewhere):
        if is_backlog(claim) and claim.supersedes is not None and claim.interval is not None:
            found[claim.supersedes].append(claim)
    return found


def _without(claim: Claim, older: Iterable[Claim]) -> Claim:
    if claim.interval is None:
        return claim
    parts = [part.interval for part in older if part.interval is not None]
    return replace(claim, interval=without_backlog(claim.interval, parts)) if parts else claim


def invalidity(claim: Claim) -> str | None:
    """The Reason code why a claim counts nowhere, or None when it is valid."""
    if claim.retracted:
        return Reason.RETRACTED.value
    if claim.grade == Grade.DISCOUNTED:
        return Reason.DISCOUNTED.value
    if claim.role in (Role.CONTEXT, Role.EXCLUDED):
        return Reason.ROLE.value
    return None


def is_denial(claim: Claim) -> bool:
    """Whether the claim only contests another one."""
    return claim.qualifier == Qualifier.DENIED


def is_backlog(claim: Claim) -> bool:
    """Whether the claim is the older part of a newer total, which is never a point of its own."""
    return claim.supersedes_kind == SupersedesKind.BACKLOG_ADDITION


def is_numeric(claim: Claim) -> bool:
    """Whether the claim has a best number that is comparable with the others of its series."""
    return (
        claim.interval is not None
        and claim.interval.best is not None
        and claim.off_axis is None
        and not is_backlog(claim)
    )


def is_constraint(claim: Claim) -> bool:
    """Whether the claim has a floor without a best: it can contradict a point and never moves one."""
    return (
        claim.interval is not None
        and claim.interval.best is None
        and claim.interval.low is not None
        and claim.off_axis in (None, Reason.MAGNITUDE_ONLY)
        and not is_backlog(claim)
    )


def is_barred(claim: Claim) -> bool:
    """Whether the claim comes from an interested party and no editor has recommended it."""
    return claim.party == Party.INTERESTED and claim.role != Role.RECOMMENDED


def may_lead(claim: Claim) -> bool:
    """Whether the claim may give a point or an event its best number."""
    return is_numeric(claim) and claim.role != Role.TRIANGULATION and not is_barred(claim)


def reliability_rank(claim: Claim) -> int:
    """0 for A to 5 for F; an unknown letter cannot be judged, which is F."""
    last = len(RELIABILITIES) - 1
    return RELIABILITIES.index(claim.reliability) if claim.reliability in RELIABILITIES else last


def rank(claim: Claim) -> tuple[bool, bool, int, int, bool, int, int, int]:
    """A sort key: the smallest is the claim to put on top."""
    return (
        claim.role != Role.RECOMMENDED,
        claim.party == Party.INTERESTED,
        reliability_rank(claim),
        claim.credibility,
        not _is_bounded(claim),
        claim.hops,
        -claim.as_of.toordinal() if claim.as_of else 0,
        claim.figure,
    )


def _known(claims: Iterable[Claim], known_on: date | None) -> list[Claim]:
    return [claim for claim in claims if known_on is None or claim.said <= known_on]


def _is_bounded(claim: Claim) -> bool:
    return claim.interval is not None and claim.interval.low is not None and claim.interval.high is not None


def _superseded(valid: list[Claim], outside: list[Claim]) -> dict[int, str]:
    """Figures that the source itself has taken back or replaced (R6), with the reason.

    A replaced claim stays replaced when its successor is replaced in turn. Where several apply, retracted
    is said.
    """
    everyone = valid + outside
    present = {claim.figure for claim in everyone}
    newer = [claim for claim in everyone if claim.supersedes not in (None, claim.figure)]
    reasons: dict[int, str] = {}
    for claim in newer:
        if claim.supersedes_kind == SupersedesKind.DUPLICATE_OF and claim.supersedes in present:
            reasons[claim.figure] = Reason.SAME_ASSERTION.value
    for claim in newer:
        if claim.supersedes_kind in _REPLACING and claim.supersedes is not None:
            reasons[claim.supersedes] = Reason.SUPERSEDED.value
    for claim in newer:
        if claim.supersedes_kind == SupersedesKind.RETRACTS and claim.supersedes is not None:
            reasons[claim.supersedes] = reasons[claim.figure] = Reason.RETRACTED.value
    return reasons


_REPLACING = (None, SupersedesKind.REVISES, SupersedesKind.RECLASSIFIES)
"""Kinds that drop their target; a link whose kind nobody gave is read as a revision."""


def _repetitions(claims: list[Claim]) -> set[int]:
    """Figures that repeat what another claim of the same originator carries with a shorter chain (R2)."""
    first: dict[tuple[object, ...], Claim] = {}
    repeated: set[int] = set()
    for claim in sorted(claims, key=_nearness):
        assertion = _assertion(claim)
        if assertion is not None and first.setdefault(assertion, claim) is not claim:
            repeated.add(claim.figure)
    return repeated


def _nearness(claim: Claim) -> tuple[int, date, int]:
    return (claim.hops, claim.published or date.max, claim.figure)


def _assertion(claim: Claim) -> tuple[object, ...] | None:
    """What makes two claims one assertion, or None when that cannot be known."""
    stated = claim.interval
    if stated is None or claim.as_of is None or is_denial(claim) or is_backlog(claim):
        return None
    if stated.low is None and stated.best is None:
        return None
    window = (claim.period_start, claim.period_start_latest, claim.period_end)
    numbers = (stated.low, stated.best, stated.high, stated.high_open)
    return (claim.originator, claim.as_of, claim.event, claim.off_axis, window, numbers)
