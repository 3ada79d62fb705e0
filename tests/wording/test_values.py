"""What people write for the value of a claim is read into a qualifier and numbers, or refused with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tracker.vocabulary import Qualifier
from tracker.wording import (
    Unreadable,
    ValueRead,
    magnitude_in,
    read_number,
    read_value,
)

# One number with the words around it.


@pytest.mark.parametrize(
    ("text", "qualifier", "value"),
    [
        ("1,506", "exact", 1_506),
        ("at least 1,200", "at_least", 1_200),
        ("no fewer than 12 people", "at_least", 12),
        ("60+", "at_least", 60),
        ("20 people or more", "at_least", 20),
        ("at least some 200", "at_least", 200),
        ("more than 800,000", "more_than", 800_000),
        ("Over 830,000 people", "more_than", 830_000),
        ("upwards of 800,000 people", "more_than", 800_000),
        ("> 800", "more_than", 800),
        ("over half a million", "more_than", 500_000),
        ("some 586,000", "about", 586_000),
        ("an estimated 1.12 million", "about", 1_120_000),
        ("around a million", "about", 1_000_000),
        ("~50", "about", 50),
        ("nearly 390,000", "nearly", 390_000),
        ("close to 300 civilians", "nearly", 300),
        ("just under 900,000", "nearly", 900_000),
        ("up to 250,000", "at_most", 250_000),
        ("as many as 3 million", "at_most", 3_000_000),
        ("no more than 40", "at_most", 40),
        ("fewer than 100", "fewer_than", 100),
        ("1.5 million", "exact", 1_500_000),
        ("280-thousand", "exact", 280_000),
        ("3.7m", "exact", 3_700_000),
        ("12k", "exact", 12_000),
        ("two million 35 thousand people", "exact", 2_035_000),
        ("six", "exact", 6),
        ("thirty-four refugees", "exact", 34),
        ("Seven thousand migrants", "exact", 7_000),
        ("two hundred and five", "exact", 205),
        ("two and a half million", "exact", 2_500_000),
        ("two dozen", "exact", 24),
        ("none", "exact", 0),
        ("no one", "exact", 0),
        ("no casualties", "exact", 0),
        ("0", "exact", 0),
        ("killed 22 soldiers", "exact", 22),
        ("at least 12 people, including 4 children", "at_least", 12),
        ("the UN said 12", "exact", 12),
        ("au moins 20", "at_least", 20),
        ("plus de 3,7 millions", "more_than", 3_700_000),
        ("plus d’un million", "more_than", 1_000_000),
        ("près de 300", "nearly", 300),
        ("jusqu’à 300", "at_most", 300),
        ("environ 1 200 personnes", "about", 1_200),
        ("une centaine", "about", 100),
        ("une dizaine de milliers", "about", 10_000),
        ("dix-neuf civils, dont sept enfants", "exact", 19),
        ("al menos 20", "at_least", 20),
        ("más de 3,7 millones", "more_than", 3_700_000),
        ("unas 45.000.000 personas", "about", 45_000_000),
        ("casi 300", "nearly", 300),
        ("hasta 250 mil", "at_most", 250_000),
        ("dos millones y medio", "exact", 2_500_000),
        ("أكثر من 359 ألف شخص", "more_than", 359_000),
        ("نحو ٨٢ ألف شخص", "about", 82_000),
        ("ما لا يقل عن 20", "at_least", 20),
        ("حوالي ألفي شخص", "about", 2_000),
        ("قرابة ثلاثمئة", "nearly", 300),
    ],
)
def test_one_number_and_its_qualifier(text: str, qualifier: str, value: int) -> None:
    assert read_value(text) == ValueRead(Qualifier(qualifier), value)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009", "'", "’", "٬"])
def test_thousands_apart_in_every_usual_way(space: str) -> None:
    assert read_value(f"1{space}200").value == 1_200
    assert read_value(f"12{space}345{space}678").value == 12_345_678


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1_200),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("1,234.5", Decimal("1234.5")),
        ("1.234,5", Decimal("1234.5")),
        ("12,00,000", 1_200_000),
        ("٣٫٧ مليون", 3_700_000),
        ("۱۲۰۰", 1_200),
        ("3½ million", 3_500_000),
        ("81.5", Decimal("81.5")),
        ("0.250", Decimal("0.25")),
        ("1 200,5", Decimal("1200.5")),
    ],
)
def test_separators_of_thousands_and_decimals(text: str, value: int | Decimal) -> None:
    assert read_number(text) == (value,)


@pytest.mark.parametrize("text", ["1.200", "more than 1.200", "280.000 personas", "40 to 1.200", "200-250,000"])
def test_one_dot_before_three_digits_is_ambiguous(text: str) -> None:
    assert read_value(text).is_ambiguous


def test_both_readings_are_offered() -> None:
    assert read_value("1.200").readings == (1_200, Decimal("1.2"))


# Ranges and percentages.


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("40-50", 40, 50),
        ("40 – 50 people", 40, 50),
        ("between 56,000 and 80,000", 56_000, 80_000),
        ("200,000 to 250,000 migrants", 200_000, 250_000),
        ("2-3 million", 2_000_000, 3_000_000),
        ("between two and three million", 2_000_000, 3_000_000),
        ("between two hundred and three hundred", 200, 300),
        ("between 900 and 1 million", 900, 1_000_000),
        ("from 10 to 20", 10, 20),
        ("de 200 000 à 250 000", 200_000, 250_000),
        ("entre vingt et trente", 20, 30),
        ("entre 10 y 20", 10, 20),
        ("بين 56 ألفا و80 ألفا", 56_000, 80_000),
        ("80 to 56", 80, 56),
    ],
)
def test_a_range(text: str, low: int, high: int) -> None:
    assert read_value(text) == ValueRead(Qualifier.BETWEEN, None, low, high)


@pytest.mark.parametrize("text", ["about 81 %", "about 81%", "about 81 per cent", "environ 81 pour cent", "نحو ٨١٪"])
def test_a_percentage(text: str) -> None:
    assert read_value(text) == ValueRead(Qualifier.ABOUT, Decimal(81), percent=True)


def test_a_percentage_is_not_read_as_thousands() -> None:
    read = read_value("51.725 %")
    assert (read.value, read.is_ambiguous) == (Decimal("51.725"), False)


# Words that are no number.


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("hundreds", "hundreds"),
        ("Dozens were wounded", "dozens"),
        ("tens of thousands", "tens of thousands"),
        ("hundreds of thousands of people", "hundreds of thousands"),
        ("several hundred", "hundreds"),
        ("a few thousand", "thousands"),
        ("several hundred thousand", "hundreds of thousands"),
        ("tens of millions", "millions"),
        ("plusieurs milliers", "thousands"),
        ("quelques centaines", "hundreds"),
        ("des dizaines de milliers", "tens of thousands"),
        ("varios miles", "thousands"),
        ("cientos de miles", "hundreds of thousands"),
        ("مئات", "hundreds"),
        ("عشرات الآلاف", "tens of thousands"),
    ],
)
def test_a_magnitude(text: str, word: str) -> None:
    assert read_value(text) == ValueRead(Qualifier.MAGNITUDE, magnitude=word)
    assert magnitude_in(text) == word


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("its crew", "unknown_number"),
        ("a family", "unknown_number"),
        ("no figure given", "unknown_number"),
        ("number not known", "unknown_number"),
        ("son équipage", "unknown_number"),
        ("several", "unspecified_plural"),
        ("people were killed", "unspecified_plural"),
        ("varias personas", "unspecified_plural"),
        ("mostly", "majority"),
        ("most of them", "majority"),
        ("la plupart", "majority"),
        ("معظمهم", "majority"),
        ("denies that anyone was killed", "denied"),
        ("do not have a factual basis", "denied"),
        ("denies that 30 were killed", "denied"),
    ],
)
def test_words_that_constrain(text: str, qualifier: str) -> None:
    assert read_value(text) == ValueRead(Qualifier(qualifier))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "-5",
        "minus",
        "one third",
        "half of them",
        "12 killed and 30 injured",
        "20 people and hundreds",
        "not 200 people",
        "not many people",
        "?",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_value(text)
    assert str(refused.value) == refused.value.template % {
        "found": refused.value.found,
        "expected": refused.value.expected,
        "example": refused.value.example,
    }
    assert refused.value.expected


@pytest.mark.parametrize("text", ["", "more than 5", "5 people", "-5", "5 6", "1.2.3"])
def test_a_number_alone_is_a_number_alone(text: str) -> None:
    with pytest.raises(Unreadable):
        read_number(text)


@pytest.mark.parametrize("text", ["1e9", "1.5e6 people", "0x10", "12a3"])
def test_digits_on_both_sides_of_letters_are_no_number_to_guess(text: str) -> None:
    with pytest.raises(Unreadable):
        read_value(text)


@pytest.mark.parametrize("text", ["3rd", "the 21st", "1er", "la 3ème", "3.º", "1,200 by the 3rd", "٣rd"])
def test_a_place_in_an_order_is_no_count(text: str) -> None:
    with pytest.raises(Unreadable, match="place in an order"):
        read_value(text)


@pytest.mark.parametrize(
    "text",
    ["1200 (estimated)", "1,200 (est.)", "1,200 people (estimate)", "1200 (estimation)", "1200 (estimados)"],
)
def test_a_number_that_is_called_an_estimate_is_not_exact(text: str) -> None:
    assert read_value(text) == ValueRead(Qualifier.ABOUT, 1200)


def test_a_floor_that_is_an_estimate_stays_a_floor() -> None:
    assert read_value("at least 1,200 (estimated)") == ValueRead(Qualifier.AT_LEAST, 1200)
