"""Sums are right or refused, never double: stock and flow, levels, rounds, triangulation, parts of one total."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tests.api.asking import answered, refused
from tracker.models import Event, Place

pytestmark = pytest.mark.django_db

DAY = date(2020, 2, 10)


@pytest.fixture
def places() -> tuple[Place, Place, Place]:
    """A country, a governorate in it, and a district in that."""
    syria = makers.make_place("SYR")
    idlib = makers.make_place("SY07", name="Idlib", parent=syria, level="adm1")
    return syria, idlib, makers.make_place("SY0703", name="Harim", parent=idlib, level="adm2")


def killed(event: Event, value: int, **more: Any) -> Any:
    stated = {
        "measure": "killed", "basis": "period", "qualifier": "exact", "value_text": "", "as_of_date": None,
        "reference_period_start": DAY, "reference_period_end": DAY, "place": event.place,
    }  # fmt: skip
    return makers.make_figure(**{**stated, "event": event, "value": value, **more})


def present(value: int, **more: Any) -> Any:
    stated = {
        "measure": "idps", "basis": "stock", "qualifier": "exact", "value_text": "", "reference_period_start": None,
        "as_of_date": DAY, "statement_date": DAY, "operation": "North",
    }  # fmt: skip
    return makers.make_figure(**{**stated, "value": value, **more})


def total(**asked: Any) -> list[int | None]:
    return [row["value_best"] for row in answered("tallies/", **asked)["data"]]


def event_at(code: str, place: Place) -> Event:
    return makers.make_event(code, start=DAY, end=DAY, place=place)


def test_a_stock_and_a_flow_are_not_added(places: tuple[Place, Place, Place]) -> None:
    present(700)
    killed(event_at("A", places[0]), 7)
    for measure, basis in (("idps", "period"), ("killed", "stock"), ("displaced", "stock")):
        assert refused("tallies/", 400, measure=measure, basis=basis)["errors"][0]["parameter"] == "basis"
    assert (total(measure="killed"), total(measure="idps")) == ([7], [700])


def test_three_levels_of_places_count_everybody_once(places: tuple[Place, Place, Place]) -> None:
    syria, idlib, harim = places
    for code, place, value in (("A", syria, 100), ("B", idlib, 20), ("C", harim, 3)):
        killed(event_at(code, place), value)
    assert total(measure="killed") == [123]
    assert total(measure="killed", place_code="SYR") == [123]
    assert total(measure="killed", place_code="SY07") == [23]
    assert total(measure="killed", place_code="SY0703") == [3]
    split = answered("tallies/", measure="killed", place_code="SYR", split="admin1")
    assert [(row["place_code"], row["value_best"]) for row in split["data"]] == [("SY07", 23)]
    assert split["meta"]["warnings"], "that the rest is placed no closer is said"


def test_the_same_event_told_of_several_places_counts_once(places: tuple[Place, Place, Place]) -> None:
    event = event_at("A", places[2])
    for place, source in zip(places, ("OCHA", "IOM", "WHO"), strict=True):
        killed(event, 7, place=place, organisation=makers.make_organisation(source))
    assert total(measure="killed") == [7]


def test_the_newer_round_of_an_operation_takes_the_place_of_the_older() -> None:
    present(700, reporting_round="11", as_of_date=date(2020, 1, 10), statement_date=date(2020, 1, 10))
    present(500, reporting_round="12")
    present(30, operation="South", reporting_round="4")
    assert total(measure="idps") == [530]


def test_what_is_recommended_is_not_added_to_what_supports_it(places: tuple[Place, Place, Place]) -> None:
    event = event_at("A", places[0])
    killed(event, 33, role="recommended", role_reason="The count of record.")
    killed(event, 36, role="triangulation", role_reason="A second voice.", organisation=makers.make_organisation("IOM"))
    assert total(measure="killed") == [33]


@pytest.mark.parametrize("linked", [True, False])
def test_parts_are_not_added_to_the_whole(linked: bool, places: tuple[Place, Place, Place]) -> None:
    event = event_at("A", places[0])
    whole = killed(event, 50)
    link = {"part_of": whole, "partition": "people_status"} if linked else {}
    for status, value in (("civilian", 30), ("combatant", 20)):
        killed(event, value, people_status=status, **link)
    assert total(measure="killed") == [50]
    split = answered("tallies/", measure="killed", split="people_status")["data"]
    assert sum(row["value_best"] for row in split) == (0 if linked else 50), "what is linked to its whole is in it"


def test_what_overlaps_is_refused_by_name(places: tuple[Place, Place, Place]) -> None:
    makers.make_place("NW", name="The northwest", level="area", parent=places[0], members=[places[1]])
    assert refused("tallies/", 409, measure="killed", place_code="NW")["overlaps"] == ["SY07"]
    present(7, organisation=makers.make_organisation("OCHA"))
    present(9, organisation=makers.make_organisation("IOM"), operation="South")
    assert refused("tallies/", 409, measure="idps")["overlaps"] == ["IOM", "OCHA"]
    figure = makers.make_figure()
    span = {"from": "2020-01-01", "to": "2020-03-31"}
    assert refused(f"series/{figure.series_id}/total/", 409, **span)["overlaps"] == ["cumulative"]
