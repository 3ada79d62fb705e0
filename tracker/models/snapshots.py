"""Snapshots: a ledger sequence with a name, and files of it that are written once.

What the files are, and their checksums, is the content of the snapshot's versions in the ledger (`ObjectVersion`): a
redaction closes one set of files, and the next set has its own names.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField


class Snapshot(models.Model):
    """A name for what this database held at a ledger sequence; neither ever changes."""

    name = CodeField(_("name"), max_length=60, unique=True)
    sequence = models.BigIntegerField(_("ledger sequence"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-sequence", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(sequence__gte=0), name="snapshot_of_a_sequence")
        ]

    def __str__(self) -> str:
        return self.name
