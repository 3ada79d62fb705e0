"""The unfinished forms of a person."""

from __future__ import annotations

from django.db.models import QuerySet

from tracker.models import EntryDraft, User

SHOWN = 20


def forms_of(person: User) -> QuerySet[EntryDraft]:
    """Their unfinished forms, the latest first; each has `key`, `typed`, `version` and `changed_at`."""
    return EntryDraft.objects.filter(user=person).order_by("-changed_at", "-pk")


def form_of(person: User, key: str) -> EntryDraft | None:
    """The form of that key, if it is theirs."""
    return forms_of(person).filter(key=key.replace("\x00", "")[:32]).first()
