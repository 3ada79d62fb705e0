"""Odd days, odd methods and odd names: refused or read, never a failure, never executed."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.test import Client

from tests import makers
from tests.api.asking import answered, refused

pytestmark = pytest.mark.django_db

PAGES = ("/", "/crises/nw-syria/", "/documents/", "/changes/", "/data/", "/methodology/", "/places/SYR/")


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-05"])
def test_the_first_days_of_the_calendar_have_no_week_before_them(client: Client, day: str) -> None:
    makers.make_figure()
    for address in PAGES:
        assert client.get(address, {"known_on": day}).status_code == 200, address


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("parameter", ["updated_at_min", "updated_at_max"])
def test_a_moment_beyond_the_calendar_is_refused(parameter: str, moment: str) -> None:
    problem = refused("figures/", 400, **{parameter: moment})
    assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [(parameter, "invalid_date")]


@pytest.mark.parametrize("method", ["TRACE", "POST", "PUT", "PATCH", "DELETE"])
def test_pages_are_read_and_nothing_else(client: Client, method: str) -> None:
    figure = makers.make_figure()
    for address in (*PAGES, f"/figures/{figure.pk}/", f"/series/{figure.series_id}.csv"):
        response = client.generic(method, address)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD"), address


def test_a_name_that_starts_like_a_formula_is_harmless_in_the_file_of_a_series(client: Client) -> None:
    figure = makers.make_figure(organisation=makers.make_organisation('=HYPERLINK("https://example.org")'))
    text = client.get(f"/series/{figure.series_id}.csv").content.decode()
    (row,) = csv.DictReader(StringIO(text, newline=""))
    assert row["originators"].startswith("'=HYPERLINK")
    assert (row["high_open"], row["break_before"]) == ("true", "false"), "as in the files of the API"


def test_a_validator_that_a_compressing_proxy_weakened_is_still_known(client: Client) -> None:
    makers.make_figure()
    tag = client.get("/")["ETag"]
    for held in (tag, f"W/{tag}", f'"other", W/{tag}'):
        assert client.get("/", headers={"If-None-Match": held}).status_code == 304, held


def test_pages_leave_compressed_and_the_api_keeps_its_strong_validators(client: Client) -> None:
    makers.make_figure()
    accepting = {"Accept-Encoding": "gzip"}
    page, answer = (client.get(address, headers=accepting) for address in ("/crises/nw-syria/", "/api/v1/figures/"))
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < len(client.get("/crises/nw-syria/").content) / 2
    assert client.get("/crises/nw-syria/", headers={**accepting, "If-None-Match": page["ETag"]}).status_code == 304
    assert not answer.has_header("Content-Encoding")
    assert answer["ETag"].startswith('"')


def test_a_share_is_a_number_in_the_files_of_its_series(client: Client) -> None:
    whole = makers.make_figure()
    share = makers.make_figure(
        basis="share", unit="percent", qualifier="exact", value=Decimal("80.5"), share_of=whole, value_text="80.5%",
        reference_period_start=None, population_group="women_and_children",
    )  # fmt: skip
    (point,) = client.get(f"/series/{share.series_id}.json").json()["data"]["points"]
    (same,) = answered(f"series/{share.series_id}/")["data"]["points"]
    assert point["value_best"] == same["value_best"] == 80.5
    (row,) = csv.DictReader(StringIO(client.get(f"/series/{share.series_id}.csv").content.decode(), newline=""))
    assert row["value_best"] == "80.5"
