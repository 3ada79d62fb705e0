"""Rule R1: words to intervals, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimates.makers import LAWS, triple
from tracker.estimates.qualifiers import Interval, interval, place_value
from tracker.vocabulary import CONSTRAINT_QUALIFIERS, Qualifier


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (390_000, "10000"),
        (586_000, "1000"),
        (3_000_000, "1000000"),
        (81, "1"),
        (Decimal("80.5"), "0.1"),
        (Decimal("80.0"), "10"),
        (0, "1"),
    ],
)
def test_place_value_is_that_of_the_last_digit_that_is_not_zero(number: int | Decimal, expected: str) -> None:
    assert place_value(number) == Decimal(expected)


@pytest.mark.parametrize(
    ("qualifier", "number", "expected", "basis"),
    [
        ("exact", 1_506, (1_506, 1_506, 1_506), "stated"),
        ("exact", 0, (0, 0, 0), "stated"),
        ("at_least", 450, (450, 450, "open"), "floor"),
        ("more_than", 1_800, (1_800, 1_800, "open"), "floor"),
        ("at_most", 70, (0, 70, 70), "ceiling"),
        ("fewer_than", 100, (0, 100, 100), "ceiling"),
        ("about", 85, (84, 85, 86), "rounding"),
        ("about", 0, (0, 0, 1), "rounding"),
        ("about", 1, (0, 1, 2), "rounding"),
        ("nearly", 900_000, (800_000, 900_000, 900_000), "rounding"),
        ("nearly", 1, (0, 1, 1), "rounding"),
    ],
)
def test_a_number_with_its_word(qualifier: str, number: int, expected: Any, basis: str) -> None:
    stated = interval(qualifier, value=number)
    assert (triple(stated), stated.bounds_basis) == (expected, basis)
    assert all(isinstance(end, int) for end in (stated.low, stated.best))


@pytest.mark.parametrize(
    ("qualifier", "expected", "basis"),
    [
        ("unspecified_plural", (2, None, "open"), "plural"),
        ("unknown_number", (1, None, "open"), "some"),
        ("denied", (None, None, None), "denied"),
    ],
)
def test_a_word_without_a_number_has_no_best(qualifier: str, expected: Any, basis: str) -> None:
    stated = interval(qualifier)
    assert (triple(stated), stated.bounds_basis) == (expected, basis)


def test_a_range_takes_the_best_its_source_names() -> None:
    assert interval("between", value=60, value_low=50, value_high=80) == Interval(50, 60, 80, False, "stated")


@pytest.mark.parametrize(
    ("qualifier", "number", "expected"),
    [
        ("exact", "51.7", ("51.7", "51.7", "51.7")),
        ("exact", "51.72", ("51.7", "51.7", "51.8")),
        ("about", "81", ("80.5", "81.0", "81.5")),
        ("about", "80.5", ("80.4", "80.5", "80.6")),
        ("about", "100", ("50.0", "100.0", "100.0")),
    ],
)
def test_percentages_keep_one_decimal(qualifier: str, number: str, expected: tuple[str, str, str]) -> None:
    stated = interval(qualifier, value=Decimal(number), unit="percent")
    assert tuple(str(end) for end in (stated.low, stated.best, stated.high)) == expected


def test_a_majority_lies_between_half_and_all() -> None:
    stated = interval("majority", unit="percent")
    assert stated == Interval(Decimal(50), None, Decimal(100), high_open=False, bounds_basis="majority")


@pytest.mark.parametrize(
    ("qualifier", "given_numbers"),
    [
        ("exact", {}),
        ("about", {"value_low": 5}),
        ("exact", {"value": 5, "value_low": 4}),
        ("more_than", {"value": 5, "value_high": 6}),
        ("between", {"value_low": 5}),
        ("between", {"value_high": 5}),
        ("between", {"value_low": 6, "value_high": 5}),
        ("between", {"value": 4, "value_low": 5, "value_high": 6}),
        ("between", {"value": 7, "value_low": 5, "value_high": 6}),
        ("magnitude", {}),
        ("magnitude", {"magnitude": "many"}),
        ("magnitude", {"magnitude": "dozens", "value": 30}),
        ("magnitude", {"magnitude": "dozens", "unit": "percent"}),
        ("exact", {"value": 5, "magnitude": "dozens"}),
        ("unknown_number", {"value": 5}),
        ("denied", {"value": 5}),
        ("majority", {}),
        ("majority", {"unit": "person"}),
        ("exact", {"value": -1}),
        ("exact", {"value": Decimal("1.5")}),
        ("exact", {"value": Decimal("NaN"), "unit": "percent"}),
        ("exact", {"value": 0.5, "unit": "percent"}),
        ("exact", {"value": 5, "unit": "sheep"}),
        ("perhaps", {"value": 5}),
    ],
)
def test_missing_and_contradictory_numbers_are_refused(qualifier: str, given_numbers: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        interval(qualifier, **given_numbers)


@LAWS
@given(
    qualifier=st.sampled_from(["exact", "about", "nearly", "at_least", "more_than", "at_most", "fewer_than"]),
    number=st.integers(min_value=0, max_value=50_000_000),
)
def test_low_best_and_high_are_in_order(qualifier: str, number: int) -> None:
    stated = interval(qualifier, value=number)
    assert stated.low is not None
    assert stated.best is not None
    assert 0 <= stated.low <= stated.best == number
    assert (stated.high is None) == stated.high_open
    assert stated.high is None or stated.best <= stated.high


@LAWS
@given(number=st.decimals(min_value=0, max_value=100, places=1))
def test_shares_stay_between_nobody_and_everybody(number: Decimal) -> None:
    for qualifier in ("exact", "about", "nearly", "at_most"):
        stated = interval(qualifier, value=number, unit="percent")
        assert stated.low is not None
        assert stated.high is not None
        assert 0 <= stated.low <= number <= stated.high <= 100


def test_the_words_without_a_best_are_those_of_the_vocabulary() -> None:
    numbers: dict[Qualifier, dict[str, Any]] = {
        Qualifier.BETWEEN: {"value_low": 1, "value_high": 2},
        Qualifier.MAGNITUDE: {"magnitude": "tens"},
        Qualifier.MAJORITY: {"unit": "percent"},
        Qualifier.UNSPECIFIED_PLURAL: {},
        Qualifier.UNKNOWN_NUMBER: {},
        Qualifier.DENIED: {},
    }
    without_best = {word for word in Qualifier if interval(word, **numbers.get(word, {"value": 1})).best is None}
    assert without_best == CONSTRAINT_QUALIFIERS
