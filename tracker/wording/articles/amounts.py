"""The amounts of a sentence: numbers, ranges, magnitudes, "several", "mostly" and none, with the words around each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.vocabulary import Qualifier
from tracker.wording.articles.times import DaysSaid
from tracker.wording.cutting import Placed
from tracker.wording.lexicon import BETWEEN, FRACTIONS, MAGNITUDE_WORDS, MOST, NONE, SEVERAL
from tracker.wording.numbers import Found, find_numbers
from tracker.wording.qualifiers import reach
from tracker.wording.ranges import connects
from tracker.wording.tokens import Kind, Token
from tracker.wording.unreadable import Unreadable
from tracker.wording.values import ValueRead, read_value

_MONEY = "$€£¥"
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|e|º|ª)(?!\w)")
_NUMBERED = frozenset(("no", "n", "nº", "number", "num", "numero", "resolution", "report", "article", "page"))
_CREW = frozenset(("crew", "equipage", "tripulacion", "طاقم", "طاقمها"))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a sentence: the tokens of its number alone, and of the number with the words around it."""

    start: int
    end: int
    first: int
    last: int
    words: str
    read: ValueRead

    @property
    def is_vague(self) -> bool:
        """Whether it says no more than that there were several."""
        return self.read.qualifier is Qualifier.UNSPECIFIED_PLURAL

    @property
    def is_majority(self) -> bool:
        """Whether it says "most of them"."""
        return self.read.qualifier is Qualifier.MAJORITY

    @property
    def is_one(self) -> bool:
        """Whether it is a single one, which is an article as often as a number."""
        return self.read.value == 1 and not self.words[0].isdigit()


def amounts_in(sentence: str, placed: Sequence[Placed], days: Sequence[DaysSaid]) -> list[Amount]:
    """The amounts of a sentence in order, without days, money, ordinals and numbers of papers."""
    tokens = [one.token for one in placed]
    spans = [*_numbers(tokens), *_wordless(tokens)]
    found = (_amount(sentence, placed, tokens, start, end) for start, end in sorted(spans))
    kept = [one for one in found if one is not None and not _is_no_count(sentence, placed, tokens, one, days)]
    return [one for one in kept if not (one.is_vague and any(_holds(other, one) for other in kept))]


def _holds(one: Amount, other: Amount) -> bool:
    """Whether the words of an amount hold another: the "many" of "as many as 3 million"."""
    return one is not other and one.first <= other.start and other.end <= one.last


def _numbers(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The tokens of each number; of a range from its first end to its second."""
    found = find_numbers(tokens)
    at = 0
    while at < len(found):
        number = found[at]
        follows = found[at + 1] if at + 1 < len(found) else None
        if follows is not None and _is_range(tokens, number, follows):
            yield number.start, follows.end
            at += 2
        else:
            yield number.start, number.end
            at += 1


def _is_range(tokens: Sequence[Token], first: Found, second: Found) -> bool:
    """Whether two numbers are one amount: joined by a dash, or between a word for "between" close before and "and"."""
    link = tokens[first.end : second.start]
    if len(link) == 1 and link[0].kind is Kind.DASH:
        return True
    begins = max(0, first.start - 2)
    near = any(token.text in BETWEEN for token in tokens[begins : first.start])
    return near and connects(tokens, first, second)


def _wordless(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Magnitudes ("tens of thousands"), "several", "mostly", nobody, and a crew whose size nobody says."""
    inside = {at for number in find_numbers(tokens) for at in range(number.start, number.end)}
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and end not in inside and (_is_size(tokens, end) or _links_sizes(tokens, end)):
            end += 1
        if end > at:
            yield at, end
            at = end
            continue
        length = 0 if at in inside else _says_how_many(tokens, at)
        if length:
            yield at, at + length
        at += length or 1


def _says_how_many(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from here say "several", "mostly", "nobody" or "its crew"; 0 when none do."""
    if tokens[at].text in SEVERAL or tokens[at].text in _CREW:
        return 1
    for length in (3, 2, 1):
        words = f" {' '.join(token.text for token in tokens[at : at + length])} "
        if words in NONE or words in MOST:
            return min(length, len(tokens) - at)
    return 0


def _is_size(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].text
    return word in MAGNITUDE_WORDS or word.removeprefix("ال") in MAGNITUDE_WORDS


def _links_sizes(tokens: Sequence[Token], at: int) -> bool:
    return (
        tokens[at].kind is Kind.OF
        and 0 < at < len(tokens) - 1
        and _is_size(tokens, at - 1)
        and _is_size(tokens, at + 1)
    )


def _amount(sentence: str, placed: Sequence[Placed], tokens: Sequence[Token], start: int, end: int) -> Amount | None:
    """The amount with as many of the words around it as can be read with it."""
    first, last = reach(tokens, start, end)
    if _belongs_to_next(sentence, placed, end, last):
        last = end
    if first > 0 and tokens[first - 1].text in BETWEEN and end - start > 1:
        first -= 1
    if first == start and start > 0 and (tokens[start - 1].text in SEVERAL or tokens[start].text in _CREW):
        first -= 1
    for begins, ends in ((first, last), (first, end), (start, end)):
        words = sentence[placed[begins].start : _past_percent(placed, ends)]
        try:
            return Amount(start, end, begins, ends, words, read_value(words))
        except Unreadable:
            continue
    return None


def _belongs_to_next(sentence: str, placed: Sequence[Placed], end: int, last: int) -> bool:
    """Whether words behind a number are about another: behind a comma, or before the next number."""
    behind = sentence[placed[end - 1].end : placed[last - 1].end]
    is_parted = any(sign in behind for sign in ",،;.")
    return is_parted or (last > end and last < len(placed) and bool(placed[last].token.amounts))


def _past_percent(placed: Sequence[Placed], end: int) -> int:
    """Where the words end; a sign or word for "per cent" right behind belongs to them."""
    at = end if end < len(placed) and placed[end].token.kind is Kind.PERCENT else end - 1
    return placed[at].end


def _is_no_count(
    sentence: str, placed: Sequence[Placed], tokens: Sequence[Token], amount: Amount, days: Sequence[DaysSaid]
) -> bool:
    start, end = placed[amount.start].start, placed[amount.end - 1].end
    if any(said.start < end and start < said.end for said in days):
        return True
    if sentence[max(0, start - 2) : start].strip()[-1:] in _MONEY and sentence[max(0, start - 2) : start].strip():
        return True
    return (
        bool(_ORDINAL.match(sentence, end))
        or sentence[start - 1 : start].isalpha()
        or _is_numbered(tokens, amount)
        or _is_ratio(tokens, amount)
    )


def _is_numbered(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether it is the number of a paper: "No. 8", "resolution 2254"."""
    before = [token.text for token in tokens[max(0, amount.start - 2) : amount.start]]
    if before[-1:] == ["."]:
        return before[0] in _NUMBERED
    return bool(before) and before[-1] in _NUMBERED


def _is_ratio(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether it is half of "six in ten", or of a fraction: "three quarters"."""
    after = tokens[amount.end : amount.end + 2]
    if after and after[0].text in FRACTIONS:
        return True
    small = amount.read.value is not None and amount.read.value <= 10
    if small and len(after) == 2 and after[0].text in ("in", "sur", "cada") and after[1].amounts:
        return True
    before = tokens[max(0, amount.start - 2) : amount.start]
    return bool(small and len(before) == 2 and before[1].text in ("in", "sur", "cada") and before[0].amounts)
