"""The API's door for rows refuses what every other door refuses, with the same codes at the same fields."""

from __future__ import annotations

from datetime import date

import orjson
import pytest

from api.serializers import FigureWrite, facts_of_row
from tests.bad_rows import BAD_ROWS, GOOD_ROW, BadRow


def written(row: dict[str, object]) -> FigureWrite:
    """The row as JSON brings it."""
    return FigureWrite(orjson.loads(orjson.dumps(row)))


def test_the_good_row_is_good() -> None:
    row = written(GOOD_ROW)
    assert row.is_valid(), row.errors
    assert row.errors == []
    assert row.values["value"] == 800_000
    assert row.values["as_of_date"] == date(2020, 2, 13)


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_a_bad_row_is_refused_with_pointer_and_code(bad: BadRow) -> None:
    row = written(bad.row())
    assert not row.is_valid()
    assert [(error["pointer"], error["code"]) for error in row.errors] == [(f"#/{bad.field}", bad.code)]
    response = row.as_problem("/api/v1/figures/")
    problem = orjson.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert problem["type"].endswith("/invalid-figure/")
    assert problem["errors"] == row.errors


def test_warnings_do_not_refuse_a_draft() -> None:
    row = written({**GOOD_ROW, "quote": "hundreds of thousands of people"})
    assert row.is_valid()
    assert "W1" in {warning["code"] for warning in row.warnings}


def test_a_document_is_known_by_what_the_row_says_of_it() -> None:
    assert facts_of_row({}).document_known is False
    assert facts_of_row({"document": 4}).document_known is True
    assert facts_of_row({"document": {"published_date": "2020-02-14"}}).document_published == date(2020, 2, 14)
    assert facts_of_row({"document": {"published_date": "someday"}}).document_published is None
