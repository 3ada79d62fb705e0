"""Rules R7 and R11: sums over distinct events. Counts are different primes: a wrong sum names its culprit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from tests.estimates.makers import LAWS, claim, claim_lists, exactly, triple
from tracker.estimates.claims import Claim
from tracker.estimates.qualifiers import interval
from tracker.estimates.tallies import EventCount, event_band, event_count, residual, tally


def event(number: int, ended: str, low: int | None, best: int | None, high: int | None, **more: Any) -> EventCount:
    return EventCount(
        event=number,
        ended=date.fromisoformat(ended),
        low=low,
        best=best,
        high=high,
        **{"high_open": False, **more},
    )


def test_events_are_summed_by_the_month_in_which_they_end() -> None:
    rows = tally(
        [
            event(1, "2020-01-31", 2, 3, 5),
            event(2, "2020-01-01", 7, 11, 13),
            event(3, "2020-03-01", 17, 19, 23),
        ]
    )
    assert [(str(row.period_start), str(row.period_end), triple(row), row.events) for row in rows] == [
        ("2020-01-01", "2020-01-31", (9, 14, 18), 2),
        ("2020-03-01", "2020-03-31", (17, 19, 23), 1),
    ]
    assert [row.event_ids for row in rows] == [(1, 2), (3,)]


def test_events_are_summed_by_year() -> None:
    rows = tally([event(1, "2020-12-31", 2, 3, 5), event(2, "2021-01-01", 7, 11, 13)], by="year")
    assert [(str(row.period_start), str(row.period_end), row.best) for row in rows] == [
        ("2020-01-01", "2020-12-31", 3),
        ("2021-01-01", "2021-12-31", 11),
    ]


def test_december_ends_with_its_year() -> None:
    assert tally([event(1, "2020-12-05", 2, 3, 5)])[0].period_end == date(2020, 12, 31)


def test_groups_are_summed_apart() -> None:
    rows = tally([event(1, "2020-01-05", 2, 2, 2, group="east"), event(1, "2020-01-05", 3, 3, 3, group="west")])
    assert [(row.group, row.best) for row in rows] == [("east", 2), ("west", 3)]


def test_an_open_end_stays_open() -> None:
    (row,) = tally([event(1, "2020-01-05", 2, 3, 5), event(2, "2020-01-06", 7, 7, None, high_open=True)])
    assert (triple(row), row.flags) == ((9, 10, "open"), ("floor",))
    (row,) = tally([event(1, "2020-01-05", 2, 3, 5), event(2, "2020-01-06", 7, 7, 11, high_open=True)])
    assert (triple(row), row.high_open) == ((9, 10, 16), True)


def test_an_event_without_a_best_makes_the_best_unknown_and_keeps_the_floor() -> None:
    (row,) = tally([event(1, "2020-01-05", 3, 3, 3), event(2, "2020-01-06", 2, None, None, high_open=True)])
    assert (triple(row), row.without_best, row.events) == ((5, None, "open"), 1, 2)


def test_an_event_that_only_interested_parties_count_takes_nothing_from_the_floor() -> None:
    alone = event_count(2, date(2020, 1, 6), event_band([claim(1, value=70, party="interested")]))
    (row,) = tally([event(1, "2020-01-05", 3, 3, 3), alone])
    assert (triple(row), row.flags) == ((3, None, "open"), ("floor", "interested_only"))
    (row,) = tally([alone])
    assert triple(row) == (None, None, "open")


@pytest.mark.parametrize(
    ("precision", "by", "flags"),
    [("year", "month", ("wide_date",)), ("year", "year", ()), ("month", "month", ()), ("days", "month", ())],
)
def test_a_date_wider_than_the_bar_is_flagged(precision: str, by: str, flags: tuple[str, ...]) -> None:
    (row,) = tally([event(1, "2020-01-31", 2, 3, 5, date_precision=precision)], by=by)
    assert row.flags == flags


def test_one_event_is_never_counted_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        tally([event(1, "2020-01-05", 2, 3, 5), event(1, "2020-01-06", 2, 3, 5)])


def test_other_spans_are_refused() -> None:
    with pytest.raises(ValueError, match="by month or by year"):
        tally([event(1, "2020-01-05", 2, 3, 5)], by="week")


def test_claims_of_one_event_are_reconciled_before_the_sum() -> None:
    band = event_band(
        [
            claim(1, value=11, originator=1, reliability="B"),
            claim(2, value=13, originator=2, reliability="C"),
            claim(3, value=17, originator=1, reliability="B", supersedes=1, supersedes_kind="revises"),
        ]
    )
    assert (triple(band), band.conflicts) == ((13, 17, 17), (2,))
    (row,) = tally([event_count(1, date(2020, 1, 5), band)])
    assert (triple(row), row.flags) == ((13, 17, 17), ("sources_disagree",))


@pytest.mark.parametrize(
    ("aggregate", "events", "numbers", "flags"),
    [
        (exactly(29), [], (29, 29, 29), ()),
        (interval("about", value=30), [exactly(11)], (14, 19, 24), ()),
        (exactly(29), [interval("more_than", value=11)], (0, 18, 18), ()),
        (interval("more_than", value=29), [exactly(11)], (18, 18, "open"), ()),
        (exactly(29), [interval("unspecified_plural")], (0, None, 27), ()),
        (exactly(29), [exactly(29)], (0, 0, 0), ()),
    ],
)
def test_what_an_aggregate_adds(aggregate: Any, events: Any, numbers: Any, flags: tuple[str, ...]) -> None:
    found = residual(aggregate, events)
    assert (triple(found), found.flags) == (numbers, flags)


@LAWS
@given(claims=claim_lists())
def test_the_numbers_of_a_sum_are_in_order(claims: list[Claim]) -> None:
    by_originator = {originator: [one for one in claims if one.originator == originator] for originator in (1, 2, 3, 4)}
    counts = [event_count(number, date(2020, 1, number), event_band(about)) for number, about in by_originator.items()]
    (row,) = tally(counts)
    known = [number for number in (row.low, row.best, row.high) if number is not None]
    assert known == sorted(known)
    assert row.events == 4
