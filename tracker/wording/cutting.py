"""A text cut into numbers, words and signs, with pairs that mean one thing made one; with their places if asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from tracker.wording.folding import fold
from tracker.wording.lexicon import AND_IN_ARABIC, PAIRS, PREFIX_LETTERS, WORDS
from tracker.wording.literals import MOST_DIGITS, readings
from tracker.wording.tokens import Kind, Token

_PIECES = re.compile(
    r"""(?P<literal> (?<![a-z\d]) \d{1,3} (?:[ ']\d{3})+ (?!\d) (?:[.,٫]\d+)?
                   | (?<![a-z\d]) (?:\d+|(?=\.\d)) (?:[.,٫']\d+)* )
      | (?P<word> [^\W\d_]+ )
      | (?P<dash> [-‐‑‒–—−] )
      | (?P<percent> [%٪] )
      | (?P<sign> >=|<=|[<>≤≥~≈+] )
      | (?P<stop> [.;:!?()/،؛⁄] )""",
    re.VERBOSE,
)
_NOT_DIGITS = re.compile(r"\D+")
_UNITED_NATIONS = re.compile(r"\bUN\b")


def tokens_of(text: str) -> list[Token]:
    """The text as numbers, words and signs; "UN" in capitals is not the French or Spanish one."""
    folded = fold(_UNITED_NATIONS.sub(" ", text) if "UN" in text else text)
    found = [token for piece in _PIECES.finditer(folded) for token in _classified(piece.group(), piece.lastgroup)]
    return _without_hyphens(_merged(found))


@dataclass(frozen=True, slots=True)
class Placed:
    """A token, and where it begins and ends in the text as it was written."""

    token: Token
    start: int
    end: int


def placed_tokens(text: str) -> list[Placed]:
    """The tokens of `tokens_of`, each with its place in the text."""
    folded, origin = _folded_with_origin(_UNITED_NATIONS.sub("  ", text))
    found: list[Placed] = []
    for piece in _PIECES.finditer(folded):
        start, end = origin[piece.start()], origin[piece.end() - 1] + 1
        found += [Placed(token, start, end) for token in _classified(piece.group(), piece.lastgroup or "")]
    return _placed_without_hyphens(_placed_and_merged(found))


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its signs the place of the sign that it was made of."""
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        made = _folded_sign(sign)
        signs.append(made)
        origin += [at] * len(made)
    return "".join(signs), origin


@lru_cache(maxsize=4_096)
def _folded_sign(sign: str) -> str:
    return fold(sign)


# Reports say the same few thousand words again and again: most pieces have been seen before.
@lru_cache(maxsize=8_192)
def _classified(text: str, kind: str) -> tuple[Token, ...]:
    if kind == "literal":
        return tuple(_literals(text))
    if kind == "word":
        return _known_words(text)
    return (Token(Kind[kind.upper()], text),)


def _literals(text: str) -> Iterator[Token]:
    """One token for a well-formed number; each run of digits apart where the separators make no sense."""
    amounts = readings(text)
    if amounts:
        yield Token(Kind.LITERAL, text, amounts)
        return
    parts = [part for part in _NOT_DIGITS.split(text) if 0 < len(part) <= MOST_DIGITS]
    for part in parts:
        yield Token(Kind.LITERAL, part, (Decimal(part),))
        yield Token(Kind.STOP, ".")
    if not parts:
        yield Token(Kind.STOP, text)


def _known_words(word: str) -> tuple[Token, ...]:
    if word in WORDS:
        return (WORDS[word],)
    if word[0] < "\u0600":
        return (Token(Kind.WORD, word),)
    for prefix in PREFIX_LETTERS:
        rest = word.removeprefix(prefix)
        if rest != word and rest in WORDS:
            return (AND_IN_ARABIC, WORDS[rest]) if prefix.startswith("و") else (WORDS[rest],)
    return (Token(Kind.WORD, word),)


# --- tokens that are read with others ---

_READ_WITH_OTHERS = {first for first, _second in PAIRS} | {"once", "sept"}


def _merged(tokens: list[Token]) -> list[Token]:
    """The tokens with pairs that mean one thing made one, and look-alikes made plain words."""
    if all(token.text not in _READ_WITH_OTHERS for token in tokens):
        return tokens
    return [token for token, _at, _taken in _merging(tokens)]


def _placed_and_merged(placed: list[Placed]) -> list[Placed]:
    """Pairs that mean one thing made one, which begins with the first and ends with the second."""
    merged = _merging([one.token for one in placed])
    return [Placed(token, placed[at].start, placed[at + taken - 1].end) for token, at, taken in merged]


def _merging(tokens: list[Token]) -> Iterator[tuple[Token, int, int]]:
    """Each token as it is read in its company, with the place of the first token it takes and how many it takes."""
    at = 0
    while at < len(tokens):
        token, taken = tokens[at], 1
        if token.text in _READ_WITH_OTHERS:
            token, taken = _read_with_others(tokens, at)
        yield token, at, taken
        at += taken


def _read_with_others(tokens: list[Token], at: int) -> tuple[Token, int]:
    """What a token is in its company, and how many tokens that takes; a hyphen may stand inside a pair."""
    follower = at + 1
    if follower < len(tokens) and tokens[follower].kind is Kind.DASH:
        follower += 1
    pair = PAIRS.get((tokens[at].text, tokens[follower].text)) if follower < len(tokens) else None
    if pair is not None:
        return pair, follower + 1 - at
    return (Token(Kind.WORD, tokens[at].text) if _is_look_alike(tokens, at) else tokens[at]), 1


def _is_look_alike(tokens: list[Token], at: int) -> bool:
    """Whether "sept" is a month beside a day, or "once" the English "at once"."""
    text = tokens[at].text
    if text == "once":
        return at > 0 and tokens[at - 1].text == "at"
    if text != "sept":
        return False
    beside = [tokens[near] for near in (at - 1, at + 1, at + 2) if 0 <= near < len(tokens)]
    return any(token.kind is Kind.LITERAL for token in beside)


def _without_hyphens(tokens: list[Token]) -> list[Token]:
    """The tokens without the hyphens inside words: only a dash before digits can mean a range or a minus."""
    if all(token.kind is not Kind.DASH for token in tokens):
        return tokens
    return [token for token, follows in zip(tokens, [*tokens[1:], None], strict=True) if not _is_hyphen(token, follows)]


def _placed_without_hyphens(placed: list[Placed]) -> list[Placed]:
    followers: list[Token | None] = [*(one.token for one in placed), None][1:]
    return [one for one, follows in zip(placed, followers, strict=True) if not _is_hyphen(one.token, follows)]


def _is_hyphen(token: Token, follows: Token | None) -> bool:
    return token.kind is Kind.DASH and (follows is None or follows.kind is not Kind.LITERAL)
