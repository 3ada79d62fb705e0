"""What happened during a crisis, for the notes of its charts and the list on its page."""

from __future__ import annotations

from tracker.models import Event
from tracker.selectors.events import LATEST, latest_events
from tracker.selectors.reading import Reading


def events_of(slug: str, reading: Reading) -> list[Event]:
    """The latest events of a crisis, in the order they happened."""
    return latest_events(reading, crisis=slug, limit=LATEST)
