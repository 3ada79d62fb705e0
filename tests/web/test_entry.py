"""Unfinished forms over HTTP: kept by the button or by the script, opened again, chosen between, gone when recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import FORM, NEW, signed_in, text
from tracker.models import EntryDraft, Figure

pytestmark = pytest.mark.django_db

KEEP = "/desk/figures/new/keep/"
KEY = FORM["form_key"]


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


def kept(client: Client, version: int, **typed: str) -> Any:
    return client.post(KEEP, {"form_key": KEY, "draft_version": str(version), **typed})


def test_a_half_typed_form_is_kept_and_opens_as_it_was_left(author: Client) -> None:
    led = author.post(NEW, {"form_key": KEY, "draft_version": "0", "value_text": "about tw", "keep": "1"})
    assert led["Location"] == f"{NEW}?draft={KEY}"
    page = text(author.get(led["Location"]))
    assert 'value="about tw"' in page
    assert 'name="draft_version" value="1"' in page
    assert not Figure.objects.exists()


def test_the_script_keeps_the_form_and_hears_of_another_window(author: Client) -> None:
    assert kept(author, 0, value_text="12").json() == {"version": 1}
    assert kept(author, 1, value_text="13").json() == {"version": 2}
    refused = kept(author, 1, value_text="14")
    assert (refused.status_code, refused.json()["code"]) == (409, "changed")
    assert EntryDraft.objects.get().typed == {"value_text": "13"}


def test_two_windows_are_shown_beside_each_other_and_the_choice_holds(author: Client) -> None:
    kept(author, 0, value_text="12", notes="the same")
    kept(author, 1, value_text="13", notes="the same")
    sent = {"form_key": KEY, "value_text": "14", "notes": "the same", "keep": "1"}
    shown = author.post(NEW, {**sent, "draft_version": "1"})
    page = text(shown)
    assert shown.status_code == 409
    assert "<bdi>14</bdi>" in page
    assert "<bdi>13</bdi>" in page
    assert page.count('value="theirs"') == 1
    author.post(NEW, {**sent, "draft_version": "2", "choose-value_text": "theirs"})
    assert EntryDraft.objects.get().typed["value_text"] == "13"
    author.post(NEW, {**sent, "draft_version": "2", "choose-value_text": "mine"})
    assert EntryDraft.objects.get().typed["value_text"] == "14"


def test_a_recorded_form_is_unfinished_no_more(author: Client) -> None:
    kept(author, 0, value_text="12")
    author.post(NEW, {**FORM, "save": "1"})
    assert Figure.objects.count() == 1
    assert not EntryDraft.objects.exists()
    assert kept(author, 1, value_text="12").json() == {"recorded": True}
    assert not EntryDraft.objects.exists()
    assert author.get(f"{NEW}?draft={KEY}").status_code == 302


def test_a_refused_form_stays_unfinished(author: Client) -> None:
    kept(author, 0, value_text="12")
    assert author.post(NEW, {**FORM, "value_text": "", "value": "", "save": "1"}).status_code == 400
    assert EntryDraft.objects.count() == 1


def test_a_refused_form_is_kept_as_it_was_sent(author: Client) -> None:
    kept(author, 0, value_text="12")
    page = author.post(NEW, {**FORM, "draft_version": "1", "value_text": "zillions", "value": "", "save": "1"})
    assert page.status_code == 400
    assert 'name="draft_version" value="2"' in text(page)
    assert EntryDraft.objects.get().typed["value_text"] == "zillions"
    assert 'value="zillions"' in text(author.get(f"{NEW}?draft={KEY}"))


def test_a_refused_form_overwrites_nothing_that_another_window_kept(author: Client) -> None:
    kept(author, 0, value_text="12")
    kept(author, 1, value_text="13")
    author.post(NEW, {**FORM, "draft_version": "1", "value_text": "zillions", "value": "", "save": "1"})
    assert EntryDraft.objects.get().typed["value_text"] == "13"


def test_a_form_is_deleted_by_its_button(author: Client) -> None:
    kept(author, 0, value_text="12")
    author.post(NEW, {"form_key": KEY, "discard": "1"})
    assert not EntryDraft.objects.exists()


def test_keeping_asks_for_a_sign_in_and_a_post(author: Client) -> None:
    assert author.get(KEEP).status_code == 405
    assert kept(Client(), 0, value_text="12").status_code == 403
    assert not EntryDraft.objects.exists()
    assert kept(author, 0, value_text="12").status_code == 200
    assert 'value="12"' not in text(signed_in(makers.reviewer()).get(f"{NEW}?draft={KEY}"))


def test_only_fields_of_the_form_are_kept(author: Client) -> None:
    kept(author, 0, value_text="12", is_staff="1", **{"confirm-W1": "why", "confirm-<x>": "no"})
    assert EntryDraft.objects.get().typed == {"value_text": "12", "confirm-W1": "why"}


def test_many_unfinished_forms_cost_no_more_questions(author: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(15):
        author.post(KEEP, {"form_key": f"{number:032x}", "value_text": str(number)})
    with django_assert_max_num_queries(12):
        page = text(author.get(NEW))
    assert page.count("?draft=") == 15


def test_unfinished_forms_are_in_the_inbox_with_the_way_back_and_the_way_out(author: Client) -> None:
    kept(author, 0, value_text="about twelve")
    page = text(author.get("/desk/"))
    assert f'href="{NEW}?draft={KEY}"' in page
    assert "about twelve" in page
    assert "<b>1</b> Unfinished forms" in page
    assert "about twelve" in text(author.get("/desk/figures/unfinished/"))
    assert "about twelve" not in text(signed_in(makers.reviewer()).get("/desk/figures/unfinished/"))
    author.post(NEW, {"form_key": KEY, "discard": "1"})
    assert "about twelve" not in text(author.get("/desk/"))


def test_the_inbox_costs_the_same_with_one_and_with_twenty_forms(author: Client) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            author.get(path)
        return len(asked)

    author.post(KEEP, {"form_key": f"{99:032x}", "value_text": "99"})
    ones = [cost(path) for path in ("/desk/", "/desk/figures/unfinished/")]
    for number in range(20):
        author.post(KEEP, {"form_key": f"{number:032x}", "value_text": str(number)})
    assert [cost(path) for path in ("/desk/", "/desk/figures/unfinished/")] == ones


def test_the_next_figure_keeps_where_and_by_whom_it_was_said_and_the_crisis(author: Client) -> None:
    led = author.post(NEW, {**FORM, "speaker": "Ann Example", "document_page": "4", "another": "1"})
    stored = Figure.objects.get()
    assert led["Location"] == f"{NEW}?after={stored.pk}"
    page = text(author.get(led["Location"]))
    for words in (
        FORM["document_url"],
        'value="OCHA"',
        'value="Ann Example"',
        FORM["quote"],
        'id="id_document_page" name="document_page" value="4"',
    ):
        assert words in page
    assert '<option value="nw-syria" selected>' in page
    assert 'id="id_value_text" name="value_text" value=""' in page
    assert 'id="id_place_code" name="place_code" value=""' in page
    assert KEY not in page
    assert author.get(f"{NEW}?after=99999").status_code == 404
    assert author.get(f"{NEW}?after=x").status_code == 200
