"""What figures refer to: organisations, speakers, documents, places, crises and events.

Nothing here is public by itself: a source is named in public once a published figure names it. Renaming what is
public is relabel.py's work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tracker.ledger import bulk, names, permissions, stated, working
from tracker.ledger.gazetteer import publish_places
from tracker.ledger.merged import present
from tracker.ledger.objects import publish_new_objects, publish_object
from tracker.ledger.sequence import Chain, lock
from tracker.models import (
    Crisis,
    Document,
    Event,
    Figure,
    ObjectVersion,
    Organisation,
    Place,
    Speaker,
    User,
    WindowOrigin,
)
from tracker.vocabulary import LedgerAction
from tracker.vocabulary import gettext_noop as _

Named = TypeVar("Named", Organisation, Speaker, Document)

SLUG_FORM = _("A code has letters, digits, hyphens and underscores, such as nw-syria.")
_EVENTS = bulk.ByKeys(Event.objects.order_by("pk"))
_TRACKING = ("utm_", "fbclid", "gclid", "cmp", "ref_src")


def normalised_url(url: str) -> str:
    """An address in the spelling by which the same document is recognised: no scheme, port, fragment or tracking."""
    if not url:
        return ""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    query = [(name, value) for name, value in parse_qsl(parts.query) if not name.lower().startswith(_TRACKING)]
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(sorted(query)), "")).removeprefix("//")


def find_organisation(name: str) -> Organisation | None:
    """The organisation known by this name, short name or alias, whatever the case; None when there is none.

    One that was merged leads to the one it was merged into.
    """
    wanted = name.strip().casefold()
    for organisation in Organisation.objects.order_by(F("merged_into").asc(nulls_first=True), "name"):
        known = (organisation.name, organisation.code, *organisation.aliases)
        if wanted in {one.casefold() for one in known if one}:
            return present(organisation)
    return None


def get_organisation(name: str, **details: Any) -> Organisation:
    """The organisation of that name, made when nobody knows it; raises ValidationError for an empty name."""
    return _known_or_made(partial(find_organisation, name), Organisation(name=name.strip(), **details))


def get_speaker(name: str, title: str, organisation: Organisation) -> Speaker:
    """The person of that name, or the office of that title, who speaks for the organisation; made when new."""
    speaker = Speaker(name=name.strip(), title=title.strip(), organisation=present(organisation))
    return _known_or_made(partial(_find_speaker, speaker), speaker)


def _find_speaker(wanted: Speaker) -> Speaker | None:
    theirs = Speaker.objects.filter(organisation=wanted.organisation)
    theirs = theirs.order_by(F("merged_into").asc(nulls_first=True))
    found = theirs.filter(name__iexact=wanted.name).first() if wanted.name else None
    return present(found or theirs.filter(name=wanted.name, title=wanted.title).first())


def get_document(title: str, url: str = "", **details: Any) -> Document:
    """The document at that address (or, without one, of that title, publisher and date); made when new."""
    address = normalised_url(url)
    document = Document(title=title.strip(), url=url.strip(), normalised_url=address, **details)
    return _known_or_made(partial(_find_document, document), document)


def _find_document(wanted: Document) -> Document | None:
    address = wanted.normalised_url
    known = Document.objects.filter(normalised_url=address) if address else _untraced(wanted)
    return present(known.order_by(F("merged_into").asc(nulls_first=True), "-published_date", "-pk").first())


def _known_or_made(find: Callable[[], Named | None], new: Named) -> Named:
    """What is found, else the new one, stored. Raises ValidationError, and IntegrityError where it is here by now."""
    found = find()
    if found is not None:
        return found
    try:
        new.full_clean()
    except ValidationError:
        found = find()  # somebody else made the same since the first look
        if found is None:
            raise
        return found
    with transaction.atomic(savepoint=False):
        new.save()
        names.add([new])
    return new


def make_documents(columns: Iterable[Mapping[str, Any]]) -> list[Document]:
    """Store new documents that a file brings, in the caller's transaction; those with one address are one document.

    The caller has checked their columns, and that none of them is here. Raises IntegrityError where one is by now.
    """
    by_address: dict[str, Document] = {}
    made: list[Document] = []
    for one in columns:
        title, url = one["title"].strip(), one["url"].strip()
        address = normalised_url(url)
        publisher = one["publisher"]
        document = bulk.new_row(Document, {name: value for name, value in one.items() if name != "publisher"})
        document.title, document.url, document.normalised_url = title, url, address
        bulk.relate(document, "publisher", publisher)
        made.append(by_address.setdefault(address, document) if address else document)
    once = list({id(document): document for document in made}.values())
    bulk.insert(once)
    names.add(once)
    return made


def _untraced(wanted: Document) -> QuerySet[Document]:
    known_by = ("title", "publisher", "published_date", "sha256")
    return Document.objects.filter(normalised_url="", **{name: getattr(wanted, name) for name in known_by})


def untraced_documents(titled: Iterable[tuple[str, date | None]]) -> QuerySet[Document]:
    """The documents without an address that have these titles and days of publication, pair by pair."""
    pairs = list(titled)
    dated = [pair for pair in pairs if pair[1] is not None]
    found = bulk.keys_of_pairs(Document, ("title", "published_date"), dated)
    undated = {title for title, day in pairs if day is None}
    on_no_day = Q(published_date=None, title__among=undated) if undated else Q()
    return Document.objects.filter(Q(pk__among=found) | on_no_day, normalised_url="")


def get_place(code: str, *, members: Iterable[Place] = (), **details: Any) -> Place:
    """The place of that code; made when new, public from then on. `members` are what an area is made of."""
    found = Place.objects.filter(code=code).first()
    if found:
        return found
    place = Place(code=code, **details)
    if place.parent and not place.iso3:
        place.iso3 = place.parent.iso3
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        place.full_clean()
        place.save()
        place.members.set(members)
        names.add([place])
        publish_places(chain, [place], actor=None)
        chain.store()
    return place


def create_crisis(slug: str, *, name: str, actor: User | None, place: Place | None = None, **details: Any) -> Crisis:
    """Make a crisis, public from now on; `actor` is None only at the command line of the machine itself."""
    _may_manage(actor)
    if not re.fullmatch("[-a-zA-Z0-9_]+", slug):
        raise ValidationError({"slug": SLUG_FORM})
    crisis = Crisis(slug=slug, name=name, place=place, **details)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        crisis.full_clean()
        crisis.save()
        names.add([crisis])
        stated.tell_crisis(chain, crisis, LedgerAction.CREATED, actor=actor.pk if actor else None)
        chain.store()
    return crisis


def _may_manage(actor: User | None) -> None:
    """Crises and events are an editor's; without an actor it is the command line of the machine itself."""
    if actor is not None:
        permissions.require(actor, "manage_crises")


def create_event(
    crisis: Crisis, code: str, *, name: str, start: date, end: date, actor: User | None, **details: Any
) -> Event:
    """Make an event of a crisis, public from now on; its dates decide which month its totals count in."""
    _may_manage(actor)
    event = Event(crisis=crisis, code=code, name=name, start=start, end=end, **details)
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now())
        event.full_clean()
        event.save()
        names.add([event])
        publish_object(
            chain,
            "event",
            event.pk,
            LedgerAction.CREATED,
            stated.stated_event(event),
            actor=actor.pk if actor else None,
        )
        chain.store()
    return event


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to be made in bulk."""

    code: str
    name: str
    start: date
    end: date
    place: Place | None = None
    date_precision: str = "day"


def create_events(crisis: Crisis, events: Iterable[NewEvent], *, actor: User | None, batch: str = "") -> list[Event]:
    """Make many events of a crisis, in one transaction; the caller keeps them to some hundreds at a time.

    Raises ValidationError for a date or a word that is none, and IntegrityError for a code that is taken.
    """
    _may_manage(actor)
    made = [
        Event(
            crisis=crisis,
            code=new.code,
            name=new.name,
            start=new.start,
            end=new.end,
            place=new.place,
            date_precision=new.date_precision,
        )
        for new in events
    ]
    for event in made:
        event.clean_fields()
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=batch)
        bulk.insert(made)
        names.add(made)
        publish_new_objects(
            chain, "event", {event.pk: stated.stated_event(event) for event in made}, actor=actor.pk if actor else None
        )
        chain.store()
    return made


def make_events(events: Iterable[Event]) -> None:
    """Store new events that a file brings, in the caller's transaction; raises ValidationError for a bad one.

    They are nobody's to see until a figure that names one is published: that publication enters them.
    """
    made = list(events)
    for event in made:
        event.clean_fields(exclude=("crisis", "place", "start", "end"))  # objects and days already
    bulk.insert(made)
    names.add(made)


def drop_unused_events(ids: set[int]) -> None:
    """Drop those of these events that no entry of the ledger names and no figure is about."""
    entered = ObjectVersion.objects.filter(object_type="event", object_id__in=ids)
    used = Figure.objects.filter(event__in=ids).values_list("event", flat=True)
    gone = ids - set(entered.values_list("object_id", flat=True)) - set(used)
    names.forget(Event.objects.filter(pk__in=gone))
    Event.objects.filter(pk__in=gone).delete()


def enter_events(chain: Chain, ids: Iterable[int], *, actor: int | None) -> None:
    """Enter those of these events in the ledger that no entry names yet; the caller stores the chain afterwards."""
    wanted = set(ids)
    named = [("event", event) for event in wanted]
    known = bulk.keys_of_pairs(ObjectVersion, ("object_type", "object_id"), named, only="sequence_to IS NULL")
    new = wanted - set(ObjectVersion.objects.filter(pk__among=known).order_by().values_list("object_id", flat=True))
    if not new:
        return
    events = _EVENTS.read(new)
    working.attach(events, "crisis", Crisis.objects.all())
    working.attach(events, "place", working.PLACES)
    publish_new_objects(chain, "event", {event.pk: stated.stated_event(event) for event in events}, actor=actor)


def get_window_origin(crisis: Crisis, earliest: date, latest: date, *, label: str = "") -> WindowOrigin:
    """The start of a cumulative count, made when new; `label` is its name in words."""
    span = {"earliest": earliest, "latest": latest}
    return present(WindowOrigin.objects.get_or_create(crisis=crisis, **span, defaults={"label": label})[0])
