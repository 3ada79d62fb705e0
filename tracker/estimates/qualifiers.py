"""Rule R1: the words around a number turned into an interval of low, best and high.

Fed by what a figure states (qualifier and numbers); read by every other rule, because all of them work on
intervals. Method: docs/methods/R01-qualifiers.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

from tracker.vocabulary import MAGNITUDES, BoundsBasis, Qualifier, Unit

Number = int | Decimal

_HUNDRED_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Interval:
    """What a claim says a number lies between.

    None is "nobody said". `high_open` tells an open end ("more than 100") from one that is merely unknown;
    `bounds_basis` is the BoundsBasis code that says where the ends come from.
    """

    low: Number | None
    best: Number | None
    high: Number | None
    high_open: bool
    bounds_basis: str


@dataclass(frozen=True, slots=True)
class _Stated:
    """The numbers beside the qualifier, checked and exact."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    magnitude: str | None
    unit: Unit

    def number(self) -> Decimal:
        if self.value is None:
            raise ValueError("this qualifier needs a number")
        return self.value


@lru_cache(maxsize=20_000, typed=True)
def interval(
    qualifier: str,
    *,
    value: Number | None = None,
    value_low: Number | None = None,
    value_high: Number | None = None,
    magnitude: str | None = None,
    unit: str = "person",
) -> Interval:
    """Low, best and high of one stated number.

    `value_low` and `value_high` belong to "between" alone, `magnitude` (a word of MAGNITUDES) to
    "magnitude" alone. Counted units give int with low rounded down and high rounded up; percent gives
    Decimal with one decimal. Raises ValueError when the numbers are missing, negative, fractions of a
    person, or do not fit the qualifier. Remembered: most of what a file states are small numbers, again and again.
    """
    word = Qualifier(qualifier)
    stated = _Stated(
        value=_checked(value, unit),
        low=_checked(value_low, unit),
        high=_checked(value_high, unit),
        magnitude=magnitude,
        unit=Unit(unit),
    )
    _refuse_strangers(word, stated)
    return _RULES[word](stated)


def place_value(value: Number) -> Decimal:
    """The place value of the last non-zero digit: 390,000 -> 10,000; 81 -> 1; 80.5 -> 0.1. Of zero: 1."""
    shortest = Decimal(value).normalize()
    exponent = shortest.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if shortest and isinstance(exponent, int) else Decimal(1)


def as_low(number: Decimal, *, unit: str = Unit.PERSON) -> Number:
    """A lower bound in the unit: rounded down, so that nothing inside the claim is lost."""
    return _in_unit(number, unit, ROUND_FLOOR)


def as_best(number: Decimal, *, unit: str = Unit.PERSON) -> Number:
    """A best value in the unit: rounded half up."""
    return _in_unit(number, unit, ROUND_HALF_UP)


def as_high(number: Decimal, *, unit: str = Unit.PERSON) -> Number:
    """An upper bound in the unit: rounded up."""
    return _in_unit(number, unit, ROUND_CEILING)


def _in_unit(number: Decimal, unit: str, rounding: str) -> Number:
    if unit == Unit.PERCENT:
        return number.quantize(Decimal("0.1"), rounding=rounding)
    return int(number.to_integral_value(rounding=rounding))


def _checked(number: Number | None, unit: str) -> Decimal | None:
    if number is None:
        return None
    if not isinstance(number, int | Decimal):
        raise ValueError("a number must be int or Decimal: floats are not exact")
    exact = Decimal(number)
    if not exact.is_finite() or exact < 0:
        raise ValueError("a count or a share cannot be negative or endless")
    if unit != Unit.PERCENT and exact != exact.to_integral_value():
        raise ValueError("a counted unit is whole")
    return exact


def _refuse_strangers(word: Qualifier, stated: _Stated) -> None:
    """Numbers that the qualifier has no place for are a contradiction, not something to ignore."""
    if word is not Qualifier.BETWEEN and (stated.low is not None or stated.high is not None):
        raise ValueError(f"{word} takes no lower or upper number")
    if word is not Qualifier.MAGNITUDE and stated.magnitude:
        raise ValueError(f"{word} takes no word of magnitude")
    if word in _WITHOUT_VALUE and stated.value is not None:
        raise ValueError(f"{word} takes no number")


_WITHOUT_VALUE = frozenset(
    {
        Qualifier.MAGNITUDE,
        Qualifier.UNSPECIFIED_PLURAL,
        Qualifier.UNKNOWN_NUMBER,
        Qualifier.MAJORITY,
        Qualifier.DENIED,
    }
)


def _bounded(stated: _Stated, low: Decimal, best: Decimal, high: Decimal, basis: BoundsBasis) -> Interval:
    return Interval(
        low=as_low(low, unit=stated.unit),
        best=as_best(best, unit=stated.unit),
        high=as_high(high, unit=stated.unit),
        high_open=False,
        bounds_basis=basis.value,
    )


def _exact(stated: _Stated) -> Interval:
    number = stated.number()
    return _bounded(stated, number, number, number, BoundsBasis.STATED)


def _between(stated: _Stated) -> Interval:
    if stated.low is None or stated.high is None:
        raise ValueError("between needs a lower and an upper number")
    best = stated.low if stated.value is None else stated.value
    if not stated.low <= best <= stated.high:
        raise ValueError("between needs low <= best <= high")
    basis = BoundsBasis.RANGE_MIN if stated.value is None else BoundsBasis.STATED
    return _bounded(stated, stated.low, best, stated.high, basis)


def _floor(stated: _Stated) -> Interval:
    number = stated.number()
    return Interval(
        low=as_low(number, unit=stated.unit),
        best=as_best(number, unit=stated.unit),
        high=None,
        high_open=True,
        bounds_basis=BoundsBasis.FLOOR.value,
    )


def _ceiling(stated: _Stated) -> Interval:
    number = stated.number()
    return _bounded(stated, Decimal(0), number, number, BoundsBasis.CEILING)


def _about(stated: _Stated) -> Interval:
    number = stated.number()
    half_step = place_value(number) / 2
    high = _within_whole(number + half_step, stated)
    return _bounded(stated, max(Decimal(0), number - half_step), number, high, BoundsBasis.ROUNDING)


def _within_whole(high: Decimal, stated: _Stated) -> Decimal:
    """About 100 % is still not more than everybody."""
    if stated.unit is Unit.PERCENT and stated.number() <= _HUNDRED_PERCENT:
        return min(high, _HUNDRED_PERCENT)
    return high


def _nearly(stated: _Stated) -> Interval:
    number = stated.number()
    low = max(Decimal(0), number - place_value(number))
    return _bounded(stated, low, number, number, BoundsBasis.ROUNDING)


def _at_least_without_best(low: int, basis: BoundsBasis, stated: _Stated) -> Interval:
    if stated.unit is Unit.PERCENT:
        raise ValueError("this qualifier is for counted units, not for a share")
    return Interval(low=low, best=None, high=None, high_open=True, bounds_basis=basis.value)


def _magnitude(stated: _Stated) -> Interval:
    if stated.magnitude not in MAGNITUDES:
        raise ValueError(f"magnitude needs one of: {', '.join(MAGNITUDES)}")
    return _at_least_without_best(MAGNITUDES[stated.magnitude], BoundsBasis.MAGNITUDE, stated)


def _plural(stated: _Stated) -> Interval:
    return _at_least_without_best(2, BoundsBasis.PLURAL, stated)


def _unknown_number(stated: _Stated) -> Interval:
    return _at_least_without_best(1, BoundsBasis.SOME, stated)


def _majority(stated: _Stated) -> Interval:
    if stated.unit is not Unit.PERCENT:
        raise ValueError("majority is a share: its unit is percent")
    return Interval(
        low=Decimal("50.0"),
        best=None,
        high=Decimal("100.0"),
        high_open=False,
        bounds_basis=BoundsBasis.MAJORITY.value,
    )


def _denied(stated: _Stated) -> Interval:
    return Interval(low=None, best=None, high=None, high_open=False, bounds_basis=BoundsBasis.DENIED.value)


_RULES: dict[Qualifier, Callable[[_Stated], Interval]] = {
    Qualifier.EXACT: _exact,
    Qualifier.BETWEEN: _between,
    Qualifier.AT_LEAST: _floor,
    Qualifier.MORE_THAN: _floor,
    Qualifier.AT_MOST: _ceiling,
    Qualifier.FEWER_THAN: _ceiling,
    Qualifier.ABOUT: _about,
    Qualifier.NEARLY: _nearly,
    Qualifier.MAGNITUDE: _magnitude,
    Qualifier.UNSPECIFIED_PLURAL: _plural,
    Qualifier.UNKNOWN_NUMBER: _unknown_number,
    Qualifier.MAJORITY: _majority,
    Qualifier.DENIED: _denied,
}
