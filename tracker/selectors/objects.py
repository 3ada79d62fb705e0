"""What is versioned beside figures: settings of series, lead series of crises, events, names.

The current state stands in the object's own table; a past one is the content of its version at that sequence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import Model, QuerySet

from tracker.models import ObjectVersion
from tracker.models.ledger import open_at
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few, Statement


def contents_at(object_type: str, reading: Reading, *, ids: list[int] | None = None) -> dict[int, dict[str, Any]]:
    """Content by object as it stood at the reading; objects without a version by then are left out."""
    at = reading.at
    found = _ALL.rows(object_type, at) if ids is None else _SOME.rows(ids, object_type, at)
    return {pk: orjson.loads(content) for pk, content in found}


def _standing(object_type: str, at: int) -> QuerySet[ObjectVersion]:
    return ObjectVersion.objects.filter(
        open_at(at), object_type=object_type, sequence__lte=at, redacted_at__isnull=True
    ).order_by()


_ALL = Statement(
    lambda object_type, at: _standing(object_type, at).values_list("object_id", "content"),
    "(object type)",
    -987_654_321,
)
_SOME = Few(
    lambda pks, object_type, at: (
        _standing(object_type, at).filter(object_id__in=pks).values_list("object_id", "content")
    ),
    "(object type)",
    -987_654_321,
)


def as_they_were(object_type: str, found: Iterable[Model | None], reading: Reading) -> None:
    """Give these places, sources or crises, in memory, what they were called at the reading.

    Whatever was renamed since keeps what it was called before in the version of its next name.
    """
    rows = [one for one in found if one is not None] if reading.is_pinned else []
    if not rows:
        return
    ids = {one.pk for one in rows}
    former: dict[int, dict[str, Any]] = {}
    for pk, content in _LATER.rows(ids, object_type, reading.at):
        # Not every version changes names; of those that do, the earliest after the reading decides.
        former[pk] = former.get(pk, {}) | orjson.loads(content).get("former", {})
    for one in rows:
        for name, value in former.get(one.pk, {}).items():
            field: Any = one._meta.get_field(name)
            setattr(one, name, field.to_python(value))


_LATER = Few(
    lambda pks, object_type, at: (
        ObjectVersion.objects.filter(
            object_type=object_type, object_id__in=pks, sequence__gt=at, redacted_at__isnull=True
        )
        .order_by("-sequence")
        .values_list("object_id", "content")
    ),
    "(object type)",
    -987_654_321,
)
