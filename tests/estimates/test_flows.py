"""Rule R7, periods: bars, totals and their coverage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.estimates.makers import claim, exactly, triple
from tracker.estimates.claims import Claim
from tracker.estimates.flows import PeriodTotal, bars, period_total
from tracker.estimates.intervals import without_backlog
from tracker.estimates.trend import OffSpine, trend


def period(figure: int, first: str, last: str, value: int = 7, qualifier: str = "exact", **more: Any) -> Claim:
    end = date.fromisoformat(last)
    return claim(figure, qualifier, value, as_of=end, period_start=date.fromisoformat(first), period_end=end, **more)


def total(claims: list[Claim], **more: Any) -> PeriodTotal:
    return period_total(claims, **{"start": date(2020, 1, 1), "end": date(2020, 3, 31), **more})


def test_a_bar_is_as_wide_as_its_window() -> None:
    line = trend([period(1, "2020-01-01", "2020-01-31", 11), claim(2, value=13, as_of=date(2020, 3, 1))], window_days=7)
    (bar,) = bars(line.points)
    assert (bar.start, bar.end, bar.days) == (date(2020, 1, 1), date(2020, 1, 31), 31)
    assert (triple(bar), bar.figure) == ((11, 11, 11), 1)


def test_a_total_shows_how_much_of_the_span_it_covers() -> None:
    found = total([period(1, "2020-01-01", "2020-01-31", 11), period(2, "2020-03-01", "2020-03-31", 13)])
    assert triple(found) == (24, 24, 24)
    assert (found.flag, found.days_covered, found.days_in_span) == ("partial", 62, 91)
    assert found.used == (1, 2)


def test_a_span_without_gaps_is_ok() -> None:
    months = [("2020-01-01", "2020-01-31"), ("2020-02-01", "2020-02-29"), ("2020-03-01", "2020-03-31")]
    found = total([period(figure, *month) for figure, month in enumerate(months, start=1)])
    assert (triple(found), found.flag, found.days_covered) == ((21, 21, 21), "ok", 91)


def test_a_floor_among_the_periods_leaves_the_total_open() -> None:
    found = total(
        [
            period(1, "2020-01-01", "2020-01-31", 11),
            period(2, "2020-02-01", "2020-02-29", 13, qualifier="more_than"),
        ]
    )
    assert triple(found) == (24, 24, "open")


@pytest.mark.parametrize(
    ("second", "flag", "covered"),
    [
        (period(2, "2020-01-31", "2020-02-29"), "overlap", 60),
        (period(2, "2020-01-10", "2020-01-19"), "overlap", 31),
        (period(2, "2020-02-01", "2020-02-29", originator=2), "mixed_originators", 60),
    ],
)
def test_what_may_not_be_summed_is_not(second: Claim, flag: str, covered: int) -> None:
    found = total([period(1, "2020-01-01", "2020-01-31", 11), second])
    assert (triple(found), found.flag, found.days_covered) == ((None, None, None), flag, covered)


def test_one_originator_can_be_asked_for() -> None:
    claims = [period(1, "2020-01-01", "2020-01-31", 11), period(2, "2020-02-01", "2020-02-29", originator=2)]
    assert total(claims, originator=1).best == 11


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [
        (period(2, "2019-12-31", "2020-01-30"), "outside_window"),
        (period(2, "2020-03-02", "2020-04-01"), "outside_window"),
        (claim(2, value=7), "outside_window"),
        (period(2, "2020-02-01", "2020-02-29", party="interested"), "interested_party"),
        (period(2, "2020-02-01", "2020-02-29", role="triangulation"), "role"),
        (period(2, "2020-02-01", "2020-02-29", off_axis="other_level"), "other_level"),
        (claim(2, "unknown_number", period_start=date(2020, 2, 1)), "magnitude_only"),
    ],
)
def test_a_period_is_inside_the_span_or_not_in_the_total(left_out: Claim, reason: str) -> None:
    found = total([period(1, "2020-01-01", "2020-01-31", 11), left_out])
    assert (found.best, found.days_covered, found.used) == (11, 31, (1,))
    assert found.not_used == (OffSpine(2, reason),)


def test_a_superseded_period_is_counted_once() -> None:
    old = period(1, "2020-01-01", "2020-01-31", 11)
    new = period(2, "2020-01-01", "2020-01-31", 13, supersedes=1, supersedes_kind="revises")
    assert total([old, new]).best == 13


def test_nothing_in_the_span_is_unknown_and_not_zero() -> None:
    found = total([])
    assert (triple(found), found.flag, found.days_covered) == ((None, None, None), None, 0)


def test_older_cases_are_in_no_bar_and_in_no_total_of_periods() -> None:
    """METHOD E15: 531 in two days, of which 499 are older."""
    reported = period(1, "2020-02-11", "2020-02-12", 531)
    older = claim(99, value=499, as_of=reported.as_of, supersedes=reported.figure, supersedes_kind="backlog_addition")
    line = trend([reported, older], window_days=7, bars=True)
    (point,) = line.points
    assert (triple(point), point.flags, point.used) == ((32, 32, 32), ("without_backlog",), (reported.figure, 99))
    assert line.off_spine == ()
    assert triple(total([reported, older])) == (32, 32, 32)
    (running,) = trend([reported, older], window_days=7).points
    assert triple(running) == (531, 531, 531)


def test_an_older_part_of_another_series_counts_and_a_withdrawn_one_does_not() -> None:
    reported = period(1, "2020-02-11", "2020-02-12", 531)
    older = claim(99, value=499, as_of=reported.as_of, supersedes=reported.figure, supersedes_kind="backlog_addition")
    assert trend([reported], window_days=7, bars=True, elsewhere=[older]).points[0].value_best == 32
    withdrawn = replace(older, retracted=True)
    assert trend([reported], window_days=7, bars=True, elsewhere=[withdrawn]).points[0].value_best == 531
    later = replace(older, said=reported.said + timedelta(days=1))
    assert trend([reported, later], window_days=7, bars=True, known_on=reported.said).points[0].value_best == 531


def test_a_period_without_a_backlog_is_itself() -> None:
    assert without_backlog(exactly(531), []) == exactly(531)
    assert triple(without_backlog(exactly(531), [exactly(400), exactly(99)])) == (32, 32, 32)
