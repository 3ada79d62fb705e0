"""What people at the desk say and do around a working copy, and with accounts: nothing here is ever public.

Written by `tracker/ledger/notes.py` and `tracker/ledger/acts.py`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField
from tracker.models.figures import Figure


class ReviewNote(models.Model):
    """A remark about one field of a working copy, or about the whole of it; open until somebody says it is settled.

    `key` is the form that it was sent with: the same form sent twice makes one note.
    """

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="review_notes")
    field = CodeField(_("field"), max_length=60, blank=True)
    text = models.CharField(_("note"), max_length=1000)
    key = CodeField(max_length=32, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "review_note"
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="review_note_says_something"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="review_note_settled_by_someone",
            ),
        ]


class DeskAct(models.Model):
    """Something done at the desk that changes no public answer: a draft handed over or back, an account changed.

    `changes` maps a name to what it was and what it became. Without an actor it was the machine. Never a secret:
    of a password it is kept that it changed.
    """

    object_type = CodeField(max_length=20)
    object_id = models.BigIntegerField()
    action = CodeField(max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    door = CodeField(max_length=40, blank=True)
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "desk_act"
        verbose_name = _("act at the desk")
        verbose_name_plural = _("acts at the desk")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "at"], name="act_of_object"),
            models.Index(fields=["at"], name="act_at"),
            models.Index(fields=["actor", "at"], name="act_of_person"),
        ]
