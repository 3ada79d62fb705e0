"""Numbers as people write them: in digits and words, in English, French, Spanish and Arabic.

`read_value` turns "more than 800,000" or "plusieurs milliers" into a qualifier and numbers for
`rules.read_figure`; `numbers_in` lists every number a quote states, for the number-in-quote check;
`value_in_words` goes the other way and writes the words of a claim that came without any. Pure: imports only
the vocabulary and the standard library.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from tracker.vocabulary import Qualifier

Number = int | Decimal


class Unreadable(ValueError):
    """A text that states no number that can be read; carries a sentence to show and its parameters."""

    def __init__(self, template: str, *, expected: str = "", example: str = "", **params: object) -> None:
        self.template = template
        self.expected = expected
        self.example = example
        self.params = params
        super().__init__(template % {"expected": expected, "example": example, "found": "", **params})


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


def read_value(text: str) -> ValueRead:
    """Qualifier and numbers of a text; raises Unreadable."""
    raise NotImplementedError


def read_number(text: str) -> tuple[Number, ...]:
    """The number that a text consists of, or both readings of an ambiguous one; raises Unreadable."""
    raise NotImplementedError


def numbers_in(text: str) -> list[Decimal]:
    """Every number the text states, in order; an ambiguous literal gives both its readings."""
    raise NotImplementedError


def number_in_quote(value: Number, quote: str) -> bool:
    """Whether the quote states the number, in digits or in words."""
    return Decimal(value) in numbers_in(quote)


def magnitude_in(text: str) -> str:
    """The canonical magnitude word of a text ("several thousand" -> "thousands"), or the empty string."""
    raise NotImplementedError


def value_in_words(
    qualifier: str,
    value: Number | None = None,
    value_low: Number | None = None,
    value_high: Number | None = None,
    magnitude: str = "",
    *,
    percent: bool = False,
) -> str:
    """The claim in English words: "more than 800,000", "between 56,000 and 80,000"."""
    raise NotImplementedError


def digits(number: Number) -> str:
    """The number in digits, thousands separated by commas, no needless zeros: 1,200 or 80.5."""
    text = f"{Decimal(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def western_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0-9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
