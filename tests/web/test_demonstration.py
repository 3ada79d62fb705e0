"""The demonstration read from end to end: every page that a link leads to is there, and honest about its numbers."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tracker.models import PublishedFigure, SeriesPoint, Tally

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NEVER = {
    "1,800,000": "people displaced since April and since December, added",
    "15,000,000": "a population worked out from a share and its part",
    "1,801": "people killed and a crew of unknown size, added",
    "1,802": "people killed and a guessed crew, added",
}
BOUNDS = ("value_low", "value_best", "value_high")


@pytest.fixture
def site() -> dict[str, str]:
    """The text of every public page that the home page leads to, by address."""
    call_command("load_demo", stdout=StringIO())
    return dict(crawl(Client()))


def crawl(client: Client) -> Iterator[tuple[str, str]]:
    """Follow every link of the site itself, breadth first, but for files, the API and moments of the past."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        assert response.status_code in (200, 410), (address, response.status_code)
        page = response.content.decode()
        yield address, page
        for found in re.findall(r'<a [^>]*?href="(/[^"#]*)', page):
            path = unescape(found)
            if path not in seen and not re.search(r"\?|^/api/|\.\w+$", path):
                seen.add(path)
                waiting.append(path)


def test_every_link_leads_somewhere_and_every_number_is_somebodys(site: dict[str, str]) -> None:
    assert len(site) > 150
    figures = values_of_figures()
    points = values_of_points()
    cells = values_of_cells()
    for address, page in site.items():
        for element in re.findall(r"<data ([^>]*)>", page):
            said = dict(re.findall(r'([\w-]+)="([^"]*)"', element))
            if element.endswith("data-computed"):
                continue  # follows from numbers beside it by a rule that the page names
            if "data-figure" in said:
                assert float(said["value"]) in figures[int(said["data-figure"])], (address, said)
            elif "data-tally" in said:
                assert float(said["value"]) in cells[said["data-tally"]], (address, said)
            else:
                assert float(said["value"]) in points[int(said["data-series"]), said["data-date"]], (address, said)
        text = re.sub(r"<[^>]+>", " ", unescape(page))
        assert [number for number in NEVER if re.search(rf"(?<![\d,]){number}(?![\d,])", text)] == [], address
        assert not re.search(r">\s*(None|nan|NaN|\[\]|\{\})\s*<", page), address


def test_the_first_view_is_light_enough_for_a_slow_phone(client: Client) -> None:
    call_command("load_demo", stdout=StringIO())
    page = client.get("/crises/nw-syria/").content
    style = (settings.BASE_DIR / "static" / "css" / "site.css").read_bytes()
    font = (settings.BASE_DIR / "static" / "fonts" / "source-sans-3-latin.woff2").read_bytes()
    assert len(gzip.compress(page)) < 40_000
    assert len(gzip.compress(style)) < 14_000
    assert len(font) < 30_000
    assert len(re.findall(rb'(?:src|href)="/static/', page)) <= 8


def values_of_figures() -> dict[int, set[float]]:
    """Every number a published figure states or implies, by figure."""
    found: dict[int, set[float]] = {}
    columns = ("figure_id", *BOUNDS, "percent_low", "percent_best", "percent_high")
    for figure, *values in PublishedFigure.objects.values_list(*columns):
        found.setdefault(figure, set()).update(float(value) for value in values if value is not None)
    return found


def values_of_cells() -> dict[str, set[float]]:
    """Every sum the ledger keeps, by place, measure and month."""
    cells = Tally.objects.filter(people_status="all").values_list("scope", "measure", "month", "low", "best", "high")
    return {
        f"{scope or 'world'}/{measure}/{month.isoformat()}": set(map(float, values))
        for scope, measure, month, *values in cells
    }


def values_of_points() -> dict[tuple[int, str], set[float]]:
    """Every number of a point, by series and day."""
    columns = ("series_id", "date", *BOUNDS, "percent_low", "percent_best", "percent_high")
    return {
        (series, day.isoformat()): {float(value) for value in values if value is not None}
        for series, day, *values in SeriesPoint.objects.values_list(*columns)
    }
