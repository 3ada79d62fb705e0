"""One question in five formats: the same rows, the same values, nulls stay null, text survives a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from python_calamine import CalamineWorkbook

from tests import makers
from tests.api.asking import answered, ask
from tracker.ledger.drafts import NewCitation
from tracker.ledger.row import FIELD_NAMES

pytestmark = pytest.mark.django_db

ARABIC = "نزح أكثر من 800,000 شخص"


def content(kind: str, **asked: Any) -> bytes:
    return b"".join(ask(f"figures.{kind}", **asked))


def as_csv(value: Any) -> str:
    """A value as a cell of text, without the apostrophe before what a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("asked", [{}, {"measure": "killed"}, {"sort": "-value"}, {"limit": 2, "offset": 1}])
def test_five_formats_tell_the_same(asked: dict[str, Any]) -> None:
    quoted = NewCitation(document=makers.make_document("=1+1"), quote=ARABIC, quote_language="ar")
    makers.make_figure(citations=[quoted], operation="007", notes='"a", b;\nc')
    makers.make_figure(
        measure="killed", value=7, value_text="more than 7", latitude=36.2, longitude=37.1, place_safe=True
    )
    makers.make_figure(measure="injured", qualifier="unknown_number", value=None, value_text="an unknown number of",
                       quote="an unknown number of people")  # fmt: skip
    rows = answered("figures/", **asked)["data"]
    assert rows
    assert [orjson.loads(line) for line in content("ndjson", **asked).splitlines()] == rows
    assert [one["properties"] for one in orjson.loads(content("geojson", **asked))["features"]] == rows
    header, *lines = csv.reader(io.StringIO(content("csv", **asked).decode(), newline=""))
    assert tuple(header) == FIELD_NAMES
    cells = [[cell.removeprefix("'") for cell in line] for line in lines]
    assert cells == [[as_csv(row[name]) for name in FIELD_NAMES] for row in rows]
    book = CalamineWorkbook.from_filelike(io.BytesIO(content("xlsx", **asked)))
    names, *sheet = book.get_sheet_by_name("Data").to_python()
    assert tuple(names) == FIELD_NAMES
    for found, row in zip(sheet, rows, strict=True):
        for name, cell in zip(FIELD_NAMES, found, strict=True):
            value = " ".join(row[name]) if isinstance(row[name], list) else row[name]
            assert cell == ("" if value is None else value), name


def test_zeros_and_scripts_survive_a_spreadsheet() -> None:
    quoted = NewCitation(document=makers.make_document(), quote=ARABIC, quote_language="ar")
    makers.make_figure(citations=[quoted], operation="007", source_system="x", external_id="00012")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content("xlsx")))
    header, row = book.get_sheet_by_name("Data").to_python()
    found = dict(zip(header, row, strict=True))
    assert (found["operation"], found["external_id"], found["quote"]) == ("007", "00012", ARABIC)
    assert found["value_high"] == "", "nobody said how high: empty, not 0"
    text = content("csv", bom="true")
    assert text.startswith(b"\xef\xbb\xbf"), "with it, spreadsheets read UTF-8"
    assert ARABIC.encode() in text
