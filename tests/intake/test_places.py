"""Which place a hint means: by code, name, point; never one of equals, never more queries for more rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests import makers
from tracker.intake.outlines import Outline, country_outlines, outline_of
from tracker.intake.places import Gazetteer, Placed, key, loose_key, sound_key
from tracker.intake.readers.rows import PlaceHint
from tracker.models import Place

pytestmark = pytest.mark.django_db


def square(west: float, south: float, size: float = 1) -> dict[str, Any]:
    """A GeoJSON outline."""
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]}


@pytest.fixture
def syria() -> Place:
    """Two governorates, a district of one name in both, and a camp."""
    country = Place.objects.get(code="SYR")
    idlib = makers.make_place("SY07", name="Idleb", level="adm1", parent=country, iso3="SYR", aliases=["Idlib"],
                              names={"ar": "إدلب"}, outline=square(36, 35))  # fmt: skip
    aleppo = makers.make_place("SY02", name="Aleppo", level="adm1", parent=country, iso3="SYR", outline=square(37, 35))
    makers.make_place("SY0701", name="Central", level="adm2", parent=idlib, iso3="SYR", outline=square(36, 35, 0.5))
    makers.make_place("SY0702", name="Harim", level="adm2", parent=idlib, iso3="SYR")
    makers.make_place("SY0201", name="Central", level="adm2", parent=aleppo, iso3="SYR", outline=square(37, 35, 0.5))
    makers.make_place(
        "SITE-1", name="Camp One", level="site", parent=idlib, iso3="SYR", latitude=35.9, longitude=36.9
    )  # fmt: skip
    return country


def placed(**hint: Any) -> Placed:
    """Where one hint lies."""
    wanted = PlaceHint(**hint)
    return Gazetteer().place([wanted])[wanted]


def code(found: Placed) -> tuple[str, str, str]:
    """The code of the place, the precision and the code of the finding."""
    return found.place.code if found.place else "", found.precision, found.finding.code if found.finding else ""


@pytest.mark.usefixtures("syria")
@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        ({"codes": ("SY0701", "SY07")}, ("SY0701", "", "")),
        ({"codes": ("sy07",)}, ("SY07", "", "")),
        ({"codes": ("SY9999", "SY07")}, ("SY07", "adm1", "")),
        ({"codes": ("SY9999",), "country": "SYR"}, ("SYR", "country", "")),
        ({"codes": ("SY9999",), "country": "SYR", "latitude": 0.0, "longitude": 0.0}, ("SYR", "", "")),
        ({"country": "syr"}, ("SYR", "", "")),
        ({"country": "Syrian Arab Republic"}, ("SYR", "", "")),
        ({"country": "سوريا"}, ("SYR", "", "")),
        ({"country": "Yemen (North Yemen)"}, ("YEM", "", "")),
        ({"country": "Bosnia-Herzegovina"}, ("BIH", "", "")),
        ({"country": "SYR", "names": ("Idlib",)}, ("SY07", "", "")),
        ({"country": "SYR", "names": ("IDLEB GOVERNORATE",)}, ("SY07", "", "")),
        ({"country": "SYR", "names": ("محافظة إدلب",)}, ("SY07", "", "")),
        ({"country": "SYR", "names": ("Idlib", "Central")}, ("SY0701", "", "")),
        ({"country": "SYR", "names": ("Aleppo", "Central district")}, ("SY0201", "", "")),
        ({"country": "SYR", "names": ("", "Harim")}, ("SY0702", "", "")),
        ({"country": "SYR", "names": ("", "Central")}, ("", "", "E12")),
        ({"country": "SYR", "names": ("", "Central"), "latitude": 35.2, "longitude": 37.2}, ("SY0201", "", "")),
        ({"country": "SYR", "names": ("", "Central"), "latitude": 35.8, "longitude": 37.8}, ("", "", "E12")),
        ({"country": "SYR", "names": ("Idlib", "Nowhere")}, ("SY07", "adm1", "W10")),
        (
            {"country": "SYR", "names": ("Idlib", "Nowhere", "X"), "latitude": 35.2, "longitude": 36.2},
            ("SY0701", "", ""),
        ),
        ({"country": "SYR", "names": ("Nowhere",)}, ("SYR", "country", "W10")),
        ({"country": "SYR", "names": ("Nowhere",), "latitude": 35.8, "longitude": 36.7}, ("SY07", "", "")),
        ({"country": "JOR", "names": ("Amman", "Marka")}, ("JOR", "country", "")),
        ({"country": "JOR", "names": ("Amman",), "latitude": 31.9, "longitude": 35.9}, ("JOR", "", "")),
        ({"country": "SYR", "latitude": 35.9, "longitude": 36.92}, ("SITE-1", "", "")),
        ({"latitude": 15.35, "longitude": 44.2}, ("YEM", "", "")),
        ({"latitude": -40.0, "longitude": -120.0}, ("", "", "E12")),
        ({"country": "Atlantis"}, ("", "", "E12")),
        ({}, ("", "", "E12")),
    ],
    ids=str,
)
def test_a_hint_means_one_place_or_says_why_not(hint: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert code(placed(**hint)) == expected


@pytest.mark.usefixtures("syria")
@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        (("Harim, Idlib, Syria", "Central, Idlib, Syria"), "SY07"),
        (("Harim", "Idlib"), "SY07"),
        (("Harim, Idlib",), "SY0702"),
        (("Harim, Idlib", "Aleppo"), "SYR"),
        (("Harim", "Somewhere else"), "SYR"),
        (("Central",), "SYR"),
        (("Camp One, Idlib", "Harim"), "SY07"),
    ],
)
def test_several_places_are_the_smallest_unit_around_them(sites: tuple[str, ...], expected: str) -> None:
    found = placed(country="SYR", sites=sites)
    assert found.place is not None
    assert found.place.code == expected
    assert found.precision == {"SYR": "country", "SY07": "adm1", "SY0702": "adm2"}[expected]


@pytest.mark.usefixtures("syria")
def test_one_word_for_a_place_names_its_unit_its_country_or_is_said_to_be_unknown() -> None:
    assert code(placed(sites=("Harim, Idlib, Syria",))) == ("SY0702", "adm2", "")
    assert code(placed(sites=("Jordan",))) == ("JOR", "country", "")
    assert code(placed(country="SYR", sites=("Syria",))) == ("SYR", "country", "")
    assert code(placed(country="SYR", sites=("Nowhere",))) == ("SYR", "country", "W10")
    assert code(placed(country="JOR", sites=("Nowhere",))) == ("JOR", "country", "")
    assert code(placed(sites=("Nowhere",))) == ("", "", "E12")


@pytest.mark.usefixtures("syria")
def test_what_is_said_names_the_nearest_and_the_equals() -> None:
    near = placed(country="SYR", names=("Idlebo Sud",)).finding
    assert near is not None
    assert (near.found, near.example, near.is_error) == ("Idlebo Sud", "Idleb (SY07)", False)
    equals = placed(country="SYR", names=("", "Central")).finding
    assert equals is not None
    assert (equals.example, equals.is_error) == ("Central (SY0201), Central (SY0701)", True)
    country = placed(country="Siria Arab").finding
    assert country is not None
    assert "Syria (SYR)" in country.example


@pytest.mark.usefixtures("syria")
def test_more_rows_cost_no_more_queries_and_the_same_ones_none() -> None:
    def hints(size: int) -> list[PlaceHint]:
        named = [PlaceHint(country="SYR", names=("Idlib", f"District {at}")) for at in range(size)]
        coded = [PlaceHint(codes=(f"SY07{at:02}", "SY07")) for at in range(size)]
        pointed = [PlaceHint(country="SYR", latitude=35 + at / 100, longitude=36.5) for at in range(size)]
        return [*named, *coded, *pointed]

    counts = []
    for size in (1, 20):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            gazetteer = Gazetteer()
            found = gazetteer.place(hints(size))
            assert all(one.place is not None and one.place.lineage().location_code == "SYR" for one in found.values())
        counts.append(len(asked))
        with CaptureQueriesContext(connection) as again:
            assert gazetteer.place(hints(size)) == found
        assert len(again) == 0
    assert counts[0] == counts[1] <= 4


def test_spellings_meet() -> None:
    assert key("Côte d'Ivoire") == key("COTE D’IVOIRE")
    assert loose_key("Al-Hasakeh Governorate") == loose_key("Hasakeh") == "hasakeh"
    assert loose_key("Rif Dimashq") != loose_key("Dimashq")
    assert (loose_key("Al"), loose_key("Province")) == ("al", "province")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Idlib Governorate", "Idleb"), ("Hamah", "Hama"), ("Daraa", "Dar'a"), ("Al Hasakah", "Al-Hasakeh"),
        ("Ar Raqqah Governorate", "Ar-Raqqa"), ("Latakia", "Lattakia"), ("Dayr az Zawr", "Deir-ez-Zor"),
        ("Şırnak province", "Sirnak"), ("Donetsk oblast", "Donetska"),
        ("Khagrachari District", "Khagrachhari"), ("Jisr ash Shughur", "Jisr-Ash-Shugur"),
        ("Mintaqat Markaz Homs district", "Homs"),
    ],
)  # fmt: skip
def test_transliterations_of_one_name_meet(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Idlib", "Aleppo"), ("Rif Dimashq", "Dimashq")])
def test_other_names_do_not_meet(one: str, other: str) -> None:
    assert sound_key(one) != sound_key(other)


@pytest.mark.usefixtures("syria")
def test_a_transliteration_is_taken_where_only_one_unit_is_written_like_it() -> None:
    makers.make_place("SY0801", name="Menbij", level="adm2", parent=Place.objects.get(code="SY02"), iso3="SYR")
    assert code(placed(country="SYR", names=("Halab", "Manbij"))) == ("SY0801", "", "")
    makers.make_place("SY0802", name="Munbaj", level="adm2", parent=Place.objects.get(code="SY02"), iso3="SYR")
    assert code(placed(country="SYR", names=("Aleppo", "Manbij"))) == ("SY02", "adm1", "W10")


# --- outlines ---


def test_a_hole_is_outside_and_every_part_is_inside() -> None:
    outer, hole = square(0, 0, 10)["coordinates"][0], square(4, 4, 2)["coordinates"][0]
    other = square(20, 0, 2)["coordinates"]
    outline = outline_of(
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[outer, hole], other]}}
    )
    assert outline is not None
    inside = [outline.holds(*point) for point in ((1, 1), (5, 5), (21, 1), (15, 1), (11, 11))]
    assert inside == [True, False, True, False, False]


@pytest.mark.parametrize("geometry", [None, 7, [], {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"}])
def test_what_is_no_outline_is_none(geometry: Any) -> None:
    assert outline_of(geometry) is None


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_a_square_holds_what_lies_between_its_sides(x: float, y: float) -> None:
    outline = Outline.of(square(0, 0)["coordinates"])
    assert outline is not None
    if x not in (0, 1) and y not in (0, 1):
        assert outline.holds(x, y) == (0 < x < 1 and 0 < y < 1)


def test_shipped_outlines_hold_their_capitals() -> None:
    capitals = {
        "SYR": (36.29, 33.51),
        "YEM": (44.2, 15.35),
        "COD": (15.4, -4.4),
        "UKR": (30.5, 50.45),
        "MMR": (96.1, 19.75),
    }
    for iso3, point in capitals.items():
        assert [code for code, outline in country_outlines().items() if outline.holds(*point)] == [iso3]
