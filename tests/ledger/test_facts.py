"""What the ledger tells the rules about the places and figures around a claim."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger import retract
from tracker.models import Figure

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
