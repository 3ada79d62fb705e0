"""Finding a crisis or a place by what is typed of a name, in any language, or by a code. Read by the search page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tracker.models import Crisis, Place
from tracker.selectors import lookup
from tracker.selectors.crises import find_crisis, known_crises
from tracker.selectors.objects import as_they_were
from tracker.selectors.places import find_place
from tracker.selectors.reading import Reading

Thing = TypeVar("Thing", Crisis, Place)

MOST = 30


@dataclass(frozen=True, slots=True)
class Found:
    """Crises and places that go by what was asked for, the likeliest first; at most thirty of each."""

    crises: list[Crisis]
    places: list[Place]


def find(text: str, reading: Reading) -> Found:
    """What has this code, then what goes by a name of which these words begin words; nothing for an empty question."""
    asked = " ".join(text.replace("\x00", " ").split())
    if not asked:
        return Found([], [])
    crisis, place = find_crisis(asked), find_place(asked)
    crises = [*([crisis.pk] if crisis else []), *lookup.find("crisis", asked, limit=MOST)]
    places = [*([place.pk] if place else []), *lookup.find("place", asked, limit=MOST)]
    found = Found(
        _in_order(crises, {one.pk: one for one in known_crises(reading).filter(pk__in=crises)}),
        _in_order(places, {one.pk: one for one in _places(places)}),
    )
    as_they_were("place", found.places, reading)
    return found


def _places(ids: list[int]) -> list[Place]:
    return list(Place.objects.filter(pk__in=ids).select_related("parent").defer("outline", "parent__outline"))


def _in_order(ids: list[int], things: dict[int, Thing]) -> list[Thing]:
    return [things[pk] for pk in dict.fromkeys(ids) if pk in things][:MOST]
