"""What was said later, or renamed later, shows on no page and in no answer about an earlier moment."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger import relabel, retract, sources
from tracker.ledger.sequence import head
from tracker.models import Figure
from tracker.selectors.changes import recent_changes
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db

EARLIER = date(2020, 2, 12)
BEFORE = EARLIER.isoformat()


@pytest.fixture
def early() -> Figure:
    """Said on 2 February."""
    return makers.make_figure(value=586_000, as_of_date=date(2020, 2, 2), statement_date=date(2020, 2, 2))


@pytest.fixture
def late() -> Figure:
    """Said on 13 February."""
    return makers.make_figure()


# --- the day: what had been said by then ---


def test_changes_are_of_figures_that_had_been_said(early: Figure, late: Figure) -> None:
    retract.retract_figure(late.pk, actor=makers.editor(), reason="Withdrawn on second thoughts.")
    assert [one.object_id for one in recent_changes(open_reading(BEFORE))] == [early.pk]
    assert [one.object_id for one in recent_changes(open_reading())] == [late.pk, late.pk, early.pk]


@pytest.mark.parametrize("address", ["/", "/crises/nw-syria/", "/changes/"])
def test_no_page_tells_of_a_change_to_what_was_said_later(
    client: Client, early: Figure, late: Figure, address: str
) -> None:
    retract.retract_figure(late.pk, actor=makers.editor(), reason="Withdrawn on second thoughts.")
    page = client.get(address, {"known_on": BEFORE}).content.decode()
    assert f"/figures/{early.pk}/" in page
    assert f"/figures/{late.pk}/" not in page
    assert "second thoughts" not in page


def test_states_of_a_figure_are_those_that_had_been_said(early: Figure, late: Figure) -> None:
    refused(f"figures/{late.pk}/revisions/", 404, known_on=BEFORE)
    assert len(answered(f"figures/{early.pk}/revisions/", known_on=BEFORE)["data"]) == 1
    makers.correct(early, statement_date=date(2020, 2, 13))
    assert len(answered(f"figures/{early.pk}/revisions/")["data"]) == 2
    assert len(answered(f"figures/{early.pk}/revisions/", known_on=BEFORE)["data"]) == 1


def test_a_withdrawn_figure_that_was_said_later_is_not_there_yet(client: Client, late: Figure) -> None:
    retract.retract_figure(late.pk, actor=makers.editor(), reason="Withdrawn on second thoughts.")
    refused(f"figures/{late.pk}/", 404, known_on=BEFORE)
    refused(f"figures/{late.pk}/revisions/", 404, known_on=BEFORE)
    assert client.get(f"/figures/{late.pk}/", {"known_on": BEFORE}).status_code == 404
    refused(f"figures/{late.pk}/", 410)


def test_an_event_that_lasted_on_is_there_once_somebody_spoke_of_it() -> None:
    begun = makers.make_event("BEGUN", start=date(2020, 2, 10), end=date(2020, 2, 13))
    assert answered("events/", known_on=BEFORE)["data"] == []
    assert [one["code"] for one in answered("events/", known_on="2020-02-13")["data"]] == ["BEGUN"]
    makers.make_figure(
        measure="killed", basis="period", event=begun, value=3, as_of_date=None, statement_date=date(2020, 2, 11),
        reference_period_start=date(2020, 2, 10), reference_period_end=date(2020, 2, 11),
    )  # fmt: skip
    assert [one["code"] for one in answered("events/", known_on=BEFORE)["data"]] == ["BEGUN"]


# --- the revision: what things were called then ---


def test_an_old_revision_shows_names_as_they_were(client: Client, late: Figure) -> None:
    document = late.citations.get().document
    makers.make_event("RAID", place=late.place)
    branch = makers.make_figure(organisation=makers.make_organisation("Branch", parent=late.organisation))
    pages = [
        "/places/SYR/", "/crises/nw-syria/", f"/figures/{late.pk}/", "/documents/", "/", "/data/",
        f"/organisations/{late.organisation_id}/", f"/documents/{document.pk}/", f"/series/{late.series_id}/",
        f"/organisations/{branch.organisation_id}/",
    ]  # fmt: skip
    addresses = [
        "organisations/", f"organisations/{late.organisation_id}/", "documents/", f"documents/{document.pk}/",
        "places/SYR/", "places/",
    ]  # fmt: skip
    then = head().sequence
    before = {address: ask(address, revision=then) for address in addresses}
    remembered = {address: client.get(address, {"revision": then}).content for address in pages}
    relabel.rename_organisation(late.organisation, name="UN OCHA", actor=makers.editor(), reason="As it writes itself.")
    relabel.rename_document(document, {"title": "Another title"}, actor=makers.editor(), reason="Misread.")
    relabel.rename_place(late.place, name="Syria (SYR)", actor=makers.editor(), reason="House style.")
    for address in addresses:
        now = ask(address, revision=then)
        assert now.content == before[address].content, address
        assert now["ETag"] == before[address]["ETag"]
    assert answered(f"organisations/{late.organisation_id}/")["data"]["name"] == "UN OCHA"
    for address, page in remembered.items():
        assert client.get(address, {"revision": then}).content == page, address


def test_the_page_of_a_place_notices_places_that_were_loaded(client: Client, late: Figure) -> None:
    tag = client.get("/places/SYR/")["ETag"]
    sources.get_place("SY99", name="Elsewhere", level="adm1", parent=makers.make_place("SYR"))
    assert client.get("/places/SYR/", headers={"If-None-Match": tag}).status_code == 200
