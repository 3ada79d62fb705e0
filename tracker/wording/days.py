"""Days as people write them: "since December 1", "Thursday", "mid-February", "3 mars 2020", "منتصف شباط".

What leaves the year or the month open is read as the last such day on or before a day that is known, the one on
which the document was published. A text that can be read two ways (02/03/2020) gives both; one that cannot be read
gives none: nothing is guessed. Which rules there are is the order of `_RULES`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from tracker.vocabulary import DatePrecision
from tracker.wording.day_words import (
    AGO_AFTER,
    AGO_BEFORE,
    FILLER,
    FIRST_DAY,
    LAST,
    MONTHS,
    OFFSETS,
    PARTS,
    SINCE,
    THIS,
    TO,
    UNITS,
    WEEKDAYS,
    YEAR_BEGINS,
    Phrase,
    phrases,
)
from tracker.wording.folding import fold

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class DaysRead:
    """The days that a text means: from `first` to `last`, both included; one day has both the same."""

    first: date
    last: date
    precision: DatePrecision = DatePrecision.DAY
    since: bool = False
    """Whether the text says "since": the day from which something is counted."""


def read_days(text: str, *, near: date) -> tuple[DaysRead, ...]:
    """What a text says of days: one reading, two where day and month could be either, none where it is no date.

    `near` is the day to which "Thursday", "December 1" and "two weeks ago" are relative: the document's.
    """
    tokens = _tokens(text)
    found = _within(tokens, near)
    if found:
        return found
    rest, is_since = _without(tokens, _SINCE)
    if is_since:
        return tuple(DaysRead(one.first, one.last, one.precision, since=True) for one in _within(rest, near))
    return ()


_PIECE = re.compile(r"\d+|[^\W\d_]+|[-/.]")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|º|ª)(?!\w)")


def _tokens(text: str) -> list[str]:
    """Words, numbers and the signs between digits, folded; "1st", "1er" and "first" are 1."""
    plain = fold(text).replace("–", "-").replace("—", "-").replace("'", " ")
    found = _PIECE.findall(_ORDINAL.sub("", plain))
    kept = []
    for at, piece in enumerate(found):
        between = 0 < at < len(found) - 1 and found[at - 1].isdigit() and found[at + 1].isdigit()
        if piece not in "-/." or between:
            kept.append("1" if piece in FIRST_DAY else piece)
    return kept


def _within(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """One day or span, or two with "to" between them."""
    for rule in _RULES:
        found = tuple(one for one in rule(tokens, near) if one.first.year >= 1900)
        if found:
            return found
    return ()


Rule = Callable[[Sequence[str], date], tuple[DaysRead, ...]]


# --- digits ---


def _digits(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """2020-03-02, 2020/3/2, 02/03/2020, 2.3.2020: with the year in four digits."""
    if len(tokens) != 5 or tokens[1] != tokens[3] or tokens[1] not in "-/." or not _numbers(tokens[::2]):
        return ()
    first, second, third = tokens[::2]
    if len(first) == 4:
        return _day(int(first), int(second), int(third))
    if len(third) != 4 or max(len(first), len(second)) > 2:
        return ()
    both = [*_day(int(third), int(second), int(first)), *_day(int(third), int(first), int(second))]
    return tuple(dict.fromkeys(both))


def _numbers(tokens: Sequence[str]) -> bool:
    return all(token.isdigit() and len(token) <= 4 for token in tokens)


def _day(year: int, month: int, day: int) -> tuple[DaysRead, ...]:
    try:
        found = date(year, month, day)
    except ValueError:
        return ()
    return (DaysRead(found, found),)


# --- names of months ---


def _named(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """A month with or without its day, year and "early", "mid" or "late"."""
    words, part = _leading(_bare(tokens), PARTS)
    at, length, month = _first(words, MONTHS)
    if not month:
        return ()
    before, after = _bare(words[:at]), _bare(words[at + length :])
    day, year = _day_and_year(before, after)
    if day is None or year is None or (part and day):
        return ()
    if day:
        return _dated(day, month, year, near)
    return _month(month, year, near, part or "")


def _day_and_year(before: Sequence[str], after: Sequence[str]) -> tuple[int | None, int | None]:
    """Day and year beside a month, each 0 where it is not said; None where something else stands there."""
    if len(before) > 1 or len(after) > 2 or not _numbers([*before, *after]):
        return None, None
    days: list[int] = []
    years: list[int] = []
    for token in (*before, *after):
        (years if len(token) == 4 else days).append(int(token))
    if len(days) > 1 or len(years) > 1 or any(day < 1 for day in days) or (years and before and len(before[0]) == 4):
        return None, None
    return (days[0] if days else 0), (years[0] if years else 0)


def _dated(day: int, month: int, year: int, near: date) -> tuple[DaysRead, ...]:
    if year:
        return _day(year, month, day)
    for candidate in range(near.year, near.year - 9, -1):  # a 29 February may be years away
        found = _day(candidate, month, day)
        if found and found[0].first <= near:
            return found
    return ()


def _month(month: int, year: int, near: date, part: str) -> tuple[DaysRead, ...]:
    for candidate in (year,) if year else (near.year, near.year - 1):
        end = monthrange(candidate, month)[1] if 1 <= candidate <= 9998 else 0
        if not end:
            return ()
        first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, end)}.get(part, (1, end))
        read = DaysRead(
            date(candidate, month, first),
            date(candidate, month, last),
            DatePrecision.PART_OF_MONTH if part else DatePrecision.MONTH,
        )
        if year or read.first <= near:
            return (read,)
    return ()


def _year(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """A year alone."""
    words = _bare(tokens)
    if len(words) != 1 or not re.fullmatch(r"(?:19|20)\d\d", words[0]):
        return ()
    year = int(words[0])
    return (DaysRead(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR),)


# --- relative to the document ---


def _relative(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """Today, yesterday; a weekday; the start of the year; last week, this month; three days ago."""
    words = tuple(tokens)
    if words in OFFSETS:
        found = near - timedelta(days=OFFSETS[words])
        return (DaysRead(found, found),)
    if _bare(words) in _YEAR_BEGINS:
        found = near.replace(month=1, day=1)
        return (DaysRead(found, found),)
    return _weekday(words, near) or _ago(words, near) or _calendar_unit(words, near)


def _weekday(words: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    bare, is_last = _without(_bare(words), _LAST)
    if not is_last and len(bare) > 1:
        bare, is_last = _without_end(bare, _LAST)
    number = WEEKDAYS.get(tuple(bare))
    if number is None:
        return ()
    back = (near.weekday() - number) % 7 or (7 if is_last else 0)
    found = near - timedelta(days=back)
    return (DaysRead(found, found),)


def _ago(words: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    rest, is_ago = _without(words, _AGO_BEFORE)
    if not is_ago:
        rest, is_ago = _without_end(words, _AGO_AFTER)
    if not is_ago or len(rest) < 2 or not (rest[0].isdigit() or rest[0] in _SMALL):
        return ()
    count = int(rest[0]) if rest[0].isdigit() else _SMALL[rest[0]]
    days = {"day": 1, "week": 7}.get(UNITS.get(tuple(rest[1:]), ""), 0)
    if not days or count > 366:
        return ()
    found = near - timedelta(days=count * days)
    return (DaysRead(found, found, DatePrecision.DAY if days == 1 else DatePrecision.DAYS),)


_SMALL = {
    word: number
    for number, line in enumerate(
        ("one a un une uno una", "two deux dos", "three trois tres ثلاثه", "four quatre cuatro اربعه",
         "five cinq cinco خمسه", "six seis سته", "seven sept siete سبعه"),
        start=1,
    )
    for word in line.split()
}  # fmt: skip


def _calendar_unit(words: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """ "Last week", "le mois dernier", "este año": the whole week, month or year."""
    bare = _bare(words)
    for said, back in ((_LAST, 1), (_THIS, 0)):
        for rest, is_said in (_without(bare, said), _without_end(bare, said)):
            unit = UNITS.get(tuple(_bare(rest))) or UNITS.get(tuple(rest))
            if is_said and unit in ("week", "month", "year"):
                return (_whole(unit, back, near),)
    return ()


def _whole(unit: str, back: int, near: date) -> DaysRead:
    if unit == "week":
        monday = near - timedelta(days=near.weekday() + 7 * back)
        return DaysRead(monday, monday + timedelta(days=6), DatePrecision.WEEK)
    if unit == "year":
        year = near.year - back
        return DaysRead(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR)
    last = near.replace(day=1) - timedelta(days=1) if back else near
    end = monthrange(last.year, last.month)[1]
    return DaysRead(last.replace(day=1), last.replace(day=end), DatePrecision.MONTH)


# --- two days ---


def _span(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    """Two days with a word or a dash between them: "1-3 March", "from 28 December to 3 January"."""
    words, _said = _without(tokens, _SPAN_BEGINS)
    for at in range(1, len(words) - 1):
        for phrase in (*_TO, ("-",)):
            if tuple(words[at : at + len(phrase)]) == phrase:
                found = _joined(words[:at], words[at + len(phrase) :], near)
                if found:
                    return found
    return ()


def _joined(before: Sequence[str], after: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    ends = _one(after, near)
    if len(ends) != 1:
        return ()
    end = ends[0]
    bare = _bare(before)
    if len(bare) == 1 and bare[0].isdigit() and len(bare[0]) <= 2:  # "1 to 3 March"
        starts = _day(end.last.year, end.last.month, int(bare[0]))
    else:
        starts = _one(before, end.last)
    if len(starts) != 1 or starts[0].first > end.last:
        return ()
    coarser = max((starts[0].precision, end.precision), key=list(DatePrecision).index)
    return (DaysRead(starts[0].first, end.last, max((coarser, DatePrecision.DAYS), key=list(DatePrecision).index)),)


def _one(tokens: Sequence[str], near: date) -> tuple[DaysRead, ...]:
    return _digits(_bare(tokens), near) or _named(tokens, near) or _relative(tokens, near)


_RULES: tuple[Rule, ...] = (
    lambda tokens, near: _digits(_bare(tokens), near),
    _named,
    _relative,
    _year,
    _span,
)


# --- phrases among tokens ---

_SINCE, _TO, _FILLER = phrases(SINCE), phrases(TO), phrases(FILLER)
_LAST, _THIS, _AGO_BEFORE, _AGO_AFTER = phrases(LAST), phrases(THIS), phrases(AGO_BEFORE), phrases(AGO_AFTER)
_YEAR_BEGINS = phrases(YEAR_BEGINS)
_SPAN_BEGINS = phrases("from; between; du; entre; entre el; entre le; del; desde el; من; بين")


def _without(tokens: Sequence[str], begins: Sequence[Phrase]) -> tuple[Sequence[str], bool]:
    for phrase in begins:
        if len(tokens) > len(phrase) and tuple(tokens[: len(phrase)]) == phrase:
            return tokens[len(phrase) :], True
    return tokens, False


def _without_end(tokens: Sequence[str], ends: Sequence[Phrase]) -> tuple[Sequence[str], bool]:
    for phrase in ends:
        if len(tokens) > len(phrase) and tuple(tokens[-len(phrase) :]) == phrase:
            return tokens[: -len(phrase)], True
    return tokens, False


def _bare(tokens: Sequence[str]) -> Sequence[str]:
    """Without "on the", "of", "du" at either end."""
    again = True
    while again:
        tokens, begins = _without(tokens, _FILLER)
        tokens, ends = _without_end(tokens, _FILLER)
        again = begins or ends
    return () if tuple(tokens) in _FILLER else tokens


def _leading(tokens: Sequence[str], known: Mapping[Phrase, Found]) -> tuple[Sequence[str], Found | None]:
    for phrase in sorted(known, key=len, reverse=True):
        if tuple(tokens[: len(phrase)]) == phrase and len(tokens) > len(phrase):
            return tokens[len(phrase) :], known[phrase]
    return tokens, None


def _first(tokens: Sequence[str], known: Mapping[Phrase, Found]) -> tuple[int, int, Found | None]:
    """Where the first of these phrases stands, how many words it has, and what it means."""
    for at in range(len(tokens)):
        for length in (2, 1):
            phrase = tuple(tokens[at : at + length])
            if len(phrase) == length and phrase in known:
                return at, length, known[phrase]
    return 0, 0, None
