"""A pasted article over HTTP: rows to tick, drafts out of what is ticked, and nothing else stored."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import signed_in, text
from tracker.models import Document, EntryDraft, Figure
from tracker.vocabulary import DraftState

PASTE = "/desk/figures/paste/"
ARTICLE = (
    "OCHA said on Thursday that more than 800,000 people, mostly women and children, had fled Syria since 1 December. "
    "At least 45 civilians were killed on 3 February, including 14 children. The plan costs $336 million."
)
SHARED = {
    "form_key": "a" * 32,
    "text": ARTICLE,
    "crisis": "nw-syria",
    "document_url": "https://example.org/an-article",
    "document_title": "An article",
    "document_published_date": "2020-02-14",
    "document_archived_url": "https://archive.example.org/an-article",
    "place_code": "SYR",
    "organisation": "OCHA",
}
WHY = {"W9": "Looked at and meant.", "W3": "Looked at and meant."}


@pytest.fixture
def author(db: None) -> Client:
    makers.make_crisis()
    makers.make_organisation("OCHA")
    return signed_in(makers.contributor())


def inputs(page: str) -> dict[str, str]:
    """What a browser would send of the page: its fields as they stand, without ticks and buttons."""
    found = dict(re.findall(r'<input (?:type="hidden" |id="[^"]*" )name="([^"]+)" value="([^"]*)"', page))
    for name, body in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def sent(client: Client, *, take: tuple[int, ...] = (), **changed: str) -> dict[str, str]:
    """The page of rows as it would be sent back, with these rows ticked and these fields changed."""
    page = text(client.post(PASTE, {**SHARED, "read": "1"}))
    reasons = {f"confirm-r{row}-{code}": why for row in take for code, why in WHY.items()}
    return {**inputs(page), **{f"r{row}-take": "on" for row in take}, **reasons, **changed}


def test_the_page_opens_with_the_one_crisis_chosen(author: Client) -> None:
    page = text(author.get(PASTE))
    assert '<option value="nw-syria" selected' in page
    assert 'name="text"' in page
    assert 'href="/desk/figures/paste/"' in text(author.get("/desk/"))
    assert 'href="/desk/figures/paste/"' in text(author.get("/desk/figures/new/"))


def test_statements_become_rows_filled_in_and_none_is_ticked_or_stored(author: Client) -> None:
    page = text(author.post(PASTE, {**SHARED, "read": "1"}))
    held = inputs(page)
    assert [held[f"r{row}-value_text"] for row in (1, 2, 3, 4)] == [
        "more than 800,000", "mostly", "At least 45", "14",
    ]  # fmt: skip
    assert (held["r1-measure"], held["r1-organisation"], held["r1-statement_date"]) == ("displaced", "OCHA", "Thursday")
    assert (held["r1-reference_period_start"], held["r1-place_code"]) == ("since 1 December", "SYR")
    assert (held["r2-unit"], held["r2-basis"], held["r2-population_group"]) == (
        "percent",
        "share",
        "women_and_children",
    )
    assert (held["r3-people_status"], held["r3-reference_period_start"]) == ("civilian", "3 February")
    assert held["r4-population_group"] == "children"
    assert "<b><bdi>women and children</bdi></b>" in page
    assert held["r3-quote"] == "At least 45 civilians were killed on 3 February, including 14 children."
    assert "336" not in {value for name, value in held.items() if name.startswith("r")}
    assert "-take" not in "".join(re.findall(r"<input[^>]*checked[^>]*>", page))
    assert '<a class="amount" href="#row-3"><mark>At least 45</mark></a>' in page
    assert not Figure.objects.exists()
    assert not Document.objects.exists()
    assert not EntryDraft.objects.exists()


def test_only_ticked_rows_become_drafts(author: Client) -> None:
    answer = author.post(PASTE, {**sent(author, take=(1, 3)), "save": "1"})
    assert answer.status_code == 200
    displaced, killed = Figure.objects.order_by("pk")
    assert (displaced.measure, displaced.value, displaced.qualifier) == ("displaced", 800_000, "more_than")
    assert (str(displaced.reference_period_start), str(displaced.statement_date)) == ("2019-12-01", "2020-02-13")
    assert displaced.organisation.name == "OCHA"
    assert (killed.measure, killed.value, killed.people_status) == ("killed", 45, "civilian")
    assert (str(killed.reference_period_start), str(killed.reference_period_end)) == ("2020-02-03", "2020-02-03")
    assert {figure.draft_state for figure in (displaced, killed)} == {DraftState.DRAFT}
    assert displaced.citations.get().quote.startswith("OCHA said on Thursday")
    assert Document.objects.get().archived_url == SHARED["document_archived_url"]
    page = text(answer)
    assert f'saved as <a href="/desk/figures/{killed.pk}/">figure {killed.pk}</a>' in page
    assert 'name="r2-value_text"' in page


def test_the_same_page_sent_twice_makes_each_figure_once(author: Client) -> None:
    filled = {**sent(author, take=(3,)), "save": "1"}
    author.post(PASTE, filled)
    again = author.post(PASTE, filled)
    assert Figure.objects.count() == 1
    assert "saved as" in text(again)
    author.post(PASTE, {**filled, **sent(author, take=(3, 4)), "save": "1"})
    assert Figure.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_page_sent_twice_at_once_makes_each_figure_once() -> None:
    makers.make_crisis()
    person = makers.contributor()
    filled = {**sent(signed_in(person), take=(3,)), "r3-organisation": "OCHA", "save": "1"}

    def send(_number: int) -> int:
        try:
            return signed_in(person).post(PASTE, filled).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(send, range(2))) == {200}
    assert Figure.objects.count() == 1


def test_rows_can_be_handed_over_at_once(author: Client) -> None:
    author.post(PASTE, {**sent(author, take=(1,)), "submit": "1"})
    assert Figure.objects.get().draft_state == DraftState.SUBMITTED


def test_a_row_that_is_refused_stays_ticked_and_the_others_are_saved(author: Client) -> None:
    answer = author.post(PASTE, {**sent(author, take=(1, 3), **{"r1-value_text": "a lot"}), "save": "1"})
    assert answer.status_code == 400
    assert Figure.objects.get().measure == "killed"
    page = text(answer)
    assert '<a href="#id_r1-value_text">' in page
    assert 'id="id_r1-value_text_errors"' in page
    assert 'name="r1-take" value="on" checked' in page
    assert 'value="a lot"' in page
    held = {**inputs(page), "r1-take": "on", "r1-value_text": "more than 800,000", "save": "1"}
    reasons = {f"confirm-r1-{code}": why for code, why in WHY.items()}
    assert author.post(PASTE, {**held, **reasons}).status_code == 200
    assert Figure.objects.count() == 2


def test_what_all_rows_share_is_refused_once_and_nothing_is_stored(author: Client) -> None:
    held = sent(author, take=(1, 3), crisis="")
    answer = author.post(PASTE, {**held, "save": "1"})
    page = text(answer)
    assert answer.status_code == 400
    assert page.count('<a href="#id_crisis">') == 1
    assert not Figure.objects.exists()
    assert not Document.objects.exists()


def test_a_warning_asks_for_its_reason_in_the_row(author: Client) -> None:
    held = sent(author, take=(3,))
    without = {name: value for name, value in held.items() if not name.startswith("confirm-")}
    page = text(author.post(PASTE, {**without, "r3-quote": "Many were killed.", "submit": "1"}))
    assert 'name="confirm-r3-W1"' in page
    assert not Figure.objects.exists()
    reason = {"confirm-r3-W1": "The number stands in the headline."}
    author.post(PASTE, {**held, **reason, "r3-quote": "Many were killed.", "submit": "1"})
    assert {one["code"]: one["reason"] for one in Figure.objects.get().warnings}["W1"] == reason["confirm-r3-W1"]


def test_a_share_names_the_figure_of_its_row(author: Client) -> None:
    author.post(PASTE, {**sent(author, take=(1, 2)), "save": "1"})
    whole, share = Figure.objects.order_by("pk")
    assert (share.share_of_id, share.qualifier, share.unit, share.basis) == (whole.pk, "majority", "percent", "share")


def test_a_document_without_an_address_is_made_once(author: Client) -> None:
    author.post(PASTE, {**sent(author, take=(1, 3), document_url=""), "save": "1"})
    assert Figure.objects.count() == 2
    assert Document.objects.count() == 1


def test_checking_shows_the_sentence_and_stores_nothing(author: Client) -> None:
    page = text(author.post(PASTE, {**sent(author, take=(1,)), "check": "1"}))
    assert "OCHA said on 13 February 2020 that more than 800,000 people" in page
    assert not Figure.objects.exists()


def test_an_unticked_page_says_so(author: Client) -> None:
    answer = author.post(PASTE, {**sent(author), "save": "1"})
    assert answer.status_code == 400
    assert "No row is ticked" in text(answer)


def test_a_row_opens_in_the_whole_form_as_it_stands(author: Client) -> None:
    held = sent(author, **{"r3-value_text": "at least 46"})
    page = text(author.post(PASTE, {**SHARED, "read": "1"}))
    assert 'name="open-3" value="1" formtarget="_blank"' in page  # the other rows stay where they are
    led = author.post(PASTE, {**held, "open-3": "1"})
    page = text(author.get(led["Location"]))
    assert 'value="at least 46"' in page
    assert "including 14 children" in page
    again = author.post(PASTE, {**held, "open-3": "1"})
    assert again["Location"] == led["Location"]
    assert EntryDraft.objects.count() == 1
    assert author.post(PASTE, {**held, "open-99": "1"}).status_code == 400


def test_a_denial_says_that_it_needs_the_figure_it_denies(author: Client) -> None:
    denied = {**SHARED, "text": "OCHA denied that 12 people were killed on 3 February."}
    page = text(author.post(PASTE, {**denied, "read": "1"}))
    assert "The sentence denies this number" in page
    held = {**inputs(page), "r1-take": "on", "save": "1"}
    assert 'href="#id_r1-contests"' in text(author.post(PASTE, held))
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("pasted", "told"),
    [("", "Paste the text of the article first."), ("Nothing happened today.", "No sentence of this text states")],
)
def test_a_text_without_statements_says_so(author: Client, pasted: str, told: str) -> None:
    assert told in text(author.post(PASTE, {**SHARED, "text": pasted, "read": "1"}))


def test_a_very_long_text_is_read_up_to_its_limit(author: Client) -> None:
    page = text(author.post(PASTE, {**SHARED, "text": "On 3 February 12 people were killed. " * 3000, "read": "1"}))
    assert "The text is long" in page
    assert page.count('class="tick"') == 80


def test_a_page_of_all_its_rows_can_be_sent_back(author: Client) -> None:
    pasted = "On 3 February 12 people were killed in Syria, OCHA said. " * 81
    held = inputs(text(author.post(PASTE, {**SHARED, "text": pasted, "read": "1"})))
    assert len(held) > 1_000
    assert author.post(PASTE, {**held, "r80-take": "on", "check": "1"}).status_code == 200


def test_what_is_typed_stays_with_its_statement_when_the_rows_are_numbered_anew(author: Client) -> None:
    held = sent(author, take=(3,))
    moved = {name.replace("r3-", "r2-"): value for name, value in held.items() if not name.startswith("r2-")}
    author.post(PASTE, {**moved, "save": "1"})
    author.post(PASTE, {**held, "save": "1"})
    assert Figure.objects.get().value == 45


@pytest.mark.parametrize("changed", [{"text": "Today 5 people were killed in Syria."}, {"r3-of": "other"}])
def test_a_ticked_row_that_is_not_in_the_text_is_refused(author: Client, changed: dict[str, str]) -> None:
    answer = author.post(PASTE, {**sent(author, take=(1, 3)), **changed, "save": "1"})
    assert answer.status_code == 400
    assert "ticked rows are no longer in it" in text(answer)
    assert not Figure.objects.exists()


def test_text_and_names_are_shown_as_text(author: Client) -> None:
    pasted = "<script>alert(1)</script> At least 12 <b>people</b> were killed."
    answer = author.post(PASTE, {**SHARED, "text": pasted, "read": "1"}).content.decode()
    assert "<script>alert" not in answer
    assert "&lt;b&gt;people" in answer


def test_an_arabic_article_keeps_its_direction_and_becomes_a_draft(author: Client) -> None:
    pasted = "قُتل ما لا يقل عن 12 مدنياً في 3 شباط."
    page = text(author.post(PASTE, {**SHARED, "text": pasted, "read": "1"}))
    assert '<blockquote class="small" dir="auto">' in page
    held = {**inputs(page), "r1-take": "on", "r1-organisation": "OCHA", "save": "1"}
    reasons = {f"confirm-r1-{code}": why for code, why in WHY.items()}
    author.post(PASTE, {**held, **reasons})
    figure = Figure.objects.get()
    assert (figure.value, figure.qualifier, figure.people_status) == (12, "at_least", "civilian")


def test_nobody_pastes_without_a_sign_in(db: None) -> None:
    answer = Client().post(PASTE, {**SHARED, "read": "1"})
    assert answer.status_code in (302, 403)


def test_reading_a_text_costs_the_same_however_many_rows_it_has(author: Client) -> None:
    def asked(times: int) -> int:
        pasted = {**SHARED, "text": "On 3 February 12 people were killed in Syria, OCHA said. " * times, "read": "1"}
        with CaptureQueriesContext(connection) as questions:
            assert text(author.post(PASTE, pasted)).count('class="tick"') == times
        return len(questions)

    assert asked(2) == asked(40)
    assert asked(40) <= 30
