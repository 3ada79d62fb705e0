"""What the ledger is compared with: the same rows by bulk_create, and answers the database makes itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection, models, transaction

from tracker.ledger.row import FIELD_NAMES
from tracker.models import PublishedFigure
from tracker.vocabulary import MEASURES

ROWS_AT_ONCE = 500


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

    Rows have the members of the public row, in its order and with its values, put together from the columns of versions
    and the tables they name. `same_rows` holds them against an answer.
    """
    page = (
        f"(SELECT * FROM published_figure WHERE {where} AND sequence_to IS NULL ORDER BY sequence LIMIT {int(limit)})"
    )
    members = [(name, MEMBERS.get(name, f"page.{name}")) for name in FIELD_NAMES]
    if connection.vendor == "sqlite":  # whose functions take 127 arguments at most, so an object is made of two
        first, second = (_json_object(half) for half in (members[:60], members[60:]))
        made = f"'[' || group_concat(rtrim({first}, '}}') || ',' || ltrim({second}, '{{')) || ']'"
        statement = f"SELECT {made} FROM {page} page {JOINS}"
    else:
        columns = ", ".join(f"{_of_postgresql(expression)} AS {name}" for name, expression in members)
        joined = f"SELECT {columns} FROM {page} page {JOINS} ORDER BY page.sequence"
        statement = f"SELECT CAST(json_agg(r) AS text) FROM ({joined}) r"  # as text: the driver reads JSON into objects
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return str(row[0])


def same_rows(made: str, answered: list[dict[str, Any]]) -> None:
    """Fail unless the database made the very rows of an answer.

    The rendered rows of copies (multiply.py) name what they are copies of, so of those the members alone are compared.
    """
    rows = orjson.loads(made)
    if len(rows) != len(answered):
        raise ValueError(f"{len(rows)} rows, and {len(answered)} in the answer.")
    for ours, theirs in zip(answered, rows, strict=True):
        own = ours["sequence"] == theirs["sequence"]
        if list(ours) != list(theirs) or (own and ours != theirs):
            raise ValueError(
                {name: (ours.get(name), theirs[name]) for name in theirs if ours.get(name) != theirs[name]}
            )


JOINS = """
    JOIN tracker_figure f ON f.id = page.figure_id
    JOIN tracker_place place ON place.code = page.place_code
    LEFT JOIN tracker_place country ON country.code = page.location_code
    LEFT JOIN tracker_place unit1 ON unit1.code = page.admin1_code
    LEFT JOIN tracker_place unit2 ON unit2.code = page.admin2_code
    LEFT JOIN tracker_event event ON event.id = page.event_id
    JOIN tracker_organisation said ON said.id = page.organisation_id
    JOIN tracker_organisation knew ON knew.id = page.originator_id
    LEFT JOIN tracker_speaker speaker ON speaker.id = page.speaker_id
    JOIN tracker_document document ON document.id = page.document_id
    JOIN tracker_citation cited ON cited.figure_id = f.id AND cited.document_id = document.id
    LEFT JOIN tracker_organisation publisher ON publisher.id = document.publisher_id
"""
NAMES = " ".join(f"WHEN '{one.code}' THEN '{one.label}'" for one in MEASURES.values())
MOMENT = "replace({0}, ' ', 'T') || 'Z'"
MEMBERS: dict[str, str] = {
    "id": "page.figure_id",
    "status": "'published'",
    "permalink": "'/figures/' || page.figure_id || '/'",
    "measure_name": f"CASE page.measure {NAMES} END",
    "value_text": "f.value_text",
    "value": "f.value",
    "reported_value": "f.value",
    "reported_unit": "f.unit",
    "household_size": "f.household_size",
    "min_age": "NULL",
    "max_age": "NULL",
    "event": "page.event_id",
    "event_code": "event.code",
    "attribution": "f.attribution",
    "location_name": "country.name",
    "admin1_name": "unit1.name",
    "admin2_name": "unit2.name",
    "place_name": "place.name",
    **{f"document_{name}": f"NULLIF(document.{name}, '')" for name in ("title", "url", "archived_url")},
    "document_publisher": "publisher.name",
    "licence": "NULLIF(document.licence, '')",
    "organisation": "said.name",
    "organisation_code": "NULLIF(said.code, '')",
    "originator": "knew.name",
    "speaker": "NULLIF(speaker.name, '')",
    "speaker_title": "NULLIF(speaker.title, '')",
    "redistributable": "CASE WHEN page.redistributable THEN json('true') ELSE json('false') END",
    **{name: f"NULLIF(cited.{name}, '')" for name in ("quote", "quote_language", "quote_translation", "document_page")},
    **{name: f"NULLIF(f.{name}, '')" for name in
       ("provider_place_name", "place_precision", "date_precision", "as_of_basis", "notes", "partition")},
    **{name: f"NULLIF(page.{name}, '')" for name in
       ("source_system", "external_id", "population_group", "operation", "reporting_round", "location_code",
        "admin1_code", "admin2_code", "origin_location_code", "grade", "supersedes_kind")},
    "citation_count": "(SELECT COUNT(*) FROM tracker_citation other WHERE other.figure_id = f.id)",
    "series": "page.series_id",
    "warnings": "(SELECT json_group_array(json_extract(value, '$.code')) FROM json_each(f.warnings))",
    "recorded_at": MOMENT.format("f.recorded_at"),
    "updated_at": MOMENT.format("page.updated_at"),
}  # fmt: skip
"""What is more than a column of versions of the same name, as SQLite writes it; ages are those of this world."""
UTC_TEXT = "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
OF_POSTGRESQL = {
    MEMBERS["redistributable"]: "page.redistributable",
    MEMBERS["warnings"]: "(SELECT COALESCE(json_agg(w ->> 'code'), '[]') FROM jsonb_array_elements(f.warnings) w)",
    MEMBERS["recorded_at"]: UTC_TEXT.format("f.recorded_at"),
    MEMBERS["updated_at"]: UTC_TEXT.format("page.updated_at"),
}


def _of_postgresql(expression: str) -> str:
    return OF_POSTGRESQL.get(expression, expression)


def _json_object(members: Iterable[tuple[str, str]]) -> str:
    pairs = ", ".join(f"'{name}', {expression}" for name, expression in members)
    return f"json_object({pairs})"


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
