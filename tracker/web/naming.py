"""Places, sources, documents, crises, events and figures as choices: what is put into the field, and how it is told.

Read by the typeahead (lookup.py) and by the questions of the form (understanding.py), so that both offer alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tracker.models import Crisis, Document, Event, Organisation, Place, Speaker
from tracker.web import words
from tracker.web.sentences import local_name


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: `value` goes into the field, `label` is read, `detail` tells it from others of its name."""

    value: str
    label: str
    detail: str = ""
    brings: Mapping[str, str] | None = None
    """Other fields that follow from it, for those that are empty."""

    @property
    def words(self) -> str:
        """Label and detail in one line."""
        return words.comma().join(part for part in (self.label, self.detail) if part)

    def as_json(self) -> dict[str, Any]:
        """As scripts are told of it."""
        found: dict[str, Any] = {"value": self.value, "label": self.label, "detail": self.detail}
        return {**found, "brings": dict(self.brings)} if self.brings else found


def _place(place: Place) -> Choice:
    above, parent = [], place.parent
    while parent is not None:
        above.append(local_name(parent))
        parent = parent.parent
    return Choice(place.code, local_name(place), words.comma().join([*above, place.code]))


def _organisation(one: Organisation) -> Choice:
    label = local_name(one)
    others = [one.code, *([one.name] if label != one.name else []), *one.aliases[:2]]
    return Choice(one.name, label, words.comma().join(other for other in others if other and other != label))


def _speaker(one: Speaker) -> Choice:
    detail = [one.title] if one.name and one.title else []
    brings = {"organisation": one.organisation.name}
    return Choice(
        one.name or one.title, one.name or one.title, words.comma().join([*detail, one.organisation.name]), brings
    )


def _document(one: Document) -> Choice:
    parts = [one.publisher.name if one.publisher else "", words.day_if_known(one.published_date)]
    return Choice(one.url or f"#{one.pk}", one.title, words.comma().join(part for part in parts if part))


def _crisis(one: Crisis) -> Choice:
    return Choice(one.slug, local_name(one), one.slug)


def _event(one: Event) -> Choice:
    return Choice(one.code, one.name, words.comma().join([words.day(one.start), one.code]))


_KINDS: dict[str, tuple[Callable[[], QuerySet], Callable[..., Choice]]] = {
    "place": (lambda: Place.objects.select_related("parent__parent__parent__parent"), _place),
    "organisation": (Organisation.objects.all, _organisation),
    "speaker": (lambda: Speaker.objects.select_related("organisation"), _speaker),
    "document": (lambda: Document.objects.select_related("publisher").defer("text"), _document),
    "crisis": (Crisis.objects.all, _crisis),
    "event": (Event.objects.all, _event),
}


def choices_of(kind: str, ids: Sequence[int]) -> list[Choice]:
    """These as choices, in this order; one question to the database."""
    rows, told = _KINDS[kind]
    found = rows().in_bulk(list(ids)) if ids else {}
    return [told(found[pk]) for pk in ids if pk in found]
