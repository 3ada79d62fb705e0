"""Official places stored in bulk: what a p-code list adds to the countries that ship.

Only adds. A stored place of another name is left as it stands, because its name is public wherever a figure
shows it, and renaming is an editor's act with a reason (relabel.py). Each place that is added is an entry of the
ledger, so that an old revision lists the places it had: whatever has no such entry was there from the beginning.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tracker.ledger import names
from tracker.ledger.objects import publish_new_objects
from tracker.ledger.sequence import Chain, lock
from tracker.models import Place
from tracker.reference.pcodes import LEVELS, PlaceRow


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many places were new or known already, and the codes of those that have another name here."""

    added: int
    known: int
    named_otherwise: tuple[str, ...]


def known_levels() -> dict[str, str]:
    """Code -> level of every stored place."""
    return dict(Place.objects.values_list("code", "level"))


def load_units(rows: Sequence[PlaceRow], *, arabic: Mapping[str, str] | None = None) -> Loaded:
    """Store the new ones of these places, all in one transaction under the ledger's lock; `rows` come parents first.

    `arabic` are names by code for readers of that language.
    """
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=secrets.token_hex(8))
        stored = {place.code: place for place in Place.objects.only("pk", "code", "name", "level")}
        known = [row for row in rows if row.code in stored]
        added: list[Place] = []
        for level in LEVELS:
            # A level at a time: the children of the next one need the keys of this one.
            new = [
                _place(row, stored, (arabic or {}).get(row.code))
                for row in rows
                if row.level == level and row.code not in stored
            ]
            names.add(Place.objects.bulk_create(new))
            stored |= {place.code: place for place in new}
            added += new
        publish_places(chain, added, actor=None)
        chain.store()
    other = tuple(row.code for row in known if stored[row.code].name != row.name)
    return Loaded(added=len(added), known=len(known), named_otherwise=other)


def publish_places(chain: Chain, places: Sequence[Place], *, actor: int | None) -> None:
    """An entry for each of these new places; the caller holds the lock and stores the chain afterwards."""
    contents = {
        place.pk: {
            "code": place.code,
            "name": place.name,
            "level": str(place.level),
            "parent": place.parent.code if place.parent else None,
        }
        for place in places
    }
    publish_new_objects(chain, "place", contents, actor=actor)


def _place(row: PlaceRow, stored: dict[str, Place], arabic: str | None) -> Place:
    return Place(
        code=row.code,
        name=row.name,
        names={"ar": arabic} if arabic else {},
        level=LEVELS[row.level],
        parent=stored[row.parent],
        iso3=row.iso3,
        edition=f"P-codes valid from {row.valid_from}" if row.valid_from else "P-codes",
    )
