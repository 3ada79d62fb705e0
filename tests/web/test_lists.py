"""Search, the lists of a crisis and what changed: bounded, filtered by address, honest about what is not there."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from tests import makers
from tracker.ledger import retract
from tracker.models import Figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure() -> Figure:
    """OCHA's "more than 800,000"."""
    return makers.make_figure(speaker=makers.make_speaker(), value_text="more than 800,000")


def page(client: Client, address: str, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200, (address, response.status_code)
    return unescape(response.content.decode())


def test_search_finds_crises_and_places_and_says_when_it_does_not(client: Client, figure: Figure) -> None:
    found = page(client, "/search/", q="syria")
    assert 'href="/crises/nw-syria/"' in found
    assert 'href="/places/SYR/"' in found
    assert "0 found" in page(client, "/search/", q="no such thing")
    assert "<script>alert" not in client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert 'href="/crises/nw-syria/?known_on=2020-03-01"' in page(client, "/search/", q="syria", known_on="2020-03-01")


@pytest.mark.parametrize("asked", ["", " ", "\x00", "%00", "x" * 5_000, "🙂", "‮", "'\"><"])
def test_search_survives_odd_questions(client: Client, figure: Figure, asked: str) -> None:
    assert client.get("/search/", {"q": asked}).status_code == 200


def test_a_crisis_page_stays_bounded_and_leads_to_the_rest(client: Client) -> None:
    for day in range(1, 15):
        makers.make_figure(value=800_000 + day, as_of_date=date(2020, 1, day), statement_date=date(2020, 1, day))
    said = page(client, "/crises/nw-syria/")
    said = said[said.index('id="said"') :]
    assert said.count('class="said-words"') == 10
    assert "All 14 figures" in said
    everything = page(client, "/crises/nw-syria/figures/")
    assert everything.count('class="said-words"') == 14
    assert "14 figures" in everything


def test_a_list_is_narrowed_by_address_and_each_filter_can_be_taken_away(client: Client, figure: Figure) -> None:
    makers.make_figure(measure="killed", value=12, qualifier="exact")
    both = page(client, "/crises/nw-syria/figures/")
    assert both.count('class="said-words"') == 2
    one = page(client, "/crises/nw-syria/figures/", measure="killed", lang="en")
    assert one.count('class="said-words"') == 1
    chip = re.search(r'<a class="chip" href="([^"]+)"><bdi>Killed</bdi>', one)
    assert chip
    assert chip[1] == "/crises/nw-syria/figures/?lang=en"
    theirs = page(client, "/crises/nw-syria/figures/", organisation=str(figure.organisation_id))
    assert theirs.count('class="said-words"') == 2


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/crises/nw-syria/figures/?page=0", 400, "page is from 1"),
        ("/crises/nw-syria/figures/?page=x", 400, "not a whole number"),
        ("/crises/nw-syria/figures/?page=99999999999", 400, "page is from 1"),
        ("/crises/nw-syria/figures/?organisation=999999", 400, "no organisation"),
        ("/crises/nw-syria/figures/?event=999999", 400, "no event"),
        ("/crises/nw-syria/figures/?measure=nonsense", 404, "nonsense"),
        ("/crises/nw-syria/series/?measure=nonsense", 404, "nonsense"),
        ("/crises/nowhere/changes/", 404, "nowhere"),
        ("/changes/?since=2020-02-30", 400, "2020-02-30"),
        ("/changes/?kind=nonsense", 400, "nonsense"),
        ("/crises/nw-syria/?" + "&".join(f"x{number}=1" for number in range(900)), 200, "Northwest Syria"),
        ("/crises/nw-syria/?measure=" + "x" * 4_000, 404, "No number of this kind"),
        ("/crises/%ff%fe/", 404, "Not found"),
        ("/crises/nw-syria%00/", 404, "Not found"),
        ("/series/4.csv%00", 404, "Not found"),
    ],
)
def test_what_cannot_be_shown_says_why_in_the_design(
    client: Client, figure: Figure, address: str, status: int, words: str
) -> None:
    response = client.get(address)
    text = unescape(response.content.decode())
    assert response.status_code == status, text[:300]
    assert words in text
    assert 'class="top"' in text
    assert len(response.content) < 120_000


def test_what_changed_is_a_page_of_its_own_with_reasons(client: Client, figure: Figure) -> None:
    makers.correct(figure, value=810_000, value_text="more than 810,000", reason="Misread the page.")
    gone = makers.make_figure(value=41, measure="killed", qualifier="exact")
    retract.retract_figure(gone.pk, actor=makers.editor(), reason="The page never said so.")
    text = page(client, "/crises/nw-syria/changes/", since="2020-01-01")
    assert "What changed since 1 January 2020" in text
    assert "<del>more than 800,000</del> <ins>" in text
    assert "Misread the page." in text
    assert "<del>41</del>" in text
    withdrawn = page(client, "/crises/nw-syria/changes/", kind="withdrawn")
    assert "The page never said so." in withdrawn
    assert "Misread the page." not in withdrawn
    assert "Nothing was added, corrected or withdrawn" in page(client, "/changes/", since="2999-01-01")
    crisis = page(client, "/crises/nw-syria/", known_on="2020-02-13")
    assert "/crises/nw-syria/changes/?since=2020-02-13" in crisis


def test_one_and_twenty_million_and_nobody_and_arabic_look_right(client: Client) -> None:
    makers.make_figure(measure="killed", value=1, qualifier="exact", value_text="1")
    makers.make_figure(measure="refugees", basis="stock", value=20_000_000, qualifier="exact", value_text="20 million",
                       reference_period_start=None)  # fmt: skip
    place = makers.make_place("SY07", name="إدلب", names={"ar": "إدلب"}, latitude=35.9, longitude=36.6)
    makers.make_figure(measure="missing", value=3, qualifier="exact", place=place, speaker=None)
    text = page(client, "/crises/nw-syria/")
    assert ">1</data>" in text
    assert '<data value="20000000" data-figure=' in text
    assert "<bdi>إدلب" in text
    one = page(client, "/crises/nw-syria/", measure="killed")
    assert "1 person had been killed" in one
    assert one.count('class="dot"') >= 2  # a point on each paper
