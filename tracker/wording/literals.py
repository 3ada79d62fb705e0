"""The number that digits and separators state: one for "1,200", two for "1.200", none for "1.2.3"."""

from __future__ import annotations

import re
from decimal import Decimal

MOST_DIGITS = 18
"""Longer rows of digits are telephone numbers and identifiers, not counts."""

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")
_MARK = re.compile("[.,]")


def readings(text: str) -> tuple[Decimal, ...]:
    """The number that digits and separators state: two for "1.200", none where they make no sense."""
    plain = text.replace(" ", "").replace("'", "")
    if sum(sign.isdigit() for sign in plain) > MOST_DIGITS:
        return ()
    if "٫" in plain:
        plain = plain.replace(",", "").replace("٫", ".")
        return (Decimal(plain),) if plain.count(".") == 1 else ()
    marks = _MARK.findall(plain)
    if not marks:
        return (Decimal(plain),)
    if len(marks) > 1:
        return _readings_of_many(plain, marks)
    return _readings_of_one(plain, marks[0], spaced=plain != text)


def _readings_of_many(plain: str, marks: list[str]) -> tuple[Decimal, ...]:
    if len(set(marks)) == 1:
        return (Decimal(_MARK.sub("", plain)),) if _GROUPED.fullmatch(plain) else ()
    whole, decimals = plain.rsplit(marks[-1], 1)
    if marks.count(marks[-1]) > 1 or not _GROUPED.fullmatch(whole):
        return ()
    return (Decimal(_MARK.sub("", whole) + "." + decimals),)


def _readings_of_one(plain: str, mark: str, *, spaced: bool) -> tuple[Decimal, ...]:
    as_decimal = Decimal(plain.replace(",", "."))
    if spaced or not _GROUPED.fullmatch(plain):
        return (as_decimal,)
    as_whole = Decimal(plain.replace(mark, ""))
    return (as_whole,) if mark == "," else (as_whole, as_decimal)
