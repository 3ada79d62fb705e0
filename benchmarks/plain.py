"""What the ledger is compared with: the same rows by bulk_create, and answers the database makes itself."""

from __future__ import annotations

from typing import Any

from django.db import connection, models, transaction

from tracker.models import PublishedFigure

ROWS_AT_ONCE = 500
JSON_COLUMNS = [
    field.column
    for field in PublishedFigure._meta.concrete_fields
    if field.column not in {"content", "body", "line", "nonce", "content_sha", "render", "redacted_at"}
]


def plain_version_model() -> type[models.Model]:
    """A table with the columns and indexes of versions and nothing of the ledger, made anew."""
    fields = {field.name: field.clone() for field in PublishedFigure._meta.concrete_fields}
    indexes = [
        models.Index(fields=index.fields, condition=index.condition, name=f"p_{index.name}"[:30])
        for index in PublishedFigure._meta.indexes
    ]
    uniques = [models.UniqueConstraint(fields=["figure_id", "revision"], name="p_version_revision_once")]
    meta = type(
        "Meta",
        (),
        {"app_label": "benchmarks", "db_table": "plain_version", "indexes": indexes, "constraints": uniques},
    )
    model = type("PlainVersion", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    return model


def insert_plain(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """The rows by bulk_create, a transaction for each five hundred, as the ledger commits."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        with transaction.atomic():
            model._default_manager.bulk_create(model(**row) for row in rows[start : start + ROWS_AT_ONCE])


def json_page(where: str, parameters: list[Any], limit: int) -> str:
    """A page of figures as JSON that the database makes itself from the narrow columns."""
    quoted = ", ".join(f"'{column}', page.{column}" for column in JSON_COLUMNS)
    if connection.vendor == "sqlite":
        made = f"json_group_array(json_object({quoted}))"
    else:
        halves = [JSON_COLUMNS[:40], JSON_COLUMNS[40:]]  # a function takes a hundred arguments at most
        objects = [
            "jsonb_build_object(" + ", ".join(f"'{column}', page.{column}" for column in half) + ")"
            for half in halves
            if half
        ]
        made = f"json_agg({' || '.join(objects)})"
    statement = (
        f"SELECT {made} FROM (SELECT * FROM published_figure WHERE {where} AND sequence_to IS NULL "
        f"ORDER BY sequence LIMIT {int(limit)}) page"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return str(row[0])


def hand_written_trend(series_id: int) -> list[tuple[Any, ...]]:
    """The claims of a series that a person would plot: live rows by date."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT as_of_date, value_low, value_best, value_high, high_open, figure_id, originator_id, qualifier "
            "FROM published_figure WHERE series_id = %s AND sequence_to IS NULL ORDER BY as_of_date",
            [series_id],
        )
        return list(cursor.fetchall())
