"""The documents behind the numbers of a page, and which of them each number was read in: the notes of a print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]

MOST = 40


def documents_used(rows: Iterable[Row]) -> dict[str, Any]:
    """For the context of a page: `documents` with how many of these figures each holds, the latest first, their numbers
    in that list by document, `document_notes`, and when the last of the figures was `approved`.
    """
    rows = list(rows)
    found: dict[int, dict[str, Any]] = {}
    counted: set[int] = set()
    for row in rows:
        document = found.setdefault(row["document_id"], {**row, "figures": 0})
        document["figures"] += row["id"] not in counted
        counted.add(row["id"])
    documents = sorted(found.values(), key=lambda row: row["document_published_date"] or "", reverse=True)[:MOST]
    return {
        "documents": documents,
        "document_notes": {document["document_id"]: number for number, document in enumerate(documents, start=1)},
        "approved": last_approved(rows),
    }


def last_approved(rows: Iterable[Row]) -> str:
    """The moment at which the last of these figures was published as it stands; empty for none."""
    return max((row["updated_at"] for row in rows), default="")
