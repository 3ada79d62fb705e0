"""A working copy as the desk reads it: the sentence it will say in public, and what it would change there.

Made with the ledger's own content, so that what a reviewer reads is what the public will get.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils import timezone

from tracker.ledger.content import NOT_COMPARED, Content, content_of, ordered
from tracker.ledger.publish import changed_fields
from tracker.models import Citation, Figure, PublishedFigure
from tracker.web.row_words import in_words, label


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the public row: what it says now, and what it would say."""

    name: str
    label: str
    old: str
    new: str


def content_now(figure: Figure) -> Content | None:
    """The content that publishing this working copy would freeze; None without a document, or redacted."""
    citations = ordered(_citations_of(figure))
    if not citations or not figure.value_text:
        return None  # a redaction leaves a figure without its words
    return content_of(figure, citations, revision=figure.revision + 1, at=timezone.now(), series=figure.series_id)


def _citations_of(figure: Figure) -> list[Citation]:
    """Its citations with their documents: as they were read with many figures, else asked for."""
    if "citations" in getattr(figure, "_prefetched_objects_cache", {}):
        return list(figure.citations.all())
    return list(figure.citations.select_related("document__publisher"))


def sentence_row(figure: Figure) -> dict[str, Any] | None:
    """The public row that the sentence of a page is made from."""
    content = content_now(figure)
    return content["row"] if content else None


def changes_of(figure: Figure) -> list[Change]:
    """What the working copy would change in public: nothing where the figure is not public, or says the same."""
    standing = PublishedFigure.objects.live().filter(figure_id=figure.pk).first()
    content = content_now(figure)
    if standing is None or content is None:
        return []
    public = orjson.loads(standing.content)
    old, new = public["row"], content["row"]
    names = [name for name in changed_fields(public, content) if name not in NOT_COMPARED]
    return [Change(name, label(name), in_words(name, old.get(name)), in_words(name, new[name])) for name in names]
