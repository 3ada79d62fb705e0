"""What is said without a number: none at all, most of them, or people whom nobody counted."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.vocabulary import Qualifier
from tracker.wording.lexicon import DENIALS, MANY, MOST, NEGATIONS, NONE, SOME_NUMBER
from tracker.wording.tokens import Token


def is_denial(tokens: Sequence[Token]) -> bool:
    """Whether the text denies what somebody else said."""
    return _mentions(tokens, DENIALS)


def is_none(tokens: Sequence[Token]) -> bool:
    """Whether the text says that there was nobody."""
    return _mentions(tokens, NONE)


def is_negated(tokens: Sequence[Token]) -> bool:
    """Whether any word says "not"."""
    return any(token.text in NEGATIONS for token in tokens)


def uncounted(tokens: Sequence[Token]) -> Qualifier | None:
    """Most of them, an unknown number, or more than one; None when the text says nothing of the kind."""
    negated = is_negated(tokens)
    if _mentions(tokens, MOST) and not negated:
        return Qualifier.MAJORITY
    if _mentions(tokens, SOME_NUMBER):  # "number not known" is negated by its nature
        return Qualifier.UNKNOWN_NUMBER
    if _mentions(tokens, MANY) and not negated:
        return Qualifier.UNSPECIFIED_PLURAL
    return None


def _mentions(tokens: Sequence[Token], phrases: Sequence[str]) -> bool:
    line = f" {' '.join(token.text for token in tokens)} "
    return any(phrase in line for phrase in phrases)
