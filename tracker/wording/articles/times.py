"""The days that a sentence names, each with its place and the words that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

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
    phrases,
)
from tracker.wording.days import DaysRead, read_days
from tracker.wording.folding import fold
from tracker.wording.lexicon import WORDS

_PIECE = re.compile(r"\d+(?:st|nd|rd|th|er|re|º|ª)?(?!\w)|[^\W\d_]+|[-/.](?=\d)|[,;:!?()،؛.]")
_STOPS = ",;:!?()،؛."
_BEFORE, _AFTER = 7, 4
"""How many pieces before and after its anchor a day may reach: "between 28 December and 3 January 2020"."""
_TRIES = 300
"""Pieces of a sentence that are read as days at most: many more than any sentence of words needs."""
_ALONE = 5
"""Letters from which a name of a month or weekday says so without a number beside it: not "may", "mar" or "sat"."""
_ANCHOR_WORDS = {words[0] for words in (*MONTHS, *WEEKDAYS, *UNITS)} | {max(words, key=len) for words in OFFSETS} - {
    "this"
}
_SHORT = {words[0] for words in (*MONTHS, *WEEKDAYS) if len(words) == 1 and len(words[0]) < _ALONE} | {"march"}
_KNOWN = {
    word
    for words in (
        *MONTHS, *WEEKDAYS, *UNITS, *OFFSETS, *PARTS,
        *phrases("; ".join((SINCE, FILLER, TO, AGO_AFTER, AGO_BEFORE, LAST, THIS, YEAR_BEGINS, *FIRST_DAY))),
        *phrases("between; entre; entre el; entre le; بين; st; nd; rd; th; er; re"),
    )
    for word in words
}  # fmt: skip
"""Every word that may stand in the words of days, besides numbers."""
_SINCE = {words[0] for words in phrases(SINCE)}
_BEGINS = {"since", "depuis", "desde", "منذ"}
_SINCE_WITHIN = 3
_AGO = {words[0] for words in (*phrases(AGO_AFTER), *phrases(AGO_BEFORE))}
_SMALL_WORDS = {words[0] for words in phrases(FILLER) if len(words) == 1}
_MONTH_OF = {" ".join(words): number for words, number in MONTHS.items()}
_TWO_NAMES = re.compile(
    r"([\u0621-\u064a]+(?: (?:الثاني|الأول|الاول))?) ?/ ?([\u0621-\u064a]+(?: (?:الثاني|الأول|الاول))?)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class DaysSaid:
    """Days that a sentence names: their place in it, the words, and what they mean."""

    start: int
    end: int
    words: str
    days: DaysRead

    @property
    def is_one_day(self) -> bool:
        """Whether it is a day, and neither a span nor the beginning of one."""
        return self.days.first == self.days.last and not self.days.since


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    folded: str


def days_in(sentence: str, *, near: date) -> list[DaysSaid]:
    """The days of a sentence in order, each by its longest words; `near` is the day of the document."""
    sentence = _TWO_NAMES.sub(_first_name, sentence)
    pieces = [_piece(found) for found in _PIECE.finditer(sentence)]
    found: list[DaysSaid] = []
    tries = iter(range(_TRIES))
    for at in _anchors(pieces):
        if found and pieces[at].start < found[-1].end:
            continue
        said = _around(sentence, pieces, at, near, tries)
        if said is not None and not said.days.since and _begins_before(pieces, said):
            continue  # "since the first Friday of December" is not "December"
        if said is not None and (not found or said.start >= found[-1].end):
            found.append(said)
    return found


def _begins_before(pieces: Sequence[_Piece], said: DaysSaid) -> bool:
    """Whether shortly before days stands that something began then, which could not be read together with them."""
    before = [piece.folded for piece in pieces if piece.end <= said.start][-_SINCE_WITHIN:]
    stops = [at for at, word in enumerate(before) if word in _STOPS]
    return any(word in _BEGINS for word in before[stops[-1] + 1 if stops else 0 :])


def _piece(found: re.Match[str]) -> _Piece:
    """A word or sign; an Arabic "and" or "with" joined to a word of time is left out."""
    word = fold(found.group())
    rest = word[1:]
    if word[:1] in ("و", "ف", "ب") and word not in _ANCHOR_WORDS and (rest in _ANCHOR_WORDS or rest in _SINCE):
        return _Piece(found.start() + 1, found.end(), rest)
    return _Piece(found.start(), found.end(), word)


def _first_name(found: re.Match[str]) -> str:
    """The first of two names of one month ("ديسمبر/كانون الأول"), and space in the place of the other."""
    first, second = (_MONTH_OF.get(fold(name)) for name in found.groups())
    if first is None or first != second:
        return found.group()
    return found.group(1).ljust(len(found.group()))


def _anchors(pieces: Sequence[_Piece]) -> Iterator[int]:
    """The pieces around which a day may stand: names of days, months and units, years, dates in digits."""
    for at, piece in enumerate(pieces):
        digits = piece.folded.isdecimal() and len(piece.folded) <= 4
        if piece.folded in _ANCHOR_WORDS or (digits and (_YEAR.fullmatch(piece.folded) or _is_dotted(pieces, at))):
            yield at


def _is_dotted(pieces: Sequence[_Piece], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at + 1].folded in ("-", "/", ".") and pieces[at + 1].start == pieces[at].end


def _around(sentence: str, pieces: Sequence[_Piece], at: int, near: date, tries: Iterator[int]) -> DaysSaid | None:
    """The longest words around a piece that can be read as days."""
    ways = [(first, last) for first in range(_first(pieces, at), at + 1) for last in range(at, _last(pieces, at))]
    for first, last in sorted(ways, key=lambda way: (way[0] - way[1], way[0])):
        words = sentence[pieces[first].start : pieces[last].end]
        if not _may_be_days(pieces[first : last + 1]):
            continue
        if next(tries, None) is None:
            return None
        read = read_days(words, near=near)
        if read:
            return _trimmed(sentence, pieces[first : last + 1], read[0], near)
    return None


def _trimmed(sentence: str, pieces: Sequence[_Piece], days: DaysRead, near: date) -> DaysSaid:
    """The days without the small words at either end that add nothing to them: "Thursday", not "on Thursday the"."""
    kept = list(pieces)
    for end in (-1, 0):
        while len(kept) > 1:
            if kept[end].folded not in _SMALL_WORDS:
                break
            fewer = kept[:-1] if end else kept[1:]
            words = sentence[fewer[0].start : fewer[-1].end]
            if not _may_be_days(fewer) or read_days(words, near=near)[:1] != (days,):
                break
            kept = fewer
    words = re.sub(r" {2,}", " ", sentence[kept[0].start : kept[-1].end])
    return DaysSaid(kept[0].start, kept[-1].end, words, days)


def _first(pieces: Sequence[_Piece], at: int) -> int:
    first = at
    while first > 0 and at - first < _BEFORE and _may_be_of_days(pieces[first - 1].folded):
        first -= 1
    return first


def _may_be_of_days(word: str) -> bool:
    """Whether a word, number or sign may stand in the words of days."""
    return word not in _STOPS and (not word.isalpha() or word in _KNOWN or bool(WORDS.get(word)))


def _last(pieces: Sequence[_Piece], at: int) -> int:
    """One past the last piece; a comma may stand before a year and a full stop in "Dec. 1, 2019"."""
    last = at + 1
    while last < len(pieces) and last - at <= _AFTER + 1:
        if pieces[last].folded in _STOPS and not _goes_on(pieces, last):
            break
        if pieces[last].folded not in _STOPS and not _may_be_of_days(pieces[last].folded):
            break
        last += 1
    return last


def _goes_on(pieces: Sequence[_Piece], stop: int) -> bool:
    follows = pieces[stop + 1].folded if stop + 1 < len(pieces) else ""
    if pieces[stop].folded == ",":
        return _YEAR.fullmatch(follows) is not None
    return pieces[stop].folded == "." and pieces[stop - 1].folded in _SHORT and follows.isdecimal()


def _may_be_days(pieces: Sequence[_Piece]) -> bool:
    """Whether words that can be read as days are meant so: no bare year, no "may" or "mar" without a number."""
    words = [piece.folded for piece in pieces]
    if words[-1] in _STOPS:
        return False
    has_number = any(word[0].isdecimal() for word in words)
    if len(words) == 1:
        return words[0] in _ANCHOR_WORDS and words[0] not in _SHORT
    if has_number:
        return True
    anchors = [word for word in words if word in _ANCHOR_WORDS]
    return any(word not in _SHORT for word in anchors) or words[0] in _SINCE or bool(_AGO & set(words))
