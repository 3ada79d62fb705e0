"""Rule R13: how a number is shown on a headline card.

Fed by points and totals; read by headline cards alone. Tables, tooltips, the API and files show exact
numbers.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tracker.estimates.qualifiers import Number


def headline(value: Number, *, rounded: bool) -> Number:
    """The number for a headline card.

    Up to 100 exact, up to 1,000 to tens, below 10,000 to hundreds, above to thousands; halves go up.
    `rounded` is False for deaths, injuries and missing people, which are always shown exactly.
    """
    step = _step(value)
    if not rounded or step == 1:
        return value
    steps = (Decimal(value) / step).to_integral_value(rounding=ROUND_HALF_UP)
    return int(steps) * step


def _step(value: Number) -> int:
    size = abs(Decimal(value))
    if size <= 100:
        return 1
    if size <= 1_000:
        return 10
    return 100 if size < 10_000 else 1_000
