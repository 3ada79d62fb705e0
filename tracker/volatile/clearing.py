"""What the volatile tables need not hold any longer; the worker clears it away about once an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tracker.models import DeskSession, KeyUse, WorkerSign

KEPT = timedelta(days=30)
"""How long the outcome of a task is kept, for whoever looks for what went wrong."""
USES_KEPT = timedelta(days=400)
"""How long uses of keys are counted back."""
SIGNS_KEPT = timedelta(days=1)


def clear(now: datetime | None = None) -> int:
    """Delete ended sessions, outcomes of old tasks, old uses and signs of workers long gone; returns how many rows."""
    moment = now or timezone.now()
    gone = (
        DeskSession.objects.filter(expire_date__lt=moment),
        DBTaskResult.objects.finished().filter(finished_at__lt=moment - KEPT),
        KeyUse.objects.filter(day__lt=(moment - USES_KEPT).date()),
        WorkerSign.objects.filter(seen_at__lt=moment - SIGNS_KEPT),
    )
    return sum(rows.delete()[0] for rows in gone)
