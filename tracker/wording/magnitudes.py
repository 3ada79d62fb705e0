"""Words that state a size and no number: "several thousand", "tens of thousands", "عشرات الآلاف"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tracker.vocabulary import MAGNITUDES
from tracker.wording.cutting import tokens_of
from tracker.wording.lexicon import MAGNITUDE_WORDS, PREFIX_LETTERS, SEVERAL
from tracker.wording.numbers import Found, find_numbers, places_of
from tracker.wording.tokens import Kind, Token


def magnitude_in(text: str) -> str:
    """The canonical magnitude word of a text ("several thousand" -> "thousands"), or the empty string."""
    tokens = tokens_of(text)
    return magnitude_of(tokens, find_numbers(tokens))


def magnitude_of(tokens: Sequence[Token], found: Sequence[Found]) -> str:
    """The canonical magnitude word of cut tokens, or the empty string."""
    if is_several(tokens, found):
        return _named(found[0].value)
    inside = places_of(found)
    size = 0
    for at, token in enumerate(tokens):
        plural = MAGNITUDE_WORDS.get(_without_prefix(token.text)) if at not in inside else None
        if plural:
            size = plural * (size or 1)
        elif size and token.kind is not Kind.OF:
            break
    return _named(Decimal(size)) if size else ""


def is_several(tokens: Sequence[Token], found: Sequence[Found]) -> bool:
    """Whether the only number is a scale after "several" or "a few": no number, but a magnitude."""
    if len(found) != 1 or not found[0].is_bare or found[0].start == 0:
        return False
    return tokens[found[0].start - 1].text in SEVERAL


def _without_prefix(word: str) -> str:
    for prefix in PREFIX_LETTERS:
        if word.startswith(prefix) and word.removeprefix(prefix) in MAGNITUDE_WORDS:
            return word.removeprefix(prefix)
    return word


def _named(size: Decimal) -> str:
    """The greatest magnitude word that a size reaches."""
    reached = {floor: word for word, floor in MAGNITUDES.items() if floor <= size}
    return reached[max(reached)] if reached else "tens"
