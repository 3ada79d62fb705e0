"""The data dictionary says of every column of the files what it means, as the files have them."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from tests import makers
from tests.web.test_pages import get
from tracker.vocabulary import Qualifier

pytestmark = pytest.mark.django_db


def listed(client: Client) -> list[dict[str, str]]:
    response = client.get("/data/dictionary.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "displacement-tracker-columns.csv" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def test_it_names_the_columns_of_the_file_and_their_hashtags(client: Client) -> None:
    makers.make_figure()
    header, tags = b"".join(client.get("/api/v1/figures.csv?hxl=true")).decode().splitlines()[:2]  # type: ignore[arg-type]
    rows = listed(client)
    assert [row["column"] for row in rows] == header.split(",")
    assert [row["hxl"].lstrip("'") for row in rows] == tags.split(",")


def test_every_column_has_a_meaning_and_a_type(client: Client) -> None:
    rows = listed(client)
    assert [row["column"] for row in rows if not row["meaning"] or not row["type"]] == []
    by_name = {row["column"]: row for row in rows}
    assert by_name["value_high"]["empty"] == "where not said"
    assert by_name["value_text"]["empty"] == "never"
    assert by_name["qualifier"]["codes"].split() == [one.value for one in Qualifier]


def test_a_cell_is_empty_only_where_it_may_be(client: Client) -> None:
    makers.make_figure()
    [row] = csv.DictReader(io.StringIO(b"".join(client.get("/api/v1/figures.csv")).decode(), newline=""))  # type: ignore[arg-type]
    never = {one["column"] for one in listed(client) if one["empty"] == "never"} - {"warnings"}
    assert {name for name in never if not row[name]} == set()


def test_the_page_has_a_row_for_each_that_can_be_linked_to(client: Client) -> None:
    makers.make_figure()
    page = get(client, "/data/dictionary/")
    assert re.findall(r'<tr role="row" id="(\w+)">', page) == [row["column"] for row in listed(client)]
    assert 'href="/data/dictionary/"' in get(client, "/data/")
