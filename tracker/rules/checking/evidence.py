"""A document or witness record, and the words themselves (E1, E2)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values, has
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def check_evidence(values: Values, facts: Facts) -> Iterator[Finding]:
    """E1, E2: a document or witness record, and the words themselves unless the figure is never published."""
    if not facts.citations_known:
        return
    if not facts.document_known and not facts.document_is_witness_record:
        yield no_document()
    if not has(values, "quote") and not has(values, "restricted"):
        template = _("There is no quote. Copy the words that state the figure, in their own language.")
        yield make_finding("E2", "quote", template, expected=_("the exact words"), example="more than 800,000 people")


def no_document() -> Finding:
    """E1: what was given names no document."""
    template = _("There is no document. Give %(expected)s.")
    expected = _("the document in which the figure was read, or a witness record")
    return make_finding("E1", "document", template, expected=expected)
