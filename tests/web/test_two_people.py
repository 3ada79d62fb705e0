"""Two people, or two windows, at one form: both texts are shown field by field, and nothing is overwritten unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests import makers
from tests.web.test_desk import FORM, NEW, _fields, signed_in, text
from tracker.models import Figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


@pytest.fixture
def colleague() -> Client:
    return signed_in(makers.make_user("colleague"))


@pytest.fixture
def path(author: Client) -> str:
    """The page of a draft that the author entered."""
    author.post(NEW, {**FORM, "save": "1"})
    return f"/desk/figures/{Figure.objects.get().pk}/"


def stored() -> Figure:
    return Figure.objects.get()


def chosen_at_first(page: str) -> dict[str, str]:
    """The choices of the page as they stand before anybody touches them, by field."""
    radios = re.findall(r'<input type="radio" name="choose-(\w+)" value="(\w+)" checked>', page)
    return dict(radios)


def met(author: Client, colleague: Client, path: str) -> Any:
    """The colleague changed notes and page; the author, who opened it before, changes page and operation."""
    mine, theirs = _fields(text(author.get(path))), _fields(text(colleague.get(path)))
    colleague.post(path, {**theirs, "notes": "theirs", "document_page": "p. 7", "save": "1"})
    return author.post(path, {**mine, "document_page": "p. 9", "operation": "mine", "save": "1"})


def test_each_field_that_differs_is_shown_with_both_texts(author: Client, colleague: Client, path: str) -> None:
    answer = met(author, colleague, path)
    page = text(answer)
    assert answer.status_code == 409
    assert "<bdi>colleague</bdi> changed it" in page
    assert "What you have:</span> <bdi>p. 9</bdi>" in page
    assert "What stands now:</span> <bdi>p. 7</bdi>" in page
    assert (stored().notes, stored().operation, stored().citations.get().document_page) == ("theirs", "", "p. 7")
    # What only the other person touched is theirs unless one says otherwise; the rest is one's own.
    assert chosen_at_first(page) == {"document_page": "mine", "notes": "theirs", "operation": "mine"}


@pytest.mark.parametrize(("page_choice", "expected"), [("mine", "p. 9"), ("theirs", "p. 7")])
def test_what_is_chosen_is_stored(
    author: Client, colleague: Client, path: str, page_choice: str, expected: str
) -> None:
    page = text(met(author, colleague, path))
    choices = {f"choose-{name}": one for name, one in chosen_at_first(page).items()}
    sent = {**_fields(page), **choices, "choose-document_page": page_choice, "save": "1"}
    assert author.post(path, sent).status_code == 302
    now = stored()
    assert (now.citations.get().document_page, now.notes, now.operation) == (expected, "theirs", "mine")


def test_looking_again_takes_the_choice_and_does_not_hide_the_change(
    author: Client, colleague: Client, path: str
) -> None:
    page = text(met(author, colleague, path))
    checked = author.post(path, {**_fields(page), "choose-notes": "theirs", "check": "1"})
    assert _fields(text(checked))["notes"] == "theirs"
    assert stored().operation == ""


def test_a_third_change_meanwhile_is_met_as_well(author: Client, colleague: Client, path: str) -> None:
    page = text(met(author, colleague, path))
    theirs = _fields(text(colleague.get(path)))
    colleague.post(path, {**theirs, "notes": "once more", "save": "1"})
    answer = author.post(path, {**_fields(page), "choose-notes": "mine", "save": "1"})
    assert answer.status_code == 409
    assert "<bdi>once more</bdi>" in text(answer)
    assert stored().notes == "once more"


@pytest.mark.parametrize("between", ["check", "refused"])
def test_a_page_that_came_back_does_not_forget_which_version_it_showed(
    author: Client, colleague: Client, path: str, between: str
) -> None:
    mine, theirs = _fields(text(author.get(path))), _fields(text(colleague.get(path)))
    colleague.post(path, {**theirs, "notes": "theirs", "save": "1"})
    looked = {"check": "1"} if between == "check" else {"as_of_date": "some day", "save": "1"}
    again = _fields(text(author.post(path, {**mine, **looked})))
    answer = author.post(path, {**again, "as_of_date": mine["as_of_date"], "operation": "mine", "save": "1"})
    assert answer.status_code == 409
    assert stored().notes == "theirs"


def test_a_form_that_was_sent_comes_back_with_other_words(author: Client) -> None:
    typed = {name: words for name, words in FORM.items() if name not in ("qualifier", "value")}
    author.post(NEW, {**typed, "save": "1"})
    answer = author.post(NEW, {**typed, "quote": "other words: more than 800,000", "save": "1"})
    page = text(answer)
    assert answer.status_code == 409
    assert "This form was sent before, with other words" in page
    assert set(chosen_at_first(page)) == {"quote"}
    assert Figure.objects.count() == 1
    assert stored().citations.get().quote == FORM["quote"]
    sent = {**_fields(page), "choose-quote": "mine", "save": "1"}
    assert author.post(f"/desk/figures/{stored().pk}/", sent).status_code == 302
    assert stored().citations.get().quote == "other words: more than 800,000"


def test_a_window_that_was_left_behind_keeps_its_words(author: Client) -> None:
    """One window recorded the form while another held something else: what that one holds is offered, not lost."""
    kept = {"form_key": FORM["form_key"], "value_text": "12"}
    author.post(f"{NEW}keep/", {**kept, "draft_version": "0"})
    author.post(NEW, {**FORM, "draft_version": "0", "save": "1"})
    late = author.post(NEW, {**FORM, "operation": "Dawn", "draft_version": "1", "keep": "1"})
    assert late.status_code == 409
    assert "<bdi>Dawn</bdi>" in text(late)


def test_the_other_windows_text_is_taken_also_by_the_other_buttons(author: Client) -> None:
    author.post(f"{NEW}keep/", {"form_key": FORM["form_key"], "draft_version": "0", "operation": "Dawn"})
    author.post(NEW, {**FORM, "draft_version": "1", "choose-operation": "theirs", "save": "1"})
    assert stored().operation == "Dawn"


def test_the_same_edit_sent_twice_is_done_once_and_its_key_has_arrived(author: Client, path: str) -> None:
    typed = {**_fields(text(author.get(path))), "document_page": "p. 9", "form_key": "a" * 32, "save": "1"}
    first, second = author.post(path, typed), author.post(path, typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert stored().draft_version == 2
    assert f'data-saved="{"a" * 32} {"a" * 32}"' in text(author.get(path))


def test_an_edit_that_is_refused_keeps_its_key_and_has_not_arrived(author: Client, path: str) -> None:
    typed = {**_fields(text(author.get(path))), "value_text": "", "form_key": "b" * 32, "save": "1"}
    page = text(author.post(path, typed))
    assert f'name="form_key" value="{"b" * 32}"' in page
    assert 'data-saved=""' in page
