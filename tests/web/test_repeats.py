"""What is recorded already is shown beside the form: opened, added to, or told apart; relations are suggested."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import NEW, signed_in, text
from tests.web.test_understanding import SHORT
from tracker.ledger.drafts import NewCitation
from tracker.models import Citation, EntryDraft, Figure

pytestmark = pytest.mark.django_db

QUOTE = "At least 1,200 people were killed in the fighting, the office said."


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


def recorded(**overrides: Any) -> Figure:
    """At least 1,200 killed since 1 December, as of 14 February, said by OCHA."""
    quote = overrides.pop("quote", QUOTE)
    document = overrides.pop("document", None) or makers.make_document()
    values = {
        "measure": "killed", "qualifier": "at_least", "value": 1_200, "value_text": "at least 1,200",
        "as_of_date": date(2020, 2, 14), "citations": [NewCitation(document=document, quote=quote)], **overrides,
    }  # fmt: skip
    return makers.make_draft(**values)


def typed(**changes: str) -> dict[str, str]:
    return {**SHORT, "quote": QUOTE, "document_url": "https://example.org/other", **changes}


def checked(client: Client, **changes: str) -> str:
    return text(client.post(NEW, {**typed(**changes), "check": "1"}))


def test_the_same_source_day_and_number_are_recognised(author: Client) -> None:
    figure = recorded(quote="1,200 or more, at the least")
    page = checked(author)
    assert "Already recorded?" in page
    assert f'name="outlet" value="{figure.pk}"' in page
    assert "the same source, place, day and number" in page
    assert "Already recorded?" not in checked(author, value_text="at least 1,300")
    assert "Already recorded?" not in checked(author, place_code="TUR")
    assert "Already recorded?" not in checked(author, measure="injured")


def test_the_same_words_are_recognised_in_another_document_of_another_publisher(author: Client) -> None:
    recorded(organisation=makers.make_organisation("Another Office"))
    assert "the same words" in checked(author, quote=QUOTE.upper().replace(",", "‚"), organisation="OCHA")
    assert "Already recorded?" not in checked(author, quote="Other words that say 1,200 of it, clearly.")


def test_almost_the_same_words_of_one_document_are_recognised(author: Client) -> None:
    paper = makers.make_document()
    recorded(document=paper, organisation=makers.make_organisation("Another Office"))
    page = checked(author, document_url=paper.url, quote=QUOTE.replace("were killed", "werekilled"))
    assert "almost the same words in this document" in page


def test_one_quote_may_state_several_figures(author: Client) -> None:
    recorded()
    assert "Already recorded?" not in checked(author, measure="injured", value_text="40")


def test_withdrawn_figures_are_no_repetition(author: Client) -> None:
    figure = recorded()
    Figure.objects.filter(pk=figure.pk).update(public_state="retracted", revision=1)
    assert "Already recorded?" not in checked(author)


def test_the_document_is_added_to_the_figure_that_is_there(author: Client) -> None:
    figure = recorded()
    led = author.post(NEW, {**typed(), "outlet": str(figure.pk)})
    assert led["Location"] == f"/desk/figures/{figure.pk}/"
    assert Figure.objects.count() == 1
    assert Citation.objects.filter(figure=figure).count() == 2
    figure.refresh_from_db()
    assert figure.draft_state == "draft"


def test_a_document_that_is_there_already_is_refused_and_nothing_is_lost(author: Client) -> None:
    paper = makers.make_document()
    figure = recorded(document=paper)
    page = author.post(NEW, {**typed(document_url=paper.url), "outlet": str(figure.pk)})
    assert page.status_code in (302, 400)
    assert Citation.objects.filter(figure=figure).count() == 1
    missing = author.post(NEW, {**typed(document_title=""), "outlet": str(figure.pk)})
    assert missing.status_code == 400
    assert 'value="at least 1,200"' in text(missing)
    assert author.post(NEW, {**typed(), "outlet": "999999"}).status_code == 404


def test_a_public_figure_gets_a_correction_that_waits_for_review(author: Client) -> None:
    public = makers.make_figure()
    author.post(NEW, {**typed(), "outlet": str(public.pk)})
    public.refresh_from_db()
    assert (public.draft_state, public.public_state, public.citations.count()) == ("submitted", "published", 2)


def test_the_verdict_that_it_is_another_statement_is_remembered(author: Client) -> None:
    figure = recorded()
    page = checked(author, **{f"apart-{figure.pk}": "on"})
    assert "Already recorded?" not in page
    assert f'name="apart_from" value="{figure.pk}"' in page
    author.post("/desk/figures/new/keep/", {**typed(apart_from=str(figure.pk)), "draft_version": "0"})
    assert EntryDraft.objects.get().typed["apart_from"] == str(figure.pk)
    author.post(NEW, {**typed(apart_from=str(figure.pk)), "save": "1"})
    (warning,) = [one for one in Figure.objects.latest("pk").warnings if one["code"] == "W7"]
    assert warning["reason"] == f"Compared with F-{figure.pk}: another statement."


def test_what_the_source_said_before_may_be_replaced_in_one_step(author: Client) -> None:
    figure = recorded(value=1_100, value_text="at least 1,100", quote="at least 1,100 people were killed")
    page = checked(author)
    assert f'name="pick-supersedes" value="{figure.pk}"' in page
    author.post(NEW, {**typed(), "pick-supersedes": str(figure.pk), "save": "1"})
    latest = Figure.objects.latest("pk")
    assert (latest.supersedes, latest.supersedes_kind) == (figure, "revises")
    assert "pick-supersedes" not in checked(author, measure="injured")


def test_a_share_and_a_part_are_offered_their_whole(author: Client) -> None:
    whole = recorded()
    share = checked(author, basis="share", value_text="81%", unit="percent", as_of_date="14 February")
    assert f'name="pick-share_of" value="{whole.pk}"' in share
    part = checked(author, gender="f", value_text="300")
    assert f'name="pick-part_of" value="{whole.pk}"' in part


def test_the_panel_costs_the_same_with_one_and_with_twenty_figures(author: Client) -> None:
    paper = makers.make_document()
    recorded(document=paper)
    author.post(NEW, {**typed(document_url=paper.url), "check": "1"})

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            author.post("/desk/figures/new/check/", typed(document_url=paper.url))
        return len(asked)

    one = cost()
    for number in range(19):
        recorded(document=paper, as_of_date=date(2020, 2, 13), value=2_000 + number, value_text="")
    assert cost() == one
    for number in range(19):
        recorded(document=paper, as_of_date=date(2020, 2, 12), value=3_000 + number, value_text="")
    assert cost() == one


def test_every_question_about_repetitions_uses_an_index(author: Client) -> None:
    paper = makers.make_document()
    for number in range(30):
        recorded(document=paper, value=2_000 + number, value_text="")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        checked(author, document_url=paper.url)
    seen = 0
    for query in asked:
        sql = query["sql"]
        if not sql.startswith("SELECT") or not ('FROM "tracker_citation"' in sql or 'FROM "tracker_figure"' in sql):
            continue
        seen += 1
        with connection.cursor() as cursor:
            cursor.execute(
                ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql.replace("%", "%%")
            )
            plan = "\n".join(str(row) for row in cursor.fetchall())
        assert not any(f"SCAN {table}" in plan for table in ("tracker_figure", "tracker_citation")), sql + plan
        assert "Seq Scan on tracker_figure" not in plan
        assert "Seq Scan on tracker_citation" not in plan
    assert seen >= 4
