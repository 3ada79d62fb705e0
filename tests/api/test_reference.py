"""Reference data: what the lists hold, what narrows them, and that only what is published names anybody."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from api.schema.walk import addresses
from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger import retract
from tracker.ledger.drafts import NewCitation
from tracker.vocabulary import MEASURES

pytestmark = pytest.mark.django_db


def names(path: str, **parameters: object) -> list[str]:
    return [row["name"] for row in answered(path, **parameters)["data"]]


def test_sources_of_drafts_are_not_public_and_retraction_takes_them_back() -> None:
    makers.make_draft(
        organisation=makers.make_organisation("Quiet"),
        speaker=makers.make_speaker("Q.", organisation=makers.make_organisation("Quiet")),
    )
    figure = makers.make_figure(speaker=makers.make_speaker())
    assert names("organisations/") == ["OCHA"]
    assert names("speakers/") == ["David Swanson"]
    assert len(answered("documents/")["data"]) == 1
    then = answered("status/")["data"]["sequence"]
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Garbled.")
    for path in ("organisations/", "speakers/", "documents/"):
        assert answered(path)["data"] == []
        assert len(answered(path, revision=then)["data"]) == 1
    refused(f"organisations/{figure.organisation_id}/", 404)


def test_known_on_hides_sources_that_had_not_spoken() -> None:
    makers.make_figure(statement_date=date(2020, 2, 13))
    assert names("organisations/", known_on="2020-02-12") == []
    assert names("organisations/", known_on="2020-02-13") == ["OCHA"]


def test_publishers_and_originators_are_organisations_too() -> None:
    paper = makers.make_organisation("The Paper", kind="media")
    document = makers.make_document(publisher=paper)
    makers.make_figure(
        originator=makers.make_organisation("Monitor", kind="monitor"),
        citations=[NewCitation(document=document, quote="more than 800,000 people")],
    )
    assert sorted(names("organisations/")) == ["Monitor", "OCHA", "The Paper"]
    assert names("organisations/", kind="MEDIA") == ["The Paper"]
    assert refused("organisations/", 400, kind="paper")["errors"][0]["code"] == "invalid_code"


def test_a_document_shows_no_text_and_counts_its_figures() -> None:
    document = makers.make_document(text="The desk's own copy.")
    makers.make_figure(citations=[NewCitation(document=document, quote="more than 800,000 people")])
    found = answered(f"documents/{document.pk}/")["data"]
    assert "text" not in found
    assert (found["figure_count"], found["published_date"], found["first_said"]) == (1, "2020-02-14", "2020-02-13")


def test_places_are_found_in_any_case_with_what_lies_within() -> None:
    idlib = makers.make_place("SY-ID", name="Idlib")
    harim = makers.make_place("SY-ID-H", name="Harim", level="adm2", parent=idlib)
    makers.make_place("greater", name="Greater Idlib", level="area", members=[harim])
    makers.make_figure(place=harim)
    makers.make_figure(place=idlib, measure="killed")
    found = answered("places/sy-id/")["data"]
    assert (found["ancestors"], found["children"], found["admin_level"]) == (["SYR"], ["SY-ID-H"], 1)
    assert (found["figure_count"], found["figure_count_within"]) == (1, 2)
    assert [row["code"] for row in answered("places/SYR/children/")["data"]] == ["SY-ID"]
    assert answered("places/greater/")["data"]["members"] == ["SY-ID-H"]
    assert answered("places/greater/")["data"]["figure_count_within"] == 1
    assert [row["code"] for row in answered("places/", level="adm2")["data"]] == ["SY-ID-H"]
    assert {row["code"] for row in answered("places/", location_code="syr", level="adm1")["data"]} == {"SY-ID"}


def test_a_crisis_has_its_counts_and_leads() -> None:
    figure = makers.make_figure()
    makers.make_crisis("quiet", name="Quiet")
    first, second = answered("crises/")["data"]
    assert (first["code"], first["figure_count"], first["last_said"]) == ("nw-syria", 1, "2020-02-13")
    assert (second["code"], second["figure_count"], second["last_said"]) == ("quiet", 0, None)
    from tracker.ledger import settings

    before = answered("status/")["data"]["sequence"]
    settings.set_leads(figure.crisis, {"displaced": figure.series_id or 0}, actor=makers.editor(), reason="OCHA.")
    assert answered("crises/NW-SYRIA/")["data"]["leads"] == {"displaced": figure.series_id}
    assert answered("crises/nw-syria/", revision=before)["data"]["leads"] == {}
    refused("crises/nw-syria/", 404, revision=0)


def test_an_event_shows_what_its_sources_say_together() -> None:
    event = makers.make_event("EV-1", crisis=makers.make_crisis())
    period = {
        "measure": "killed", "basis": "period", "reference_period_end": date(2020, 2, 13), "qualifier": "exact",
        "reference_period_start": date(2020, 2, 13), "event": event,
    }  # fmt: skip
    makers.make_figure(value=2, value_text="2", **period)
    then = answered("status/")["data"]["sequence"]
    makers.make_figure(value=5, value_text="5", originator=makers.make_organisation("Monitor"), **period)
    (total,) = answered(f"events/{event.pk}/")["data"]["totals"]
    assert (total["measure"], total["value_low"], total["value_best"], total["value_high"]) == ("killed", 2, 2, 5)
    (before,) = answered(f"events/{event.pk}/", revision=then)["data"]["totals"]
    assert (before["value_low"], before["value_high"]) == (2, 2)
    assert answered("events/", crisis="NW-Syria")["data"][0]["code"] == "EV-1"
    makers.make_crisis("other", name="Other")
    assert answered("events/", crisis="other")["data"] == []


def test_measures_are_defined_and_translated_on_request() -> None:
    found = answered("measures/")["data"]
    assert [row["code"] for row in found] == list(MEASURES)
    assert found[0]["does_not_count"].startswith("Indirect")
    assert answered("measures/KILLED/")["data"]["code"] == "killed"
    for lang, said in (("", "en"), ("ar", "ar"), ("fr-CA", "fr")):
        response = ask("measures/", headers={"Accept-Language": "es"}, **({"lang": lang} if lang else {}))
        assert response["Content-Language"] == said


def test_every_code_list_of_the_index_answers() -> None:
    for row in answered("codelists/", limit=100)["data"]:
        codes = answered(f"codelists/{row['name']}/", limit=1000)["data"]
        assert len(codes) == row["codes"] > 0
        assert all(one["code"] for one in codes)


def test_the_index_leads_to_every_resource(client: Client) -> None:
    index = answered("")["data"]
    resources = {one.name for one in addresses() if "{" not in one.path and "." not in one.path} - {"index", "batch"}
    assert {f"/api/v1/{name}/" for name in index} >= {f"/api/v1/{name.removesuffix('_list')}/" for name in resources}
    for address in index.values():
        status = 400 if "/tallies/" in address else 200  # which asks what to sum
        assert client.get(address).status_code == status
    assert answered("/api/v1")["data"] == index, "also without the slash"


def test_licences_of_documents_are_named_wherever_documents_are() -> None:
    licensed = makers.make_document(licence="CC BY 4.0")
    figure = makers.make_figure(citations=[NewCitation(document=licensed, quote="more than 800,000")])
    for path in ("documents/", f"documents/{licensed.pk}/", "changes/", f"figures/{figure.pk}/citations/"):
        assert answered(path)["meta"]["licences"] == ["CC BY 4.0"], path


def test_status_counts_and_names_the_version() -> None:
    figure = makers.make_figure()
    makers.make_figure(measure="killed")
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Garbled.")
    status = answered("status/")["data"]
    assert (status["figures"], status["crises"], status["sequence"]) == (1, 1, 4)
    assert status["version"]
    assert status["last_published"]


def test_every_outlet_of_a_statement_has_its_document() -> None:
    first, second, third = (makers.make_document(published_date=date(2020, 2, 14 + day)) for day in range(3))
    words = "more than 800,000 people"
    figure = makers.make_figure(citations=[NewCitation(document=one, quote=words) for one in (second, first)])
    makers.make_figure(measure="killed", citations=[NewCitation(document=first, quote=words)])
    makers.make_draft(citations=[NewCitation(document=third, quote=words)])
    assert {row["id"] for row in answered("documents/")["data"]} == {first.pk, second.pk}
    assert answered(f"documents/{second.pk}/")["data"]["figure_count"] == 1
    assert answered(f"documents/{first.pk}/")["data"]["figure_count"] == 2
    for citation in answered(f"figures/{figure.pk}/citations/")["data"]:
        assert answered(f"documents/{citation['document_id']}/")["data"]["title"] == citation["document_title"]
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Garbled.")
    refused(f"documents/{second.pk}/", 404)
