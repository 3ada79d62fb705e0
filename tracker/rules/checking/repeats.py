"""Recorded already, or the same statement carried by another publisher (W7, W8)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def check_repeats(values: Values, facts: Facts) -> Iterator[Finding]:
    """W7, W8: recorded already, or the same statement carried by another publisher."""
    if facts.likely_duplicates:
        template = _("This looks like a figure already recorded: %(found)s. Open it, or say why this is another.")
        yield make_finding("W7", "value", template, found=_listed(facts.likely_duplicates))
    if facts.same_statement:
        template = _(
            "Another publisher carried the same statement: %(found)s. Add this document there, so that it counts once."
        )
        yield make_finding("W8", "document", template, found=_listed(facts.same_statement))


def _listed(ids: tuple[int, ...]) -> str:
    return ", ".join(f"F-{figure}" for figure in ids)
