"""Working copies with everything the ledger reads beside them, in a fixed number of narrow queries.

Many figures share few places, sources and documents: each of those is read once and attached, rather than joined to
every figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from tracker.ledger import bulk
from tracker.ledger.content import ordered
from tracker.ledger.merged import present
from tracker.models import (
    Citation,
    Crisis,
    Document,
    DraftEdit,
    Event,
    Figure,
    Organisation,
    Place,
    Speaker,
    WindowOrigin,
)

PLACES = Place.objects.select_related("parent__parent__parent").defer(
    "outline", "parent__outline", "parent__parent__outline", "parent__parent__parent__outline"
)
"""Places with the units around them."""

_ATTACHED: dict[str, QuerySet[Any]] = {
    "crisis": Crisis.objects.select_related("place"),
    "event": Event.objects.all(),
    "place": PLACES,
    "origin_place": PLACES,
    "speaker": Speaker.objects.all(),
    "organisation": Organisation.objects.all(),
    "originator": Organisation.objects.all(),
    "window_origin": WindowOrigin.objects.all(),
}


@dataclass(slots=True)
class Waiting:
    """Working copies as read under the lock: their citations, the primary one first, and who changed them."""

    figures: list[Figure]
    citations: dict[int, list[Citation]] = field(default_factory=lambda: defaultdict(list))
    editors: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def read(ids: Sequence[int], *, lock: bool = False) -> Waiting:
    """The working copies of these figures, in order of their ids, ready to become content.

    `lock` keeps them from being edited until the caller's transaction ends; without it an edit committed in between
    would pass for what was reviewed.
    """
    figures = Figure.objects.filter(pk__in=ids).order_by("pk")
    waiting = Waiting(bulk.read(figures.select_for_update() if lock else figures))
    for name, rows in _ATTACHED.items():
        attach(waiting.figures, name, rows)
    citations = bulk.read(Citation.objects.filter(figure_id__in=ids))
    attach(citations, "document", Document.objects.all(), without=("text",))
    attach([citation.document for citation in citations], "publisher", Organisation.objects.all())
    by_figure: dict[int, list[Citation]] = defaultdict(list)
    for citation in citations:
        by_figure[citation.figure_id].append(citation)
    waiting.citations = {figure_id: ordered(held) for figure_id, held in by_figure.items()}
    edits = DraftEdit.objects.filter(figure_id__in=ids, sequence__isnull=True).order_by("pk")
    for figure_id, user_id in edits.values_list("figure_id", "user_id"):
        waiting.editors[figure_id].append(user_id)
    return waiting


def attach(rows: Iterable[Model], name: str, related: QuerySet[Any], *, without: Collection[str] = ()) -> None:
    """Set the foreign key `name` of these rows to objects read once each; what was merged stands for its target.

    `without` are columns of theirs that nobody will ask for.
    """
    rows = list(rows)
    attname = f"{name}_id"
    keys = [row.__dict__[attname] for row in rows]
    found = {row.pk: present(row) for row in _of(related, {*keys} - {None}, without)}
    for row, key in zip(rows, keys, strict=True):
        bulk.relate(row, name, None if key is None else found[key])


def _of(related: QuerySet[Any], ids: set[int], without: Collection[str]) -> Iterable[Any]:
    if not ids:
        return ()
    if related.query.select_related:  # few, each with what lies around it
        return related.in_bulk(ids).values()
    return bulk.read(related.filter(pk__in=ids), without=without)
