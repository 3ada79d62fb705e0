"""What is versioned beside figures: settings of series, lead series of crises, events, names.

The current state stands in the object's own table; a past one is the content of its version at that sequence.
"""

from __future__ import annotations

from typing import Any

import orjson

from tracker.models import ObjectVersion
from tracker.models.ledger import open_at
from tracker.selectors.reading import Reading


def contents_at(object_type: str, reading: Reading, *, ids: list[int] | None = None) -> dict[int, dict[str, Any]]:
    """Content by object as it stood at the reading; objects without a version by then are left out."""
    versions = ObjectVersion.objects.filter(
        open_at(reading.at), object_type=object_type, sequence__lte=reading.at, redacted_at__isnull=True
    )
    if ids is not None:
        versions = versions.filter(object_id__in=ids)
    return {pk: orjson.loads(content) for pk, content in versions.values_list("object_id", "content")}
