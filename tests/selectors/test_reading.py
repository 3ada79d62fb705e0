"""The moment everything else is read at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from tests import makers
from tracker.ledger import sequence
from tracker.models import PublishedFigure
from tracker.selectors.reading import Moment, Reading, ReadingError, Selection, moment_asked, open_reading, with_head

pytestmark = pytest.mark.django_db


def test_a_live_reading_is_at_the_head() -> None:
    makers.make_figure()
    head = sequence.head()
    reading = open_reading()
    assert (reading.at, reading.head_sha, reading.ledger_id) == (head.sequence, head.sha, head.ledger_id)
    assert (reading.live_count, reading.is_live, reading.is_pinned) == (1, True, False)


def test_text_and_typed_values_ask_for_the_same_moment() -> None:
    makers.make_figure()
    assert open_reading("2020-02-13", "1") == open_reading(date(2020, 2, 13), 1)
    assert open_reading("", "") == open_reading()
    assert moment_asked("2020-02-13", 1) == Moment(date(2020, 2, 13), 1)


@pytest.mark.parametrize(
    ("known_on", "revision", "parameter", "code"),
    [
        ("13.2.2020", None, "known_on", "invalid_date"),
        ("2020-02-30", None, "known_on", "invalid_date"),
        ("2020-2-3", None, "known_on", "invalid_date"),
        (timezone.now().date() + timedelta(days=2), None, "known_on", "future_date"),
        (None, "one", "revision", "not_a_number"),
        (None, "-1", "revision", "not_a_number"),
        (None, "١", "revision", "not_a_number"),
        (None, "2", "revision", "beyond_last_revision"),
    ],
)
def test_a_moment_that_does_not_exist_is_refused(
    known_on: str | date | None, revision: str | None, parameter: str, code: str
) -> None:
    makers.make_crisis()
    with pytest.raises(ReadingError) as refused:
        open_reading(known_on, revision)
    assert (refused.value.parameter, refused.value.code) == (parameter, code)
    assert refused.value.detail


def test_the_day_of_a_reading_is_known_on_else_the_day_of_the_revision_else_today() -> None:
    makers.make_crisis()
    assert open_reading(known_on="2020-02-13", revision=1).today() == date(2020, 2, 13)
    assert open_reading(revision=1).today() == timezone.now().date()
    assert open_reading(revision=0).today() == timezone.now().date()
    assert open_reading().today() == timezone.now().date()


def test_a_later_page_keeps_the_clocks_of_the_first() -> None:
    reading = Reading(date(2020, 2, 13), None, 9, "id", "sha", 1)
    assert (reading.seen_at(5).at, reading.seen_at(5).revision) == (5, None)
    assert not reading.seen_at(5).is_live


def selection(rows: QuerySet[Any, Any]) -> Selection:
    return Selection(*rows.query.sql_with_params(), ["sequence", "figure_id"])


def test_head_and_rows_are_read_in_order_and_an_empty_page_keeps_its_head() -> None:
    for _ in range(3):
        makers.make_figure()
    rows = PublishedFigure.objects.order_by("-sequence").values_list("sequence", "figure_id")
    head, found = with_head(selection(rows[:2]), [("sequence", True)])
    assert head.sequence == sequence.head().sequence
    assert [row[0] for row in found] == [head.sequence, head.sequence - 1]
    head, found = with_head(selection(rows.filter(measure="killed")[:2]), [("sequence", True)])
    assert (head.sequence, found) == (sequence.head().sequence, [])
