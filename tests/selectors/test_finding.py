"""Search: crises and places by name in any language, by other names and by code."""

from __future__ import annotations

import pytest

from tests import makers
from tracker.selectors.finding import find
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world() -> None:
    """A crisis and two provinces, each with names of its own."""
    makers.make_crisis(names={"ar": "شمال غرب سوريا"})
    makers.make_place("SY07", name="Idleb", names={"ar": "إدلب", "fr": "Idleb"}, aliases=["Idlib", "أدلب"])
    makers.make_place("SY02", name="Aleppo", names={"ar": "حلب"})


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("idleb", ["SY07"]),
        ("  IDL ", ["SY07"]),
        ("Idlib", ["SY07"]),
        ("إدلب", ["SY07"]),
        ("أدلب", ["SY07"]),
        ("sy02", ["SY02"]),
        ("حلب", ["SY02"]),
        ("nowhere at all", []),
        ("", []),
        ("\x00", []),
        ("%", []),
        ("'; DROP TABLE tracker_place; --", []),
    ],
)
def test_a_place_is_found_by_each_of_its_names(asked: str, places: list[str]) -> None:
    assert [place.code for place in find(asked, open_reading()).places] == places


@pytest.mark.parametrize("asked", ["northwest", "nw-syria", "NW-Syria", "شمال غرب"])
def test_a_crisis_is_found_by_name_and_code(asked: str) -> None:
    assert [crisis.slug for crisis in find(asked, open_reading()).crises] == ["nw-syria"]


def test_a_code_stands_before_names_that_hold_it() -> None:
    found = find("SYR", open_reading()).places
    assert found[0].code == "SYR"
