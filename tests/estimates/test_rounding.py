"""Rule R13: numbers on headline cards."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimates.makers import LAWS
from tracker.estimates.rounding import headline


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (0, 0),
        (99, 99),
        (101, 100),
        (105, 110),
        (999, 1_000),
        (1_000, 1_000),
        (1_049, 1_000),
        (1_050, 1_100),
        (9_949, 9_900),
        (10_499, 10_000),
        (10_501, 11_000),
        (Decimal("51.7"), Decimal("51.7")),
    ],
)
def test_steps_grow_with_the_number_and_halves_go_up(exact: int | Decimal, shown: int | Decimal) -> None:
    assert headline(exact, rounded=True) == shown


@LAWS
@given(exact=st.integers(min_value=0, max_value=10_000_000), more=st.integers(min_value=0, max_value=20_000))
def test_rounding_keeps_the_order_of_numbers(exact: int, more: int) -> None:
    assert headline(exact, rounded=True) <= headline(exact + more, rounded=True)
