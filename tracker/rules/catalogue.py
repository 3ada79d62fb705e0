"""Every code that a finding can carry, with its title and its usual field. docs/rules.md explains them one by one."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.vocabulary import gettext_noop

_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a claim, as docs/rules.md explains it."""

    code: str
    title: str
    field: str
    """The field the finding stands at unless the check names another."""

    @property
    def kind(self) -> str:
        """ "error" stops; "warning" asks for a reason."""
        return "error" if self.code.startswith("E") else "warning"

    @property
    def anchor(self) -> str:
        """The place in the documentation that explains this code."""
        return f"docs/rules.md#{self.code.lower()}"


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("E1", _("No document and no direct witness record"), "document"),
        Rule("E2", _("No quote for a figure that may be published"), "quote"),
        Rule("E3", _("Value unreadable"), "value"),
        Rule("E4", _("Low above best, or best above high"), "value_low"),
        Rule("E5", _("End before start"), "reference_period_end"),
        Rule("E6", _("Said date or as-of date in the future"), "as_of_date"),
        Rule("E7", _("Document published before the as-of date"), "as_of_date"),
        Rule("E8", _("Place outside the area of the crisis"), "place_code"),
        Rule("E10", _("Published by one of its authors"), "actor"),
        Rule("E11", _("Reason missing"), "reason"),
        Rule("E12", _("Unknown code"), "measure"),
        Rule("E13", _("Date unreadable or impossible"), "as_of_date"),
        Rule("E14", _("Unknown field"), ""),
        Rule("E15", _("Required field missing"), "measure"),
        Rule("E16", _("Combination not allowed"), "basis"),
        Rule("E17", _("Judgement without its reason"), "role_reason"),
        Rule("E18", _("Parts exceed their whole"), "value"),
        Rule("E19", _("Content where none belongs, or text that cannot be kept"), "value"),
        Rule("W1", _("Number not found in the quote"), "quote"),
        Rule("W2", _("Cumulative value lower than before"), "value"),
        Rule("W3", _("Far from the last value of this series"), "value"),
        Rule("W4", _("Larger than the population of the place"), "value"),
        Rule("W5", _("Parts do not add up to their total"), "value"),
        Rule("W6", _("Places inside add up to more"), "value"),
        Rule("W7", _("Likely duplicate"), "value"),
        Rule("W8", _("Same statement from another publisher"), "document"),
        Rule("W9", _("Older than a newer figure of the same series"), "as_of_date"),
        Rule("W10", _("Place less precise than the quote"), "place_code"),
        Rule("W11", _("Speaker has a stake and no second source"), "party"),
        Rule("W12", _("Link dead or no archived copy"), "document"),
        Rule("W13", _("May name a private person"), "notes"),
        Rule("W14", _("Households without a size"), "household_size"),
        Rule("W15", _("Held back by its own publisher"), "notes"),
    )
}
"""Every code with its title and usual field. E9 was never given a meaning and stays unused."""

CONFIRMABLE_ERRORS = frozenset({"E8"})
"""Errors that a reason lifts, as if they were warnings."""
