"""Sums and differences of intervals: unknown stays unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.estimates.makers import LAWS, exactly, intervals, triple
from tracker.estimates.intervals import left_over, minus, plus, remainder, sum_known, sum_of
from tracker.estimates.qualifiers import interval


def test_an_unknown_part_makes_the_sum_unknown() -> None:
    assert sum_known([2, 3, 5]) == 10
    assert sum_known([2, None, 5]) is None
    assert (minus(7, None), minus(None, 7), left_over(None, 7)) == (None, None, None)


def test_a_difference_below_zero_leaves_nothing() -> None:
    assert (minus(5, 7), left_over(5, 7), left_over(7, 5)) == (-2, 0, 2)


def test_whole_numbers_stay_whole_and_decimals_exact() -> None:
    assert isinstance(plus(2, 3), int)
    assert plus(Decimal("80.5"), 1) == Decimal("81.5")


def test_nothing_has_no_sum() -> None:
    with pytest.raises(ValueError, match="nothing to sum"):
        sum_of([])


def test_a_sum_says_the_weakest_of_its_bases() -> None:
    summed = sum_of([exactly(7), interval("more_than", value=11), interval("about", value=13)])
    assert (triple(summed), summed.bounds_basis) == ((30, 31, "open"), "floor")


@LAWS
@given(one=intervals(), other=intervals())
def test_sums_and_remainders_are_in_order(one: Any, other: Any) -> None:
    for found in (sum_of([one[1], other[1]]), remainder(one[1], other[1])):
        known = [number for number in (found.low, found.best, found.high) if number is not None]
        assert known == sorted(known)
        assert all(number >= 0 for number in known)


@LAWS
@given(one=intervals(), other=intervals())
def test_a_sum_does_not_depend_on_the_order(one: Any, other: Any) -> None:
    assert sum_of([one[1], other[1]]) == sum_of([other[1], one[1]])
