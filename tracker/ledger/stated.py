"""What an entry about a crisis or an event states: all of it, so that a past revision is read from its own entry.

The place of an event is stated no closer than the public may see it.
"""

from __future__ import annotations

from typing import Any

from tracker.ledger.content import public_place_of_event
from tracker.ledger.objects import publish_object
from tracker.ledger.sequence import Chain
from tracker.models import Crisis, Event


def stated_crisis(crisis: Crisis) -> dict[str, Any]:
    """What an entry about a crisis states."""
    return {
        "slug": crisis.slug,
        "name": crisis.name,
        "names": crisis.names,
        "summary": crisis.summary,
        "place": crisis.place.code if crisis.place else None,
        "leads": crisis.leads,
    }


def tell_crisis(chain: Chain, crisis: Crisis, action: str, *, actor: int | None, reason: str = "") -> None:
    """Append the present state of a crisis to the ledger."""
    content = {**stated_crisis(crisis), **({"reason": reason} if reason else {})}
    publish_object(chain, "crisis", crisis.pk, action, content, actor=actor, reason=reason)


def stated_event(event: Event) -> dict[str, Any]:
    """What an entry about an event states."""
    place = public_place_of_event(event)
    return {
        "crisis": event.crisis.slug,
        "code": event.code,
        "name": event.name,
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "date_precision": event.date_precision,
        "place": place.code if place else None,
        "responsible_claimed": event.responsible_claimed,
        "attribution": event.attribution,
    }
