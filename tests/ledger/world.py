"""A small world in which anything may happen in any order, and what the ledger alone says came of it.

Fed by the laws (test_laws.py) with acts that hypothesis draws. An act that the ledger refuses must leave no trace; the
others go through the same functions as real work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests import makers
from tracker.ledger import publish, record, redact, relabel, retract, submit
from tracker.ledger import settings as ledger_settings
from tracker.ledger.drafts import NewCitation
from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.models import Document, Event, Figure, LedgerEntry, Organisation, Place, PublishedFigure, Series, User
from tracker.rules import InvalidFigure

PRIMES = (11, 13, 17, 19, 23, 29, 31, 37, 41, 43)
"""Every number is a different prime, so that a wrong sum names its culprit."""

Act = tuple[str, int, int, int]
"""What is done, to which figure, to which other one, with which number."""


@dataclass(slots=True)
class World:
    """Two people, two organisations, two places, two events, and the figures made so far."""

    people: list[User]
    organisations: list[Organisation]
    places: list[Place]
    events: list[Event | None]
    document: Document
    figures: list[int] = field(default_factory=list)
    renamed: int = 0

    def do(self, act: Act) -> None:
        """One act; a refusal leaves the ledger where it was."""
        kind, one, other, number = act
        before = head()
        try:
            ACTS[kind](self, one, other, number)
        except (Refused, InvalidFigure):
            assert head() == before

    def figure(self, index: int) -> int:
        """One of the figures made so far; refused while there is none."""
        if not self.figures:
            raise Refused("none", "figure", "There is no figure yet.")
        return self.figures[index % len(self.figures)]

    def values(self, one: int, other: int, number: int) -> dict[str, Any]:
        """A claim: deaths at an event, or people displaced by a day."""
        shared: dict[str, Any] = {
            "place": self.places[one % 2],
            "organisation": self.organisations[other % 2],
            "qualifier": ("exact", "more_than", "about")[number % 3],
            "value": number,
            "value_text": "",
        }
        if one % 3:
            window = {"reference_period_start": date(2020, 2, 14), "reference_period_end": date(2020, 2, 14)}
            measure = "killed" if one % 3 == 1 else "injured"
            status = ("all", "civilian", "combatant")[other % 3]
            return makers.figure_values(
                **shared, **window, measure=measure, basis="period", event=self.events[other % 3], as_of_date=None,
                people_status=status,
            )  # fmt: skip
        return makers.figure_values(**shared, as_of_date=date(2020, 2, 1 + other), statement_date=None)

    def linked(self, one: int, other: int) -> dict[str, Any]:
        """A link to another figure, or none."""
        target = Figure.objects.get(pk=self.figure(other)) if other % 2 and self.figures else None
        if target is None or target.pk == self.figure(one):
            return {"supersedes": None, "supersedes_kind": ""}
        return {"supersedes": target, "supersedes_kind": ("revises", "retracts", "reclassifies")[one % 3]}


def make_world() -> World:
    """The world before anything was said."""
    event = makers.make_event()
    second = makers.make_event("EV-2", start=date(2020, 3, 2), end=date(2020, 3, 2), place=makers.make_place("SY07"))
    return World(
        people=[makers.make_user(role="editor"), makers.make_user(role="administrator")],
        organisations=[makers.make_organisation("One"), makers.make_organisation("Two")],
        places=[makers.make_place("SYR"), makers.make_place("SY07")],
        events=[event, second, None],
        document=makers.make_document(published_date=date(2020, 3, 20)),
    )


def _record(world: World, one: int, other: int, number: int) -> None:
    citation = NewCitation(document=world.document, quote=f"{number} people")
    values = world.values(one, other, number) | (world.linked(one, other) if world.figures else {})
    drafted = record.record_figure(
        values, citations=[citation], actor=world.people[other % 2], confirm=makers.EVERY_REASON
    )
    submit.submit_figure(drafted.pk, actor=world.people[other % 2], confirm=makers.EVERY_REASON)
    world.figures.append(drafted.pk)


def _record_and_publish(world: World, one: int, other: int, number: int) -> None:
    _record(world, one, other, number)
    publish.publish_figure(world.figures[-1], actor=world.people[(other + 1) % 2])


def _edit(world: World, one: int, other: int, number: int) -> None:
    changes = (
        {"value": number, "value_text": ""},
        world.linked(one, other),
        world.values(one, other, number),
        {"organisation": world.organisations[other % 2]},
        {},
    )[number % 5]
    figure = record.edit_figure(
        world.figure(one), changes, actor=world.people[other % 2], reason="Looked again.", confirm=makers.EVERY_REASON
    )
    submit.submit_figure(figure.pk, actor=world.people[other % 2], confirm=makers.EVERY_REASON)


def _correct(world: World, one: int, other: int, number: int) -> None:
    _edit(world, one, other, number)
    publish.publish_figure(world.figure(one), actor=world.people[(other + 1) % 2])


def _publish_all(world: World, one: int, other: int, number: int) -> None:
    publish.publish_figures(world.figures, actor=world.people[other % 2])


def _retract(world: World, one: int, other: int, number: int) -> None:
    retract.retract_figure(world.figure(one), actor=world.people[other % 2], reason="Second-hand.")


def _rename(world: World, one: int, other: int, number: int) -> None:
    world.renamed += 1
    organisation = Organisation.objects.get(pk=world.organisations[one % 2].pk)
    name = f"{organisation.name[:3]} {world.renamed}"
    relabel.rename_organisation(organisation, name=name, actor=world.people[0], reason="Renamed.")


def _choose(world: World, one: int, other: int, number: int) -> None:
    series = Series.objects.order_by("pk")[one % max(Series.objects.count(), 1) :].first()
    if series is None:
        raise Refused("none", "series", "There is no series yet.")
    chosen = (world.organisations[other % 2], None)[number % 2]
    ledger_settings.set_series(series.pk, spine=chosen, max_gap=number, actor=world.people[0], reason="Better so.")


def _redact(world: World, one: int, other: int, number: int) -> None:
    request = redact.request_redaction(world.figure(one), actor=world.people[1], reason="Harm.")
    redact.confirm_redaction(request.pk, actor=world.people[0])


ACTS: dict[str, Callable[[World, int, int, int], None]] = {
    "record": _record,
    "record and publish": _record_and_publish,
    "edit": _edit,
    "correct": _correct,
    "publish all": _publish_all,
    "retract": _retract,
    "rename": _rename,
    "choose": _choose,
    "redact": _redact,
}


def replayed() -> list[dict[int, int]]:
    """By sequence, from the first entry on: which version of which figure the entries say is public."""
    public: dict[int, int] = {}
    history = []
    for entry in LedgerEntry.objects.order_by("sequence"):
        if entry.object_type == "figure":
            if entry.content_sha:
                public[entry.object_id] = entry.sequence
            else:
                public.pop(entry.object_id, None)
        history.append(dict(public))
    return history


def stored() -> list[dict[int, int]]:
    """The same, as the intervals of the versions say."""
    versions = list(PublishedFigure.objects.values_list("figure_id", "sequence", "sequence_to"))
    return [
        {figure: start for figure, start, end in versions if start <= sequence and (end is None or end > sequence)}
        for sequence in range(1, head().sequence + 1)
    ]
