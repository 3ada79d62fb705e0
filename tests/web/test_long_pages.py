"""What a page shows of what is long: the newest rows, how many there are, and where all of them are."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_pages import get
from tracker.models import Figure
from tracker.web import source

pytestmark = pytest.mark.django_db

ROWS = 26
FIRST_DAY = date(2020, 2, 13)
CUT = re.compile(r"The newest \d+ of")


@pytest.fixture
def long_line() -> Figure:
    """A running total that one organisation stated on 26 days, a hundred more each."""
    for number in range(ROWS):
        day = FIRST_DAY + timedelta(days=number)
        value = 800_000 + 100 * number
        paper = makers.make_document(f"Briefing {number}", published_date=day)
        made = makers.make_figure(
            value=value, qualifier="exact", value_text="", as_of_date=day, statement_date=day,
            citations=[makers.NewCitation(document=paper, quote=f"{value:,} people")],
        )  # fmt: skip
    return made


def rows_of(page: str, section: str) -> list[str]:
    """The heads of the rows of a table in a section."""
    _, _, after = page.partition(f'aria-labelledby="{section}"')
    body = re.search(r"<tbody.*?</tbody>", after, re.S)
    assert body is not None
    return re.findall(r'<th scope="row"[^>]*>(?:<a [^>]*>)?([^<]*)', body.group())


def test_a_crisis_shows_the_newest_points_and_leads_to_all(client: Client, long_line: Figure) -> None:
    page = get(client, "/crises/nw-syria/")
    shown = rows_of(page, "trend")
    assert len(shown) == 24
    assert shown[-1] == "9 Mar 2020"
    assert f"The newest 24 of {ROWS}." in page
    assert f'href="/series/{long_line.series_id}/#points"' in page
    assert len(rows_of(get(client, f"/series/{long_line.series_id}/"), "points")) == ROWS


def test_a_series_shows_the_newest_differences_and_all_where_asked(client: Client, long_line: Figure) -> None:
    address = f"/series/{long_line.series_id}/"
    page = get(client, address)
    assert len(rows_of(page, "differences")) == 24
    assert f"The newest 24 of {ROWS - 1}." in page
    [link] = re.findall(r'href="([^"]*differences=all)#differences"', page)
    whole = get(client, link)
    assert len(rows_of(whole, "differences")) == ROWS - 1
    assert not CUT.search(whole)


def test_what_is_short_is_shown_whole_without_a_word_about_it(client: Client) -> None:
    makers.make_figure(qualifier="exact", value_text="", value=800_000)
    for address in ("/crises/nw-syria/", f"/series/{Figure.objects.get().series_id}/"):
        assert not CUT.search(get(client, address))


def test_documents_go_page_by_page_and_are_never_counted(
    client: Client, long_line: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "DOCUMENTS_ON_A_PAGE", 10)
    seen: list[str] = []
    for page, others in ((1, ["Older"]), (2, ["Newer", "Older"]), (3, ["Newer"])):
        with CaptureQueriesContext(connection) as asked:
            text = get(client, f"/documents/?page={page}")
        assert not any("COUNT(" in query["sql"] for query in asked)
        seen += re.findall(r"<bdi>(Briefing \d+)</bdi>", text)
        assert re.findall(r'rel="(?:prev|next)">(\w+)<', text) == others
    assert seen == [f"Briefing {number}" for number in reversed(range(ROWS))]


@pytest.mark.parametrize("page", ["0", "x", "-1", "99999999999"])
def test_a_page_that_is_none_says_so(client: Client, page: str) -> None:
    response = client.get("/documents/", {"page": page})
    assert response.status_code == 400
    assert "page" in response.content.decode()
