"""Tables sorted by links: a parameter for each table, refused where it names no column, files left as they are."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger.drafts import NewCitation
from tracker.models import Series

pytestmark = pytest.mark.django_db

DAYS = (date(2020, 1, 5), date(2020, 1, 12), date(2020, 1, 19))


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return unescape(response.content.decode())


def heads(text: str, section: str) -> dict[str, tuple[str, str]]:
    """The columns of the table under a heading that sort: where each leads, and how it is sorted now."""
    table = text[text.index(f'id="{section}"') :]
    table = table[: table.index("</thead>")]
    found = re.findall(r'<th scope="col"[^>]*?(?: aria-sort="(\w+)")?><a href="([^"]*)"[^>]*>([^<]*)</a>', table)
    return {name: (address, state) for state, address, name in found}


def rows(text: str, section: str) -> list[str]:
    """The row headers of the table under a heading, in their order."""
    table = text[text.index(f'id="{section}"') :]
    table = table[table.index("<tbody") : table.index("</tbody>")]
    cells = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]


@pytest.fixture
def series() -> Series:
    """A line of three points that rises and falls, beside another source that says more."""
    for day, value in zip(DAYS, (389, 811, 547), strict=True):
        makers.make_figure(value=value, qualifier="exact", as_of_date=day, statement_date=day)
    other = makers.make_organisation("Monitor", kind="monitor", reliability="C")
    makers.make_figure(value=601, qualifier="exact", organisation=other, as_of_date=DAYS[2], statement_date=DAYS[2])
    return Series.objects.get()


def test_the_points_of_a_series_are_sorted_by_the_heads_of_their_columns(client: Client, series: Series) -> None:
    address = f"/series/{series.pk}/"
    usual = page(client, address)
    assert rows(usual, "points") == ["5 Jan 2020", "12 Jan 2020", "19 Jan 2020"]
    assert heads(usual, "points") == {
        "As of": (f"{address}?sort_points=-date#points", "ascending"),
        "Lowest": (f"{address}?sort_points=-low#points", ""),
        "Best": (f"{address}?sort_points=-best#points", ""),
        "Highest": (f"{address}?sort_points=-high#points", ""),
    }
    greatest = page(client, f"{address}?sort_points=-best")
    assert rows(greatest, "points") == ["12 Jan 2020", "19 Jan 2020", "5 Jan 2020"]
    assert heads(greatest, "points")["Best"] == (f"{address}?sort_points=best#points", "descending")
    assert heads(greatest, "points")["As of"] == (f"{address}#points", "")
    least = page(client, f"{address}?sort_points=best")
    assert rows(least, "points") == ["5 Jan 2020", "19 Jan 2020", "12 Jan 2020"]


def test_other_parameters_are_kept(client: Client, series: Series) -> None:
    address = f"/series/{series.pk}/?lang=en&known_on=2020-02-01"
    assert heads(page(client, address), "points")["Best"][0] == f"{address}&sort_points=-best#points"
    both = page(client, "/crises/nw-syria/?measure=displaced&sort_sources=-number")
    assert heads(both, "compare")["Source"][0].startswith("/crises/nw-syria/?measure=displaced&sort_sources=name#")


def test_sources_are_sorted_and_the_files_are_not(client: Client, series: Series) -> None:
    assert rows(page(client, "/crises/nw-syria/"), "compare") == ["OCHA the line", "Monitor"]
    assert rows(page(client, "/crises/nw-syria/?sort_sources=name"), "compare") == ["Monitor", "OCHA the line"]
    assert rows(page(client, "/crises/nw-syria/?sort_sources=-number"), "compare") == ["Monitor", "OCHA the line"]
    file = "/crises/nw-syria/sources/displaced.csv"
    assert client.get(f"{file}?sort_sources=name").content == client.get(file).content


def test_places_are_sorted_and_those_without_a_number_come_last(client: Client) -> None:
    for code, name, value in (("SY07", "Idleb", 281), ("SY02", "Aleppo", 71), ("SY13", "Homs", None)):
        place = makers.make_place(code, name=name, latitude=36.0, longitude=36.5)
        if value:
            makers.make_figure(place=place, value=value, qualifier="exact")
    usual = rows(page(client, "/places/SYR/"), "map")
    assert usual[:2] == ["Idleb", "Aleppo"]
    least = rows(page(client, "/places/SYR/?sort_places=number"), "map")
    assert least[:2] == ["Aleppo", "Idleb"]
    assert set(least) == set(usual)
    assert "Homs" in least[2:]
    names = rows(page(client, "/crises/nw-syria/?sort_places=-name"), "map")
    assert names == sorted(names, reverse=True)


def test_the_counts_of_a_crisis_are_sorted_by_the_database(client: Client) -> None:
    for measure, days in (("killed", DAYS[:1]), ("displaced", DAYS[:2]), ("injured", DAYS)):
        for day in days:
            makers.make_figure(measure=measure, value=97, qualifier="exact", as_of_date=day, statement_date=day)
    address = "/crises/nw-syria/series/"

    def order(asked: str) -> list[str]:
        return [name.partition(",")[0].split()[-1] for name in rows(page(client, address + asked), "main")]

    usual = order("")
    assert order("?sort_counts=-name") == usual[::-1]
    assert order("?sort_counts=figures") == order("?sort_counts=as_of")
    assert order("?sort_counts=-figures") == order("?sort_counts=figures")[::-1]
    assert heads(page(client, f"{address}?known_on=2020-02-01"), "main") == {}
    assert client.get(f"{address}?known_on=2020-02-01&sort_counts=figures").status_code == 400


def test_documents_are_listed_from_either_end(client: Client) -> None:
    days = {"First": DAYS[0], "Second": DAYS[1], "Third": DAYS[2]}
    for title, day in days.items():
        cited = NewCitation(document=makers.make_document(title, published_date=day), quote="more than 800,000 people")
        makers.make_figure(citations=[cited], as_of_date=day, statement_date=day)
    assert rows(page(client, "/documents/"), "main") == ["Third", "Second", "First"]
    assert rows(page(client, "/documents/?sort_documents=published"), "main") == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/crises/nw-syria/", "sort_sources"),
        ("/crises/nw-syria/", "sort_places"),
        ("/crises/nw-syria/series/", "sort_counts"),
        ("/places/SYR/", "sort_places"),
        ("/documents/", "sort_documents"),
    ],
)
@pytest.mark.parametrize("asked", ["nothing", "--name", "-", "<b>", "published,name"])
def test_what_is_no_column_is_refused(client: Client, series: Series, address: str, parameter: str, asked: str) -> None:
    response = client.get(address, {parameter: asked, "lang": "fr"})
    refusal = response.content.decode()
    assert response.status_code == 400
    assert parameter in refusal
    assert "<b>" not in refusal
    assert f'<a href="{address}?lang=fr">' in refusal


def test_sorting_asks_the_database_nothing_more(client: Client, series: Series) -> None:
    def asked(address: str) -> int:
        page(client, address)
        with CaptureQueriesContext(connection) as queries:
            page(client, address)
        return len(queries)

    for address, sort in (
        (f"/series/{series.pk}/", "sort_points=-best"),
        ("/crises/nw-syria/", "sort_sources=name"),
        ("/crises/nw-syria/series/", "sort_counts=-figures"),
        ("/documents/", "sort_documents=published"),
    ):
        assert asked(f"{address}?{sort}") == asked(address), address


def test_each_order_has_its_own_validator(client: Client, series: Series) -> None:
    first = client.get("/documents/")
    second = client.get("/documents/?sort_documents=published")
    assert first.headers["ETag"] != second.headers["ETag"]
