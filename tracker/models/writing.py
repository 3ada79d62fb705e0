"""Requests that partners may send twice: what was answered the first time, kept for a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.access import ApiKey
from tracker.models.fields import CodeField


class SentRequest(models.Model):
    """A request under an Idempotency-Key, claimed before it is carried out; `status` is empty until it was."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    name = CodeField(max_length=255)
    request_sha = CodeField(max_length=64)
    claimed_at = models.DateTimeField()
    status = models.SmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        db_table = "sent_request"
        verbose_name = _("request sent under a key of its own")
        verbose_name_plural = _("requests sent under keys of their own")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "name"], name="sent_request_once")]
        indexes: ClassVar = [models.Index(fields=["claimed_at"], name="sent_request_age")]
