"""What pages say around their figures: how a source behaved, when the last was approved, and files of everything."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tests import makers
from tracker.web import words

pytestmark = pytest.mark.django_db


def page(address: str) -> str:
    return unescape(Client().get(address).content.decode())


def test_the_page_of_a_source_says_how_it_behaved_and_its_stake() -> None:
    figure = makers.make_figure(as_of_date=date(2020, 2, 3), statement_date=date(2020, 2, 13))
    shown = " ".join(page(f"/organisations/{figure.organisation_id}/").split())
    assert "to the statement: 10 for the middle one" in shown
    assert "Of its latest figures, 1 in all: replaced later by a source itself 0, corrected in this record 0." in shown
    assert re.search(r"<dt>Stake</dt> <dd>no stake known</dd>", shown)


def test_pages_say_when_the_last_figure_they_show_was_approved() -> None:
    figure = makers.make_figure()
    told = f"The newest figure on this page was approved on {words.day(timezone.now().date())}."
    document = figure.citations.values_list("document", flat=True)[0]
    for address in (
        "/crises/nw-syria/", "/crises/nw-syria/figures/", f"/series/{figure.series_id}/", "/places/SYR/",
        f"/organisations/{figure.organisation_id}/", f"/documents/{document}/", f"/figures/{figure.pk}/",
    ):  # fmt: skip
        assert told in page(address), address
    assert "was approved on" not in page("/methodology/")


def test_every_figure_can_be_taken_as_a_file_at_the_moment_that_is_looked_at() -> None:
    makers.make_figure(as_of_date=date(2020, 2, 1), statement_date=date(2020, 2, 1))
    makers.make_figure(value=900_001, crisis=makers.make_crisis("elsewhere", name="Elsewhere"))
    for known, wanted in (("", [2, 1, 1]), ("?known_on=2020-02-05", [1, 1])):
        found = re.findall(r'href="(/api/v1/figures/\?[^"]*output_format=csv)"', page(f"/data/{known}"))
        rows = [list(csv.DictReader(io.StringIO(page_of_file(address)))) for address in found]
        assert [len(one) for one in rows] == wanted


def test_the_file_of_a_list_is_of_the_moment_and_the_event_that_are_looked_at() -> None:
    makers.make_figure(as_of_date=date(2020, 2, 1), statement_date=date(2020, 2, 1))
    makers.make_figure(value=900_001)
    shown = page("/crises/nw-syria/figures/?known_on=2020-02-05")
    (address,) = re.findall(r'href="(/api/v1/figures/\?[^"]*output_format=csv)"', shown)
    assert len(list(csv.DictReader(io.StringIO(page_of_file(address))))) == 1


def page_of_file(address: str) -> str:
    response = Client().get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()
