"""Every number of a text's tokens, where it begins and ends, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tracker.wording.lexicon import BETWEEN
from tracker.wording.run import BEGINNINGS, Run
from tracker.wording.tokens import Number, Token


@dataclass(frozen=True, slots=True)
class Found:
    """A number in a text: the tokens it takes, its value in one or two readings."""

    start: int
    end: int
    readings: tuple[Decimal, ...]
    scale: Decimal | None
    is_bare: bool
    """Nothing but a scale: "thousand" without a number before it."""
    is_approximate: bool

    @property
    def value(self) -> Decimal:
        """Its first reading."""
        return self.readings[0]


def find_numbers(tokens: Sequence[Token]) -> list[Found]:
    """Every number of the tokens; after "between", the first "and" parts two numbers."""
    found: list[Found] = []
    at, joins = 0, True
    while at < len(tokens):
        token = tokens[at]
        if token.text in BETWEEN:
            joins = False
        number = _number_at(tokens, at, joins=joins) if token.kind in BEGINNINGS else None
        if number is None:
            at += 1
        else:
            found.append(number)
            at, joins = number.end, True
    return found


def _number_at(tokens: Sequence[Token], start: int, *, joins: bool) -> Found | None:
    run = _run_from(tokens, start, joins=joins, pick=0)
    if run.at == start or run.is_empty:
        return None
    readings = [run.value]
    if any(len(token.amounts) > 1 for token in tokens[start : run.at]):
        readings.append(_run_from(tokens, start, joins=joins, pick=1).value)
    return Found(start, run.at, tuple(readings), run.scale, run.is_bare, run.is_approximate)


def _run_from(tokens: Sequence[Token], start: int, *, joins: bool, pick: int) -> Run:
    run = Run(tokens, start, joins, pick)
    while run.at < len(tokens) and run.take(tokens[run.at]):
        pass
    run.end()
    return run


def places_of(found: Sequence[Found]) -> set[int]:
    """The places of all tokens that belong to a number."""
    return {at for number in found for at in range(number.start, number.end)}


def tidy(number: Decimal, *, percent: bool = False) -> Number:
    """A whole number as int, anything else and every percentage as Decimal."""
    if percent:
        return number
    return int(number) if number == number.to_integral_value() else number
