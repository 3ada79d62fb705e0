"""What a piece of a text can be: a number, a scale, a joining word, a sign, or any other word."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, auto

Number = int | Decimal

THOUSAND, MILLION, BILLION = 1_000, 1_000_000, 1_000_000_000


class Kind(IntEnum):
    """What a token does in a number. Integers, because they are looked up for every word of every quote."""

    LITERAL = auto()
    SMALL = auto()
    """A number below a thousand that adds up: seven, twenty, doscientos."""
    HUNDRED = auto()
    SCALE = auto()
    """Multiplies what stands before it, or counts once: thousand, million, dozen."""
    SCALES = auto()
    """A plural that multiplies, but alone is only a magnitude: thousands, milliers."""
    DUAL = auto()
    """The Arabic two thousand, two million: a scale that brings its own two."""
    SUFFIX = auto()
    """k, m, bn: a scale after digits only."""
    HALF = auto()
    ARTICLE = auto()
    JOIN = auto()
    OF = auto()
    DASH = auto()
    PERCENT = auto()
    SIGN = auto()
    STOP = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a folded text."""

    kind: Kind
    text: str
    amounts: tuple[Decimal, ...] = ()
    """The number it states, or both readings of an ambiguous literal."""
    approximate: bool = False
    """A collective noun that means "about": une centaine."""

    @property
    def is_arabic(self) -> bool:
        """True for a word in Arabic letters, whose numbers are put together in another order."""
        return "\u0600" <= self.text[0] <= "\u06ff"
