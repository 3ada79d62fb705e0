"""The countries that ship, and `load_places`: what a code list may look like and what is refused, whole."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger import relabel, sources
from tracker.ledger.verify import verify
from tracker.models import Place
from tracker.reference.countries import COUNTRIES_FILE, LANGUAGES, countries
from tracker.reference.unit_names import NAMES_FILE, unit_names

BY_CODE = {country.iso3: country for country in countries()}


def test_the_iso_list_is_whole_and_each_code_stands_once() -> None:
    """249 officially assigned codes, and Kosovo under its user-assigned one."""
    assert len(BY_CODE) == len(countries()) == 250
    assert len({country.iso2 for country in countries()}) == 250
    assert len({country.m49 for country in countries() if country.m49}) == 249
    assert [country.iso3 for country in countries()] == sorted(BY_CODE)


def test_codes_have_their_official_shape() -> None:
    for one in countries():
        assert re.fullmatch("[A-Z]{3}", one.iso3)
        assert re.fullmatch("[A-Z]{2}", one.iso2)
        assert re.fullmatch(r"\d{3}", one.m49) or one.iso3 == "XKX"


def test_known_countries_field_by_field() -> None:
    """Leading zeros, names in common use, other names as aliases."""
    syria, turkey, albania = BY_CODE["SYR"], BY_CODE["TUR"], BY_CODE["ALB"]
    assert (syria.iso2, syria.m49, syria.name) == ("SY", "760", "Syria")
    assert syria.names == {"en": "Syria", "fr": "Syrie", "es": "Siria", "ar": "سوريا"}
    assert "Syrian Arab Republic" in syria.aliases
    assert (turkey.name, "Turkey" in turkey.aliases) == ("Türkiye", True)
    assert (BY_CODE["PSE"].name, "State of Palestine" in BY_CODE["PSE"].aliases) == ("Palestine", True)
    assert albania.m49 == "008"


def test_names_are_short_whole_and_told_apart() -> None:
    """Every language is filled; no name is a formal one; no two countries share a name or an alias."""
    for language in LANGUAGES:
        names = [country.names[language] for country in countries()]
        assert all(names)
        assert len(set(names)) == len(names), language
    assert not [one.name for one in countries() if re.search("Republic of|Kingdom of|State of", one.name)]
    claimed = [name.casefold() for one in countries() for name in {one.name, *one.aliases}]
    assert sorted({name for name in claimed if claimed.count(name) > 1}) == []


def test_every_country_has_a_point_on_the_map() -> None:
    for country in countries():
        assert -90 <= country.latitude <= 90, country.iso3
        assert -180 <= country.longitude <= 180, country.iso3
    assert (round(BY_CODE["FJI"].longitude), round(BY_CODE["SYR"].latitude)) == (-165, 35)


def test_the_file_is_plain_utf_8_with_unix_line_ends() -> None:
    data = COUNTRIES_FILE.read_bytes()
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")


# --- load_places -------------------------------------------------------------------------------------------

HEADER = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date"
HASHTAGS = "#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start"
IDLEB = "SYR,1,SY07,Idleb,SYR,2020-12-17"
HARIM = "SYR,2,SY0703,Harim,SY07,2020-12-17"
DANA = "SYR,3,SY070301,Dana,SY0703,2020-12-17"


def write(folder: Path, *lines: str, encoding: str = "utf-8") -> str:
    path = folder / "pcodes.csv"
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return str(path)


def load(path: str) -> str:
    out = StringIO()
    call_command("load_places", path, stdout=out)
    return out.getvalue()


def refusal(path: str) -> str:
    with pytest.raises(CommandError) as refused:
        load(path)
    return str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("lines", [(HEADER,), (HEADER, HASHTAGS)], ids=["plain", "with hashtags"])
def test_units_are_loaded_under_their_parents(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """Children may stand before their parents; a byte order mark and a leading zero do no harm."""
    path = write(tmp_path, *lines, DANA, HARIM, IDLEB, "AFG,1,AF01,كابل,AFG,", encoding="utf-8-sig")
    assert "Places added: 4. Known already: 0." in load(path)
    dana = Place.objects.get(code="SY070301")
    assert (dana.level, dana.iso3, dana.edition) == ("adm3", "SYR", "P-codes valid from 2020-12-17")
    lineage = dana.lineage()
    assert (lineage.location_code, lineage.admin1_name, lineage.admin2_code) == ("SYR", "Idleb", "SY0703")
    assert Place.objects.get(code="AF01").name == "كابل"


@pytest.mark.django_db
def test_first_level_units_get_their_arabic_names_where_no_other_unit_could_be_meant(tmp_path: Path) -> None:
    """By the same name, by one without its article or kind, by its consonants; two that might be one get none."""
    units = {
        "SY07": "Idleb", "SY08": "Al-Hasakeh", "SY02": "Aleppo Governorate", "SY99": "Elsewhere",
        "SD01": "West Kordofan", "SD02": "South Kordofan", "AF01": "Parwan", "AF02": "Parwan Province",
    }  # fmt: skip
    iso = {"SY": "SYR", "SD": "SDN", "AF": "AFG"}
    lines = [f"{iso[code[:2]]},1,{code},{name},{iso[code[:2]]}," for code, name in units.items()]
    load(write(tmp_path, HEADER, *lines, "SYR,2,SY0799,Homs,SY07,"))
    names = {place.code: place.names for place in Place.objects.filter(code__in=[*units, "SY0799"])}
    assert names == {
        "SY07": {"ar": "إدلب"}, "SY08": {"ar": "الحسكة"}, "SY02": {"ar": "حلب"}, "SY99": {}, "SD01": {},
        "SD02": {"ar": "جنوب كردفان"}, "AF01": {"ar": "بروان"}, "AF02": {}, "SY0799": {},
    }  # fmt: skip


def test_arabic_names_of_units_are_arabic_and_stand_once() -> None:
    assert {one.iso3 for one in unit_names()} <= set(BY_CODE)
    assert [one for one in unit_names() if not re.fullmatch(r"[\u0621-\u064a -]+", one.arabic)] == []
    assert len({(one.iso3, one.spellings) for one in unit_names()}) == len(unit_names())
    assert NAMES_FILE.read_bytes().count(b"\r") == 0


@pytest.mark.django_db
def test_a_list_can_be_loaded_again_and_extended(tmp_path: Path) -> None:
    """Known places stay; a name that differs is reported, not overwritten; parents may be known from before."""
    load(write(tmp_path, HEADER, IDLEB))
    said = load(write(tmp_path, HEADER, IDLEB.replace("Idleb", "Idlib"), HARIM, "SYR,4,SY07030101,Deep,SY070301,"))
    assert "Places added: 1. Known already: 1." in said
    assert "Left out, below the third level: 1." in said
    assert "another name here, and left as they are: SY07." in said
    assert Place.objects.get(code="SY07").name == "Idleb"


@pytest.mark.django_db
def test_an_old_revision_lists_the_places_it_had(tmp_path: Path) -> None:
    """Lists, files, a place and its children; each new place is an entry, and a rename does not hide it."""
    load(write(tmp_path, HEADER, IDLEB))
    then = answered("status/")["data"]["sequence"]
    asked = {"revision": then}
    paths = ("places/SYR/children/", "places/SYR/", "places/")
    before = {path: (ask(path, **asked).content, ask(path, **asked)["ETag"]) for path in paths}
    file = b"".join(ask("places.csv", **asked))
    load(write(tmp_path, HEADER, IDLEB, HARIM, "SYR,1,SY08,Al-Hasakeh,SYR,"))
    sources.get_place("SITE-1", name="A camp", level="site", parent=Place.objects.get(code="SY07"))
    relabel.rename_place(Place.objects.get(code="SY08"), name="Hasaka", actor=makers.editor(), reason="As spelt.")
    assert {path: (ask(path, **asked).content, ask(path, **asked)["ETag"]) for path in paths} == before
    assert b"".join(ask("places.csv", **asked)) == file
    assert [one["code"] for one in answered("places/SYR/children/", **asked)["data"]] == ["SY07"]
    assert [one["code"] for one in answered("places/SYR/children/")["data"]] == ["SY07", "SY08"]
    for code in ("SY08", "SITE-1"):
        refused(f"places/{code}/", 404, **asked)
        refused(f"places/{code}/children/", 404, **asked)
        assert answered(f"places/{code}/")["data"]["code"] == code
    feed = answered("changes/", since=then, type="place.created")["data"]
    assert [one["data"]["code"] for one in feed] == ["SY08", "SY0703", "SITE-1"]
    assert feed[1]["data"] == {"code": "SY0703", "name": "Harim", "level": "adm2", "parent": "SY07"}
    assert len({one["batch"] for one in feed[:2]}) == 1
    assert verify().problems == []


@pytest.mark.django_db
def test_many_places_take_few_statements(tmp_path: Path) -> None:
    def statements(count: int) -> int:
        lines = [f"SYR,1,Z{count}{one:03},Name,SYR," for one in range(count)]
        with CaptureQueriesContext(connection) as queries:
            load(write(tmp_path, HEADER, *lines))
        return len(queries)

    statements(2)
    assert statements(90) <= statements(3) + 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("SYX,1,SY01,Damascus,SYX,", "Line 3: “SYX” is not a country code."),
        ("SYR,0,SY01,Damascus,SYR,", "Line 3: “0” is not an admin level."),
        ("SYR,one,SY01,Damascus,SYR,", "Line 3: “one” is not an admin level."),
        ("SYR,1,,Damascus,SYR,", "Line 3: p-code is empty."),
        ("SYR,1,SY01,,,", "Line 3: name, parent p-code is empty."),
        ("SYR,1", "Line 3: p-code, name, parent p-code is empty."),
        ("SYR,1,SY07,Idlib,SYR,", "Line 3: SY07 stands twice; it was first on line 2."),
        ("SYR,2,SY0801,Hasakeh,SY08,", "Line 3: The parent SY08 of SY0801 is neither in the file nor known."),
        ("SYR,2,SY0701,Idleb,SYR,", "Line 3: The parent SYR of SY0701 is not its adm1."),
        ("SYR,1,SY01,Damascus,TUR,", "Line 3: The parent TUR of SY01 is not its country."),
        ("IRQ,2,IQ0701,Wrong,SY07,", "Line 3: The parent SY07 of IQ0701 lies in SYR, not in IRQ."),
        ("SYR,1,SYR,Damascus,SYR,", "Line 3: SYR is known already as a country."),
        (f"SYR,1,SY01,{'x' * 201},SYR,", "Line 3: Code or name is too long."),
    ],
)
def test_one_wrong_line_and_nothing_is_loaded(tmp_path: Path, line: str, words: str) -> None:
    before = Place.objects.count()
    said = refusal(write(tmp_path, HEADER, IDLEB, line))
    assert said.startswith("Nothing was loaded.")
    assert words in said
    assert Place.objects.count() == before
    load(write(tmp_path, HEADER, IDLEB))
    assert Place.objects.count() == before + 1


@pytest.mark.django_db
def test_a_file_that_is_no_list_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(str(tmp_path / "nowhere.csv"))
    assert "cannot be read" in refusal(str(tmp_path))
    assert "no column p-code, parent p-code" in refusal(write(tmp_path, "Location,Admin Level,Name", "SYR,1,X"))
    assert "no column location" in refusal(write(tmp_path))
    assert "is not UTF-8 text" in refusal(write(tmp_path, HEADER, IDLEB.replace("Idleb", "Idléb"), encoding="latin-1"))


@pytest.mark.django_db
def test_many_errors_are_shown_in_part_and_counted(tmp_path: Path) -> None:
    said = refusal(write(tmp_path, HEADER, *(f"XXX,1,X{number:02},Name,XXX," for number in range(25))))
    assert len(said.splitlines()) == 22
    assert said.endswith("and 5 more.")
