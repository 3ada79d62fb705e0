"""Places, sources, documents, crises and events by what is typed of their names, in every language they are known by.

Every question is a range of one index with an end (models/names.py), so it costs the same in a table of a hundred names
and of a million. `find` answers while somebody types; `exact` decides whether a name is one thing, several or none;
`nearest` is for slips of the keyboard, and for "is it not this one?" before something new is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from rapidfuzz import fuzz, process

from tracker.wording.searching import words_of

KINDS = ("place", "organisation", "speaker", "document", "crisis", "event")
LONGEST = 60
"""Characters of what is typed that are looked for."""
MOST_WORDS = 6
OFFERED = 10
OF_A_RANK = 24
"""Names read of each rank, in the order of the index."""
ALIKE_READ = 400
"""Names read of each rank when the nearest are looked for."""
ALIKE = 78
"""Likeness from which a name is offered as the nearest, of 100."""
RANKS = {"place": (0, 1, 2, 3, 4)}
"""Ranks of each kind; 0 alone for the others."""

END = "\U0010ffff"
ONE_RANK = """
SELECT * FROM (
  SELECT target, rank, words, whole FROM known_name
  WHERE kind = %s AND within = %s AND rank = %s AND words >= %s AND words < %s ORDER BY words LIMIT %s
) AS found"""
ALSO = """ WHERE EXISTS (
  SELECT 1 FROM known_name AS also
  WHERE also.kind = %s AND also.target = found.target AND also.words >= %s AND also.words < %s
)"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that fits: whose it is, how large that is, and the name from the word that fits."""

    target: int
    rank: int
    words: str
    whole: bool


def find(kind: str, text: str, *, within: int = 0, limit: int = OFFERED) -> list[int]:
    """Ids of what goes by a name in which these words begin words; the exact name first, then the larger thing.

    A name that holds the words one after another comes before one that holds them apart. One or two questions.
    """
    words = words_of(text)[:MOST_WORDS]
    if kind not in KINDS or not words:
        return []
    asked = " ".join(words)[:LONGEST]
    hits = _ordered(_range(kind, within, asked, OF_A_RANK), asked)
    if len(hits) < limit and len(words) > 1:
        rarest, *others = sorted(words, key=len, reverse=True)
        hits += _ordered(_range(kind, within, rarest, ALIKE_READ, others), asked)
    return _once(hits)[:limit]


def exact(kind: str, text: str, *, within: int = 0) -> list[int]:
    """Ids of what goes by exactly this name, whatever its case and accents, the larger first. One question."""
    asked = " ".join(words_of(text))[:LONGEST].rstrip()
    if kind not in KINDS or not asked:
        return []
    marks = ", ".join(["%s"] * len(_ranks(kind)))
    sql = (
        "SELECT target, rank, words, whole FROM known_name"  # noqa: S608 - only marks are put in
        f" WHERE kind = %s AND within = %s AND rank IN ({marks}) AND words = %s LIMIT 100"
    )
    hits = _asked(sql, [kind, within, *_ranks(kind), asked])
    return _once(sorted((hit for hit in hits if hit.whole), key=lambda hit: (hit.rank, hit.target)))


def nearest(kind: str, text: str, *, within: int = 0, limit: int = 5) -> list[int]:
    """Ids of what has a name much like this one, the likest first: among those that begin alike. One question."""
    asked = " ".join(words_of(text))[:LONGEST].rstrip()
    if kind not in KINDS or not asked:
        return []
    hits = _range(kind, within, asked[: 2 if len(asked) > 3 else 1], ALIKE_READ)
    longest = max((word for word in asked.split()), key=len)
    if not asked.startswith(longest):
        hits += _range(kind, within, longest[:3], ALIKE_READ)
    scores: dict[int, float] = {}
    for _words, score, at in process.extract(asked, [hit.words for hit in hits], scorer=fuzz.ratio, limit=50):
        target = hits[at].target
        if score >= ALIKE:
            scores[target] = max(scores.get(target, 0), score)
    return sorted(scores, key=lambda target: (-scores[target], target))[:limit]


def _ranks(kind: str) -> Sequence[int]:
    return RANKS.get(kind, (0,))


def _range(kind: str, within: int, begins: str, count: int, others: Iterable[str] = ()) -> list[Hit]:
    """Names that begin so, of each rank the first ones by the alphabet, and hold the other words too."""
    parts: list[str] = []
    parameters: list[str | int] = []
    for rank in _ranks(kind):
        part = ONE_RANK
        parameters += [kind, within, rank, begins, begins + END, count]
        for at, word in enumerate(others):
            part += ALSO if at == 0 else ALSO.replace("WHERE", "AND", 1)
            parameters += [kind, word, word + END]
        parts.append(part)
    return _asked(" UNION ALL ".join(parts), parameters)


def _asked(sql: str, parameters: Sequence[str | int]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return [Hit(target, rank, words, bool(whole)) for target, rank, words, whole in cursor.fetchall()]


def _ordered(hits: Iterable[Hit], asked: str) -> list[Hit]:
    return sorted(hits, key=lambda hit: (not (hit.whole and hit.words == asked), hit.rank, not hit.whole, hit.words))


def _once(hits: Iterable[Hit]) -> list[int]:
    return list(dict.fromkeys(hit.target for hit in hits))
