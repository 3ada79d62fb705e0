"""Trends as stored at the current sequence: written by the ledger when it publishes, read by every page and answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.crises import Crisis, Event, WindowOrigin
from tracker.models.fields import CodeField
from tracker.models.places import Place
from tracker.models.sources import Organisation

SHARE: dict[str, Any] = {"max_digits": 6, "decimal_places": 3, "null": True, "blank": True}


RANKED_BY = [
    "crisis", "measure", "basis", "point_count", "population_group", "people_status", "gender", "age_range",
    "last_date", "spine", "id",
]  # fmt: skip
"""What the choosing rule of the headline cards asks of a series, so that an index alone can answer it."""


class Series(models.Model):
    """Claims that may stand on one line: everything METHOD R0 names is the same.

    `key` is that identity as text. Settings (`spine_choice`, `max_gap`, `stale_after`) are an editor's, with a public
    reason; their history stands in ObjectVersion. `off_spine` and `not_used` list [figure, reason code] of what has no
    point on its day; the rest stands with the point of that day.
    """

    key = CodeField(max_length=600, unique=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="series", db_index=False)
    measure = CodeField(max_length=40)
    basis = CodeField(max_length=20)
    counting = CodeField(max_length=20)
    unit = CodeField(max_length=20)
    level = CodeField(max_length=20)
    cause = CodeField(max_length=20)
    people_status = CodeField(max_length=20)
    population_group = CodeField(max_length=60, blank=True)
    gender = CodeField(max_length=5)
    age_range = CodeField(max_length=12)
    operation = CodeField(max_length=120, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="series", db_index=False)
    origin_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    window_origin = models.ForeignKey(
        WindowOrigin, on_delete=models.PROTECT, null=True, blank=True, related_name="series"
    )

    spine_choice = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chosen spine"),
    )
    max_gap = models.PositiveIntegerField(_("longest gap joined, in days"), null=True, blank=True)
    stale_after = models.PositiveIntegerField(_("stale after, in days"), default=180)
    settings_reason = models.CharField(_("reason for the settings"), max_length=1000, blank=True)
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")

    spine = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    spine_reason = CodeField(max_length=30, blank=True)
    off_spine = models.JSONField(default=list)
    not_used = models.JSONField(default=list)
    figure_count = models.PositiveIntegerField(default=0)
    point_count = models.PositiveIntegerField(default=0)
    last_date = models.DateField(null=True, blank=True)
    last_low = models.BigIntegerField(null=True, blank=True)
    last_best = models.BigIntegerField(null=True, blank=True)
    last_high = models.BigIntegerField(null=True, blank=True)
    last_high_open = models.BooleanField(default=False)
    last_figure = models.BigIntegerField(null=True, blank=True)
    computed_at = models.BigIntegerField(_("ledger entry of the last computation"), default=0)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["crisis", "measure"], name="series_of_crisis"),
            models.Index(fields=["place", "measure"], name="series_of_place"),
            models.Index(fields=["last_date"], name="series_last_date"),
            models.Index(fields=RANKED_BY, name="series_ranked"),
        ]

    def __str__(self) -> str:
        return self.key


class SeriesPoint(models.Model):
    """One point of a series: a day, the range of sources, and the figures behind it (METHOD R3, R4).

    `off_spine` and `not_used` list [figure, reason code] of the claims of that day that the point leaves out: a series
    may have a hundred thousand, and what is added changes the lists of its own days.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="points", db_index=False)
    date = models.DateField()
    period_start = models.DateField(null=True, blank=True)
    value_low = models.BigIntegerField(null=True, blank=True)
    value_best = models.BigIntegerField(null=True, blank=True)
    value_high = models.BigIntegerField(null=True, blank=True)
    percent_low = models.DecimalField(**SHARE)
    percent_best = models.DecimalField(**SHARE)
    percent_high = models.DecimalField(**SHARE)
    high_open = models.BooleanField(default=False)
    figure = models.BigIntegerField()
    originators = models.JSONField(default=list)
    conflicts = models.JSONField(default=list)
    used = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    bounds_basis = CodeField(max_length=20, blank=True)
    break_before = models.BooleanField(default=False)
    off_spine = models.JSONField(default=list)
    not_used = models.JSONField(default=list)

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        ordering = ("series", "date")
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "date"], name="point_day_once")]


class EventTotal(models.Model):
    """What is known of one measure at one event, reconciled by METHOD R4; a version for each ledger sequence that
    changed it.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="totals", db_index=False)
    measure = CodeField(max_length=40)
    people_status = CodeField(max_length=20)
    sequence_from = models.BigIntegerField()
    sequence_to = models.BigIntegerField(null=True, blank=True)
    value_low = models.BigIntegerField(null=True, blank=True)
    value_best = models.BigIntegerField(null=True, blank=True)
    value_high = models.BigIntegerField(null=True, blank=True)
    high_open = models.BooleanField(default=False)
    flags = models.JSONField(default=list)
    date_precision = CodeField(max_length=20, default="day")
    month = models.DateField(_("month in which the event ends"))
    location_code = CodeField(max_length=3, blank=True)
    admin1_code = CodeField(max_length=40, blank=True)
    admin2_code = CodeField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("total of an event")
        verbose_name_plural = _("totals of events")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "measure", "people_status"],
                condition=Q(sequence_to__isnull=True),
                name="event_total_current_once",
            ),
            models.UniqueConstraint(
                fields=["event", "measure", "people_status", "sequence_from"], name="event_total_version_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["measure", "location_code"], name="event_total_of_country")]


class Tally(models.Model):
    """Sums over the events that ended in one month, for one place and all it contains, one measure and status.

    Kept by increments as totals of events change (METHOD R7); holds the present state only. `scope` is a place code, or
    empty for the whole world. Sums are over the events that have the bound; the counts say how many have not.
    """

    scope = CodeField(max_length=40, blank=True)
    measure = CodeField(max_length=40)
    people_status = CodeField(max_length=20)
    month = models.DateField()
    events = models.IntegerField(default=0)
    without_low = models.IntegerField(default=0)
    without_best = models.IntegerField(default=0)
    without_high = models.IntegerField(default=0)
    open_events = models.IntegerField(default=0)
    disagreeing = models.IntegerField(default=0)
    interested_only = models.IntegerField(default=0)
    partial = models.IntegerField(default=0)
    wide_date = models.IntegerField(default=0)
    low = models.BigIntegerField(default=0)
    best = models.BigIntegerField(default=0)
    high = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "measure", "people_status", "month"], name="tally_cell_once")
        ]
