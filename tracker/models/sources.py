"""Who says things, and in which documents."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import CodeField, choices, one_of
from tracker.vocabulary import RELIABILITIES, DatePrecision, DocumentKind, OrganisationKind


class Organisation(models.Model):
    """A body that counts, says or publishes figures.

    One that was merged into another stays, so that past revisions can name it; what is looked up follows `merged_into`.
    """

    name = models.CharField(_("name"), max_length=200)
    names = models.JSONField(_("names by language"), default=dict, blank=True)
    code = CodeField(_("short name"), max_length=40, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=choices(OrganisationKind), default="other")
    reliability = models.CharField(_("reliability"), max_length=1, default="F")
    reliability_reason = models.CharField(_("reason for the reliability"), max_length=500, blank=True)
    party_to_conflict = models.BooleanField(_("party to the conflict"), default=False)
    party_reason = models.CharField(_("reason why it is a party"), max_length=500, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    url = models.URLField(_("web site"), max_length=500, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        constraints: ClassVar = [
            one_of("kind", OrganisationKind, name="organisation_kind_known"),
            one_of("reliability", RELIABILITIES, name="organisation_reliability_known"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(merged_into__isnull=True),
                name="organisation_name_once",
                violation_error_message=_("Another organisation has this name. Merge the two instead."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code="") & models.Q(merged_into__isnull=True),
                name="organisation_code_once",
                violation_error_message=_("Another organisation has this short name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """A person who speaks publicly in an office, or, without a name, the office alone ("a military official").

    Another office of the same person is another speaker; `since` and `until` say when they held this one.
    """

    name = models.CharField(_("name"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="speakers", verbose_name=_("speaks for")
    )
    since = models.DateField(_("in office since"), null=True, blank=True)
    until = models.DateField(_("in office until"), null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("name", "title")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "title", "organisation"],
                condition=models.Q(merged_into__isnull=True),
                name="speaker_once",
                violation_error_message=_("This speaker is recorded already. Merge the two instead."),
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="speaker_ends_after_start",
                violation_error_message=_("The office ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~(models.Q(name="") & models.Q(title="")), name="speaker_has_name_or_title"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.title) if part)


class Document(models.Model):
    """Where the words stand: an article, a report, a data file, or the record of a direct witness.

    `text` is the desk's copy and is never public; `redistributable` false keeps every figure of the document a draft.
    """

    title = models.CharField(_("title"), max_length=400)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    normalised_url = CodeField(max_length=1000, blank=True, editable=False)
    publisher = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("publisher"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=choices(DocumentKind), default="other")
    published_date = models.DateField(_("published on"), null=True, blank=True)
    published_precision = models.CharField(
        _("precision of the publication date"), max_length=20, choices=choices(DatePrecision), default="day"
    )
    accessed_date = models.DateField(_("read on"), null=True, blank=True)
    language = CodeField(_("language"), max_length=12, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    redistributable = models.BooleanField(_("figures may be passed on"), default=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, blank=True)
    sha256 = CodeField(_("SHA-256 of the file"), max_length=64, blank=True)
    text = models.TextField(_("text"), blank=True)
    # Nobody asks what was merged into one; without statistics an index of so many NULLs would be taken for a good one.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-published_date", "-id")
        indexes: ClassVar = [
            models.Index(fields=["-published_date", "-id"], name="document_newest"),
            # The constraint below knows no address of what was merged, so it finds none.
            models.Index(fields=["normalised_url"], name="document_url"),
            # By these, those without an address are told apart.
            models.Index(fields=["title", "published_date"], name="document_titled"),
        ]
        constraints: ClassVar = [
            one_of("kind", DocumentKind, name="document_kind_known"),
            models.UniqueConstraint(
                fields=["normalised_url"],
                condition=~models.Q(normalised_url="") & models.Q(merged_into__isnull=True),
                name="document_url_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
