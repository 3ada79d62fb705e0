"""The words of the claim and the quote state its numbers (E16, W1)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import wording
from tracker.rules.checking.values import Values, claimed, text_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop
from tracker.wording import Number

_ = gettext_noop


def check_words(values: Values, facts: Facts) -> Iterator[Finding]:
    """E16: `value_text` states the same numbers as the number fields."""
    words, numbers = text_of(values, "value_text"), claimed(values)
    if not words or not numbers:
        return
    stated = wording.numbers_in(words)
    unstated = [number for number in numbers if number not in stated]
    if stated and unstated:
        template = _("The words “%(found)s” do not state %(expected)s. Correct the one or the other.")
        number = wording.digits(unstated[0])
        yield make_finding("E16", "value_text", template, found=words, expected=number, example=number)


def check_quote(values: Values, facts: Facts) -> Iterator[Finding]:
    """W1: the number stands in the quote, or in its translation, in digits or words."""
    quote, unstated = text_of(values, "quote"), claimed(values)
    stated: set[Number] = set()
    for text in (quote, text_of(values, "quote_translation")):
        if not quote or not unstated:
            return
        stated.update(wording.numbers_in(text))
        unstated = [number for number in unstated if number not in stated]
    if unstated:
        template = _("The quote does not state %(expected)s, neither in digits nor in words.")
        found = ", ".join(wording.digits(one) for one in sorted(stated))
        yield make_finding("W1", "quote", template, found=found, expected=wording.digits(unstated[0]))
