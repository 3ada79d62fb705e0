"""Every number that a quote states, so that a claim can be looked up in it (rule W1)."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from tracker.wording.cutting import tokens_of
from tracker.wording.numbers import find_numbers
from tracker.wording.ranges import connects, first_ends


def numbers_in(text: str) -> list[Decimal]:
    """Every number the text states, in order; an ambiguous literal gives both its readings.

    "2 to 3 million" gives 2, 2,000,000 and 3,000,000, since the first number may mean either; so does
    "200-250,000".
    """
    return list(_numbers_in_short(text) if len(text) <= SHORT else _numbers_in(text))


SHORT = 80
"""Characters of a text that is worth remembering: of many claims "3" or "more than 1,000" is all that is said."""


@lru_cache(maxsize=5_000)
def _numbers_in_short(text: str) -> tuple[Decimal, ...]:
    return tuple(_numbers_in(text))


def _numbers_in(text: str) -> list[Decimal]:
    tokens = tokens_of(text)
    found = find_numbers(tokens)
    numbers: list[Decimal] = []
    for at, number in enumerate(found):
        numbers.extend(number.readings)
        if at + 1 < len(found) and connects(tokens, number, found[at + 1]):
            numbers.extend(end for end in first_ends(number, found[at + 1]) if end != number.value)
    return numbers
