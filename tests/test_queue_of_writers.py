"""Who wants to write to SQLite waits in a queue: whoever comes back for more goes after whoever waits."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from tracker.sqlite.base import DatabaseWrapper
from tracker.sqlite.queue import SUFFIX, Queue

pytestmark = [pytest.mark.sqlite_only, pytest.mark.django_db]


def connection_to(path: Path, **options: Any) -> DatabaseWrapper:
    """A connection of its own, with what Django adds to the settings of a database."""
    own: dict[str, Any] = settings.DATABASES["default"]
    held = {"NAME": str(path), "OPTIONS": {**own["OPTIONS"], **options}}
    connection = DatabaseWrapper({**own, **held}, "another")
    connection.inc_thread_sharing()
    return connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a table of what was written, in its order."""
    connection = connection_to(tmp_path / "some.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (at INTEGER PRIMARY KEY, who TEXT)")
    connection.close()
    return tmp_path / "some.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[DatabaseWrapper]:
    """A connection that waits for nobody."""
    connection = connection_to(path, timeout=0)
    yield connection
    connection.close()


def write(connection: DatabaseWrapper, who: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO written (who) VALUES (%s)", [who])


def written(connection: DatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT who FROM written ORDER BY at")
        return [row[0] for row in cursor.fetchall()]


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: DatabaseWrapper) -> None:
    connection.commit()
    connection.set_autocommit(True)


def is_taken(path: Path) -> bool:
    """Whether somebody has the turn."""
    with Path(f"{path}{SUFFIX}").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("together", [True, False])
def test_a_writer_of_chunks_that_comes_back_goes_after_whoever_waits(path: Path, together: bool) -> None:
    chunks, person = connection_to(path), connection_to(path)
    begin(chunks)
    write(chunks, "first chunk")

    def wait_and_write() -> None:
        if together:
            begin(person)
        write(person, "person")
        if together:
            end(person)

    waiting = Thread(target=wait_and_write)
    waiting.start()
    while not is_taken(path):
        Event().wait(0.001)
    for name in ("second chunk", "third chunk"):
        end(chunks)
        begin(chunks)
        write(chunks, name)
    end(chunks)
    waiting.join()
    assert written(chunks) == ["first chunk", "person", "second chunk", "third chunk"]
    chunks.close()
    person.close()


def test_who_reads_waits_for_nobody_and_who_writes_does(path: Path, connection: DatabaseWrapper) -> None:
    with Queue(str(path), 0).turn():
        assert written(connection) == []
        with pytest.raises(OperationalError, match="database is locked"):
            write(connection, "somebody")
        with pytest.raises(OperationalError, match="database is locked"):
            begin(connection)
    connection.close()
    write(connection, "somebody")
    assert written(connection) == ["somebody"]


def test_who_writes_can_ask_whether_somebody_waits(path: Path, connection: DatabaseWrapper) -> None:
    begin(connection)
    assert not connection.somebody_waits()
    with Queue(str(path), 0).turn():
        assert connection.somebody_waits()
    assert not connection.somebody_waits()
    end(connection)


def test_many_values_take_one_turn(path: Path, connection: DatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO written (who) VALUES (%s)", [["one"], ["other"]])
        with Queue(str(path), 0).turn(), pytest.raises(OperationalError, match="database is locked"):
            cursor.executemany("INSERT INTO written (who) VALUES (%s)", [["third"]])
    assert written(connection) == ["one", "other"]
    assert not is_taken(path)


def test_a_killed_process_leaves_its_turn(path: Path, connection: DatabaseWrapper) -> None:
    holds = (
        "import sys, time; from tracker.sqlite.queue import Queue\n"
        "with Queue(sys.argv[1], 0).turn(): print('held', flush=True); time.sleep(600)"
    )
    asked = [sys.executable, "-c", holds, str(path)]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(OperationalError):
            write(connection, "too early")
        os.kill(process.pid, signal.SIGKILL)
    write(connection, "afterwards")
    assert written(connection) == ["afterwards"]


def test_what_is_wrong_with_the_folder_is_told_by_sqlite(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    connection = connection_to(path, init_command="PRAGMA query_only=ON")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OperationalError, match="readonly database"):
        write(connection, "somebody")
    connection.close()


def test_a_database_in_memory_has_no_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connection = connection_to(Path(":memory:"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (at INTEGER PRIMARY KEY, who TEXT)")
    write(connection, "somebody")
    assert written(connection) == ["somebody"]
    assert list(tmp_path.iterdir()) == []
    connection.close()
