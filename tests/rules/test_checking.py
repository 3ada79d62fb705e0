"""Errors that need more than one row, or the world around it; and checking that trusts nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.bad_rows import BAD_ROWS, GOOD_ROW
from tests.rules.judging import changed, codes, facts_for, judged
from tracker import rules
from tracker.rules import Facts, asking, check_figure, check_figures, read_figure, stopping
from tracker.rules.checking import figure


def test_a_witness_record_needs_no_document() -> None:
    assert judged(changed(document=None), document_is_witness_record=True) == []


def test_a_restricted_figure_needs_no_quote() -> None:
    assert judged(changed(quote=None, restricted="true")) == []


def test_the_publisher_can_be_the_source() -> None:
    assert judged(changed(organisation=None), publisher_known=True) == []


def test_a_place_outside_the_crisis_stops_until_confirmed() -> None:
    findings = judged(GOOD_ROW, place_in_crisis=False)
    assert codes(findings) == [("E8", "place_code")]
    assert stopping(findings, {}) == findings == asking(findings)
    assert stopping(findings, {"E8": "they crossed the border"}) == []
    assert stopping(findings, {"E8": "  "}) == findings


def test_other_errors_cannot_be_confirmed_away() -> None:
    findings = judged(changed(quote=None))
    assert stopping(findings, {"E2": "trust me"}) == findings


def test_a_future_date_is_judged_by_the_day_given() -> None:
    row = changed(document={"title": "t"}, statement_date="2020-03-01")
    assert judged(row) == []
    assert codes(judged(row, today=date(2020, 2, 29))) == [("E6", "statement_date")]


def test_published_on_the_as_of_day_is_fine() -> None:
    assert judged(GOOD_ROW, document_published=date(2020, 2, 13)) == []
    assert codes(judged(GOOD_ROW, document_published=date(2020, 2, 12))) == [("E7", "as_of_date")]


@pytest.mark.parametrize(
    ("parts", "whole", "more", "expected"),
    [
        (1_089, 1_089, {}, []),
        (1_090, 1_089, {}, [("E18", "value")]),
        (1_090, 1_089, {"whole_open": True}, [("W5", "value")]),
        (1_000, 1_089, {}, []),
        (1_000, 1_089, {"parts_complete": True}, [("W5", "value")]),
        (None, 1_089, {}, []),
    ],
)
def test_parts_against_their_whole(
    parts: int | None, whole: int, more: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert codes(judged(GOOD_ROW, parts_sum=parts, whole_value=whole, **more)) == expected


def test_a_row_looked_at_alone_is_judged_by_what_it_shows() -> None:
    values, _none = read_figure(changed(document=None, quote=None, party="interested"))
    assert check_figure(values, Facts.unknown()) == []
    assert codes(check_figure({**values, "unit": "dwelling"}, Facts.unknown())) == [("E16", "unit")]


def test_checking_does_not_trust_that_values_were_read() -> None:
    values, _none = read_figure(GOOD_ROW)
    for name, typed, code in (
        ("measure", "displacd", "E12"),
        ("as_of_date", "2020-02-13", "E13"),
        ("value", "800000", "E3"),
        ("notes", "x" * 5_001, "E19"),
        ("source_reliability", "G", "E12"),
    ):
        findings = check_figure({**values, name: typed}, facts_for(GOOD_ROW))
        assert (code, name) in codes(findings)


READ_LIKE_THEY_ARE_CHECKED = sorted(set(rules.WRITABLE_FIELDS) - {"confirm", "value_text"})
ANYTHING = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals(allow_nan=False) | st.text() | st.dates()
    | st.sampled_from([code for codes_of_field in rules.CODES.values() for code in codes_of_field])
    | st.sampled_from(["2020-02-13", "0-4", "9-4", "en", "x" * 5_001, ["killed"]])
)  # fmt: skip


@given(st.sampled_from(READ_LIKE_THEY_ARE_CHECKED), ANYTHING)
@example("value", Decimal("Infinity"))
@example("latitude", Decimal("-Infinity"))
def test_what_reading_refuses_checking_refuses_too(name: str, value: object) -> None:
    """Checking only glances at what was plainly read before; nothing may slip past the glance."""
    _values, unread = read_figure({name: value})
    assert set(codes(unread)) <= set(codes(check_figure({name: value}, Facts.unknown())))


# --- many claims at once ---


def claim(row: Mapping[str, object], **facts: object) -> tuple[dict[str, object], Facts]:
    """A row as far as it could be read, complete as the ledger hands it over, and what is known around it."""
    empty = dict.fromkeys(READ_LIKE_THEY_ARE_CHECKED)
    return {**empty, **read_figure(row)[0]}, facts_for(row, **facts)


def test_many_claims_are_checked_as_each_alone() -> None:
    good = claim(GOOD_ROW)
    assert check_figures([]) == []
    assert check_figures([good, good]) == [[], []]
    for bad in BAD_ROWS:
        together = [good, claim(bad.row()), good, claim(bad.row(), publisher_known=True, place_in_crisis=False)]
        assert check_figures(together) == [check_figure(*one) for one in together], bad.name
    values, facts = claim({**GOOD_ROW, "role": "recommended", "grade": "contextual"})
    for reasons in ({}, {"role_reason": "  ", "grade_reason": "\xa0"}, {"role_reason": "seen", "grade_reason": "seen"}):
        judged_values: dict[str, object] = {**values, **reasons}
        assert check_figures([(judged_values, facts)]) == [check_figure(judged_values, facts)]
    assert codes(check_figures([({**values, "role_reason": " ", "grade_reason": "x"}, facts)])[0]) == [
        ("E17", "role_reason")
    ]
    everything = [claim(bad.row()) for bad in BAD_ROWS]
    assert check_figures(everything) == [check_figure(*one) for one in everything]


@given(st.lists(st.tuples(st.sampled_from(READ_LIKE_THEY_ARE_CHECKED), ANYTHING), min_size=1, max_size=6))
@example([("value", 1), ("value", True)])
@example([("latitude", 35.0), ("latitude", 35)])
@example([("grade", "A1"), ("grade_reason", "seen")])
@example([("measure", ["killed"])])
@example([("share_of", {}), ("supersedes", [])])
def test_whatever_they_hold_none_hides_behind_another(changes: list[tuple[str, object]]) -> None:
    together = [claim(GOOD_ROW)]
    for name, held in changes:
        together.append(({**together[0][0], name: held}, together[0][1]))
    assert check_figures(together) == [check_figure(*one) for one in together]


def test_the_checks_of_form_look_at_nothing_else() -> None:
    class Watched(dict[str, object]):
        def get(self, name: str, default: object = None) -> object:
            assert name in figure._FORM, name
            return super().get(name, default)

    for bad in BAD_ROWS:
        values, facts = claim(bad.row())
        for check in figure._OF_FORM:
            list(check(Watched(values), facts))
