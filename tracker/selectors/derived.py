"""Shares turned into people: each share of a series applied to the figure it is a share of (METHOD R1).

A derived number is shown beside its base with a badge that names it; it is never a claim and never added to anything.
Read by the page and the answer of a series of shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.estimates.claims import invalidity
from tracker.estimates.shares import derived_share
from tracker.ledger.series import CLAIM_COLUMNS, claim_of
from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView
from tracker.selectors.versions import standing
from tracker.vocabulary import Basis, Reason

NO_BASE = "no_base"
"""The share names no figure it is a share of, or that figure does not stand at this moment."""
BASE_WITHOUT_NUMBER = "base_without_number"
"""The figure it is a share of has no number of people to take a share of."""


@dataclass(frozen=True, slots=True)
class Derived:
    """One share and the people it makes of its base; without numbers, `reason` says why.

    Units: percent in `share_*`, the unit of the base in `value_*`.
    """

    date: date | None
    figure: int
    share_of: int | None
    value_low: int | None
    value_best: int | None
    value_high: int | None
    high_open: bool
    badge: str
    reason: str | None


def derived_of(view: SeriesView, reading: Reading) -> tuple[Derived, ...]:
    """The derivations of every share that stands in a series, in order of its days; none for other series."""
    if view.series.basis != Basis.SHARE:
        return ()
    left_out = {one.figure for one in view.not_used}
    rows = standing(reading).filter(series_id=view.series.pk).order_by("as_of_date", "figure_id")
    shares = [row for row in rows.values(*CLAIM_COLUMNS, "share_of") if row["figure_id"] not in left_out]
    wanted = {row["share_of"] for row in shares if row["share_of"]}
    bases = {row["figure_id"]: row for row in standing(reading).filter(figure_id__in=wanted).values(*CLAIM_COLUMNS)}
    return tuple(_derived(row, bases.get(row["share_of"])) for row in shares)


def _derived(row: dict[str, Any], base_row: dict[str, Any] | None) -> Derived:
    share = claim_of(row, {})
    base = claim_of(base_row, {}) if base_row else None
    reason = _reason(share.interval, base)
    numbers = None
    if reason is None and share.interval is not None and base is not None:
        numbers = derived_share(share.interval, base.interval)
    return Derived(
        date=share.as_of,
        figure=share.figure,
        share_of=row["share_of"],
        value_low=_people(numbers.low) if numbers else None,
        value_best=_people(numbers.best) if numbers else None,
        value_high=_people(numbers.high) if numbers else None,
        high_open=bool(numbers and numbers.high_open),
        badge=_badge(share.interval.best, row["share_of"]) if numbers and share.interval else "",
        reason=reason,
    )


def _reason(share: Any, base: Any) -> str | None:
    """Why nothing is derived, if so."""
    if share is None or share.best is None:
        return Reason.MAGNITUDE_ONLY.value
    if base is None or invalidity(base) is not None:
        return NO_BASE
    if base.interval is None or base.interval.low is None:
        return BASE_WITHOUT_NUMBER
    return None


def _people(number: Any) -> int | None:
    return None if number is None else int(number)


def _badge(percent: Any, base: int | None) -> str:
    return f"derived: {Decimal(percent).normalize():f} % x F-{base}"
