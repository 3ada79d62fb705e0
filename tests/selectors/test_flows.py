"""Changes between running totals (METHOD R5) and totals of periods (R7), now and at other moments."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger.drafts import NewCitation
from tracker.ledger.sequence import head
from tracker.models import Figure
from tracker.selectors.flows import SeriesTotal, changes_of, total_of_span
from tracker.selectors.reading import open_reading
from tracker.selectors.refusals import UnsafeSum
from tracker.selectors.series import read_series
from tracker.selectors.trends import trend_of

pytestmark = pytest.mark.django_db


def running(day: date, qualifier: str, value: int, **more: Any) -> Figure:
    values: dict[str, Any] = {"as_of_date": day, "statement_date": day, "value_text": "", **more}
    document = makers.make_document(published_date=date(2020, 3, 1))
    values["citations"] = [NewCitation(document=document, quote=f"{value:,} people")]
    return makers.make_figure(qualifier=qualifier, value=value, **values)


def changes(series: int | None, **moment: Any) -> list[tuple[Any, ...]]:
    reading = open_reading(**moment)
    found = read_series(series or 0, reading)
    assert found is not None
    return [(one.low, one.best, one.high, one.high_open, one.flag) for one in changes_of(found, reading)]


E05B = [
    (195_500, 196_000, 206_500, False, "ok"),
    (213_500, 214_000, None, True, "floor"),
    (None, 100_000, 100_000, False, "change_in_floor"),
    (47_500, 48_000, 148_500, False, "ok"),
]


def e05() -> Figure:
    """METHOD E05, with a widening count of another originator near the second point."""
    figure = running(date(2020, 1, 29), "nearly", 390_000)
    running(date(2020, 2, 2), "about", 586_000)
    running(date(2020, 2, 4), "exact", 650_000, organisation=makers.make_organisation("Monitor", reliability="C"))
    running(date(2020, 2, 12), "more_than", 800_000)
    running(date(2020, 2, 20), "nearly", 900_000)
    running(date(2020, 2, 23), "about", 948_000)
    return figure


def test_changes_are_of_the_claims_and_not_of_the_widened_points() -> None:
    series = e05().series_id
    found = read_series(series or 0, open_reading())
    assert found is not None
    assert found.line.points[1].value_high == 650_000
    assert changes(series) == E05B
    assert changes(series, revision=head().sequence) == E05B
    assert changes(series, known_on="2020-02-12") == E05B[:2]


@pytest.mark.parametrize(("kind", "flag"), [("", "revision_not_negative_flow"), ("reclassifies", "definition_change")])
def test_a_fall_is_no_negative_flow(kind: str, flag: str) -> None:
    """METHOD E14: 1,622 -> 1,421."""
    first = running(date(2020, 2, 1), "exact", 1_622)
    other = running(date(2020, 2, 2), "exact", 1_700, organisation=makers.make_organisation("Monitor", reliability="C"))
    links = {"supersedes": other, "supersedes_kind": kind} if kind else {}
    running(date(2020, 2, 20), "exact", 1_421, **links)
    assert changes(first.series_id) == [(None, None, None, False, flag)]
    assert changes(first.series_id, revision=head().sequence) == [(None, None, None, False, flag)]


def test_the_flow_that_the_source_states_is_the_change() -> None:
    """METHOD E07: 59,648 to November, 92,901 to April, and 26,906 for the months between."""
    november, april = date(2012, 11, 30), date(2013, 4, 30)
    since = {"reference_period_start": date(2011, 3, 15), "measure": "killed"}
    first = running(november, "exact", 59_648, **since)
    running(april, "exact", 92_901, **since)
    winter = {"basis": "period", "reference_period_start": date(2012, 12, 1), "reference_period_end": april}
    other = makers.make_organisation("Monitor", reliability="C")
    running(april, "exact", 30_000, measure="killed", organisation=other, **winter)
    before = head().sequence
    assert stated(first, revision=before) == [(33_253, None, None)]
    flow = running(april, "exact", 26_906, measure="killed", **winter)
    assert stated(first) == [(26_906, flow.pk, 6_347)]
    assert stated(first, revision=head().sequence) == [(26_906, flow.pk, 6_347)]
    assert stated(first, known_on="2013-04-30") == [(26_906, flow.pk, 6_347)]
    assert stated(first, revision=before) == [(33_253, None, None)]


def stated(figure: Figure, **moment: Any) -> list[tuple[Any, ...]]:
    """Best, stated figure and revision of the changes of a figure's series, as its page and answer have them."""
    found = trend_of(figure.series_id or 0, open_reading(**moment))
    assert found is not None
    return [(one.best, one.stated, one.revision) for one in found.changes]


def test_older_cases_are_not_in_the_bar() -> None:
    """METHOD E15: 531 in two days, of which 499 were older and only approved then."""
    day = date(2020, 2, 12)
    bar = {"basis": "period", "reference_period_start": date(2020, 2, 11), "reference_period_end": day}
    reported = running(day, "exact", 531, measure="killed", **bar)
    links = {"supersedes": reported, "supersedes_kind": "backlog_addition"}
    older = running(day, "exact", 499, measure="killed", **bar, **links)
    for moment in ({}, {"revision": head().sequence}):
        found = read_series(reported.series_id or 0, open_reading(**moment))
        assert found is not None
        (point,) = found.line.points
        assert (point.value_best, point.flags, point.used) == (32, ("without_backlog",), (reported.pk, older.pk))
    span = total_of_span(reported.series_id or 0, date(2020, 2, 1), date(2020, 2, 29), open_reading())
    assert span is not None
    assert span.total.best == 32


def test_two_floors_have_no_difference_and_one_point_has_no_change() -> None:
    first = running(date(2020, 2, 1), "more_than", 700_000)
    assert changes(first.series_id) == []
    running(date(2020, 2, 12), "more_than", 800_000)
    assert changes(first.series_id) == [(None, None, None, False, "two_floors")]


# --- totals of periods ---


def period(start: date, end: date, value: int, **more: Any) -> Figure:
    return makers.make_figure(
        **{
            "basis": "period", "qualifier": "exact", "value": value, "value_text": "", "as_of_date": None,
            "reference_period_start": start, "reference_period_end": end, "statement_date": end, **more,
        }
    )  # fmt: skip


def total(figure: Figure, start: date, end: date, **moment: Any) -> SeriesTotal:
    found = total_of_span(figure.series_id or 0, start, end, open_reading(**moment))
    assert found is not None
    return found


QUARTER = date(2020, 1, 1), date(2020, 3, 31)


def test_a_total_says_how_many_days_it_covers() -> None:
    january = period(date(2020, 1, 1), date(2020, 1, 31), 1_100)
    period(date(2020, 3, 1), date(2020, 3, 31), 1_300)
    other = period(
        date(2020, 2, 1), date(2020, 2, 29), 700, organisation=makers.make_organisation("Monitor", reliability="C")
    )
    found = total(january, *QUARTER)
    numbers = found.total
    assert (numbers.low, numbers.best, numbers.high, numbers.flag) == (2_400, 2_400, 2_400, "partial")
    assert (numbers.days_covered, numbers.days_in_span, found.originator_name) == (62, 91, "OCHA")
    assert other.pk not in numbers.used
    assert "not scaled" in found.reason
    assert total(january, *QUARTER, known_on="2020-02-28").total.best == 1_100


def test_periods_that_overlap_have_no_total() -> None:
    january = period(date(2020, 1, 1), date(2020, 1, 31), 1_100)
    before = head().sequence
    period(date(2020, 1, 20), date(2020, 2, 20), 700)
    found = total(january, *QUARTER)
    assert (found.total.best, found.total.flag) == (None, "overlap")
    assert "twice" in found.reason
    assert total(january, *QUARTER, revision=before).total.best == 1_100


def test_only_periods_are_totalled() -> None:
    cumulative = running(date(2020, 2, 1), "exact", 1_622)
    with pytest.raises(UnsafeSum, match="running total"):
        total(cumulative, *QUARTER)
    assert total_of_span(10**6, *QUARTER, open_reading()) is None
