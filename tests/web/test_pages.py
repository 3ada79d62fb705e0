"""Journeys over the public pages: a number leads to its words, moments are honest, refusals help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger import retract, snapshots
from tracker.models import Figure, LedgerHead, PublishedFigure, SeriesPoint

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "es", "ar")
DATA = re.compile(r"<data ([^>]*)>")


@pytest.fixture
def figure() -> Figure:
    """OCHA's "more than 800,000"."""
    return makers.make_figure(speaker=makers.make_speaker(), value_text="more than 800,000")


def get(client: Client, address: str, **headers: str) -> str:
    """The text of a page that is there."""
    response = client.get(address, headers=headers or None)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def every_page(figure: Figure) -> list[str]:
    """An address of each kind of public page."""
    return [
        "/",
        "/crises/nw-syria/",
        f"/places/{figure.place.code}/",
        f"/series/{figure.series_id}/",
        f"/series/{figure.series_id}/?explain=2020-02-13",
        f"/figures/{figure.pk}/",
        f"/organisations/{figure.organisation_id}/",
        "/documents/",
        f"/documents/{document_of(figure)}/",
        "/methodology/",
        "/data/",
        "/data/dictionary/",
        "/changes/",
        "/accounts/login/",
    ]


def document_of(figure: Figure) -> int:
    """The document of its first citation."""
    return figure.citations.values_list("document", flat=True)[0]


def test_a_number_on_the_crisis_page_leads_to_who_said_it_in_which_words(client: Client, figure: Figure) -> None:
    crisis = get(client, "/crises/nw-syria/")
    link = re.search(r'<a class="num" href="([^"]+)"><data value="800000" data-figure="(\d+)">', crisis)
    assert link
    assert int(link[2]) == figure.pk
    page = unescape(get(client, link[1]))
    assert "David Swanson (spokesman, OCHA) said on 13 February 2020 that more than 800,000 people had been" in page
    assert "<mark>" in page
    assert f"/documents/{document_of(figure)}/" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_every_language(client: Client, figure: Figure, language: str) -> None:
    for address in every_page(figure):
        page = get(client, f"{address}{'&' if '?' in address else '?'}lang={language}")
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in page


def test_no_page_asks_another_site_for_anything(client: Client, figure: Figure) -> None:
    for address in every_page(figure):
        page = get(client, address)
        assets = re.findall(r'<(?:link|script|img|iframe|source)[^>]*?(?:href|src)="([^"]+)"', page)
        assert assets
        assert [one for one in assets if not one.startswith("/static/") and not one.endswith(".atom")] == []
        assert " style=" not in page
        scripts = re.findall(r"<script([^>]*)>", page.replace('<script type="application/ld+json">', ""))
        assert [one for one in scripts if not re.match(r' src="/static/js/\w+\.js"', one)] == []
        assert page.count("</script>") == page.count("<script")
        assert not re.search(r"<script src=[^>]*>[^<]", page)


def test_every_page_says_what_it_may_load(client: Client, figure: Figure) -> None:
    for address in every_page(figure):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_every_number_is_a_stored_value(client: Client, figure: Figure) -> None:
    makers.make_figure(
        value=900_000, qualifier="nearly", as_of_date=date(2020, 2, 14), statement_date=date(2020, 2, 14)
    )
    other = makers.make_organisation("UNICEF", kind="un", reliability="B")
    makers.make_figure(value=961_000, organisation=other, as_of_date=date(2020, 2, 14))
    makers.make_figure(measure="killed", qualifier="unknown_number", value=None, people_status="combatant",
                       basis="period", value_text="death of its crew", reference_period_end=date(2020, 2, 13),
                       quote="death of its crew")  # fmt: skip
    for address in ("/", "/crises/nw-syria/", f"/series/{figure.series_id}/", f"/figures/{figure.pk}/"):
        found = DATA.findall(get(client, address))
        assert found
        assert [attributes for attributes in found if not is_stored(attributes)] == []


def is_stored(attributes: str) -> bool:
    """Whether a data element holds a value of the figure or point it names."""
    said = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
    if attributes.endswith(" data-computed"):
        return True  # by the rules, which have tests of their own
    if "data-figure" in said:
        rows = PublishedFigure.objects.live().filter(figure_id=said["data-figure"])
    else:
        rows = SeriesPoint.objects.filter(series_id=said["data-series"], date=said["data-date"])
    columns = ("value_low", "value_best", "value_high")
    return any(
        float(said["value"]) == value for row in rows.values_list(*columns) for value in row if value is not None
    )


def test_a_page_asks_no_more_for_twenty_figures_than_for_two(client: Client, figure: Figure) -> None:
    addresses = [address for address in every_page(figure) if "explain" not in address]
    makers.make_figure(value=900_000, as_of_date=date(2019, 12, 31), statement_date=date(2019, 12, 31))
    two = {address: statements(partial(get, client, address)) for address in addresses}
    for day in range(1, 20):
        makers.make_figure(value=800_000 + day, as_of_date=date(2020, 1, day), statement_date=date(2020, 1, day))
    assert {address: statements(partial(get, client, address)) for address in addresses} == two


def statements(action: Callable[[], object]) -> int:
    """How many statements an action asks, after a first time that fills what is kept in memory."""
    action()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        action()
    return len(queries)


def test_a_printed_page_says_where_it_shows_the_same_for_ever(client: Client, figure: Figure) -> None:
    at = LedgerHead.objects.get().sequence
    shown = get(client, "/crises/nw-syria/?measure=displaced").replace("&amp;", "&")
    (line,) = re.findall(r'<p class="on-paper on-every-sheet"><bdi>(Source: [^<]*)</bdi>', shown)
    assert f"/crises/nw-syria/?revision={at}&measure=displaced (data as known on " in line
    assert '<p class="on-paper"><bdi>https://' in shown[shown.index('id="documents"') :]


def test_links_of_a_page_keep_the_snapshot_that_the_reader_asked_for(client: Client, figure: Figure) -> None:
    snapshots.make_snapshot("2020-02")
    for address in every_page(figure):
        if "explain" in address or address.startswith("/accounts"):
            continue
        shown = get(client, f"{address}?snapshot=2020-02")
        main = shown[shown.index("<header") :].replace("&amp;", "&")
        links = set(re.findall(r'href="(/(?:crises|figures|series|places|documents|organisations)/[^"#]*)"', main))
        meant = {address, *(link for link in links if "/changes/" in link or link.startswith(f"{address}?revision="))}
        assert not [link for link in links - meant if "snapshot=2020-02" not in link or "revision=" in link], address


def test_every_page_that_shows_figures_is_not_sent_again_until_one_is_published(client: Client, figure: Figure) -> None:
    addresses = [address for address in every_page(figure) if not address.startswith(("/accounts", "/methodology"))]
    tags = {address: client.get(address).headers["ETag"] for address in addresses}
    for address, tag in tags.items():
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), address
        other = client.get(address, {"known_on": "2020-03-01"}, headers={"If-None-Match": tag})
        assert other.status_code == 200, address
    makers.make_figure(value=900_000, as_of_date=date(2020, 2, 14))
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, address


def test_a_kept_page_is_not_sent_again_and_asks_one_thing(client: Client, figure: Figure) -> None:
    first = client.get("/crises/nw-syria/")
    with CaptureQueriesContext(connection) as queries:
        second = client.get("/crises/nw-syria/", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.content, len(queries)) == (304, b"", 1)
    makers.make_figure(value=900_000, as_of_date=date(2020, 2, 14))
    assert client.get("/crises/nw-syria/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_validator_knows_moment_and_language(client: Client, figure: Figure) -> None:
    tags = {
        client.get(f"/figures/{figure.pk}/{query}").headers["ETag"]
        for query in (
            "",
            "?lang=fr",
            "?lang=ar",
            "?known_on=2020-03-01",
            "?explain=2020-01-01",
        )
    }
    assert len(tags) == 5


def test_a_pinned_page_may_be_kept_longer(client: Client, figure: Figure) -> None:
    sequence = PublishedFigure.objects.get(figure_id=figure.pk).sequence
    assert client.get("/").headers["Cache-Control"] == "public, max-age=60"
    assert client.get(f"/?revision={sequence}").headers["Cache-Control"] == "public, max-age=3600"


def test_known_on_shows_what_had_been_said_and_says_so(client: Client, figure: Figure) -> None:
    makers.make_figure(value=900_000, as_of_date=date(2020, 2, 14), statement_date=date(2020, 2, 14))
    before = unescape(get(client, "/crises/nw-syria/?known_on=2020-02-13"))
    assert "You see what had been said by <strong>13 February 2020</strong>" in before
    assert "900,000" not in before
    assert "800,000" in before
    assert f'href="/figures/{figure.pk}/?known_on=2020-02-13"' in before
    assert "900,000" in get(client, "/crises/nw-syria/")


def test_revision_shows_what_the_site_held(client: Client, figure: Figure) -> None:
    held = PublishedFigure.objects.get(figure_id=figure.pk).sequence
    makers.correct(figure, value=810_000, value_text="more than 810,000", reason="Misread the page.")
    old = unescape(get(client, f"/figures/{figure.pk}/?revision={held}"))
    assert "more than 800,000" in old
    assert f"<strong>entry {held}</strong>" in old
    now = unescape(get(client, f"/figures/{figure.pk}/"))
    assert "more than 810,000 people" in now
    assert "Misread the page." in now
    assert "<del><bdi>800,000</bdi></del> <ins><bdi>810,000</bdi></ins>" in now


def test_a_withdrawn_figure_is_gone_with_its_reason(client: Client, figure: Figure) -> None:
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="The page never said so.")
    response = client.get(f"/figures/{figure.pk}/")
    page = unescape(response.content.decode())
    assert response.status_code == 410
    assert "The page never said so." in page
    before = re.search(r'href="(/figures/\d+/\?revision=\d+)"', page)
    assert before
    assert "more than 800,000" in get(client, before[1])
    crisis = unescape(get(client, "/crises/nw-syria/"))
    assert "The page never said so." in crisis
    assert "800,000" not in re.sub(r"<del>.*?</del>", "", crisis)


def test_a_draft_has_no_page_and_no_trace(client: Client, figure: Figure) -> None:
    draft = makers.make_draft(value=777_777)
    assert client.get(f"/figures/{draft.pk}/").status_code == 404
    assert client.get(f"/documents/{document_of(draft)}/").status_code == 404
    for address in every_page(figure):
        assert "777,777" not in get(client, address)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/?known_on=2020-02-30", 400, "2020-02-30"),
        ("/?known_on=2999-01-01", 400, "not come yet"),
        ("/?revision=999999", 400, "The ledger has no entry 999999 yet"),
        ("/?revision=x", 400, "revision"),
        ("/crises/nowhere/", 404, "nowhere"),
        ("/places/XX99/", 404, "XX99"),
        ("/series/999999/", 404, "999999"),
        ("/figures/999999/", 404, "999999"),
        ("/figures/99999999999999999999999999/", 404, "no page at this address"),
        ("/organisations/999999/", 404, "999999"),
        ("/documents/999999/", 404, "999999"),
        ("/methodology/nothing/", 404, "nothing"),
        ("/nothing/", 404, "no page at this address"),
    ],
)
def test_what_cannot_be_shown_says_why_and_where_to_go(client: Client, address: str, status: int, words: str) -> None:
    response = client.get(address)
    page = unescape(response.content.decode())
    assert response.status_code == status
    assert words in page
    assert 'href="/documents/"' in page
    assert "Traceback" not in page


def test_what_cannot_be_shown_says_why_in_the_language_of_the_page(client: Client) -> None:
    page = unescape(client.get("/?revision=999999&lang=es").content.decode())
    assert "El registro aún no tiene el asiento 999999." in page


def test_a_script_in_an_address_stays_text(client: Client) -> None:
    page = client.get("/crises/<script>alert(1)</script>/").content.decode()
    assert "<script>" not in page


def test_a_day_without_a_point_cannot_be_explained(client: Client, figure: Figure) -> None:
    assert client.get(f"/series/{figure.series_id}/?explain=2020-01-01").status_code == 404
    assert client.get(f"/series/{figure.series_id}/?explain=soon").status_code == 404


def test_files_of_a_series_hold_its_points_exactly(client: Client, figure: Figure) -> None:
    lines = get(client, f"/series/{figure.series_id}.csv").splitlines()
    assert lines[1].startswith(f"{figure.series_id},2020-02-13,2019-12-01,800000,800000,,true,{figure.pk},OCHA,")
    point = client.get(f"/series/{figure.series_id}.json").json()["data"]["points"][0]
    assert (point["value_low"], point["value_best"], point["value_high"]) == (800_000, 800_000, None)
    drawn = client.get(f"/series/{figure.series_id}.svg")
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert b"<style>" in drawn.content


def test_one_statement_in_three_outlets_counts_once(client: Client) -> None:
    citations = [makers.NewCitation(document=makers.make_document(), quote="800000 people") for _ in range(3)]
    figure = makers.make_figure(citations=citations)
    page = unescape(get(client, f"/figures/{figure.pk}/"))
    assert "One statement, carried by 3 outlets" in page
    assert get(client, "/crises/nw-syria/").count("3 outlets, one statement") == 1


def test_a_quote_keeps_its_own_language_and_direction(client: Client) -> None:
    citation = makers.NewCitation(document=makers.make_document(), quote="نزح 800000 شخص", quote_language="ar")
    figure = makers.make_figure(citations=[citation])
    page = get(client, f"/figures/{figure.pk}/")
    assert '<blockquote lang="ar" dir="auto"' in page
    assert "<mark>800000</mark>" in page


def test_a_crisis_without_figures_says_so(client: Client) -> None:
    makers.make_crisis()
    assert "No number had been said and published here" in get(client, "/crises/nw-syria/")
    assert "No figure had been said and published here" in get(client, "/")


def test_an_empty_site_says_so(client: Client) -> None:
    assert "No crisis is recorded here yet." in get(client, "/")


def test_sources_stand_side_by_side_and_a_minimum_has_no_difference(client: Client) -> None:
    makers.make_figure(value=900_000, qualifier="exact")
    exact = makers.make_organisation("UNICEF", kind="un", reliability="C")
    makers.make_figure(value=961_000, qualifier="exact", organisation=exact)
    floor = makers.make_organisation("REACH", kind="ngo", reliability="C")
    makers.make_figure(value=950_000, qualifier="more_than", organisation=floor)
    page = unescape(get(client, "/crises/nw-syria/"))
    section = page[page.index('id="compare"') : page.index('id="said"')]
    assert '<data value="61000" data-computed>61,000</data>' in section
    assert section.count("none: a minimum") == 1
    assert "1,861,000" not in page
    assert "2,811,000" not in page


def test_each_measure_has_its_own_address(client: Client, figure: Figure) -> None:
    assert 'class="tabs"' not in get(client, "/crises/nw-syria/")
    makers.make_figure(measure="killed", value=1_506, qualifier="exact", people_status="civilian")
    page = get(client, "/crises/nw-syria/")
    assert 'href="/crises/nw-syria/?measure=killed#trend"' in page
    killed = get(client, "/crises/nw-syria/?measure=killed&known_on=2020-03-01")
    assert 'class="plot m-killed"' in killed
    assert "/crises/nw-syria/?known_on=2020-03-01&amp;measure=displaced#trend" in killed
    assert client.get("/crises/nw-syria/?measure=nonsense").status_code == 404


def test_health_speaks_plainly(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json()["ready"] is True
