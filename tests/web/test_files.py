"""What leaves the site: pictures, citations, frames, feeds and data blocks of a series."""

from __future__ import annotations

import gzip
import json
import re
import struct
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.models import Figure, PublishedFigure, Series

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def figure() -> Figure:
    """OCHA's "more than 800,000", and a count before it."""
    makers.make_figure(value=586_000, qualifier="exact", as_of_date=date(2020, 2, 2), statement_date=date(2020, 2, 2))
    return makers.make_figure(speaker=makers.make_speaker(), value_text="more than 800,000")


def head() -> int:
    """The last sequence of the ledger."""
    return PublishedFigure.objects.latest("sequence").sequence


def test_the_picture_is_a_png_with_something_on_it(client: Client, figure: Figure) -> None:
    seen = set()
    for language in ("en", "ar"):
        response = client.get(f"/series/{figure.series_id}.png?lang={language}")
        assert response.headers["Content-Type"] == "image/png"
        assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", response.content[16:24])
        assert width == 2 * (1040 + 48)
        assert height > 1000
        seen.add(response.content)
    assert len(seen) == 2


def test_the_drawing_carries_its_title_its_source_and_its_colours(client: Client, figure: Figure) -> None:
    drawn = client.get(f"/series/{figure.series_id}.svg").content.decode()
    ElementTree.fromstring(drawn)  # noqa: S314 - our own
    assert f"/series/{figure.series_id}/?revision={head()}" in drawn
    assert "not confidence intervals" in drawn
    assert "var(" not in drawn
    assert "#004f78" in drawn


def test_days_have_their_year_where_a_drawing_has_several(client: Client, figure: Figure) -> None:
    """OCHA, 13 Feb says enough between December and March, and not between 2018 and 2020."""
    makers.make_figure(value=700_000, as_of_date=date(2020, 1, 14), statement_date=date(2020, 1, 14))
    assert "14 Jan<" in client.get(f"/series/{figure.series_id}.svg").content.decode()
    long_ago = {"as_of_date": date(2018, 3, 14), "statement_date": date(2018, 3, 14)}
    old = makers.make_figure(measure="refugees", basis="stock", reference_period_start=None, value=5, **long_ago)
    makers.make_figure(measure="refugees", basis="stock", reference_period_start=None, value=9)
    assert "14 Mar 2018<" in client.get(f"/series/{old.series_id}.svg").content.decode()


def test_a_citation_names_an_address_that_stays(client: Client, figure: Figure) -> None:
    at = head()
    address = f"http://testserver/series/{figure.series_id}/?revision={at}"
    assert f"url = {{{address}}}" in client.get(f"/series/{figure.series_id}.bib").content.decode()
    assert f"UR  - {address}\r\n" in client.get(f"/series/{figure.series_id}.ris").content.decode()
    makers.make_figure(value=900_000, as_of_date=date(2020, 2, 14), statement_date=date(2020, 2, 14))
    page = client.get(f"/series/{figure.series_id}/?revision={at}").content.decode()
    assert address in page
    assert "900,000" not in page


def test_a_frame_may_stand_anywhere_and_sets_no_cookie(client: Client, figure: Figure) -> None:
    response = client.get(f"/embed/series/{figure.series_id}/")
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert not response.cookies
    assert len(response.content) < 60_000
    assert f"/series/{figure.series_id}/?revision={head()}" in response.content.decode()
    ordinary = client.get(f"/series/{figure.series_id}/")
    assert "frame-ancestors 'none'" in ordinary.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/changes.atom", "/crises/nw-syria.atom", "/series/{series}.atom"])
def test_a_feed_tells_what_was_published(client: Client, figure: Figure, address: str) -> None:
    response = client.get(address.format(series=figure.series_id))
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    entries = _entries(response.content)
    assert len(entries) == 2
    newest = entries[0].find(f"{ATOM}id")
    assert newest is not None
    assert newest.text == f"http://testserver/figures/{figure.pk}/?revision={head()}"


def test_the_feed_of_a_series_leaves_others_out(client: Client, figure: Figure) -> None:
    makers.make_figure(measure="killed", value=12, basis="period", reference_period_end=date(2020, 2, 13))
    feed = client.get(f"/series/{figure.series_id}.atom").content
    assert len(_entries(feed)) == 2


def test_a_data_block_describes_the_series_and_cannot_end_early(client: Client) -> None:
    place = makers.make_place("SY99", name="</script><b>")
    figure = makers.make_figure(place=place)
    page = client.get(f"/series/{figure.series_id}/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block
    described = json.loads(block[1])
    assert described["@type"] == "Dataset"
    assert described["spatialCoverage"] == "</script><b>"
    assert {one["encodingFormat"] for one in described["distribution"]} >= {"text/csv", "image/png"}


def test_what_was_added_between_two_counts_says_what_it_is(client: Client, figure: Figure) -> None:
    page = client.get(f"/series/{figure.series_id}/").content.decode()
    section = page[page.index('id="differences"') :]
    assert '<data value="214000" data-computed>214,000</data>' in section
    assert "a minimum: nobody gave an upper bound" in section


@pytest.mark.parametrize("ending", [".png", ".svg", ".bib", ".ris", ".atom", ".csv", ".json"])
def test_no_file_of_a_series_that_is_not(client: Client, ending: str) -> None:
    assert client.get(f"/series/999999{ending}").status_code == 404
    assert client.get("/embed/series/999999/").status_code == 404


def test_files_ask_no_more_for_many_figures_than_for_few(client: Client, figure: Figure) -> None:
    addresses = [f"/series/{figure.series_id}{ending}" for ending in (".svg", ".bib", ".atom", ".json")]
    addresses.append(f"/embed/series/{figure.series_id}/")
    few = {address: _statements(client, address) for address in addresses}
    for day in range(3, 12):
        makers.make_figure(value=600_000 + day, as_of_date=date(2020, 2, day), statement_date=date(2020, 2, day))
    assert {address: _statements(client, address) for address in addresses} == few


def _entries(feed: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(feed).findall(f"{ATOM}entry")  # noqa: S314 - our own


def _statements(client: Client, address: str) -> int:
    ask = partial(client.get, address)
    ask()
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    return len(queries)


FIRST_VIEW = 110_000
"""Bytes over the wire for the first view of a crisis: page, style, font."""


def test_the_first_view_of_a_crisis_is_light(client: Client) -> None:
    call_command("load_demo", stdout=StringIO())
    response = client.get("/crises/nw-syria/", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(response.content).decode()
    needed = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    weights = {address: _weight(address) for address in needed}
    assert len(needed) + 1 <= 8
    assert sum(weight for address, weight in weights.items() if address.endswith(".js")) <= 20_000
    assert len(response.content) + sum(weights.values()) <= FIRST_VIEW
    charts = re.findall(r'<svg [^>]*class="(?:chart|spark)[^>]*>', page)
    assert charts
    assert [one for one in charts if "width=" not in one or "height=" not in one] == []


def test_a_frame_is_light_with_the_fullest_series(client: Client) -> None:
    call_command("load_demo", stdout=StringIO())
    fullest = Series.objects.order_by("-point_count")[0]
    page = client.get(f"/embed/series/{fullest.pk}/").content
    needed = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    assert len(gzip.compress(page)) + sum(_weight(address.decode()) for address in needed) < 60_000


def _weight(address: str) -> int:
    """What a file weighs as it is sent: fonts are compressed already."""
    content = Path(settings.BASE_DIR, address.lstrip("/")).read_bytes()
    return len(content) if address.endswith(".woff2") else len(gzip.compress(content))
