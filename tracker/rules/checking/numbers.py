"""The numbers that the qualifier asks for, in order, and no others (E3, E4, E15, E19)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import wording
from tracker.rules.checking.required import missing
from tracker.rules.checking.values import Values, has, number_of, text_of
from tracker.rules.facts import Facts
from tracker.rules.fields import MOST_PEOPLE, NUMBERS
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import CONSTRAINT_QUALIFIERS, MAGNITUDES, Qualifier, Unit, gettext_noop

_ = gettext_noop

_QUALIFIERS = frozenset(Qualifier)


def check_numbers(values: Values, facts: Facts) -> Iterator[Finding]:
    """E3, E4, E15, E19: the numbers that the qualifier asks for, in order, and no others."""
    qualifier = text_of(values, "qualifier")
    given = [name for name in NUMBERS if values.get(name) is not None]
    if qualifier in CONSTRAINT_QUALIFIERS:
        yield from _check_constraint(values, qualifier, given)
    elif qualifier == Qualifier.BETWEEN:
        yield from _check_range(given)
    elif qualifier in _QUALIFIERS:
        yield from _check_single(values, qualifier, given)
    for name in given:
        yield from _check_size(values, name)
    yield from _check_order(values)


def _check_range(given: list[str]) -> Iterator[Finding]:
    for name in ("value_low", "value_high"):
        if name not in given:
            template = _("A range needs both its ends: value_low and value_high.")
            yield missing(name, template, example="56,000")


def _check_single(values: Values, qualifier: str, given: list[str]) -> Iterator[Finding]:
    if "value" not in given:
        template = _("The qualifier %(qualifier)s needs a value.")
        yield missing("value", template, qualifier=qualifier, example="800,000")
    for name in given:
        if name != "value":
            yield _misplaced(values, name, qualifier)


def _check_constraint(values: Values, qualifier: str, given: list[str]) -> Iterator[Finding]:
    for name in given:
        yield _misplaced(values, name, qualifier)
    if qualifier == Qualifier.MAGNITUDE and not _names_a_magnitude(values):
        template = _("The qualifier magnitude needs its word in value_text: %(expected)s.")
        yield make_finding(
            "E15", "value_text", template, found=text_of(values, "value_text"),
            expected=", ".join(MAGNITUDES), example="hundreds",
        )  # fmt: skip
    if qualifier == Qualifier.DENIED and not has(values, "contests"):
        yield missing("contests", _("A denial names the figure that it contests."))


def _names_a_magnitude(values: Values) -> bool:
    return bool(text_of(values, "magnitude") or wording.magnitude_in(text_of(values, "value_text")))


def _misplaced(values: Values, name: str, qualifier: str) -> Finding:
    template = _("The qualifier %(qualifier)s takes no %(field)s, but %(found)s was given. Expected %(expected)s.")
    return make_finding(
        "E19", name, template, found=values.get(name), expected=_("an empty field"), qualifier=qualifier
    )


def _check_size(values: Values, name: str) -> Iterator[Finding]:
    number = number_of(values, name)
    if number is None:
        return
    percent = values.get("unit") == Unit.PERCENT
    if number < 0:
        template = _("%(found)s is below zero. Expected %(expected)s.")
        yield make_finding("E3", name, template, found=number, expected=_("zero or more"), example="0")
    elif percent and number > 100:
        template = _("%(found)s per cent is more than everybody. Expected %(expected)s.")
        yield make_finding("E16", name, template, found=number, expected=_("a percentage from 0 to 100"), example="81")
    elif percent and number != round(number, 3):
        template = _("%(found)s has too many decimal places. Expected %(expected)s.")
        yield make_finding(
            "E3", name, template, found=number, expected=_("at most three decimal places"), example="51.7"
        )
    elif not percent and number != int(number):
        template = _("%(found)s is not a whole number. Expected %(expected)s.")
        yield make_finding(
            "E3",
            name,
            template,
            found=number,
            expected=_("whole people, households or dwellings"),
            example="1,200",
        )
    elif number > MOST_PEOPLE:
        template = _("%(found)s is more than all people alive. Expected %(expected)s.")
        yield make_finding("E3", name, template, found=number, expected=_("a smaller number"), example="1,200")


def _check_order(values: Values) -> Iterator[Finding]:
    low, best, high = (number_of(values, name) for name in ("value_low", "value", "value_high"))
    template = _("%(found)s is above %(expected)s: a range runs from low to high, with the best value between them.")
    for at, lower, upper in (("value_low", low, best), ("value_high", best, high)):
        if lower is not None and upper is not None and lower > upper:
            yield make_finding(
                "E4", at, template, found=lower, expected=wording.digits(upper), example="56,000 to 80,000"
            )
    if low is not None and high is not None and best is None and low > high:
        yield make_finding(
            "E4", "value_low", template, found=low, expected=wording.digits(high), example="56,000 to 80,000"
        )
