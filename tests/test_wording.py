"""Numbers in digits and words: what people write is read, and what is written reads back."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.vocabulary import CONSTRAINT_QUALIFIERS, MAGNITUDES, Qualifier
from tracker.wording import (
    Unreadable,
    ValueRead,
    digits,
    magnitude_in,
    number_in_quote,
    numbers_in,
    read_number,
    read_value,
    value_in_words,
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


# Every number of a quote.


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
    assert number_in_quote(800_000, "David Swanson said that more than 800,000 had fled")
    assert not number_in_quote(6_438, "The report holds no casualty figure, but 12 annexes.")
    assert number_in_quote(Decimal("81"), "some 81 per cent of them")
    assert not number_in_quote(900_000, "more than 800,000")


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    numbers_in(text)
    magnitude_in(text)
    for read in (read_value, read_number):
        with suppress(Unreadable):
            read(text)


def words(text: str) -> list[str]:
    return text.split()


_PIECES = words(
    "0 7 1.200 3,7 1,2,3 -5 40-50 2-3 % ½ + > 1٬٢٠٠ million and et y و ألفين آلاف dizaine de several half a an"
    " between to two hundred thousand vingt quatre dix soixante at least more than sept once UN مئة خمسة عشر"
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join))
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


# Written and read back.

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
        assert number_in_quote(value, f"about {text} people")


def test_digits_show_no_needless_zeros() -> None:
    assert [digits(number) for number in (1_200, Decimal("80.500"), Decimal("1E+3"), 0)] == [
        "1,200",
        "80.5",
        "1,000",
        "0",
    ]


# Spelled out: written by rules of their own, from which the reading knows nothing.

_EN_ONES = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_EN_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
_FR_ONES = words(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf"
)
_FR_TENS = words("vingt trente quarante cinquante soixante")
_ES_ONES = words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis"
    " veintisiete veintiocho veintinueve"
)
_ES_TENS = words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = words(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)


def english(number: int) -> str:
    if number < 20:
        return _EN_ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _EN_TENS[tens - 2] + (f"-{_EN_ONES[ones]}" if ones else "")
    if number < 1_000:
        hundreds, rest = divmod(number, 100)
        return f"{_EN_ONES[hundreds]} hundred" + (f" and {english(rest)}" if rest else "")
    unit, word = (1_000_000, "million") if number >= 1_000_000 else (1_000, "thousand")
    whole, rest = divmod(number, unit)
    joined = " and " if 0 < rest < 100 else " "
    return f"{english(whole)} {word}" + (f"{joined}{english(rest)}" if rest else "")


def french(number: int) -> str:
    if number < 20:
        return _FR_ONES[number]
    if number < 100:
        return _french_tens(number)
    if number < 1_000:
        hundreds, rest = divmod(number, 100)
        return ("cent" if hundreds == 1 else f"{_FR_ONES[hundreds]} cents") + (f" {french(rest)}" if rest else "")
    if number < 1_000_000:
        thousands, rest = divmod(number, 1_000)
        return ("mille" if thousands == 1 else f"{french(thousands)} mille") + (f" {french(rest)}" if rest else "")
    millions, rest = divmod(number, 1_000_000)
    return f"{french(millions)} million{'s' if millions > 1 else ''}" + (f" {french(rest)}" if rest else "")


def _french_tens(number: int) -> str:
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{_FR_ONES[number - 80]}"
    base = 60 if number >= 60 else number // 10 * 10
    rest, word = number - base, _FR_TENS[base // 10 - 2]
    if not rest:
        return word
    return f"{word} et {_FR_ONES[rest]}" if rest in (1, 11) else f"{word}-{_FR_ONES[rest]}"


def spanish(number: int) -> str:
    if number < 30:
        return _ES_ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _ES_TENS[tens - 3] + (f" y {_ES_ONES[ones]}" if ones else "")
    if number < 1_000:
        hundreds, rest = divmod(number, 100)
        return "cien" if number == 100 else _ES_HUNDREDS[hundreds - 1] + (f" {spanish(rest)}" if rest else "")
    if number < 1_000_000:
        thousands, rest = divmod(number, 1_000)
        return ("mil" if thousands == 1 else f"{spanish(thousands)} mil") + (f" {spanish(rest)}" if rest else "")
    millions, rest = divmod(number, 1_000_000)
    word = "un millón" if millions == 1 else f"{spanish(millions)} millones"
    return word + (f" {spanish(rest)}" if rest else "")


@pytest.mark.parametrize("spelled", [english, french, spanish])
@given(number=st.integers(0, 1_100) | st.integers(0, 999_999_999))
def test_numbers_spelled_out_are_read(spelled: object, number: int) -> None:
    assert callable(spelled)
    assert numbers_in(spelled(number)) == [number]
