"""Every field holds something of its kind, whoever filled it in (E3, E12, E13, E19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tracker.rules.checking.values import Values
from tracker.rules.facts import Facts
from tracker.rules.fields import (
    BOOLEANS,
    CODES,
    DATES,
    DECIMALS,
    EARLIEST_YEAR,
    INTEGERS,
    LATEST_YEAR,
    NUMBERS,
    PLACES,
    TEXTS,
)
from tracker.rules.findings import Finding, InvalidFigure
from tracker.rules.reading.dates import not_iso
from tracker.rules.reading.figure import read_field
from tracker.rules.reading.numbers import unreadable
from tracker.rules.reading.readers import READERS


def check_kinds(values: Values, facts: Facts) -> Iterator[Finding]:
    """What each field's reader refuses, and numbers and dates that nobody has read yet."""
    codes = tuple(map(values.get, CODES))
    checked = _CHECKED_BESIDE_CODES if _WRITTEN.issuperset(map(type, codes)) and _are_codes(codes) else _CHECKED
    for name, given in values.items():
        if given is not None and name in checked and not _is_plainly_right(name, given):
            yield from _problems(name, given)


def _is_plainly_right(name: str, given: object) -> bool:
    if type(given) is str and given in _USUAL_TEXTS.get(name, ()):
        return True
    plainly_right = _PLAINLY_RIGHT.get(name)
    return plainly_right is not None and plainly_right(given)


def are_of_their_kinds(claims: Sequence[Values]) -> bool:
    """Whether `check_kinds` finds nothing in any of these claims, which hold the same fields in the same order.

    Field by field, each value once: those of a file hold the same words, days and numbers again and again. False where
    that cannot be told so.
    """
    if not claims:
        return True
    names = tuple(claims[0])
    if any(tuple(values) != names for values in claims):
        return False
    columns = zip(names, zip(*(values.values() for values in claims), strict=True), strict=True)
    return all(_is_of_its_kind(name, column) for name, column in columns if name in _CHECKED)


def _is_of_its_kind(name: str, column: tuple[object, ...]) -> bool:
    try:
        values = set(column)
    except TypeError:  # what is no value at all
        return False
    kinds = set(map(type, column))
    if len(kinds & _EQUAL_ACROSS) > 1:  # 1 and True are equal, and are not of one kind
        return False
    values.discard(None)
    return not any(_problems(name, value) for value in values if not _is_plainly_right(name, value))


_EQUAL_ACROSS = frozenset({bool, int, float, Decimal})


_WRITTEN = frozenset({str, type(None)})


@lru_cache(maxsize=20_000)
def _are_codes(given: tuple[str | None, ...]) -> bool:
    """Whether the fields of CODES hold codes of theirs, or nothing; the rows of a file share nearly all of them."""
    return all(one is None or one in _USUAL_TEXTS[name] for name, one in zip(CODES, given, strict=True))


def _problems(name: str, given: object) -> tuple[Finding, ...]:
    try:
        read_field(name, given)
    except InvalidFigure as refused:
        return refused.findings
    if name in NUMBERS and not isinstance(given, int | Decimal):
        return (unreadable(name, given),)
    if name in DATES and not isinstance(given, date):
        return (not_iso(name, given, str(given)),)
    return ()


_CHECKED = frozenset(READERS) - {"confirm"}
_CHECKED_BESIDE_CODES = _CHECKED - CODES.keys()

# Nearly every value of nearly every row was read before it comes here. What a glance shows to be right is not read
# again; anything else goes to the field's reader, so that a glance never lets through what the reader would refuse.


_USUAL_TEXTS: dict[str, frozenset[str]] = {
    **{name: frozenset(str(code) for code in codes) | {""} for name, codes in CODES.items()},
    **dict.fromkeys(TEXTS, frozenset({""})),
}
"""Texts that are right as they stand: most of what a row holds are codes, and texts that nobody gave."""


def _text_at_a_glance(right: frozenset[str]) -> Callable[[object], bool]:
    return lambda given: isinstance(given, str) and given in right


def _date_at_a_glance(given: object) -> bool:
    return type(given) is date and EARLIEST_YEAR <= given.year <= LATEST_YEAR


def _number_at_a_glance(given: object) -> bool:
    return type(given) is int


def _whole_number_at_a_glance(limits: tuple[int, int]) -> Callable[[object], bool]:
    lowest, highest = limits
    return lambda given: type(given) is int and lowest <= given <= highest


def _coordinate_at_a_glance(limits: tuple[Decimal, Decimal]) -> Callable[[object], bool]:
    lowest, highest = (float(limit) for limit in limits)
    return lambda given: type(given) is float and lowest <= given <= highest


def _is_boolean(given: object) -> bool:
    return isinstance(given, bool)


_PLAINLY_RIGHT: dict[str, Callable[[object], bool]] = {
    **{name: _text_at_a_glance(texts) for name, texts in _USUAL_TEXTS.items()},
    **dict.fromkeys(DATES, _date_at_a_glance),
    **dict.fromkeys(NUMBERS, _number_at_a_glance),
    **{name: _whole_number_at_a_glance(limits) for name, limits in INTEGERS.items()},
    **{name: _coordinate_at_a_glance(DECIMALS[name]) for name in DECIMALS if name not in PLACES},
    **dict.fromkeys(BOOLEANS, _is_boolean),
}
