"""What is written in words or digits reads back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.vocabulary import CONSTRAINT_QUALIFIERS, MAGNITUDES, Qualifier
from tracker.wording import (
    ValueRead,
    digits,
    numbers_in,
    read_value,
    value_in_words,
)

_counts = st.integers(min_value=0, max_value=10**10)
_percentages = st.decimals(min_value=0, max_value=100, places=3).map(lambda number: number.normalize())
_single = st.sampled_from(sorted(set(Qualifier) - CONSTRAINT_QUALIFIERS - {Qualifier.BETWEEN}))


@given(_single, _counts)
def test_a_count_in_words_reads_back(qualifier: Qualifier, value: int) -> None:
    assert read_value(value_in_words(qualifier, value)) == ValueRead(qualifier, value)


@given(_single, _percentages)
def test_a_percentage_in_words_reads_back(qualifier: Qualifier, value: Decimal) -> None:
    words = value_in_words(qualifier, value, percent=True)
    assert read_value(words) == ValueRead(qualifier, value, percent=True)


@given(_counts, _counts, st.none() | _counts)
def test_a_range_in_words_reads_back(low: int, high: int, best: int | None) -> None:
    read = read_value(value_in_words(Qualifier.BETWEEN, best, low, high))
    assert (read.qualifier, read.value, read.value_low, read.value_high) == (Qualifier.BETWEEN, best, low, high)
    assert read.readings in ((), (low, 1_000 * low))


@pytest.mark.parametrize("word", MAGNITUDES)
def test_a_magnitude_in_words_reads_back(word: str) -> None:
    assert read_value(value_in_words(Qualifier.MAGNITUDE, magnitude=word)) == ValueRead(
        Qualifier.MAGNITUDE, magnitude=word
    )


@pytest.mark.parametrize("qualifier", sorted(CONSTRAINT_QUALIFIERS - {Qualifier.MAGNITUDE}))
def test_words_without_a_number_read_back(qualifier: Qualifier) -> None:
    assert read_value(value_in_words(qualifier)).qualifier is qualifier


def test_words_are_empty_where_the_number_is_missing() -> None:
    assert value_in_words("more_than") == value_in_words("between", value_low=4) == value_in_words("magnitude") == ""


@given(_counts)
def test_a_number_written_in_any_usual_way_is_found(value: int) -> None:
    arabic = str(value).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for text in (str(value), digits(value), digits(value).replace(",", "\u202f"), arabic):
        assert value in numbers_in(f"about {text} people")


def test_digits_show_no_needless_zeros() -> None:
    assert [digits(number) for number in (1_200, Decimal("80.500"), Decimal("1E+3"), 0)] == [
        "1,200",
        "80.5",
        "1,000",
        "0",
    ]
