"""Drawings with their tables, and the files of exactly the same: months, maps, breakdowns, sources side by side."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.models import Figure, Place

pytestmark = pytest.mark.django_db


def killed(code: str, ended: date, value: int | None, **more: Any) -> Figure:
    """People killed at an event of its own in Syria."""
    happened = makers.make_event(code, start=more.pop("start", ended), end=ended, place=makers.make_place("SYR"))
    return makers.make_figure(
        **{
            "measure": "killed", "basis": "period", "event": happened, "value": value, "qualifier": "exact",
            "value_text": "", "reference_period_start": ended, "reference_period_end": ended, "as_of_date": None,
            "statement_date": ended, **more,
        }
    )  # fmt: skip


@pytest.fixture
def crisis() -> Figure:
    """Deaths in two months that do not touch, a total divided by sex, two sources, two provinces."""
    killed("A", date(2020, 1, 3), 11)
    killed("B", date(2020, 1, 20), 7, qualifier="more_than")
    killed("C", date(2020, 3, 2), 5)
    total = makers.make_figure(value=1_089, qualifier="exact", measure="injured")
    makers.make_figure(value=572, qualifier="exact", measure="injured", part_of=total, partition="sex_age", gender="m")
    makers.make_figure(value=213, qualifier="exact", measure="injured", part_of=total, partition="sex_age", gender="f")
    other = makers.make_organisation("Monitor", kind="monitor", reliability="C")
    makers.make_figure(value=1_200, qualifier="exact", measure="injured", organisation=other)
    for code, name, value in (("SY07", "Idleb", 280_000), ("SY02", "Aleppo", 70_000)):
        place = makers.make_place(code, name=name, latitude=36.0, longitude=36.5 + value / 500_000)
        makers.make_figure(place=place, value=value, qualifier="exact")
    return total


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return unescape(response.content.decode())


def section(text: str, name: str) -> str:
    """A section of a page, up to the next one."""
    start = text.index(f'<h2 id="{name}"')
    return text[start : text.find("<h2 ", start + 5)]


FILES = (
    ("/places/SYR/months/killed", "place_code"),
    ("/crises/nw-syria/map/displaced", "place_code"),
    ("/places/SYR/map/displaced", "place_code"),
    ("/crises/nw-syria/sources/injured", "figure"),
    ("/figures/{total}/parts/sex_age", "figure"),
)


@pytest.mark.parametrize(("address", "column"), FILES)
def test_each_drawing_can_be_taken_away_in_five_ways(client: Client, crisis: Figure, address: str, column: str) -> None:
    stem = address.format(total=crisis.pk)
    rows = list(csv.DictReader(StringIO(client.get(f"{stem}.csv").content.decode(), newline="")))
    assert len(rows) >= 2
    answer = client.get(f"{stem}.json").json()
    assert len(answer["data"]["rows"]) == len(rows)
    assert [row[column] or "" for row in rows] == [str(row[column] or "") for row in answer["data"]["rows"]]
    book = openpyxl.load_workbook(BytesIO(client.get(f"{stem}.xlsx").content))
    assert book.sheetnames == ["Data", "Read me", "Sources"]
    assert book["Data"].max_row == len(rows) + 1
    drawn = client.get(f"{stem}.svg")
    ElementTree.fromstring(drawn.content)  # noqa: S314 - our own
    assert "var(" not in drawn.content.decode()
    assert "revision=" in drawn.content.decode()
    assert client.get(f"{stem}.png").content[:8] == b"\x89PNG\r\n\x1a\n"
    for ending in ("csv", "xlsx", "json", "svg", "png"):
        assert re.search(rf'filename="[\w-]+-at-\d+\.{ending}"', client.get(f"{stem}.{ending}")["Content-Disposition"])
    assert client.get(f"{stem}.exe").status_code == 404


@pytest.mark.parametrize("address", [address for address, _column in FILES])
def test_no_mark_of_a_drawing_that_travels_alone_is_left_black(client: Client, crisis: Figure, address: str) -> None:
    """The style sheet inside it has a rule for every class of its shapes; a shape without one is a black blot."""
    killed("D", date(2020, 4, 2), None, qualifier="unspecified_plural", value_text="several")
    drawn = ElementTree.fromstring(client.get(f"{address.format(total=crisis.pk)}.svg").content)  # noqa: S314
    shapes = [one for one in drawn.iter() if one.tag.rpartition("}")[2] in ("path", "rect", "circle")]
    named = {one.get("class", "") for one in shapes if not one.get("fill")}
    style = next(one.text or "" for one in drawn.iter() if one.tag.endswith("style"))
    ruled = set(re.findall(r"\.([a-z-]+)", style))
    assert len(named) > 2
    assert [one for one in named if one and not set(one.split()) <= ruled] == []


def test_months_show_sums_of_separate_events_and_gaps_stay_gaps(client: Client, crisis: Figure) -> None:
    shown = section(page(client, "/crises/nw-syria/?measure=killed"), "months")
    assert 'data-tally="SYR/killed/2020-01-01">18</data>' in shown
    assert 'data-tally="SYR/killed/2020-03-01">5</data>' in shown
    assert "2020-02-01" not in shown
    assert "Killed in Syria: most in January 2020, at least" in shown
    assert shown.count('class="tally"') == 2 * 2 + 1  # two bars on two papers, and the key
    assert shown.count('class="open"') == 2
    assert 'href="/places/SYR/months/killed/2020-01/"' in shown


def test_a_bar_leads_to_its_events_and_they_to_their_figures(client: Client, crisis: Figure) -> None:
    events = page(client, "/places/SYR/months/killed/2020-01/")
    assert ">A<" in events
    assert ">C<" not in events
    link = re.search(r'href="(/crises/nw-syria/figures/\?event=\d+)"', events)
    assert link
    figures = page(client, link[1])
    assert "1 figure<" in figures
    assert 'class="chip"' in figures


@pytest.mark.parametrize("month", ["2020-13", "20", "soon", "2020-1-1", "0000"])
def test_no_events_of_a_month_that_is_not(client: Client, crisis: Figure, month: str) -> None:
    assert client.get(f"/places/SYR/months/killed/{month}/").status_code == 404
    assert client.get("/places/SYR/months/nonsense/2020-01/").status_code == 404


def test_an_event_known_only_roughly_is_dashed(client: Client) -> None:
    killed("wide", date(2020, 2, 13), 4, start=date(2020, 1, 10))
    killed("other", date(2020, 2, 14), 4)
    shown = section(page(client, "/crises/nw-syria/?measure=killed"), "months")
    assert ("wide-date" in shown) == ("known only roughly" in shown)


def test_parts_stand_beside_the_rest_and_never_on_top_of_another_way(client: Client, crisis: Figure) -> None:
    shown = section(page(client, "/crises/nw-syria/?measure=injured"), "who")
    assert '<data value="304" data-computed>304</data>' in shown
    assert "men and boys" in shown
    assert "not specified" in shown
    assert shown.count('class="tally whole"') == 2 * shown.count('class="divided"') > 0  # on each of two papers
    assert shown.index('class="tally whole"') < shown.index('class="tally"') < shown.index('class="tally rest"')
    assert "785" not in shown


def test_the_files_of_a_divided_total_end_with_the_total_and_its_description_tells_each_bar(
    client: Client, crisis: Figure
) -> None:
    shown = section(page(client, "/crises/nw-syria/?measure=injured"), "who")
    address = re.findall(r'href="(/figures/\d+/parts/sex_age\.)json"', shown)[0]
    rows = client.get(f"{address}json").json()["data"]["rows"]
    *parts, total = rows
    assert (total["part"], total["value_best"], total["part_of"]) == ("total", 1_089, None)
    assert sum(row["value_best"] for row in parts) == total["value_best"]
    assert {row["part_of"] for row in parts} == {total["figure"]}
    last = page(client, f"{address}csv").splitlines()[-1]
    assert last.startswith(f"{total['figure']},total,1089,1089,1089,")
    for said in ("The total, as said 1,089", "men and boys 572", "not specified 304"):
        assert said in re.findall("<desc[^>]*>([^<]*)</desc>", shown)[0]


def test_a_map_spans_countries_and_leads_to_places(client: Client, crisis: Figure) -> None:
    for code in ("TUR", "LBN"):
        makers.make_figure(place=Place.objects.get(code=code), measure="refugees", basis="stock", qualifier="exact",
                           value=3_700_000 if code == "TUR" else 910_256, reference_period_start=None)  # fmt: skip
    shown = section(page(client, "/crises/nw-syria/?measure=refugees"), "map")
    assert shown.count('<circle class="count"') == 2 * 2 + 2  # two on each paper, and two in the key
    assert 'href="/places/LBN/"' in shown
    assert "do not imply endorsement" in shown
    assert "4,610,256" not in page(client, "/crises/nw-syria/?measure=refugees")


@pytest.mark.parametrize(
    "address",
    [
        "/places/SYR/months/refugees.csv", "/crises/nw-syria/map/refugees.svg", "/crises/nw-syria/sources/missing.csv",
        "/figures/999999/parts/sex_age.csv", "/crises/nowhere/map/killed.csv", "/places/XX/months/killed.csv",
    ],
)  # fmt: skip
def test_no_file_of_what_cannot_be_drawn(client: Client, crisis: Figure, address: str) -> None:
    assert client.get(address).status_code == 404


def test_sums_by_month_ask_no_more_for_many_events(client: Client) -> None:
    def asked() -> int:
        client.get("/crises/nw-syria/?measure=killed")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/crises/nw-syria/?measure=killed").status_code == 200
        return len(queries)

    killed("A", date(2020, 1, 3), 11)
    killed("B", date(2020, 2, 3), 13)
    two = asked()
    for number in range(18):
        killed(f"E{number}", date(2020, 3 + number % 9, 1 + number), 17 + number)
    assert asked() == two
