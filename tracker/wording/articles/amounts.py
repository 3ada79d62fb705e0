"""The amounts of a sentence: numbers, ranges, magnitudes, "several", "mostly" and none, with the words around each."""

from __future__ import annotations

import itertools
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
_NUMBERED = frozenset((
    "no", "n", "nº", "number", "num", "numero", "resolution", "report", "article", "page", "p", "pp", "section",
    "chapter", "route", "highway", "phase", "fase", "category", "categorie", "categoria", "magnitude", "magnitud",
    "level", "niveau", "nivel", "الساعة", "بقوة", "رقم", "القرار", "طريق", "كوفيد", "covid",
))  # fmt: skip
"""What is numbered, or measured, rather than counted: the number behind is no count."""
_CURRENCIES = frozenset((
    "usd", "eur", "gbp", "chf", "cad", "aud", "us$", "fcfa", "cfa", "xaf", "xof", "ngn", "cop", "rs", "inr", "dollars",
    "euros",
))  # fmt: skip
_AGED = frozenset((
    "aged", "age", "ages", "agee", "agees", "edad", "edades", "عمره", "عمرها", "أعمارهم", "اعمارهم", "العمر",
))  # fmt: skip
_AGES_WITHIN = 8
_OLDEST = 120
_UNDER_AGE = frozenset(("under", "below", "over"))
_BY = frozenset(("by", "ب"))
_FROM = frozenset(("from", "de", "du", "des", "من"))
_UP_TO = frozenset(("to", "a", "au", "إلى", "الى"))
_ROSE = frozenset((
    "rose", "risen", "rising", "climbed", "jumped", "increased", "grew", "grown", "went", "gone", "up", "down", "fell",
    "fallen", "revised", "corrected", "passe", "passee", "passes", "augmente", "monte", "grimpe", "ascendio", "subio",
    "aumento", "paso", "crecio", "bajo", "ارتفع", "ارتفعت", "زاد", "ازداد", "انخفض",
))  # fmt: skip
_ROSE_WITHIN = 3
_OUT_OF = frozenset(("sur", "cada", "كل", "أصل", "اصل"))
_RATIO_WITHIN = 4
_SMALL = 10
_SIGNS_BEFORE = re.compile(r"(?:\w[-‐‑–]|\d:|[+/=#@_\\]|=\"|(?<=[^\s])\s[-−])$")
"""What before digits makes them no count: "F-16", "5:30", "+90", "/2020", and a minus."""
_SIGNS_BEHIND = re.compile(r":\d|\s?[ap]\.?m\b|\s?[hH]\d*\b|[/_=@\\]|[-–]\d")
"""What behind digits makes them no count: times of day, addresses, numbers of telephones."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ARABIC_JOIN = re.compile(r"(?<!\w)[وبلف]$")
_YEAR = re.compile(r"(?:19|20)\d\d")
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
    all_found = [one for one in found if one is not None and not _is_day(placed, one, days)]
    beside = _beside(sentence, placed, all_found)
    kept = [one for one in all_found if one.start not in beside and not _is_no_count(sentence, placed, tokens, one)]
    return [one for one in kept if not (one.is_vague and any(_holds(other, one) for other in kept))]


def _is_day(placed: Sequence[Placed], amount: Amount, days: Sequence[DaysSaid]) -> bool:
    start, end = placed[amount.start].start, placed[amount.end - 1].end
    return any(said.start < end and start < said.end for said in days)


def _beside(sentence: str, placed: Sequence[Placed], amounts: Sequence[Amount]) -> set[int]:
    """Where amounts in digits begin that stand beside each other with nothing but space: telephones, rows of tables."""
    found: set[int] = set()
    for one, other in itertools.pairwise(amounts):
        end, start = placed[one.end - 1].end, placed[other.start].start
        if sentence[end:start].isspace() and sentence[end - 1].isdecimal() and sentence[start].isdecimal():
            found |= {one.start, other.start}
    return found


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
            yield (follows if _rises(tokens, number) else number).start, follows.end
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


def _rises(tokens: Sequence[Token], first: Found) -> bool:
    """Whether "from 12 to 15" says that something rose: what counts is the second alone."""
    before = tokens[max(0, first.start - 1 - _ROSE_WITHIN) : first.start]
    return bool(before) and before[-1].text in _FROM and any(token.text in _ROSE for token in before)


def _wordless(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Magnitudes ("tens of thousands"), "several", "mostly", nobody, and a crew whose size nobody says."""
    inside = {at for number in find_numbers(tokens) for at in range(number.start, number.end)}
    at = 0
    while at < len(tokens):
        end = at + 1 if at - 1 in inside and tokens[at].text == "miles" else at  # of the sea, in English
        if end > at:
            at = end
            continue
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
    sign = placed[first].start
    if sentence[sign] in "<>" and not sentence[max(0, sign - 1) : sign].isspace() and sign > 0:
        first = start  # the end of a tag
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


def _is_no_count(sentence: str, placed: Sequence[Placed], tokens: Sequence[Token], amount: Amount) -> bool:
    start, end = placed[amount.start].start, placed[amount.end - 1].end
    return (
        _is_money(sentence, tokens, amount, start)
        or _is_written_otherwise(sentence, amount, start, end)
        or _is_numbered(tokens, amount)
        or _is_ratio(tokens, amount)
        or _is_age(tokens, amount)
        or _is_change(tokens, amount)
        or any(found.start() <= start < found.end() for found in _ADDRESS.finditer(sentence))
    )


def _is_money(sentence: str, tokens: Sequence[Token], amount: Amount, start: int) -> bool:
    before = sentence[max(0, start - 2) : start].strip()
    return (before[-1:] in _MONEY and before != "") or tokens[max(0, amount.start - 1)].text in _CURRENCIES


def _is_written_otherwise(sentence: str, amount: Amount, start: int, end: int) -> bool:
    """Whether signs around a number say that it is none of people: ordinals, times, "F-16", 6.8, digits of a word."""
    before = sentence[max(0, start - 3) : start]
    is_joined = before[-1:].isalpha() and not _ARABIC_JOIN.search(before)
    behind = sentence[end : end + 1]
    is_inside = behind.isalnum() and behind < "\u0600"
    is_broken = amount.read.value is not None and amount.read.value % 1 != 0 and not amount.read.percent
    return (
        is_joined
        or is_inside
        or (is_broken and not amount.read.is_ambiguous)
        or _ORDINAL.match(sentence, end) is not None
        or (sentence[start].isdecimal() and _SIGNS_BEFORE.search(before) is not None)
        or (sentence[end - 1].isdecimal() and _SIGNS_BEHIND.match(sentence, end) is not None)
    )


def _is_age(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether it is an age: "aged 22, 25 and 31", "under six"."""
    value = amount.read.value_low if amount.read.value is None else amount.read.value
    if value is None or value > _OLDEST or amount.read.percent:
        return False
    if tokens[amount.first].text in _UNDER_AGE and all(
        t.kind is Kind.STOP for t in tokens[amount.end : amount.end + 1]
    ):
        return True
    for at in range(amount.start - 1, max(-1, amount.start - 1 - _AGES_WITHIN), -1):
        if tokens[at].text in _AGED:
            return True
        if not tokens[at].amounts and tokens[at].kind not in (Kind.JOIN, Kind.OF) and tokens[at].text not in _JOIN_AGES:
            return False
    return False


_JOIN_AGES = frozenset((*BETWEEN, "of", "to", "a", "between", "from", "de", "entre", "،"))


def _is_change(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether it is by how much a number rose, or what it rose from: "by 10,000 to 832,000", "de 12 à 15"."""
    rose = any(token.text in _ROSE for token in tokens[max(0, amount.first - 1 - _ROSE_WITHIN) : amount.first])
    before, after = tokens[max(0, amount.first - 1)].text, tokens[amount.end : amount.end + 2]
    is_from = before in _FROM and len(after) == 2 and after[0].text in _UP_TO and bool(after[1].amounts)
    return rose and amount.first > 0 and (before in _BY or is_from)


def _is_numbered(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether it is the number of a paper: "No. 8", "resolution 2254"."""
    before = [token.text for token in tokens[max(0, amount.start - 2) : amount.start]]
    if before[-1:] == ["."]:
        return before[0] in _NUMBERED
    return bool(before) and before[-1] in _NUMBERED


def _is_ratio(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether it is half of "six in ten", or of a fraction: "three quarters"."""
    after = tokens[amount.end : amount.end + _RATIO_WITHIN]
    if after and after[0].text in FRACTIONS:
        return True
    if amount.read.value is None or amount.read.value > _SMALL:
        return False
    before = tokens[max(0, amount.start - _RATIO_WITHIN) : amount.start]
    return _leads_to_small(after) or _follows_small(before)


def _leads_to_small(after: Sequence[Token]) -> bool:
    """Whether words behind a number lead to the other of a ratio: "in ten", "déplacés sur dix", "de cada diez"."""
    for at, token in enumerate(after[:-1]):
        if token.text in _OUT_OF or (token.text == "in" and at == 0):
            return _is_small(after[at + 1])
    return False


def _follows_small(before: Sequence[Token]) -> bool:
    """The same of the second number, by the words before it."""
    if not before or (before[-1].text not in _OUT_OF and before[-1].text != "in"):
        return False
    return any(_is_small(token) for token in (before[-2:-1] if before[-1].text == "in" else before[:-1]))


def _is_small(token: Token) -> bool:
    return bool(token.amounts) and token.amounts[0] <= _SMALL
