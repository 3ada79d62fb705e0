"""Organisations, speakers and documents: finding them by name, and their pages and rows.

Only what published versions mention is public: somebody who is named in drafts alone does not exist here,
neither in a list nor in an error. Fed by the versions and the tables of sources; read by pages and API.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from tracker.ledger.merged import present
from tracker.ledger.shown import citing
from tracker.models import Document, Organisation, PublishedFigure, Speaker
from tracker.selectors import parsing
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading
from tracker.selectors.versions import standing
from tracker.selectors.workbooks import Source

DOCUMENTS_AT_ONCE = 500


def organisation_ids(text: str) -> list[int]:
    """Numbers of the public organisations of this number, short name (in any case) or exact name."""
    named = Q(name=text) | (Q(code__iexact=text) & ~Q(code=""))
    if parsing.WHOLE.fullmatch(text):
        named |= Q(pk=int(text))
    return _ever_public(_with_merged(Organisation.objects.filter(named)), ("organisation_id", "originator_id"))


def speaker_ids(text: str) -> list[int]:
    """Numbers of the public speakers of this number or exact name."""
    named = Q(name=text) & ~Q(name="")
    if parsing.WHOLE.fullmatch(text):
        named |= Q(pk=int(text))
    return _ever_public(_with_merged(Speaker.objects.filter(named)), ("speaker_id",))


def _with_merged(found: QuerySet[Any]) -> list[int]:
    """Numbers of these, and of what those that were merged go on as: the question means both, then and now."""
    rows = list(found)
    return sorted({one.pk for one in rows} | {present(one).pk for one in rows})


def _ever_public(ids: list[int], columns: Iterable[str]) -> list[int]:
    mentioned: set[int] = set()
    for column in columns if ids else ():
        versions = PublishedFigure.objects.filter(**{f"{column}__in": ids}, redacted_at__isnull=True)
        mentioned.update(versions.order_by().values_list(column, flat=True).distinct())
    return sorted(set(ids) & mentioned)


def organisations(reading: Reading) -> QuerySet[Organisation]:
    """Organisations that said, claimed to know or published something that stands at the reading.

    In an order that no rename changes, so that a revision lists them as it did.
    """
    versions = standing(reading).order_by()
    said = Exists(versions.filter(organisation_id=OuterRef("pk")))
    knew = Exists(versions.filter(originator_id=OuterRef("pk")))
    published = Exists(documents(reading).filter(publisher=OuterRef("pk")).order_by())
    return Organisation.objects.filter(said | knew | published).select_related("parent").order_by("pk")


def speakers(reading: Reading) -> QuerySet[Speaker]:
    """Speakers of something that stands at the reading."""
    spoken = Exists(standing(reading).order_by().filter(speaker_id=OuterRef("pk")))
    return Speaker.objects.filter(spoken).select_related("organisation").order_by("name", "title", "pk")


def documents(reading: Reading, *, newest_first: bool = True) -> QuerySet[Document]:
    """Documents that carry something that stands at the reading, by day; either way their index has them in order."""
    carried = Exists(standing(reading).order_by().filter(document_id=OuterRef("pk")))
    return (
        Document.objects.filter(carried | Q(pk__in=_repeating(reading)))
        .select_related("publisher")
        .defer("text")
        .order_by(*(("-published_date", "-pk") if newest_first else ("published_date", "pk")))
    )


def _repeating(reading: Reading) -> set[int]:
    """Documents that carry a statement another document is quoted for: few, and read from their own index."""
    lists = standing(reading).order_by().exclude(other_documents="").values_list("other_documents", flat=True)
    return {int(number) for listed in lists for number in listed.strip("|").split("|")}


def named_then(
    reading: Reading,
    *,
    organisations: Iterable[Organisation] = (),
    speakers: Iterable[Speaker] = (),
    documents: Iterable[Document] = (),
) -> None:
    """Give sources, in memory, the names they had at the reading."""
    publishers = [one.publisher for one in documents]
    as_they_were("document", documents, reading)
    parents = [one.parent for one in organisations]
    as_they_were(
        "organisation", [*organisations, *parents, *(one.organisation for one in speakers), *publishers], reading
    )


def organisation_row(organisation: Organisation) -> dict[str, Any]:
    """An organisation as the API shows it."""
    return {
        "id": organisation.pk,
        "name": organisation.name,
        "names": organisation.names,
        "code": organisation.code or None,
        "aliases": organisation.aliases,
        "kind": organisation.kind,
        "reliability": organisation.reliability,
        "reliability_reason": organisation.reliability_reason or None,
        "party_to_conflict": organisation.party_to_conflict,
        "parent": organisation.parent_id,
        "url": organisation.url or None,
    }


def speaker_row(speaker: Speaker) -> dict[str, Any]:
    """A speaker as the API shows one; a speaker without a name is an office."""
    return {
        "id": speaker.pk,
        "name": speaker.name or None,
        "title": speaker.title or None,
        "organisation_id": speaker.organisation_id,
        "organisation": speaker.organisation.name,
    }


def document_row(document: Document) -> dict[str, Any]:
    """A document as the API shows it; its text is the desk's and is not shown."""
    return {
        "id": document.pk,
        "title": document.title,
        "url": document.url or None,
        "publisher_id": document.publisher_id,
        "publisher": document.publisher.name if document.publisher else None,
        "kind": document.kind,
        "published_date": document.published_date,
        "published_precision": document.published_precision,
        "accessed_date": document.accessed_date,
        "language": document.language or None,
        "licence": document.licence or None,
        "redistributable": document.redistributable,
        "archived_url": document.archived_url or None,
        "sha256": document.sha256 or None,
    }


def sources_of(condition: Q, reading: Reading) -> Iterator[Source]:
    """The documents that figures of a condition rest on at the reading, by number, as a workbook lists them."""
    versions = standing(reading).filter(condition).order_by()
    ids = sorted(set(versions.values_list("document_id", flat=True).distinct()))
    for start in range(0, len(ids), DOCUMENTS_AT_ONCE):
        some = ids[start : start + DOCUMENTS_AT_ONCE]
        page = list(Document.objects.filter(pk__in=some).select_related("publisher").defer("text").order_by("pk"))
        named_then(reading, documents=page)
        for document in page:
            day = document.published_date
            yield Source(
                number=document.pk,
                title=document.title,
                url=document.url,
                publisher=document.publisher.name if document.publisher else "",
                published_date=day.isoformat() if day else "",
                licence=document.licence,
            )


@dataclass(frozen=True, slots=True)
class SourceView:
    """The page of a source: itself, how many figures of it stand, and the days they speak of."""

    source: Organisation | Document
    figure_count: int
    first_said: Any
    last_said: Any


def organisation_view(organisation_id: int, reading: Reading) -> SourceView | None:
    """The page of an organisation, or None when nothing public names it."""
    organisation = organisations(reading).filter(pk=organisation_id).first()
    if organisation is None:
        return None
    named_then(reading, organisations=[organisation])
    named = Q(organisation_id=organisation_id) | Q(originator_id=organisation_id)
    return _view(organisation, standing(reading).filter(named))


def document_view(document_id: int, reading: Reading) -> SourceView | None:
    """The page of a document, or None when it carries nothing public."""
    document = documents(reading).filter(pk=document_id).first()
    if document is None:
        return None
    named_then(reading, documents=[document])
    return _view(document, standing(reading).filter(citing(document_id)))


def _view(source: Organisation | Document, versions: QuerySet[PublishedFigure]) -> SourceView:
    found = versions.order_by().aggregate(figures=Count("sequence"), first=Min("said_date"), last=Max("said_date"))
    return SourceView(source, found["figures"], found["first"], found["last"])
