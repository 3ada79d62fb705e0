"""Which reader reads which field: each takes a name and what was given, and returns a typed value or raises."""

from __future__ import annotations

from collections.abc import Callable

from tracker.rules.fields import BOOLEANS, CODES, DATES, DECIMALS, INTEGERS, NUMBERS, TEXTS
from tracker.rules.reading.booleans import read_boolean
from tracker.rules.reading.codes import read_code
from tracker.rules.reading.confirmations import read_confirm
from tracker.rules.reading.dates import read_date
from tracker.rules.reading.measurements import read_decimal, read_integer
from tracker.rules.reading.numbers import read_number
from tracker.rules.reading.texts import read_ages, read_group, read_language, read_text

READERS: dict[str, Callable[[str, object], object]] = {
    **dict.fromkeys(CODES, read_code),
    **dict.fromkeys(DATES, read_date),
    **dict.fromkeys(NUMBERS, read_number),
    **dict.fromkeys(DECIMALS, read_decimal),
    **dict.fromkeys(INTEGERS, read_integer),
    **dict.fromkeys(BOOLEANS, read_boolean),
    **dict.fromkeys(TEXTS, read_text),
    "population_group": read_group,
    "age_range": read_ages,
    "quote_language": read_language,
    "confirm": read_confirm,
}
