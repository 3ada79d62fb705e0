"""Rule R1, households: a number of households turned into a number of persons.

Fed by figures that count households and name a household size with its source; read where a figure is put
on the person axis. A figure without a size stays off that axis (reason no_household_size); this module
never guesses one.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tracker.estimates.qualifiers import Interval, Number, as_best


def persons_from_households(households: Interval, size: Decimal) -> Interval:
    """Persons in a number of households.

    Low, best and high are each multiplied and rounded half up; an open end stays open.
    Units: households in, persons out. Raises ValueError when the size is below one person.
    """
    if size < 1:
        raise ValueError("a household has at least one person")
    return Interval(
        low=_persons(households.low, size),
        best=_persons(households.best, size),
        high=_persons(households.high, size),
        high_open=households.high_open,
        bounds_basis=households.bounds_basis,
    )


def implied_size(*, persons: Number, households: Number) -> Decimal:
    """Persons per household with two decimals, for a source that gives both numbers: a check, never an input.

    Raises ValueError when there are no households.
    """
    if households <= 0:
        raise ValueError("no households, no size")
    return (Decimal(persons) / Decimal(households)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _persons(households: Number | None, size: Decimal) -> Number | None:
    return None if households is None else as_best(Decimal(households) * size)
