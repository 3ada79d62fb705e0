"""What a door hands to the ledger: a claim with its citations, typed and with its references found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker import wording
from tracker.ledger import bulk
from tracker.ledger.merged import present
from tracker.models import Citation, Document, Figure, Organisation
from tracker.models.figures import OWN_FIELDS
from tracker.rules import Finding
from tracker.vocabulary import Qualifier, Unit
from tracker.wording.searching import words_of

_AMOUNTS = {"value": "percent", "value_low": "percent_low", "value_high": "percent_high"}
"""Columns of a number, each with the one that holds it where it is a share."""
_RELATED = (
    "crisis", "event", "place", "origin_place", "speaker", "organisation", "originator", "share_of", "supersedes",
    "contests", "part_of",
)  # fmt: skip
_RELATIONS = frozenset(_RELATED)
_NOT_ALONE = _RELATIONS | _AMOUNTS.keys()
"""What one column cannot hold by itself."""
WRITABLE = frozenset({*OWN_FIELDS, *_RELATED})
"""Attributes of a figure that a door may set; references are rows, not ids."""


FEWEST_WORDS = 4
"""Of a quote that is recognised: shorter ones ("1,200 people") are the words of anybody."""


def quote_key(quote: str) -> str:
    """What quotes of the same words have in common, as 32 hexadecimal digits; empty for a short one."""
    words = words_of(quote) if quote else []
    if len(words) < FEWEST_WORDS:
        return ""
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


CITATION_COLUMNS = (
    "quote", "quote_key", "quote_language", "quote_translation", "document_page", "chain", "hops",
)  # fmt: skip
"""What a citation says, by column."""


class NewCitation(NamedTuple):
    """A document that carries the statement, and the words in it."""

    document: Document
    quote: str = ""
    quote_language: str = ""
    quote_translation: str = ""
    document_page: str = ""
    chain: Sequence[str] = ()
    hops: int = 1

    def said(self) -> tuple[Any, ...]:
        """What it says, as the values of CITATION_COLUMNS."""
        translation, page = self.quote_translation, self.document_page
        return self.quote, quote_key(self.quote), self.quote_language, translation, page, list(self.chain), self.hops

    def on(self, figure: Figure) -> Citation:
        """The row to store."""
        row = bulk.new_row(Citation, dict(zip(CITATION_COLUMNS, self.said(), strict=True)))
        # As objects: a figure that is only looked at has no numbers yet.
        bulk.relate_all(row, {"figure": figure, "document": present(self.document)})
        return row


class NewFigure(NamedTuple):
    """A claim to record. `values` are figure attributes; `confirm` gives the reason for a warning, by code.

    `refers` leads from a relation to the position of its target in the list of claims that is recorded with it. Claims
    of one `group` stand or fall together. `held_back` is why the publisher keeps it out of its own figures (W15).
    """

    values: Mapping[str, Any]
    citations: Sequence[NewCitation] = ()
    confirm: Mapping[str, str] = MappingProxyType({})
    refers: Mapping[str, int] = MappingProxyType({})
    group: int | None = None
    held_back: str = ""


@dataclass(frozen=True, slots=True)
class RefusedDraft:
    """A claim of a bulk act that was not stored: its position, and everything wrong with it."""

    index: int
    findings: tuple[Finding, ...]


def apply(figure: Figure, values: Mapping[str, Any]) -> None:
    """Set these attributes; a percentage goes to the columns of shares. Raises TypeError on an unknown name."""
    if not values.keys() <= WRITABLE:
        unknown = sorted(values.keys() - WRITABLE)
        raise TypeError(f"A figure has no writable attribute {', '.join(unknown)}.")
    held = figure.__dict__
    bulk.relate_all(figure, {name: present(value) for name, value in values.items() if name in _RELATIONS})
    for name, value in values.items():
        if name not in _NOT_ALONE:
            held[name] = _EMPTY.get(name) if value is None else value
    share = figure.unit == Unit.PERCENT
    for name, percent in _AMOUNTS.items():
        if name in values:
            held[name], held[percent] = (None, values[name]) if share else (values[name], None)


_EMPTY = {
    field.name: field.get_default()
    for field in Figure._meta.concrete_fields
    if field.name in OWN_FIELDS and not field.null
}
"""What a column holds that nothing was said about, where it cannot be null: a door may say None for any of them."""


def fill_in(figure: Figure) -> None:
    """What follows from the rest where it was not said: originator, reliability, the claim in words."""
    organisation: Organisation | None = figure.organisation if figure.organisation_id else None
    if not figure.originator_id and organisation is not None:
        bulk.relate(figure, "originator", organisation)
    if not figure.source_reliability and organisation is not None:
        figure.source_reliability = organisation.reliability
    if not figure.value_text and figure.qualifier in _QUALIFIERS:  # the rules refuse any other
        figure.value_text = _in_words(figure)


_QUALIFIERS = tuple(Qualifier)


def _in_words(figure: Figure) -> str:
    share = figure.unit == Unit.PERCENT
    best, low, high = (getattr(figure, percent if share else name) for name, percent in _AMOUNTS.items())
    return wording.value_in_words(figure.qualifier, best, low, high, figure.magnitude, percent=share)
