"""The ledger: what was published, by whom, when and why, one entry after the other, never rewritten.

`sequence` is one gap-free count taken under the head's lock, so the order of commits is the order of sequences. A
version's primary key is the sequence of the entry that published it. Nothing here has foreign keys: evidence
outlives what it was made from. Guards in the database refuse updates and deletes (tracker/ledger/guards.py).
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField

ZERO_SHA = "0" * 64
"""The hash before the first entry."""


class LedgerHead(models.Model):
    """The one row that says how far the ledger has come; whoever holds it may write."""

    ledger_id = CodeField(max_length=32)
    sequence = models.BigIntegerField(default=0)
    sha = CodeField(max_length=64, default=ZERO_SHA)
    live_count = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ledger_head"
        verbose_name = _("head of the ledger")
        verbose_name_plural = _("head of the ledger")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="ledger_head_is_one")]


class LedgerEntry(models.Model):
    """One thing that changed a public answer. `sha` covers the entry before it, so nothing can be rewritten unseen."""

    sequence = models.BigIntegerField(primary_key=True)
    type = CodeField(max_length=40)
    object_type = CodeField(max_length=20)
    object_id = models.BigIntegerField()
    revision = models.IntegerField()
    action = CodeField(max_length=20)
    actor = models.BigIntegerField(null=True, blank=True)
    author = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    batch = CodeField(max_length=32, blank=True)
    content_sha = CodeField(max_length=64, blank=True)
    sha = CodeField(max_length=64)
    data = models.JSONField(default=dict)
    door = CodeField(max_length=40, blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ledger_entry"
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ("sequence",)
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "sequence"], name="entry_of_object"),
            models.Index(fields=["batch", "sequence"], condition=~Q(batch=""), name="entry_of_batch"),
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["actor", "at"], condition=Q(actor__isnull=False), name="entry_of_person"),
            models.Index(fields=["action", "sequence"], name="entry_of_action"),
        ]


class CrisisCount(models.Model):
    """How many figures of a crisis stand now; kept with the head, because counting them reads every one."""

    crisis = CodeField(max_length=60, primary_key=True)
    figures = models.BigIntegerField(default=0)

    class Meta:
        db_table = "crisis_count"
        verbose_name = _("figures of a crisis")
        verbose_name_plural = _("figures of crises")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(figures__gte=0), name="crisis_count_not_negative")]


def open_at(sequence: int) -> Q:
    """Rows whose interval had not ended at a ledger sequence; whether it had begun is another condition."""
    return Q(sequence_to__isnull=True) | Q(sequence_to__gt=sequence)


class VersionQuerySet(models.QuerySet["PublishedFigure"]):
    """The sets of versions people speak of."""

    def at(self, sequence: int) -> Self:
        """Versions that stood at a ledger sequence."""
        return self.filter(open_at(sequence), sequence__lte=sequence)

    def live(self) -> Self:
        """Versions that stand now."""
        return self.filter(sequence_to__isnull=True)


SPEAKS_OF = Coalesce("as_of_date", "reference_period_end", "said_date")
"""The day a claim speaks of."""


class PublishedFigure(models.Model):
    """One published state of a figure: frozen content, the narrow columns it is found by, and its rendered rows.

    `content` is hashed and never changes; every other column is derived from it. `other_documents` lists the
    documents that carried the statement beside the primary one, as "|4|17|". `body` (JSON row) and `line` (CSV
    row) are re-rendered when a release changes them, and `render` says by which rendering.
    """

    sequence = models.BigIntegerField(primary_key=True)
    sequence_to = models.BigIntegerField(null=True, blank=True)
    figure_id = models.BigIntegerField()
    revision = models.IntegerField()
    series_id = models.BigIntegerField(null=True, blank=True)

    crisis = CodeField(max_length=60)
    event_id = models.BigIntegerField(null=True, blank=True)
    measure = CodeField(max_length=40)
    basis = CodeField(max_length=20)
    counting = CodeField(max_length=20)
    unit = CodeField(max_length=20)
    level = CodeField(max_length=20)
    qualifier = CodeField(max_length=20)
    cause = CodeField(max_length=20)
    people_status = CodeField(max_length=20)
    population_group = CodeField(max_length=60, blank=True)
    gender = CodeField(max_length=5)
    age_range = CodeField(max_length=12)
    role = CodeField(max_length=20)
    grade = CodeField(max_length=20, blank=True)
    party = CodeField(max_length=20)
    source_reliability = CodeField(max_length=1)
    claim_credibility = models.SmallIntegerField()
    hops = models.SmallIntegerField()

    value_low = models.BigIntegerField(null=True, blank=True)
    value_best = models.BigIntegerField(null=True, blank=True)
    value_high = models.BigIntegerField(null=True, blank=True)
    percent_low = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    percent_best = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    percent_high = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    high_open = models.BooleanField(default=False)
    bounds_basis = CodeField(max_length=20, blank=True)
    off_axis = CodeField(max_length=30, blank=True)

    place_code = CodeField(max_length=40)
    location_code = CodeField(max_length=3, blank=True)
    admin1_code = CodeField(max_length=40, blank=True)
    admin2_code = CodeField(max_length=40, blank=True)
    admin_level = models.SmallIntegerField(null=True, blank=True)
    origin_location_code = CodeField(max_length=40, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    reference_period_start = models.DateField(null=True, blank=True)
    reference_period_start_latest = models.DateField(null=True, blank=True)
    reference_period_end = models.DateField(null=True, blank=True)
    as_of_date = models.DateField(null=True, blank=True)
    statement_date = models.DateField(null=True, blank=True)
    said_date = models.DateField()
    document_published_date = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField()

    organisation_id = models.BigIntegerField()
    originator_id = models.BigIntegerField()
    speaker_id = models.BigIntegerField(null=True, blank=True)
    document_id = models.BigIntegerField()
    other_documents = models.TextField(blank=True)
    operation = CodeField(max_length=120, blank=True)
    reporting_round = CodeField(max_length=20, blank=True)
    source_system = CodeField(max_length=60, blank=True)
    external_id = CodeField(max_length=200, blank=True)
    redistributable = models.BooleanField(default=True)
    share_of = models.BigIntegerField(null=True, blank=True)
    supersedes = models.BigIntegerField(null=True, blank=True)
    supersedes_kind = CodeField(max_length=20, blank=True)
    contests = models.BigIntegerField(null=True, blank=True)
    part_of = models.BigIntegerField(null=True, blank=True)

    nonce = CodeField(max_length=32)
    content = models.TextField()
    content_sha = CodeField(max_length=64)
    body = models.TextField()
    line = models.TextField()
    render = models.SmallIntegerField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        db_table = "published_figure"
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        ordering = ("sequence",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["figure_id", "revision"], name="version_revision_once"),
            models.UniqueConstraint(
                fields=["figure_id"], condition=Q(sequence_to__isnull=True), name="version_current_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["location_code", "measure", "sequence"], name="version_location_measure"),
            models.Index(fields=["measure", "sequence"], name="version_measure"),
            models.Index(fields=["admin1_code", "sequence"], name="version_admin1"),
            models.Index(fields=["admin2_code", "sequence"], name="version_admin2"),
            models.Index(fields=["series_id", "sequence"], name="version_series"),
            models.Index(F("series_id"), SPEAKS_OF, name="version_series_day"),
            models.Index(fields=["document_id", "sequence", "sequence_to"], name="version_document"),
            models.Index(fields=["sequence"], condition=~Q(other_documents=""), name="version_other_documents"),
            models.Index(fields=["organisation_id", "sequence", "sequence_to"], name="version_organisation"),
            models.Index(fields=["originator_id", "sequence"], name="version_originator"),
            models.Index(
                fields=["speaker_id", "sequence"], condition=Q(speaker_id__isnull=False), name="version_speaker"
            ),
            models.Index(fields=["place_code", "sequence"], name="version_place"),
            models.Index(fields=["place_code", "said_date"], name="version_place_said"),
            models.Index(fields=["crisis", "sequence"], name="version_crisis"),
            models.Index(fields=["crisis", "said_date"], name="version_crisis_said"),
            models.Index(fields=["event_id", "sequence", "sequence_to"], name="version_event"),
            # The few that changes are counted by; of the whole site the embedded engine uses no index that begins
            # with the crisis, of a crisis none that begins with the sequence.
            models.Index(fields=["sequence"], condition=Q(revision__gt=1), name="version_again"),
            models.Index(fields=["sequence"], condition=Q(redacted_at__isnull=False), name="version_redacted"),
            models.Index(fields=["crisis", "sequence"], condition=Q(revision__gt=1), name="version_again_in"),
            models.Index(fields=["supersedes"], condition=Q(supersedes__isnull=False), name="version_supersedes"),
            models.Index(fields=["share_of"], condition=Q(share_of__isnull=False), name="version_share_of"),
            models.Index(fields=["contests"], condition=Q(contests__isnull=False), name="version_contests"),
            models.Index(fields=["part_of"], condition=Q(part_of__isnull=False), name="version_part_of"),
            models.Index(
                fields=["crisis", "measure", "said_date"],
                condition=Q(part_of__isnull=False),
                name="version_parts_of_crisis",
            ),
        ]


class ObjectVersion(models.Model):
    """One published state of anything but a figure: an event, a series' settings, a crisis' leads, a name.

    The same shape as figure versions: primary key = ledger sequence, open until the next state closes it.
    """

    sequence = models.BigIntegerField(primary_key=True)
    sequence_to = models.BigIntegerField(null=True, blank=True)
    object_type = CodeField(max_length=20)
    object_id = models.BigIntegerField()
    revision = models.IntegerField()
    nonce = CodeField(max_length=32)
    content = models.TextField()
    content_sha = CodeField(max_length=64)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "object_version"
        verbose_name = _("version of an object")
        verbose_name_plural = _("versions of objects")
        ordering = ("sequence",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_type", "object_id", "revision"], name="object_revision_once"),
            models.UniqueConstraint(
                fields=["object_type", "object_id"],
                condition=Q(sequence_to__isnull=True),
                name="object_current_once",
            ),
        ]


class RedactionRequest(models.Model):
    """An administrator's request to blank a figure that does harm; a second person confirms it, both are named."""

    figure_id = models.BigIntegerField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    public_reason = models.CharField(max_length=1000)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sequence = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for redaction")
        verbose_name_plural = _("requests for redaction")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("requested_by")),
                name="redaction_by_two",
            ),
            models.CheckConstraint(condition=~Q(public_reason=""), name="redaction_says_why"),
        ]
