"""A stake without a second voice, evidence that may vanish, a row its publisher keeps back (W11, W12, W15)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import Party, gettext_noop

_ = gettext_noop


def check_source(values: Values, facts: Facts) -> Iterator[Finding]:
    """W11, W12, W15: a stake without a second voice, evidence that may vanish, and a row its publisher keeps back."""
    if values.get("party") == Party.INTERESTED and not facts.second_source:
        template = _("The source is a party with a stake in this number, and nobody else gives one.")
        yield make_finding("W11", "party", template, found=Party.INTERESTED.value, expected=_("a second source"))
    if facts.document_known and facts.link_dead:
        template = _("The link to the document no longer works, and there is no archived copy of it.")
        yield make_finding("W12", "document", template, expected=_("a working link or an archived copy"))
    elif facts.document_known and not facts.document_archived:
        template = _("There is no archived copy of the document.")
        yield make_finding("W12", "document", template, expected=_("an archived copy"))
    if facts.held_back:
        yield Finding("W15", "notes", facts.held_back, expected=_("figures that their publisher stands by"))
