"""Where something is found that was merged into something else: its old address leads there."""

from __future__ import annotations

from typing import Any

from tracker.ledger.merged import present
from tracker.models import Document, Event, Organisation, Series, Speaker

MODELS: dict[str, Any] = {
    "organisation": Organisation,
    "speaker": Speaker,
    "document": Document,
    "event": Event,
}


def moved_to(kind: str, number: int) -> int | None:
    """The number under which a source, event or series goes on; None where it was not merged into another.

    Asked where nothing is found at a reading, so that a revision of before still shows what stood there.
    """
    if kind == "series":
        return _series(number)
    found = MODELS[kind].objects.filter(pk=number, merged_into__isnull=False).first() if kind in MODELS else None
    return present(found).pk if found is not None else None


def _series(number: int) -> int | None:
    joined = Series.objects.filter(pk=number).values_list("joined_into", flat=True).first()
    seen = {number}
    while joined is not None and joined not in seen:
        seen.add(joined)
        number, joined = joined, Series.objects.filter(pk=joined).values_list("joined_into", flat=True).first()
    return number if len(seen) > 1 else None
