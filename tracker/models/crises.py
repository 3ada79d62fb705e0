"""Crises, the events inside them, and the starting points cumulative counts share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField, choices, one_of
from tracker.models.places import Place
from tracker.vocabulary import DatePrecision


class Crisis(models.Model):
    """What a set of figures is about: the page a reader opens first.

    Which series leads for a measure is a versioned setting: its history stands in ObjectVersion, the current choice
    here.
    """

    slug = CodeField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="crises", verbose_name=_("place")
    )
    leads = models.JSONField(_("lead series by measure"), default=dict, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("crisis")
        verbose_name_plural = _("crises")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """Something that happened at a place and time: an attack, a flood, a day of clashes. Carries no numbers itself."""

    crisis = models.ForeignKey(
        Crisis, on_delete=models.PROTECT, related_name="events", verbose_name=_("crisis"), db_index=False
    )
    code = CodeField(_("code"), max_length=80)
    name = models.CharField(_("what happened"), max_length=300)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    date_precision = models.CharField(
        _("precision of the dates"), max_length=20, choices=choices(DatePrecision), default="day"
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    responsible_claimed = models.CharField(_("who is said to be responsible, by whom"), max_length=300, blank=True)
    attribution = models.CharField(_("attribution"), max_length=20, default="not_stated")
    # Nobody asks what was merged into one; without statistics an index of so many NULLs would be taken for a good one.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("start", "id")
        indexes: ClassVar = [
            models.Index(fields=["crisis", "start", "id"], name="event_of_crisis"),
            models.Index(fields=["start", "id"], name="event_by_day"),
            # The constraint below knows the codes of the others.
            models.Index(
                fields=["crisis", "code"], condition=models.Q(merged_into__isnull=False), name="event_merged_code"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["crisis", "code"], condition=models.Q(merged_into__isnull=True), name="event_code_once"
            ),
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="event_ends_after_start"),
            one_of("date_precision", DatePrecision, name="event_precision_known"),
        ]

    def __str__(self) -> str:
        return self.name


class WindowOrigin(models.Model):
    """When a cumulative count starts, as an interval; claims with the same interval share the row (METHOD R0).

    `merged_into` is an editor's decision that another interval means the same start: claims of this one count from it.
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="window_origins")
    earliest = models.DateField(_("earliest start"))
    latest = models.DateField(_("latest start"))
    label = models.CharField(_("in words"), max_length=120, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("start of a count")
        verbose_name_plural = _("starts of counts")
        ordering = ("earliest", "latest")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["crisis", "earliest", "latest"], name="window_origin_once"),
            models.CheckConstraint(condition=models.Q(latest__gte=models.F("earliest")), name="window_origin_in_order"),
        ]

    def __str__(self) -> str:
        return self.label or (f"{self.earliest}" if self.earliest == self.latest else f"{self.earliest}/{self.latest}")
