"""Which workers are alive: the tasks themselves are rows of django-tasks-db."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField


class WorkerSign(models.Model):
    """A process that carries out background work, and when it last gave a sign of life. Lives in the volatile file."""

    worker = CodeField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "worker_sign"
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
