"""Our own file layout: what is a row, what is not, and what is said about it."""

from __future__ import annotations

import pytest

from tracker.intake.readers import own
from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.opening import open_file
from tracker.intake.readers.rows import SourceRow

HEADER = "measure,value,quote"


def read(text: str) -> list[SourceRow]:
    return list(own.rows(open_file(text.encode(), "rows.csv")))


def fields(row: SourceRow) -> dict[str, object]:
    [claim] = row.claims
    return dict(claim.fields)


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    rows = read(f'{HEADER}\r\nkilled,12,"one ""two"", three"\r\n\r\ninjured,7,"two\nlines"\r\n')
    assert [(row.number, fields(row)) for row in rows] == [
        (2, {"measure": "killed", "value": "12", "quote": 'one "two", three'}),
        (4, {"measure": "injured", "value": "7", "quote": "two\nlines"}),
    ]


def test_arabic_and_the_mark_of_utf_8_survive() -> None:
    [row] = read("\ufeff" + f"{HEADER}\nkilled,١٢,قتل ١٢ شخصًا\n")
    assert fields(row) == {"measure": "killed", "value": "١٢", "quote": "قتل ١٢ شخصًا"}


def test_the_order_and_case_of_columns_do_not_matter() -> None:
    [row] = read("Quote, VALUE ,measure\nx,1,killed\n")
    assert fields(row) == {"quote": "x", "value": "1", "measure": "killed"}


def test_a_row_of_another_length_is_refused_alone() -> None:
    rows = read(f"{HEADER}\nkilled,12\nkilled,12,x\nkilled,1,200,x\n")
    assert {row.number: [one.code for one in row.problems] for row in rows} == {2: ["E19"], 3: [], 4: ["E19"]}
    assert rows[0].problems[0].message == "This row has 2 cells where the header has 3."


@pytest.mark.parametrize(
    ("header", "field", "code", "example"),
    [
        ("mesure,value,quote", "mesure", "E14", "measure"),
        ("measure,value_best,quote", "value_best", "E14", ""),
        ("measure,restricted,quote", "restricted", "E14", ""),
        ("measure,value,measure", "measure", "E16", ""),
    ],
)
def test_a_header_that_cannot_be_trusted_is_refused_whole(header: str, field: str, code: str, example: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(f"{header}\nkilled,1,x\n")
    problem = refused.value.problems[0]
    assert (problem.row, problem.finding.field, problem.finding.code) == (1, field, code)
    if example:
        assert problem.finding.example == example
