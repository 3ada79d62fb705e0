"""Days, written as 2020-02-13 in the digits of any script, and what is wrong with other ways to write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time

from tracker import wording
from tracker.rules.fields import EARLIEST_YEAR, LATEST_YEAR
from tracker.rules.findings import Finding, InvalidFigure, make_finding
from tracker.rules.reading.cells import is_blank
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def read_date(name: str, given: object) -> date | None:
    """The day, or None for an empty cell. Raises InvalidFigure (E13)."""
    if is_blank(given):
        return None
    if isinstance(given, datetime):
        if given.time() != time():
            raise InvalidFigure(
                _bad_date(name, given, _("“%(found)s” has a time of day. Write the date alone, as %(expected)s."))
            )
        return _in_range(name, given.date(), given)
    if isinstance(given, date):
        return _in_range(name, given, given)
    text = wording.western_digits(str(given).strip())
    parts = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not parts:
        raise InvalidFigure(not_iso(name, given, text))
    year, month, day = (int(part) for part in parts.groups())
    return _in_range(name, _existing_date(name, given, year, month, day), given)


def _existing_date(name: str, given: object, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if not 1 <= month <= 12 or year < 1:
        raise InvalidFigure(
            _bad_date(name, given, _("“%(found)s” does not exist: there is no month %(month)s."), month=month)
        )
    template = _("“%(found)s” does not exist: that month has %(days)s days.")
    raise InvalidFigure(_bad_date(name, given, template, days=monthrange(year, month)[1]))


def _in_range(name: str, day: date, given: object) -> date:
    if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return day
    template = _("“%(found)s” is not a likely year. Expected a date between %(earliest)s and %(latest)s.")
    raise InvalidFigure(_bad_date(name, given, template, earliest=EARLIEST_YEAR, latest=LATEST_YEAR))


def not_iso(name: str, given: object, text: str) -> Finding:
    """E13 for a text that is no ISO date, with the likely one where day and month can be told."""
    slashed = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    if slashed:
        template = _(
            "“%(found)s” could be day first or month first. Write year, month and day as %(expected)s, "
            "for example %(example)s."
        )
        return _bad_date(name, given, template, example=_suggested(*slashed.groups()))
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
        return _bad_date(name, given, _("“%(found)s” has a time of day. Write the date alone, as %(expected)s."))
    return _bad_date(
        name,
        given,
        _("“%(found)s” is not a date. Write year, month and day as %(expected)s, for example %(example)s."),
    )


def _suggested(first: str, second: str, year: str) -> str:
    day, month = (second, first) if int(second) > 12 else (first, second)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return "2020-02-13"


def _bad_date(name: str, given: object, template: str, *, example: str = "2020-02-13", **params: object) -> Finding:
    return make_finding("E13", name, template, found=given, expected="YYYY-MM-DD", example=example, **params)
