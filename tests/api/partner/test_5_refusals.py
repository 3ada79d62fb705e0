"""What is misspelt, unknown, no date, too much or in no known format: 400, a problem, and a pointer to it."""

from __future__ import annotations

import pytest

from tests import makers
from tests.api.asking import refused

pytestmark = pytest.mark.django_db

WRONG = [
    ("figures/?mesure=killed", "mesure", "unknown_parameter", "measure"),
    ("figures/?measure=kiled", "measure", "invalid_code", "killed"),
    ("figures/?crisis=nw-syira", "crisis", "invalid_code", "nw-syria"),
    ("figures/?place_within=NOWHERE", "place_within", "invalid_code", ""),
    ("figures/?as_of_date_min=13.02.2020", "as_of_date_min", "invalid_date", ""),
    ("figures/?known_on=2020-02-30", "known_on", "invalid_date", ""),
    ("figures/?known_on=2999-01-01", "known_on", "future_date", ""),
    ("figures/?limit=100001", "limit", "out_of_range", ""),
    ("figures/?limit=0", "limit", "out_of_range", ""),
    ("figures/?offset=100001", "offset", "out_of_range", ""),
    ("figures/?output_format=pdf", "output_format", "invalid_code", ""),
    ("figures.pdf", "output_format", "invalid_code", "csv"),
    ("series/1.docx", "output_format", "invalid_code", "csv"),
    ("figures.csv?output_format=xlsx", "output_format", "conflict", "csv"),
    ("figures/?revision=999999", "revision", "beyond_last_revision", ""),
    ("figures/?cursor=nonsense", "cursor", "invalid_cursor", ""),
    ("figures/?snapshot=nowhere", "snapshot", "invalid_code", ""),
    ("figures/?sort=-valu", "sort", "invalid_code", "value"),
    ("figures/?fields=valu", "fields", "invalid_code", "value"),
    ("figures.csv?mesure=killed", "mesure", "unknown_parameter", "measure"),
    ("series/?mesure=killed", "mesure", "unknown_parameter", "measure"),
    ("series/?limit=100001", "limit", "out_of_range", ""),
    ("series.xlsx?place_code=NOWHERE", "place_code", "invalid_code", ""),
    ("tallies/?measure=killed&by=week", "by", "invalid_code", ""),
    ("changes/?type=figure.publish", "type", "invalid_code", "figure.published"),
    ("changes/?since=yesterday", "since", "not_a_number", ""),
    ("snapshots/?limit=100001", "limit", "out_of_range", ""),
]


@pytest.mark.parametrize(("path", "parameter", "code", "nearest"), WRONG)
def test_the_parameter_is_named(path: str, parameter: str, code: str, nearest: str) -> None:
    makers.make_figure()
    problem = refused(f"/api/v1/{path}", 400)
    [error] = problem["errors"]
    assert (error["parameter"], error["code"]) == (parameter, code)
    assert nearest in error["detail"]
    assert problem["instance"].endswith(path.partition("/")[2] or path)


def test_all_that_is_wrong_is_named_at_once() -> None:
    problem = refused("figures/", 400, mesure="killed", limit="100001", known_on="someday", crisis="nowhere")
    assert {error["parameter"] for error in problem["errors"]} == {"mesure", "limit", "known_on", "crisis"}
