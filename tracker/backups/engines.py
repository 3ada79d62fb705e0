"""The database as one file and back, by each engine's own means: data, triggers and all. No way leads across engines.

SQLite: VACUUM INTO, which may run while the site writes. PostgreSQL: pg_dump and pg_restore, found on the machine, on
the snapshot in which the rows were counted.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection, transaction

from tracker.backups.archive import BadBackup
from tracker.volatile.router import is_volatile

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""The database's name in a backup, by engine."""

Fetch = Callable[[str], list[tuple[Any, ...]]]


def counted_tables() -> list[str]:
    """The tables whose rows a backup counts: all of the tracker's that are evidence."""
    models = apps.get_app_config("tracker").get_models()
    return sorted(model._meta.db_table for model in models if not is_volatile("tracker", model._meta.model_name))


def counts(fetch: Fetch, tables: Iterable[str]) -> dict[str, int]:
    """Rows by table."""
    names = {table: connection.ops.quote_name(table) for table in tables}
    return {table: int(fetch(f"SELECT COUNT(*) FROM {name}")[0][0]) for table, name in names.items()}  # noqa: S608


HEAD = "SELECT ledger_id, sequence, sha FROM ledger_head WHERE id = 1"


def dump(target: Path) -> tuple[dict[str, int], tuple[str, int, str]]:
    """Write the database to a file; the rows in it by table, and the head of its ledger: id, sequence, hash."""
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgres(target)


def _dump_sqlite(target: Path) -> tuple[dict[str, int], tuple[str, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    target.chmod(0o600)
    with _opened(target) as fetch:
        return counts(fetch, counted_tables()), fetch(HEAD)[0]


@contextmanager
def _opened(path: Path) -> Iterator[Fetch]:
    held = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    try:
        yield lambda statement: held.execute(statement).fetchall()
    finally:
        held.close()


def _dump_postgres(target: Path) -> tuple[dict[str, int], tuple[str, int, str]]:
    program = find_program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={cursor.fetchone()[0]}"]
        options += [f"--exclude-table-data={table}" for table in _volatile_tables()]
        _run([program, *options, f"--file={target}"], _account(connection.settings_dict))

        def fetch(statement: str) -> list[tuple[Any, ...]]:
            cursor.execute(statement)
            return cursor.fetchall()

        return counts(fetch, counted_tables()), fetch(HEAD)[0]


def _volatile_tables() -> list[str]:
    found = (model._meta for model in apps.get_models())
    return sorted(meta.db_table for meta in found if is_volatile(meta.app_label, meta.model_name))


def rows_now(tables: Iterable[str]) -> dict[str, int]:
    """Rows by table in the database as it is."""

    def fetch(statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    return counts(fetch, tables)


def is_empty() -> bool:
    """Whether the database has no table yet, or (SQLite, whose file can be replaced) nothing in its tables."""
    held = set(connection.introspection.table_names())
    if not held:
        return True
    if connection.vendor != "sqlite" or not {"tracker_user", "ledger_entry"} <= held:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT COUNT(*) FROM tracker_user) + (SELECT COUNT(*) FROM ledger_entry)")
        return cursor.fetchone()[0] == 0


def load(source: Path) -> None:
    """Put the database of a backup in the place of the present one, which is empty. Raises BadBackup."""
    if connection.vendor == "sqlite":
        _load_sqlite(source)
    else:
        restore_into(source, connection.settings_dict["NAME"])


def _load_sqlite(source: Path) -> None:
    with _opened(source) as fetch:
        if fetch("PRAGMA quick_check") != [("ok",)]:
            raise BadBackup("The database in the backup is damaged.")
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    for beside in ("-wal", "-shm"):
        Path(f"{place}{beside}").unlink(missing_ok=True)
    shutil.move(source, f"{place}.restoring")  # the database may lie on another disk than the data folder
    Path(f"{place}.restoring").replace(place)


def restore_into(source: Path, name: str) -> None:
    """Load a dump into a PostgreSQL database that has no tables. Raises BadBackup with what pg_restore says."""
    options = ["--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}"]
    _run([find_program("pg_restore"), *options, str(source)], _account(connection.settings_dict))


@contextmanager
def scratch_database(source: Path) -> Iterator[tuple[str, Fetch]]:
    """A database with what the file holds, gone at the end of the block: its address, and how to ask it.

    SQLite's is the file itself; PostgreSQL's needs an account that may create databases.
    """
    if connection.vendor == "sqlite":
        with _opened(source) as fetch:
            yield f"sqlite:///{source}", fetch
        return
    account = _account(connection.settings_dict)
    name = f"tracker_rehearsal_{os.getpid()}"
    _run([find_program("createdb"), "--template=template0", "--encoding=UTF8", name], account)
    try:
        restore_into(source, name)
        with _connected(name) as fetch:
            yield _address(name), fetch
    finally:
        _run([find_program("dropdb"), "--if-exists", "--force", name], account)


@contextmanager
def _connected(name: str) -> Iterator[Fetch]:
    """How to ask another database of the same server."""
    import psycopg

    params = {**connection.get_connection_params(), "dbname": name}
    wanted = {key: params[key] for key in ("host", "port", "user", "password", "dbname") if params.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as held:
        yield lambda statement: held.execute(statement).fetchall()


def _address(name: str) -> str:
    held = connection.settings_dict
    secret = f":{quote(held['PASSWORD'], safe='')}" if held["PASSWORD"] else ""
    port = f":{held['PORT']}" if held["PORT"] else ""
    account = f"{quote(held['USER'] or '', safe='')}{secret}"
    return f"postgres://{account}@{quote(held['HOST'] or '', safe='')}{port}/{name}"


def find_program(name: str) -> str:
    """PostgreSQL's own program: on the PATH, else the newest that is installed. Raises BadBackup without one."""
    found = shutil.which(name)
    if found:
        return found
    places = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
    installed = [path for place in places for path in Path("/").glob(f"{place}/{name}")]
    if not installed:
        raise BadBackup(f"{name} is not on this machine: install PostgreSQL's client programs (postgresql-client).")
    return str(max(installed, key=lambda path: int("".join(filter(str.isdigit, str(path))) or 0)))


def _account(held: dict[str, Any]) -> dict[str, str]:
    """The environment in which PostgreSQL's programs find the database; a password never stands in a command."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {**os.environ, **{variable: str(held[name]) for variable, name in names.items() if held[name]}}


def _run(command: list[str], environ: dict[str, str]) -> None:
    done = subprocess.run(command, env=environ, capture_output=True, text=True)  # noqa: S603 - PostgreSQL's programs
    if done.returncode:
        said = " ".join(done.stderr.split())[-600:]
        raise BadBackup(f"{Path(command[0]).name} failed: {said}")
