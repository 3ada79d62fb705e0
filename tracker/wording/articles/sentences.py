"""A text as its sentences, each with its place, so that a sentence can be quoted as it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.wording.folding import fold


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: from `start` up to `end` of it."""

    start: int
    end: int
    text: str


_ENDS = re.compile(r"(?<![.!?؟۔…])[.!?؟۔…]+[\"'”’»)\]]*(?=\s|$)")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n|\n[ \t\r]*(?=[-–—•*·▪])")
_ROW = re.compile(r"^[^\n\t]*\t[^\n]*$", re.MULTILINE)
"""A line of a table, as spreadsheets and pages give it."""
_LONGEST = 1_200
"""Signs of a sentence. What goes on for longer is a list or no text at all, and is cut at a space: how long a sentence
takes to read grows with more than its length."""
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]\.$")
_BEGINS_SMALL = re.compile(r"\s+[a-zà-ÿ]")
_SHORTENED = frozenset((
    "mr", "mrs", "ms", "dr", "dra", "st", "gen", "col", "lt", "capt", "sgt", "rev", "sen", "gov", "prof", "approx",
    "est", "vs", "e.g", "i.e", "u.n", "u.s", "jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "mme", "mlle", "m", "sr", "sra", "ud", "uds",
))  # fmt: skip
"""What ends with a full stop in the middle of a sentence."""
_NUMBERED = frozenset(("no", "art", "num", "pag", "p", "pp", "par", "vol"))
"""What does so before a number: "No. 8" goes on, "He said no." does not."""


def sentences_of(text: str) -> list[Sentence]:
    """The sentences in order, without the white space around them; a blank line ends one as a full stop does.

    A single line end does not: texts come in with the lines of their page. It does after a full stop, and around the
    rows of a table.
    """
    lines = (found.start() for found in _BLANK_LINE.finditer(text))
    rows = (edge for found in _ROW.finditer(text) for edge in found.span())
    edges = sorted({0, len(text), *_full_stops(text), *lines, *rows})
    pieces = (
        _without_space(text, *part) for start, end in itertools.pairwise(edges) for part in _short(text, start, end)
    )
    return [piece for piece in pieces if piece is not None]


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece of a text in parts that are no longer than a sentence is, cut at spaces where there are some."""
    while end - start > _LONGEST:
        space = _last_space(text, start + 1, start + _LONGEST)
        yield start, space
        start = space
    yield start, end


def _last_space(text: str, start: int, end: int) -> int:
    return next((at for at in range(end, start, -1) if text[at - 1].isspace()), end)


def _full_stops(text: str) -> list[int]:
    return [found.end() for found in _ENDS.finditer(text) if not _goes_on(text, found)]


def _goes_on(text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop belongs to a shortened word, or small letters follow."""
    if stop.group()[0] != ".":
        return False
    before = text[max(0, stop.start() - 12) : stop.start()]
    word = fold(before.split()[-1].lstrip("(“\"'«")) if before.split() else ""
    after = text[stop.end() : stop.end() + 2]
    is_short = word in _SHORTENED or _INITIAL.search(f"{before}.") is not None
    is_short = is_short or (word in _NUMBERED and after[1:].isdecimal())
    return (is_short and after[:1] == " ") or _BEGINS_SMALL.match(text, stop.end()) is not None


def _without_space(text: str, start: int, end: int) -> Sentence | None:
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return None
    begins = start + len(piece) - len(piece.lstrip())
    return Sentence(begins, begins + len(kept), kept)
