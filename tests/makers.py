"""Plain functions that make valid rows; a test names only what it is about.

Everything goes through the ledger, as real work does. Each call without arguments makes something new and different.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from tracker.ledger import accounts, names, record, sources, submit
from tracker.ledger import publish as ledger_publish
from tracker.ledger.drafts import NewCitation, NewFigure
from tracker.models import Crisis, Document, Event, Figure, Organisation, Place, Speaker, User

_numbers = count(1)
CONFIRM_ALL = "Looked at and meant."


def make_user(name: str = "", *, role: str = "contributor") -> User:
    """An account; the password is "correct horse battery"."""
    user, _ = accounts.create_user(name or f"user{next(_numbers)}", role=role, password="correct horse battery")
    return user


def contributor() -> User:
    """The contributor of the tests."""
    return User.objects.filter(username="contributor").first() or make_user("contributor")


def reviewer() -> User:
    """The reviewer of the tests."""
    return User.objects.filter(username="reviewer").first() or make_user("reviewer", role="reviewer")


def editor() -> User:
    """The editor of the tests."""
    return User.objects.filter(username="editor").first() or make_user("editor", role="editor")


def make_place(code: str = "SYR", **details: Any) -> Place:
    """A country that ships, or a place made under the parent given."""
    if "level" not in details:
        found = Place.objects.filter(code=code).first()
        if found:
            return found
        details = {"name": code, "level": "adm1", "parent": Place.objects.get(code="SYR"), **details}
    return there_from_the_start(code, **{"name": code, **details})


def there_from_the_start(code: str, *, members: Iterable[Place] = (), **details: Any) -> Place:
    """A place without an entry of the ledger, as the countries are; what adds places otherwise has its own tests."""
    found = Place.objects.filter(code=code).first()
    if found:
        return found
    place = Place(code=code, **details)
    place.iso3 = place.iso3 or (place.parent.iso3 if place.parent else "")
    place.full_clean()
    place.save()
    place.members.set(members)
    names.add([place])
    return place


def make_organisation(name: str = "OCHA", **details: Any) -> Organisation:
    """An organisation, reliability B unless said."""
    return sources.get_organisation(name, **{"kind": "un", "reliability": "B", **details})


def make_speaker(name: str = "David Swanson", title: str = "spokesman", **details: Any) -> Speaker:
    """A person who speaks for an organisation."""
    return sources.get_speaker(name, title, details.pop("organisation", None) or make_organisation())


def make_document(title: str = "", **details: Any) -> Document:
    """A document of its own, published on 14 February 2020."""
    number = next(_numbers)
    defaults = {
        "url": f"https://example.org/report/{number}",
        "kind": "report",
        "published_date": date(2020, 2, 14),
        "language": "en",
        "archived_url": f"https://archive.example.org/{number}",
    }
    return sources.get_document(title or f"Report {number}", **{**defaults, **details})


def make_crisis(slug: str = "nw-syria", **details: Any) -> Crisis:
    """A crisis in Syria."""
    found = Crisis.objects.filter(slug=slug).first()
    return found or sources.create_crisis(
        slug, actor=None, **{"name": "Northwest Syria", "place": make_place("SYR"), **details}
    )


def make_event(code: str = "EV-1", **details: Any) -> Event:
    """A one-day event of the crisis."""
    defaults: dict[str, Any] = {"name": code, "start": date(2020, 2, 14), "end": date(2020, 2, 14), "actor": None}
    return sources.create_event(details.pop("crisis", None) or make_crisis(), code, **{**defaults, **details})


def figure_values(**overrides: Any) -> dict[str, Any]:
    """Attributes of a valid figure: more than 800,000 newly displaced since 1 December 2019, as of 13 February 2020."""
    values: dict[str, Any] = {
        "crisis": None,
        "measure": "displaced",
        "basis": "cumulative",
        "unit": "person",
        "qualifier": "more_than",
        "value": 800_000,
        "cause": "conflict",
        "place": None,
        "place_precision": "country",
        "reference_period_start": date(2019, 12, 1),
        "as_of_date": date(2020, 2, 13),
        "statement_date": date(2020, 2, 13),
        "organisation": None,
        "claim_credibility": 2,
        **overrides,
    }
    values["crisis"] = values["crisis"] or make_crisis()
    values["place"] = values["place"] or make_place("SYR")
    values["organisation"] = values["organisation"] or make_organisation()
    return values


def make_draft(
    *, actor: User | None = None, quote: str = "", citations: list[NewCitation] | None = None, **overrides: Any
) -> Figure:
    """A recorded draft; its quote holds its number unless one is given."""
    values = figure_values(**overrides)
    said = quote or f"{values.get('value_text') or values.get('value') or 'thousands of'} people"
    return record.record_figure(
        values,
        citations=citations if citations is not None else [NewCitation(document=make_document(), quote=said)],
        actor=actor or contributor(),
        confirm=EVERY_REASON,
    )


EVERY_REASON = dict.fromkeys(("E8", *(f"W{number}" for number in range(1, 15))), CONFIRM_ALL)


def make_submitted(**overrides: Any) -> Figure:
    """A draft handed over to the reviewers."""
    author = overrides.pop("actor", None) or contributor()
    draft = make_draft(actor=author, **overrides)
    return submit.submit_figure(draft.pk, actor=author, confirm=EVERY_REASON)


def make_figure(**overrides: Any) -> Figure:
    """A published figure."""
    submitted = make_submitted(**overrides)
    return ledger_publish.publish_figure(submitted.pk, actor=reviewer())


def correct(figure: Figure, *, reason: str = "The source changed its text.", **values: Any) -> Figure:
    """Correct a published figure: edited by the contributor, published by the reviewer."""
    record.edit_figure(figure.pk, values, actor=contributor(), reason=reason, confirm=EVERY_REASON)
    submit.submit_figure(figure.pk, actor=contributor(), confirm=EVERY_REASON)
    return ledger_publish.publish_figure(figure.pk, actor=reviewer())


def new_figure(**overrides: Any) -> NewFigure:
    """A claim for the bulk forms."""
    values = figure_values(**overrides)
    citation = NewCitation(document=make_document(), quote=f"{values.get('value')} people")
    return NewFigure(values=values, citations=[citation], confirm=EVERY_REASON)
