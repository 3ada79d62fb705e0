"""Rule R1, shares: a percentage of a base claim turned into a derived number of people.

Fed by a share and the figure it is a share of; read beside the base on pages and in the API, badged as
derived. A derived share is never stored as a claim and never added to its base.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tracker.estimates.intervals import weakest_basis
from tracker.estimates.qualifiers import Interval, Number, as_best, as_high, as_low


def derived_share(share: Interval, base: Interval | None) -> Interval | None:
    """The people that a share of a base makes, or None when there is no base or the share has no best.

    Each percent bound is multiplied by the same bound of the base; where either is None, so is the result.
    Units: percent and persons in, persons out.
    """
    if base is None or share.best is None:
        return None
    return Interval(
        low=_of(share.low, base.low, as_low),
        best=_of(share.best, base.best, as_best),
        high=_of(share.high, base.high, as_high),
        high_open=share.high_open or base.high_open,
        bounds_basis=weakest_basis([share, base]),
    )


def _of(percent: Number | None, people: Number | None, whole: Callable[[Decimal], Number]) -> Number | None:
    if percent is None or people is None:
        return None
    return whole(Decimal(percent) * Decimal(people) / 100)
