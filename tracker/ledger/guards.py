"""What the database itself refuses: rewriting or deleting history, and publishing one's own draft.

Triggers on both engines, made from the models' columns so that they never lag behind a migration. SQLite rebuilds a
table for many schema changes and loses its triggers silently, so they are made again after every migration, and
`check` and `/readyz` fail when one is missing. They stop accidents and stray code, not an owner of the database:
that is what the hash chain is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tracker.models import DraftEdit, LedgerEntry, ObjectVersion, PublishedFigure, ReviewAssignment

REFUSED = "the ledger is append-only"
FOUR_EYES = "four eyes: whoever changed the draft may not publish it"
OWN_REVIEW = "four eyes: whoever changed the draft is not assigned to review it"


@dataclass(frozen=True, slots=True)
class GuardedTable:
    """A table whose rows may only be added, closed once, re-rendered, and blanked once by a redaction."""

    model: type[models.Model]
    closable: bool
    rendered: tuple[str, ...]
    kept_by_redaction: tuple[str, ...]
    uniques: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Further unique keys: columns, and the condition under which they hold (on the row as it is inserted)."""

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def frozen(self) -> list[str]:
        """Columns that never change while the row is not being redacted."""
        free = {*self.rendered, "redacted_at", *(("sequence_to",) if self.closable else ())}
        return [column for column in self.columns if column not in free]

    @property
    def columns(self) -> list[str]:
        return [field.column for field in self.model._meta.concrete_fields if field.column]


GUARDED = (
    GuardedTable(
        LedgerEntry,
        closable=False,
        rendered=(),
        kept_by_redaction=(
            "sequence", "type", "object_type", "object_id", "revision", "action", "actor", "author", "at", "batch",
            "content_sha", "sha", "door",
        ),
    ),
    GuardedTable(
        PublishedFigure,
        closable=True,
        rendered=("body", "line", "render"),
        kept_by_redaction=("sequence", "figure_id", "revision", "content_sha"),
        uniques=((("figure_id", "revision"), ""), (("figure_id",), "sequence_to IS NULL")),
    ),
    GuardedTable(
        ObjectVersion,
        closable=True,
        rendered=(),
        kept_by_redaction=("sequence", "object_type", "object_id", "revision", "content_sha"),
        uniques=((("object_type", "object_id", "revision"), ""), (("object_type", "object_id"), "sequence_to IS NULL")),
    ),
)  # fmt: skip

FOUR_EYES_GUARD = "guard_four_eyes"
ASSIGNED = ReviewAssignment._meta.db_table
ASSIGNED_GUARDS = tuple(f"guard_{ASSIGNED}_{kind}" for kind in ("insert", "update"))


def trigger_names(vendor: str) -> list[str]:
    """Names of every trigger the engine must hold."""
    kinds = ("update", "delete", "insert") if vendor == "sqlite" else ("update", "delete", "truncate")
    return [*(f"guard_{table.name}_{kind}" for table in GUARDED for kind in kinds), FOUR_EYES_GUARD, *ASSIGNED_GUARDS]


def up(using: str = DEFAULT_DB_ALIAS) -> None:
    """Put every guard in place, replacing what is there."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


@contextmanager
def down(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Take the guards away for a migration or a test's clean-up, and put them back whatever happens."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _drops(connection.vendor):
            cursor.execute(statement)
    try:
        yield
    finally:
        up(using)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the guards the database lacks."""
    connection = connections[using]
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        held = {row[0] for row in cursor.fetchall()}
    # A database of an earlier release lacks the table, and is about to be given both.
    there = ASSIGNED in connection.introspection.table_names()
    wanted = (name for name in trigger_names(connection.vendor) if there or name not in ASSIGNED_GUARDS)
    return [name for name in wanted if name not in held]


def check_guards(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """System check: fails when a migrated database lacks a guard."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    if LedgerEntry._meta.db_table not in connection.introspection.table_names():
        return []
    return [
        Error(f"The database lacks the guard {name}.", hint="Run manage.py migrate.", id="tracker.E001")
        for name in missing()
    ]


def _drops(vendor: str) -> list[str]:
    owner = {f"guard_{name}_": name for name in (*(table.name for table in GUARDED), ASSIGNED)}
    drops = []
    for name in trigger_names(vendor):
        table = next((owner[prefix] for prefix in owner if name.startswith(prefix)), LedgerEntry._meta.db_table)
        drops.append(f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {table}"))
    return drops


def _statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    yield from _drops(connection.vendor)
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    for table in GUARDED:
        yield from make(table)
    yield from (_SQLITE_FOUR_EYES if connection.vendor == "sqlite" else _POSTGRESQL_FOUR_EYES)
    yield from (_SQLITE_ASSIGNED if connection.vendor == "sqlite" else _POSTGRESQL_ASSIGNED)


def _changed(columns: Sequence[str], differs: str) -> str:
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns) or "FALSE"


def _may_not(table: GuardedTable, differs: str) -> str:
    """The condition under which an update is refused, in the engine's words for "is different from"."""
    plain = _changed(table.frozen, differs)
    kept = _changed(table.kept_by_redaction, differs)
    redacting = "OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL"
    refused = [
        f"(({redacting}) AND ({kept}))",
        f"(NOT ({redacting}) AND (({plain}) OR NEW.redacted_at {differs} OLD.redacted_at))",
    ]
    if table.closable:
        refused.append(f"(OLD.sequence_to IS NOT NULL AND NEW.sequence_to {differs} OLD.sequence_to)")
        refused.append("(NEW.sequence_to IS NOT NULL AND NEW.sequence_to <= OLD.sequence)")
    return " OR ".join(refused)


def _sqlite(table: GuardedTable) -> Iterator[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    yield (
        f"CREATE TRIGGER guard_{table.name}_update BEFORE UPDATE ON {table.name} "
        f"WHEN {_may_not(table, 'IS NOT')} {abort}"
    )
    yield f"CREATE TRIGGER guard_{table.name}_delete BEFORE DELETE ON {table.name} {abort}"
    # INSERT OR REPLACE deletes without firing the delete trigger: refuse a row whose key is taken.
    taken = [f"EXISTS (SELECT 1 FROM {table.name} t WHERE t.sequence = NEW.sequence)"]
    for columns, condition in table.uniques:
        same = " AND ".join(f"t.{column} = NEW.{column}" for column in columns)
        held = f" AND t.{condition}" if condition else ""
        when = f"NEW.{condition} AND " if condition else ""
        taken.append(f"({when}EXISTS (SELECT 1 FROM {table.name} t WHERE {same}{held}))")
    yield (f"CREATE TRIGGER guard_{table.name}_insert BEFORE INSERT ON {table.name} WHEN {' OR '.join(taken)} {abort}")


def _postgresql(table: GuardedTable) -> Iterator[str]:
    function = f"guard_{table.name}"
    # Compared in the body: "UPDATE OF columns" would block every later change of a column's type.
    yield f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $guard$
        BEGIN
            IF TG_OP <> 'UPDATE' THEN
                RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF {_may_not(table, "IS DISTINCT FROM")} THEN
                RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $guard$"""
    for kind, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield (
            f"CREATE TRIGGER {function}_{kind} BEFORE {kind.upper()} ON {table.name} "
            f"FOR EACH {each} EXECUTE FUNCTION {function}()"
        )


_OWN_DRAFT = f"""
    NEW.object_type = 'figure' AND NEW.action IN ('published', 'corrected')
    AND (NEW.actor IS NULL OR NEW.author IS NULL OR NEW.actor = NEW.author OR EXISTS (
        SELECT 1 FROM {DraftEdit._meta.db_table} edit
        WHERE edit.figure_id = NEW.object_id AND edit.user_id = NEW.actor AND edit.sequence IS NULL))"""

_BEFORE_ENTRY = f"CREATE TRIGGER {FOUR_EYES_GUARD} BEFORE INSERT ON {LedgerEntry._meta.db_table}"
_SQLITE_FOUR_EYES = (f"{_BEFORE_ENTRY} WHEN {_OWN_DRAFT} BEGIN SELECT RAISE(ABORT, '{FOUR_EYES}'); END",)
_POSTGRESQL_FOUR_EYES = (
    f"""
    CREATE OR REPLACE FUNCTION {FOUR_EYES_GUARD}() RETURNS trigger LANGUAGE plpgsql AS $guard$
    BEGIN
        IF {_OWN_DRAFT} THEN
            RAISE EXCEPTION '{FOUR_EYES}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $guard$""",
    f"{_BEFORE_ENTRY} FOR EACH ROW EXECUTE FUNCTION {FOUR_EYES_GUARD}()",
)

_OWN_REVIEW = f"""
    EXISTS (SELECT 1 FROM {DraftEdit._meta.db_table} edit
        WHERE edit.figure_id = NEW.figure_id AND edit.user_id = NEW.reviewer_id AND edit.sequence IS NULL)"""
_SQLITE_ASSIGNED = tuple(
    f"CREATE TRIGGER guard_{ASSIGNED}_{kind} BEFORE {kind.upper()} ON {ASSIGNED} "
    f"WHEN {_OWN_REVIEW} BEGIN SELECT RAISE(ABORT, '{OWN_REVIEW}'); END"
    for kind in ("insert", "update")
)
_POSTGRESQL_ASSIGNED = (
    f"""
    CREATE OR REPLACE FUNCTION guard_{ASSIGNED}() RETURNS trigger LANGUAGE plpgsql AS $guard$
    BEGIN
        IF {_OWN_REVIEW} THEN
            RAISE EXCEPTION '{OWN_REVIEW}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $guard$""",
    *(
        f"CREATE TRIGGER guard_{ASSIGNED}_{kind} BEFORE {kind.upper()} ON {ASSIGNED} "
        f"FOR EACH ROW EXECUTE FUNCTION guard_{ASSIGNED}()"
        for kind in ("insert", "update")
    ),
)
