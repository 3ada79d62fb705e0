"""What a public content shows of its sources, and how it is brought up to date when one of them changes.

Each function finds the live versions that show a source, or returns the change to their contents. By number, never by
the former name: a second call, after an ended first one, no longer knows that name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from tracker.ledger.content import Content
from tracker.models import Document, Figure, Organisation, Place, PublishedFigure, Speaker
from tracker.vocabulary import PlaceLevel

Change = Callable[[Content], None]

LEVEL_COLUMNS = {
    PlaceLevel.COUNTRY: "location_code",
    PlaceLevel.ADM1: "admin1_code",
    PlaceLevel.ADM2: "admin2_code",
}


def by_place(place: Place) -> Q:
    """Versions that name the place, as their own or as what theirs lies in."""
    showing = Q(place_code=place.code)
    if place.level in LEVEL_COLUMNS:
        showing |= Q(**{LEVEL_COLUMNS[PlaceLevel(place.level)]: place.code})
    return showing


def by_organisation(organisation: Organisation) -> Q:
    """Versions that name it as who said it, as who knows, or as a publisher."""
    issued = Document.objects.filter(publisher=organisation).values("pk")
    citing = Figure.objects.filter(citations__document__publisher=organisation).values("pk")
    return (
        Q(organisation_id=organisation.pk)
        | Q(originator_id=organisation.pk)
        | Q(document_id__in=issued)
        | Q(figure_id__in=citing)
    )


def by_speaker(speaker: Speaker) -> Q:
    """Versions that quote the speaker."""
    return Q(speaker_id=speaker.pk)


def by_document(document: Document) -> Q:
    """Versions that cite the document, also where it is not their primary one."""
    return citing(document.pk)


def citing(document_id: int) -> Q:
    """Versions whose statement a document carries, as the primary one or beside it."""
    others = ~Q(other_documents="") & Q(other_documents__contains=f"|{document_id}|")
    if connection.vendor == "sqlite":
        # SQLite reads every version for an "or" of which one side has a partial index alone (a second at 100,000
        # versions, a millisecond like this). PostgreSQL joins the two indexes, and would read all for a subquery.
        others = Q(sequence__in=PublishedFigure.objects.filter(others).values("sequence"))
    return Q(document_id=document_id) | others


def place_named(place: Place) -> Change:
    """Shows the place by its present name."""

    def change(content: Content) -> None:
        row = content["row"]
        for prefix in ("location", "admin1", "admin2", "place"):
            if row[f"{prefix}_code"] == place.code:
                row[f"{prefix}_name"] = place.name

    return change


def organisation_named(organisation: Organisation) -> Change:
    """Shows the organisation by its present names wherever it stands."""
    issued = set(Document.objects.filter(publisher=organisation).values_list("pk", flat=True))

    def change(content: Content) -> None:
        row, refs = content["row"], content["refs"]
        if refs["organisation_id"] == organisation.pk:
            row["organisation"], row["organisation_code"] = organisation.name, organisation.code or None
        if refs["originator_id"] == organisation.pk:
            row["originator"] = organisation.name
        for carrier in (row, *content["citations"]):
            if carrier["document_id"] in issued:
                carrier["document_publisher"] = organisation.name

    return change


def speaker_named(speaker: Speaker) -> Change:
    """Shows the speaker by the present name and title."""

    def change(content: Content) -> None:
        if content["refs"]["speaker_id"] == speaker.pk:
            content["row"] |= {"speaker": speaker.name or None, "speaker_title": speaker.title or None}

    return change


def document_described(document: Document) -> Change:
    """Shows the document as it is described now, and the primary one first (content.ordered)."""
    shown = {
        "document_title": document.title,
        "document_url": document.url or None,
        "document_publisher": document.publisher.name if document.publisher else None,
        "document_published_date": document.published_date.isoformat() if document.published_date else None,
        "document_archived_url": document.archived_url or None,
        "licence": document.licence or None,
    }

    def change(content: Content) -> None:
        cited = [one for one in content["citations"] if one["document_id"] == document.pk]
        for citation in cited:
            citation |= shown
        if cited:
            put_primary_first(content)

    return change


def put_primary_first(content: Content) -> None:
    """Order the citations as a publication does, and let the row tell of the first: shortest chain, then earliest."""
    content["citations"].sort(key=_rank)
    first = content["citations"][0]
    row = content["row"]
    row |= {name: value for name, value in first.items() if name != "chain"}
    row["citation_count"] = len(content["citations"])
    if row["statement_date"] is None and row["document_published_date"] is not None:
        row["said_date"] = row["document_published_date"]


def _rank(citation: dict[str, Any]) -> tuple[int, str]:
    return citation["hops"], citation["document_published_date"] or date.max.isoformat()
