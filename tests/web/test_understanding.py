"""The form takes what a person writes: days, names and numbers, said back in full or asked about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import makers
from tests.web.test_desk import FORM, NEW, signed_in, text
from tracker.models import Citation, Document, Figure, Organisation, Place, Speaker
from tracker.web.choices import MOST_IN_A_LIST
from tracker.web.understanding import understand

pytestmark = pytest.mark.django_db

TODAY = date(2020, 3, 20)
SHORT = {
    "form_key": "a" * 32, "crisis": "nw-syria", "document_url": "https://example.org/a",
    "document_title": "A report", "document_published_date": "14 February 2020",
    "document_archived_url": "https://archive.example.org/a", "quote": "at least 1,200 people",
    "organisation": "OCHA", "measure": "killed", "value_text": "at least 1,200", "place_code": "Syria",
    "reference_period_start": "since December 1", "unit": "person",
}  # fmt: skip


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    makers.make_organisation()
    return signed_in(makers.contributor())


def read(**typed: str) -> dict[str, str]:
    return understand({**SHORT, **typed}, today=TODAY).flat


def asked(name: str, **typed: str) -> list[str]:
    found = understand({**SHORT, **typed}, today=TODAY)
    return [choice.value for choice in found.questions[name].choices] if name in found.questions else []


def test_a_figure_as_a_person_writes_it_is_recorded(author: Client) -> None:
    response = author.post(NEW, {**SHORT, "save": "1"})
    assert response.status_code == 302, text(response)
    figure = Figure.objects.get()
    assert (figure.basis, figure.place.code, figure.qualifier, figure.value) == ("cumulative", "SYR", "at_least", 1_200)
    assert figure.reference_period_start == date(2019, 12, 1)
    assert (figure.as_of_date, figure.as_of_basis) == (date(2020, 2, 14), "publication_date")
    assert figure.citations.get().document.published_date == date(2020, 2, 14)


DATES: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"reference_period_start": "since early December"},
     {"reference_period_start": "2019-12-01", "reference_period_start_latest": "2019-12-10", "basis": "cumulative"}),
    ({"reference_period_start": "Thursday"},
     {"reference_period_start": "2020-02-13", "reference_period_end": "2020-02-13", "basis": "period"}),
    ({"reference_period_start": "January"},
     {"reference_period_start": "2020-01-01", "reference_period_end": "2020-01-31", "basis": "period"}),
    ({"reference_period_start": "1 December", "as_of_date": "13 February"},
     {"reference_period_start": "2019-12-01", "as_of_date": "2020-02-13", "basis": "cumulative"}),
    ({"reference_period_start": "", "measure": "idps", "as_of_date": "mid-January"},
     {"as_of_date": "2020-01-20", "date_precision": "part_of_month", "basis": "stock"}),
    ({"reference_period_start": "", "measure": "idps", "as_of_date": "February 2020"},
     {"as_of_date": "2020-02-14", "date_precision": "month"}),
    ({"statement_date": "13 February"},
     {"statement_date": "2020-02-13", "as_of_date": "2020-02-13", "as_of_basis": "statement_date"}),
    ({"document_published_date": "", "reference_period_start": "since 1 March"},
     {"reference_period_start": "2020-03-01"}),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "wanted"), DATES)
def test_dates_are_relative_to_the_document_and_tell_the_basis(
    author: Client, typed: dict[str, str], wanted: dict[str, str]
) -> None:
    found = read(**typed)
    assert {name: found.get(name) for name in wanted} == wanted


def test_a_known_document_gives_the_day_to_which_dates_are_relative(author: Client) -> None:
    makers.make_document(url="https://example.org/b", published_date=date(2019, 7, 1))
    found = read(document_url="http://www.example.org/b?utm_source=x", document_published_date="")
    assert found["reference_period_start"] == "2018-12-01"


def test_a_date_that_could_be_two_is_asked_and_the_answer_holds(author: Client) -> None:
    page = author.post(NEW, {**SHORT, "as_of_date": "02/01/2020", "save": "1"})
    assert page.status_code == 400
    assert "2 January 2020" in text(page)
    assert text(page).count('name="pick-as_of_date"') == 2
    assert not Figure.objects.exists()
    author.post(NEW, {**SHORT, "as_of_date": "02/01/2020", "pick-as_of_date": "2020-01-02", "save": "1"})
    assert Figure.objects.get().as_of_date == date(2020, 1, 2)


@pytest.mark.parametrize("typed", ["soon", "31 February", "3/4/20"])
def test_what_is_no_date_is_refused_with_everything_else_that_is_wrong(author: Client, typed: str) -> None:
    page = text(author.post(NEW, {**SHORT, "as_of_date": typed, "measure": "", "save": "1"}))
    assert "is not a date that can be read" in page
    assert "Every figure needs: What is counted" in page
    assert f'value="{typed}"' in page
    assert not Figure.objects.exists()


def test_a_place_is_taken_by_its_one_name_and_asked_among_several(author: Client) -> None:
    idlib = makers.make_place("SY07", name="Idlib", names={"ar": "إدلب"})
    assert read(place_code="ادلب")["place_code"] == "SY07"
    for given in ("ادلب", "SY07", "sy07"):
        assert understand({"place_code": given}, today=TODAY).said["place_code"] == "Idlib, Syria, SY07"
    makers.make_place("C1", name="Idlib", level="site", parent=idlib)
    assert asked("place_code", place_code="Idlib") == ["SY07", "C1"]
    assert asked("place_code", place_code="Idlbi") == ["SY07", "C1"]
    page = text(author.post(NEW, {**SHORT, "place_code": "Idlib", "save": "1"}))
    assert "Several places are called “Idlib”." in page
    assert "Idlib, Syria, C1" in page.replace('</bdi> <span class="small soft">', ", ")
    author.post(NEW, {**SHORT, "place_code": "Idlib", "pick-place_code": "C1", "save": "1"})
    assert Figure.objects.get().place == Place.objects.get(code="C1")


def test_names_like_a_new_one_are_shown_before_it_is_made(author: Client) -> None:
    makers.make_organisation("Syrian Observatory for Human Rights", code="SOHR")
    typed = {**SHORT, "organisation": "Syrian Observatry for Human Rights", "organisation_kind": "monitor"}
    page = author.post(NEW, {**typed, "save": "1"})
    assert page.status_code == 400
    assert "None of them: it is new" in text(page)
    assert not Organisation.objects.filter(name__contains="Observatry").exists()
    author.post(NEW, {**typed, "pick-organisation": "+", "save": "1"})
    assert Figure.objects.get().organisation.name == "Syrian Observatry for Human Rights"
    assert Figure.objects.get().organisation.kind == "monitor"
    author.post(NEW, {**typed, "form_key": "b" * 32, "pick-organisation": "Syrian Observatory for Human Rights",
                      "value_text": "at least 1,300", "quote": "at least 1,300 were", "save": "1"})  # fmt: skip
    assert Figure.objects.latest("pk").organisation.code == "SOHR"


def test_an_organisation_like_no_other_is_made_with_its_three_fields(author: Client) -> None:
    new = {"organisation": "Board of Relief", "organisation_code": "BoR", "organisation_kind": "ngo"}
    author.post(NEW, {**SHORT, **new, "speaker": "Ann Example", "speaker_title": "director", "save": "1"})
    made = Organisation.objects.get(name="Board of Relief")
    assert (made.code, made.kind) == ("BoR", "ngo")
    assert Speaker.objects.get().organisation == made


def test_a_known_speaker_brings_the_organisation(author: Client) -> None:
    makers.make_speaker("David Swanson")
    assert read(organisation="", speaker="david swanson")["organisation"] == "OCHA"


def test_a_document_is_named_by_its_title_too(author: Client) -> None:
    known = makers.make_document("Situation report 7")
    assert read(document_url="situation REPORT 7")["document"] == str(known.pk)
    assert asked("document_url", document_url="Situation rep") == [known.url]
    author.post(NEW, {**SHORT, "document_url": "Situation report 7", "document_title": "", "save": "1"})
    assert Citation.objects.get().document == known
    assert Document.objects.count() == 1


def test_a_number_that_could_be_two_is_asked(author: Client) -> None:
    assert asked("value_text", value_text="about 1.200") == ["about 1200", "about 1.2"]
    page = author.post(NEW, {**SHORT, "value_text": "1.200", "save": "1"})
    assert page.status_code == 400
    author.post(NEW, {**SHORT, "value_text": "1.200", "pick-value_text": "1200", "confirm-W1": "So.", "save": "1"})
    assert Figure.objects.get().value == 1_200


@pytest.mark.parametrize("name", ["place_code", "organisation", "speaker", "document_url", "event", "as_of_date"])
@pytest.mark.parametrize("typed", ["\x00", "\ud800", "%", "'", "x" * 5_000, "٣", "-", "#0", "+"])
def test_strange_signs_are_an_answer_and_never_an_accident(author: Client, name: str, typed: str) -> None:
    sent: Any = {**SHORT, name: typed.encode("utf-8", "replace").decode()}
    assert author.post(NEW, {**sent, "check": "1"}).status_code == 200
    assert author.post(NEW, {**sent, "save": "1"}).status_code in (302, 400)


def test_check_says_what_was_read_and_stores_nothing(author: Client) -> None:
    page = text(author.post(NEW, {**SHORT, "organisation": "A New Board", "check": "1"}))
    assert "A New Board said on 14 February 2020 that at least 1,200 people had been killed in Syria" in page
    assert "lowest 1,200" in page
    assert "since 1 December 2019" in page
    assert "14 February 2020, the day of publication" in page
    assert not Figure.objects.exists()
    assert not Document.objects.exists()
    assert not Organisation.objects.filter(name="A New Board").exists()


def test_half_a_form_is_no_mistake(author: Client) -> None:
    page = text(author.post(NEW, {"form_key": "c" * 32, "crisis": "nw-syria", "check": "1"}))
    assert "The sentence that everybody will read grows here" in page
    assert 'role="alert"' not in page


def test_the_form_of_the_bad_rows_is_still_strict(author: Client) -> None:
    page = author.post(NEW, {**FORM, "as_of_date": "2020-02-31", "save": "1"})
    assert page.status_code == 400
    assert "that month has 29 days" in text(page)


def test_with_many_crises_one_is_named_and_looked_up(author: Client) -> None:
    makers.make_crisis("nw-syria", name="Northwest Syria")
    assert '<select id="id_crisis"' in text(author.get("/desk/figures/new/"))
    for number in range(MOST_IN_A_LIST):
        makers.make_crisis(f"crisis-{number}", name=f"Crisis {number}")
    page = text(author.get("/desk/figures/new/"))
    assert '<select id="id_crisis"' not in page
    assert 'data-lookup="crisis"' in page
    for typed in ("nw-syria", "northwest SYRIA"):
        named = understand({"crisis": typed}, today=date(2020, 2, 14))
        assert (named.flat["crisis"], named.findings) == ("nw-syria", []), typed
    unsure = understand({"crisis": "northwst syria"}, today=date(2020, 2, 14))
    assert [(one.code, one.field) for one in unsure.findings] == [("E12", "crisis")]
    assert [one.value for one in unsure.questions["crisis"].choices] == ["nw-syria"]
    page = text(author.post("/desk/figures/new/", {**SHORT, "crisis": "northwst syria", "check": "1"}))
    assert "“northwst syria” is no crisis that is known here." in page


@pytest.mark.parametrize(
    ("measure", "number", "claim"),
    [
        ("killed", "40-50", "Between 40 and 50 people had been killed in a place not given."),
        ("displaced", "hundreds", "Hundreds of people had been newly displaced in a place not given."),
        ("idps", "5 million", "5,000,000 people were internally displaced in a place not given."),
    ],
)
def test_the_claim_is_said_as_soon_as_measure_and_number_are_known(
    author: Client, measure: str, number: str, claim: str
) -> None:
    page = text(author.post("/desk/figures/new/check/", {"measure": measure, "value_text": number}))
    assert claim in page
    assert "without naming a source" not in page
    named = text(author.post("/desk/figures/new/check/", {"measure": measure, "value_text": number, "quote": number,
        "organisation": "OCHA", "document_url": "https://example.org/new",
    }))  # fmt: skip
    assert "OCHA said on" in named


@pytest.mark.parametrize("typed", ["50-40", "-5"])
def test_a_number_that_cannot_be_is_refused_where_it_was_written(author: Client, typed: str) -> None:
    page = text(author.post(NEW, {**SHORT, "value_text": typed, "save": "1"}))
    assert '<ul class="errorlist" id="id_value_text_errors">' in page
    assert page.count('<ul class="errorlist"') == 1
    assert not Figure.objects.exists()
    digits = text(author.post(NEW, {**SHORT, "value_text": "", "value_low": "50", "value_high": "40", "save": "1"}))
    assert '<ul class="errorlist" id="id_value_low_errors">' in digits
