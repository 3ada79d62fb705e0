"""The other way: a claim written in English words that `read_value` reads back, and a number in digits."""

from __future__ import annotations

from decimal import Decimal

from tracker.vocabulary import Qualifier
from tracker.wording.tokens import Number

_IN_WORDS = {
    Qualifier.EXACT: "%s",
    Qualifier.ABOUT: "about %s",
    Qualifier.NEARLY: "nearly %s",
    Qualifier.AT_LEAST: "at least %s",
    Qualifier.MORE_THAN: "more than %s",
    Qualifier.AT_MOST: "up to %s",
    Qualifier.FEWER_THAN: "fewer than %s",
    Qualifier.UNSPECIFIED_PLURAL: "several",
    Qualifier.UNKNOWN_NUMBER: "an unknown number",
    Qualifier.MAJORITY: "most",
    Qualifier.DENIED: "denied",
}


def value_in_words(
    qualifier: str,
    value: Number | None = None,
    value_low: Number | None = None,
    value_high: Number | None = None,
    magnitude: str = "",
    *,
    percent: bool = False,
) -> str:
    """The claim in English words, as `read_value` reads them back: "more than 800,000", "between 5 and 8".

    Empty where a number that the qualifier needs is missing.
    """
    if qualifier == Qualifier.MAGNITUDE:
        return magnitude
    if qualifier == Qualifier.BETWEEN:
        return _range_in_words(value, value_low, value_high, percent=percent)
    words = _IN_WORDS[Qualifier(qualifier)]
    if "%s" not in words:
        return words
    return words % _amount(value, percent=percent) if value is not None else ""


def _range_in_words(best: Number | None, low: Number | None, high: Number | None, *, percent: bool) -> str:
    if low is None or high is None:
        return ""
    ends = f"between {_amount(low, percent=percent)} and {_amount(high, percent=percent)}"
    return f"{ends}, best {_amount(best, percent=percent)}" if best is not None else ends


def _amount(number: Number, *, percent: bool) -> str:
    return digits(number) + ("%" if percent else "")


def digits(number: Number) -> str:
    """The number in digits, thousands separated by commas, no needless zeros: 1,200 or 80.5."""
    text = f"{Decimal(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
