"""How many requests were counted in the present minute, by whom: shared by all server processes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField


class RateCount(models.Model):
    """One row for each subject that is limited, for its latest minute only. Lives in the volatile file."""

    subject = CodeField(max_length=64, primary_key=True)
    minute = models.BigIntegerField()
    requests = models.BigIntegerField()

    class Meta:
        db_table = "rate_count"
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")
