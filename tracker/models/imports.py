"""Files that were brought in: the run of each, its rows as they stood in the file, and the figures made of them.

Written by `tracker/ledger/imports.py` only; never public. Nothing here is ever part of a public answer: what a run
recorded are figures like any other, and how the public learns of them is the ledger's business.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models.crises import Crisis
from tracker.models.fields import CodeField, choices, one_of
from tracker.vocabulary import ImportState, RowState

UNDO_FOR = timedelta(days=30)
"""How long what a run stored can be taken back as a whole."""
CONFIRM_WITHIN = timedelta(days=14)
"""How long a preview waits for its confirmation: after that, the world it was made in is another."""


class ImportRun(models.Model):
    """One file brought in for one crisis.

    `signature` is that of the file's header, by which a `mapping` (column -> field) is remembered; `options` are what
    the file cannot say of itself (readers/opening.py). `counts` are rows
    by state and figures by what was done. `problems` are findings about the file itself: with one, nothing of it can
    be stored. `whole` means that a single bad row keeps all others out.
    """

    name = models.CharField(_("file"), max_length=255)
    sha256 = CodeField(_("SHA-256 of the file"), max_length=64)
    size = models.BigIntegerField(_("bytes"), default=0)
    layout = CodeField(_("layout"), max_length=40, blank=True)
    signature = CodeField(max_length=64, blank=True)
    mapping = models.JSONField(_("columns and what they hold"), default=dict, blank=True)
    options = models.JSONField(_("what the file cannot say of itself"), default=dict, blank=True)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="imports", verbose_name=_("crisis"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    whole = models.BooleanField(_("nothing unless all rows are good"), default=False)
    state = CodeField(_("state"), max_length=20, choices=choices(ImportState), default=ImportState.STAGED)
    counts = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    key = CodeField(max_length=32, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "import_run"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["sha256", "crisis"], name="import_run_of_file"),
            models.Index(fields=["signature", "-id"], condition=~Q(signature=""), name="import_run_of_header"),
        ]
        constraints: ClassVar = [
            one_of("state", ImportState, name="import_run_state_known"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("created_by")),
                name="import_run_published_by_another",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="import_run_has_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def batch(self) -> str:
        """The batch of its entries in the ledger."""
        return f"import:{self.pk}"

    @property
    def waits_for_mapping(self) -> bool:
        """Whether somebody has to say first what its columns hold."""
        return self.state == ImportState.STAGED and bool(self.options.get("ask_mapping")) and not self.mapping

    @property
    def is_at_work(self) -> bool:
        """Whether something was asked for that is not done yet."""
        publishing = self.state == ImportState.DONE and self.published_by_id and self.published_at is None
        going = (ImportState.STAGED, ImportState.COMMITTING, ImportState.UNDOING)
        return bool(publishing) or (self.state in going and not self.waits_for_mapping)

    @property
    def is_expired(self) -> bool:
        """Whether its preview waited too long to be confirmed."""
        waits = self.state in (ImportState.STAGED, ImportState.PREVIEWED)
        return waits and timezone.now() - self.created_at > CONFIRM_WITHIN

    @property
    def can_be_undone(self) -> bool:
        """Whether what it stored can still be taken back."""
        if self.state == ImportState.UNDOING:
            return True
        done = self.state == ImportState.DONE and self.done_at is not None
        return bool(done and self.done_at and timezone.now() - self.done_at <= UNDO_FOR)


class ImportRow(models.Model):
    """One row of a file, numbered as a spreadsheet counts: its cells as they stand there, and what was read in them.

    `position` counts the rows of the whole run; `known_as` is the number by which other rows of the file name this one,
    `record` the hash of the record that it says it is, or of its words where it names none.
    `claims` is what the reader made of the row, as JSON text; `edited` what a person changed of it before it was
    stored, by part and field. `findings` are errors and warnings, or why the row was passed over; `kinds` their kinds,
    each with a space around it, by which rows with the same fault are counted and found.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(_("row"))
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    known_as = CodeField(max_length=60, blank=True)
    record = CodeField(max_length=64, blank=True)
    cells = models.JSONField(default=list)
    """Pairs of column and cell: PostgreSQL keeps no order of the names in an object."""
    claims = models.TextField(blank=True)
    edited = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = CodeField(_("state"), max_length=20, choices=choices(RowState), default=RowState.READ)
    findings = models.JSONField(default=list, blank=True)
    kinds = CodeField(max_length=400, blank=True)

    class Meta:
        db_table = "import_row"
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ("position",)
        indexes: ClassVar = [
            models.Index(fields=["run", "state", "position"], name="import_row_by_state"),
            models.Index(fields=["run", "kinds", "position"], condition=~Q(kinds=""), name="import_row_by_kinds"),
            models.Index(fields=["run", "known_as"], condition=~Q(known_as=""), name="import_row_known_as"),
            models.Index(fields=["run", "record", "position"], condition=~Q(record=""), name="import_row_of_record"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "position"], name="import_row_once"),
            one_of("state", RowState, name="import_row_state_known"),
        ]

    @property
    def states_something(self) -> bool:
        """Whether its reader made any claim of it; else its cells are what can be put right."""
        return self.claims not in ("", "[]")

    @property
    def by_column(self) -> dict[str, str]:
        """The cells by their columns, in the order of the file."""
        return dict(self.cells)


class ImportedFigure(models.Model):
    """What a row did to a figure: recorded it, revised it, or left it as it was.

    `sha` is that of the claim as read, by which the same claim is known again; `by_words`: it names no record, so that
    it is known by nothing else. `draft_version` is the figure's after
    the row was stored: a higher one means that somebody worked on it since. `former` is what a revised working copy
    held before. `held_back`: its publisher keeps the row out of its own figures. `undone` says what an undo did.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="figures", db_index=False)
    position = models.PositiveIntegerField()
    figure_id = models.BigIntegerField()
    part = models.CharField(max_length=120, blank=True)
    did = CodeField(max_length=20)
    sha = CodeField(max_length=64)
    draft_version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    former = models.JSONField(null=True, blank=True)
    held_back = models.BooleanField(default=False)
    by_words = models.BooleanField(default=False)
    undone = CodeField(max_length=20, blank=True)

    class Meta:
        db_table = "imported_figure"
        verbose_name = _("figure of an import")
        verbose_name_plural = _("figures of imports")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["run", "position"], name="imported_figure_of_row"),
            models.Index(fields=["figure_id"], name="imported_figure_of_figure"),
            models.Index(fields=["sha"], condition=Q(by_words=True), name="imported_figure_by_words"),
        ]
