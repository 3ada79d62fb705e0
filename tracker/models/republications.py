"""What an editor changed about a source, and how far the figures that show it have been published again.

A rename, a merge or the undoing of one is declared in one transaction; the figures follow in chunks, so that a process
that ends in between leaves a row here that says what is left. Written by `tracker/ledger/republish.py`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField, one_of

RENAME, MERGE, SPLIT = "rename", "merge", "split"
KINDS = (RENAME, MERGE, SPLIT)


class Republication(models.Model):
    """One act and its progress: `done` of about `total` public figures; `position` is the last sequence looked at.

    `target_id` is what the object was merged into, or is taken out of again. `undone_by` is the act that undid a merge.
    """

    batch = CodeField(max_length=32, unique=True)
    kind = CodeField(max_length=10)
    object_type = CodeField(max_length=20)
    object_id = models.BigIntegerField()
    target_id = models.BigIntegerField(null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    choices = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undoes")

    class Meta:
        db_table = "republication"
        verbose_name = _("figures published again")
        verbose_name_plural = _("figures published again")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id"], name="republication_of_object"),
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="republication_unfinished"),
        ]
        constraints: ClassVar = [
            one_of("kind", KINDS, name="republication_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="republication_says_why"),
        ]


class MovedReference(models.Model):
    """A row that named what was merged, and in which column: the way back. `held` keeps a row that had to go."""

    republication = models.ForeignKey(Republication, on_delete=models.PROTECT, related_name="moved")
    table = CodeField(max_length=20)
    row_id = models.BigIntegerField()
    column = CodeField(max_length=30)
    held = models.JSONField(default=dict)

    class Meta:
        db_table = "moved_reference"
        verbose_name = _("reference that was moved")
        verbose_name_plural = _("references that were moved")
        ordering = ("id",)
