"""What is versioned beside figures: settings of series, lead series of crises, events, names.

The current state stands in the object's own table; a past one is the content of its version at that sequence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import Model

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


def as_they_were(object_type: str, found: Iterable[Model | None], reading: Reading) -> None:
    """Give these places, sources or crises, in memory, what they were called at the reading.

    Whatever was renamed since keeps what it was called before in the version of its next name.
    """
    rows = [one for one in found if one is not None] if reading.is_pinned else []
    if not rows:
        return
    ids = {one.pk for one in rows}
    later = ObjectVersion.objects.filter(
        object_type=object_type, object_id__in=ids, sequence__gt=reading.at, redacted_at__isnull=True
    )
    former: dict[int, dict[str, Any]] = {}
    for pk, content in later.order_by("-sequence").values_list("object_id", "content"):
        # Not every version changes names; of those that do, the earliest after the reading decides.
        former[pk] = former.get(pk, {}) | orjson.loads(content).get("former", {})
    for one in rows:
        for name, value in former.get(one.pk, {}).items():
            field: Any = one._meta.get_field(name)
            setattr(one, name, field.to_python(value))
