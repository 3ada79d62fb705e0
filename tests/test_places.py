"""The countries that ship, and `load_places`: what a code list may look like and what is refused, whole."""

from __future__ import annotations

import re

from tracker.reference.countries import COUNTRIES_FILE, LANGUAGES, countries

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
