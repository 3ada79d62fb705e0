"""Rules R8, R9 and R10: sums over operations, places and parts, and when there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.estimates.makers import exactly, triple
from tracker.estimates.partitions import (
    Part,
    PartsExceedWhole,
    divide,
    percentage,
    sum_of_levels,
    sum_of_parts,
)
from tracker.estimates.places import PlaceCount, place_answer, roll_up
from tracker.estimates.qualifiers import Interval, interval
from tracker.estimates.stocks import Round, is_stale, latest_rounds, sum_of_operations

DAY = date(2024, 1, 31)


def one_round(figure: int, operation: str, number: int, **more: Any) -> Round:
    return Round(
        figure=figure,
        operation=operation,
        interval=exactly(number),
        **{"originator": 1, "as_of": DAY, **more},
    )


def test_the_latest_round_is_that_of_the_latest_day() -> None:
    rounds = [
        one_round(1, "North", 7, as_of=date(2024, 2, 1), round="9"),
        one_round(2, "North", 11, as_of=date(2024, 1, 1), round="10"),
    ]
    assert [one.figure for one in latest_rounds(rounds)] == [1]


def test_operations_are_summed_when_they_share_nobody() -> None:
    rounds = [one_round(1, "North", 7, as_of=date(2023, 5, 1)), one_round(2, "South", 11)]
    summed, refused = (sum_of_operations(rounds, disjoint=disjoint) for disjoint in (True, False))
    assert (triple(summed), summed.flag) == ((18, 18, 18), "ok")
    assert (summed.first_as_of, summed.last_as_of) == (date(2023, 5, 1), DAY)
    assert (triple(refused), refused.flag) == ((None, None, None), "overlap")


def test_operations_of_two_providers_are_not_summed() -> None:
    found = sum_of_operations([one_round(1, "A", 7), one_round(2, "B", 11, originator=2)], disjoint=True)
    assert (triple(found), found.flag) == ((None, None, None), "mixed_originators")


def test_one_operation_needs_nobody_s_word() -> None:
    assert sum_of_operations([one_round(1, "A", 7)], disjoint=False).best == 7


def test_no_round_is_unknown() -> None:
    found = sum_of_operations([], disjoint=True)
    assert (triple(found), found.flag, found.last_as_of) == ((None, None, None), None, None)


@pytest.mark.parametrize(("today", "stale"), [(date(2024, 7, 29), False), (date(2024, 7, 30), True)])
def test_a_stock_is_stale_after_half_a_year(today: date, stale: bool) -> None:
    assert is_stale(DAY, today=today) is stale


def test_the_time_after_which_a_stock_is_stale_can_be_set() -> None:
    assert is_stale(DAY, today=date(2024, 2, 10), stale_after=9)


def at(place: str, stated: Interval | int, **more: Any) -> PlaceCount:
    return PlaceCount(
        place=place,
        interval=stated if isinstance(stated, Interval) else exactly(stated),
        **{"figure": ord(place), "level": "adm1", "originator": 1, "as_of": DAY, **more},
    )


def test_all_parts_make_a_whole() -> None:
    found = roll_up([at("B", 7), at("C", interval("about", value=100))], of=2)
    assert (triple(found.interval), found.flags, found.used) == ((57, 107, 157), (), (66, 67))


def test_some_parts_make_a_floor() -> None:
    found = roll_up([at("B", 7)], of=2)
    assert (triple(found.interval), found.flags) == ((7, 7, "open"), ("partial", "floor"))


@pytest.mark.parametrize(
    ("other", "flag"),
    [
        ({"level": "adm2"}, "overlap"),
        ({"level": "area"}, "overlap"),
        ({"originator": 2}, "mixed_originators"),
    ],
)
def test_parts_that_overlap_or_differ_in_source_are_not_summed(other: dict[str, Any], flag: str) -> None:
    found = roll_up([at("B", 7), at("C", 11, **other)], of=2)
    assert (found.interval, found.flags) == (None, (flag,))


@pytest.mark.parametrize(
    ("other", "of", "message"),
    [
        (at("C", 11, as_of=date(2024, 2, 1)), 2, "one day"),
        (at("B", 11), 2, "two claims"),
        (at("C", 11), 1, "more parts"),
    ],
)
def test_a_roll_up_refuses_mistakes(other: PlaceCount, of: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        roll_up([at("B", 7), other], of=of)


def test_no_part_is_unknown() -> None:
    found = roll_up([], of=14)
    assert (found.interval, found.known, found.of) == (None, 0, 14)


@pytest.mark.parametrize(
    ("direct", "flags"),
    [
        (exactly(18), ()),
        (exactly(17), ("children_exceed_direct",)),
        (interval("more_than", value=10), ()),
        (interval("about", value=17), ()),
    ],
)
def test_a_direct_claim_beats_the_roll_up_and_is_checked_by_it(direct: Interval, flags: tuple[str, ...]) -> None:
    found = place_answer(at("A", direct), [at("B", 7), at("C", 11)], of=14)
    assert (found.interval, found.is_direct, found.flags) == (direct, True, flags)
    assert triple(found.roll_up.interval) == (18, 18, "open")


def test_without_a_direct_claim_the_roll_up_answers() -> None:
    found = place_answer(None, [at("B", 7)], of=14)
    assert (triple(found.interval), found.is_direct, found.flags) == (
        (7, 7, "open"),
        False,
        ("partial", "floor"),
    )


def part(figure: int, category: str, stated: Interval | int, **more: Any) -> Part:
    return Part(
        figure=figure,
        category=category,
        interval=stated if isinstance(stated, Interval) else exactly(stated),
        **{"part_of": 1, "partition": "sex_age", **more},
    )


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"part_of": 2}, "different divisions"),
        ({"partition": "side"}, "different divisions"),
        ({"category": "women"}, "twice"),
    ],
)
def test_only_parts_of_one_division_are_summed(other: dict[str, Any], message: str) -> None:
    second = part(3, **{"category": "men", "stated": 11, **other})
    with pytest.raises(ValueError, match=message):
        sum_of_parts([part(2, "women", 7), second])
    assert sum_of_parts([part(2, "women", 7), part(3, "men", 11)]).best == 18


def test_parts_beyond_the_whole_are_refused() -> None:
    with pytest.raises(PartsExceedWhole, match="1 more"):
        divide(exactly(17), [part(2, "women", 7), part(3, "men", 11)])
    assert divide(exactly(18), [part(2, "women", 7), part(3, "men", 11)]).unspecified == exactly(0)


def test_parts_of_a_floor_leave_an_open_rest() -> None:
    division = divide(interval("more_than", value=10), [part(2, "women", 7), part(3, "men", 11)])
    assert (triple(division.unspecified), division.used) == ((0, 0, "open"), (2, 3))


def test_a_percentage_needs_a_base() -> None:
    assert percentage(1, 3, level="reported").base == 3
    with pytest.raises(ValueError, match="no base"):
        percentage(1, 0, level="reported")


@pytest.mark.parametrize(
    ("levels", "weakest"),
    [
        (["identified", "verified"], "verified"),
        (["projected", "identified"], "projected"),
        (["reported"], "reported"),
    ],
)
def test_a_sum_is_as_firm_as_its_least_firm_part(levels: list[str], weakest: str) -> None:
    assert sum_of_levels((exactly(7), level) for level in levels)[1] == weakest
