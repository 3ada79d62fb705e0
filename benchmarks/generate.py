"""A seeded world of realistic figures, recorded, submitted and published through the bulk ledger.

The same seed and size give the same figures. Figures come ordered by series, as an import orders them, so that a chunk
touches few series; a tenth are casualty counts of events, the rest counts that grow over months or stocks that are
taken each month. Three originators in four series; one of them leads.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from tracker.ledger import accounts, names, publish, record, sources, submit
from tracker.ledger.drafts import NewCitation, NewFigure
from tracker.models import Crisis, Document, Event, Figure, Organisation, Place, Speaker, User

SEED = 20191201
CLAIMS_PER_SERIES = 100
EVERY_TENTH = 10
"""Of ten series' worth of claims, one is of casualty counts of events."""
CLAIMS_PER_EVENT = 4
TEN_YEARS = 3_650
FIGURES_PER_DOCUMENT = 16
FIRST_DAY = date(2015, 1, 1)
CHUNK = 500
REASON = "Generated."

KINDS: tuple[dict[str, Any], ...] = (
    {"measure": "displaced", "basis": "cumulative"},
    {"measure": "killed", "basis": "cumulative", "people_status": "civilian"},
    {"measure": "injured", "basis": "cumulative"},
    {"measure": "idps", "basis": "stock"},
    {"measure": "refugees", "basis": "stock"},
    {"measure": "people_in_need", "basis": "stock"},
)
CONFIRMED = ("E8", *(f"W{number}" for number in range(1, 15)))
QUALIFIERS = ("exact", "exact", "about", "more_than", "at_least", "nearly")
RELIABILITIES = "ABBCCDF"


@dataclass(slots=True)
class World:
    """What generated figures refer to."""

    author: User
    reviewer: User
    crises: list[Crisis] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)


def make_world(chance: random.Random, *, countries: int = 20, admin1: int = 10, admin2: int = 5) -> World:
    """Countries with units of two levels, a crisis each, 200 organisations; found again on a second call."""
    world = World(author=_user("bench-author", "contributor"), reviewer=_user("bench-reviewer", "reviewer"))
    for country in Place.objects.filter(level="country").order_by("code")[:countries]:
        slug = f"bench-{country.code.lower()}"
        world.crises.append(
            Crisis.objects.filter(slug=slug).first()
            or sources.create_crisis(slug, name=f"Crisis in {country.name}", place=country, actor=None)
        )
        world.places.append(country)
        for first in range(admin1):
            unit = _place(f"{country.code}{first:02}", "adm1", country)
            world.places += [
                unit,
                *(_place(f"{unit.code}{second:02}", "adm2", unit) for second in range(admin2)),
            ]
    world.organisations = _organisations(chance)
    world.speakers = [_speaker(organisation) for organisation in world.organisations]
    return world


def _user(name: str, role: str) -> User:
    return User.objects.filter(username=name).first() or accounts.create_user(name, role=role)[0]


def _place(code: str, level: str, parent: Place) -> Place:
    """A unit beside the middle of what it lies in, so that it is on the maps."""
    number = int(code[-2:])
    north, east = (parent.latitude or 0.0) + 0.2 * (number % 5 - 2), (parent.longitude or 0.0) + 0.2 * (number // 5 - 1)
    return sources.get_place(code, name=f"Unit {code}", level=level, parent=parent, latitude=north, longitude=east)


def _organisations(chance: random.Random) -> list[Organisation]:
    held = {one.name: one for one in Organisation.objects.filter(name__startswith="Bench organisation")}
    wanted = [f"Bench organisation {number:03}" for number in range(200)]
    names.add(
        Organisation.objects.bulk_create(
            Organisation(name=name, reliability=chance.choice(RELIABILITIES)) for name in wanted if name not in held
        )
    )
    return list(Organisation.objects.filter(name__in=wanted).order_by("name"))


def _speaker(organisation: Organisation) -> Speaker:
    return sources.get_speaker("", f"spokesperson of {organisation.name}", organisation)


def figures(world: World, count: int, chance: random.Random, *, first: int = 0) -> Iterator[NewFigure]:
    """That many claims, ordered by series; `first` numbers the first one, for runs that add to what is there."""
    documents = _documents(world, chance)
    return islice(_claims(world, documents, chance, first), count)


def _documents(world: World, chance: random.Random) -> Iterator[Document]:
    while True:
        made = Document.objects.bulk_create(
            Document(
                title=f"Situation report {chance.randrange(10**9)}",
                url=f"https://example.org/report/{chance.randrange(10**12)}",
                publisher=chance.choice(world.organisations),
                kind="report",
                published_date=FIRST_DAY + timedelta(days=3_700 + chance.randrange(200)),
                language="en",
                licence="CC BY 4.0",
                archived_url="https://archive.example.org/report",
            )
            for _ in range(CHUNK)
        )
        names.add(made)
        for document in made:
            for _ in range(FIGURES_PER_DOCUMENT):
                yield document


def _claims(world: World, documents: Iterator[Document], chance: random.Random, first: int) -> Iterator[NewFigure]:
    number = first
    for series in range(first // CLAIMS_PER_SERIES, 10**9):
        if series % EVERY_TENTH == EVERY_TENTH - 1:
            yield from _counts_of_events(world, documents, chance, series)
            number += CLAIMS_PER_SERIES
            continue
        kind = KINDS[series % len(KINDS)]
        place = world.places[(series // len(KINDS)) % len(world.places)]
        crisis = next(one for one in world.crises if one.place and one.place.code == place.iso3)
        start = FIRST_DAY + timedelta(days=series // (len(KINDS) * len(world.places)))
        carriers = chance.sample(range(len(world.organisations)), 3)
        value = chance.randrange(1_000, 20_000)
        for step in range(CLAIMS_PER_SERIES):
            carrier = carriers[0] if step % 4 else carriers[1 + step % 2]
            value += chance.randrange(0, 900)
            yield _claim(world, crisis, place, kind, start, step, carrier, value, next(documents), chance, number)
            number += 1


def _counts_of_events(
    world: World, documents: Iterator[Document], chance: random.Random, series: int
) -> Iterator[NewFigure]:
    """Deaths at events of one place over ten years, as several sources count them."""
    place = chance.choice(world.places)
    crisis = next(one for one in world.crises if one.place and one.place.code == place.iso3)
    days = [
        FIRST_DAY + timedelta(days=chance.randrange(TEN_YEARS)) for _ in range(CLAIMS_PER_SERIES // CLAIMS_PER_EVENT)
    ]
    new = [
        sources.NewEvent(code=f"bench-{series}-{number}", name="Clashes", start=day, end=day, place=place)
        for number, day in enumerate(sorted(days))
    ]
    happened = sources.create_events(crisis, new, actor=None)
    counted_by = chance.sample(range(len(world.organisations)), CLAIMS_PER_EVENT)
    for number, event in enumerate(happened):
        deaths = chance.randrange(1, 60)
        for claim, carrier in enumerate(counted_by):
            yield _count_of_event(
                world, event, carrier, deaths + chance.randrange(5), next(documents), chance,
                series * CLAIMS_PER_SERIES + number * CLAIMS_PER_EVENT + claim,
            )  # fmt: skip


def _count_of_event(
    world: World, event: Event, carrier: int, deaths: int, document: Document, chance: random.Random, number: int
) -> NewFigure:
    values: dict[str, Any] = {
        "measure": "killed",
        "basis": "period",
        "people_status": chance.choice(("all", "all", "civilian", "combatant")),
        "crisis": event.crisis,
        "event": event,
        "place": event.place,
        "unit": "person",
        "qualifier": chance.choice(QUALIFIERS),
        "value": deaths,
        "cause": "conflict",
        "reference_period_start": event.start,
        "reference_period_end": event.end,
        "statement_date": event.end + timedelta(days=2),
        "organisation": world.organisations[carrier],
        "speaker": world.speakers[carrier],
        "claim_credibility": 2 + chance.randrange(3),
        "source_system": "bench",
        "external_id": str(number),
    }
    quote = f"{deaths} people were killed, the report says"
    return NewFigure(
        values=values,
        citations=[NewCitation(document=document, quote=quote, quote_language="en")],
        confirm=dict.fromkeys(CONFIRMED, "Generated."),
    )


def _claim(
    world: World,
    crisis: Crisis,
    place: Place,
    kind: dict[str, Any],
    start: date,
    step: int,
    carrier: int,
    value: int,
    document: Document,
    chance: random.Random,
    number: int,
) -> NewFigure:
    day = start + timedelta(days=30 * step + chance.randrange(20))
    organisation = world.organisations[carrier]
    values: dict[str, Any] = {
        **kind,
        "crisis": crisis,
        "place": place,
        "unit": "person",
        "qualifier": chance.choice(QUALIFIERS),
        "value": value - value % 100 if step % 2 else value,
        "cause": "conflict",
        "as_of_date": day,
        "statement_date": day + timedelta(days=2),
        "organisation": organisation,
        "speaker": world.speakers[carrier],
        "claim_credibility": 2 + chance.randrange(3),
        "source_system": "bench",
        "external_id": str(number),
    }
    if kind["basis"] == "cumulative":
        values["reference_period_start"] = start
    citation = NewCitation(document=document, quote=f"{values['value']:,} people, the report says", quote_language="en")
    return NewFigure(values=values, citations=[citation], confirm={})


def record_all(world: World, claims: Iterator[NewFigure]) -> list[int]:
    """Record and submit these claims; returns their figures' ids."""
    ids: list[int] = []
    while chunk := list(islice(claims, CHUNK)):
        recorded = record.record_figures(chunk, actor=world.author, door="bench")
        if recorded.refused:
            raise ValueError(recorded.refused[0].findings)
        made = [figure.pk for figure in recorded.figures]
        submit.submit_figures(made, actor=world.author, reason=REASON)
        ids += made
    return ids


def publish_all(world: World, ids: list[int]) -> int:
    """Publish these figures in bulk; returns how many."""
    done = publish.publish_figures(ids, actor=world.reviewer, reason=REASON)
    if done.refused:
        raise ValueError(done.refused[0])
    return len(done.published)


def waiting() -> list[int]:
    """Ids of generated figures that are submitted and not yet public."""
    return list(Figure.objects.filter(draft_state="submitted").order_by("pk").values_list("pk", flat=True))
