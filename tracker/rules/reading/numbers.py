"""The numbers of a claim: digits or words that can be read one way, counts as int and percentages as Decimal."""

from __future__ import annotations

from decimal import Decimal

from tracker import wording
from tracker.rules.fields import NUMBERS
from tracker.rules.findings import Finding, InvalidFigure, make_finding
from tracker.rules.reading.cells import is_blank
from tracker.vocabulary import gettext_noop
from tracker.wording import Number

_ = gettext_noop


def read_number(name: str, given: object) -> Number | None:
    """The number, or None for an empty cell. Raises InvalidFigure (E3)."""
    if is_blank(given):
        return None
    if isinstance(given, bool):
        raise InvalidFigure(unreadable(name, given))
    if isinstance(given, int | float | Decimal):
        return _plain_number(name, given)
    if not isinstance(given, str):
        raise InvalidFigure(unreadable(name, given))
    try:
        readings = wording.read_number(given)
    except wording.Unreadable as refused:
        raise InvalidFigure(from_wording(name, refused)) from refused
    if len(readings) > 1:
        raise InvalidFigure(ambiguous(name, given, readings))
    return readings[0]


def _plain_number(name: str, given: int | float | Decimal) -> Number:
    number = Decimal(str(given)) if isinstance(given, float) else Decimal(given)
    if not number.is_finite():
        raise InvalidFigure(unreadable(name, given))
    return int(number) if number == number.to_integral_value() else number


def numbers_to_percent(values: dict[str, object]) -> None:
    for name in NUMBERS:
        number = values.get(name)
        if isinstance(number, int):
            values[name] = Decimal(number)


def unreadable(name: str, given: object) -> Finding:
    template = _("“%(found)s” cannot be read as a number. Expected %(expected)s, for example %(example)s.")
    return make_finding("E3", name, template, found=given, expected=_("a number"), example="1,200")


def ambiguous(name: str, given: object, readings: tuple[Number, ...]) -> Finding:
    template = _("“%(found)s” can be read as %(first)s or as %(second)s. Write it without separators.")
    first, second = (wording.digits(reading) for reading in readings[:2])
    return make_finding(
        "E3", name, template, found=given, expected=_("a number that can be read one way"),
        example=first.replace(",", ""), first=first, second=second,
    )  # fmt: skip


def from_wording(name: str, refused: wording.Unreadable) -> Finding:
    return make_finding(
        "E3", name, refused.template, found=refused.found, expected=refused.expected, example=refused.example
    )
