"""What happened during a crisis, for the notes of its charts and the list on its page."""

from __future__ import annotations

from tracker.models import Event
from tracker.selectors.events import events, events_as_they_were
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading

EVENTS_ON_A_PAGE = 12


def events_of(slug: str, reading: Reading) -> list[Event]:
    """The latest events of a crisis, in the order they happened."""
    latest = list(events(reading, crisis=slug).order_by("-start", "-pk")[:EVENTS_ON_A_PAGE])
    events_as_they_were(latest, reading)
    as_they_were("place", [event.place for event in latest], reading)
    return sorted(latest, key=lambda event: (event.start, event.pk))
