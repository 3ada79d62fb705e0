"""The qualifier and numbers of a whole claim: one number or one range with the words around it, or no number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.vocabulary import Qualifier
from tracker.wording.cutting import tokens_of
from tracker.wording.folding import western_digits
from tracker.wording.lexicon import FRACTIONS, PART_OF_IT
from tracker.wording.magnitudes import is_several, magnitude_of
from tracker.wording.numbers import Found, find_numbers, places_of, tidy
from tracker.wording.qualifiers import qualifier_around
from tracker.wording.ranges import connects, first_ends, has_best
from tracker.wording.tokens import Kind, Number, Token
from tracker.wording.unreadable import (
    a_fraction,
    an_ordinal,
    below_zero,
    no_number,
    not_a_number,
    several_numbers,
    what_was_not,
)
from tracker.wording.wordless import is_denial, is_negated, is_none, uncounted

_LETTERS_AMONG_DIGITS = re.compile(r"\d[A-Za-z]+\d")
"""A spreadsheet's "1e9" is a thousand million to some and a slip of the hand to others; it is never 1."""

_ORDINAL = re.compile(r"(?<![\w.,])\d+(?:st|nd|rd|th|er|[eè]re|[eè]me|e|\.?[ºª])(?!\w)", re.IGNORECASE)
"""A place in an order ("the 3rd", "le 1er", "el 3.º"), which is a day or a rank and no count of anybody."""


@dataclass(frozen=True, slots=True)
class ValueRead:
    """What a text says: a qualifier and its numbers; `readings` holds both when there are two ways."""

    qualifier: Qualifier
    value: Number | None = None
    value_low: Number | None = None
    value_high: Number | None = None
    magnitude: str = ""
    percent: bool = False
    readings: tuple[Number, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """True for "1.200", which is 1,200 in one language and 1.2 in another."""
        return len(self.readings) > 1


def read_number(text: str) -> tuple[Number, ...]:
    """The number that a text consists of, or both readings of an ambiguous one; raises Unreadable."""
    tokens = [token for token in tokens_of(text) if token.kind is not Kind.PERCENT]
    found = find_numbers(tokens)
    alone = len(found) == 1 and len(tokens) == found[0].end - found[0].start
    if alone:
        return tuple(tidy(reading) for reading in found[0].readings)
    if len(found) == 1 and tokens[0].kind is Kind.DASH and len(tokens) == 1 + found[0].end - found[0].start:
        raise below_zero(text)
    raise not_a_number(text)


def read_value(text: str) -> ValueRead:
    """Qualifier and numbers of what somebody wrote for a value; raises Unreadable.

    Takes one number or one range with the words around it, a magnitude, a share in words, or words that say
    that no number is known; what follows "including" is left out. A text with several numbers is refused:
    nobody could know which one is meant.
    """
    if _LETTERS_AMONG_DIGITS.search(text):
        raise several_numbers(text)
    if _ORDINAL.search(western_digits(text)):
        raise an_ordinal(text)
    tokens = _without_parts(tokens_of(text))
    found = find_numbers(tokens)
    if is_denial(tokens):
        return ValueRead(Qualifier.DENIED)
    magnitude = magnitude_of(tokens, found)
    if magnitude and (not found or is_several(tokens, found)):
        return ValueRead(Qualifier.MAGNITUDE, magnitude=magnitude)
    if _states_a_fraction(tokens, found):
        raise a_fraction(text)
    if not found:
        return _read_wordless(tokens, text)
    if found[0].start > 0 and tokens[found[0].start - 1].kind is Kind.DASH:
        raise below_zero(text)
    return _read_numbers(tokens, found, text, is_plural=bool(magnitude))


def _without_parts(tokens: list[Token]) -> list[Token]:
    """The tokens up to "including", unless nothing stands before it."""
    cut = next((at for at, token in enumerate(tokens) if token.text in PART_OF_IT), 0)
    return tokens[:cut] if cut else tokens


def _states_a_fraction(tokens: Sequence[Token], found: Sequence[Found]) -> bool:
    """Whether a word outside all numbers is a fraction; the half of "half a million" is inside one."""
    inside = places_of(found)
    return any(token.text in FRACTIONS for at, token in enumerate(tokens) if at not in inside)


def _read_wordless(tokens: Sequence[Token], text: str) -> ValueRead:
    if is_none(tokens):
        return ValueRead(Qualifier.EXACT, 0)
    qualifier = uncounted(tokens)
    if qualifier is None:
        raise no_number(text)
    return ValueRead(qualifier)


def _read_numbers(tokens: Sequence[Token], found: list[Found], text: str, *, is_plural: bool) -> ValueRead:
    percent = any(token.kind is Kind.PERCENT for token in tokens)
    if len(found) == 1 and not is_plural:
        return _single(tokens, found[0], text, percent=percent)
    if len(found) >= 2 and connects(tokens, found[0], found[1]) and has_best(tokens, found) and not is_plural:
        return _range(found, percent=percent)
    raise several_numbers(text)


def _single(tokens: Sequence[Token], found: Found, text: str, *, percent: bool) -> ValueRead:
    readings = tuple(tidy(reading, percent=percent) for reading in found.readings)
    if percent:
        readings = tuple(reading for reading in readings if reading <= 100) or readings[:1]
    qualifier = qualifier_around(tokens, found)
    if qualifier is Qualifier.EXACT and found.is_approximate:
        qualifier = Qualifier.ABOUT
    if qualifier is Qualifier.EXACT and is_negated(tokens):
        raise what_was_not(text)
    return ValueRead(qualifier, readings[0], percent=percent, readings=readings if len(readings) > 1 else ())


def _range(found: list[Found], *, percent: bool) -> ValueRead:
    ends, high = first_ends(found[0], found[1]), found[1].value
    best = tidy(found[2].value, percent=percent) if len(found) == 3 else None
    ambiguous = next((number.readings for number in found if len(number.readings) > 1), ends)
    return ValueRead(
        Qualifier.BETWEEN,
        best,
        tidy(ends[0], percent=percent),
        tidy(high, percent=percent),
        percent=percent,
        readings=tuple(tidy(reading) for reading in ambiguous) if len(ambiguous) > 1 else (),
    )
