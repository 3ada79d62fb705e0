"""Where people are signed in: Django's session, with whose it is, so that its owner can see and end it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskSession(AbstractBaseSession):
    """One browser in which somebody is signed in. `user_id` is no foreign key: sessions live in a file of their own."""

    user_id = models.BigIntegerField(null=True, blank=True)
    client = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "desk_session"
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes: ClassVar = [
            models.Index(fields=["user_id"], condition=models.Q(user_id__isnull=False), name="session_of_user")
        ]
