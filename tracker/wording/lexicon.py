"""The words of all languages, folded and put together, ready to look up. Built once, when the module is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from tracker.vocabulary import Qualifier
from tracker.wording.folding import fold
from tracker.wording.languages import LANGUAGES
from tracker.wording.languages.language import Amounts, Pairs
from tracker.wording.tokens import Kind, Token

Phrases = dict[tuple[str, ...], Qualifier]


def _amounts(kind: Kind, table: Amounts, *, approximate: bool = False) -> Iterator[Token]:
    for amount, words in table.items():
        for word in fold(words).split():
            yield Token(kind, word, (Decimal(amount),), approximate)


def _marks(kind: Kind, words: str) -> Iterator[Token]:
    return (Token(kind, word) for word in fold(words).split())


def _tokens() -> Iterator[Token]:
    """Every word of numbers; where two languages mean two things by one word, the later kind holds."""
    for language in LANGUAGES:
        yield from _amounts(Kind.SMALL, language.small)
    for language in LANGUAGES:
        yield from _amounts(Kind.HUNDRED, {100: language.hundred})
        yield from _amounts(Kind.SCALE, language.scales)
        yield from _amounts(Kind.SCALE, language.rounds, approximate=True)
        yield from _amounts(Kind.SCALES, language.scale_plurals)
        yield from _amounts(Kind.DUAL, language.duals)
        yield from _amounts(Kind.SUFFIX, language.suffixes)
        yield from _marks(Kind.HALF, language.half)
        yield from _marks(Kind.ARTICLE, language.articles)
        yield from _marks(Kind.JOIN, language.joins)
        yield from _marks(Kind.OF, language.of)
        yield from _marks(Kind.PERCENT, language.percent)


def _words(texts: Iterator[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())


def _spoken(texts: Iterator[str]) -> tuple[str, ...]:
    """Phrases with a space at both ends, to be looked for in a line of words."""
    phrases = (fold(phrase.strip()) for text in texts for phrase in text.split(";"))
    return tuple(f" {phrase} " for phrase in phrases if phrase)


def _phrases(tables: Iterator[Mapping[Qualifier, str]]) -> Phrases:
    return {
        tuple(fold(phrase).split()): qualifier
        for table in tables
        for qualifier, phrases in table.items()
        for phrase in phrases.split(";")
    }


def _pairs(pairs: Iterator[Pairs], token: Token) -> dict[tuple[str, str], Token]:
    return {(fold(first), fold(second)): token for some in pairs for first, second in some}


# The words of numbers.

WORDS: dict[str, Token] = {token.text: token for token in _tokens()}
PAIRS: dict[tuple[str, str], Token] = {
    **_pairs((language.percent_pairs for language in LANGUAGES), Token(Kind.PERCENT, "%")),
    **_pairs((language.eighty_pairs for language in LANGUAGES), Token(Kind.SMALL, "quatre-vingt", (Decimal(80),))),
    **_pairs((language.nobody_pairs for language in LANGUAGES), Token(Kind.WORD, "nobody")),
    **_pairs((language.eleven_pairs for language in LANGUAGES), Token(Kind.SMALL, "احد عشر", (Decimal(11),))),
}
"""Two words that mean one thing."""

MAGNITUDE_WORDS: dict[str, int] = {
    word: size for language in LANGUAGES for size, words in language.magnitudes.items() for word in fold(words).split()
}
AND_IN_ARABIC = WORDS["و"]
PREFIX_LETTERS = ("وال", "بال", "وب", "ال", "و", "ب", "ل")
"""Arabic letters that join the next word: and, with, the, to."""

# The words around them.

PREFIXES = _phrases(language.before for language in LANGUAGES)
SUFFIXES = _phrases(language.after for language in LANGUAGES)
LONGEST_PHRASE = max(len(phrase) for phrase in (*PREFIXES, *SUFFIXES))

FILLERS = _words(language.fillers for language in LANGUAGES)
BETWEEN = _words(language.between for language in LANGUAGES)
TO = _words(language.to for language in LANGUAGES)
PART_OF_IT = _words(language.part_of_it for language in LANGUAGES)
SEVERAL = _words(language.several for language in LANGUAGES)
FRACTIONS = _words(language.fractions for language in LANGUAGES)
NEGATIONS = _words(language.negations for language in LANGUAGES)

DENIALS = _spoken(language.denials for language in LANGUAGES)
NONE = _spoken(language.none for language in LANGUAGES)
MOST = _spoken(language.most for language in LANGUAGES)
SOME_NUMBER = _spoken(language.some_number for language in LANGUAGES)
MANY = _spoken(language.many for language in LANGUAGES)
