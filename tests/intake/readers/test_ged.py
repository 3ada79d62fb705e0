"""UCDP GED: what becomes of an event in each of its layouts, and that no death is lost or counted twice."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import Any

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, records_csv, shared, xlsx_bytes
from tracker.intake.readers import ged
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import EventHint, PlaceHint
from tracker.intake.readers.sheets import find_head

EVENT: dict[str, Any] = {
    "id": 900001, "relid": "XXX-2021-1-1-1", "year": 2021, "active_year": 1, "code_status": "Clear",
    "type_of_violence": 1, "conflict_new_id": 1, "conflict_name": "Northland: Government", "dyad_new_id": 2,
    "dyad_name": "Government of Northland - Rebels", "side_a_new_id": 3, "side_a": "Government of Northland",
    "side_b_new_id": 4, "side_b": "Rebels", "number_of_sources": 2,
    "source_article": '"Agency A,2021-03-04,Seven die, says army";"Agency B,2021-03-05,Clashes; many dead"',
    "where_prec": 2, "where_coordinates": "Old Mill", "adm_1": "North province", "adm_2": "Mill district",
    "latitude": 35.5, "longitude": 36.25, "country": "Syria", "country_id": 652, "region": "Middle East",
    "event_clarity": 2, "date_prec": 2, "date_start": "2021-03-03", "date_end": "2021-03-04", "deaths_a": 2,
    "deaths_b": 3, "deaths_civilians": 0, "deaths_unknown": 7, "best": 12, "high": 17, "low": 11,
    "gwnoa": 652, "gwnob": "",
}  # fmt: skip
COLUMNS_41 = [
    "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name",
    "side_a_new_id", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources", "source_article",
    "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "adm_1",
    "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low",
    "best", "high",
]  # fmt: skip
COLUMNS_45 = [*COLUMNS_41[:3], "start_year", "end_year", *COLUMNS_41[3:29], "iso3", *COLUMNS_41[29:], "gwnoa"]
COLUMNS_52 = [*ged.CANDIDATE, "start_year", "end_year", "iso3"]


def read(content: bytes, name: str = "ged251.csv") -> list[Any]:
    return claims(ged.rows(opened(content, name)))


def test_an_event_is_a_total_with_its_parts() -> None:
    total, *parts = read(records_csv([EVENT]))
    assert fields(total, "measure", "basis", "qualifier", "value", "value_low", "value_high") == (
        "killed", "period", "between", 12, 11, 17,
    )  # fmt: skip
    assert (total.part, total.part_of, total.fields["external_id"]) == ("", None, "900001")
    assert total.fields["quote"] == "best: 12; low: 11; high: 17"
    assert fields(total, "reference_period_start", "reference_period_end", "date_precision", "place_precision") == (
        "2021-03-03", "2021-03-04", "days", "near",
    )  # fmt: skip
    assert total.fields["provider_place_name"] == "Old Mill, Mill district, North province, Syria"
    place = PlaceHint(
        country="Syria", names=("North province", "Mill district"), latitude=35.5, longitude=36.25
    )  # fmt: skip
    assert total.place == place
    assert total.event == EventHint(
        code="UCDP-900001", name="Government of Northland - Rebels, Old Mill, 2021-03-03 to 2021-03-04",
        starts="2021-03-03", ends="2021-03-04", precision="days", cause="conflict", place=place,
    )  # fmt: skip
    shown = ("value", "people_status", "population_group", "partition")
    assert [(one.part, one.part_of, *fields(one, *shown)) for one in parts] == [
        ("a", "", 2, "combatant", "Government of Northland", "side"),
        ("b", "", 3, "combatant", "Rebels", "side"),
        ("unknown", "", 7, "unspecified", "", "side"),
    ]
    assert sum(one.fields["value"] for one in parts) == total.fields["value"]
    assert parts[0].fields["quote"] == "side_a: Government of Northland; deaths_a: 2"
    assert (total.columns["value_low"], parts[1].columns["value"]) == ("low", "deaths_b")


def test_where_the_three_estimates_agree_the_number_is_exact() -> None:
    [total, *_] = read(records_csv([{**EVENT, "low": 12, "high": 12}]))
    assert fields(total, "qualifier", "value", "value_low", "value_high") == ("exact", 12, None, None)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(13, 17, (12, 17)), (3, 9, (3, 12)), (0, 11, (0, 12)), ("", "", (None, None)), ("", 17, (12, 17))],
)
def test_a_range_that_does_not_hold_the_best_is_widened_and_says_so(low: Any, high: Any, expected: Any) -> None:
    [total, *_] = read(records_csv([{**EVENT, "low": low, "high": high}]))
    assert (total.fields["value"], *fields(total, "value_low", "value_high")) == (12, *expected)
    assert ("does not hold its best" in total.fields["notes"]) == (low == 13 or high in (9, 11))


def test_the_reports_that_were_read_are_citations() -> None:
    total, *parts = read(records_csv([EVENT]))
    assert [one["document"] for one in total.citations] == [
        {"title": "Seven die, says army", "kind": "news_article",
         "publisher": {"name": "Agency A", "kind": "media"}, "published_date": "2021-03-04"},
        {"title": "Clashes; many dead", "kind": "news_article",
         "publisher": {"name": "Agency B", "kind": "media"}, "published_date": "2021-03-05"},
    ]  # fmt: skip
    assert all(one.citations == () for one in parts)
    [old, *_] = read(records_csv([{**EVENT, "source_article": 'Reuters 1989-05-17 "REBELS BLOW UP POWER LINES'}]))
    assert [one["document"]["title"] for one in old.citations] == ['Reuters 1989-05-17 "REBELS BLOW UP POWER LINES']


@pytest.mark.parametrize(
    ("name", "options", "title", "url"),
    [
        ("ged251.csv", {}, ", version 25.1", "https://ucdp.uu.se/downloads/ged/ged251-csv.zip"),
        ("GEDEvent_v24_0_3.csv", {}, ", version 24.0.3", "https://ucdp.uu.se/downloads/candidateged/GEDEvent_v24_0_3.csv"),
        ("events.csv", {"release": "23.1"}, ", version 23.1", "https://ucdp.uu.se/downloads/ged/ged231-csv.zip"),
        ("events.csv", {}, "", ""),
    ],
)  # fmt: skip
def test_the_version_is_the_document_and_never_the_identity(name: str, options: Any, title: str, url: str) -> None:
    [total, *_] = claims(ged.rows(opened(records_csv([EVENT]), name, **options)))
    assert total.fields["document"]["title"] == f"UCDP Georeferenced Event Dataset (GED){title}"
    assert (total.fields["document"]["url"], total.fields["document"]["licence"]) == (url, "CC BY 4.0")
    assert fields(total, "source_system", "external_id") == ("ucdp-ged", "900001")


LAYOUTS = {"41": COLUMNS_41, "45": COLUMNS_45, "49": ged.CANDIDATE, "52": COLUMNS_52}


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("tag_row", [None, 2, 3])
def test_every_layout_gives_the_same_numbers(columns: list[str], tag_row: int | None) -> None:
    event = {**EVENT, "date_start": "2021-03-03 00:00:00.000", "iso3": "SYR"}
    rows = [list(columns), [event.get(name, "") for name in columns]]
    if tag_row:
        tags = [{"country": "#country+name", "best": "#affected+killed"}.get(name, "") for name in columns]
        rows[1:1] = [tags]
    if tag_row == 3:
        rows.insert(0, ["UCDP data for Syria"])
    source = opened(csv_bytes(rows))
    assert detect(source).layout is ged
    total, *parts = claims(ged.rows(source))
    assert fields(total, "value", "value_low", "value_high", "reference_period_start") == (12, 11, 17, "2021-03-03")
    assert [one.fields["value"] for one in parts] == [2, 3, 7]
    assert total.place.country == ("SYR" if "iso3" in columns else "Syria")


def test_a_candidate_release_without_a_header_is_known_by_its_columns() -> None:
    events = [EVENT, {**EVENT, "id": 900002}]
    content = csv_bytes([[event.get(name, "") for name in ged.CANDIDATE] for event in events])
    source = opened(content, "GEDEvent_v24_0_1.csv")
    assert detect(source).layout is ged
    rows = list(ged.rows(source))
    found = [(one.number, one.cells["id"], one.claims[0].fields["value"]) for one in rows]
    assert found == [(1, "900001", 12), (2, "900002", 12)]
    assert not ged.recognises(find_head([["17"] * 48]))


def test_what_ucdp_has_not_finished_is_held_back() -> None:
    [total, *parts] = read(records_csv([{**EVENT, "code_status": "Check location"}]))
    assert "Check location" in total.held_back
    assert all(one.held_back == total.held_back for one in parts)
    assert read(records_csv([EVENT]))[0].held_back == ""


@pytest.mark.parametrize(
    ("precision", "expected", "depth"),
    [
        (1, "point", 2),
        (2, "near", 2),
        (3, "adm2", 2),
        (4, "adm1", 1),
        (5, "area", 0),
        (6, "country", 0),
        (7, "area", 0),
    ],
)
def test_a_place_is_named_no_closer_than_it_is_known(precision: int, expected: str, depth: int) -> None:
    [total, *_] = read(records_csv([{**EVENT, "where_prec": precision}]))
    assert (total.fields["place_precision"], len(total.place.names)) == (expected, depth)


def test_bad_cells_are_refused_at_their_columns_and_no_estimate_states_nothing() -> None:
    changes = [{"best": "twelve"}, {"date_start": "03/04/2021"}, {"id": ""}, {"best": ""}]
    rows = ged.rows(opened(records_csv([{**EVENT, **change} for change in changes])))
    found = [(one.number, [(f.code, f.field) for f in one.problems], bool(one.skipped)) for one in rows]
    assert found == [
        (2, [("E3", "best")], False), (3, [("E13", "date_start")], False), (4, [("E15", "id")], False), (5, [], True),
    ]  # fmt: skip


def test_a_workbook_in_another_encoding_of_the_same_event_reads_the_same() -> None:
    columns = list(ged.CANDIDATE)
    rows = [columns, [EVENT.get(name, "") for name in columns]]
    as_workbook, as_text = read(xlsx_bytes({"ged": rows})), read(csv_bytes(rows, delimiter=";", encoding="cp1252"))
    assert as_workbook == as_text
    missing = [name for name in columns if name not in ("where_description", "geom_wkt", "adm_2")]
    assert len(read(csv_bytes([missing, [EVENT.get(name, "") for name in missing]]))) == 4


@pytest.mark.parametrize("name", ["ged191_bangladesh_hxl", "ged231_world_sample_1989_2018", "ged_syria_2018_2019"])
def test_totals_by_country_and_year_are_those_of_the_file(name: str) -> None:
    path = shared(f"ucdp_ged/{name}.csv")
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"]:
                sums = expected[row["country"], row["year"]]
                best, low, high = (int(row[column]) for column in ("best", "low", "high"))
                sums[0] += best
                sums[1] += min(low, best)
                sums[2] += max(high, best)
                sums[3] += sum(int(row[f"deaths_{who}"]) for who in ("a", "b", "civilians", "unknown"))
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    source = opened(path)
    assert detect(source).layout is ged
    for row in ged.rows(source):
        total, *parts = row.claims
        sums = found[row.cells["country"], row.cells["year"]]
        value = total.fields["value"]
        for at, number in enumerate(
            (value, total.fields.get("value_low", value), total.fields.get("value_high", value))
        ):
            sums[at] += number
        sums[3] += sum(part.fields["value"] for part in parts)
    assert found == expected
