"""Where an event is shown to have happened: never closer than the second administrative level."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from django.test import Client

from tests import makers
from tests.api.asking import answered
from tracker.ledger import sources
from tracker.ledger.sources import NewEvent
from tracker.models import LedgerEntry, ObjectVersion

pytestmark = pytest.mark.django_db


def test_a_site_is_shown_as_the_unit_around_it_and_is_in_no_answer_or_content() -> None:
    unit = makers.make_place("SY01", level="adm1", name="Idlib")
    school = makers.make_place("SCHOOL-7", level="site", name="The school", parent=unit)
    nowhere = makers.make_place("CAMP-1", level="site", name="A camp", parent=None)
    makers.make_event("EV-1", place=school)
    makers.make_event("EV-2", place=nowhere)
    day = date(2020, 2, 14)
    sources.create_events(
        makers.make_crisis(), [NewEvent(code="EV-3", name="Third", start=day, end=day, place=school)], actor=None
    )
    shown = {one["code"]: (one["place_code"], one["place_name"]) for one in answered("events/")["data"]}
    assert shown == {"EV-1": ("SY01", "Idlib"), "EV-2": (None, None), "EV-3": ("SY01", "Idlib")}
    kept = [orjson.loads(text) for text in ObjectVersion.objects.values_list("content", flat=True)]
    told = str([one for one in kept if "start" in one]) + str(list(LedgerEntry.objects.values_list("data", flat=True)))
    assert "SY01" in told
    assert "SCHOOL-7" not in told
    assert "CAMP-1" not in told


def test_the_page_of_a_crisis_shows_no_site_either(client: Client) -> None:
    unit = makers.make_place("SY01", level="adm1", name="Idlib")
    school = makers.make_place("SCHOOL-7", level="site", name="The school", parent=unit)
    makers.make_event("EV-1", place=school)
    page = client.get("/crises/nw-syria/").content.decode()
    told = page[page.index('id="events"') :]
    assert "Idlib" in told
    assert "The school" not in page
