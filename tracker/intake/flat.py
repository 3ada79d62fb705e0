"""The spelling of a row in one level, as forms and files write it: document_title for the title of `document`.

Read by tracker/web and by the file readers; `nested` gives the row that resolve.py takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.rules import WRITABLE_FIELDS

DOCUMENT_PARTS = {
    "document_url": "url",
    "document_title": "title",
    "document_publisher": "publisher",
    "document_published_date": "published_date",
    "document_archived_url": "archived_url",
    "licence": "licence",
}
"""Flat name -> part of the document."""

SPEAKER_TITLE = "speaker_title"

FLAT_FIELDS: tuple[str, ...] = (
    *(name for name in WRITABLE_FIELDS if name not in ("confirm", "restricted")),
    *DOCUMENT_PARTS,
    SPEAKER_TITLE,
)
"""Every name that a flat row may have."""


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its document and speaker as objects; names that are not flat ones stay, to be refused by name."""
    row = {name: cell for name, cell in flat.items() if name not in DOCUMENT_PARTS and name != SPEAKER_TITLE}
    parts = {DOCUMENT_PARTS[name]: cell for name, cell in flat.items() if name in DOCUMENT_PARTS and _says(cell)}
    if parts and not _says(row.get("document")):
        row["document"] = parts
    if _says(flat.get(SPEAKER_TITLE)):
        row["speaker"] = _speaker(row.get("speaker"), flat[SPEAKER_TITLE])
    return row


def _speaker(named: Any, title: Any) -> dict[str, Any]:
    """The speaker with a title; a number names a person who is known already."""
    word = str(named or "").strip()
    return {"id": word} if word.isdecimal() else {"name": word, "title": title}


def _says(cell: Any) -> bool:
    return bool(str(cell or "").strip())
