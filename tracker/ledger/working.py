"""Working copies with everything the ledger reads beside them, in a fixed number of narrow queries.

Many figures share few places, sources and documents: each of those is read once and attached, rather than joined to
every figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from tracker.ledger import bulk
from tracker.ledger.content import Alike, ordered
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

PLACES = bulk.ByKeysWithin(Place.objects.all(), parent="parent", levels=3, without=("outline",))
"""Places with the units around them."""

_NOT_TOLD = (
    "author_id", "door", "changed_at", "draft_version", "derived_low", "derived_high", "high_open", "bounds_basis",
)  # fmt: skip
"""What a working copy holds for the desk alone."""
_CRISES = bulk.ByKeys(Crisis.objects.all())
_EVENTS = bulk.ByKeys(Event.objects.all())
_SPEAKERS = bulk.ByKeys(Speaker.objects.all())
_ORGANISATIONS = bulk.ByKeys(Organisation.objects.all())
_WINDOW_ORIGINS = bulk.ByKeys(WindowOrigin.objects.all())
_DOCUMENTS = bulk.ByKeys(
    Document.objects.all(),
    without=("text", "normalised_url", "kind", "published_precision", "accessed_date", "language", "sha256"),
)
_FIGURES = bulk.ByKeys(Figure.objects.order_by("pk"), without=_NOT_TOLD)
_LOCKED_FIGURES = bulk.ByKeys(Figure.objects.order_by("pk").select_for_update(), without=_NOT_TOLD)
_CITATIONS = bulk.ByKeys(Citation.objects.all(), by="figure_id", without=("quote_key",))
_OPEN_EDITS = bulk.ByKeys(
    DraftEdit.objects.filter(sequence__isnull=True).order_by("pk"), by="figure_id", only=("id", "figure_id", "user_id")
)

Related = bulk.ByKeys[Any] | QuerySet[Any]

_ATTACHED: dict[str, Related] = {
    "crisis": _CRISES,
    "event": _EVENTS,
    "place": PLACES,
    "origin_place": PLACES,
    "speaker": _SPEAKERS,
    "organisation": _ORGANISATIONS,
    "originator": _ORGANISATIONS,
    "window_origin": _WINDOW_ORIGINS,
}


@dataclass(slots=True)
class Waiting:
    """Working copies as read under the lock: their citations, the primary one first, and who changed them.

    `edits` are the changes that are not public yet, by number, each with its figure; `alike` is what their contents
    share (`content.content_of`).
    """

    figures: list[Figure]
    citations: dict[int, list[Citation]] = field(default_factory=lambda: defaultdict(list))
    editors: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    edits: dict[int, int] = field(default_factory=dict)
    alike: Alike = field(default_factory=dict)


def read(ids: Sequence[int], *, lock: bool = False) -> Waiting:
    """The working copies of these figures, in order of their ids, ready to become content.

    `lock` keeps them from being edited until the caller's transaction ends; without it an edit committed in between
    would pass for what was reviewed.
    """
    with bulk.meanwhile():
        figures = (_LOCKED_FIGURES if lock else _FIGURES).ask(ids)
        cited, edited = _CITATIONS.ask(ids), _OPEN_EDITS.ask(ids)
        waiting, citations = Waiting(figures.rows()), cited.rows()
        for edit in edited.values():
            waiting.editors[edit["figure_id"]].append(edit["user_id"])
            waiting.edits[edit["id"]] = edit["figure_id"]
    for name, rows in _ATTACHED.items():
        attach(waiting.figures, name, rows)
    attach(citations, "document", _DOCUMENTS)
    documents = (bulk.related(citation, "document") for citation in citations)
    attach({id(document): document for document in documents}.values(), "publisher", _ORGANISATIONS)
    by_figure: dict[int, list[Citation]] = defaultdict(list)
    for citation in citations:
        by_figure[citation.figure_id].append(citation)
    waiting.citations = {figure_id: ordered(held) for figure_id, held in by_figure.items()}
    return waiting


def attach(rows: Iterable[Model], name: str, related: Related) -> None:
    """Set the foreign key `name` of these rows to objects read once each; what was merged stands for its target."""
    rows = list(rows)
    attname = f"{name}_id"
    keys = {row.__dict__[attname] for row in rows} - {None}
    bulk.relate_each(rows, name, {row.id: present(row) for row in _of(related, keys)})


def _of(related: Related, ids: set[int]) -> Iterable[Any]:
    if isinstance(related, bulk.ByKeys):
        return related.read(ids)
    return related.in_bulk(ids).values()  # few, each with what lies around it
