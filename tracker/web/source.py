"""Sources: organisations, and the documents their words stand in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.selectors import sources
from tracker.selectors.behaviour import behaviour_of
from tracker.selectors.figures import figures_of
from tracker.selectors.moved import moved_to
from tracker.selectors.reading import Reading
from tracker.web import errors, sentences
from tracker.web.documents_used import last_approved
from tracker.web.pages import public_page, show
from tracker.web.sorting import DOCUMENTS, sorting
from tracker.web.viewing import asked_page

ROWS_ON_A_PAGE = 100
DOCUMENTS_ON_A_PAGE = 100


@public_page
def organisation(request: HttpRequest, reading: Reading, organisation_id: int) -> HttpResponse:
    """What an organisation said, and what was said in its name."""
    found = sources.organisation_view(organisation_id, reading)
    if found is None:
        return _no_source(request, "organisation", organisation_id)
    said = figures_of(reading, organisation=organisation_id, newest_first=True, limit=ROWS_ON_A_PAGE)
    relayed = figures_of(reading, originator=organisation_id, newest_first=True, limit=ROWS_ON_A_PAGE)
    ids = {row["id"] for row in said}
    context = {
        "found": found,
        "organisation": found.source,
        "name": sentences.local_name(found.source),  # type: ignore[arg-type]
        "rows": said,
        "behaviour": behaviour_of(organisation_id, said, reading) if said else None,
        "approved": last_approved(said),
        "relayed": [row for row in relayed if row["id"] not in ids],
    }
    return show(request, "source/organisation.html", context, reading=reading, latest=found.last_said)


@public_page
def documents(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Every document in which a published figure was read, by day; never counted, however many there are."""
    page, by = asked_page(request), sorting(request, DOCUMENTS)
    first = (page - 1) * DOCUMENTS_ON_A_PAGE
    found = list(sources.documents(reading, newest_first=by.descends)[first : first + DOCUMENTS_ON_A_PAGE + 1])
    shown = found[:DOCUMENTS_ON_A_PAGE]
    sources.named_then(reading, documents=shown)
    context = {"documents": shown, "page": page, "has_more": len(found) > len(shown), "sorting": by}
    return show(request, "source/documents.html", context, reading=reading, section="documents")


@public_page
def document(request: HttpRequest, reading: Reading, document_id: int) -> HttpResponse:
    """One document: where it can be read, and every figure read in it."""
    found = sources.document_view(document_id, reading)
    if found is None:
        return _no_source(request, "document", document_id)
    rows = figures_of(reading, document=document_id, newest_first=True, limit=ROWS_ON_A_PAGE)
    context = {"found": found, "document": found.source, "rows": rows, "approved": last_approved(rows)}
    return show(request, "source/document.html", context, reading=reading, section="documents", latest=found.last_said)


def _no_source(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    other = moved_to(kind, number)
    if other is not None:
        return errors.moved(request, reverse(kind, args=[other]))
    sentences_of = {
        "organisation": _("There is no organisation %(id)s in anything published here."),
        "document": _("There is no document %(id)s with anything published from it."),
    }
    return errors.missing(request, sentences_of[kind] % {"id": number})
