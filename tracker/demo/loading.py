"""The demonstration through the ledger, as a desk works: one records, another publishes, an editor leads.

`load` may run again at any time: what is there stays as it is, what `remove` withdrew is published once more.
Each is one transaction, so that a killed run leaves all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from tracker import rules
from tracker.demo.story import NO_COPIES, REFERENCES, Carried, Record, Story, StoryFigure
from tracker.ledger import sources
from tracker.ledger.drafts import NewCitation
from tracker.ledger.publish import publish_figures
from tracker.ledger.record import edit_figure, record_figure
from tracker.ledger.retract import retract_figure, retract_figures
from tracker.ledger.settings import set_leads
from tracker.ledger.submit import submit_figures
from tracker.models import (
    Crisis,
    Document,
    Event,
    Figure,
    Organisation,
    Place,
    Speaker,
    User,
)
from tracker.vocabulary import DraftState, PublicState, Qualifier, UserRole

DOOR = "demo"
REMOVED = "Demonstration removed."
LOADED_AGAIN = "Demonstration loaded again."
LEADS_REASON = "The series that the demonstration is about, one for each measure; docs/demo.md says why."


@dataclass(slots=True)
class Loaded:
    """How many figures a run published, corrected and retracted, and how many it found as they should be."""

    published: int = 0
    corrected: int = 0
    retracted: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Rows:
    """The rows that figures refer to, by the keys of the story."""

    crisis: Crisis
    organisations: dict[str, Organisation] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)


def load(story: Story, *, users: Mapping[str, User]) -> Loaded:
    """Bring the demonstration into the database; `users` are its accounts by role."""
    with transaction.atomic():
        rows = _rows(story, editor=users[UserRole.EDITOR])
        done = _publish_figures(story, rows, users)
        done.corrected = sum(_correct(one, story, rows, users) for one in story.corrections)
        done.retracted = sum(_retract(one, rows, users) for one in story.retractions)
        _set_leads(story, rows, users[UserRole.EDITOR])
    return done


def remove(story: Story, *, editor: User) -> int:
    """Retract every public figure of the demonstration; returns how many."""
    figures = Figure.objects.filter(source_system=story.source_system, public_state=PublicState.PUBLISHED)
    ids = list(figures.order_by("pk").values_list("pk", flat=True))
    return len(retract_figures(ids, actor=editor, reason=REMOVED).retracted)


# --- what figures refer to -----------------------------------------------------------------------------


def _rows(story: Story, *, editor: User) -> _Rows:
    places = _places(story)
    rows = _Rows(crisis=_crisis(story, places, editor), places=places)
    for record in story.organisations:
        rows.organisations[record["key"]] = _organisation(record, rows)
    for record in story.speakers:
        organisation = rows.organisations[record["organisation"]]
        rows.speakers[record["key"]] = sources.get_speaker(record["name"], record["title"], organisation)
    for record in story.documents:
        rows.documents[record["key"]] = _document(record, rows)
    for record in story.events:
        rows.events[record["code"]] = _event(record, rows, editor)
    for record in story.window_origins:
        # Made before the first count that starts there, so that the start has its name in words.
        earliest, latest = _day(record["earliest"]), _day(record["latest"])
        sources.get_window_origin(rows.crisis, earliest, latest, label=record["label"])
    held = Figure.objects.filter(source_system=story.source_system)
    rows.figures = {figure.external_id: figure for figure in held}
    return rows


def _places(story: Story) -> dict[str, Place]:
    """Every place by code; the story's own are made where they are new, parents and members before wholes."""
    places = {place.code: place for place in Place.objects.all()}
    for record in story.places:
        details = {name: record[name] for name in ("name", "names", "aliases", "level", "latitude", "longitude")}
        parent = places[record["parent"]] if record["parent"] else None
        members = [places[code] for code in record.get("members", ())]
        place = sources.get_place(record["code"], members=members, parent=parent, **details)
        places[place.code] = place
    return places


def _crisis(story: Story, places: Mapping[str, Place], editor: User) -> Crisis:
    details = {name: value for name, value in story.crisis.items() if name not in ("slug", "place")}
    found = Crisis.objects.filter(slug=story.crisis["slug"]).first()
    if found:
        return found
    place = places[story.crisis["place"]]
    return sources.create_crisis(story.crisis["slug"], actor=editor, place=place, is_demo=True, **details)


def _organisation(record: Record, rows: _Rows) -> Organisation:
    details = {name: value for name, value in record.items() if name not in ("key", "name", "parent")}
    if "parent" in record:
        details["parent"] = rows.organisations[record["parent"]]
    return sources.get_organisation(record["name"], **details)


def _document(record: Record, rows: _Rows) -> Document:
    details = {name: value for name, value in record.items() if name not in ("key", "title", "url")}
    details |= {
        "publisher": rows.organisations[record["publisher"]],
        "published_date": _day(record["published_date"]),
    }
    return sources.get_document(record["title"], record["url"], **details)


def _event(record: Record, rows: _Rows, editor: User) -> Event:
    found = Event.objects.filter(crisis=rows.crisis, code=record["code"]).first()
    if found:
        return found
    details = {name: record[name] for name in ("date_precision", "responsible_claimed", "attribution")}
    return sources.create_event(
        rows.crisis,
        record["code"],
        name=record["name"],
        start=_day(record["start"]),
        end=_day(record["end"]),
        actor=editor,
        place=rows.places[record["place"]],
        **details,
    )


# --- figures -------------------------------------------------------------------------------------------


def _publish_figures(story: Story, rows: _Rows, users: Mapping[str, User]) -> Loaded:
    contributor, reviewer = users[UserRole.CONTRIBUTOR], users[UserRole.REVIEWER]
    withdrawn = {record["figure"] for record in story.retractions}
    waiting = []
    for told in story.figures:
        held = rows.figures.get(told.key)
        if held is None:
            rows.figures[told.key] = held = _record(told, story, rows, contributor)
        elif held.public_state == PublicState.RETRACTED and told.key not in withdrawn:
            edit_figure(held.pk, {}, actor=contributor, reason=LOADED_AGAIN, confirm=told.confirm)
        elif held.public_state != PublicState.NONE or held.draft_state != DraftState.DRAFT:
            continue
        waiting.append(held.pk)
    _submit_and_publish(waiting, contributor, reviewer)
    return Loaded(published=len(waiting), unchanged=len(story.figures) - len(waiting))


def _submit_and_publish(ids: list[int], contributor: User, reviewer: User) -> None:
    """Raises what stands against the first figure that cannot go public; then nothing of the run is kept."""
    for problem in submit_figures(ids, actor=contributor):
        raise problem if isinstance(problem, rules.InvalidFigure) else problem.as_error()
    for refusal in publish_figures(ids, actor=reviewer).refused:
        raise refusal.as_error()


def _record(told: StoryFigure, story: Story, rows: _Rows, contributor: User) -> Figure:
    values, findings = rules.read_figure(told.values)
    if findings:
        raise rules.InvalidFigure(*findings)
    identity = {"source_system": story.source_system, "external_id": told.key}
    return record_figure(
        {**_with_rows(values, rows), **identity},
        citations=[_citation(outlet, rows) for outlet in (told.primary, *told.also)],
        actor=contributor,
        door=DOOR,
        confirm=told.confirm,
    )


_ATTRIBUTES = {"place_code": "place", "origin_location_code": "origin_place"}


def _with_rows(values: Mapping[str, Any], rows: _Rows) -> dict[str, Any]:
    """The values as attributes of a figure: rows in place of keys and codes."""
    sections: dict[str, Mapping[str, Any]] = {
        "place_code": rows.places,
        "origin_location_code": rows.places,
        "event": rows.events,
        "speaker": rows.speakers,
        "organisation": rows.organisations,
        "originator": rows.organisations,
        **dict.fromkeys(REFERENCES, rows.figures),
    }
    found = {
        _ATTRIBUTES.get(name, name): sections[name][value] if name in sections else value
        for name, value in values.items()
    }
    if found.get("qualifier") == Qualifier.MAGNITUDE:
        found["magnitude"] = found["value_text"]
    return {**found, "crisis": rows.crisis}


def _citation(outlet: Carried, rows: _Rows) -> NewCitation:
    return NewCitation(
        document=rows.documents[outlet.document],
        quote=outlet.quote,
        quote_language=outlet.quote_language,
        quote_translation=outlet.quote_translation,
        chain=outlet.chain,
        hops=outlet.hops,
    )


# --- what was found wrong afterwards -------------------------------------------------------------------


def _correct(record: Record, story: Story, rows: _Rows, users: Mapping[str, User]) -> bool:
    """Correct one figure as two people would; False when it is corrected or withdrawn already."""
    figure = Figure.objects.get(pk=rows.figures[record["figure"]].pk)
    changes = _with_rows({name: value for name, value in record["changes"].items() if name != "chain"}, rows)
    if figure.public_state != PublicState.PUBLISHED or figure.originator_id == changes["originator"].pk:
        return False
    told = next(one for one in story.figures if one.key == record["figure"])
    citation = _citation(replace(told.primary, chain=tuple(record["changes"]["chain"])), rows)
    contributor = users[UserRole.CONTRIBUTOR]
    edit_figure(
        figure.pk,
        changes,
        citations=[citation],
        actor=contributor,
        reason=record["reason"],
        confirm={**NO_COPIES, **record["confirm"]},
    )
    _submit_and_publish([figure.pk], contributor, users[UserRole.REVIEWER])
    return True


def _retract(record: Record, rows: _Rows, users: Mapping[str, User]) -> bool:
    figure = Figure.objects.get(pk=rows.figures[record["figure"]].pk)
    if figure.public_state != PublicState.PUBLISHED:
        return False
    retract_figure(figure.pk, actor=users[UserRole.REVIEWER], reason=record["reason"])
    return True


def _set_leads(story: Story, rows: _Rows, editor: User) -> None:
    """Choose the lead series once; what an editor chooses later stays."""
    crisis = Crisis.objects.get(pk=rows.crisis.pk)
    if crisis.leads:
        return
    series = dict(Figure.objects.filter(source_system=story.source_system).values_list("external_id", "series_id"))
    leads = {measure: series[key] for measure, key in story.leads.items()}
    set_leads(crisis, leads, actor=editor, reason=LEADS_REASON)


def _day(text: str) -> date:
    return date.fromisoformat(text)
