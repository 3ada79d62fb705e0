"""What the words of a sentence say: the measures, people and things they name, at the places where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tracker.vocabulary import PeopleStatus
from tracker.wording.articles.words import (
    ATTRIBUTIONS,
    CIVILIANS,
    COMBATANTS,
    EXPECTED,
    GROUP_PHRASES,
    GROUPS,
    HOMES,
    HOMES_DESTROYED,
    HOUSEHOLDS,
    MEASURE_WORDS,
    NOUN_MEASURES,
    OTHER_FATES,
    PART_OF,
    PEOPLE,
    PER_DAY,
    REJECTED,
    SHARE_OF,
    THINGS,
    VOICES,
    Side,
)
from tracker.wording.folding import fold
from tracker.wording.tokens import Token

Phrase = tuple[str, ...]
Meaning = TypeVar("Meaning")

ARABIC_LETTERS = ("وال", "فال", "بال", "لل", "ال", "و", "ف", "ب", "ل")
"""Letters that join an Arabic word: and, so, with, for, the."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that say what is counted: which tokens they are, on which side their number stands, how much they say.

    `measure` is empty where they say something that is counted by no measure.
    """

    start: int
    end: int
    measure: str
    side: Side
    group: str = ""
    is_noun: bool = False
    """Whether it only names people ("refugees"), so that any verb says more."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom or what the words after a number name."""

    status: str = ""
    group: str = ""
    is_people: bool = False
    is_thing: bool = False
    is_home: bool = False
    is_household: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    measure: str
    side: Side
    group: str = ""
    is_noun: bool = False


def measures_in(tokens: Sequence[Token]) -> list[Mark]:
    """The words of a sentence that say what a number counts, the longest phrase at each place."""
    found: list[Mark] = []
    at = 0
    while at < len(tokens):
        length, said = _longest(tokens, at, _MEASURES)
        if said is None:
            at += 1
            continue
        found += [Mark(at, at + length, one.measure, one.side, one.group, one.is_noun) for one in said]
        at += length
    return found


def named_at(tokens: Sequence[Token], at: int) -> tuple[int, Named | None]:
    """How many tokens from here name people or things, and whom."""
    return _longest(tokens, at, _NAMED)


def destroys(tokens: Sequence[Token]) -> bool:
    """Whether the sentence says that something was destroyed."""
    return any(_longest(tokens, at, _DESTROYED)[0] for at in range(len(tokens)))


def begins_part(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from here say that some of the people just counted follow; 0 when none do."""
    return _longest(tokens, at, _PARTS)[0]


def is_voice(tokens: Sequence[Token], at: int) -> bool:
    """Whether somebody speaks here."""
    return _longest(tokens, at, _VOICES)[0] > 0


def is_attribution(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is said here whose number it is."""
    return _longest(tokens, at, _ATTRIBUTIONS)[0] > 0


def rejects(tokens: Sequence[Token], at: int) -> bool:
    """Whether what others said is denied here."""
    return _longest(tokens, at, _REJECTED)[0] > 0


def is_expected(tokens: Sequence[Token], at: int) -> bool:
    """Whether what follows has not happened yet."""
    return _longest(tokens, at, _EXPECTED)[0] > 0


def is_share_of(tokens: Sequence[Token], at: int) -> bool:
    """Whether those named before make up the share that follows."""
    return _longest(tokens, at, _SHARES)[0] > 0


def is_per_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether what was counted happens each day."""
    return _longest(tokens, at, _PER_DAY)[0] > 0


def _longest(tokens: Sequence[Token], at: int, known: Mapping[Phrase, Meaning]) -> tuple[int, Meaning | None]:
    """The longest known phrase that begins at a token: its length and meaning; 0 and None when there is none."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        words = tuple(token.text for token in tokens[at : at + length])
        for spelt in _spellings(words):
            if spelt in known:
                return length, known[spelt]
    return 0, None


def _spellings(words: Phrase) -> Iterator[Phrase]:
    """The words as they stand; of an Arabic one also without the letters that join it."""
    yield words
    first = words[0]
    if "\u0600" <= first[0] <= "\u06ff":
        yield from ((first.removeprefix(letters), *words[1:]) for letters in ARABIC_LETTERS if _joins(first, letters))


def _joins(word: str, letters: str) -> bool:
    return word.startswith(letters) and len(word) > len(letters) + 1


# --- the tables, folded ---


def _phrases(text: str) -> Iterator[Phrase]:
    folded = (tuple(fold(phrase).split()) for phrase in text.split(";"))
    return (words for words in folded if words)


def _measures() -> dict[Phrase, tuple[_Said, ...]]:
    tables = [
        *((text, _Said(measure, side)) for measure, sides in MEASURE_WORDS.items() for side, text in sides.items()),
        *((text, _Said(measure, Side.AFTER, group)) for (measure, group), text in GROUP_PHRASES.items()),
        (OTHER_FATES, _Said("", Side.EITHER)),
        *((text, _Said(measure, Side.EITHER, is_noun=True)) for measure, text in NOUN_MEASURES.items()),
    ]
    said: dict[Phrase, list[_Said]] = {}
    for text, one in tables:
        for phrase in _phrases(text):
            said.setdefault(phrase, []).append(one)
    return {phrase: tuple(ways) for phrase, ways in said.items()}


def _named() -> dict[Phrase, Named]:
    """A word that two tables have means what the later says."""
    tables: list[tuple[str, Named]] = [
        (THINGS, Named(is_thing=True)),
        (HOMES, Named(is_home=True)),
        (PEOPLE, Named(is_people=True)),
        *((text, Named(group=group, is_people=True)) for group, text in GROUPS.items()),
        (CIVILIANS, Named(status=PeopleStatus.CIVILIAN.value, is_people=True)),
        (COMBATANTS, Named(status=PeopleStatus.COMBATANT.value, is_people=True)),
        (HOUSEHOLDS, Named(is_household=True, is_people=True)),
    ]
    return {phrase: named for text, named in tables for phrase in _phrases(text)}


_MEASURES = _measures()
_NAMED = _named()
_DESTROYED = dict.fromkeys(_phrases(HOMES_DESTROYED), True)
_PARTS = dict.fromkeys(_phrases(PART_OF), True)
_VOICES = dict.fromkeys(_phrases(VOICES), True)
_ATTRIBUTIONS = dict.fromkeys(_phrases(ATTRIBUTIONS), True)
_REJECTED = dict.fromkeys(_phrases(REJECTED), True)
_EXPECTED = dict.fromkeys(_phrases(EXPECTED), True)
_SHARES = dict.fromkeys(_phrases(SHARE_OF), True)
_PER_DAY = dict.fromkeys(_phrases(PER_DAY), True)
_LONGEST = max(len(phrase) for table in (_MEASURES, _NAMED, _PARTS, _VOICES, _PER_DAY) for phrase in table)
