"""The change feed: every entry of the ledger in order, with what it changed.

A mirror that starts from a dump at one sequence and replays the feed from there holds what the site holds.
Read by the API's changes and by the pages' "what changed".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from tracker.models import LedgerEntry, ObjectVersion, PublishedFigure
from tracker.selectors.figures import texts_of
from tracker.selectors.reading import Reading


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. `data` is JSON text of what it published: a figure's row, an object's content, or null."""

    sequence: int
    type: str
    object_id: int
    revision: int
    at: datetime
    reason: str
    batch: str
    changed_fields: list[str]
    data: str
    sha: str


@dataclass(frozen=True, slots=True)
class Changes:
    """A stretch of the feed and how far the ledger has come."""

    entries: list[Change]
    reading: Reading
    next_since: int
    has_more: bool

    @property
    def latest(self) -> int:
        """The last sequence of the ledger."""
        return self.reading.head_sequence


ENTRY_COLUMNS = (
    "sequence", "type", "object_type", "object_id", "revision", "at", "reason", "batch", "data", "sha",
)  # fmt: skip


def changes(
    reading: Reading, *, since: int = 0, limit: int = 100, types: Iterable[str] = (), batch: str = ""
) -> Changes:
    """Entries after a sequence, at most `limit`. The page is cut before anything is joined to it.

    `types` and `batch` narrow the feed; `next_since` then skips what was left out. Pinned at the head
    of the reading: entries never change, so those up to it are those of its moment.
    """
    wanted = LedgerEntry.objects.filter(sequence__gt=since, sequence__lte=reading.head_sequence)
    if types:
        wanted = wanted.filter(type__in=list(types))
    if batch:
        wanted = wanted.filter(batch=batch)
    found = list(wanted.order_by("sequence").values(*ENTRY_COLUMNS)[: limit + 1])
    has_more = len(found) > limit
    next_since = found[limit - 1]["sequence"] if has_more else max(since, reading.head_sequence)
    return Changes(_with_data(found[:limit]), reading, next_since, has_more)


def recent_changes(reading: Reading, *, crisis: str = "", series: int | None = None, limit: int = 20) -> list[Change]:
    """The last entries about figures up to the reading, the newest first; of one crisis or series where asked for.

    On a day they are those about what had been said by then.
    """
    wanted = LedgerEntry.objects.filter(sequence__lte=reading.at, object_type="figure").order_by("-sequence")
    if reading.known_on is not None:
        versions = PublishedFigure.objects.filter(sequence__lte=reading.at).order_by()
        said = versions.filter(figure_id=OuterRef("object_id"), said_date__lte=reading.known_on)
        later = versions.filter(sequence=OuterRef("sequence"), said_date__gt=reading.known_on)
        wanted = wanted.filter(Exists(said), ~Exists(later))
    if crisis:
        figures = PublishedFigure.objects.filter(crisis=crisis, sequence__lte=reading.at).order_by()
        wanted = wanted.filter(object_id__in=figures.values("figure_id"))
    if series is not None:
        figures = PublishedFigure.objects.filter(series_id=series, sequence__lte=reading.at).order_by()
        wanted = wanted.filter(object_id__in=figures.values("figure_id"))
    return _with_data(list(wanted.values(*ENTRY_COLUMNS)[:limit]))


def _with_data(found: list[dict[str, Any]]) -> list[Change]:
    sequences = [entry["sequence"] for entry in found]
    rows = PublishedFigure.objects.filter(sequence__in=sequences).order_by("sequence")
    stored = list(rows.values_list("sequence", "render", "body"))
    bodies = dict(zip([row[0] for row in stored], texts_of(stored, "body"), strict=True))
    others = [entry["sequence"] for entry in found if entry["object_type"] != "figure"]
    contents = dict(ObjectVersion.objects.filter(sequence__in=others).values_list("sequence", "content"))
    return [_change(entry, bodies.get(entry["sequence"]) or contents.get(entry["sequence"])) for entry in found]


def _change(entry: dict[str, Any], data: str | None) -> Change:
    return Change(
        sequence=entry["sequence"],
        type=entry["type"],
        object_id=entry["object_id"],
        revision=entry["revision"],
        at=entry["at"],
        reason=entry["reason"],
        batch=entry["batch"],
        changed_fields=list(entry["data"].get("changed") or ()),
        data=data or "null",
        sha=entry["sha"],
    )
