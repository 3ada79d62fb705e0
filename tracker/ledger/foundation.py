"""What every migrated database holds before the first figure: the guards, the head row, the countries.

Run after each migration, and so also after a test's flush; every step is safe to repeat.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.apps import AppConfig
from django.db import connections, router

from tracker.ledger import guards, names
from tracker.models import KnownName, LedgerHead, Place
from tracker.reference.countries import countries
from tracker.vocabulary import PlaceLevel


def lay(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Put guards, head and countries in place; does nothing in a database without a ledger, or while
    not all of its tables are there.
    """
    if not router.allow_migrate_model(using, LedgerHead):
        return
    expected = {model._meta.db_table for model in sender.get_models() if router.allow_migrate_model(using, model)}
    if not expected <= set(connections[using].introspection.table_names()):
        return
    guards.up(using)
    LedgerHead.objects.using(using).get_or_create(id=1, defaults={"ledger_id": secrets.token_hex(8)})
    _load_countries(using)


def _load_countries(using: str) -> None:
    known = set(Place.objects.using(using).filter(level=PlaceLevel.COUNTRY).values_list("code", flat=True))
    made = Place.objects.using(using).bulk_create(
        Place(
            code=country.iso3,
            name=country.name,
            names=country.names,
            aliases=list(country.aliases),
            level=PlaceLevel.COUNTRY,
            iso3=country.iso3,
            latitude=country.latitude,
            longitude=country.longitude,
            edition="ISO 3166-1",
        )
        for country in countries()
        if country.iso3 not in known
    )
    KnownName.objects.using(using).bulk_create(row for place in made for row in names.rows_of(place))
