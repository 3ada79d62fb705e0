"""What the ledger is compared with: the same rows by bulk_create, and answers the database makes itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection, models, transaction

from tracker.models import PublishedFigure

ROWS_AT_ONCE = 500
JSON_COLUMNS = [
    field.column
    for field in PublishedFigure._meta.concrete_fields
    if field.column
    not in {"content", "body", "line", "nonce", "content_sha", "render", "redacted_at", "other_documents"}
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
        if model._meta.db_table in connection.introspection.table_names():  # a database that was kept
            editor.delete_model(model)
        editor.create_model(model)
    return model


def insert_plain(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """The rows by bulk_create, a transaction for each five hundred, as the ledger commits."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        with transaction.atomic():
            model._default_manager.bulk_create(model(**row) for row in rows[start : start + ROWS_AT_ONCE])


def json_page(where: str, parameters: list[Any], limit: int) -> str:
    """A page of figures as JSON that the database makes itself: limited first, joined after, as fast as it can.

    The public row is put together from the columns of versions and the tables they name; what only the rendered row
    holds (permanent address, licence of a moment) is left out, to the advantage of this way.
    """
    members = [*JOINED, *((column, f"page.{column}") for column in JSON_COLUMNS)]
    if connection.vendor == "sqlite":  # whose functions take 127 arguments at most
        made = f"json_group_array({_json_object('json_object', members[:63])})"
    else:
        halves = (members[:45], members[45:])  # a function takes a hundred arguments at most
        made = f"json_agg({' || '.join(_json_object('jsonb_build_object', half) for half in halves if half)})"
    statement = (
        f"SELECT {made} FROM (SELECT * FROM published_figure WHERE {where} AND sequence_to IS NULL "
        f"ORDER BY sequence LIMIT {int(limit)}) page {JOINS}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return str(row[0])


JOINS = """
    JOIN tracker_figure f ON f.id = page.figure_id
    JOIN tracker_place place ON place.id = f.place_id
    JOIN tracker_organisation said ON said.id = page.organisation_id
    JOIN tracker_organisation knew ON knew.id = page.originator_id
    LEFT JOIN tracker_speaker speaker ON speaker.id = page.speaker_id
    JOIN tracker_citation cited ON cited.figure_id = f.id
    JOIN tracker_document document ON document.id = cited.document_id
    LEFT JOIN tracker_organisation publisher ON publisher.id = document.publisher_id
"""
JOINED = tuple(
    (column.replace(".", "_"), column)
    for column in (
        "f.value_text", "f.value", "f.attribution", "f.provider_place_name", "f.place_precision", "f.notes",
        "f.recorded_at", "f.date_precision", "f.as_of_basis", "place.name", "said.name", "said.code", "knew.name",
        "speaker.name", "speaker.title", "cited.quote", "cited.quote_language", "cited.quote_translation",
        "cited.document_page", "document.title", "document.url", "document.licence", "document.archived_url",
        "publisher.name",
    )
)  # fmt: skip


def _json_object(function: str, members: Iterable[tuple[str, str]]) -> str:
    return f"{function}({', '.join(_member(*one) for one in members)})"


def _member(name: str, column: str) -> str:
    return f"'{name}', {column}"


def hand_written_trend(series_id: int) -> bytes:
    """The claims a person would plot of a series: live rows by date, whose they are, in what words, what changed."""
    words = "json_extract(v.body, '$.value_text')" if connection.vendor == "sqlite" else "v.body::json ->> 'value_text'"
    return _as_json(
        "SELECT v.as_of_date, v.reference_period_start, v.value_low, v.value_best, v.value_high, v.high_open, "
        f"v.figure_id, v.originator_id, o.name, v.qualifier, {words}, "
        "v.value_low - LAG(v.value_high) OVER spoken, v.value_best - LAG(v.value_best) OVER spoken, "
        "v.value_high - LAG(v.value_low) OVER spoken "
        "FROM published_figure v JOIN tracker_organisation o ON o.id = v.originator_id "
        "WHERE v.series_id = %s AND v.sequence_to IS NULL "
        "WINDOW spoken AS (PARTITION BY v.originator_id ORDER BY v.as_of_date) ORDER BY v.as_of_date",
        [series_id],
    )


def hand_written_tallies(measure: str, location_code: str | None) -> bytes:
    """Deaths by month over distinct events: the best-ranked count of each, between the lowest and the highest."""
    where = "AND location_code = %s" if location_code else ""
    month, is_open = "to_char(ended, 'YYYY-MM')", "bool_or(high_open)"
    if connection.vendor == "sqlite":
        month, is_open = "substr(ended, 1, 7)", "MAX(high_open)"
    return _as_json(
        f"""
        WITH counted AS (
            SELECT event_id, value_low, value_best, value_high, high_open, reference_period_end,
                   ROW_NUMBER() OVER (
                       PARTITION BY event_id
                       ORDER BY source_reliability, claim_credibility, high_open, hops, figure_id
                   ) AS position
            FROM published_figure
            WHERE measure = %s {where} AND basis = 'period' AND sequence_to IS NULL AND event_id IS NOT NULL
              AND part_of IS NULL AND people_status IN ('all', 'unspecified')
        ), happened AS (
            SELECT event_id, MIN(value_low) AS low, MAX(CASE WHEN position = 1 THEN value_best END) AS best,
                   MAX(COALESCE(value_high, value_low)) AS high, {is_open} AS high_open,
                   MAX(reference_period_end) AS ended
            FROM counted GROUP BY event_id
        )
        SELECT {month} AS month, SUM(low), SUM(best), SUM(high), {is_open}, COUNT(*)
        FROM happened GROUP BY {month} ORDER BY 1
        """,
        [measure, *([location_code] if location_code else [])],
    )


def hand_written_map(measure: str, location_code: str) -> bytes:
    """The newest count of each first-level unit of a country."""
    return _as_json(
        """
        SELECT admin1_code, as_of_date, value_low, value_best, value_high, high_open, figure_id
        FROM (
            SELECT admin1_code, as_of_date, value_low, value_best, value_high, high_open, figure_id,
                   ROW_NUMBER() OVER (PARTITION BY admin1_code ORDER BY as_of_date DESC, figure_id) AS position
            FROM published_figure
            WHERE location_code = %s AND measure = %s AND admin_level = 1 AND sequence_to IS NULL
        ) newest
        WHERE position = 1 ORDER BY admin1_code
        """,
        [location_code, measure],
    )


def _as_json(statement: str, parameters: list[Any]) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return orjson.dumps(cursor.fetchall(), default=str)
