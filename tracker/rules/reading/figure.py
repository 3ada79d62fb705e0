"""A whole row read: typed values for what could be read, a finding for each field that could not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tracker.rules.fields import NUMBER_FIELDS, REFERENCES, TAKEN_FROM_THE_SOURCE
from tracker.rules.findings import Finding, InvalidFigure
from tracker.rules.reading.cells import is_blank
from tracker.rules.reading.claims import read_words
from tracker.rules.reading.numbers import numbers_to_percent
from tracker.rules.reading.readers import READERS
from tracker.rules.suggestions import unknown_field
from tracker.vocabulary import Unit


def read_figure(raw: Mapping[str, object]) -> tuple[dict[str, object], list[Finding]]:
    """Typed values for the fields that could be read, and a finding for each that could not.

    Only fields that were given come back, so that a partial row stays partial. Empty cells become None, or ""
    in texts. `value_text` alone is read into qualifier and numbers; a number given without words comes back
    with an empty `value_text`, which asks the ledger for `wording.value_in_words`. Values that are typed
    already pass through, so reading twice changes nothing.
    """
    values, findings = read_fields(raw)
    findings += read_together(values, raw)
    return values, findings


def read_fields(raw: Mapping[str, object]) -> tuple[dict[str, object], list[Finding]]:
    """The first step of `read_figure`: each field by itself."""
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for name, given in raw.items():
        if name in TAKEN_FROM_THE_SOURCE and is_blank(given):
            continue
        try:
            values[name] = read_field(name, given)
        except InvalidFigure as refused:
            findings.extend(refused.findings)
    return values, findings


def read_together(values: dict[str, object], raw: Mapping[str, object]) -> list[Finding]:
    """Its second step, on the values of the first: words into numbers, and numbers as the unit has them."""
    unread = any(name in raw and name not in values for name in NUMBER_FIELDS)
    findings = [] if unread else list(read_words(values))
    if values.get("unit") == Unit.PERCENT:
        numbers_to_percent(values)
    return findings


_REFERENCES = frozenset(REFERENCES)


def read_field(name: str, given: object) -> object:
    """One field as its reader reads it. Raises InvalidFigure, E14 for a field that there is not."""
    if name in _REFERENCES:
        return given
    if name not in READERS:
        raise InvalidFigure(unknown_field(name))
    if type(given) is str and len(given) <= SHORT:
        return _read_short(name, given)
    return READERS[name](name, given)


SHORT = 60
"""Characters of a text that is worth remembering: codes, dates, numbers and names come again in row after row."""


@lru_cache(maxsize=20_000)
def _read_short(name: str, given: str) -> object:
    """A short text as its reader reads it; what readers return for a text cannot be changed. Refusals are not kept."""
    return READERS[name](name, given)
