"""Signs of life of workers: a task whose worker has given none for a while is put back, and carried out again.

A worker that is killed cannot say so; its task would stay "running" for ever. There is no limit to how long a task may
take: the lease is the worker's, renewed beside the task (tracker/management/commands/run_worker.py).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tracker.models import WorkerSign
from tracker.volatile.queue import MOST_TRIES

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)

KILLED = "Every worker that took this task ended while carrying it out."


def sign(worker: str, now: datetime | None = None) -> None:
    """Say that a worker lives."""
    WorkerSign.objects.update_or_create(worker=worker, defaults={"seen_at": now or timezone.now()})


def leave(worker: str) -> None:
    """Say that a worker has ended."""
    WorkerSign.objects.filter(worker=worker).delete()


def living(now: datetime | None = None) -> set[str]:
    """The workers that gave a sign within the lease."""
    since = (now or timezone.now()) - LEASE
    return set(WorkerSign.objects.filter(seen_at__gt=since).values_list("worker", flat=True))


def put_back(now: datetime | None = None) -> int:
    """Put back the running tasks of dead workers; returns how many. One that outlived MOST_TRIES workers has failed."""
    alive = living(now)
    changed = 0
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    for row in running.order_by().only("worker_ids", "task_path"):
        if row.worker_ids and row.worker_ids[-1] in alive:
            continue
        if len(row.worker_ids) >= MOST_TRIES:
            logger.error("Task %s (%s) failed: %s", row.pk, row.task_path, KILLED)
            outcome = {"status": TaskResultStatus.FAILED, "traceback": KILLED, "finished_at": now or timezone.now()}
        else:
            logger.warning("Task %s (%s) is put back: its worker has gone.", row.pk, row.task_path)
            outcome = {"status": TaskResultStatus.READY}
        changed += DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, worker_ids=row.worker_ids
        ).update(**outcome)
    return changed
