"""What a person is told of: work decided, a question, a mention, a review asked for; and how they are told by mail.

Written by `tracker/ledger/notices.py` and `tracker/ledger/assign.py`; seen by their person alone, never public.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.desk import ReviewNote
from tracker.models.fields import CodeField, choices, one_of
from tracker.models.figures import Figure
from tracker.vocabulary import NoticeKind, NoticeMail


class NoteMention(models.Model):
    """A person whom a note names with @: they are asked, and so they may read the notes of its figure."""

    note = models.ForeignKey(ReviewNote, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "note_mention"
        verbose_name = _("mention in a note")
        verbose_name_plural = _("mentions in notes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "note"], name="note_mentions_once")]


class ReviewAssignment(models.Model):
    """Who is to review a figure, until it is published; one person at a time, never one who worked on its draft.

    A guard in the database (tracker/ledger/guards.py) refuses those who did. Whoever was asked and returned it sees it
    again when it comes back.
    """

    figure = models.OneToOneField(Figure, on_delete=models.PROTECT, related_name="review_assignment")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assigned_at = models.DateTimeField()

    class Meta:
        db_table = "review_assignment"
        verbose_name = _("assignment of a review")
        verbose_name_plural = _("assignments of reviews")


class Notice(models.Model):
    """One thing that somebody is told: about which figure, what happened, who did it.

    The words of a note are read when the notice is shown, so that what is blanked later is blank here too. `mailed_at`
    is set before a mail is sent: nothing is mailed twice.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=choices(NoticeKind))
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.ForeignKey(
        ReviewNote, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=1000, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notice"
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="notice_of_person"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(
                fields=["user", "at"], condition=Q(read_at__isnull=True, mailed_at__isnull=True), name="notice_to_mail"
            ),
            models.Index(fields=["figure"], name="notice_of_figure"),
        ]
        constraints: ClassVar = [
            one_of("kind", NoticeKind, name="notice_kind_known"),
            models.CheckConstraint(condition=~Q(actor=models.F("user")), name="notice_not_of_oneself"),
        ]


class NoticeSetting(models.Model):
    """How often a person gets what they were not told of by mail, and in which language; without a row: daily."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_setting", primary_key=True
    )
    mail = models.CharField(_("by mail"), max_length=10, choices=choices(NoticeMail), default=NoticeMail.DAILY)
    language = CodeField(_("language"), max_length=8, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notice_setting"
        verbose_name = _("setting of notices")
        verbose_name_plural = _("settings of notices")
        constraints: ClassVar = [one_of("mail", NoticeMail, name="notice_mail_known")]
