"""Maps: circles whose surface is the number, marks where nothing was said, and a table that says it all."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.test import Client

from tests import makers
from tracker.models import Place
from tracker.reference.countries import countries
from tracker.reference.outlines import outlines
from tracker.web.charts import map as drawing
from tracker.web.charts.land import WIDTH
from tracker.web.charts.map import radius


def test_the_surface_is_in_proportion_to_the_number() -> None:
    assert radius(100, 400) == pytest.approx(radius(400, 400) / 2)
    assert radius(20_000_000, 20_000_000) == drawing.LARGEST
    assert radius(1, 20_000_000) == radius(0, 20_000_000) == drawing.SMALLEST


def test_outlines_are_of_countries_that_ship_and_lie_on_the_earth() -> None:
    assert outlines().keys() <= {country.iso3 for country in countries()}
    assert len(outlines()) > 200
    for rings in outlines().values():
        for ring in rings:
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


def test_the_capital_lies_inside_the_drawing_of_its_country() -> None:
    shown = drawing.Map(key="k", title="t", description="d", measure="killed", own=("SYR",), spots=[],
                        caution="c")  # fmt: skip
    sheet = drawing.sheet_of(shown)
    x, y = sheet.at(36.29, 33.51)
    assert 0 < x < WIDTH / 2
    assert sheet.height / 2 < y < sheet.height


@pytest.fixture
def syria(db: None) -> Place:
    """Three governorates: one with a number of then, one with a smaller one, one of which nothing was said."""
    for code, name, latitude, value in (("SY07", "Idleb", 35.8, 280_000), ("SY02", "Aleppo", 36.2, 70_000)):
        place = makers.make_place(code, name=name, latitude=latitude, longitude=37.0)
        makers.make_figure(place=place, value=value, qualifier="exact")
    makers.make_place("SY05", name="Hama <&>", latitude=35.2, longitude=36.6)
    return Place.objects.get(code="SYR")


def test_a_country_shows_where_with_its_table(client: Client, syria: Place) -> None:
    page = unescape(client.get("/places/SYR/").content.decode())
    section = page[page.index('id="map"') :]
    assert 'aria-labelledby="map-SYR-wide-t map-SYR-wide-d"' in section
    assert section.count('<circle class="count"') == 6  # two on each paper, and two in the key
    assert section.count('class="empty"') == 3
    assert "do not imply endorsement" in section
    assert '<data value="280000" data-series=' in section
    assert "350,000" not in page
    assert 'href="/places/SY07/"' in section
    assert "<&>" in section
    assert "Hama <&>" not in client.get("/places/SYR/").content.decode()


def test_an_old_number_has_a_dotted_ring_until_it_is_seen_from_its_own_time(client: Client, syria: Place) -> None:
    assert 'class="stale"' in client.get("/places/SYR/").content.decode()
    then = client.get("/places/SYR/?known_on=2020-03-01").content.decode()
    assert 'class="stale"' not in then
    assert 'href="/places/SY07/?known_on=2020-03-01"' in then
    before = client.get("/places/SYR/?known_on=2020-01-01").content.decode()
    assert 'id="map"' not in before


def test_a_measure_nobody_spoke_of_has_no_map(client: Client, syria: Place) -> None:
    place = Place.objects.get(code="SY07")
    makers.make_figure(place=place, measure="killed", basis="period", value=12, qualifier="exact",
                       reference_period_start=date(2020, 2, 1), reference_period_end=date(2020, 2, 13))  # fmt: skip
    page = client.get("/places/SYR/?measure=killed").content.decode()
    assert 'class="plot m-killed"' in page
    assert 'href="?measure=displaced#map"' in page
    assert 'id="map"' not in client.get("/places/SYR/?measure=refugees").content.decode()
