"""Looking names up over HTTP: as JSON for the script, as a page for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import signed_in, text

pytestmark = pytest.mark.django_db

AT = "/desk/lookup/"


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


def offered(client: Client, kind: str, q: str, **more: str) -> list[dict[str, Any]]:
    answer = client.get(AT, {"kind": kind, "q": q, **more}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["choices"]
    return found


def test_it_is_for_those_who_are_signed_in() -> None:
    answer = Client().get(AT, {"kind": "place", "q": "syr"}, headers={"accept": "application/json"})
    assert answer.status_code in (302, 403)


def test_every_kind_answers_with_value_label_and_detail(author: Client) -> None:
    idlib = makers.make_place("SY07", name="Idlib")
    makers.make_place("C1", name="Sarmada", level="site", parent=idlib)
    makers.make_speaker()
    paper = makers.make_document("Flash update 3", publisher=makers.make_organisation())
    event = makers.make_event("EV-1", name="Shelling of the market")
    public = makers.make_figure()
    assert offered(author, "place", "sarm") == [{"value": "C1", "label": "Sarmada", "detail": "Idlib, Syria, C1"}]
    assert offered(author, "organisation", "och")[0]["value"] == "OCHA"
    assert offered(author, "speaker", "swans")[0] == {
        "value": "David Swanson", "label": "David Swanson", "detail": "spokesman, OCHA",
        "brings": {"organisation": "OCHA"},
    }  # fmt: skip
    assert offered(author, "document", "flash up")[0]["value"] == paper.url
    assert [one["value"] for one in offered(author, "document", paper.url)] == [paper.url]
    assert offered(author, "document", "www.example.org/report/")[0]["value"].startswith("https://example.org/report/")
    assert offered(author, "crisis", "north")[0]["value"] == "nw-syria"
    assert offered(author, "event", "market", crisis="nw-syria")[0]["value"] == event.code
    assert offered(author, "event", "market") == []
    assert offered(author, "figure", str(public.pk))[0]["label"] == f"F-{public.pk}"
    assert offered(author, "figure", "800000 peop")[0]["value"] == str(public.pk)
    assert "more than 800,000" in offered(author, "figure", f"F-{public.pk}")[0]["detail"]


@pytest.mark.parametrize("kind", ["place", "organisation", "speaker", "document", "crisis", "event", "figure", "x"])
@pytest.mark.parametrize("q", ["", "a", "\x00", "%", "'", "x" * 3_000, "http://", "https://[", "9" * 30, "f-"])
def test_any_question_has_an_answer(author: Client, kind: str, q: str) -> None:
    assert isinstance(offered(author, kind, q, crisis="nw-syria"), list)
    assert author.get(AT, {"kind": kind, "q": q}).status_code == 200


def test_the_page_lists_what_fits_and_else_the_nearest(author: Client) -> None:
    makers.make_place("SY07", name="Idlib")
    assert '<code dir="auto">SY07</code>' in text(author.get(AT, {"kind": "place", "q": "idl"}))
    page = text(author.get(AT, {"kind": "place", "q": "Idlbi"}))
    assert "Nothing goes by that name." in page
    assert "SY07" in page


@pytest.mark.parametrize("kind", ["place", "organisation", "speaker", "document", "event"])
def test_it_costs_the_same_with_one_and_with_twenty(author: Client, kind: str) -> None:
    def make(number: int) -> None:
        organisation = makers.make_organisation(f"Office {number}", code=f"O{number}")
        makers.make_place(f"P{number}", name=f"Office {number}")
        makers.make_speaker(f"Office {number}", organisation=organisation)
        makers.make_document(f"Office {number}", publisher=organisation)
        makers.make_event(f"E{number}", name=f"Office {number}")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert offered(author, kind, "office", crisis="nw-syria")
        return len(asked)

    make(0)
    one = cost()
    for number in range(1, 20):
        make(number)
    assert cost() == one
