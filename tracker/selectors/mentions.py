"""Which known organisations, speakers and places a text names, and where: what a pasted article offers as their fields.

Runs of words that may be names are looked up among the known names, a few hundred at a time, by their index.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.models import KnownName, Organisation, Place, Speaker
from tracker.selectors.lookup import LONGEST, RANKS
from tracker.wording.articles.sentences import sentences_of
from tracker.wording.searching import words_of

KINDS = ("organisation", "speaker", "place")
MOST_WORDS = 8
AT_A_TIME = 300
"""Names looked up by one question."""

_WORD = re.compile(r"\w+")
_APART = re.compile(r"[!?;:,،؛؟()\"«»“”]")
_JOINED = ("وال", "بال", "لل", "و", "ب", "ل", "ف")
"""Arabic letters that may stand before a name, written with it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A known thing by one of its names, from `start` up to `end` of the text."""

    kind: str
    target: int
    start: int
    end: int


def mentions_in(text: str, parts: Iterable[tuple[int, int]] | None = None) -> list[Mention]:
    """The known organisations, speakers and places that a text names, the longest name at each place, in order.

    Of `parts` of the text, or of all of it. A name that several have is left out, except that of places of different
    size: a governorate before its town.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    read = [(one.start, one.end) for one in sentences_of(text)] if parts is None else parts
    for words, start, end in _candidates(text, read):
        spans.setdefault(words, []).append((start, end))
    found = [
        Mention(kind, target, start, end)
        for (kind, words), target in _known(spans).items()
        for start, end in spans[words]
    ]
    return [one for kind in KINDS for one in _longest(one for one in found if one.kind == kind)]


def _candidates(text: str, parts: Iterable[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """Runs of up to eight words of a sentence that begin as names do: with a capital, or in a script that has none."""
    for begins, ends in parts:
        pieces = list(_WORD.finditer(text, begins, ends))
        for at, first in enumerate(pieces):
            if not (first.group()[0].islower() or first.group()[0].isdecimal()):
                yield from _runs(text, pieces[at : at + MOST_WORDS])


def _runs(text: str, pieces: Sequence[re.Match[str]]) -> Iterator[tuple[str, int, int]]:
    """The runs that begin with the first of these words and go on without a comma or quotation mark."""
    first = pieces[0]
    for last in pieces:
        if _APART.search(text, first.start(), last.start()):
            break
        words = " ".join(words_of(text[first.start() : last.end()]))[:LONGEST].rstrip()
        if len(words) > 1:
            yield words, first.start(), last.end()
            yield from ((bare, first.start(), last.end()) for bare in _without_joined(words))


def _without_joined(words: str) -> Iterator[str]:
    if words[0] >= "\u0600":
        for letters in _JOINED:
            if words.startswith(letters) and len(words) > len(letters) + 2:
                bare = words.removeprefix(letters)
                yield bare
                if letters.endswith("ل") and len(letters) > 1:
                    yield f"ال{bare}"


def _known(spans: Iterable[str]) -> dict[tuple[str, str], int]:
    """Kind and words of every name that is one thing's, with that thing; of places the largest of the name."""
    asked = sorted(spans)
    held: dict[tuple[str, str], dict[int, set[int]]] = {}
    ranks = sorted({0, *(rank for some in RANKS.values() for rank in some)})
    for begin in range(0, len(asked), AT_A_TIME):
        rows = KnownName.objects.filter(
            kind__in=KINDS, within=0, rank__in=ranks, words__in=asked[begin : begin + AT_A_TIME], whole=True
        )
        for kind, words, rank, target in rows.values_list("kind", "words", "rank", "target"):
            held.setdefault((kind, words), {}).setdefault(rank, set()).add(target)
    first = {key: by_rank[min(by_rank)] for key, by_rank in held.items()}
    return {key: next(iter(targets)) for key, targets in first.items() if len(targets) == 1}


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions of one kind that do not overlap: the longest first, then in the order of the text."""
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda one: (one.start - one.end, one.start)):
        at = bisect(kept, one.start, key=lambda other: other.start)
        is_free = (at == 0 or kept[at - 1].end <= one.start) and (at == len(kept) or one.end <= kept[at].start)
        if is_free:
            kept.insert(at, one)
    return kept


@dataclass(frozen=True, slots=True)
class Names:
    """What a text names, to be asked sentence by sentence; four questions for a text of a page."""

    mentions: tuple[Mention, ...]
    organisations: dict[int, Organisation]
    speakers: dict[int, Speaker]
    places: dict[int, Place]

    def organisations_in(self, start: int, end: int) -> list[tuple[Mention, Organisation]]:
        """The organisations named in a part of the text."""
        return [(one, self.organisations[one.target]) for one in self._within("organisation", start, end)]

    def speaker_in(self, start: int, end: int) -> Speaker | None:
        """The one speaker named in a part of the text; None where there is none, or several."""
        found = {one.target for one in self._within("speaker", start, end)}
        return self.speakers[found.pop()] if len(found) == 1 else None

    def place_in(self, start: int, end: int, *, near: int) -> Place | None:
        """The place named nearest to a point, or a smaller one inside it that is named too."""
        sources = [one for one in self.mentions if one.kind != "place"]
        named = [
            one
            for one in self._within("place", start, end)
            if not any(source.start <= one.start and one.end <= source.end for source in sources)
        ]
        if not named:
            return None
        found = self.places[min(named, key=lambda one: min(abs(one.start - near), abs(one.end - near))).target]
        inside = [self.places[one.target] for one in named if found in _around(self.places[one.target])]
        return max(inside, key=lambda place: len(_around(place)), default=found)

    def _within(self, kind: str, start: int, end: int) -> list[Mention]:
        return [one for one in self.mentions if one.kind == kind and start <= one.start and one.end <= end]


def names_in(text: str, parts: Iterable[tuple[int, int]] | None = None) -> Names:
    """The known organisations, speakers and places of a text, or of parts of it, with their rows."""
    found = mentions_in(text, parts)
    ids = {kind: {one.target for one in found if one.kind == kind} for kind in KINDS}
    return Names(
        tuple(found),
        Organisation.objects.in_bulk(ids["organisation"]),
        Speaker.objects.select_related("organisation").in_bulk(ids["speaker"]),
        Place.objects.defer("outline").select_related(_FOUR_PARENTS).in_bulk(ids["place"]),
    )


_FOUR_PARENTS = "parent__parent__parent__parent"


def _around(place: Place) -> list[Place]:
    """The places that a place lies in, the nearest first."""
    found, above = [], place.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found
