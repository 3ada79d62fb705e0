"""What was merged into something else stands for that from then on, whoever still names it."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from tracker.models import Document, Event, Organisation, Speaker, WindowOrigin

Mergeable = Organisation | Speaker | Document | Event | WindowOrigin
_MERGEABLE = frozenset(get_args(Mergeable))
Row = TypeVar("Row")


def present(row: Row) -> Row:
    """The row itself, or what it was merged into, however often; anything else comes back as it is."""
    if type(row) not in _MERGEABLE:
        return row
    found: Any = row
    while found.merged_into_id is not None:
        found = found.merged_into
    told: Row = found
    return told
