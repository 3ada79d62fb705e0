"""Which layout a file has, the page that explains them, and every real file of this machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.intake.readers.files import csv_bytes, opened, shared
from tracker.intake.readers import ged, gidd, hxl, idu, own, spreadsheet, unhcr
from tracker.intake.readers.layouts import LAYOUTS, detect
from tracker.rules import WRITABLE_FIELDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "import-layouts.md"


def test_a_name_leads_to_one_layout_and_each_says_what_it_is() -> None:
    assert len(LAYOUTS) == 11
    for name, layout in LAYOUTS.items():
        assert re.fullmatch(r"[a-z_]+", name)
        assert name == layout.NAME
        assert layout.DESCRIPTION
        assert layout.BECOMES


def test_the_page_lists_every_layout_with_what_its_columns_become() -> None:
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
    told = {}
    for section in sections:
        title = section.splitlines()[0]
        if named := re.search(r"`([a-z_]+)`", title):
            rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.M)[1:]
            told[named[1]] = dict(rows)
    assert told == {name: dict(layout.BECOMES) for name, layout in LAYOUTS.items()}


def test_a_file_that_two_publishers_could_have_written_is_doubted() -> None:
    header = [*ged.CANDIDATE, "iso3", "figure", "displacement_type", "qualifier", "displacement_start_date"]
    detected = detect(opened(csv_bytes([header, ["x"] * len(header)])))
    assert (detected.layout, detected.doubts) == (None, (ged, idu))


REAL = {
    "ucdp_ged/ged191_bangladesh_hxl.csv": ged,
    "ucdp_ged/ged231_world_sample_1989_2018.csv": ged,
    "ucdp_ged/ged_syria_2018_2019.csv": ged,
    "idmc/gidd_conflict_2009_2024.csv": gidd,
    "idmc/gidd_conflict_2009_2024.json": gidd,
    "idmc/gidd_disasters_2021_2024.csv": gidd,
    "idmc/gidd_displacement_hxl_small.xlsx": gidd,
    "idmc/idu_india_2023_a.json": idu,
    "idmc/idu_india_2023_a_flat.csv": idu,
    "unhcr_population/demographics_syrian_origin.csv": unhcr,
    "unhcr_population/flows_syrian_origin.csv": unhcr,
    "unhcr_population/hdx_end_year_totals_iran.csv": unhcr,
    "unhcr_population/idmc_idps_by_country_year.csv": unhcr,
    "unhcr_population/population_by_origin_2010_2025.csv": unhcr,
    "unhcr_population/solutions_returns_by_origin.csv": unhcr,
    "unhcr_population/unrwa_palestine_refugees.csv": unhcr,
    "unhcr_population/syrian_refugees_by_host_year.csv": spreadsheet,
    "claims_nw_syria/claims.csv": spreadsheet,
    "claims_nw_syria/claims.json": spreadsheet,
    "hxl_samples/input-valid.xlsx": spreadsheet,
}


@pytest.mark.parametrize("path", REAL)
def test_every_real_file_is_recognised_and_each_of_its_rows_is_a_claim_or_explained(path: str) -> None:
    source = opened(shared(path))
    layout = REAL[path]
    assert detect(source).layout is layout
    count = 0
    for row in layout.rows(source):
        count += 1
        assert bool(row.claims) + bool(row.problems) + bool(row.skipped) == 1, row
        parts = [claim.part for claim in row.claims]
        assert len(parts) == len(set(parts))
        for claim in row.claims:
            assert {*claim.fields} <= {*WRITABLE_FIELDS}
            assert claim.fields["external_id"]
            assert claim.fields["quote"]
            assert claim.part_of is None or claim.part_of in parts
            assert {*claim.columns.values()} <= {*row.cells}
    assert count == sum(1 for sheet in source.sheets for _record in sheet.records())


def test_the_layouts_of_publishers_go_before_the_generic_ones() -> None:
    tagged = csv_bytes([["#adm1", "#affected+killed"], ["Idlib", "5"]])
    plain = csv_bytes([["Place", "Killed"], ["Idlib", "5"]])
    ours = csv_bytes([["place_code", "measure", "value"], ["SYR", "killed", "5"]])
    assert [detect(opened(one)).layout for one in (tagged, plain, ours)] == [hxl, spreadsheet, own]
