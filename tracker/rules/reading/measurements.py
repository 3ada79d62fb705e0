"""Decimal and whole numbers that describe a claim: a household size, a coordinate, how many hops from the source."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from tracker import wording
from tracker.rules.fields import DECIMALS, INTEGERS, PLACES
from tracker.rules.findings import InvalidFigure, make_finding
from tracker.rules.reading.cells import is_blank
from tracker.rules.suggestions import unknown_code
from tracker.vocabulary import CREDIBILITIES, gettext_noop

_ = gettext_noop


def read_decimal(name: str, given: object) -> Decimal | None:
    """The number with a dot or comma before its decimals, or None. Raises InvalidFigure (E3)."""
    if is_blank(given):
        return None
    lowest, highest = DECIMALS[name]
    number = _as_decimal(given)
    if number is None or not lowest <= number <= highest:
        template = _("“%(found)s” is not %(expected)s.")
        expected = f"a number from {lowest} to {highest}"
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example="5.3"))
    if name in PLACES and number != round(number, PLACES[name]):
        template = _("%(found)s has too many decimal places. Expected %(expected)s.")
        expected = f"at most {PLACES[name]} decimal places"
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example="5.3"))
    return number


def _as_decimal(given: object) -> Decimal | None:
    text = wording.western_digits(str(given).strip()).replace("٫", ".")
    try:
        number = Decimal(text if "." in text else text.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and not isinstance(given, bool) else None


def read_integer(name: str, given: object) -> int | None:
    """The whole number, or None. Raises InvalidFigure (E3, or E12 where the numbers are codes)."""
    if is_blank(given):
        return None
    lowest, highest = INTEGERS[name]
    text = wording.western_digits(str(given).strip())
    if not isinstance(given, bool) and re.fullmatch(r"\d{1,3}", text) and lowest <= int(text) <= highest:
        return int(text)
    if name == "claim_credibility":
        raise InvalidFigure(unknown_code(name, given, [str(code) for code in CREDIBILITIES]))
    template = _("“%(found)s” is not %(expected)s.")
    expected = f"a whole number from {lowest} to {highest}"
    raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example="1"))
