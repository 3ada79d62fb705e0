"""UNHCR: ISO codes alone, stocks on the last day of the year, returns over it, and zeros that say nothing."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import Any

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, outcomes, records_csv, shared, xlsx_bytes
from tracker.intake.readers import unhcr
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import PlaceHint

SITE = ["Year", "Country of origin", "Country of origin (ISO)", "Country of asylum", "Country of asylum (ISO)",
        "Refugees under UNHCR's mandate", "Asylum-seekers", "Returned refugees", "IDPs of concern to UNHCR",
        "Returned IDPss", "Stateless persons", "Others of concern",
        "Other people in need of international protection", "Host Community"]  # fmt: skip
API = ["year", "coo_id", "coo_name", "coo", "coo_iso", "coa_id", "coa_name", "coa", "coa_iso", "refugees",
       "asylum_seekers", "returned_refugees", "idps", "returned_idps", "stateless", "ooc", "oip", "hst"]  # fmt: skip
HDX = ["Year", "Country of Origin Code", "Country of Asylum Code", "Country of Origin Name", "Country of Asylum Name",
       "Refugees", "Asylum seekers", "Other people in need of international protection",
       "Internally displaced persons", "Stateless Persons", "Others of concern to UNHCR", "Host community"]  # fmt: skip
OLD = ["Year", "ISO3CoO", "ISO3CoA", "REF", "IDP", "ASY", "OOC", "STA", "VDA"]

ROWS: dict[str, list[Any]] = {
    "site": [2021, "Syria", "SYR", "Austria", "AUT", 101, 103, 107, 109, 113, 127, 131, 137, 139],
    "api": [2021, 7, "Syrian Arab Rep.", "SYR", "SYR", 9, "Austria", "AUS", "AUT", 101, 103,
            107, 109, 113, 127, 131, 137, 139],
    "hdx": [2021, "SYR", "AUT", "Syria", "Austria", 101, 103, 137, 109, 127, 131, 139],
    "old": [2021, "SYR", "AUT", 101, 109, 103, 131, 127, 137],
}  # fmt: skip
HEADERS = {"site": SITE, "api": API, "hdx": HDX, "old": OLD}
STOCKS = {
    "refugees": 101, "asylum_seekers": 103, "idps": 109, "stateless": 127, "others_of_concern": 131,
    "in_need_of_protection": 137, "host_community": 139,
}  # fmt: skip


@pytest.mark.parametrize("layout", HEADERS)
def test_a_wide_row_is_a_claim_for_each_group(layout: str) -> None:
    source = opened(csv_bytes([HEADERS[layout], ROWS[layout]]))
    assert detect(source).layout is unhcr
    read = claims(unhcr.rows(source))
    stocks = {one.fields["measure"]: one.fields["value"] for one in read if one.fields["basis"] == "stock"}
    assert stocks == {
        measure: number for measure, number in STOCKS.items() if layout != "old" or measure != "host_community"
    }
    flows = {one.fields["measure"]: one.fields["value"] for one in read if one.fields["basis"] == "period"}
    assert flows == ({"returned_refugees": 107, "returned_idps": 113} if layout in ("site", "api") else {})
    for claim in read:
        assert claim.place == PlaceHint(codes=("AUT",), country="AUT")
        assert fields(claim, "origin_location_code", "external_id") == ("SYR", "2021/SYR/AUT")
        assert fields(claim, "as_of_date", "reference_period_start", "reference_period_end") in [
            ("2021-12-31", None, None), (None, "2021-01-01", "2021-12-31"),
        ]  # fmt: skip
    assert len({claim.part for claim in read}) == len(read)


def test_solutions_are_returns_and_resettlement_is_left_aside() -> None:
    rows = [["Year", "ISO3CoO", "ISO3CoA", "RST", "NAT", "RET", "RDP"], [2019, "SYR", "LBN", 5, 7, 11, 13]]
    read = claims(unhcr.rows(opened(csv_bytes(rows))))
    assert [fields(one, "measure", "value") for one in read] == [("returned_refugees", 11), ("returned_idps", 13)]


def test_a_zero_says_nothing_and_an_unknown_origin_is_none() -> None:
    rows = [
        OLD,
        [2001, "UKN", "IRN", 0, 0, 0, 0, 0, 0],
        [2002, "UKN", "IRN", 7, 0, "", 0, "*", 0],
        [2003, "IRN", "UKN", 9, 0, 0, 0, 0, 0],
    ]
    read = list(unhcr.rows(opened(csv_bytes(rows))))
    assert [(len(row.claims), bool(row.skipped)) for row in read] == [(0, True), (2, False), (0, True)]
    assert [fields(one, "measure", "qualifier", "value", "origin_location_code") for one in read[1].claims] == [
        ("refugees", "exact", 7, ""), ("stateless", "fewer_than", 5, ""),
    ]  # fmt: skip


DEMOGRAPHICS = ["Year", "ISO3CoO", "ISO3CoA", "PT", "location", "urbanRural", "accommodationType", "Female_0_4",
                "Female_5_11", "Female_other", "Female_total", "Male_0_4", "Male_total", "Total"]  # fmt: skip


def test_ages_and_sexes_are_parts_of_their_total() -> None:
    rows = [DEMOGRAPHICS, [2020, "SYR", "LBN", "REF", "Beirut", "U", "I", 3, 5, 7, 15, 0, 11, 26]]
    source = opened(csv_bytes(rows))
    assert detect(source).layout is unhcr
    total, *parts = claims(unhcr.rows(source))
    assert fields(total, "measure", "value", "external_id") == ("refugees", 26, "2020/SYR/LBN/REF/Beirut/U/I")
    assert [(one.part, one.part_of, *fields(one, "value", "gender", "age_range", "partition")) for one in parts] == [
        ("f_0_4", "", 3, "f", "0-4", "sex_age"), ("f_5_11", "", 5, "f", "5-11", "sex_age"),
        ("f_other", "", 7, "f", "all", "sex_age"), ("m_total", "", 11, "m", "all", "sex_age"),
    ]  # fmt: skip


def test_messy_files_titles_totals_bad_codes_and_another_encoding() -> None:
    rows = [["UNHCR - Refugee Data Finder"], ["Extracted 3 May"], [], SITE, ["#date+year", *["#x"] * 13],
            ROWS["site"], [*ROWS["site"][:2], "S1", *ROWS["site"][3:]],
            ["Total", *[""] * 4, *ROWS["site"][5:]]]  # fmt: skip
    for content in (csv_bytes(rows, delimiter=";", encoding="utf-16"), xlsx_bytes({"pop": rows})):
        read = list(unhcr.rows(opened(content)))
        assert outcomes(read) == [
            (6, 9, [], False), (7, 0, ["Country of origin (ISO)"], False), (8, 0, [], True),
        ]  # fmt: skip


def test_people_who_fled_during_the_year_are_no_stock() -> None:
    rows = [["year", "coo_iso", "coa_iso", "refugees", "asylum_seekers", "refugee_like"], [2020, "SYR", "TUR", 5, 7, 0]]
    [row] = unhcr.rows(opened(csv_bytes(rows)))
    assert (row.claims, bool(row.skipped)) == ((), True)


_COUNTED = {"refugees": "refugees", "asylum_seekers": "asylum_seekers", "returned_refugees": "returned_refugees",
            "idps": "idps", "returned_idps": "returned_idps", "stateless": "stateless", "ooc": "others_of_concern",
            "oip": "in_need_of_protection", "hst": "host_community", "REF": "refugees", "IDP": "idps",
            "ASY": "asylum_seekers", "OOC": "others_of_concern", "STA": "stateless",
            "VDA": "in_need_of_protection"}  # fmt: skip


@pytest.mark.parametrize(
    "name", ["population_by_origin_2010_2025.csv", "hdx_end_year_totals_iran.csv", "solutions_returns_by_origin.csv"]
)
def test_totals_by_year_are_those_of_the_file(name: str) -> None:
    path = shared(f"unhcr_population/{name}")
    expected: dict[tuple[str, str], int] = defaultdict(int)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("coa_iso") in ("UNK", "XXA"):
                continue
            for column, measure in _COUNTED.items():
                expected[row.get("year") or row["Year"], measure] += int(float(row.get(column) or 0))
    source = opened(path)
    assert detect(source).layout is unhcr
    found: dict[tuple[str, str], int] = defaultdict(int)
    for claim in claims(unhcr.rows(source)):
        found[
            (claim.fields.get("as_of_date") or claim.fields["reference_period_end"])[:4], claim.fields["measure"]
        ] += claim.fields["value"]
    assert found == {key: number for key, number in expected.items() if number}
    if name.startswith("population"):
        turkey = [one for one in claims(unhcr.rows(source)) if one.fields["external_id"] == "2019/SYR/TUR"]
        assert 3_576_370 in [one.fields["value"] for one in turkey]


def test_the_parts_of_real_demographics_add_up_to_their_totals() -> None:
    for row in unhcr.rows(opened(shared("unhcr_population/demographics_syrian_origin.csv"))):
        total, *parts = row.claims
        if parts:
            assert sum(one.fields["value"] for one in parts) == total.fields["value"], row.number


@pytest.mark.parametrize(
    ("name", "code", "measure"),
    [("idmc_idps_by_country_year", "IDMC", "idps"), ("unrwa_palestine_refugees", "UNRWA", "refugees")],
)
def test_what_unhcr_passes_on_is_said_by_its_source(name: str, code: str, measure: str) -> None:
    read = [one for row in unhcr.rows(opened(shared(f"unhcr_population/{name}.csv"))) for one in row.claims]
    assert {(one.fields["originator"]["code"], one.fields["measure"]) for one in read} == {(code, measure)}
    identities = [one.fields["external_id"] for one in read]
    assert len(identities) == len(set(identities)) > 200


def test_rows_of_one_pair_have_the_same_identity_whatever_the_layout() -> None:
    first = claims(unhcr.rows(opened(records_csv([dict(zip(API, ROWS["api"], strict=True))]))))
    second = claims(unhcr.rows(opened(csv_bytes([OLD, ROWS["old"]]))))
    known = {(one.fields["external_id"], one.part) for one in first}
    assert {(one.fields["external_id"], one.part) for one in second} < known
