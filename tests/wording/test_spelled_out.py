"""Numbers spelled out by rules of their own, from which the reading knows nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.wording import (
    numbers_in,
)


def words(text: str) -> list[str]:
    return text.split()


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
