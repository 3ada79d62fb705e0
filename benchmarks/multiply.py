"""A filled database made larger by copies of itself, as the database copies rows: minutes where publishing takes hours.

Each copy has its own figures, series, events, documents and ledger entries, in the same places and crises, as if
another operation had counted all of it: no series has more series to be compared with than it had before. Read and
published into like any other, but not verified: the hashes of copied entries are those of the first ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson
from django.db import connection, models, transaction
from django.db.models import F, Max

from tracker.ledger import search
from tracker.models import (
    Citation,
    CrisisCount,
    Document,
    DraftEdit,
    Event,
    EventTotal,
    Figure,
    LedgerEntry,
    LedgerHead,
    ObjectVersion,
    PublishedFigure,
    Series,
    SeriesPoint,
    Tally,
)

MADE: dict[str, tuple[type[models.Model], str]] = {
    "document": (Document, "id"),
    "event": (Event, "id"),
    "series": (Series, "id"),
    "figure": (Figure, "id"),
    "citation": (Citation, "id"),
    "edit": (DraftEdit, "id"),
    "point": (SeriesPoint, "id"),
    "total": (EventTotal, "id"),
    "sequence": (LedgerEntry, "sequence"),
}
"""Numbers that a copy moves: each by the highest there is."""

COPIED: tuple[tuple[type[models.Model], dict[str, str]], ...] = (
    (Document, {"id": "document", "normalised_url": "text", "url": "text"}),
    (Event, {"id": "event", "code": "text"}),
    (Series, {"id": "series", "last_figure": "figure", "key": "text"}),
    (Figure, {"id": "figure", "series_id": "series", "event_id": "event", "external_id": "text"}),
    (Citation, {"id": "citation", "figure_id": "figure", "document_id": "document"}),
    (DraftEdit, {"id": "edit", "figure_id": "figure", "sequence": "sequence"}),
    (SeriesPoint, {"id": "point", "series_id": "series", "figure": "figure", "used": "used"}),
    (EventTotal, {"id": "total", "event_id": "event", "sequence_from": "sequence"}),
    (LedgerEntry, {"sequence": "sequence", "object_id": "object"}),
    (ObjectVersion, {"sequence": "sequence", "object_id": "object"}),
    (PublishedFigure, {"sequence": "sequence", "figure_id": "figure", "series_id": "series", "event_id": "event",
                       "document_id": "document", "external_id": "text"}),
)  # fmt: skip
"""Tables in the order of their references, and what a copy changes in each column."""

SUMS = (
    "events", "without_low", "without_best", "without_high", "open_events", "disagreeing", "interested_only", "partial",
    "wide_date", "low", "best", "high",
)  # fmt: skip


def gather_statistics() -> None:
    """What a PostgreSQL server does by itself. The embedded engine keeps no statistics in service, and none here: with
    them it plans otherwise (of one crisis among one it reads the whole table).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def multiply(copies: int) -> None:
    """Add that many copies of everything that is there."""
    highest = {
        name: model._default_manager.aggregate(last=Max(key))["last"] or 0 for name, (model, key) in MADE.items()
    }
    keys = list(Series.objects.order_by("pk").values_list("pk", "key"))
    words = _words()
    gather_statistics()
    for copy in range(1, copies + 1):
        moved = {name: copy * number for name, number in highest.items()}
        with transaction.atomic():
            for model, changes in COPIED:
                _copy(model, changes, moved, copy, highest)
            _name_series(keys, moved["series"], copy)
            _make_findable(words, moved["sequence"], highest["sequence"])
    Tally.objects.update(**{name: F(name) * (copies + 1) for name in SUMS})
    CrisisCount.objects.update(figures=F("figures") * (copies + 1))
    LedgerHead.objects.update(
        sequence=F("sequence") + copies * highest["sequence"], live_count=F("live_count") * (copies + 1)
    )


def _copy(
    model: type[models.Model],
    changes: Mapping[str, str],
    moved: Mapping[str, int],
    copy: int,
    highest: Mapping[str, int],
) -> None:
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    key = str(model._meta.pk.column)  # type: ignore[union-attr]
    told = [_changed(column, changes.get(column, ""), moved, copy) for column in columns]
    names = ", ".join(map(connection.ops.quote_name, columns))
    last = highest[changes[key]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(told)} FROM {model._meta.db_table} "
            f"WHERE {key} <= {last}"
        )
        if connection.vendor == "postgresql" and key == "id":
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), MAX(id)) "
                f"FROM {model._meta.db_table}"
            )


def _changed(column: str, how: str, moved: Mapping[str, int], copy: int) -> str:
    """The expression for a column of a copy."""
    name = connection.ops.quote_name(column)
    if how == "text":
        return f"CASE WHEN {name} = '' THEN '' ELSE {name} || '~{copy}' END"
    if how == "used":
        alone = {"postgresql": "jsonb_build_array(figure{})", "sqlite": "'[' || (figure{}) || ']'"}[connection.vendor]
        plain, shifted = alone.format(""), alone.format(f" + {moved['figure']}")
        return f"CASE WHEN {name} = {plain} THEN {shifted} ELSE {name} END"
    if how == "object":
        kinds = " ".join(f"WHEN '{kind}' THEN {moved[kind]}" for kind in ("figure", "event", "series"))
        return f"{name} + CASE object_type {kinds} ELSE {moved['figure'] * 1000} END"
    return f"{name} + {moved[how]}" if how else name


def _name_series(keys: Iterable[tuple[int, str]], moved: int, copy: int) -> None:
    """Their keys as they would be with another operation."""
    named = []
    for pk, key in keys:
        *words, operation, since = key.split("|")
        named.append(("|".join([*words, f"{operation}copy {copy}", since]), pk + moved))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Series._meta.db_table} SET key = %s WHERE id = %s", named)


def _words() -> list[tuple[int, str]]:
    """Words of the versions there are; SQLite does not keep them, so they are made again."""
    if connection.vendor == "postgresql":
        return []
    contents = PublishedFigure.objects.order_by("sequence").values_list("sequence", "content")
    return [(at, search.text_of(orjson.loads(text))) for at, text in contents.iterator(chunk_size=2_000)]


def _make_findable(words: list[tuple[int, str]], moved: int, last: int) -> None:
    table = search.TABLE
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} (sequence, words) SELECT sequence + {moved}, words FROM {table} "
                f"WHERE sequence <= {last}"
            )
        else:
            cursor.executemany(search.ADD["sqlite"], [(sequence + moved, text) for sequence, text in words])
