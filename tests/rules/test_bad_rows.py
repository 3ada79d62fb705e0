"""The table of bad rows that every door must refuse: each with its code, its field, a finished sentence."""

from __future__ import annotations

import pytest

from tests.bad_rows import BAD_ROWS, GOOD_ROW, BadRow
from tests.rules.judging import codes, judged
from tracker import rules


def test_the_good_row_is_good() -> None:
    assert judged(GOOD_ROW) == []


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_bad_rows_are_refused_with_their_code_alone(bad: BadRow) -> None:
    errors = [finding for finding in judged(bad.row()) if finding.is_error]
    assert codes(errors) == [(bad.code, bad.field)]


def test_the_table_covers_every_error_that_one_row_can_show() -> None:
    needs_more_than_a_row = {"E8", "E10", "E11", "E18"}
    errors = {code for code, rule in rules.RULES.items() if rule.kind == "error"}
    assert {bad.code for bad in BAD_ROWS} == errors - needs_more_than_a_row
    assert len({bad.name for bad in BAD_ROWS}) == len(BAD_ROWS) >= 30


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_every_message_is_a_finished_sentence(bad: BadRow) -> None:
    for finding in judged(bad.row()):
        assert finding.message == finding.template % finding.params
        assert finding.message[-1] in ".?"
        assert "%(" not in finding.message
        assert "“”" not in finding.message
