"""The refusal: a text that states no number, or not one number, and what would have been expected.

Raised by values.py; rules turns it into a finding.
"""

from __future__ import annotations

from tracker.vocabulary import gettext_noop

_ = gettext_noop


class Unreadable(ValueError):
    """A text that states no number that can be read; carries a sentence to show and its parameters."""

    def __init__(self, template: str, *, found: str = "", expected: str = "", example: str = "") -> None:
        self.template = template
        self.found = found if len(found) <= 80 else found[:79] + "…"
        self.expected = expected
        self.example = example
        super().__init__(template % {"found": self.found, "expected": expected, "example": example})


def not_a_number(text: str) -> Unreadable:
    """Where a number alone is due, something else was written."""
    template = _("“%(found)s” cannot be read as a number. Expected %(expected)s, for example %(example)s.")
    return Unreadable(template, found=text, expected=_("a number alone"), example="1,200")


def below_zero(text: str) -> Unreadable:
    """Nobody counts fewer people than none."""
    template = _("“%(found)s” is below zero. Expected %(expected)s.")
    return Unreadable(template, found=text, expected=_("zero or more"), example="0")


def a_fraction(text: str) -> Unreadable:
    """A third of whom? Only a percentage names its unit."""
    template = _("“%(found)s” is a fraction. Write %(expected)s, for example %(example)s.")
    return Unreadable(template, found=text, expected=_("a percentage"), example=_("about 33%"))


def an_ordinal(text: str) -> Unreadable:
    """ "The 3rd" is a day or a rank, not three people."""
    template = _("“%(found)s” holds a place in an order, not a count. Expected %(expected)s, for example %(example)s.")
    return Unreadable(template, found=text, expected=_("one number or one range"), example=_("at least 1,200"))


def several_numbers(text: str) -> Unreadable:
    """Nobody could know which of several numbers is meant."""
    template = _("“%(found)s” states more than one number. Expected %(expected)s, for example %(example)s.")
    return Unreadable(template, found=text, expected=_("one number or one range"), example=_("at least 1,200"))


def what_was_not(text: str) -> Unreadable:
    """ "Not 200 people" leaves open how many there were."""
    template = _("“%(found)s” says what was not. Expected %(expected)s, for example %(example)s.")
    return Unreadable(template, found=text, expected=_("the number that is stated"), example=_("at least 1,200"))


def no_number(text: str) -> Unreadable:
    """No number, no magnitude, and no word that says why."""
    template = _("“%(found)s” states no number. Expected %(expected)s, for example %(example)s.")
    if not text.strip():
        template = _("Nothing was written. Expected %(expected)s, for example %(example)s.")
    return Unreadable(template, found=text, expected=_("a number in digits or words"), example=_("at least 1,200"))
