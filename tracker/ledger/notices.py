"""Telling people of what concerns them: in the transaction in which it happens, once, and never of their own acts.

A notice is told to whoever worked on a draft, is mentioned or is to review. What is published by the thousand, as an
import is, tells nobody: its run says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from tracker.models import DraftEdit, Figure, Notice, NoticeSetting, ReviewNote, User
from tracker.vocabulary import NoticeKind, NoticeMail


def tell(
    people: Iterable[int],
    kind: NoticeKind,
    figure: Figure,
    *,
    actor: User,
    note: ReviewNote | None = None,
    reason: str = "",
) -> None:
    """Tell these people, each once, but not whoever did it; in the caller's transaction."""
    at = timezone.now()
    told = sorted({one for one in people if one != actor.pk})
    Notice.objects.bulk_create(
        Notice(user_id=one, kind=kind.value, figure=figure, note=note, reason=reason, actor_id=actor.pk, at=at)
        for one in told
    )


def working_on(figure: Figure) -> set[int]:
    """Who worked on the draft as it stands; where nobody did, who made the version that is public."""
    edits = DraftEdit.objects.filter(figure=figure, sequence__isnull=True)
    return set(edits.values_list("user", flat=True)) or makers_of(figure)[0]


def makers_of(figure: Figure) -> tuple[set[int], set[int]]:
    """Who worked on the newest version of a figure, and who on the one before it."""
    edits = DraftEdit.objects.filter(figure=figure, sequence__isnull=False).order_by("-sequence")
    by_version: dict[int | None, set[int]] = {}
    for sequence, user in edits.values_list("sequence", "user"):
        by_version.setdefault(sequence, set()).add(user)
    versions = list(by_version.values())
    return (versions[0] if versions else {figure.author_id}), (versions[1] if len(versions) > 1 else set())


def tell_of_publication(figure: Figure, *, corrects: bool, actor: User, reason: str) -> None:
    """Tell those whose work was published, and those whose words it corrects."""
    newest, former = makers_of(figure)
    tell(newest, NoticeKind.PUBLISHED, figure, actor=actor, reason=reason)
    if corrects:
        tell(former - newest, NoticeKind.CORRECTED, figure, actor=actor, reason=reason)


def blank_notices_of(figure_id: int) -> None:
    """Take the words out of what people were told of a redacted figure."""
    Notice.objects.filter(figure_id=figure_id).update(reason="")


def mark_read(person: User, *, up_to: int) -> int:
    """Mark the notices of this person as read, up to the newest that was shown; how many were not before."""
    unread = Notice.objects.filter(user=person, read_at__isnull=True, pk__lte=up_to)
    return unread.update(read_at=timezone.now())


def set_mail(person: User, mail: NoticeMail, *, language: str = "") -> None:
    """Choose how often notices are mailed, and in which language."""
    NoticeSetting.objects.update_or_create(user=person, defaults={"mail": mail.value, "language": language})


def stop_mail(person: User) -> None:
    """No more notices by mail, as a link in one of them asks; the language stays as it was."""
    NoticeSetting.objects.update_or_create(user=person, defaults={"mail": NoticeMail.OFF.value})


def claim(person: User, at: datetime) -> list[Notice]:
    """The unread notices that were not mailed yet, taken for a mail at that moment: nobody else mails them.

    Whoever is killed between this and the mail has mailed nothing, and it stays so: a mail too few, never one too many.
    """
    waiting = Notice.objects.filter(user=person, read_at__isnull=True, mailed_at__isnull=True)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:MOST_IN_A_MAIL])
    mine = waiting.filter(pk__in=ids).update(mailed_at=at)
    held = Notice.objects.filter(pk__in=ids, mailed_at=at) if mine else Notice.objects.none()
    return list(held.select_related("figure__crisis", "figure__place", "note", "actor").order_by("figure", "pk"))


def note_mailed(person: User, at: datetime) -> None:
    """A mail was sent: the next is due a period later."""
    NoticeSetting.objects.update_or_create(user=person, defaults={"mailed_at": at})


def give_back(notices: Iterable[Notice]) -> None:
    """The mail could not be sent, and was not: these wait for the next."""
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=None)


MOST_IN_A_MAIL = 200
