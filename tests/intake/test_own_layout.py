"""Our own file layout: what is a row, what is not, and what is said about it."""

from __future__ import annotations

import pytest

from tracker.intake.readers import own
from tracker.intake.readers.table import Table

HEADER = "measure,value,quote"


def read(text: str | bytes) -> Table:
    return own.read(text.encode() if isinstance(text, str) else text)


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    table = read(f'{HEADER}\r\nkilled,12,"one ""two"", three"\r\n\r\ninjured,7,"two\nlines"\r\n')
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, {"measure": "killed", "value": "12", "quote": 'one "two", three'}),
        (4, {"measure": "injured", "value": "7", "quote": "two\nlines"}),
    ]


def test_arabic_and_the_mark_of_utf_8_survive() -> None:
    table = read("\ufeff" + f"{HEADER}\nkilled,١٢,قتل ١٢ شخصًا\n")
    assert table.rows[0].cells == {"measure": "killed", "value": "١٢", "quote": "قتل ١٢ شخصًا"}


def test_the_order_and_case_of_columns_do_not_matter() -> None:
    [row] = read("Quote, VALUE ,measure\nx,1,killed\n").rows
    assert row.cells == {"quote": "x", "value": "1", "measure": "killed"}


def test_a_row_of_another_length_is_refused_alone() -> None:
    table = read(f"{HEADER}\nkilled,12\nkilled,12,x\nkilled,1,200,x\n")
    codes = {row.number: [one.code for one in row.problems] for row in table.rows}
    assert codes == {2: ["E19"], 3: [], 4: ["E19"]}
    assert table.rows[0].problems[0].message == "This row has 2 cells where the header has 3."


@pytest.mark.parametrize(
    ("content", "row", "field", "code", "example"),
    [
        ("mesure,value\nkilled,1\n", 1, "mesure", "E14", "measure"),
        ("measure,value_best\nkilled,1\n", 1, "value_best", "E14", ""),
        ("measure,restricted\nkilled,yes\n", 1, "restricted", "E14", ""),
        ("measure,value,measure\nkilled,1,killed\n", 1, "measure", "E16", ""),
        ("", 0, "", "E15", ""),
        (",,\n", 0, "", "E15", ""),
        ('measure,value\n"killed,1\n', 0, "", "E3", ""),
        ("measure,quote\nkilled,Alep\xe9\n".encode("latin-1"), 0, "", "E3", ""),
    ],
    ids=repr,
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(
    content: str | bytes, row: int, field: str, code: str, example: str
) -> None:
    table = read(content)
    assert table.rows == []
    problem = table.problems[0]
    assert (problem.finding.field, problem.finding.code) == (field, code)
    assert problem.row == row or not field
    if example:
        assert problem.finding.example == example
