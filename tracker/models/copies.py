"""Copies of documents that are kept at the desk, so that the words can be read when the link is dead.

The bytes lie in DATA_DIR/documents, named by their hash; a row says which document they are a copy of, and who kept
them. Written by `tracker/ledger/copies.py` only; never public.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField
from tracker.models.sources import Document


class StoredCopy(models.Model):
    """One file as a copy of a document: its name as it came, what it is, its size in bytes and its hash.

    `key` is the form that it came with: the same form sent twice keeps one. A copy that is removed leaves its row, with
    who removed it and why; its bytes are gone unless another row names them.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="copies", db_index=False)
    sha256 = CodeField(_("SHA-256 of the file"), max_length=64)
    size = models.BigIntegerField(_("size"))
    name = models.CharField(_("name of the file"), max_length=200)
    media_type = CodeField(_("kind of file"), max_length=100)
    key = CodeField(max_length=32, unique=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        db_table = "stored_copy"
        verbose_name = _("copy of a document")
        verbose_name_plural = _("copies of documents")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["document"], name="stored_copy_of_document"),
            models.Index(fields=["sha256"], name="stored_copy_of_file"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_copy_holds_something"),
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True, removed_at__isnull=True, removal_reason="")
                | (Q(removed_by__isnull=False, removed_at__isnull=False) & ~Q(removal_reason="")),
                name="stored_copy_removed_by_someone_with_reason",
            ),
        ]
