"""What the ledger tells the rules about the places and figures around a claim."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger import retract
from tracker.ledger.record import edit_figure
from tracker.ledger.series import key_of
from tracker.models import Figure, Series

pytestmark = pytest.mark.django_db

GOVERNORATE = {"name": "Idleb", "level": "adm1", "names": {"en": "Idleb", "ar": "إدلب"}}


def codes(figure: Figure) -> set[str]:
    """The warnings a recorded figure carries."""
    return {warning["code"] for warning in figure.warnings}


def test_places_inside_that_add_up_to_more_are_asked_about() -> None:
    whole = makers.make_place("SY07", **GOVERNORATE)
    for number, value in enumerate((320_600, 132_600)):
        district = makers.make_place(f"SY070{number}", level="adm2", parent=whole)
        makers.make_draft(place=district, value=value, qualifier="exact")
    assert "W6" in codes(makers.make_draft(place=whole, value=400_000, qualifier="exact"))
    assert "W6" not in codes(makers.make_draft(place=whole, value=460_000, qualifier="exact"))


@pytest.mark.parametrize(
    "other",
    [
        {"as_of_date": date(2020, 2, 12), "statement_date": date(2020, 2, 12)},
        {"people_status": "civilian"},
        {"reference_period_start": date(2019, 12, 2)},
    ],
)
def test_places_inside_are_compared_with_the_same_count_alone(other: dict[str, Any]) -> None:
    whole = makers.make_place("SY07", **GOVERNORATE)
    makers.make_draft(place=makers.make_place("SY0701", level="adm2", parent=whole), value=900_000, **other)
    assert "W6" not in codes(makers.make_draft(place=whole, value=400_000, qualifier="exact"))


def test_another_originators_districts_are_no_measure_of_this_one() -> None:
    whole = makers.make_place("SY07", **GOVERNORATE)
    district = makers.make_place("SY0701", level="adm2", parent=whole)
    makers.make_draft(place=district, value=900_000, organisation=makers.make_organisation("UNICEF"))
    assert "W6" not in codes(makers.make_draft(place=whole, value=400_000, qualifier="exact"))


def test_a_withdrawn_count_is_compared_with_nothing() -> None:
    whole = makers.make_place("SY07", **GOVERNORATE)
    district = makers.make_figure(place=makers.make_place("SY0701", level="adm2", parent=whole), value=900_000)
    retract.retract_figure(district.pk, actor=makers.reviewer(), reason="Second-hand.")
    assert "W6" not in codes(makers.make_draft(place=whole, value=400_000, qualifier="exact"))


@pytest.mark.parametrize(
    ("quote", "asked"),
    [
        ("800,000 people in Saraqab", True),
        ("800,000 people in SARAQAB.", True),
        ("800,000 شخص في سراقب", True),
        ("800,000 people in Saraqabad", False),
        ("800,000 people in Idleb", False),
    ],
)
def test_a_narrower_place_in_the_quote_is_asked_about(quote: str, asked: bool) -> None:
    whole = makers.make_place("SY07", **GOVERNORATE)
    makers.make_place("SYR-saraqab", name="Saraqab", level="site", parent=whole, names={"ar": "سراقب"})
    assert ("W10" in codes(makers.make_draft(place=whole, quote=quote))) is asked


def edited(figure: Figure, **values: Any) -> Figure:
    """A public figure with these values at the desk."""
    return edit_figure(figure.pk, values, actor=figure.author, reason="Looked up again.", confirm=makers.EVERY_REASON)


def said_on(day: int, value: int, **more: Any) -> dict[str, Any]:
    """A running total since December as of a day of February."""
    as_of = date(2020, 2, day)
    return {"as_of_date": as_of, "statement_date": as_of, "value": value, "qualifier": "exact", **more}


def test_a_running_total_is_compared_with_the_last_that_the_same_source_said_before() -> None:
    other = makers.make_organisation("UNICEF")
    for day, value in ((3, 500_000), (5, 700_000), (9, 900_000)):
        makers.make_figure(**said_on(day, value))
    makers.make_figure(**said_on(6, 950_000), organisation=other)
    lower = makers.make_draft(**said_on(7, 600_000))
    assert ["700,000" in one["message"] for one in lower.warnings if one["code"] == "W2"] == [True]
    assert "W2" not in codes(makers.make_draft(**said_on(4, 600_000)))
    assert "W2" not in codes(makers.make_draft(**said_on(1, 100)))  # nothing came before


def test_a_total_of_an_older_day_than_the_newest_is_asked_about() -> None:
    makers.make_figure(**said_on(9, 900_000))
    older = makers.make_draft(**said_on(7, 880_000))
    assert ["2020-02-09" in one["message"] for one in older.warnings if one["code"] == "W9"] == [True]
    assert "W9" not in codes(makers.make_draft(**said_on(9, 905_000)))
    assert "W9" not in codes(makers.make_draft(**said_on(7, 880_000), organisation=makers.make_organisation("UNICEF")))


def test_a_public_figure_is_not_compared_with_itself() -> None:
    first = makers.make_figure(**said_on(9, 900_000))
    assert not {"W2", "W3", "W9"} & codes(edited(first, value=100_000))


def test_a_party_with_a_stake_needs_a_second_voice() -> None:
    party = makers.make_organisation("Ministry", party_to_conflict=True)
    assert "W11" in codes(makers.make_draft(organisation=party, party="interested"))
    alone = makers.make_figure(organisation=party, party="interested")
    assert "W11" in codes(makers.make_draft(**said_on(10, 910_000), organisation=party, party="interested"))
    makers.make_figure()
    assert "W11" not in codes(makers.make_draft(**said_on(11, 910_000), organisation=party, party="interested"))
    assert "W11" not in codes(edited(alone, value=801_000))


def test_of_a_series_of_periods_nothing_is_read_however_many_claims_it_has() -> None:
    of_one_day = {"basis": "period", "as_of_date": None, "reference_period_end": date(2019, 12, 1)}
    makers.make_figure(**of_one_day)
    with CaptureQueriesContext(connection) as asked:
        another = makers.make_draft(**of_one_day)
    assert key_of(another) in set(Series.objects.values_list("key", flat=True))
    assert not [query for query in asked.captured_queries if "published_figure" in query["sql"]]
