"""What a person was told of, and who is due a mail about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from tracker.models import Notice, NoticeSetting, User
from tracker.vocabulary import NoticeMail

SHOWN = 100
PERIODS = {
    NoticeMail.HOURLY: timedelta(hours=1),
    NoticeMail.DAILY: timedelta(days=1),
    NoticeMail.WEEKLY: timedelta(days=7),
}
MOST_PEOPLE = 1_000
"""People looked at in one sweep."""


def notices_of(person: User) -> list[Notice]:
    """The latest of what this person was told of. One question."""
    found = Notice.objects.filter(user=person).select_related("figure__crisis", "figure__place", "note", "actor")
    return list(found.order_by("-pk")[:SHOWN])


def unread(person: User) -> QuerySet[Notice]:
    """What this person has not read yet."""
    return Notice.objects.filter(user=person, read_at__isnull=True)


def setting_of(person: User) -> NoticeSetting:
    """How this person is told by mail; daily where nothing was chosen."""
    return NoticeSetting.objects.filter(user=person).first() or NoticeSetting(user=person)


def due(now: datetime) -> Iterator[User]:
    """The people to whom a mail is due: something unread waits, and their period has passed since the last mail.

    Before the first mail, since the first notice: what happens in one period comes in one mail.
    """
    waiting = Notice.objects.filter(read_at__isnull=True, mailed_at__isnull=True).order_by("user", "at")
    first: dict[int, datetime] = {}
    for user, at in waiting.values_list("user", "at"):
        first.setdefault(user, at)
        if len(first) > MOST_PEOPLE:
            break
    people = User.objects.filter(Q(pk__in=first), ~Q(email=""), is_active=True).annotate(
        mail=F("notice_setting__mail"), last=F("notice_setting__mailed_at")
    )
    for person in people.order_by("pk"):
        period = PERIODS.get(NoticeMail(person.mail or NoticeMail.DAILY))
        since = person.last or first[person.pk]
        if period is not None and now - since >= period:
            yield person
