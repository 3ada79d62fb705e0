"""Work that goes on after the answer was given: put in the queue after commit, carried out by the worker.

    from django_tasks import task
    from tracker.volatile import queue

    @task()
    def continue_import(run_id: int) -> None: ...      # safe to repeat, and to stop at any point

    queue.enqueue(continue_import, run_id)             # in the transaction that made the run, or outside of one

    @queue.finds(continue_import)
    def unfinished_runs() -> Iterable[tuple[int]]: ... # the arguments of work that ought to be going on

A module with tasks is named in the setting BACKGROUND, so that the worker knows it. Arguments are what JSON holds.

The queue and the row that asks for the work are not committed together (on SQLite they are in two files): between the
two the process may die. So the worker sweeps now and then: whatever `finds` names and no task stands for is enqueued.
A worker may die too, and then its task is carried out again from the start (leases.py): a task looks at its own rows
for what is left to do, and opens its door itself (ledger/doors.py). A task that fails is tried again as long as `finds`
names it, each time later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

MOST_TRIES = 5
FIRST_DELAY = timedelta(minutes=1)
"""Until a failed task is tried again; doubled with every failure."""

OUTSTANDING = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
Work = Callable[[], Iterable[tuple[Any, ...]]]

_finders: dict[str, tuple[Task[..., Any], Work]] = {}


def enqueue(task: Task[..., Any], *args: Any) -> None:
    """Have the task carried out once what is being written now is committed; never, if that is rolled back."""
    transaction.on_commit(partial(_put, task, args))


def _put(task: Task[..., Any], args: tuple[Any, ...]) -> None:
    try:
        task.enqueue(*args)
    except DatabaseError:  # the rows that ask for the work are committed: the sweep will find them
        logger.exception("A task was not enqueued: %s%r", task.module_path, args)


def finds(task: Task[..., Any]) -> Callable[[Work], Work]:
    """Mark a function as the one that names the work of a task, as tuples of its arguments."""

    def register(find: Work) -> Work:
        _finders[task.module_path] = (task, find)
        return find

    return register


def load() -> None:
    """Import every module that has tasks."""
    for name in settings.BACKGROUND:
        import_module(name)


def sweep(now: datetime | None = None) -> int:
    """Enqueue the work that no task stands for; returns how many tasks that made.

    Work whose task has failed is enqueued for later, and no more after MOST_TRIES: then somebody has to look.
    """
    moment = now or timezone.now()
    made = 0
    for task, find in _finders.values():
        found = list(find())
        held = _held(task) if found else {}
        for args in found:
            states = held.get(_named(args), [])
            failures = states.count(TaskResultStatus.FAILED)
            if failures >= MOST_TRIES or any(state in OUTSTANDING for state in states):
                continue
            later = moment + FIRST_DELAY * 2 ** (failures - 1) if failures else None
            task.using(run_after=later).enqueue(*args)
            made += 1
    return made


def _held(task: Task[..., Any]) -> dict[str, list[str]]:
    """The states of this task's rows, by its arguments."""
    rows = DBTaskResult.objects.filter(task_path=task.module_path).exclude(status=TaskResultStatus.SUCCESSFUL)
    states: dict[str, list[str]] = {}
    for args, state in rows.order_by().values_list("args_kwargs", "status"):
        states.setdefault(_named(args["args"]), []).append(state)
    return states


def _named(args: Iterable[Any]) -> str:
    return repr(list(args))
