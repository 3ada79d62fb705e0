"""The working copy of a figure as those see it who may write or review; its ETag is what a change must name."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from api.addresses import ROOT, absolute
from api.envelope import Links, Meta, answer, dumps
from tracker.intake.resolve import standing_figures
from tracker.ledger.content import ordered
from tracker.models import Citation, Figure
from tracker.models.figures import OWN_FIELDS
from tracker.selectors.reading import open_reading


class VersionDue(APIException):
    """A change that does not say which version it changes."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Send the ETag of working/ in If-Match."
    at = ({"parameter": "If-Match", "code": "required"},)


class VersionStale(APIException):
    """A change of a version that is not the present one any more."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The working copy is another one by now."
    at = ({"parameter": "If-Match", "code": "changed"},)


def find_working(figure_id: int) -> Figure:
    """The working copy; Http404 where there is none."""
    figure = standing_figures().select_related("origin_place", "event", "author").filter(pk=figure_id).first()
    if figure is None:
        raise Http404(f"There is no figure {figure_id} here.")
    return figure


def tag_of(figure: Figure) -> str:
    """The strong ETag of a working copy: another one after every edit and every publication."""
    return f'"{figure.pk}-{figure.revision}-{figure.draft_version}"'


def version_named(request: Request, figure: Figure) -> int:
    """The draft version that If-Match names, when it is the present one. Raises VersionDue or VersionStale."""
    named = request.headers.get("If-Match", "").strip()
    if not named or not re.fullmatch(r'"[0-9]+-[0-9]+-[0-9]+"', named):
        raise VersionDue
    if named != tag_of(figure):
        raise VersionStale
    return figure.draft_version


def working_answer(figure_id: int, request: Request, *, code: int = 200) -> HttpResponse:
    """The working copy in its envelope, with its ETag; never kept by a cache."""
    figure = find_working(figure_id)
    here = absolute(f"{ROOT}figures/{figure.pk}/working/")
    response = answer(dumps(working_row(figure)), Meta(open_reading()), Links(here=here))
    response.status_code = code
    response["ETag"] = tag_of(figure)
    response["Cache-Control"] = "private, no-store"
    response["Content-Language"] = "en"
    if code == status.HTTP_201_CREATED:
        response["Location"] = here
    return response


def working_row(figure: Figure) -> dict[str, Any]:
    """State, fields under their writable names, citations, and warnings with the reasons given for them."""
    values = figure.as_values()
    own = {name: _plain(values[name]) for name in OWN_FIELDS}
    citations = [_citation(one) for one in ordered(list(figure.citations.all()))]
    primary = citations[0] if citations else {}
    return {
        "id": figure.pk,
        "revision": figure.revision,
        "draft_state": figure.draft_state,
        "draft_version": figure.draft_version,
        "public_state": figure.public_state,
        "author": figure.author.username,
        "door": figure.door,
        "recorded_at": figure.recorded_at,
        "changed_at": figure.changed_at,
        "reason": figure.reason or None,
        "return_reason": figure.return_reason or None,
        **own,
        "crisis": figure.crisis.slug if figure.crisis else None,
        "event": figure.event_id,
        "place_code": figure.place.code if figure.place else None,
        "origin_location_code": figure.origin_place.code if figure.origin_place else None,
        "speaker": figure.speaker_id,
        "organisation": figure.organisation_id,
        "originator": figure.originator_id,
        "share_of": figure.share_of_id,
        "supersedes": figure.supersedes_id,
        "contests": figure.contests_id,
        "part_of": figure.part_of_id,
        "document": primary.get("document"),
        "quote": primary.get("quote"),
        "quote_language": primary.get("quote_language"),
        "quote_translation": primary.get("quote_translation"),
        "document_page": primary.get("document_page"),
        "hops": primary.get("hops"),
        "citations": citations,
        "warnings": [
            {
                "code": warning["code"],
                "pointer": f"#/{warning['field']}",
                "detail": warning["message"],
                "reason": warning["reason"] or None,
            }
            for warning in figure.warnings
        ],
    }


def _citation(one: Citation) -> dict[str, Any]:
    return {
        "document": one.document_id,
        "document_title": one.document.title,
        "document_url": one.document.url or None,
        "redistributable": one.document.redistributable,
        "quote": one.quote or None,
        "quote_language": one.quote_language or None,
        "quote_translation": one.quote_translation or None,
        "document_page": one.document_page or None,
        "hops": one.hops,
    }


def _plain(value: object) -> object:
    return None if value == "" else value
