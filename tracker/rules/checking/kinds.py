"""Every field holds something of its kind, whoever filled it in (E3, E12, E13, E19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from tracker.rules.checking.values import Values
from tracker.rules.facts import Facts
from tracker.rules.fields import BOOLEANS, CODES, DATES, EARLIEST_YEAR, INTEGERS, LATEST_YEAR, NUMBERS, TEXTS
from tracker.rules.findings import Finding, InvalidFigure
from tracker.rules.reading.dates import not_iso
from tracker.rules.reading.numbers import unreadable
from tracker.rules.reading.readers import READERS


def check_kinds(values: Values, facts: Facts) -> Iterator[Finding]:
    """What each field's reader refuses, and numbers and dates that nobody has read yet."""
    for name, given in values.items():
        if given is None or name not in _CHECKED:
            continue
        plainly_right = _PLAINLY_RIGHT.get(name)
        if plainly_right is None or not plainly_right(given):
            yield from _problems(name, given)


def _problems(name: str, given: object) -> tuple[Finding, ...]:
    try:
        READERS[name](name, given)
    except InvalidFigure as refused:
        return refused.findings
    if name in NUMBERS and not isinstance(given, int | Decimal):
        return (unreadable(name, given),)
    if name in DATES and not isinstance(given, date):
        return (not_iso(name, given, str(given)),)
    return ()


_CHECKED = frozenset(READERS) - {"confirm"}

# Nearly every value of nearly every row was read before it comes here. What a glance shows to be right is not read
# again; anything else goes to the field's reader, so that a glance never lets through what the reader would refuse.


def _code_at_a_glance(codes: tuple[str, ...]) -> Callable[[object], bool]:
    right = frozenset(str(code) for code in codes) | {""}
    return lambda given: isinstance(given, str) and given in right


def _date_at_a_glance(given: object) -> bool:
    return type(given) is date and EARLIEST_YEAR <= given.year <= LATEST_YEAR


def _number_at_a_glance(given: object) -> bool:
    return type(given) is int


def _whole_number_at_a_glance(limits: tuple[int, int]) -> Callable[[object], bool]:
    lowest, highest = limits
    return lambda given: type(given) is int and lowest <= given <= highest


def _is_boolean(given: object) -> bool:
    return isinstance(given, bool)


def _no_text(given: object) -> bool:
    return isinstance(given, str) and not given


_PLAINLY_RIGHT: dict[str, Callable[[object], bool]] = {
    **{name: _code_at_a_glance(codes) for name, codes in CODES.items()},
    **dict.fromkeys(DATES, _date_at_a_glance),
    **dict.fromkeys(NUMBERS, _number_at_a_glance),
    **{name: _whole_number_at_a_glance(limits) for name, limits in INTEGERS.items()},
    **dict.fromkeys(BOOLEANS, _is_boolean),
    **dict.fromkeys(TEXTS, _no_text),
}
