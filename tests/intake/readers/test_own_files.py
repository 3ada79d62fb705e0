"""Our own layout as a file is opened: what people fill in, and what we exported ourselves."""

from __future__ import annotations

import pytest

from tests.intake.readers.files import claims, csv_bytes, opened, records_csv, xlsx_bytes
from tracker.intake.readers import own
from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import EventHint
from tracker.ledger.row import FIELD_NAMES, FIELDS
from tracker.selectors.workbooks import SOURCE_HEADER

ROW = {
    "Measure": "killed",
    "value": "12",
    "quote": "-",
    "document_title": "Report",
    "document_url": "https://example.org/a",
}


@pytest.mark.parametrize("kind", ["csv", "semicolons", "xlsx"])
def test_what_people_fill_in_is_handed_on_as_it_stands(kind: str) -> None:
    rows = [list(ROW), list(ROW.values())]
    content = {
        "csv": csv_bytes(rows), "semicolons": csv_bytes(rows, delimiter=";", encoding="utf-8-sig"),
        "xlsx": xlsx_bytes({"s": rows}),
    }[kind]  # fmt: skip
    source = opened(content)
    assert detect(source).layout is own
    [claim] = claims(own.rows(source))
    assert claim.fields == {
        "measure": "killed", "value": "12", "quote": "-", "document": {"title": "Report", "url": "https://example.org/a"},
    }  # fmt: skip
    assert claim.columns["measure"] == "Measure"


@pytest.mark.parametrize(
    ("header", "code", "field"),
    [
        ("measure,value,mesure", "E14", "mesure"),
        ("measure,value,Value", "E16", "value"),
        ("measure,value,restricted", "E14", "restricted"),
    ],
)
def test_a_header_that_cannot_be_trusted_stops_the_file(header: str, code: str, field: str) -> None:
    source = opened(f"{header}\nkilled,1,x\n".encode())
    with pytest.raises(FileRefused) as refused:
        list(own.rows(source))
    [problem] = refused.value.problems
    assert (problem.row, problem.finding.code, problem.finding.field) == (1, code, field)


EXPORTED = {
    "id": "41", "revision": "2", "sequence": "99", "status": "published", "permalink": "https://t.example/figures/41/",
    "measure": "killed", "measure_name": "Killed", "basis": "period", "unit": "person", "qualifier": "exact",
    "value_text": "12", "value": "12", "value_low": "12", "value_best": "12", "value_high": "12",
    "reported_value": "12", "reported_unit": "person", "crisis": "nw-syria", "event": "7", "event_code": "EV-7",
    "location_code": "SYR", "place_code": "SY01", "reference_period_start": "2020-02-10",
    "reference_period_end": "2020-02-11", "date_precision": "days", "organisation": "OCHA", "organisation_code": "OCHA",
    "document_id": "3", "document_title": "Update", "document_url": "https://example.org/u", "licence": "CC BY 4.0",
    "redistributable": "false", "quote": "'-12 people", "part_of": "40", "partition": "side", "warnings": "W1 W7",
    "recorded_at": "2020-02-12T00:00:00Z",
}  # fmt: skip


def read_export(**changes: str) -> own.Claim:
    [claim] = claims(own.rows(opened(records_csv([{**EXPORTED, **changes}], FIELD_NAMES))))
    return claim


def test_an_export_gives_back_what_was_stated() -> None:
    claim = read_export()
    assert claim.fields == {
        "measure": "killed", "basis": "period", "qualifier": "exact", "value_text": "12", "value": "12",
        "unit": "person", "household_size": "", "crisis": "nw-syria", "place_code": "SY01",
        "reference_period_start": "2020-02-10", "reference_period_end": "2020-02-11", "date_precision": "days",
        "organisation": {"name": "OCHA", "code": "OCHA"}, "place_safe": "true",
        "document": {
            "title": "Update", "url": "https://example.org/u", "licence": "CC BY 4.0", "redistributable": "false",
        },
        "quote": "-12 people", "part_of": "40", "partition": "side",
    }  # fmt: skip
    assert claim.known_as == "41"
    assert claim.event == EventHint(
        code="EV-7", name="EV-7", starts="2020-02-10", ends="2020-02-11", precision="days"
    )  # fmt: skip


def test_households_are_stated_again_and_ranges_keep_their_ends() -> None:
    households = read_export(reported_unit="household", value="60", household_size="5").fields
    assert [households[name] for name in ("value", "unit", "household_size")] == ["12", "household", "5"]
    between = read_export(qualifier="between", reported_value="", value_low="10", value_high="20").fields
    assert [between[name] for name in ("value", "value_low", "value_high")] == ["", "10", "20"]
    converted = read_export(qualifier="between", unit="person", reported_unit="household", value_text="between 2 and 4")
    assert {"value", "value_low", "value_high"} & {*converted.fields} == set()
    assert converted.fields["value_text"] == "between 2 and 4"


def test_a_judgement_brings_the_reason_that_it_was_exported_with() -> None:
    assert "https://t.example/figures/41/" in read_export(role="recommended").fields["role_reason"]
    assert "role_reason" not in read_export(role="none").fields


def test_an_export_with_hashtags_in_a_workbook_beside_other_sheets_is_read_alone() -> None:
    rows = [list(FIELD_NAMES), [one.hxl for one in FIELDS], [EXPORTED.get(name, "") for name in FIELD_NAMES]]
    sheets = {"Data": rows, "Read me": [["Rows", "1"]], "Sources": [SOURCE_HEADER, [3, "Update"]]}
    source = opened(xlsx_bytes(sheets))
    assert detect(source).layout is own
    [row] = own.rows(source)
    assert (row.number, row.claims[0].fields["value"]) == (3, "12")
