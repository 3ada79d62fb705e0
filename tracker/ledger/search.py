"""The words by which published versions are found: quotes and their translations, titles of documents, who said it.

One narrow table beside the versions, filled with them: FTS5 without its texts on SQLite, a GIN index on PostgreSQL.
Both see the same words, made in Python (tracker/wording/searching.py), and know nothing of languages (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections

from tracker.ledger.content import Content
from tracker.models import PublishedFigure
from tracker.models.lookups import as_array
from tracker.wording.searching import words_of

TABLE = "version_search"
OF_ROW = ("quote", "quote_translation", "document_title", "speaker", "speaker_title", "organisation")
OF_CITATION = ("quote", "quote_translation", "document_title")
LONGEST = 100_000
"""Characters searched of one version; PostgreSQL holds a megabyte of words."""

CREATE = {
    "sqlite": f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 0\")",
    "postgresql": f"CREATE TABLE {TABLE} (sequence bigint PRIMARY KEY, words tsvector NOT NULL)",
}
INDEX = {"postgresql": f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)"}
ADD = {
    "sqlite": f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)",
    "postgresql": f"INSERT INTO {TABLE} (sequence, words) VALUES (%s, to_tsvector('simple', %s))",
}
ADD_TOGETHER = (
    f"INSERT INTO {TABLE} (sequence, words) SELECT new.sequence, to_tsvector('simple', coalesce(new.words, '')) "
    "FROM unnest(%s::bigint[], string_to_array(%s, E'\\n')) AS new (sequence, words)"
)
"""On PostgreSQL, where a statement for each version takes longer than its words. They come as lines of one text, which
takes the driver less than a list of texts; of a single empty line the server makes no list."""
REMOVE = {
    "sqlite": f"INSERT INTO {TABLE} ({TABLE}, rowid, words) VALUES ('delete', %s, %s)",
    "postgresql": f"DELETE FROM {TABLE} WHERE sequence = %s AND %s IS NOT NULL",
}
CLEAR = {
    "sqlite": f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')",
    "postgresql": f"TRUNCATE {TABLE}",
}

Words = tuple[int, str]
"""A sequence, and the words of its version."""


def add(versions: Sequence[PublishedFigure], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make these versions findable, in the transaction that stores them."""
    add_words([(one.sequence, text_of(orjson.loads(one.content))) for one in versions if one.content], using=using)


def add_words(words: Sequence[Words], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """The same for versions whose words (`text_of`) are at hand."""
    connection = connections[using]
    if words and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ADD_TOGETHER, [as_array([one for one, _ in words]), "\n".join(text for _, text in words)])
    else:
        _run(ADD, words, using)


def remove(versions: Iterable[PublishedFigure], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget the words of these versions, before they are blanked: SQLite must be told what it forgets."""
    _run(REMOVE, [(one.sequence, text_of(orjson.loads(one.content))) for one in versions if one.content], using)


def clear(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget all words: when a test database is emptied."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(CLEAR[connection.vendor])


def count() -> int:
    """How many versions can be found."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def text_of(content: Content) -> str:
    """The words of a content, each once, with a space between."""
    row: Mapping[str, Any] = content["row"]
    told = [row.get(name) for name in OF_ROW]
    told += [citation.get(name) for citation in content["citations"] for name in OF_CITATION]
    texts = [text for text in told if text]
    if sum(map(len, texts)) + len(texts) <= LONGEST:
        texts = list(dict.fromkeys(texts))  # what was said already adds no word; most rows repeat their first citation
    said = " ".join(texts)[:LONGEST]
    return " ".join(dict.fromkeys(words_of(said)))


def _run(statements: Mapping[str, str], rows: Sequence[Words], using: str) -> None:
    connection = connections[using]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statements[connection.vendor], list(rows))
