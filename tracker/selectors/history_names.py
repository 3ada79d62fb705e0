"""What lines of the history name by number: the things themselves, found at once for all lines of a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from tracker.models import Crisis, Document, Event, Organisation, Place, Series, Speaker, WindowOrigin
from tracker.selectors.history import Line

Things = Mapping[tuple[str, int], Any]
"""By kind and number."""

MODELS: dict[str, type[Model]] = {
    "crisis": Crisis,
    "event": Event,
    "organisation": Organisation,
    "speaker": Speaker,
    "document": Document,
    "place": Place,
    "origin": WindowOrigin,
    "series": Series,
}
BESIDE: dict[str, tuple[str, ...]] = {"series": ("place", "window_origin")}
KINDS = {
    "organisation": "organisation",
    "originator": "organisation",
    "spine": "organisation",
    "organisation_id": "organisation",
    "publisher_id": "organisation",
    "parent_id": "organisation",
    "speaker": "speaker",
    "place": "place",
    "place_code": "place",
    "origin_location_code": "place",
    "origin_place": "place",
    "event": "event",
    "crisis": "crisis",
    "window_origin": "origin",
    "leads": "series",
    "citations": "document",
}
"""Fields whose value is a number of a thing of that kind, or holds some; entries of figures hold names there."""


def kind_of(line: Line, field: str) -> str:
    """Of which kind are the things that this field of a line names; empty where it names none."""
    return line.object_type if field == "merged_into_id" else KINDS.get(field, "")


def things_of(lines: Iterable[Line]) -> Things:
    """Whatever the lines are about, and what their old and new values name."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        wanted[line.object_type].add(line.object_id)
        for field, *values in line.changes:
            wanted[kind_of(line, field)].update(number for value in values for number in numbers_in(value))
    return {
        (kind, number): thing
        for kind, model in MODELS.items()
        if wanted[kind]
        for number, thing in model._default_manager.select_related(*BESIDE.get(kind, ())).in_bulk(wanted[kind]).items()
    }


def numbers_in(value: Any) -> list[int]:
    """The numbers of things in a value: itself, or what a list or a mapping holds."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [one for one in held if isinstance(one, int) and not isinstance(one, bool)]
