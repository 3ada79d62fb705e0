"""Names as they stood at a reading. Renaming is a ledger entry, so an old revision shows the old name.

A rename keeps the new name as a version of the object; the name before the first rename is the one that published
figures showed then. Read by trends, their explanations and tallies; rows of figures carry their names themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import orjson
from django.db.models import Max

from tracker.models import ObjectVersion, Organisation, Place, PublishedFigure
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few

Published = Callable[[Collection[int], int], dict[int, str]]
"""Names that published figures showed by a sequence."""


def organisation_names(ids: Iterable[int], reading: Reading) -> dict[int, str]:
    """Names of organisations by number: one statement for the present, more only for what was renamed since."""
    wanted = list(set(ids))
    names: dict[int, str] = dict(_NAMES.rows(wanted))
    return names | _former("organisation", names, reading, _said_by) if reading.is_pinned else names


_NAMES = Few(lambda pks: Organisation.objects.filter(pk__in=pks).order_by().values_list("pk", "name"))


def place_names(found: Collection[Place], reading: Reading) -> dict[int, str]:
    """Names of places by number, as for organisations."""
    names = {place.pk: place.name for place in found}
    if not reading.is_pinned:
        return names
    codes = {place.pk: place.code for place in found}
    return names | _former("place", names, reading, lambda ids, at: _about({pk: codes[pk] for pk in ids}, at))


def _former(object_type: str, ids: Collection[int], reading: Reading, published: Published) -> dict[int, str]:
    """Names at a revision of those objects that were ever renamed."""
    renamed: dict[int, str] = {}
    unnamed: set[int] = set()
    for pk, sequence, content in _VERSIONS.rows(ids, object_type):
        name = orjson.loads(content).get("name")
        if not name:
            continue
        if sequence <= reading.at:
            renamed[pk] = name
        elif pk not in renamed:
            unnamed.add(pk)
    return renamed | (published(unnamed, reading.at) if unnamed else {})


_VERSIONS = Few(
    lambda pks, object_type: (
        ObjectVersion.objects.filter(object_type=object_type, object_id__in=pks, redacted_at__isnull=True)
        .order_by("sequence")
        .values_list("object_id", "sequence", "content")
    ),
    "(object type)",
)


def _said_by(ids: Collection[int], at: int) -> dict[int, str]:
    """Names of originators as the last figure of each showed them by a sequence."""
    return _shown("originator_id", ids, "originator", at)


def _about(codes: Mapping[int, str], at: int) -> dict[int, str]:
    by_code = _shown("place_code", codes.values(), "place_name", at)
    return {pk: by_code[code] for pk, code in codes.items() if code in by_code}


def _shown(column: str, values: Iterable[Any], field: str, at: int) -> dict[Any, str]:
    shown = PublishedFigure.objects.filter(
        sequence__lte=at, redacted_at__isnull=True, **{f"{column}__in": list(values)}
    )
    last = shown.order_by().values(column).annotate(last=Max("sequence")).values("last")
    rows = PublishedFigure.objects.filter(sequence__in=last).values_list(column, "body")
    return {value: orjson.loads(body)[field] for value, body in rows}
