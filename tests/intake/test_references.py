"""What a row may name, and in how many ways: found, brought along, or refused with the nearest."""

from __future__ import annotations

from typing import Any

import pytest

from tests import makers
from tests.bad_rows import BAD_ROWS, GOOD_ROW
from tracker.intake.references import Known
from tracker.intake.resolve import Resolved, check_row, edit_row, record_row, resolve, resolve_beside
from tracker.ledger.errors import Refused
from tracker.models import Document, Figure, Organisation, Speaker, User, WindowOrigin
from tracker.rules import Finding, InvalidFigure

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    makers.make_crisis()
    return makers.contributor()


def row(**changes: Any) -> dict[str, Any]:
    return {**GOOD_ROW, **changes}


def record(actor: User, **changes: Any) -> Figure:
    return record_row(row(**changes), actor=actor, door="form")


def refused(actor: User, **changes: Any) -> list[Finding]:
    with pytest.raises(InvalidFigure) as error:
        record(actor, **changes)
    return list(error.value.findings)


@pytest.mark.parametrize("given", ["OCHA", "  ocha ", "UN OCHA", "Coordination Office", {"name": "ocha"}])
def test_an_organisation_is_found_by_any_of_its_names(actor: User, given: Any) -> None:
    known = makers.make_organisation("OCHA", code="UN OCHA", aliases=["Coordination office"])
    assert record(actor, organisation=given).organisation == known
    assert Organisation.objects.count() == 1


def test_an_organisation_is_found_by_its_number(actor: User) -> None:
    known = makers.make_organisation("OCHA")
    assert record(actor, organisation=str(known.pk)).organisation == known
    assert record(actor, organisation={"id": known.pk}).organisation == known
    assert [(one.field, one.code) for one in refused(actor, organisation="9999")] == [("organisation", "E12")]


def test_a_new_organisation_comes_with_its_figure(actor: User) -> None:
    figure = record(actor, organisation={"name": "Sham  Relief", "kind": "ngo"}, originator="Field Office")
    assert (figure.organisation.name, figure.organisation.kind) == ("Sham Relief", "ngo")
    assert figure.originator.name == "Field Office"


def test_the_reliability_of_a_figure_is_that_of_its_organisation_unless_said(actor: User) -> None:
    makers.make_organisation("OCHA", reliability="B")
    assert record(actor).source_reliability == "B"
    assert record(actor, source_reliability="C").source_reliability == "C"


def test_a_speaker_is_found_by_name_and_organisation(actor: User) -> None:
    known = makers.make_speaker("David Swanson", "spokesman")
    assert record(actor, speaker="david swanson").speaker == known
    elsewhere = record(actor, speaker={"name": "David Swanson", "organisation": "WHO"}).speaker
    assert elsewhere is not None
    assert elsewhere.organisation.name == "WHO"
    assert Speaker.objects.count() == 2


def test_a_speaker_names_the_organisation_by_being_known(actor: User) -> None:
    known = makers.make_speaker("David Swanson", "spokesman")
    figure = record(actor, organisation=None, speaker=str(known.pk))
    assert (figure.speaker, figure.organisation) == (known, known.organisation)


def test_a_speaker_for_nobody_is_refused(actor: User) -> None:
    assert [(one.field, one.code) for one in refused(actor, organisation=None, speaker="Somebody")] == [
        ("organisation", "E15")
    ]
    assert not Speaker.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/report",
        "http://example.org/report/",
        "https://example.org/report?utm_source=mail",
        "https://example.org/report#table",
    ],
)
def test_a_document_is_found_whatever_the_spelling_of_its_address(actor: User, address: str) -> None:
    known = makers.make_document("Report", url="https://example.org/report")
    figure = record(actor, document={"url": address})
    assert figure.citations.get().document == known
    assert record(actor, document=address).citations.get().document == known
    assert Document.objects.count() == 1


def test_a_document_without_an_address_is_found_by_title_publisher_and_day(actor: User) -> None:
    document = {"title": "Flash update 7", "publisher": "OCHA", "published_date": "2020-02-14"}
    makers.make_organisation("OCHA")
    first = record(actor, document=document).citations.get().document
    assert record(actor, document=document).citations.get().document == first
    other_day = {**document, "published_date": "2020-02-21"}
    assert record(actor, document=other_day).citations.get().document != first


def test_the_publisher_is_the_source_where_nobody_else_is_named(actor: User) -> None:
    document = {"title": "Flash update 7", "publisher": "REACH", "published_date": "2020-02-14"}
    figure = record(actor, organisation=None, document=document)
    assert (figure.organisation.name, figure.originator.name) == ("REACH", "REACH")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"document": {"title": "x", "url": "not an address"}}, "document_url", "E19"),
        ({"document": {"title": "x", "published_date": "14/02/2020"}}, "document_published_date", "E13"),
        ({"document": {"url": "https://example.org/unknown"}}, "document_title", "E15"),
        ({"document": {"title": "x" * 401}}, "document_title", "E19"),
        ({"document": {"titel": "x"}}, "document", "E14"),
        ({"document": {"title": "x", "kind": "leaflet"}}, "document_kind", "E19"),
        ({"document": "the report"}, "document", "E12"),
        ({"document": 77}, "document", "E12"),
        ({"organisation": "x" * 201}, "organisation", "E19"),
        ({"organisation": "O\x00CHA"}, "organisation", "E19"),
        ({"organisation": {"nam": "OCHA"}}, "organisation", "E14"),
        ({"organisation": {"name": "New", "code": "N\x00"}}, "organisation", "E19"),
        ({"speaker": "x" * 201}, "speaker", "E19"),
        ({"speaker": "Some\x00body"}, "speaker", "E19"),
        ({"speaker": {"name": "Somebody", "title": "of\x00fice"}}, "speaker_title", "E19"),
        ({"crisis": "nw-siria"}, "crisis", "E12"),
        ({"place_code": "SYX"}, "place_code", "E12"),
        ({"origin_location_code": "Nowhere"}, "origin_location_code", "E12"),
        ({"event": "EV-9"}, "event", "E12"),
        ({"supersedes": "F-999", "supersedes_kind": "revises"}, "supersedes", "E12"),
        ({"part_of": "the total", "partition": "sex_age"}, "part_of", "E12"),
        ({"hops": "0"}, "hops", "E3"),
        ({"document": {"title": "x", "url": "https://[half"}}, "document_url", "E19"),
        ({"document": {"title": "x\x00"}}, "document_title", "E19"),
        ({"document": {"title": ["x"]}}, "document", "E3"),
        ({"document": ["x"]}, "document", "E3"),
        ({"organisation": True}, "organisation", "E3"),
        ({"organisation": ["OCHA"]}, "organisation", "E3"),
        ({"speaker": 1.5}, "speaker", "E3"),
        ({"place_code": {"name": "Syria"}}, "place_code", "E14"),
        ({"place_code": "S\x00Y"}, "place_code", "E12"),
        ({"place_code": "\ud800"}, "place_code", "E12"),
        ({"crisis": ["nw-syria"]}, "crisis", "E3"),
        ({"supersedes": True, "supersedes_kind": "revises"}, "supersedes", "E3"),
        ({"reporting_round": "x" * 61}, "reporting_round", "E19"),
    ],
    ids=str,
)
def test_what_cannot_be_found_or_made_is_refused_and_leaves_nothing_behind(
    actor: User, changes: dict[str, Any], field: str, code: str
) -> None:
    found = {(one.field, one.code) for one in refused(actor, **changes)}
    assert (field, code) in found, found
    held = [model.objects.count() for model in (Figure, Document, Organisation, Speaker, WindowOrigin)]
    assert held == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("changes", "example"),
    [
        ({"crisis": "nw-siria"}, "nw-syria"),
        ({"place_code": "Turkey"}, "TUR"),
        ({"place_code": "SYI"}, "SYR"),
        ({"event": "raqqa-2"}, "raqqa-1"),
    ],
    ids=str,
)
def test_the_nearest_known_name_is_offered(actor: User, changes: dict[str, Any], example: str) -> None:
    makers.make_event("raqqa-1")
    makers.make_place("TUR").refresh_from_db()
    assert refused(actor, **changes)[0].example == example


def test_places_and_figures_are_named_in_any_case(actor: User) -> None:
    first = record(actor)
    second = record(actor, place_code="syr", supersedes=f"f-{first.pk}", supersedes_kind="revises")
    assert (second.place.code, second.supersedes) == ("SYR", first)


def test_a_thing_may_be_named_by_an_object(actor: User) -> None:
    first = record(actor, place_code={"code": "SYR"}, crisis={"slug": "nw-syria"})
    second = record(actor, supersedes={"id": first.pk}, supersedes_kind="revises", as_of_date="2020-02-12")
    assert second.supersedes == first


def test_an_event_belongs_to_its_crisis(actor: User) -> None:
    event = makers.make_event("raid")
    makers.make_crisis("elsewhere", name="Elsewhere", place=makers.make_place("SYR"))
    assert record(actor, event="RAID").event == event
    assert refused(actor, event="raid", crisis="elsewhere")[0].code == "E12"


def test_everything_wrong_comes_back_at_once(actor: User) -> None:
    found = refused(
        actor, measure="displacd", as_of_date="yesterday", place_code="XXX", quote="", organisation={"nam": "x"}
    )
    assert {(one.field, one.code) for one in found} == {
        ("measure", "E12"), ("as_of_date", "E13"), ("place_code", "E12"), ("quote", "E2"), ("organisation", "E14"),
    }  # fmt: skip


def test_checking_a_row_stores_nothing(actor: User) -> None:
    warned = check_row(row(quote="many people"), actor=actor, door="form")
    assert "W1" in {one.code for one in warned}
    assert {one.code for one in check_row(row(measure="x"), actor=actor, door="form")} == {"E12"}
    assert (Figure.objects.count(), Document.objects.count(), Organisation.objects.count()) == (0, 0, 0)


def test_an_empty_cell_is_no_cell_in_a_new_figure(actor: User) -> None:
    bare = record(actor, document={**GOOD_ROW["document"], "url": "https://example.org/1"})  # type: ignore[dict-item]
    blanks = dict.fromkeys(("people_status", "gender", "date_precision", "source_reliability", "notes", "event"), "")
    assert record(actor, **blanks).as_values() == bare.as_values()


def test_an_edit_touches_what_it_gives_and_empties_what_it_empties(actor: User) -> None:
    makers.make_event("raid")
    figure = record(actor, notes="first", event="raid")
    edited = edit_row(figure.pk, {"notes": "", "event": None, "cause": "disaster"}, actor=actor)
    assert (edited.notes, edited.event, edited.cause, edited.value) == ("", None, "disaster", 800_000)
    assert edited.citations.get().quote == GOOD_ROW["quote"]


def test_an_edit_of_the_quote_keeps_its_document(actor: User) -> None:
    figure = record(actor)
    document = figure.citations.get().document
    edited = edit_row(figure.pk, {"quote": "more than 800,000 civilians"}, actor=actor)
    citation = edited.citations.get()
    assert (citation.quote, citation.document) == ("more than 800,000 civilians", document)


def test_an_edit_that_changes_nothing_is_no_edit(actor: User) -> None:
    figure = record(actor)
    edit_row(figure.pk, GOOD_ROW, actor=makers.reviewer())
    figure.refresh_from_db()
    assert (figure.draft_version, figure.edits.count()) == (1, 1)


def test_a_refused_edit_leaves_everything_as_it_was(actor: User) -> None:
    figure = record(actor)
    with pytest.raises(InvalidFigure) as error:
        edit_row(figure.pk, {"organisation": "New Office", "value": "lots"}, actor=actor)
    assert [(one.field, one.code) for one in error.value.findings] == [("value", "E3")]
    assert not Organisation.objects.filter(name="New Office").exists()
    figure.refresh_from_db()
    assert (figure.draft_version, figure.organisation.name) == (1, "OCHA")


def test_a_public_figure_is_corrected_with_a_reason(actor: User) -> None:
    figure = makers.make_figure()
    with pytest.raises(Refused) as error:
        edit_row(figure.pk, {"notes": "See page 3."}, actor=actor)
    assert error.value.code == "E11"
    assert edit_row(figure.pk, {"notes": "See page 3."}, actor=actor, reason="Page added.").draft_state == "draft"


@pytest.mark.parametrize("rows", [1, 30])
def test_any_number_of_rows_asks_as_often(rows: int, actor: User, django_assert_num_queries: Any) -> None:
    makers.make_speaker()
    many = [row(speaker="David Swanson", event="x", organisation=f"Office {number}") for number in range(rows)]
    with django_assert_num_queries(7):
        Known.around(many)


def test_events_are_looked_for_in_the_crises_of_the_rows_and_everywhere_where_one_names_none(actor: User) -> None:
    here, elsewhere = makers.make_event("EV-1"), makers.make_event("ev-1", crisis=makers.make_crisis("other"))
    named = row(event="EV-1", crisis=here.crisis.slug.upper())
    assert set(Known.around([named]).events.values()) == {here}
    assert set(Known.around([named, {"event": "EV-1"}]).events.values()) == {here, elsewhere}
    assert set(Known.around([row(event=str(elsewhere.pk))]).events.values()) == {elsewhere}


@pytest.mark.parametrize("rows", [1, 30])
def test_any_number_of_reports_without_an_address_is_asked_for_as_often(
    rows: int, actor: User, django_assert_num_queries: Any
) -> None:
    reports = [{"title": f"Report {number}", "published_date": "2020-02-14"} for number in range(rows)]
    makers.make_document("Report 0", url="")
    with django_assert_num_queries(5):
        known = Known.around([row(document=one) for one in reports])
    assert [key[0] for key in known.untraced] == ["Report 0"]


PARTS: list[dict[str, Any]] = [
    {"value": "5,000", "value_text": "", "people_status": "civilian", "partition": "side"},
    {"value": None, "value_text": "dozens", "qualifier": "magnitude", "quote": " dozens "},
    {"qualifier": "between", "value": None, "value_low": "5", "value_high": "7", "value_text": "5 to 7", "notes": "x"},
    {"value": 12, "value_text": None, "population_group": "Fighters", "age_range": "0-4", "gender": "f"},
    {"unit": "percent", "value": "81", "value_text": "81 %", "measure": "displaced"},
    {"value": "many", "value_text": ""},
    {"external_id": "7:a", "quote": "", "quote_translation": "Zwölf", "document_page": "3"},
]


@pytest.mark.parametrize("changes", [*PARTS, *(dict(bad.changes) for bad in BAD_ROWS)])
def test_a_part_is_understood_from_its_total_as_it_is_alone(changes: dict[str, Any], actor: User) -> None:
    makers.make_speaker()
    total = row(external_id="7", source_system="events", confirm={"W1": "It is so."}, value="8,000", value_text="8,000")
    part = {name: cell for name, cell in {**total, **changes}.items() if cell is not None}
    known = Known.around([total, part])
    for one, other in ((total, part), (part, total)):
        beside = resolve_beside(one, other, resolve(other, known))
        assert beside is None or beside == resolve(one, known)
    assert resolve_beside(part, total, Resolved()) is None
    if changes in PARTS:
        assert resolve_beside(part, total, resolve(total, known)) is not None or "measure" in changes
