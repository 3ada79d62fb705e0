"""What a claim of a file asks to be stored: its fields as resolve.py takes them, completed by what its file tells.

Here a claim gets its identity, its dataset the hash of the file, and a person's changes of a row their place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.intake.flat import DOCUMENT_PARTS, SPEAKER_TITLE, nested
from tracker.intake.naming import word_of
from tracker.intake.readers.rows import Claim, PlaceHint
from tracker.rules import Finding
from tracker.vocabulary import DocumentKind

Identity = tuple[str, str]
"""Source system, and the identifier there."""

_FLAT = frozenset({*DOCUMENT_PARTS, SPEAKER_TITLE})
LONGEST_PLACE_NAME = 300


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file beside its rows: how it is cited where its rows name no document of their own."""

    name: str
    sha256: str
    accessed: str
    """ISO day."""


def asked(claim: Claim, edits: Mapping[str, Any] | None, file: FileFacts | None) -> dict[str, Any]:
    """The raw row of a claim, as a person changed it."""
    fields = {**claim.fields, **(edits or {})}
    stated = fields.get("document")
    if edits and isinstance(stated, Mapping):
        parts = {DOCUMENT_PARTS[name]: fields.pop(name) for name in edits if name in DOCUMENT_PARTS}
        fields["document"] = {**stated, **parts}
    raw = nested(fields) if _FLAT & fields.keys() else dict(fields)
    if claim.part and word_of(raw.get("external_id")):
        raw["external_id"] = f"{word_of(raw['external_id'])}:{claim.part}"
    if file is not None:
        raw["document"] = _document(raw.get("document"), file)
    if claim.place and not word_of(raw.get("provider_place_name")):
        raw["provider_place_name"] = words_of(claim.place)[:LONGEST_PLACE_NAME]
    return raw


def identity_of(raw: Mapping[str, Any]) -> Identity:
    """The record that a row says it is, in the system it comes from."""
    return word_of(raw.get("source_system")), word_of(raw.get("external_id"))


def words_of(hint: PlaceHint) -> str:
    """The place in the words of the file."""
    return ", ".join(filter(None, (*hint.sites, *reversed(hint.names), hint.country)))


def with_columns(findings: Collection[Finding], claim: Claim) -> tuple[Finding, ...]:
    """Findings that know the column of their field, for messages at the cell."""
    if not findings:  # as of nearly every claim
        return ()
    return tuple(
        replace(one, params={**one.params, "column": claim.columns.get(one.field, ""), "part": claim.part})
        for one in findings
    )


def _document(given: Any, file: FileFacts) -> Any:
    """The document of a claim; a dataset is this file, and so is what names no document."""
    if not isinstance(given, Mapping):
        if word_of(given):
            return given
        given = {"title": file.name, "kind": DocumentKind.DATASET.value}
    if given.get("kind") != DocumentKind.DATASET:
        return given
    facts = {"sha256": file.sha256, "accessed_date": file.accessed}
    return {**given, **{name: fact for name, fact in facts.items() if not word_of(given.get(name))}}
