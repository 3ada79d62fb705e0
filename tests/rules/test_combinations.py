"""Which basis, unit, qualifier and companion fields go together, over the whole vocabulary."""

from __future__ import annotations

import pytest

from tests.rules.judging import changed, codes, judged
from tracker.vocabulary import MEASURES, Qualifier

_DATES = {
    "reference_period_start": "2020-01-01",
    "reference_period_end": "2020-01-31",
    "as_of_date": "2020-01-31",
}


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_takes_its_own_bases_and_no_other(measure: str) -> None:
    for basis in ("stock", "period", "cumulative", "share"):
        unit = "percent" if basis == "share" else MEASURES[measure].unit.value
        row = changed(measure=measure, basis=basis, unit=unit, value="20", value_text="20", quote="20", **_DATES)
        expected = [] if basis in MEASURES[measure].bases else [("E16", "basis")]
        assert codes(judged(row)) == expected


def test_a_rate_is_allowed_for_a_period_alone() -> None:
    rate = {"unit": "person_per_day", "value": "6500", "value_text": "6,500 children a day", "quote": "6,500"}
    assert judged(changed(basis="period", **rate, **_DATES)) == []
    assert codes(judged(changed(**rate))) == [("E16", "unit")]


@pytest.mark.parametrize("qualifier", ["unspecified_plural", "unknown_number", "magnitude", "denied"])
def test_constraints_carry_no_number(qualifier: str) -> None:
    row = changed(qualifier=qualifier, value=None, value_text="hundreds", contests=4)
    assert judged(row) == []
    assert codes(judged({**row, "value": "100", "value_text": "hundreds"})) == [("E19", "value")]


def test_most_of_them_is_a_share() -> None:
    row = changed(basis="share", unit="percent", qualifier="majority", value=None, value_text="mostly", share_of=4)
    assert judged(row) == []


def test_a_denial_names_what_it_contests() -> None:
    row = changed(qualifier="denied", value=None, value_text="do not have a factual basis")
    assert codes(judged(row)) == [("E15", "contests")]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"supersedes": 4}, "supersedes_kind"),
        ({"supersedes_kind": "revises"}, "supersedes"),
        ({"part_of": 4}, "partition"),
        ({"partition": "side"}, "part_of"),
        ({"longitude": "0"}, "latitude"),
    ],
)
def test_fields_that_go_in_pairs(given: dict[str, object], missing: str) -> None:
    assert codes(judged(changed(**given))) == [("E15", missing)]


def test_the_base_belongs_to_shares() -> None:
    assert codes(judged(changed(share_of=4))) == [("E16", "share_of")]


@pytest.mark.parametrize("field", ["role", "grade"])
def test_a_judgement_with_its_reason_is_fine(field: str) -> None:
    code = {"role": "context", "grade": "weak"}[field]
    assert judged(changed(**{field: code, f"{field}_reason": "the method is unknown"})) == []


def test_qualifiers_of_the_vocabulary_are_all_judged() -> None:
    """A qualifier that no check knows would let a claim without a number through."""
    for qualifier in Qualifier:
        row = changed(qualifier=qualifier.value, value=None, value_text=None)
        missing = judged(row)
        assert missing or qualifier in ("unspecified_plural", "unknown_number")
