"""The desk over HTTP: entering a figure, correcting it, and the second pair of eyes."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests import makers
from tests.bad_rows import GOOD_ROW
from tracker.models import Document, Figure, LedgerEntry, Organisation, PublishedFigure, User

pytestmark = pytest.mark.django_db

NEW = "/desk/figures/new/"
FORM: dict[str, str] = {
    **{name: str(value) for name, value in GOOD_ROW.items() if name != "document"},
    "document_title": "Displacement in northwest Syria",
    "document_url": "https://example.org/northwest-syria-displacement",
    "document_published_date": "2020-02-14",
    "document_archived_url": "https://archive.example.org/northwest-syria-displacement",
    "form_key": "0" * 32,
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


@pytest.fixture
def reviewer() -> Client:
    return signed_in(makers.reviewer())


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def submitted(**overrides: Any) -> Figure:
    return makers.make_submitted(**overrides)


def version(figure: Figure) -> dict[str, str]:
    figure.refresh_from_db()
    return {"draft_version": str(figure.draft_version)}


@pytest.mark.parametrize("path", [NEW, "/desk/review/", "/desk/figures/1/", "/desk/review/1/"])
def test_nothing_of_the_desk_opens_without_a_sign_in(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={path}"


def test_a_form_without_its_token_is_refused() -> None:
    makers.make_crisis()
    client = Client(enforce_csrf_checks=True)
    client.force_login(makers.contributor())
    assert client.post(NEW, FORM).status_code == 403
    assert not Figure.objects.exists()


def test_the_empty_form_has_four_groups_and_few_fields_in_sight(author: Client) -> None:
    page = text(author.get(NEW))
    in_sight = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    fields = re.findall(r'<(?:input|select|textarea) id="id_(\w+)"', in_sight)
    assert page.count("<fieldset") == 4
    assert fields == [
        "document_url", "quote", "document_page", "organisation", "speaker", "measure", "value_text", "basis", "crisis",
        "place_code", "reference_period_start", "as_of_date",
    ]  # fmt: skip


def test_a_saved_form_is_a_draft(author: Client) -> None:
    response = author.post(NEW, {**FORM, "save": "1"})
    figure = Figure.objects.get()
    assert response["Location"] == f"/desk/figures/{figure.pk}/"
    assert (figure.draft_state, figure.door, figure.author.username) == ("draft", "form", "contributor")
    assert (figure.qualifier, figure.value, figure.organisation.name) == ("more_than", 800_000, "OCHA")
    assert figure.citations.get().quote == "more than 800,000 people"
    assert not LedgerEntry.objects.filter(object_type="figure").exists()


def test_a_known_document_stays_as_it_is_and_the_author_is_told(author: Client) -> None:
    told = "is known here as “Displacement in northwest Syria”"
    first = author.post(NEW, {**FORM, "save": "1"}, follow=True)
    assert told not in text(first)
    renamed = {**FORM, "document_title": "Another title", "form_key": "1" * 32, "as_of_date": "2020-02-12"}
    assert told in text(author.post(NEW, {**renamed, "save": "1"}, follow=True))
    assert Document.objects.get().title == "Displacement in northwest Syria"


def test_words_alone_are_enough_of_a_number(author: Client) -> None:
    unread = {**FORM, "value": "", "qualifier": "", "value_text": "at least 1,200", "quote": "at least 1,200 people"}
    author.post(NEW, {**unread, "save": "1"})
    figure = Figure.objects.get()
    assert (figure.qualifier, figure.value, figure.value_text) == ("at_least", 1_200, "at least 1,200")


def test_save_and_submit_hands_it_over(author: Client) -> None:
    author.post(NEW, {**FORM, "submit": "1"})
    assert Figure.objects.get().draft_state == "submitted"


def test_a_form_sent_twice_is_one_figure(author: Client) -> None:
    first = author.post(NEW, {**FORM, "save": "1"})
    second = author.post(NEW, {**FORM, "save": "1"})
    assert Figure.objects.count() == 1
    assert first["Location"] == second["Location"]
    author.post(NEW, {**FORM, "form_key": "1" * 32, "value": "900000", "value_text": "", "save": "1"})
    assert Figure.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_is_one_figure() -> None:
    makers.make_crisis()
    clients = [signed_in(makers.contributor()) for _ in range(2)]

    def send(client: Client) -> str:
        try:
            return str(client.post(NEW, {**FORM, "save": "1"})["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as pool:
        led_to = set(pool.map(send, clients))
    assert led_to == {f"/desk/figures/{Figure.objects.get().pk}/"}


@pytest.mark.django_db(transaction=True)
def test_two_people_may_name_the_same_new_source_at_the_same_moment() -> None:
    makers.make_crisis()
    clients = [signed_in(makers.contributor()), signed_in(makers.reviewer())]

    def send(number: int) -> list[str]:
        try:
            typed = {**FORM, "organisation": "New Office", "form_key": str(number) * 32, "save": "1"}
            answer = clients[number].post(NEW, typed)
            said = re.findall(r'role="alert".*?</ul>|<title>.*?</title>|<h1.*?</h1>', text(answer), re.DOTALL)
            return [] if answer.status_code == 302 else [f"{answer.status_code}", *said]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as pool:
        assert list(pool.map(send, range(2))) == [[], []]
    assert (Figure.objects.count(), Organisation.objects.count(), Document.objects.count()) == (2, 1, 1)


def test_an_error_stands_at_its_field_and_in_the_summary_and_nothing_typed_is_lost(author: Client) -> None:
    typed = {**FORM, "as_of_date": "30/02/2020", "notes": "النازحون شمال <إدلب>", "measure": "displacd"}
    response = author.post(NEW, {**typed, "save": "1"})
    page = text(response)
    assert response.status_code == 400
    assert 'href="#id_as_of_date"' in page
    assert 'href="#id_measure"' in page
    assert re.search(r'id="id_as_of_date_errors"><li><a class="mono" href="/desk/codes/#e13"', page)
    assert 'value="30/02/2020"' in page
    assert "النازحون شمال <إدلب></textarea>" in page
    assert '<option value="displacd" selected>' in page
    assert "&lt;إدلب&gt;" in response.content.decode()
    assert (Figure.objects.count(), Organisation.objects.count(), Document.objects.count()) == (0, 0, 0)


def test_a_warning_asks_for_its_reason_in_place(author: Client) -> None:
    typed = {**FORM, "quote": "hundreds of thousands of people"}
    asked = author.post(NEW, {**typed, "submit": "1"})
    assert asked.status_code == 400
    assert 'name="confirm-W1"' in text(asked)
    assert not Figure.objects.exists()
    author.post(NEW, {**typed, "confirm-W1": "The number stands in the table.", "submit": "1"})
    figure = Figure.objects.get()
    assert figure.draft_state == "submitted"
    assert [(one["code"], one["reason"]) for one in figure.warnings] == [("W1", "The number stands in the table.")]


def test_a_place_outside_the_crisis_needs_its_reason_even_for_a_draft(author: Client) -> None:
    typed = {**FORM, "place_code": "TUR"}
    asked = author.post(NEW, {**typed, "save": "1"})
    assert 'name="confirm-E8"' in text(asked)
    assert not Figure.objects.exists()
    author.post(NEW, {**typed, "confirm-E8": "They fled across the border.", "save": "1"})
    assert Figure.objects.get().place.code == "TUR"


def test_saving_a_working_copy_unchanged_changes_nothing(author: Client) -> None:
    author.post(NEW, {**FORM, "save": "1"})
    figure = Figure.objects.get()
    path = f"/desk/figures/{figure.pk}/"
    shown = _fields(text(author.get(path)))
    author.post(path, {**shown, "save": "1"})
    figure.refresh_from_db()
    assert (figure.draft_version, figure.edits.count()) == (1, 1)


def test_a_number_is_edited_in_one_field(author: Client) -> None:
    author.post(NEW, {**FORM, "save": "1"})
    path = f"/desk/figures/{Figure.objects.get().pk}/"
    shown = _fields(text(author.get(path)))
    assert (shown["value_text"], shown["value"], shown["qualifier"]) == ("more than 800,000", "", "")
    author.post(path, {**shown, "value_text": "at least 830,000", "quote": "at least 830,000", "save": "1"})
    figure = Figure.objects.get()
    assert (figure.qualifier, figure.value, figure.value_text) == ("at_least", 830_000, "at least 830,000")


def test_a_magnitude_is_kept_through_an_edit(author: Client) -> None:
    author.post(NEW, {**FORM, "value": "", "qualifier": "", "value_text": "hundreds", "quote": "hundreds", "save": "1"})
    path = f"/desk/figures/{Figure.objects.get().pk}/"
    shown = _fields(text(author.get(path)))
    assert (shown["value_text"], shown["qualifier"], shown["magnitude"]) == ("hundreds", "", "")
    author.post(path, {**shown, "notes": "See page 3.", "save": "1"})
    figure = Figure.objects.get()
    assert (figure.qualifier, figure.magnitude, figure.value, figure.notes) == (
        "magnitude", "hundreds", None, "See page 3.",
    )  # fmt: skip


def test_a_working_copy_is_edited(author: Client) -> None:
    author.post(NEW, {**FORM, "save": "1"})
    figure = Figure.objects.get()
    changed = {**FORM, **version(figure), "value": "830000", "value_text": "", "quote": "some 830,000 people"}
    author.post(f"/desk/figures/{figure.pk}/", {**changed, "submit": "1"})
    figure.refresh_from_db()
    assert (figure.value, figure.value_text) == (830_000, "more than 830,000")
    assert (figure.draft_state, figure.citations.get().quote) == ("submitted", "some 830,000 people")


def test_two_people_at_one_draft_do_not_overwrite_each_other(author: Client) -> None:
    author.post(NEW, {**FORM, "save": "1"})
    figure = Figure.objects.get()
    seen = version(figure)
    path = f"/desk/figures/{figure.pk}/"
    author.post(path, {**FORM, **seen, "notes": "first", "save": "1"})
    second = author.post(path, {**FORM, **seen, "notes": "second", "save": "1"})
    figure.refresh_from_db()
    assert second.status_code == 409
    assert "second</textarea>" in text(second)
    assert figure.notes == "first"


def test_a_correction_needs_its_reason_and_leaves_the_public_version(author: Client, reviewer: Client) -> None:
    author.post(NEW, {**FORM, "submit": "1"})
    figure = Figure.objects.get()
    reviewer.post(f"/desk/review/{figure.pk}/", {**version(figure), "publish": "1"})
    path = f"/desk/figures/{figure.pk}/"
    changed = {**FORM, **version(figure), "value": "830000", "value_text": "", "quote": "some 830,000 people"}
    refused = author.post(path, {**changed, "submit": "1"})
    assert refused.status_code == 400
    assert "E11" in text(refused).partition('id="id_reason_errors"')[2]
    reasons = {"confirm-W7": "x", "confirm-W3": "x"}
    author.post(path, {**changed, **reasons, "reason": "Misread the page.", "submit": "1"})
    figure.refresh_from_db()
    assert (figure.draft_state, figure.public_state) == ("submitted", "published")
    assert PublishedFigure.objects.get().value_best == 800_000
    assert "The number, as stated" in text(author.get(path)).partition('id="edits"')[2]
    page = text(reviewer.get(f"/desk/review/{figure.pk}/"))
    assert '<del dir="auto">800,000</del>' in page
    assert '<ins dir="auto">830,000</ins>' in page
    assert "Misread the page." in page
    reviewer.post(f"/desk/review/{figure.pk}/", {**version(figure), "publish": "1"})
    assert PublishedFigure.objects.live().get().value_best == 830_000


def test_the_queue_holds_the_work_of_others_oldest_first(reviewer: Client) -> None:
    first = submitted(value=701, value_text="more than 701")
    second = submitted(value=709, value_text="more than 709")
    own = submitted(value=719, value_text="more than 719", actor=makers.reviewer())
    page = text(reviewer.get("/desk/review/"))
    assert page.index(f"/desk/review/{first.pk}/") < page.index(f"/desk/review/{second.pk}/")
    assert f"/desk/review/{own.pk}/" not in page


@pytest.mark.parametrize("waiting", [1, 8])
def test_the_queue_asks_the_same_number_of_questions_for_one_and_for_many(
    reviewer: Client, waiting: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(waiting):
        submitted(value=700 + number, value_text="")
    with django_assert_max_num_queries(8):
        reviewer.get("/desk/review/")


def test_everybody_finds_what_they_have_in_hand(reviewer: Client, author: Client) -> None:
    returned = submitted(value=701, value_text="more than 701")
    reviewer.post(f"/desk/review/{returned.pk}/", {**version(returned), "return": "1", "reason": "Which page?"})
    waiting = submitted(value=709, value_text="more than 709")
    makers.make_figure(value=719, value_text="more than 719")
    other = makers.make_draft(value=727, value_text="more than 727", actor=makers.editor())
    page = text(author.get("/desk/figures/"))
    links = [f"/desk/figures/{figure.pk}/" for figure in (returned, waiting)]
    assert re.findall(r"/desk/figures/\d+/", page) == links
    assert "Which page?" in page
    assert f"/desk/figures/{other.pk}/" not in page
    assert "nothing in hand" in text(reviewer.get("/desk/figures/"))


def test_a_correction_is_in_the_hand_of_who_made_it(author: Client) -> None:
    figure = makers.make_figure(actor=makers.editor())
    assert "nothing in hand" in text(author.get("/desk/figures/"))
    shown = _fields(text(author.get(f"/desk/figures/{figure.pk}/")))
    author.post(f"/desk/figures/{figure.pk}/", {**shown, "notes": "See page 3.", "reason": "Page added.", "save": "1"})
    assert f"/desk/figures/{figure.pk}/" in text(author.get("/desk/figures/"))


def test_a_contributor_may_not_review(author: Client) -> None:
    figure = submitted()
    assert author.get("/desk/review/").status_code == 403
    assert author.post(f"/desk/review/{figure.pk}/", {**version(figure), "publish": "1"}).status_code == 403
    assert not PublishedFigure.objects.exists()


def test_the_reviewer_reads_the_words_and_the_reasons(author: Client, reviewer: Client) -> None:
    typed = {**FORM, "quote": "hundreds of thousands", "confirm-W1": "Stands in the table."}
    author.post(NEW, {**typed, "submit": "1"})
    page = text(reviewer.get(f"/desk/review/{Figure.objects.get().pk}/"))
    assert "hundreds of thousands" in page
    assert "Stands in the table." in page
    assert "OCHA said on 13 February 2020 that more than 800,000 people" in page


def test_a_second_person_publishes(reviewer: Client) -> None:
    figure = submitted()
    response = reviewer.post(f"/desk/review/{figure.pk}/", {**version(figure), "publish": "1"})
    figure.refresh_from_db()
    assert response["Location"] == "/desk/review/"
    assert figure.public_state == "published"
    assert reviewer.get(f"/figures/{figure.pk}/").status_code == 200


def test_the_author_finds_no_button_and_no_way_round(reviewer: Client) -> None:
    figure = submitted(actor=makers.reviewer())
    path = f"/desk/review/{figure.pk}/"
    assert 'name="publish"' not in text(reviewer.get(path))
    refused = reviewer.post(path, {**version(figure), "publish": "1"})
    assert refused.status_code == 400
    assert "E10" in text(refused)
    assert not PublishedFigure.objects.exists()


def test_a_return_needs_its_reason(reviewer: Client, author: Client) -> None:
    figure = submitted()
    path = f"/desk/review/{figure.pk}/"
    refused = reviewer.post(path, {**version(figure), "return": "1", "reason": " "})
    assert refused.status_code == 400
    assert 'aria-invalid="true" aria-describedby="id_reason_errors id_reason_help"' in text(refused)
    assert "E11" in text(refused).partition('id="id_reason_errors"')[2]
    reviewer.post(path, {**version(figure), "return": "1", "reason": "Which page?"})
    figure.refresh_from_db()
    assert (figure.draft_state, figure.return_reason) == ("returned", "Which page?")
    assert "Returned: Which page?" in text(author.get(f"/desk/figures/{figure.pk}/"))


def test_a_decision_is_about_the_version_on_the_screen(reviewer: Client, author: Client) -> None:
    figure = submitted()
    seen = version(figure)
    shown = _fields(text(author.get(f"/desk/figures/{figure.pk}/")))
    author.post(f"/desk/figures/{figure.pk}/", {**shown, "notes": "changed meanwhile", "submit": "1"})
    refused = reviewer.post(f"/desk/review/{figure.pk}/", {**seen, "publish": "1"})
    assert refused.status_code == 409
    assert not PublishedFigure.objects.exists()


def test_a_reviewer_withdraws_a_public_figure_with_a_reason(reviewer: Client, author: Client) -> None:
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/"
    assert 'name="retract"' in text(reviewer.get(path))
    assert 'name="retract"' not in text(author.get(path))
    assert author.post(f"{path}retract/", {"reason": "Wrong."}).status_code == 403
    assert "E11" in text(reviewer.post(f"{path}retract/", {"reason": ""}))
    assert PublishedFigure.objects.live().exists()
    reviewer.post(f"{path}retract/", {"reason": "The source withdrew it."})
    assert not PublishedFigure.objects.live().exists()
    assert Client().get(f"/figures/{figure.pk}/").status_code == 410


UNKEEPABLE = pytest.mark.parametrize("reason", ["be\x00fore", "x" * 5_001], ids=["no text", "too long"])


@UNKEEPABLE
def test_a_reason_that_cannot_be_kept_is_refused_at_every_button(reviewer: Client, author: Client, reason: str) -> None:
    waiting, public = submitted(value=701, value_text="more than 701"), makers.make_figure()
    desk = f"/desk/figures/{public.pk}/"
    shown = _fields(text(author.get(desk)))
    answers = (
        reviewer.post(f"/desk/review/{waiting.pk}/", {**version(waiting), "return": "1", "reason": reason}),
        reviewer.post(f"{desk}retract/", {"reason": reason}),
        author.post(desk, {**shown, "notes": "See page 3.", "reason": reason, "save": "1"}),
        author.post(NEW, {**FORM, "quote": "many people", "confirm-W1": reason, "submit": "1"}),
    )
    assert [answer.status_code for answer in answers] == [400] * 4
    assert all("E19" in text(answer) for answer in answers)
    assert Figure.objects.count() == 2


def test_a_figure_that_is_not_there_is_not_found(reviewer: Client) -> None:
    assert reviewer.get("/desk/figures/99999/").status_code == 404
    assert reviewer.get("/desk/review/99999/").status_code == 404


def test_a_warning_explained_once_stays_explained(author: Client) -> None:
    author.post(NEW, {**FORM, "quote": "many people", "confirm-W1": "In the table.", "save": "1"})
    figure = Figure.objects.get()
    shown = _fields(text(author.get(f"/desk/figures/{figure.pk}/")))
    author.post(f"/desk/figures/{figure.pk}/", {**shown, "notes": "more", "submit": "1"})
    figure.refresh_from_db()
    assert figure.draft_state == "submitted"
    assert figure.warnings[0]["reason"] == "In the table."


def _fields(page: str) -> dict[str, str]:
    """What a browser would send back of the first form of the page."""
    form = re.search(r'<form class="form[^"]*".*?</form>', page, re.DOTALL)
    assert form is not None
    found = dict(re.findall(r'<input(?: type="hidden")?(?: id="[\w-]+")? name="([\w-]+)" value="([^"]*)"', form[0]))
    for name, body in re.findall(r'<select id="\w+" name="(\w+)"[^>]*>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea id="\w+" name="(\w+)"[^>]*>\n(.*?)</textarea>', form[0], re.DOTALL))
    return {name: html.unescape(value) for name, value in found.items()}


def test_a_form_that_only_asks_says_on_top_that_nothing_was_saved(author: Client) -> None:
    asked = {**FORM, "document_archived_url": "", "submit": "1"}
    page = text(author.post(NEW, asked))
    assert "Nothing was saved: 1 question to answer" in page
    assert 'href="#confirm-W12"' in page[page.index('class="summary"') :]
    assert not Figure.objects.exists()
    assert "Nothing was saved" not in text(author.post(NEW, {**FORM, "document_archived_url": "", "check": "1"}))


def test_the_next_form_of_a_document_does_not_ask_about_it_again(author: Client) -> None:
    author.post(NEW, {**FORM, "another": "1"})
    page = text(author.get(f"{NEW}?after={Figure.objects.get().pk}"))
    assert "<details data-new>" in page
    assert "<details data-new open>" not in page


def test_a_reviewer_reads_warnings_and_days_in_their_language(author: Client, reviewer: Client) -> None:
    asked = {**FORM, "document_archived_url": "", "confirm-W12": "Checked.", "submit": "1"}
    author.post(NEW, asked)
    path = f"/desk/review/{Figure.objects.get().pk}/"
    page, french = text(reviewer.get(path)), text(reviewer.get(f"{path}?lang=fr"))
    assert "14 February 2020" in page[page.index('id="fields"') :]
    assert "Il n’y a pas de copie archivée du document." in french[french.index('id="warned"') :]
    assert '<bdi lang="en">' not in page + french


def test_a_reason_alone_is_a_change_of_a_draft(author: Client) -> None:
    author.post(NEW, {**FORM, "document_archived_url": "", "save": "1"})
    figure = Figure.objects.get()
    assert [(one["code"], one["reason"]) for one in figure.warnings] == [("W12", "")]
    sent = {**FORM, "document_archived_url": "", **version(figure), "confirm-W12": "It allows none.", "save": "1"}
    author.post(f"/desk/figures/{figure.pk}/", sent)
    figure.refresh_from_db()
    assert [(one["code"], one["reason"]) for one in figure.warnings] == [("W12", "It allows none.")]


def test_a_warning_in_words_of_its_own_says_first_what_it_is_about(author: Client, reviewer: Client) -> None:
    author.post(NEW, {**FORM, "submit": "1"})
    own = [{"code": "W15", "field": "notes", "message": "The provider marks this row: duplicate.", "reason": "Seen."}]
    Figure.objects.update(warnings=own)
    french = text(reviewer.get(f"/desk/review/{Figure.objects.get().pk}/?lang=fr"))
    assert (
        'Mis en réserve par son propre éditeur <bdi lang="en">The provider marks this row: duplicate.</bdi>' in french
    )
