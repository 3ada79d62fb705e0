"""The database's own bulk load of rows that are there already: COPY on PostgreSQL, one executemany on SQLite.

Rows go into empty tables with the same columns, indexes, checks and foreign keys, as the values the database itself
gave out: nothing is read, checked or made on the way. Only the load is timed. What is not loaded: the words of SQLite's
full-text index, which cannot be read back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from benchmarks.spent import spent

AT_ONCE = 20_000
"""Rows held in memory, and loaded by one statement."""
ROUNDS = 3
"""Of as many loads the quickest counts: what others take on the machine makes a load longer, never shorter."""


NUMBERED = ("AutoField", "BigAutoField", "BigIntegerField")


@dataclass(frozen=True, slots=True)
class Load:
    """What a load took: seconds of the clock, and of the processors (`spent`)."""

    seconds: float
    own: float
    rows: int


def marks() -> dict[str, int]:
    """The highest key of each table."""
    return {table: _last_of(table) for table in _tables()}


def grown_since(before: Mapping[str, int]) -> dict[str, int]:
    """The tables that got rows since, each with the mark after which they stand."""
    return {table: mark for table, mark in before.items() if _last_of(table) > mark}


def _last_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX({_tables()[table]}), 0) FROM {table}")
        return int(cursor.fetchone()[0])


@cache
def _tables() -> dict[str, str]:
    """Tables of this database whose key is a number, each with the column of that key."""
    here = set(connection.introspection.table_names())
    models = apps.get_app_config("tracker").get_models()
    keys = {model._meta.db_table: model._meta.pk for model in models if model._meta.db_table in here}
    return {table: str(key.column) for table, key in keys.items() if key.get_internal_type() in NUMBERED}


def load(tables: Mapping[str, int], *, keys: bool = True) -> Load:
    """Load what these tables got after their marks; the quickest of some rounds.

    Without `keys`, PostgreSQL looks up no foreign keys.
    """
    return min((_load_once(tables, keys=keys) for _ in range(ROUNDS)), key=lambda one: one.own)


def _load_once(tables: Mapping[str, int], *, keys: bool) -> Load:
    clock = own = 0.0
    rows = 0
    for table, mark in tables.items():
        copy = _empty_copy(table, keys=keys)
        for block, count in _blocks(table, mark):
            started, mine = time.perf_counter(), spent()
            with transaction.atomic():
                _put(copy, block)
            clock, own = clock + time.perf_counter() - started, own + spent() - mine
            rows += count
        _drop(copy)
    return Load(clock, own, rows)


def _drop(copy: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Or it deletes row by row, and asks of each whether another row of the table names it.
            cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(f"DROP TABLE {copy}")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = ON")


def _empty_copy(table: str, *, keys: bool) -> str:
    """An empty table like this one, without triggers; its name."""
    copy = f"plain_{table}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
            for definition in _foreign_keys(table) if keys else ():
                cursor.execute(f"ALTER TABLE {copy} ADD {definition}")
            return copy
        made_by = "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index') AND sql IS NOT NULL"
        cursor.execute(made_by, [table])
        for (statement,) in cursor.fetchall():
            renamed = statement.replace(f'"{table}"', f'"{copy}"')
            for name in ("INDEX ", "CONSTRAINT "):
                renamed = renamed.replace(f'{name}"', f'{name}"plain_')
            cursor.execute(renamed)
    return copy


def _foreign_keys(table: str) -> list[str]:
    """The foreign keys of a table of PostgreSQL, as their definitions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
            [table],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _blocks(table: str, mark: int) -> Iterator[tuple[Any, int]]:
    """The rows after a mark, some thousands at a time, as their load takes them: text of COPY, or tuples."""
    key = _tables()[table]
    last = _last_of(table)
    with connection.cursor() as cursor:
        for start in range(mark, last, AT_ONCE):
            wanted = f"SELECT * FROM {table} WHERE {key} > {start} AND {key} <= {start + AT_ONCE} ORDER BY {key}"
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY ({wanted}) TO STDOUT") as copy:
                    block = [bytes(part) for part in copy]
                yield block, len(block)  # a part of COPY is a row
            else:
                cursor.execute(wanted)
                rows = cursor.fetchall()
                yield rows, len(rows)


def _put(copy: str, block: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            whole = b"".join(block)
            cursor.execute("SET LOCAL plan_cache_mode = auto")  # its own default, for the look-ups of foreign keys
            with cursor.copy(f"COPY {copy} FROM STDIN") as target:
                target.write(whole)
        elif block:
            marks = ", ".join(["%s"] * len(block[0]))
            cursor.executemany(f"INSERT INTO {copy} VALUES ({marks})", block)
