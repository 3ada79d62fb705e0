"""Rules R3 and R12: the line of one series, and what stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimates.makers import LAWS, SOME_DAY, claim, claim_lists, triple
from tracker.estimates import trend as trend_module
from tracker.estimates.claims import Claim
from tracker.estimates.trend import OffSpine, Trend, default_window, trend

DAY = timedelta(days=1)


def line(claims: list[Claim], **more: Any) -> Trend:
    return trend(claims, **{"window_days": 7, **more})


@pytest.mark.parametrize(("basis", "days"), [("stock", 31), ("period", 7), ("cumulative", 7), ("share", 7)])
def test_stocks_have_the_wider_window(basis: str, days: int) -> None:
    assert default_window(basis) == days


@pytest.mark.parametrize(("apart", "used"), [(0, (1, 2)), (7, (1, 2)), (-7, (1, 2)), (8, (1,)), (-8, (1,))])
def test_another_originator_counts_inside_the_window(apart: int, used: tuple[int, ...]) -> None:
    other = claim(2, value=70, originator=2, as_of=SOME_DAY + apart * DAY)
    found = line([claim(1, value=100, reliability="A"), other])
    assert [point.used for point in found.points] == [used]
    assert found.off_spine == (() if 2 in used else (OffSpine(2, "outside_window"),))


def test_the_spine_never_combines_with_its_own_other_days() -> None:
    found = line([claim(1, value=100), claim(2, value=130, as_of=SOME_DAY + DAY)])
    assert [triple(point) for point in found.points] == [(100, 100, 100), (130, 130, 130)]


def test_two_counts_of_the_spine_on_one_day_are_one_point() -> None:
    found = line([claim(1, value=100, credibility=3), claim(2, value=130, credibility=2)])
    assert [(point.figure, triple(point), point.conflicts) for point in found.points] == [(2, (100, 130, 130), (1,))]


def test_a_gap_breaks_the_line_when_it_is_longer_than_allowed() -> None:
    claims = [claim(figure, value=7, as_of=SOME_DAY + day * DAY) for figure, day in enumerate([0, 60, 121], 1)]
    assert [point.break_before for point in line(claims, max_gap=60).points] == [False, False, True]
    assert [point.break_before for point in line(claims).points] == [False, False, False]


def test_no_claim_is_no_point_and_zero_is_a_number() -> None:
    assert line([]).points == ()
    found = line([claim(1, value=0), claim(2, value=7, as_of=SOME_DAY + 30 * DAY)])
    assert [point.value_best for point in found.points] == [0, 7]


def test_a_point_keeps_the_window_of_its_claim() -> None:
    found = line([claim(1, value=7, period_start=date(2020, 2, 6))])
    assert (found.points[0].period_start, found.points[0].date) == (date(2020, 2, 6), SOME_DAY)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"role": "recommended"}, {"reliability": "A"}, "recommended"),
        ({"reliability": "B"}, {"reliability": "C", "credibility": 1}, "reliability"),
        ({"credibility": 2}, {"credibility": 3}, "credibility"),
        ({"originator_name": "A monitor"}, {"originator_name": "B monitor"}, "name"),
        ({}, {"role": "triangulation", "reliability": "A"}, "only_originator"),
        ({}, {"party": "interested", "reliability": "A"}, "only_originator"),
        ({"party": "interested", "role": "recommended"}, {"reliability": "A"}, "recommended"),
        ({}, {"qualifier": "unspecified_plural", "value": None, "reliability": "A"}, "only_originator"),
        ({}, {"as_of": None, "reliability": "A"}, "only_originator"),
    ],
)
def test_what_decides_the_spine(first: dict[str, Any], second: dict[str, Any], reason: str) -> None:
    found = line([claim(2, originator=2, **{"value": 7, **second}), claim(1, value=11, originator=1, **first)])
    assert (found.spine, found.spine_reason) == (1, reason)


def test_more_claims_decide_between_equals() -> None:
    more = [claim(figure, value=7, originator=2, as_of=SOME_DAY + figure * DAY) for figure in (2, 3)]
    found = line([claim(1, value=11, originator=1), *more])
    assert (found.spine, found.spine_reason) == (2, "most_claims")


def test_the_editor_chooses_the_spine_even_where_it_has_no_points() -> None:
    claims = [claim(1, value=7, reliability="A"), claim(2, value=11, originator=2)]
    chosen = line(claims, spine=2)
    assert (chosen.spine, chosen.spine_reason, chosen.points[0].figure) == (2, "editor", 2)
    silent = line(claims, spine=3)
    assert (silent.spine, silent.points) == (3, ())
    assert silent.off_spine == (OffSpine(1, "outside_window"), OffSpine(2, "outside_window"))


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"role": "triangulation"}, "role"),
        ({"party": "interested"}, "interested_party"),
        ({"qualifier": "magnitude", "value": None, "word": "thousands"}, "magnitude_only"),
        ({"qualifier": "denied", "value": None}, "magnitude_only"),
        ({"interval": None, "off_axis": "no_household_size"}, "no_household_size"),
        ({"off_axis": "other_level"}, "other_level"),
        ({"supersedes": 9, "supersedes_kind": "backlog_addition"}, "subset_group"),
        ({"as_of": None}, "outside_window"),
    ],
)
def test_without_a_usable_claim_there_is_no_line(state: dict[str, Any], reason: str) -> None:
    found = line([claim(1, **{"value": 7, **state})])
    assert (found.spine, found.spine_reason, found.points) == (None, "none", ())
    assert found.off_spine == (OffSpine(1, reason),)


@pytest.mark.parametrize("state", [{"party": "interested"}, {"off_axis": "other_level"}])
def test_beside_a_line_the_same_claims_touch_no_point(state: dict[str, Any]) -> None:
    found = line([claim(1, value=100, reliability="A"), claim(2, value=70, originator=2, **state)])
    assert triple(found.points[0]) == (100, 100, 100)
    assert [beside.figure for beside in found.off_spine] == [2]


def test_triangulation_by_the_spine_itself_counts_on_its_day_alone() -> None:
    aside = claim(2, value=70, role="triangulation", as_of=SOME_DAY + DAY)
    found = line([claim(1, value=100), aside])
    assert (found.points[0].used, found.off_spine) == ((1,), (OffSpine(2, "role"),))
    same_day = line([claim(1, value=100), replace(aside, as_of=SOME_DAY)])
    assert triple(same_day.points[0]) == (70, 100, 100)


def test_a_constraint_near_a_point_is_considered_and_one_far_away_is_not() -> None:
    vague = {"qualifier": "unknown_number", "originator": 2}
    near, far = claim(2, **vague), claim(3, as_of=SOME_DAY + 8 * DAY, **vague)
    found = line([claim(1, value=100), near, far])
    assert (found.points[0].used, found.points[0].originators) == ((1, 2), (1, 2))
    assert found.off_spine == (OffSpine(3, "magnitude_only"),)


def test_a_denial_flags_the_point_it_contests_however_late_it_comes() -> None:
    denial = claim(2, "denied", originator=2, party="interested", contests=1, as_of=SOME_DAY + 90 * DAY)
    found = line([claim(1, value=100), denial])
    assert (found.points[0].conflicts, found.points[0].flags) == ((2,), ("sources_disagree",))
    assert found.off_spine == ()


def test_counts_of_windows_that_start_apart_are_not_compared() -> None:
    month = claim(1, value=5_000, reliability="A", period_start=date(2020, 1, 13))
    week = claim(2, value=900, originator=2, period_start=date(2020, 2, 6))
    found = line([month, week])
    assert triple(found.points[0]) == (5_000, 5_000, 5_000)
    assert found.off_spine == (OffSpine(2, "other_origin"),)


@pytest.mark.parametrize(("event", "used"), [(5, (1, 2)), (None, (1, 2)), (6, (1,))])
def test_counts_of_two_events_are_not_compared(event: int | None, used: tuple[int, ...]) -> None:
    found = line([claim(1, value=7, event=5), claim(2, value=11, event=event)])
    assert found.points[0].used == used
    assert found.off_spine == (() if 2 in used else (OffSpine(2, "other_origin"),))


@pytest.mark.parametrize(("latest", "used"), [(None, (1,)), (date(2020, 1, 20), (1, 2))])
def test_a_start_that_is_known_to_a_few_days_is_taken_at_its_closest(
    latest: date | None, used: tuple[int, ...]
) -> None:
    vague = claim(1, value=7, period_start=date(2020, 1, 10), period_start_latest=latest)
    named = claim(2, value=11, originator=2, period_start=date(2020, 1, 25))
    assert line([vague, named], spine=1).points[0].used == used


def test_the_start_of_a_window_that_nobody_gave_is_no_obstacle() -> None:
    found = line([claim(1, value=7), claim(2, value=11, originator=2, period_start=date(2020, 1, 1))], spine=1)
    assert found.points[0].used == (1, 2)


@LAWS
@given(claims=claim_lists(), data=st.data())
def test_the_order_of_claims_never_matters(claims: list[Claim], data: st.DataObject) -> None:
    assert line(data.draw(st.permutations(claims)), max_gap=10) == line(claims, max_gap=10)


@LAWS
@given(claims=claim_lists())
def test_low_best_and_high_are_in_order_and_every_point_has_a_best(claims: list[Claim]) -> None:
    for point in line(claims).points:
        known = [end for end in (point.value_low, point.value_best, point.value_high) if end is not None]
        assert point.value_best is not None
        assert known == sorted(known)


@LAWS
@given(claims=claim_lists())
def test_every_claim_is_on_a_point_or_has_a_reason(claims: list[Claim]) -> None:
    found = line(claims)
    on_points = {figure for point in found.points for figure in point.used + point.conflicts}
    beside = [one.figure for one in found.off_spine + found.not_used]
    assert sorted([*on_points, *beside]) == [one.figure for one in claims]


@LAWS
@given(claims=claim_lists(), days=st.integers(min_value=0, max_value=40), more=st.integers(0, 60))
def test_a_wider_window_never_removes_a_conflict(claims: list[Claim], days: int, more: int) -> None:
    narrow, wide = line(claims, window_days=days), line(claims, window_days=days + more)
    assert [point.date for point in narrow.points] == [point.date for point in wide.points]
    for before, after in zip(narrow.points, wide.points, strict=True):
        assert set(before.conflicts) <= set(after.conflicts)


@LAWS
@given(claims=claim_lists())
def test_known_on_the_last_said_date_is_everything(claims: list[Claim]) -> None:
    last = max((one.said for one in claims), default=SOME_DAY)
    assert line(claims, known_on=last) == line(claims, known_on=last + DAY) == line(claims)


@LAWS
@given(claims=claim_lists(), day=st.dates(date(2020, 1, 1), date(2020, 4, 30)))
def test_known_on_is_as_if_the_rest_had_never_been_said(claims: list[Claim], day: date) -> None:
    assert line(claims, known_on=day) == line([one for one in claims if one.said <= day])


@LAWS
@given(claims=claim_lists(), added=claim_lists(max_size=1))
def test_adding_a_claim_and_retracting_it_changes_nothing_else(claims: list[Claim], added: list[Claim]) -> None:
    before = line(claims)
    for one in added:
        target = claims[0].figure if claims else None
        late = replace(one, figure=99, supersedes=target, supersedes_kind="revises", retracted=True)
        after = line([*claims, late])
        assert (after.points, after.off_spine) == (before.points, before.off_spine)
        assert set(after.not_used) - set(before.not_used) == {OffSpine(99, "retracted")}


@LAWS
@given(claims=claim_lists())
def test_a_claim_that_its_source_takes_back_leaves_the_others_as_they_were(claims: list[Claim]) -> None:
    before = line(claims)
    wrong = claim(98, value=1_999, reliability="A", credibility=1, as_of=SOME_DAY + 500 * DAY)
    taken_back = claim(99, value=1_999, originator=9, supersedes=98, supersedes_kind="retracts")
    after = line([*claims, wrong, taken_back])
    assert (after.points, after.off_spine) == (before.points, before.off_spine)


def test_work_grows_with_the_claims_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    original = trend_module._starts_apart

    def counting(one: Claim, other: Claim) -> int:
        nonlocal compared
        compared += 1
        return original(one, other)

    monkeypatch.setattr(trend_module, "_starts_apart", counting)
    first = date(2000, 1, 1)
    claims = [
        claim(
            figure,
            value=figure,
            originator=figure % 2,
            as_of=first + figure * DAY,
            period_start=first + (figure - 7) * DAY,
        )
        for figure in range(2_000)
    ]
    found = line(claims, spine=0)
    assert len(found.points) == 1_000
    assert len(claims) < compared <= len(claims) * 8
