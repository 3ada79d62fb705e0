"""Places below a country are named in the reader's language wherever a figure about them is shown."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger import relabel
from tracker.models import Figure, LedgerHead, Place

pytestmark = pytest.mark.django_db

SARMIN = {"fr": "Sarmine", "ar": "سرمين"}


@pytest.fixture
def figure() -> Figure:
    """A figure about a town that has French and Arabic names."""
    town = makers.make_place("SYR-sarmin", name="Sarmin", names=SARMIN)
    return makers.make_figure(place=town)


def page(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_every_page_that_shows_a_figure_names_its_place_in_the_language_of_the_reader(
    figure: Figure, language: str
) -> None:
    name = SARMIN.get(language, "Sarmin")
    document = figure.citations.get().document_id
    for address in (
        "/changes/?", "/crises/nw-syria/figures/?", f"/series/{figure.series_id}/?", f"/figures/{figure.pk}/?",
        f"/organisations/{figure.organisation_id}/?", f"/documents/{document}/?", "/crises/nw-syria/?",
    ):  # fmt: skip
        shown = page(f"{address}lang={language}")
        assert name in shown, address
        if name != "Sarmin":
            assert "Sarmin<" not in shown, address


def test_a_revision_names_places_as_it_did(figure: Figure) -> None:
    address = f"/figures/{figure.pk}/?lang=ar&revision={LedgerHead.objects.get().sequence}"
    before = page(address)
    town = Place.objects.get(code="SYR-sarmin")
    relabel.rename_place(
        town, name="Sarmin", names={"ar": "سرمين القديمة"}, actor=makers.editor(), reason="As people there call it."
    )
    assert "سرمين القديمة" in page(f"/figures/{figure.pk}/?lang=ar")
    assert page(address).count("سرمين القديمة") == 0
    assert "سرمين" in before


def test_names_are_asked_for_once_a_country_and_not_in_english(figure: Figure) -> None:
    counts = {}
    for number in (1, 20):
        for _ in range(number - Figure.objects.count()):
            town = makers.make_place(f"SYR-{Place.objects.count()}", name="Dana", names={"ar": "الدانا"})
            makers.make_figure(place=town)
        for language in ("en", "ar"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page(f"/crises/nw-syria/figures/?lang={language}")
            counts[number, language] = len(asked)
    assert counts[1, "en"] == counts[20, "en"]
    assert counts[1, "ar"] == counts[20, "ar"] == counts[1, "en"] + 1
