"""A working copy as the desk reads it: the sentence it will say in public, and what it would change there.

Made with the ledger's own content, so that what a reviewer reads is what the public will get.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.ledger.content import NOT_COMPARED, Content, content_of, ordered
from tracker.ledger.publish import changed_fields
from tracker.ledger.row import FIELDS
from tracker.models import Figure, PublishedFigure
from tracker.web import words
from tracker.web.figure_fields import SPECS


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the public row: what it says now, and what it would say."""

    name: str
    label: str
    old: str
    new: str


def content_now(figure: Figure) -> Content | None:
    """The content that publishing this working copy would freeze; None without a document, or redacted."""
    citations = ordered(list(figure.citations.select_related("document__publisher")))
    if not citations or not figure.value_text:
        return None  # a redaction leaves a figure without its words
    return content_of(figure, citations, revision=figure.revision + 1, at=timezone.now(), series=figure.series_id)


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
    return [Change(name, _label(name), _words(name, old.get(name)), _words(name, new[name])) for name in names]


PUBLIC_LABELS: dict[str, Any] = {
    "value_low": _("Lowest"),
    "value_best": _("Best"),
    "value_high": _("Highest"),
    "reported_value": _("Value as reported"),
    "reported_unit": _("Unit as reported"),
    "place_name": _("Name of the place"),
    "said_date": _("Said on"),
    "citation_count": _("Documents that carry it"),
}
"""Fields of the public row that the form has no field for, or another meaning."""


def _label(name: str) -> str:
    spec = SPECS.get(name)
    return str(PUBLIC_LABELS.get(name) or (spec.label if spec else name))


NUMBERS = frozenset(field.name for field in FIELDS if field.kind == "number")


def _words(name: str, value: Any) -> str:
    """A value of the public row as it is read; empty for none."""
    if value is None:
        return ""
    return words.number(value) if name in NUMBERS else str(value)
