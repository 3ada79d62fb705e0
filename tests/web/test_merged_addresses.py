"""The old address of what was merged leads on, on pages and in the API; a revision of before shows it as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import makers
from tests.api.asking import answered, ask
from tracker.ledger import merge, unfinished
from tracker.ledger.sequence import head
from tracker.models import Organisation, WindowOrigin

pytestmark = pytest.mark.django_db


def merged(kind: str, old: Any, into: Any) -> None:
    """Merge to the end."""
    unfinished.carry_on(merge.merge(kind, old.pk, into.pk, actor=makers.editor(), reason="The same."))


@pytest.fixture
def offices() -> tuple[Organisation, Organisation, int]:
    """A record that was merged, the one it went into, and the last entry before."""
    old, into = makers.make_organisation("UN OCHA"), makers.make_organisation("OCHA")
    makers.make_figure(organisation=old)
    then = head().sequence
    merged("organisation", old, into)
    return old, into, then


def test_an_organisation_leads_on_and_shows_itself_at_a_revision_of_before(
    client: Client, offices: tuple[Organisation, Organisation, int]
) -> None:
    old, into, then = offices
    page = client.get(f"/organisations/{old.pk}/?lang=fr")
    assert (page.status_code, page["Location"]) == (301, f"/organisations/{into.pk}/?lang=fr")
    assert page["Cache-Control"] == "public, max-age=60"
    assert client.get(page["Location"]).status_code == 200
    moved = ask(f"organisations/{old.pk}/", known_on="2020-03-01")
    assert (moved.status_code, moved["Location"]) == (301, f"/api/v1/organisations/{into.pk}/?known_on=2020-03-01")
    assert answered(f"organisations/{old.pk}/", revision=then)["data"]["name"] == "UN OCHA"
    assert client.get(f"/organisations/{old.pk}/?revision={then}").status_code == 200
    assert [one["name"] for one in answered("organisations/")["data"]] == ["OCHA"]
    assert [one["name"] for one in answered("organisations/", revision=then)["data"]] == ["UN OCHA"]


def test_a_question_about_the_old_record_finds_the_figures_then_and_now(
    offices: tuple[Organisation, Organisation, int],
) -> None:
    old, into, then = offices
    for organisation in (old.pk, into.pk, "OCHA", "UN OCHA"):
        assert len(answered("figures/", organisation=organisation)["data"]) == 1
    assert len(answered("figures/", organisation=old.pk, revision=then)["data"]) == 1


def test_what_was_merged_twice_leads_to_the_last(
    client: Client, offices: tuple[Organisation, Organisation, int]
) -> None:
    old, into, _then = offices
    last = makers.make_organisation("OCHA Syria")
    merged("organisation", into, last)
    assert client.get(f"/organisations/{old.pk}/")["Location"] == f"/organisations/{last.pk}/"


def test_documents_speakers_and_events_lead_on(client: Client) -> None:
    documents = makers.make_document(), makers.make_document()
    speakers = makers.make_speaker("One"), makers.make_speaker("Two")
    events = makers.make_event("EV-1"), makers.make_event("EV-2")
    then = head().sequence
    for kind, pair in (("document", documents), ("speaker", speakers), ("event", events)):
        merged(kind, *pair)
        moved = ask(f"{kind}s/{pair[0].pk}/")
        assert (moved.status_code, moved["Location"]) == (301, f"/api/v1/{kind}s/{pair[1].pk}/")
    assert client.get(f"/documents/{documents[0].pk}/")["Location"] == f"/documents/{documents[1].pk}/"
    assert [one["code"] for one in answered("events/")["data"]] == ["EV-2"]
    assert [one["code"] for one in answered("events/", revision=then)["data"]] == ["EV-1", "EV-2"]


def test_a_series_that_was_joined_leads_on_with_its_files(client: Client) -> None:
    vague = makers.make_figure(
        reference_period_start=date(2019, 11, 25), reference_period_start_latest=date(2019, 12, 5)
    )
    exact = makers.make_figure()
    then = head().sequence
    merged("origin", WindowOrigin.objects.get(earliest=date(2019, 11, 25)), exact.window_origin)
    old, into = vague.series_id, exact.series_id
    assert client.get(f"/series/{old}/")["Location"] == f"/series/{into}/"
    for ending in (".csv", ".json", ".svg", ".atom"):
        assert client.get(f"/series/{old}{ending}")["Location"] == f"/series/{into}{ending}"
    assert ask(f"series/{old}/")["Location"] == f"/api/v1/series/{into}/"
    assert client.get(f"/series/{old}/?revision={then}").status_code == 200
    assert client.get("/series/999/").status_code == 404
