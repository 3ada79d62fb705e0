"""What the browser keeps for a form without a connection: the worker, an empty form, and names that fit a slow line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import signed_in, text
from tracker.selectors import scope
from tracker.web import offline

WORKER, FORM, NAMES = "/desk/worker.js", "/desk/figures/offline/", "/desk/names.json"


@pytest.fixture
def author(db: None) -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


def test_the_worker_names_every_file_of_the_form(author: Client) -> None:
    answer = author.get(WORKER)
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    found = re.search(r"const kept = (\{.*\});", answer.content.decode())
    assert found
    settings = json.loads(found[1])
    page = text(author.get("/desk/figures/new/"))
    used = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert set(used) - {one for one in used if "leaving" in one} <= set(settings["files"])
    assert (settings["form"], settings["kept"], settings["names"]) == ("/desk/figures/new/", FORM, NAMES)
    assert settings["cache"].startswith("desk-")


def test_the_kept_form_is_empty_and_nobodys_unfinished_forms_are_in_it(author: Client) -> None:
    author.post("/desk/figures/new/keep/", {"form_key": "b" * 32, "draft_version": "0", "notes": "private words"})
    page = text(author.get(FORM))
    assert "data-offline=" in page
    assert "private words" not in page
    assert "data-offline=" not in text(author.get("/desk/figures/new/"))


def test_names_are_those_that_people_name(author: Client) -> None:
    office = makers.make_organisation("UNHCR", code="HCR")
    makers.make_speaker("Filippo Grandi", organisation=office)
    makers.make_place("SY07", name="Idlib")
    told = author.get(NAMES).json()
    assert {"value": "UNHCR", "label": "UNHCR", "detail": "HCR"} in told["organisation"]
    assert told["speaker"][0]["brings"] == {"organisation": "UNHCR"}
    assert [one["value"] for one in told["place"]] == ["SYR", "SY07"]
    assert told["crisis"][0]["value"] == "nw-syria"


def test_names_fit_a_slow_line_and_every_kind_has_its_share(author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        makers.make_organisation(f"Agency number {number:02}")
    monkeypatch.setattr(offline, "LARGEST", 1_000)
    answer = author.get(NAMES)
    assert len(answer.content) < 1_200
    told: dict[str, list[Any]] = answer.json()
    assert len(told["organisation"]) < 30
    assert told["crisis"]
    assert told["place"]


def test_names_cost_the_same_however_many_there_are(author: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            author.get(NAMES)
        return len(questions)

    first = asked()
    for number in range(20):
        makers.make_speaker(f"Speaker {number}", organisation=makers.make_organisation(f"Office {number}"))
    assert asked() <= first + 2  # organisations and speakers, of which there were none
    assert all(most <= 1_500 for most in scope.MOST.values())


@pytest.mark.parametrize("path", [WORKER, FORM, NAMES])
def test_nothing_of_it_is_for_strangers(db: None, path: str) -> None:
    assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"
