"""Looking at the values of a claim, typed as `read_figure` returns them, whoever filled them in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tracker.rules.fields import NUMBERS
from tracker.vocabulary import CONSTRAINT_QUALIFIERS, Qualifier
from tracker.wording import Number

Values = Mapping[str, object]


def text_of(values: Values, name: str) -> str:
    """A field as text, "" for none."""
    return str(values.get(name) or "")


def number_of(values: Values, name: str) -> Number | None:
    """A field as a number, None when it holds anything else, infinity included."""
    number = values.get(name)
    if number is None or type(number) is int:  # as nearly all are
        return number
    if isinstance(number, bool) or (isinstance(number, Decimal) and not number.is_finite()):
        return None
    return number if isinstance(number, int | Decimal) else None


def day_of(values: Values, name: str) -> date | None:
    """A field as a day, None when it holds anything else."""
    day = values.get(name)
    return day if isinstance(day, date) else None


def has(values: Values, name: str) -> bool:
    """Whether a field says anything."""
    return bool(values.get(name))


def claimed(values: Values) -> list[Number]:
    """The numbers that the claim states under its qualifier."""
    qualifier = text_of(values, "qualifier")
    if qualifier in CONSTRAINT_QUALIFIERS:
        return []
    names = NUMBERS if qualifier == Qualifier.BETWEEN else ("value",)
    return [number for number in (number_of(values, name) for name in names) if number is not None]


def best_of(values: Values) -> Number | None:
    """The number that a claim is compared by: its value, else the low end of its range."""
    number = number_of(values, "value")
    return number if number is not None else number_of(values, "value_low")
