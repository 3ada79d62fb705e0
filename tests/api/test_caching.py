"""ETags: the same answer keeps its tag, another one never has it, and a 304 costs one look at the head."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests import makers
from tests.api.asking import ask
from tests.api.test_envelope import ADDRESSES, full_world
from tracker.ledger import redact, sources
from tracker.models import LedgerHead

pytestmark = pytest.mark.django_db


def tag(path: str, **parameters: object) -> str:
    """The ETag of an answer."""
    response = ask(path, **parameters)
    assert response.status_code == 200, response.content
    return str(response["ETag"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_holds_the_answer_gets_304_without_a_body(address: str) -> None:
    path = address.format(**full_world())
    held = tag(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = ask(path, headers={"If-None-Match": f'"other", W/{held}'})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", held)
    assert response["Cache-Control"] == "public, max-age=60"
    tables = " ".join(query["sql"] for query in queries)
    assert "ledger_head" in tables
    assert "published_figure" not in tables
    assert "seriespoint" not in tables
    assert len(queries) <= 2


def test_a_304_of_a_filtered_list_reads_the_head_alone() -> None:
    makers.make_figure()
    question = {"crisis": "nw-syria", "place_within": "SYR", "organisation": "OCHA"}
    held = tag("figures/", **question)
    with CaptureQueriesContext(connection) as queries:
        assert ask("figures/", headers={"If-None-Match": held}, **question).status_code == 304
    assert len(queries) == 1


def test_publishing_changes_the_live_tag_and_not_the_pinned_one() -> None:
    figure = makers.make_figure()
    sequence = ask("status/").json()["data"]["sequence"]
    live, pinned = tag("figures/"), tag("figures/", revision=sequence)
    before = ask("figures/", revision=sequence).content
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    assert tag("figures/") != live
    assert tag("figures/", revision=sequence) == pinned
    assert ask("figures/", revision=sequence).content == before
    assert ask("figures/", revision=sequence)["Cache-Control"] == "public, max-age=3600"


def test_a_redaction_reaches_pinned_answers() -> None:
    figure = makers.make_figure()
    sequence = ask("status/").json()["data"]["sequence"]
    pinned = tag("figures/", revision=sequence)
    request = redact.request_redaction(
        figure.pk, actor=makers.make_user("admin", role="administrator"), reason="It named a witness."
    )
    redact.confirm_redaction(request.pk, actor=makers.editor())
    response = ask("figures/", headers={"If-None-Match": pinned}, revision=sequence)
    assert response.status_code == 200
    assert response.json()["data"] == []


def test_another_question_format_or_release_has_another_tag(settings: Settings) -> None:
    makers.make_figure()
    tags = [
        tag("figures/"),
        tag("figures/", measure="displaced"),
        tag("figures/", limit=5),
        tag("figures/", output_format="ndjson"),
        tag("figures/", lang="fr"),
        tag("figures/", known_on="2020-03-01"),
    ]
    settings.RELEASE = "9.9.9"
    tags.append(tag("figures/"))
    LedgerHead.objects.update(ledger_id="restored")
    tags.append(tag("figures/"))
    assert len(set(tags)) == len(tags)


def test_the_order_of_parameters_does_not_matter() -> None:
    makers.make_figure()
    assert (
        ask("/api/v1/figures/?limit=3&measure=displaced")["ETag"]
        == ask("/api/v1/figures/?measure=displaced&limit=3")["ETag"]
    )


def test_where_an_age_shows_the_tag_lives_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = makers.make_figure()
    series, row = tag(f"series/{figure.series_id}/"), tag(f"figures/{figure.pk}/")
    pinned = tag(f"series/{figure.series_id}/", revision=2)
    later = makers.make_user("clock").date_joined.replace(year=2099)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert tag(f"series/{figure.series_id}/") != series
    assert tag(f"series/{figure.series_id}/", revision=2) == pinned
    assert tag(f"figures/{figure.pk}/") == row


def test_loading_places_changes_the_tag_of_places() -> None:
    before = tag("places/")
    sources.get_place("SY-ID", name="Idlib", level="adm1", parent=makers.make_place("SYR"))
    assert tag("places/") != before


def test_who_would_take_any_answer_gets_304() -> None:
    makers.make_figure()
    assert ask("figures/", headers={"If-None-Match": "*"}).status_code == 304


def test_an_answer_depends_on_no_session_and_no_language_of_a_browser(client: Client) -> None:
    makers.make_figure()
    client.force_login(makers.contributor())
    with CaptureQueriesContext(connection) as queries:
        held = client.get("/api/v1/figures/", headers={"Accept-Language": "ar"})
    assert [name.strip().lower() for name in held["Vary"].split(",")] == ["accept", "origin"]
    assert not held.cookies
    assert len(queries) == 1
    page = client.get("/api/v1/docs/", headers={"Accept-Language": "ar", "Accept-Encoding": "gzip"})
    assert (page["Content-Language"], page["Content-Encoding"]) == ("ar", "gzip")
    assert "Content-Security-Policy" in page


def test_answers_are_open_to_every_origin_and_say_which_headers_may_be_read() -> None:
    response = ask("figures/", headers={"Origin": "https://partner.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Link"} <= {name.strip() for name in response["Access-Control-Expose-Headers"].split(",")}
