"""Every number that a quote states, and no text that breaks the reading."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.vocabulary import CONSTRAINT_QUALIFIERS, Qualifier
from tracker.wording import (
    Unreadable,
    magnitude_in,
    numbers_in,
    read_number,
    read_value,
)


@pytest.mark.parametrize(
    ("quote", "numbers"),
    [
        ("killed ten people and injured 30", [10, 30]),
        ("at least nine children and three teachers", [9, 3]),
        ("مقتل 287 مدنياً بينهم تسعون طفلاً", [287, 90]),
        ("over 900,000 people — including over half a million children", [900_000, 500_000]),
        ("two hundred and five thousand", [205_000]),
        ("one thousand, two hundred and thirty-four", [1_234]),
        ("vingt et un mille trois cent quarante-cinq", [21_345]),
        ("deux cents millions mille trois cents six", [200_001_306]),
        ("quatre-vingt-dix-neuf morts et soixante et onze blessés", [99, 71]),
        ("doscientos cincuenta mil", [250_000]),
        ("mil millones", [1_000_000_000]),
        ("ثلاثة آلاف وأربعمئة وخمسة وعشرون", [3_425]),
        ("مئة وخمسون ألف", [150_000]),
        ("أحد عشر", [11]),
        ("بعشرة", [10]),
        ("3 million 900 children", [3_000_000, 900]),
        ("ten one", [10, 1]),
        ("a thousand and a million", [1_000, 1_000_000]),
        ("two thousand and three thousand", [2_000, 3_000]),
        ("between two hundred and three thousand", [200, 3_000]),
        ("since 1 December 2019", [1, 2_019]),
        ("Sept 12", [12]),
        ("once again, at once", [11]),
        ("place SY07 and figure F12", []),
        ("120.000 Syriers", [120_000, 120]),
        ("between 2 and 3 million", [2, 2_000_000, 3_000_000]),
        ("200-250,000", [200, 200_000, 250_000]),
        ("no one was hurt", []),
        ("hundreds of people, mostly women", []),
        ("", []),
    ],
)
def test_the_numbers_of_a_quote(quote: str, numbers: list[int]) -> None:
    assert numbers_in(quote) == numbers


def test_a_number_is_found_in_its_quote_and_no_other() -> None:
    assert 800_000 in numbers_in("David Swanson said that more than 800,000 had fled")
    assert 6_438 not in numbers_in("The report holds no casualty figure, but 12 annexes.")
    assert Decimal("81") in numbers_in("some 81 per cent of them")
    assert 900_000 not in numbers_in("more than 800,000")


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    numbers_in(text)
    magnitude_in(text)
    for read in (read_value, read_number):
        with suppress(Unreadable):
            read(text)


_PIECES = (
    "0 7 1.200 3,7 1,2,3 -5 40-50 2-3 % ½ + > 1٬٢٠٠ million and et y و ألفين آلاف dizaine de several half a an"
    " between to two hundred thousand vingt quatre dix soixante at least more than sept once UN مئة خمسة عشر"
)


@given(st.lists(st.sampled_from(_PIECES.split()), max_size=12).map(" ".join))
def test_no_heap_of_number_words_breaks_the_reading(text: str) -> None:
    assert all(number >= 0 for number in numbers_in(text))
    try:
        read = read_value(text)
    except Unreadable:
        return
    if read.qualifier in CONSTRAINT_QUALIFIERS:
        assert (read.value, read.value_low, read.value_high) == (None, None, None)
    elif read.qualifier is Qualifier.BETWEEN:
        assert None not in (read.value_low, read.value_high)
    else:
        assert read.value is not None
