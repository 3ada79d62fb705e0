"""Rule R1: households to persons, and shares of a base."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimates.makers import LAWS, exactly, intervals, triple
from tracker.estimates.households import implied_size, persons_from_households
from tracker.estimates.qualifiers import Interval, interval
from tracker.estimates.shares import derived_share


def test_an_open_number_of_households_is_an_open_number_of_persons() -> None:
    households = interval("more_than", value=100, unit="household")
    assert persons_from_households(households, Decimal("5.3")) == Interval(530, 530, None, True, "floor")


def test_households_without_a_best_give_persons_without_a_best() -> None:
    households = interval("magnitude", magnitude="hundreds", unit="household")
    assert triple(persons_from_households(households, Decimal(5))) == (500, None, "open")


@pytest.mark.parametrize("size", ["0", "0.9", "-5"])
def test_a_household_has_at_least_one_person(size: str) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        persons_from_households(exactly(10), Decimal(size))


def test_no_households_have_no_size() -> None:
    with pytest.raises(ValueError, match="no households"):
        implied_size(persons=10, households=0)


@LAWS
@given(
    stated=intervals(),
    size=st.decimals(min_value=1, max_value=20, places=1),
    other=st.decimals(1, 20, places=1),
)
def test_a_larger_size_never_gives_fewer_persons(stated: Any, size: Decimal, other: Decimal) -> None:
    small, large = sorted((size, other))
    fewer, more = (persons_from_households(stated[1], each) for each in (small, large))
    for name in ("low", "best", "high"):
        assert (getattr(fewer, name) is None) == (getattr(more, name) is None) == (getattr(stated[1], name) is None)
        if getattr(fewer, name) is not None:
            assert getattr(fewer, name) <= getattr(more, name)


@pytest.mark.parametrize(
    ("share", "base", "numbers", "basis"),
    [
        (("exact", "50"), ("exact", 101), (50, 51, 51), "stated"),
        (("about", "81"), ("exact", 1_000), (805, 810, 815), "rounding"),
        (("more_than", "60"), ("exact", 1_000), (600, 600, "open"), "floor"),
        (("at_most", "60"), ("exact", 1_000), (0, 600, 600), "ceiling"),
        (("exact", "50"), ("unspecified_plural", None), (1, None, "open"), "plural"),
    ],
)
def test_bounds_are_multiplied_with_bounds(share: Any, base: Any, numbers: Any, basis: str) -> None:
    percent = interval(share[0], value=Decimal(share[1]), unit="percent")
    found = derived_share(percent, interval(base[0], value=base[1]))
    assert found is not None
    assert (triple(found), found.bounds_basis) == (numbers, basis)
