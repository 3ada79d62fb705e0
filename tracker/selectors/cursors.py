"""Cursors: where the next page of a list starts, pinned to the moment of the first.

A cursor carries the ledger, the sequence the first page was read at, the place in the order, and a digest
of the question. So a crawl returns exactly the set of its first page, whatever is published meanwhile; a
cursor of another question is refused, and one of another ledger (after a restore, when numbers may mean
something else) asks to start again.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from tracker.selectors.refusals import LedgerChanged, Problem, QueryError

VERSION = 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """`after` is the last sequence served, or the number of rows served where another order was asked for."""

    ledger_id: str
    sequence: int
    after: int
    digest: str

    def encode(self) -> str:
        """The cursor as text for an address; what is inside is nobody's business."""
        fields = [VERSION, self.ledger_id, self.sequence, self.after, self.digest]
        text = json.dumps(fields, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(text: str, *, digest: str) -> Cursor:
    """The cursor in a text. Raises QueryError for what is none, or belongs to another question."""
    cursor = _read(text)
    if cursor is None:
        raise _refusal("invalid_cursor", "This is not a cursor; take it from the link to the next page.")
    if cursor.digest != digest:
        raise _refusal("cursor_of_another_query", "This cursor belongs to another query; start at its first page.")
    return cursor


def check_ledger(cursor: Cursor, *, ledger_id: str, head_sequence: int) -> None:
    """Refuse a cursor of another ledger, or of a sequence this one has not reached."""
    if cursor.ledger_id != ledger_id:
        detail = "The database was restored since this cursor was given out; start again at the first page."
        raise LedgerChanged(Problem("cursor", "ledger_changed", detail))
    if cursor.sequence > head_sequence:
        raise _refusal("invalid_cursor", "This is not a cursor; take it from the link to the next page.")


def _refusal(code: str, detail: str) -> QueryError:
    return QueryError(Problem("cursor", code, detail))


def _read(text: str) -> Cursor | None:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        fields = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(fields, list) or [type(field) for field in fields] != [int, str, int, int, str]:
        return None
    version, ledger_id, sequence, after, digest = fields
    if version != VERSION or not (0 <= sequence < 2**63 and 0 <= after < 2**63):
        return None
    return Cursor(ledger_id, sequence, after, digest)


def sequence_of(text: str) -> int | None:
    """The sequence a cursor is pinned to, without asking which question it belongs to; None for what is no cursor."""
    cursor = _read(text)
    return cursor.sequence if cursor else None
