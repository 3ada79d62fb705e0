"""Sums as data: the envelope, the two clocks, files, and refusals that name what is in the way."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger import retract
from tracker.models import Figure

pytestmark = pytest.mark.django_db


def killed(code: str, ended: date, value: int, **more: Any) -> Figure:
    happened = makers.make_event(code, start=ended, end=ended, place=makers.make_place("SYR"))
    return makers.make_figure(
        **{
            "measure": "killed", "basis": "period", "event": happened, "value": value, "qualifier": "exact",
            "value_text": "", "reference_period_start": ended, "reference_period_end": ended, "as_of_date": None,
            "statement_date": ended, **more,
        }
    )  # fmt: skip


ROW = {
    "measure": "killed", "basis": "period", "period_start": "2020-01-01", "period_end": "2020-01-31",
    "place_code": "SYR", "people_status": "all", "value_low": 7, "value_best": 7, "value_high": None,
    "high_open": True, "events": 1, "without_best": 0, "operations": None, "flags": ["floor"],
}  # fmt: skip


def test_a_tally_comes_in_the_envelope_with_the_number_of_events() -> None:
    killed("A", date(2020, 1, 31), 7, qualifier="more_than")
    found = answered("tallies/", measure="killed", place_code="syr")
    assert found["data"] == [ROW]
    assert found["meta"]["count"] == 1
    assert found["links"]["cite_as"].endswith(f"revision={found['meta']['sequence']}")
    world = answered("tallies", measure="KILLED", by="year")["data"]
    assert [(row["place_code"], row["period_end"], row["value_best"]) for row in world] == [(None, "2020-12-31", 7)]
    assert answered("tallies/", measure="injured")["data"] == []


def test_an_unchanged_tally_is_304_and_a_publication_changes_it() -> None:
    killed("A", date(2020, 1, 31), 7)
    first = ask("tallies/", measure="killed")
    assert ask("tallies/", measure="killed", headers={"If-None-Match": first["ETag"]}).status_code == 304
    other = ask("tallies/", measure="killed", by="year")
    assert other["ETag"] != first["ETag"]
    killed("B", date(2020, 2, 1), 11)
    assert ask("tallies/", measure="killed", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_revision_and_a_day_go_back_on_their_own_clocks() -> None:
    figure = killed("A", date(2020, 1, 31), 7)
    killed("B", date(2020, 1, 1), 11)
    at = answered("status/")["data"]["sequence"]
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Not so.")

    def best(**moment: Any) -> list[int]:
        return [row["value_best"] for row in answered("tallies/", measure="killed", **moment)["data"]]

    assert best() == [11]
    assert best(revision=at) == [18]
    assert best(known_on="2020-01-30") == [11]
    assert best(known_on="2020-01-31", revision=at) == [18]
    assert best(known_on="2020-01-01", revision=at) == [11]
    pinned = ask("tallies/", measure="killed", revision=at)
    assert "max-age=3600" in pinned["Cache-Control"]


def test_the_same_rows_come_as_a_file() -> None:
    killed("A", date(2020, 1, 31), 7, qualifier="more_than")
    for response in (ask("tallies.csv", measure="killed", place_code="SYR"),
                     ask("tallies/", measure="killed", place_code="SYR", output_format="csv")):  # fmt: skip
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        header, row = csv.reader(b"".join(response).decode().splitlines())
        found = dict(zip(header, row, strict=True))
        assert list(found) == list(ROW)
        assert (found["value_best"], found["value_high"], found["high_open"], found["flags"]) == (
            "7", "", "true", "floor",
        )  # fmt: skip
    assert b"".join(ask("tallies.csv", measure="injured")).count(b"\r\n") == 1


def test_a_split_says_what_it_does_not_add_up_to() -> None:
    killed("A", date(2020, 1, 31), 7, people_status="civilian")
    found = answered("tallies/", measure="killed", split="people_status")
    assert [row["people_status"] for row in found["data"]] == ["civilian"]
    assert "need not add up" in found["meta"]["warnings"][0]
    assert answered("tallies/", measure="killed", split="admin1", place_code="SYR")["data"] == []


def test_an_unsafe_sum_is_refused_and_names_what_overlaps() -> None:
    idlib = makers.make_place("SY07", name="Idlib")
    makers.make_place("NW", name="The northwest", level="area", parent=makers.make_place("SYR"), members=[idlib])
    problem = refused("tallies/", 409, measure="killed", place_code="NW")
    assert problem["overlaps"] == ["SY07"]
    assert problem["errors"][0]["parameter"] == "place_code"
    assert "The northwest" in problem["detail"]
    day = date(2020, 2, 10)
    for name, operation in (("OCHA", "North"), ("IOM", "South")):
        makers.make_figure(
            measure="idps", basis="stock", operation=operation, value=7, value_text="", qualifier="exact",
            as_of_date=day, statement_date=day, reference_period_start=None,
            organisation=makers.make_organisation(name),
        )  # fmt: skip
    assert refused("tallies/", 409, measure="idps")["overlaps"] == ["IOM", "OCHA"]


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({}, "measure"),
        ({"measure": "kiled"}, "measure"),
        ({"measure": "idps", "basis": "period"}, "basis"),
        ({"measure": "killed", "basis": "stock"}, "basis"),
        ({"measure": "killed", "basis": "cumulative"}, "basis"),
        ({"measure": "idps", "by": "month"}, "by"),
        ({"measure": "idps", "split": "people_status"}, "split"),
        ({"measure": "killed", "by": "week"}, "by"),
        ({"measure": "killed", "split": "admin1"}, "split"),
        ({"measure": "killed", "split": "admin2"}, "split"),
        ({"measure": "killed", "place_code": "NOWHERE"}, "place_code"),
        ({"measure": "killed", "mesure": "killed"}, "mesure"),
        ({"measure": "killed", "output_format": "pdf"}, "output_format"),
        ({"measure": "killed", "revision": "99999"}, "revision"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(parameters: dict[str, str], parameter: str) -> None:
    assert parameter in [one["parameter"] for one in refused("tallies/", 400, **parameters)["errors"]]


def test_stocks_are_summed_over_operations() -> None:
    for operation, value, day in (("North", 13, 1), ("North", 11, 10), ("South", 7, 9)):
        said = date(2020, 2, day)
        makers.make_figure(
            measure="idps", basis="stock", operation=operation, value=value, value_text="", qualifier="exact",
            as_of_date=said, statement_date=said, reference_period_start=None,
        )  # fmt: skip
    (row,) = answered("tallies/", measure="idps", place_code="SYR", known_on="2020-03-01")["data"]
    assert (row["value_best"], row["operations"], row["events"]) == (18, ["North", "South"], None)
    assert (row["period_start"], row["period_end"], row["flags"]) == ("2020-02-09", "2020-02-10", [])
    assert len(row["figures"]) == 2


# --- totals of a series ---


def test_a_series_of_periods_has_a_total_with_its_coverage() -> None:
    figure = makers.make_figure(
        basis="period", qualifier="exact", value=1_100, value_text="", as_of_date=None,
        reference_period_start=date(2020, 1, 1), reference_period_end=date(2020, 1, 31),
        statement_date=date(2020, 1, 31),
    )  # fmt: skip
    path = f"series/{figure.series_id}/total/"
    found = answered(path, **{"from": "2020-01-01", "to": "2020-03-31"})["data"]
    assert found["total"] == {"value_low": 1_100, "value_best": 1_100, "value_high": 1_100, "high_open": False}
    assert (found["flag"], found["coverage"], found["used"]) == ("partial", "31 of 91 days", [figure.pk])
    empty = answered(path, **{"from": "2020-02-01", "to": "2020-03-31"})["data"]
    assert (empty["total"], empty["flag"], empty["coverage"]) == (None, None, "0 of 60 days")
    assert empty["reason"]
    assert refused(path, 400)["errors"][0]["parameter"] == "from"
    assert refused(path, 400, **{"from": "2020-02-01", "to": "2020-01-31"})["errors"][0]["parameter"] == "to"
    assert refused(path, 400, **{"from": "1 May", "to": "2020-01-31"})["errors"][0]["parameter"] == "from"
    refused("series/99/total/", 404, **{"from": "2020-01-01", "to": "2020-01-31"})


def test_a_running_total_has_changes_and_no_total() -> None:
    first = makers.make_figure(
        qualifier="exact", value=7, value_text="", as_of_date=date(2020, 2, 1), statement_date=date(2020, 2, 1)
    )
    second = makers.make_figure(qualifier="exact", value=18, value_text="")
    (change,) = answered(f"series/{first.series_id}/")["data"]["changes"]
    assert change == {
        "from": "2020-02-01", "to": "2020-02-13", "from_figure": first.pk, "to_figure": second.pk,
        "low": 11, "best": 11, "high": 11, "high_open": False, "flag": "ok", "stated": None,
        "revision": None,
    }  # fmt: skip
    problem = refused(f"series/{first.series_id}/total/", 409, **{"from": "2020-01-01", "to": "2020-03-31"})
    assert problem["overlaps"] == ["cumulative"]
