"""IDMC GIDD: every table it publishes, raw numbers alone, households as reported."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from typing import Any

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, outcomes, shared, xlsx_bytes
from tracker.intake.readers import gidd
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import Claim, PlaceHint

CONFLICT = ["iso3", "country_name", "year", "new_displacement", "new_displacement_rounded", "total_displacement",
            "total_displacement_rounded"]  # fmt: skip
DISASTERS = ["iso3", "country_name", "year", "start_date", "start_date_accuracy", "end_date", "end_date_accuracy",
             "event_name", "hazard_category_name", "hazard_type", "hazard_type_name", "hazard_sub_type_name",
             "new_displacement", "new_displacement_rounded", "total_displacement", "event_codes"]  # fmt: skip
FLOOD = ["BOL", "Bolivia", 2022, "2022-01-27", "Day", "2022-01-29", "Week", "Bolivia: Flood", "Weather related", 10,
         "Flood", "Flood", 17, 20, "19.0", "['FL-2022-1-BOL', 'X']"]  # fmt: skip


def read(*rows: list[Any], **sheets: list[list[Any]]) -> list[Claim]:
    source = opened(xlsx_bytes(sheets) if sheets else csv_bytes(list(rows)))
    assert detect(source).layout is gidd
    return claims(gidd.rows(source))


def test_conflict_by_year_is_a_flow_and_a_stock_and_rounded_columns_are_left_aside() -> None:
    new, stock = read(CONFLICT, ["SYR", "Syria", 2020, 1823, 1800, 6568001, 6568000])
    assert fields(new, "measure", "basis", "value", "cause", "reference_period_start", "reference_period_end") == (
        "displaced", "period", 1823, "conflict", "2020-01-01", "2020-12-31",
    )  # fmt: skip
    assert fields(stock, "measure", "basis", "value", "as_of_date") == ("idps", "stock", 6568001, "2020-12-31")
    assert (new.place, new.fields["external_id"], new.part, stock.part) == (
        PlaceHint(codes=("SYR",), country="SYR"), "SYR/2020", "conflict/new", "conflict/stock",
    )  # fmt: skip


def test_a_disaster_is_an_event_and_rows_that_repeat_it_are_events_of_their_own() -> None:
    rows = [DISASTERS, FLOOD, [*FLOOD[:12], 23, *FLOOD[13:]]]
    new, stock, again, _stock = read(*rows)
    assert fields(new, "measure", "value", "reference_period_start", "reference_period_end", "date_precision") == (
        "displaced", 17, "2022-01-27", "2022-01-29", "week",
    )  # fmt: skip
    assert fields(stock, "measure", "value", "as_of_date") == ("idps", 19, "2022-12-31")
    assert "FL-2022-1-BOL, X" in new.fields["notes"]
    assert (again.fields["value"], again.fields["external_id"]) == (23, f"{new.fields['external_id']}#2")
    assert new.event is not None
    assert again.event is not None
    assert (new.event.name, new.event.cause) == ("Bolivia: Flood", "disaster")
    assert new.event.code != again.event.code
    assert len(new.event.code) <= 80


def test_the_displacement_export_reads_raw_columns_of_its_first_sheet() -> None:
    header = ["ISO3", "Name", "Year", "Conflict Stock Displacement", "Conflict Stock Displacement (Raw)",
              "Conflict Internal Displacements", "Conflict Internal Displacements (Raw)",
              "Disaster Internal Displacements", "Disaster Internal Displacements (Raw)",
              "Disaster Stock Displacement", "Disaster Stock Displacement (Raw)"]  # fmt: skip
    context = [["ISO3", "Year", "Figure cause", "Figure category", "Description", "Figures", "Figures rounded"],
               ["SYR", 2020, "Conflict", "IDPs", "Words", 101, 100]]  # fmt: skip
    sadd = [["ISO3", "Country", "Year", "Sex", "Cause", "0-4", "5-11", "12-17", "18-59", "60+"],
            ["SYR", "Syria", 2020, "Female", "Conflict", 2, 3, 5, 7, ""]]  # fmt: skip
    sheets = {
        "1_Displacement_data": [header, ["SYR", "Syria", 2020, 100, 101, 100, 103, 110, 107, 110, 109]],
        "2_Context_Displacement_data": context, "3_IDPs_SADD_estimates": sadd, "README": [["TITLE"], ["IDMC"]],
    }  # fmt: skip
    found = read(**sheets)
    assert [(one.part, one.fields["value"]) for one in found[:4]] == [
        ("conflict/new", 103), ("conflict/stock", 101), ("disaster/new", 107), ("disaster/stock", 109),
    ]  # fmt: skip
    assert [fields(one, "gender", "age_range", "value", "level") for one in found[4:]] == [
        ("f", "0-4", 2, "estimated"), ("f", "5-11", 3, "estimated"), ("f", "12-17", 5, "estimated"),
        ("f", "18-59", 7, "estimated"),
    ]  # fmt: skip
    rows = list(gidd.rows(opened(xlsx_bytes(sheets))))
    assert [row.sheet for row in rows if row.skipped] == ["2_Context_Displacement_data"]


def test_the_disaster_export() -> None:
    header = ["ISO3", "Country / Territory", "Year", "Event Name", "Date of Event (start)",
              "Disaster Internal Displacements", "Disaster Internal Displacements (Raw)", "Hazard Category",
              "Hazard Type", "Hazard Sub Type", "Event Codes (Code:Type)", "Event ID",
              "Displacement occurred"]  # fmt: skip
    row = ["PHL", "Philippines", 2021, "Storm X", "2021-03-04", 330, 328, "Weather related", "Storm", "Typhoon",
           "TC-1:Glide number; TC-2:Local", 991, "Displacement with evacuation"]  # fmt: skip
    [claim] = read(s=[header, row])
    assert fields(claim, "value", "reference_period_start") == (328, "2021-03-04")
    assert "TC-1, TC-2" in claim.fields["notes"]


FIGURE: dict[str, Any] = {
    "ID": 9, "ISO3": "SYR", "Country": "Syria", "Figure cause": "Conflict", "Year": 2020,
    "Figure category": "Internal Displacements", "Figure unit": "Household", "Reported figures": 1250,
    "Household size": 5.3, "Total figures": 6625, "Start date": "2020-02-01", "Start date accuracy": "Day",
    "End date": "2020-02-03", "End date accuracy": "Day", "Publishers": "News A", "Sources": "OCHA; Mayor",
    "Event ID": 55, "Event name": "Syria: Clashes", "Event start date": "2020-02-01", "Event end date": "2020-02-09",
    "Locations name": "Idlib, Syria; Hama, Syria",
}  # fmt: skip


def figure(**changes: Any) -> Claim:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.5, 35.5]},
               "properties": {**FIGURE, **changes}}  # fmt: skip
    source = opened(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    assert detect(source).layout is gidd
    [claim] = claims(gidd.rows(source))
    return claim


def test_households_are_kept_as_reported() -> None:
    claim = figure()
    assert fields(claim, "value", "unit", "household_size", "external_id") == (1250, "household", "5.3", "figure/9")
    assert "1250" in claim.fields["quote"]
    assert "6625" in claim.fields["quote"]
    assert claim.place == PlaceHint(codes=("SYR",), country="SYR", sites=("Idlib, Syria", "Hama, Syria"))
    assert [one["document"]["title"] for one in claim.citations] == [
        "Report of OCHA that IDMC read", "Report of Mayor that IDMC read",
    ]  # fmt: skip
    assert claim.event is not None
    assert claim.event.code == "IDMC-55"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Total figures": 7000}, (7000, "person", None)),
        ({"Household size": None}, (6625, "person", None)),
        ({"Figure unit": "Person", "Reported figures": 6625, "Household size": None}, (6625, "person", None)),
    ],
)
def test_people_are_used_where_idmc_did_not_simply_multiply(changes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert fields(figure(**changes), "value", "unit", "household_size") == expected


def test_one_place_keeps_its_point_and_a_stock_its_day() -> None:
    claim = figure(**{"Locations name": "Idlib", "Figure category": "IDPs", "Stock date": "2020-12-31"})
    assert fields(claim, "measure", "basis", "as_of_date", "latitude", "place_precision") == (
        "idps", "stock", "2020-12-31", 35.5, "near",
    )  # fmt: skip


def test_messy_files_wrong_encoding_tags_missing_columns_and_totals() -> None:
    rows = [["IDMC GIDD"], CONFLICT[:6], ["#country+code", "#country+name", "#date+year", "#affected", "", ""],
            ["CIV", "Côte d'Ivoire", "2020", "17", "20", "-"], ["Total", "", "", "17", "20", ""],
            ["CIV", "Côte d'Ivoire", "last", "17", "", ""]]  # fmt: skip
    read_back = list(gidd.rows(opened(csv_bytes(rows, encoding="cp1252"))))
    assert outcomes(read_back) == [
        (4, 1, [], False), (5, 0, [], True), (6, 0, ["year"], False),
    ]  # fmt: skip
    assert read_back[0].claims[0].fields["provider_place_name"] == "Côte d'Ivoire"


@pytest.mark.parametrize(
    "name", ["gidd_conflict_2009_2024.csv", "gidd_conflict_2009_2024.json", "gidd_disasters_2021_2024.csv"]
)
def test_totals_by_country_and_year_are_those_of_the_file(name: str) -> None:
    path = shared(f"idmc/{name}")
    with path.open(encoding="utf-8", newline="") as file:
        raw = json.load(file)["results"] if name.endswith("json") else list(csv.DictReader(file))
    expected: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in raw:
        for column, measure in (("new_displacement", "displaced"), ("total_displacement", "idps")):
            expected[row["iso3"], str(row["year"]), measure] += int(float(row[column] or 0))
    source = opened(path)
    assert detect(source).layout is gidd
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    identities = set()
    for row in gidd.rows(source):
        for claim in row.claims:
            found[row.cells["iso3"], row.cells["year"], claim.fields["measure"]] += claim.fields["value"]
            identities.add((claim.fields["external_id"], claim.part))
    assert {key: number for key, number in found.items() if number} == {k: n for k, n in expected.items() if n}
    assert len(identities) == len([claim for row in gidd.rows(source) for claim in row.claims])


def test_the_small_workbook_with_hashtags() -> None:
    found = claims(gidd.rows(opened(shared("idmc/gidd_displacement_hxl_small.xlsx"))))
    assert sum(one.fields["value"] for one in found if one.fields["measure"] == "displaced") > 0
    assert {one.fields["place_precision"] for one in found} == {"country"}
