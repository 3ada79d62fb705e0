"""Text from an address into typed values: dates, numbers, lists and yes or no, refused with a code when it
is none.

Used by `reading` and `filters`; knows nothing of figures.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from tracker.selectors.refusals import Problem, QueryError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE = re.compile(r"\d{1,18}")
YES = frozenset({"true", "1", "yes"})
NO = frozenset({"false", "0", "no"})


def refuse(parameter: str, code: str, detail: str) -> QueryError:
    """The error to raise for one parameter."""
    return QueryError(Problem(parameter, code, detail))


def parts(text: str) -> list[str]:
    """The values of a comma-separated list, without blanks and repetitions."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def day(parameter: str, text: str) -> date:
    """A calendar day written YYYY-MM-DD."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise refuse(parameter, "invalid_date", f'"{text}" is not a date; write it like 2020-02-13.')


def moment(parameter: str, text: str, *, end: bool) -> datetime:
    """A moment in RFC 3339; a bare day means its beginning, or its last instant where a range ends."""
    if DAY.fullmatch(text):
        start = datetime.combine(day(parameter, text), time.min, tzinfo=UTC)
        return start + timedelta(days=1, microseconds=-1) if end else start
    try:
        # A plus sign of an offset arrives as a space when the address was not encoded.
        found = datetime.fromisoformat(text.replace(" ", "+"))
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter where the calendar ends between two time zones
        pass
    detail = f'"{text}" is neither a date nor a timestamp with a time zone, like 2020-02-13T18:00:00Z.'
    raise refuse(parameter, "invalid_date", detail)


def whole(parameter: str, text: str, *, least: int = 0, most: int | None = None) -> int:
    """A whole number within its limits."""
    if not WHOLE.fullmatch(text) or not text.isascii():
        raise refuse(parameter, "not_a_number", f'"{text}" is not a whole number.')
    number = int(text)
    if number < least or (most is not None and number > most):
        limits = f"at least {least}" if most is None else f"from {least} to {most}"
        raise refuse(parameter, "out_of_range", f"{parameter} is {limits}, not {number}.")
    return number


def decimal(parameter: str, text: str) -> Decimal:
    """A number that may have a fraction."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 18:
        raise refuse(parameter, "not_a_number", f'"{text}" is not a number.')
    return number


def yes_or_no(parameter: str, text: str) -> bool:
    """A truth written true or false."""
    lowered = text.lower()
    if lowered in YES or lowered in NO:
        return lowered in YES
    raise refuse(parameter, "invalid_code", f"{parameter} is true or false.")
