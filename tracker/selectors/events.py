"""Events: what happened, where and when, and what is known of each in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tracker.ledger.content import SAFE_LEVELS, public_place_of_event
from tracker.models import Crisis, Event, EventTotal, LedgerEntry, ObjectVersion, Place
from tracker.models.ledger import open_at
from tracker.selectors.objects import as_they_were, contents_at
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Found, Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import LedgerAction

WHETHER_MERGED = (LedgerAction.MERGED, LedgerAction.SPLIT)
STATED = ("code", "name", "start", "end", "date_precision", "responsible_claimed", "attribution")


@dataclass(frozen=True, slots=True)
class EventView:
    """An event and its totals by measure and status of people, each a range of sources (METHOD R4)."""

    event: Event
    totals: tuple[EventTotal, ...]


def events(reading: Reading, *, crisis: str | None = None) -> QuerySet[Event]:
    """Events in the ledger, or named by a figure that stands, at the reading; in the order they happened.

    On a day they are those that were over, or that somebody had spoken of.
    """
    entered = ObjectVersion.objects.filter(object_type="event", object_id=OuterRef("pk"), sequence__lte=reading.at)
    named = standing(reading).order_by().filter(event_id=OuterRef("pk"))
    over = Q() if reading.known_on is None else Q(end__lte=reading.known_on)
    # Not "exists": for the dozen that a page shows PostgreSQL would look up every event that was ever entered.
    first = Subquery(entered.order_by().values("sequence")[:1])
    found = Event.objects.alias(entered=first).filter((Q(entered__isnull=False) & over) | Exists(named))
    found = found.select_related("crisis", "place__parent__parent__parent")
    if reading.is_live:
        found = found.filter(merged_into__isnull=True)
    else:
        acts = LedgerEntry.objects.filter(
            object_type="event", object_id=OuterRef("pk"), action__in=WHETHER_MERGED, sequence__lte=reading.at
        )
        last = Subquery(acts.order_by("-sequence").values("action")[:1])
        found = found.alias(last=last).filter(Q(last__isnull=True) | Q(last=LedgerAction.SPLIT))
    if crisis is not None:
        # By its number, so that the index of its events gives them in their order.
        found = found.filter(crisis=Subquery(Crisis.objects.filter(slug=crisis).values("pk")))
    return found.order_by("start", "pk")


def events_in(place: Place, first: date, last: date, reading: Reading) -> QuerySet[Event]:
    """Events that ended between two days at a place or anywhere inside it: those that sums of the place count."""
    inside = Q()
    for path in ("place", "place__parent", "place__parent__parent", "place__parent__parent__parent"):
        inside |= Q(**{path: place.pk})
    return events(reading).filter(inside, end__range=(first, last))


def event_view(event_id: int, reading: Reading) -> EventView | None:
    """One event with its totals, or None when it is not public at the reading."""
    found = with_totals(list(events(reading).filter(pk=event_id)), reading)
    return found[0] if found else None


def with_totals(found: list[Event], reading: Reading) -> list[EventView]:
    """The totals of these events at the reading's sequence.

    Under `known_on` there are none: totals are kept by revision only, and are not computed again for a day.
    """
    _shown_safely(found, reading)
    totals: dict[int, list[EventTotal]] = {}
    if reading.known_on is None:
        stored = EventTotal.objects.filter(open_at(reading.at), event__in=found, sequence_from__lte=reading.at)
        for total in stored.order_by("event_id", "measure", "people_status"):
            totals.setdefault(total.event_id, []).append(total)
    return [EventView(event, tuple(totals.get(event.pk, ()))) for event in found]


def latest_events(reading: Reading, *, crisis: str, limit: int) -> list[Event]:
    """The latest events of a crisis, in the order they happened."""
    if reading.is_live and limit == LATEST:
        ids = [pk for (pk,) in _LATEST.rows(crisis, reading.at)]
    else:
        ids = list(_latest(reading, crisis, limit).values_list("pk", flat=True))
    found = _WITH_PLACES.some(ids)
    _read_parents([event.place for event in found if event.place and event.place.level not in SAFE_LEVELS])
    _shown_safely(found, reading)
    return sorted(found, key=lambda event: (event.start, event.pk))


LATEST = 12
"""How many events the pages of a crisis tell."""


def _latest(reading: Reading, crisis: str, limit: int) -> QuerySet[Event]:
    return events(reading, crisis=crisis).order_by("-start", "-pk")[:limit]


_LATEST = Statement(
    lambda crisis, at: _latest(Reading(None, None, at, "", "", 0), crisis, LATEST).values_list("pk"),
    "(crisis)",
    -987_654_321,
)
_WITH_PLACES = Found(Event, ["place"], without=("place__outline", "place__aliases", "place__edition"))


def _read_parents(precise: list[Place]) -> None:
    """Give places that are too precise to be shown what they lie in, in one statement; most events have none such."""
    if precise:
        wanted = {place.parent_id for place in precise if place.parent_id is not None}
        above = {place.pk: place for place in _ABOVE.some(wanted)}
        for place in precise:
            place.parent = above.get(place.parent_id)


_ABOVE = Found(
    Place,
    ["parent", "parent__parent"],
    without=("outline", "parent__outline", "parent__parent__outline"),
)


def _shown_safely(found: list[Event], reading: Reading) -> None:
    """Give these events, in memory, their names at the reading and public places: a site itself is nobody's to see."""
    for event in found:
        event.place = public_place_of_event(event)
    events_as_they_were(found, reading)
    as_they_were("place", [event.place for event in found], reading)


def events_as_they_were(found: Iterable[Event], reading: Reading) -> None:
    """Give these events, in memory, what the ledger stated of them by the reading."""
    rows = list(found) if reading.revision is not None else []
    then = contents_at("event", reading, ids=[one.pk for one in rows]) if rows else {}
    changed = [one for one in rows if one.pk in then and _differs(one, then[one.pk])]
    codes = {then[one.pk]["place"] for one in changed} - {None}
    places = {place.code: place for place in Place.objects.filter(code__in=codes)} if codes else {}
    for one in changed:
        content = then[one.pk]
        for name in STATED:
            field: Any = Event._meta.get_field(name)
            setattr(one, name, field.to_python(content[name]))
        one.place = places.get(content["place"])


def _differs(event: Event, content: dict[str, Any]) -> bool:
    now = {**{name: getattr(event, name) for name in STATED}, "place": event.place.code if event.place else None}
    now |= {name: now[name].isoformat() for name in ("start", "end")}
    return any(now[name] != content[name] for name in now)


def event_row(view: EventView) -> dict[str, Any]:
    """An event as the API shows it."""
    event = view.event
    return {
        "id": event.pk,
        "code": event.code,
        "crisis": event.crisis.slug,
        "name": event.name,
        "start": event.start,
        "end": event.end,
        "date_precision": event.date_precision,
        "place_code": event.place.code if event.place else None,
        "place_name": event.place.name if event.place else None,
        "responsible_claimed": event.responsible_claimed or None,
        "attribution": event.attribution,
        "totals": [
            {
                "measure": total.measure,
                "people_status": total.people_status,
                "value_low": total.value_low,
                "value_best": total.value_best,
                "value_high": total.value_high,
                "high_open": total.high_open,
                "flags": total.flags,
            }
            for total in view.totals
        ],
    }
