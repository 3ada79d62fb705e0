"""What `value_text` says where it stands alone: qualifier, numbers and magnitude of a claim in words."""

from __future__ import annotations

from tracker import wording
from tracker.rules.fields import NUMBERS
from tracker.rules.findings import Finding, make_finding
from tracker.rules.reading.numbers import ambiguous, from_wording
from tracker.vocabulary import CONSTRAINT_QUALIFIERS, Qualifier, gettext_noop

_ = gettext_noop


def read_words(values: dict[str, object]) -> list[Finding]:
    """Fill qualifier and numbers from `value_text` where it stands alone; returns what could not be read."""
    text = str(values.get("value_text") or "")
    numbers_given = any(values.get(name) is not None for name in NUMBERS)
    if numbers_given and not text:
        values["value_text"] = ""
    if values.get("qualifier") in CONSTRAINT_QUALIFIERS:
        _read_magnitude(values, text)
    elif text and not numbers_given:
        return _read_claim(values, text)
    return []


def _read_magnitude(values: dict[str, object], text: str) -> None:
    if values["qualifier"] == Qualifier.MAGNITUDE and not values.get("magnitude"):
        values["magnitude"] = wording.magnitude_in(text) or None


def _read_claim(values: dict[str, object], text: str) -> list[Finding]:
    try:
        read = wording.read_value(text)
    except wording.Unreadable as refused:
        return [from_wording("value_text", refused)]
    if read.is_ambiguous:
        return [ambiguous("value_text", text, read.readings)]
    given = str(values.get("qualifier") or "")
    if given and read.qualifier not in (given, Qualifier.EXACT):
        return [_other_qualifier(text, given, read.qualifier)]
    values.update(
        qualifier=given or read.qualifier.value,
        value=read.value,
        value_low=read.value_low,
        value_high=read.value_high,
        magnitude=read.magnitude or None,
    )
    return []


def _other_qualifier(text: str, given: str, read: Qualifier) -> Finding:
    template = _("“%(found)s” reads as “%(example)s”, but the qualifier says “%(expected)s”.")
    return make_finding("E16", "qualifier", template, found=text, expected=given, example=read.value)
