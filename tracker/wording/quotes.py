"""Every number that a quote states, so that a claim can be looked up in it (rule W1)."""

from __future__ import annotations

from decimal import Decimal

from tracker.wording.cutting import tokens_of
from tracker.wording.numbers import find_numbers
from tracker.wording.ranges import connects, first_ends


def numbers_in(text: str) -> list[Decimal]:
    """Every number the text states, in order; an ambiguous literal gives both its readings.

    "2 to 3 million" gives 2, 2,000,000 and 3,000,000, since the first number may mean either; so does
    "200-250,000".
    """
    tokens = tokens_of(text)
    found = find_numbers(tokens)
    numbers: list[Decimal] = []
    for at, number in enumerate(found):
        numbers.extend(number.readings)
        if at + 1 < len(found) and connects(tokens, number, found[at + 1]):
            numbers.extend(end for end in first_ends(number, found[at + 1]) if end != number.value)
    return numbers
