"""What a person did with many figures at once: one act, and a line for each figure with what became of it.

Written by `tracker/ledger/bulk_acts.py` only; never public. What is done to a figure is an edit or an act of its own
as well, through the door "bulk:12".
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.crises import Crisis
from tracker.models.fields import CodeField
from tracker.models.places import Place


class BulkAct(models.Model):
    """One act about many figures. `key` is the form it was confirmed with: the same form sent twice is one act.

    `outside`: its reason also answers that a place lies outside the area of the crisis (E8). `submits`: what is changed
    is handed over for review as well.
    """

    key = CodeField(max_length=32, unique=True)
    kind = CodeField(max_length=20)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    outside = models.BooleanField(default=False)
    submits = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bulk_act"
        verbose_name = _("act about many figures")
        verbose_name_plural = _("acts about many figures")
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["actor", "-id"], name="bulk_act_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(key=""), name="bulk_act_has_key"),
            models.CheckConstraint(
                condition=Q(kind__in=("submit", "withdraw"), crisis__isnull=True, place__isnull=True)
                | Q(kind="move", crisis__isnull=False, place__isnull=True)
                | Q(kind="place", crisis__isnull=True, place__isnull=False),
                name="bulk_act_has_its_target",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="bulk_act_undone_by_someone",
            ),
        ]


class BulkLine(models.Model):
    """One figure of such an act. The number alone: the draft of an import may be discarded later.

    `seen_version` is the draft that was looked at before. `did` is empty until it was dealt with. `findings` says why
    it was refused, or what keeps it a draft. `draft_version`, `draft_state` and `revision` are the figure's after the
    act: where they differ, somebody worked on it since. `former` is what it held before. `undone` is what an undo did.
    """

    act = models.ForeignKey(BulkAct, on_delete=models.PROTECT, related_name="lines", db_index=False)
    figure_id = models.BigIntegerField()
    seen_version = models.PositiveIntegerField()
    did = CodeField(max_length=20, blank=True)
    findings = models.JSONField(default=list)
    draft_version = models.PositiveIntegerField(default=0)
    draft_state = CodeField(max_length=20, blank=True)
    revision = models.PositiveIntegerField(default=0)
    former = models.JSONField(null=True)
    undone = CodeField(max_length=20, blank=True)

    class Meta:
        db_table = "bulk_line"
        verbose_name = _("figure of an act about many")
        verbose_name_plural = _("figures of acts about many")
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=["figure_id"], name="bulk_line_of_figure")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "figure_id"], name="bulk_line_figure_once"),
        ]
