"""The queue: after commit and never after a rollback; forgotten, failed and interrupted work is found again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.ledger.test_processes import ROOT, address
from tests.volatile import tasks
from tracker.management.commands import run_worker
from tracker.models import DeskSession, KeyUse, WorkerSign
from tracker.volatile import clearing, leases, queue
from tracker.volatile.router import home

NOW = timezone.now()


@pytest.fixture
def held(settings: Any) -> None:
    """The queue as a running site has it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def finders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found but what a test registers."""
    monkeypatch.setattr(queue, "_finders", {})


def states() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def work_off() -> None:
    """Carry out what is in the queue, in this process."""
    run_worker.Worker(interval=0, batch=True).run()


@pytest.mark.django_db
def test_a_task_follows_the_outermost_commit_and_no_rollback(tmp_path: Path) -> None:
    file = str(tmp_path / "notes")
    with transaction.atomic():
        with transaction.atomic():
            queue.enqueue(tasks.note, file, "kept")
        with suppress(ZeroDivisionError), transaction.atomic():
            queue.enqueue(tasks.note, file, "rolled back")
            raise ZeroDivisionError
        assert tasks.lines(file) == []
    assert tasks.lines(file) == ["kept"]
    queue.enqueue(tasks.note, file, "outside")
    assert tasks.lines(file) == ["kept", "outside"]


@pytest.mark.django_db(transaction=True)
def test_the_row_of_a_task_is_written_after_the_commit(held: None, tmp_path: Path) -> None:
    with transaction.atomic():
        queue.enqueue(tasks.note, str(tmp_path / "notes"), "x")
        assert states() == []
    assert states() == [TaskResultStatus.READY]
    assert DBTaskResult.objects.db == home()


@pytest.mark.django_db
def test_what_was_committed_stands_although_the_queue_is_away(held: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(DBTaskResult.objects, "create", away)
    queue.enqueue(tasks.note, "unused", "x")
    assert states() == []


@pytest.mark.django_db(transaction=True)
def test_a_sweep_finds_work_that_no_task_stands_for(held: None, tmp_path: Path) -> None:
    file = str(tmp_path / "notes")
    queue.finds(tasks.note)(lambda: [(file, "one"), (file, "two")])
    queue.enqueue(tasks.note, file, "one")
    assert queue.sweep() == 1
    assert queue.sweep() == 0
    work_off()
    assert sorted(tasks.lines(file)) == ["one", "two"]
    assert states() == [TaskResultStatus.SUCCESSFUL] * 2


@pytest.mark.django_db(transaction=True)
def test_failed_work_is_tried_again_later_and_not_for_ever(
    held: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_TRIES", 3)
    file = str(tmp_path / "notes")
    queue.finds(tasks.fail)(lambda: [(file,)])
    waits = []
    for tried in (1, 2, 3):
        assert queue.sweep(NOW) == 1
        (due,) = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
        waits.append(due.run_after - NOW)
        DBTaskResult.objects.update(run_after=NOW)
        work_off()
        assert tasks.lines(file) == ["tried"] * tried
    assert waits[1:] == [timedelta(minutes=1), timedelta(minutes=2)]
    assert queue.sweep(NOW) == 0
    assert states() == [TaskResultStatus.FAILED] * 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen_before", "takers", "becomes"),
    [
        (timedelta(seconds=30), 1, TaskResultStatus.RUNNING),
        (timedelta(seconds=61), 1, TaskResultStatus.READY),
        (None, 1, TaskResultStatus.READY),
        (timedelta(seconds=61), queue.MOST_TRIES, TaskResultStatus.FAILED),
    ],
)
def test_a_running_task_is_put_back_when_its_worker_gives_no_sign(
    held: None, seen_before: timedelta | None, takers: int, becomes: str
) -> None:
    queue.enqueue(tasks.note, "unused", "x")
    names = [f"worker {number}" for number in range(takers)]
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=names, started_at=NOW - timedelta(hours=3))
    leases.sign("another", NOW)
    if seen_before is not None:
        leases.sign(names[-1], NOW - seen_before)
    assert leases.put_back(NOW) == (becomes != TaskResultStatus.RUNNING)
    assert states() == [becomes]


@pytest.mark.django_db(transaction=True)
def test_the_worker_clears_away_what_is_old_and_nothing_else(held: None, tmp_path: Path) -> None:
    queue.enqueue(tasks.note, str(tmp_path / "notes"), "x")
    work_off()
    DBTaskResult.objects.update(finished_at=NOW - clearing.KEPT - timedelta(days=1))
    queue.enqueue(tasks.note, str(tmp_path / "notes"), "y")
    for name, days in (("over", -1), ("lasts", 1)):
        DeskSession.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(days=days))
    for days in (0, 500):
        KeyUse.objects.create(key_id=1, day=(NOW - timedelta(days=days)).date(), resource="figures", last_at=NOW)
    leases.sign("long gone", NOW - timedelta(days=2))
    work_off()
    assert tasks.lines(tmp_path / "notes") == ["x", "y"]
    assert [row.args_kwargs["args"][1] for row in DBTaskResult.objects.all()] == ["y"]
    assert [row.session_key for row in DeskSession.objects.all()] == ["lasts"]
    assert [row.day for row in KeyUse.objects.all()] == [NOW.date()]
    assert not WorkerSign.objects.exists()


def file_of(folder: Path) -> Path:
    """A data folder for a worker whose volatile file is the one of this test run."""
    folder.mkdir()
    if home() != "default":
        (folder / "volatile.sqlite3").symlink_to(connections[home()].settings_dict["NAME"])
    return folder


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, on the databases of this test run."""
    child = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker", "--interval=0.1"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address(), "DATA_DIR": str(folder)},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it did not happen within a minute"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_task_whose_worker_is_killed_is_finished_once_by_another(held: None, tmp_path: Path) -> None:
    file, folder = str(tmp_path / "notes"), file_of(tmp_path / "data")
    queue.enqueue(tasks.note_slowly, file)
    with worker(folder) as killed:
        wait_for(lambda: tasks.lines(file) == ["begun"])
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert states() == [TaskResultStatus.RUNNING]
    WorkerSign.objects.update(seen_at=NOW - leases.LEASE)  # as if the lease had gone by
    with worker(folder) as other:
        wait_for(lambda: states() == [TaskResultStatus.SUCCESSFUL])
        other.send_signal(signal.SIGTERM)
        assert other.wait(timeout=30) == 0
    assert tasks.lines(file) == ["begun", "begun", "done"]
    assert len(DBTaskResult.objects.get().worker_ids) == 2
    assert WorkerSign.objects.count() == 1  # the one that ended in order took its sign away


def test_every_module_with_tasks_can_be_loaded() -> None:
    queue.load()
    assert all(name in sys.modules for name in site.BACKGROUND)
