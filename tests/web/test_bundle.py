"""A crisis as one file: the rows of its CSV, its documents and drawings, the same bytes for the same entry."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from typing import cast
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from tests import makers
from tracker.ledger import retract
from tracker.models import Figure, LedgerHead
from tracker.selectors import export_crisis

pytestmark = pytest.mark.django_db

ARABIC = "نزح أكثر من ٨٠٠ ألف شخص"


@pytest.fixture
def figures() -> list[Figure]:
    """Three of one crisis in two measures, one with Arabic words, and one of another crisis."""
    place = makers.make_place("SY07", name="Idleb", latitude=36.0, longitude=36.5)
    found = [
        makers.make_figure(value=389, qualifier="exact", place=place, quote=f"{ARABIC} 389", value_text="389"),
        makers.make_figure(value=811, qualifier="exact", as_of_date=date(2020, 2, 3), statement_date=date(2020, 2, 3)),
        makers.make_figure(measure="killed", value=97, qualifier="exact"),
    ]
    makers.make_figure(value=13, qualifier="exact", crisis=makers.make_crisis("other"))
    return found


def sent(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(cast("Iterable[bytes]", response.streaming_content))


def opened(client: Client, address: str = "/crises/nw-syria.zip") -> ZipFile:
    archive = ZipFile(io.BytesIO(sent(client, address)))
    assert archive.testzip() is None
    return archive


def test_it_holds_the_rows_of_the_csv(client: Client, figures: list[Figure], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_crisis, "CHUNK", 2)
    archive = opened(client)
    file = sent(client, "/api/v1/figures/?crisis=nw-syria&output_format=csv")
    assert archive.read("figures.csv") == file
    assert ARABIC in archive.read("figures.csv").decode()
    rows = list(csv.DictReader(io.StringIO(file.decode(), newline="")))
    held = json.loads(archive.read("figures.json"))
    assert [str(row["id"]) for row in held["data"]] == [row["id"] for row in rows]
    assert held["data"] == client.get("/api/v1/figures/?crisis=nw-syria").json()["data"]
    assert held["meta"] == {"crisis": "nw-syria", "sequence": LedgerHead.objects.get().sequence, "known_on": None}


def test_it_holds_documents_drawings_and_what_to_know(client: Client, figures: list[Figure]) -> None:
    archive = opened(client)
    assert archive.namelist() == [
        "READ ME.txt", "figures.csv", "figures.json", "sources.csv", "chart-displaced.svg", "chart-killed.svg",
        "map-killed.svg", "map-displaced.svg",
    ]  # fmt: skip
    for name in archive.namelist()[4:]:
        assert ElementTree.fromstring(archive.read(name)).tag.endswith("svg")  # noqa: S314 - our own
    document = figures[0].citations.get().document
    sources = list(csv.DictReader(io.StringIO(archive.read("sources.csv").decode(), newline="")))
    assert str(document.pk) in {row["document_id"] for row in sources}
    told = archive.read("READ ME.txt").decode()
    assert f"/crises/nw-syria/?revision={LedgerHead.objects.get().sequence}" in told
    assert "never added up" in told


def test_the_same_entry_gives_the_same_bytes(client: Client, figures: list[Figure]) -> None:
    entry = LedgerHead.objects.get().sequence
    first = sent(client, "/crises/nw-syria.zip")
    retract.retract_figure(figures[0].pk, actor=makers.editor(), reason="said by nobody")
    assert sent(client, f"/crises/nw-syria.zip?revision={entry}") == first
    assert sent(client, "/crises/nw-syria.zip") != first
    response = client.get(f"/crises/nw-syria.zip?revision={entry}")
    assert f'filename="nw-syria-at-{entry}.zip"' in response.headers["Content-Disposition"]
    assert "Content-Encoding" not in client.get("/crises/nw-syria.zip", HTTP_ACCEPT_ENCODING="gzip").headers


def test_known_on_is_kept_and_what_is_not_there_is_refused(client: Client, figures: list[Figure]) -> None:
    archive = opened(client, "/crises/nw-syria.zip?known_on=2020-02-05")
    file = sent(client, "/api/v1/figures/?crisis=nw-syria&known_on=2020-02-05&output_format=csv")
    assert archive.read("figures.csv") == file
    assert file.count(b"\r\n") == 2
    assert client.get("/crises/nothing.zip").status_code == 404
    assert client.get("/crises/nw-syria.zip?known_on=tomorrow").status_code == 400
    assert client.get("/crises/nw-syria.zip?revision=999999").status_code == 400


def test_it_is_offered_where_data_are_taken_away(client: Client, figures: list[Figure]) -> None:
    for address in ("/crises/nw-syria/?known_on=2020-03-01", "/data/?known_on=2020-03-01"):
        assert 'href="/crises/nw-syria.zip?known_on=2020-03-01"' in client.get(address).content.decode(), address


def test_a_crisis_without_figures_is_a_file_too(client: Client) -> None:
    makers.make_crisis()
    archive = opened(client)
    assert archive.read("figures.csv").count(b"\n") == 1
    assert json.loads(archive.read("figures.json"))["data"] == []
