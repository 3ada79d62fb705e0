"""What the tables hold, as one value: so that a test can say "and nothing was stored", or "as it was before"."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.models import (
    Citation,
    CrisisCount,
    DraftEdit,
    EventTotal,
    Figure,
    LedgerEntry,
    ObjectVersion,
    PublishedFigure,
    RedactionRequest,
    Series,
    SeriesPoint,
    WindowOrigin,
)
from tracker.rules import InvalidFigure

TABLES = (
    Figure, Citation, DraftEdit, LedgerEntry, PublishedFigure, ObjectVersion, Series, SeriesPoint, EventTotal,
    RedactionRequest, WindowOrigin, CrisisCount,
)  # fmt: skip


def everything() -> dict[str, Any]:
    """Every row of every table the ledger writes, and its head."""
    rows = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}
    return {"head": head(), **rows}


@contextmanager
def refused(code: str, field: str = "") -> Iterator[None]:
    """The ledger refuses with this code, at this field when one is named, and nothing at all is stored."""
    before = everything()
    with pytest.raises((Refused, InvalidFigure)) as caught:
        yield
    assert everything() == before
    found = named(caught.value)
    assert code in [one for one, _ in found], found
    assert not field or (code, field) in found, found


def named(error: ValueError) -> list[tuple[str, str]]:
    """Codes and fields that a refusal names."""
    if isinstance(error, InvalidFigure):
        return [(finding.code, finding.field) for finding in error.findings]
    return [(error.code, error.field)] if isinstance(error, Refused) else []


def bodies(sequence: int | None = None) -> dict[int, dict[str, Any]]:
    """The public rows now, or at a sequence, by figure."""
    versions = PublishedFigure.objects.live() if sequence is None else PublishedFigure.objects.at(sequence)
    return {version.figure_id: orjson.loads(version.body) for version in versions}


_OWN = {"id", "series_id"}


def points() -> dict[str, list[dict[str, Any]]]:
    """The stored points by series key, without the keys of their rows."""
    rows = SeriesPoint.objects.select_related("series").order_by("series__key", "date")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        found.setdefault(row.series.key, []).append({k: v for k, v in values.items() if k not in _OWN})
    return found


def summaries() -> dict[str, dict[str, Any]]:
    """What each series says of itself beside its points, but for when it was computed."""
    names = ("spine_id", "spine_reason", "off_spine", "not_used", "figure_count", "point_count", "last_best")
    return {one.key: {name: getattr(one, name) for name in names} for one in Series.objects.all()}


def left_out(series: Series, name: str) -> list[list[Any]]:
    """What a series lists as `off_spine` or `not_used`, by itself and with its points, in order of the figures."""
    with_points = [one for held in series.points.values_list(name, flat=True) for one in held]
    return sorted([*getattr(series, name), *with_points])


def totals() -> dict[tuple[int, str, str], tuple[Any, ...]]:
    """The standing totals of events by event, measure and status of people."""
    standing = EventTotal.objects.filter(sequence_to__isnull=True)
    return {
        (one.event_id, one.measure, one.people_status): (
            one.value_low, one.value_best, one.value_high, one.high_open, one.flags,
        )
        for one in standing
    }  # fmt: skip
