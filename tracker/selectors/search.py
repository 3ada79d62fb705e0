"""Figures by their words: every word must stand in the quote, its translation, the title, or who said it."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from tracker.models import PublishedFigure
from tracker.selectors import parsing
from tracker.wording.searching import words_of

SHORTEST_PREFIX = 3
MOST_WORDS = 20

FIND = {
    "sqlite": "SELECT rowid FROM version_search WHERE version_search MATCH %s",
    "postgresql": "SELECT sequence FROM version_search WHERE words @@ to_tsquery('simple', %s)",
}


def with_words(parameter: str, text: str) -> tuple[list[str], Q]:
    """The words asked for, and the condition on versions: all of them; the last one may be a beginning.

    Raises QueryError for a question without a word, or with too many.
    """
    words = list(dict.fromkeys(words_of(text)))
    if not words:
        raise parsing.refuse(parameter, "no_words", "There is no word to look for.")
    if len(words) > MOST_WORDS:
        raise parsing.refuse(parameter, "out_of_range", f"At most {MOST_WORDS} words are looked for at once.")
    return words, Q(pk__in=RawSQL(FIND[connection.vendor], [_asked(words)]))  # noqa: S611 - words are parameters


def _asked(words: list[str]) -> str:
    """The question in the engine's own language; words are letters and digits alone, quoted all the same."""
    *whole, last = words
    begins = len(last) >= SHORTEST_PREFIX
    if connection.vendor == "sqlite":
        return " ".join([*(f'"{word}"' for word in whole), f'"{last}"{"*" if begins else ""}'])
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}'{':*' if begins else ''}"])


NEWEST = {
    "sqlite": "SELECT rowid FROM version_search WHERE version_search MATCH %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT sequence FROM version_search WHERE words @@ to_tsquery('simple', %s)"
    " ORDER BY sequence DESC LIMIT %s",
}
READ = 100
"""Versions read for a few figures: several may be of one figure, and closed ones are left out."""


def figures_with(text: str, *, limit: int) -> list[int]:
    """Ids of public figures with these words, the newest first; empty for a text without a word. Two questions."""
    words = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(NEWEST[connection.vendor], [_asked(words), READ])
        sequences = [sequence for (sequence,) in cursor.fetchall()]
    standing = PublishedFigure.objects.live().filter(pk__in=sequences).order_by("-sequence")
    return list(dict.fromkeys(standing.values_list("figure_id", flat=True)))[:limit]
