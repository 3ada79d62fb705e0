"""The qualifier that the words around a number state: "at least some 200" is a floor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.vocabulary import Qualifier
from tracker.wording.lexicon import FILLERS, LONGEST_PHRASE, PREFIXES, SUFFIXES, Phrases
from tracker.wording.numbers import Found
from tracker.wording.tokens import Token

_STRENGTH = (
    Qualifier.MORE_THAN,
    Qualifier.AT_LEAST,
    Qualifier.FEWER_THAN,
    Qualifier.AT_MOST,
    Qualifier.NEARLY,
    Qualifier.ABOUT,
    Qualifier.EXACT,
)
"""Which of several qualifiers holds, strongest first."""

_WORDS_AFTER = 4
"""How far behind a number its qualifier may begin: "20 people or more"."""


def qualifier_around(tokens: Sequence[Token], found: Found) -> Qualifier:
    """The strongest qualifier before or after a number; exact when there is none."""
    stated = {*(one for one, _at in _before(tokens, found.start)), *(one for one, _at in _after(tokens, found.end))}
    return next((qualifier for qualifier in _STRENGTH if qualifier in stated), Qualifier.EXACT)


def reach(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """From where to where the words of a number reach that takes the tokens from `start` to `end`."""
    first = min([start, *(at for _qualifier, at in _before(tokens, start))])
    return first, max([end, *(at for _qualifier, at in _after(tokens, end))])


def _before(tokens: Sequence[Token], end: int) -> Iterator[tuple[Qualifier, int]]:
    """The qualifiers that stand directly before a number and where each begins; small words between are allowed."""
    while end > 0:
        for length in range(min(LONGEST_PHRASE, end), 0, -1):
            qualifier = _phrase(PREFIXES, tokens[end - length : end])
            if qualifier is not None:
                end -= length
                yield qualifier, end
                break
        else:
            if tokens[end - 1].text not in FILLERS:
                return
            end -= 1


def _after(tokens: Sequence[Token], start: int) -> Iterator[tuple[Qualifier, int]]:
    """The qualifiers within a few words after a number and where each ends: "20 people or more", "60+"."""
    for first in range(start, min(start + _WORDS_AFTER, len(tokens))):
        for length in range(1, LONGEST_PHRASE + 1):
            qualifier = _phrase(SUFFIXES, tokens[first : first + length])
            if qualifier is not None:
                yield qualifier, first + length


def _phrase(phrases: Phrases, tokens: Sequence[Token]) -> Qualifier | None:
    """The qualifier of a phrase, an Arabic joining letter before it left out."""
    words = tuple(token.text for token in tokens)
    if words in phrases or not words or words[0][:1] not in ("و", "ب", "ل"):
        return phrases.get(words)
    return phrases.get((words[0][1:], *words[1:]))
