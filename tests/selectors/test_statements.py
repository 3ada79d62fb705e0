"""Kept statements give the same objects for few, for many, and for more than are kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from tests import makers
from tracker.models import LedgerEntry
from tracker.selectors import places, statements
from tracker.selectors.changed import changed
from tracker.selectors.reading import open_reading
from tracker.settings import POSTGRES_OPTIONS, _database

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("most", [1_024, 1])
def test_places_have_their_names_however_many_are_asked_for(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", most)
    for code, name in (("SYR", "سوريا"), ("LBN", "لبنان"), ("TUR", "تركيا")):
        place = makers.make_place(code)
        place.names = {"ar": name}
        place.save(update_fields=["names"])
    found = places.places_of_codes(["TUR", "SYR", "LBN"])
    assert [(one.code, one.names["ar"]) for one in found] == [("LBN", "لبنان"), ("SYR", "سوريا"), ("TUR", "تركيا")]


@pytest.mark.parametrize("most", [1_024, 1])
def test_moments_have_their_zone_and_fields_their_names(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", most)
    figure = makers.make_figure()
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    corrected, added = changed(open_reading(), kinds=("added", "corrected"))
    assert (corrected.kind, added.kind) == ("corrected", "added")
    assert "value_text" in corrected.fields
    assert all(timezone.is_aware(one.at) for one in (corrected, added))
    assert corrected.at == LedgerEntry.objects.get(sequence=corrected.sequence).at


@pytest.mark.postgres_only
def test_what_is_prepared_is_planned_for_its_values() -> None:
    # A plan kept for all values took half a second, at a million figures, to find that nothing was withdrawn.
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_custom_plan",)


def test_what_the_address_of_the_database_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://one:two@db/tracker?sslmode=require&options=-c%20work_mem=8MB")
    options = _database()["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["options"]) == ("require", f"-c work_mem=8MB {POSTGRES_OPTIONS}")
    assert options["pool"]["max_size"] == 8
