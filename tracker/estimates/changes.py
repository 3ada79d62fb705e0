"""Rule R5: the change between two counts since one start, and the check of a shorter window in a longer.

Fed by the claims on top of a line's points, not by the widened points; read by the change column of tables
and by headline cards. A count that falls was corrected by its source: it is never a flow of fewer than
nobody. Method: docs/methods/R05-changes.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tracker.estimates.claims import Claim, may_lead, rank
from tracker.estimates.intervals import cap, left_over, minus
from tracker.estimates.qualifiers import Interval, Number
from tracker.vocabulary import Flag, SupersedesKind


@dataclass(frozen=True, slots=True)
class Change:
    """What was added between two counts of one originator since one start, and the flag that qualifies it.

    `stated` is the figure in which the originator gave the number of the time between itself; `revision` is then what
    the difference of the two counts has beyond it: the source's later correction of the first one.
    """

    from_figure: int
    to_figure: int
    from_date: date | None
    to_date: date | None
    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    flag: str
    stated: int | None = None
    revision: Number | None = None


def change(earlier: Claim, later: Claim, *, stated: Claim | None = None) -> Change:
    """The change from one count to the next; `stated` is the count of the time between, where the source gives one.

    Raises ValueError for claims of two originators, because a change of source is not a change of what
    happened.
    """
    if earlier.originator != later.originator or (stated and stated.originator != later.originator):
        raise ValueError("a change is between two claims of one originator")
    a, b = earlier.interval, later.interval
    if stated is not None and stated.interval is not None:
        return _stated(earlier, later, stated.figure, stated.interval)
    flag = _flag(a, b, redefined=later.supersedes_kind == SupersedesKind.RECLASSIFIES)
    if a is None or b is None or flag in _WITHOUT_NUMBERS:
        return _change(earlier, later, flag)
    return _change(
        earlier,
        later,
        flag,
        low=left_over(b.low, cap(a)),
        best=minus(b.best, a.best),
        high=minus(cap(b), a.low),
        high_open=b.high_open,
    )


def changes_along(tops: Iterable[int], claims: Iterable[Claim], periods: Iterable[Claim] = ()) -> tuple[Change, ...]:
    """The changes from point to point of a line: `tops` are the figures on top of its points, in order.

    `periods` are counts of the same thing for periods: where the originator counted the very time between two points,
    that is the change.
    """
    by_figure = {claim.figure: claim for claim in claims}
    given = sorted(filter(may_lead, periods), key=rank, reverse=True)
    stated = {(one.originator, one.period_start, one.period_end or one.as_of): one for one in given}
    pairs = ((by_figure[earlier], by_figure[later]) for earlier, later in pairwise(tops))
    return tuple(change(a, b, stated=_between(a, b, stated) if stated else None) for a, b in pairs)


_Period = tuple[int, date | None, date | None]
"""An originator, and the first and last day it counted."""


def _between(earlier: Claim, later: Claim, stated: Mapping[_Period, Claim]) -> Claim | None:
    """The count of the time between two counts: from the day after the first one, or from that day itself."""
    if earlier.as_of is None or later.as_of is None:
        return None
    for start in (earlier.as_of + timedelta(days=1), earlier.as_of):
        found = stated.get((later.originator, start, later.as_of))
        if found is not None:
            return found
    return None


def _stated(earlier: Claim, later: Claim, figure: int, flow: Interval) -> Change:
    a, b = earlier.interval, later.interval
    difference = minus(b.best, a.best) if a is not None and b is not None else None
    is_floor = bool(a and b and (a.high_open or b.high_open))
    return _change(
        earlier,
        later,
        (Flag.FLOOR if flow.high_open else Flag.OK).value,
        low=flow.low,
        best=flow.best,
        high=cap(flow),
        high_open=flow.high_open,
        stated=figure,
        revision=None if is_floor or flow.high_open else minus(difference, flow.best),
    )


def nested_check(sub: Interval, sup: Interval) -> str:
    """Whether a count of a shorter window fits the count of a longer one that contains it.

    "conflict" when the part is above everything the whole may be, "tension" when it is above the best of
    the whole, else "consistent". The two are never added.
    """
    highest = cap(sup)
    if sub.low is not None and highest is not None and sub.low > highest:
        return "conflict"
    if sub.low is not None and sup.best is not None and sub.low > sup.best:
        return "tension"
    return "consistent"


_WITHOUT_NUMBERS = frozenset(
    {
        Flag.MAGNITUDE_ONLY.value,
        Flag.TWO_FLOORS.value,
        Flag.REVISION_NOT_NEGATIVE_FLOW.value,
        Flag.DEFINITION_CHANGE.value,
    }
)


def _flag(a: Interval | None, b: Interval | None, *, redefined: bool) -> str:
    if a is None or b is None or a.best is None or b.best is None:
        return Flag.MAGNITUDE_ONLY.value
    if a.high_open and b.high_open:
        return Flag.TWO_FLOORS.value
    if b.best < a.best:
        return (Flag.DEFINITION_CHANGE if redefined else Flag.REVISION_NOT_NEGATIVE_FLOW).value
    if b.high_open:
        return Flag.FLOOR.value
    return (Flag.CHANGE_IN_FLOOR if a.high_open else Flag.OK).value


def _change(
    earlier: Claim,
    later: Claim,
    flag: str,
    *,
    low: Number | None = None,
    best: Number | None = None,
    high: Number | None = None,
    high_open: bool = False,
    stated: int | None = None,
    revision: Number | None = None,
) -> Change:
    return Change(
        from_figure=earlier.figure,
        to_figure=later.figure,
        from_date=earlier.as_of,
        to_date=later.as_of,
        low=low,
        best=best,
        high=high,
        high_open=high_open,
        flag=flag,
        stated=stated,
        revision=revision,
    )
