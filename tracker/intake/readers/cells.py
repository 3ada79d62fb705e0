"""What stands in a cell: counts, days and years as the datasets of the field write them, or a finding at the column.

Strict where a plain person would have to guess: 02/03/2020 is no day until somebody says which order the file has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tracker import wording
from tracker.intake.readers.sheets import Record
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.vocabulary import gettext_noop as _

_COUNT = re.compile(r"\d{1,12}")
_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,20})?(e[+-]?\d{1,2})?", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(([,\u00a0\u202f ' ’])\d{3})(\2\d{3})*(\.0+)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})([T ]\d{2}:.*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")
_COMPACT = re.compile(r"(19|20)\d{6}")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier enero", "february feb février febrero", "march mar mars marzo",
            "april apr avril abril", "may mai mayo", "june jun juin junio", "july jul juillet julio",
            "august aug août agosto", "september sep sept septembre septiembre", "october oct octobre octubre",
            "november nov novembre noviembre", "december dec décembre diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?[ -](?:de )?([^\W\d]+)\.?,?[ -](?:de )?(\d{4})")
_MONTH_DAY = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
EPOCH = date(1899, 12, 30)
"""Day 0 of the serial dates of spreadsheets."""


def whole(record: Record, *names: str) -> int | None:
    """The whole number in the first of these columns that says something, or None. Raises InvalidFigure."""
    text = record.text(*names)
    if not text:
        return None
    if text.isdecimal() and text.isascii() and len(text) <= 12:
        return int(text)
    number = plain_number(text)
    if number is None or number != int(number) or number < 0:
        template = _("“%(found)s” cannot be read as a count. Expected %(expected)s, for example %(example)s.")
        raise _at(record, names, template, "E3", found=text, expected=_("a whole number"), example="1200")
    return int(number)


def decimal(record: Record, *names: str) -> float | None:
    """The number in the first of these columns that says something, or None. Raises InvalidFigure."""
    text = record.text(*names)
    if not text:
        return None
    number = plain_number(text)
    if number is None:
        template = _("“%(found)s” cannot be read as a number. Expected %(expected)s, for example %(example)s.")
        raise _at(record, names, template, "E3", found=text, expected=_("a number"), example="36.5")
    return float(number)


@lru_cache(maxsize=4096)
def plain_number(text: str) -> Decimal | None:
    """A number in the digits of any script, with thousands in groups of three; None for anything else."""
    digits = text if text.isascii() else wording.western_digits(text)
    if _COUNT.fullmatch(digits) or _DECIMAL.fullmatch(digits):
        return Decimal(digits)
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"[^\d.]", "", digits))
    return None


def amount(record: Record, *names: str) -> dict[str, Any]:
    """Qualifier and number of a count as its publisher writes it; empty where no column says anything.

    "*" and "<5" stand for counts that are withheld because they are small. Words ("about 1,200") are read as at the
    desk, by the field `value_text`.
    """
    text = record.text(*names)
    if not text:
        return {}
    number = plain_number(text)
    if number is not None:
        return {"qualifier": "exact", "value": int(number) if number == int(number) else number}
    if text == "*":
        return {"qualifier": "fewer_than", "value": 5}
    if below := re.fullmatch(r"<\s*(\d{1,9})", text):
        return {"qualifier": "fewer_than", "value": int(below[1])}
    if above := re.fullmatch(r"(?:>\s*(\d{1,9})|(\d{1,9})\s*\+)", text):
        found = above[1] or above[2]
        return {"qualifier": "more_than" if above[1] else "at_least", "value": int(found)}
    try:
        wording.read_value(text)
    except wording.Unreadable as refused:
        at = record.column(*names)
        finding = make_finding(
            "E3", at, refused.template, found=refused.found, expected=refused.expected, example=refused.example
        )
        raise InvalidFigure(finding) from refused
    return {"value_text": text}


def day(record: Record, *names: str, day_first: bool | None = None) -> str:
    """The ISO day in the first of these columns that says something, "" where none does; raises InvalidFigure (E13)."""
    text = record.text(*names)
    if not text:
        return ""
    try:
        return iso_day(text, day_first)
    except NoDay as refused:
        raise _at(
            record, names, refused.template, "E13", found=text, expected=refused.expected, example="2020-02-13"
        ) from refused


def year(record: Record, *names: str) -> int:
    """The year of a row; raises InvalidFigure (E13) where there is none."""
    text = record.text(*names)
    number = plain_number(text) if text else None
    if number is None or number != int(number) or not 1900 <= number <= 2100:
        template = _("“%(found)s” is not a year. Expected %(expected)s.")
        raise _at(record, names, template, "E13", found=text, expected=_("a year with four digits"), example="2020")
    return int(number)


class NoDay(ValueError):
    """A text that is no day, with the sentence that says so."""

    def __init__(self, template: str, expected: str) -> None:
        super().__init__(template)
        self.template, self.expected = template, expected


_ISO_EXPECTED = "YYYY-MM-DD"
_TWO_ORDERS = _("“%(found)s” could be day first or month first. Say which order the file has, or write %(expected)s.")
_TWO_DIGITS = _("The year of “%(found)s” has two digits. Write it as %(expected)s, for example %(example)s.")
_NO_SUCH_DAY = _("“%(found)s” is a day that does not exist. Expected %(expected)s.")
_NO_DAY = _("“%(found)s” is not a date. Write it as %(expected)s, for example %(example)s.")


@lru_cache(maxsize=4096)
def iso_day(text: str, day_first: bool | None) -> str:
    """A day in ISO, from ISO with or without a time, a serial number, month names, or slashes in the order given."""
    plain = " ".join(wording.western_digits(text).casefold().split())
    if iso := re.fullmatch(_ISO, plain.upper()):
        return _made(iso[1], iso[2], iso[3])
    if _SERIAL.fullmatch(plain):
        return (EPOCH + timedelta(days=int(float(plain)))).isoformat()
    if _COMPACT.fullmatch(plain):
        return _made(plain[:4], plain[4:6], plain[6:])
    if slashed := _SLASHED.fullmatch(plain):
        if day_first is None:
            raise NoDay(_TWO_ORDERS, _ISO_EXPECTED)
        first, second, of_year = slashed.groups()
        return _made(of_year, second, first) if day_first else _made(of_year, first, second)
    if _SHORT_YEAR.fullmatch(plain):
        raise NoDay(_TWO_DIGITS, _ISO_EXPECTED)
    return _in_words(plain)


def _in_words(plain: str) -> str:
    if (named := _DAY_MONTH.fullmatch(plain)) and named[2] in _MONTHS:
        return _made(named[3], _MONTHS[named[2]], named[1])
    if (named := _MONTH_DAY.fullmatch(plain)) and named[1] in _MONTHS:
        return _made(named[3], _MONTHS[named[1]], named[2])
    raise NoDay(_NO_DAY, _ISO_EXPECTED)


def _made(of_year: str, month: str | int, of_month: str) -> str:
    try:
        return date(int(of_year), int(month), int(of_month)).isoformat()
    except ValueError as refused:
        raise NoDay(_NO_SUCH_DAY, _ISO_EXPECTED) from refused


def is_undecided(finding: Finding) -> bool:
    """Whether a date was not read because nobody said whether its day or its month comes first."""
    return finding.template == _TWO_ORDERS


def required(record: Record, reading: Callable[..., Any], *names: str, **options: Any) -> Any:
    """What a reading finds in these columns; raises InvalidFigure (E15) where they are empty."""
    found = reading(record, *names, **options)
    if found is None or found == "":
        raise InvalidFigure(missing(record, *names))
    return found


def missing(record: Record, *names: str) -> Finding:
    """E15 at the first of these columns that there is, or at the name that was hoped for."""
    at = record.column(*names) or names[0]
    template = _("“%(field)s” is empty, and without it the row states nothing. Expected %(expected)s.")
    return make_finding("E15", at, template, expected=_("a value"))


def _at(record: Record, names: tuple[str, ...], template: str, code: str, **params: Any) -> InvalidFigure:
    """The finding at the column that said something, else at the first there is."""
    speaking = next((name for name in names if record.text(name)), names[0])
    return InvalidFigure(make_finding(code, record.column(speaking) or speaking, template, **params))
