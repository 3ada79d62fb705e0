"""One spelling for everything that is written in several ways: case, accents, scripts of digits, invisible signs.

Every text that is read, and every word of the language tables, goes through here first.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys([0x0640, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F)])
_INVISIBLE |= dict.fromkeys(range(0x2066, 0x206A))
_SAME_LETTERS = str.maketrans({"ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "’": "'", "ʼ": "'", "٬": "'", "´": "'"})
_PARTS_OF_ONE = {"½": ".5", "¼": ".25", "¾": ".75"}
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def western_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0-9."""
    if text.isascii():
        return text
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


class _MarksAway(dict[int, int | None]):
    """A table for `str.translate` that drops combining marks and learns each sign when it first meets it."""

    def __missing__(self, sign: int) -> int | None:
        kept = None if unicodedata.combining(chr(sign)) else sign
        self[sign] = kept
        return kept


_MARKS_AWAY = _MarksAway()


def fold(text: str) -> str:
    """The text in small letters without accents, Arabic marks and invisible signs, digits as 0-9."""
    if text.isascii():
        return text.lower()
    for sign, decimals in _PARTS_OF_ONE.items():
        text = text.replace(sign, decimals)
    text = unicodedata.normalize("NFKC", text.translate(_SAME_LETTERS)).translate(_INVISIBLE)
    plain = unicodedata.normalize("NFD", western_digits(text).lower())
    return plain.translate(_MARKS_AWAY).translate(_SAME_LETTERS)
