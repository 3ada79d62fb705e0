"""Forms of new figures that are not finished: what was typed so far, kept until the figure is recorded.

A form is no figure: what is recorded is valid (docs/decisions/08), and half a sentence is not. Written by
`tracker/ledger/entry_drafts.py` only; seen by its owner alone, never public.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField


class EntryDraft(models.Model):
    """One unfinished form. `key` is the form's own, under which its figure will be recorded.

    `typed` maps names of fields to the text in them, as typed. `version` grows with every change, so that two
    windows at the same form notice each other.
    """

    key = CodeField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "entry_draft"
        verbose_name = _("unfinished form")
        verbose_name_plural = _("unfinished forms")
        ordering = ("-changed_at", "-id")
        indexes: ClassVar = [models.Index(fields=["user", "-changed_at"], name="entry_draft_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(key=""), name="entry_draft_has_key"),
            models.CheckConstraint(condition=Q(version__gte=1), name="entry_draft_version_counts"),
        ]

    @property
    def named(self) -> str:
        """What tells it from other forms: its number, its document or its quote; "" when none is typed yet."""
        names = ("value_text", "document_title", "document_url", "quote")
        return next((self.typed[name] for name in names if self.typed.get(name)), "")
