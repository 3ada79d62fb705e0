"""figures/, figures/{id}/ and what belongs to one figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import orjson
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from api import downloads
from api.addresses import absolute
from api.caching import etag, mark, not_modified
from api.declared import Parameter
from api.envelope import (
    Links,
    Meta,
    answer,
    array,
    dumps,
    licences_in,
    licences_of,
    link_header,
    links_of,
    with_members,
)
from api.errors import FigureGone
from api.parameters import FIGURE_FILTERS, FIGURE_LIST, Asked, read_parameters
from api.schema import rows as shapes
from api.schema.operations import GONE, Operation
from api.tables import FILES
from api.views.reading import DetailView, ReadView
from tracker.selectors import cursors, figures
from tracker.selectors.figures import FigureDetail, Page, Tombstone
from tracker.selectors.filters import FigureQuery, parse_query
from tracker.selectors.reading import Reading, open_reading
from tracker.selectors.refusals import QueryError

SLOW_FIELDS = "fields and exclude are slower: rows are rendered whole."
SLOW_SORT = "sort is slower at old revisions; the order by sequence is not."


class FigureList(ReadView):
    """Figures, a page or a file of them."""

    controls: ClassVar[frozenset[str]] = FIGURE_LIST
    filters: ClassVar[Mapping[str, Parameter]] = FIGURE_FILTERS
    formats: ClassVar[tuple[str, ...]] = FILES
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Figures, a page or a file of them", shapes.FIGURE_OR_PART, many=True, name="Figure")
    }

    def get(self, request: Request, suffix: str = "", **_path: Any) -> HttpResponseBase:
        """A page of figures. Head and rows come from one statement; a client that holds the answer reads the head
        alone.
        """
        asked, problems = read_parameters(
            request.GET,
            known=self.controls,
            also=self.filters,
            formats=self.formats,
            accept=request.headers.get("Accept", ""),
            suffix=suffix,
        )
        if "If-None-Match" in request.headers and not problems:
            same = self._unchanged(request, asked)
            if same is not None:
                return same
        query = _query(request, problems)
        if asked.format != "json":
            return self._download(request, query, asked)
        page = figures.page(query, asked.moment, limit=asked.page_size, cursor=asked.cursor, offset=asked.offset)
        response = _page_answer(request, query, asked, page)
        mark(response, etag(request, page.reading, asked), pinned=_is_pinned(page.reading, asked))
        return response

    def _unchanged(self, request: Request, asked: Asked) -> HttpResponse | None:
        """304 when the client's answer is still the answer; reads nothing but the head."""
        reading = open_reading(asked.moment.known_on, asked.moment.revision)
        if asked.cursor:
            sequence = cursors.sequence_of(asked.cursor)
            reading = reading if sequence is None else reading.seen_at(sequence)
        tag = etag(request, reading, asked)
        response = not_modified(request, tag)
        if response is not None:
            mark(response, tag, pinned=_is_pinned(reading, asked))
        return response

    def _download(self, request: Request, query: FigureQuery, asked: Asked) -> HttpResponseBase:
        response, reading = downloads.stream(query, asked, request)
        response["Link"] = link_header(Meta(reading), links_of(request, reading))
        mark(response, etag(request, reading, asked), pinned=_is_pinned(reading, asked))
        return response


def _query(request: Request, problems: list[Any]) -> FigureQuery:
    """The filters; problems of both readers are reported together."""
    try:
        query = parse_query(request.GET, others=FIGURE_LIST)
    except QueryError as error:
        known = {(one.parameter, one.code) for one in problems}
        problems += [one for one in error.problems if (one.parameter, one.code) not in known]
        query = FigureQuery()
    if problems:
        raise QueryError(*problems)
    return query


def _is_pinned(reading: Reading, asked: Asked) -> bool:
    return reading.is_pinned or asked.cursor is not None


def _page_answer(request: Request, query: FigureQuery, asked: Asked, page: Page) -> HttpResponse:
    total = figures.count(query, page.reading) if asked.count else None
    warnings = ([SLOW_FIELDS] if asked.fields is not None else []) + ([SLOW_SORT] if query.sort else [])
    meta = Meta(page.reading, count=len(page.rows), total=total, licences=licences_in(page.rows), warnings=warnings)
    data = array(page.rows) if asked.fields is None else dumps(_chosen_fields(page.rows, asked.fields))
    return answer(data, meta, links_of(request, page.reading, cursor=page.next_cursor))


def _chosen_fields(rows: list[str], names: tuple[str, ...]) -> list[dict[str, Any]]:
    parsed = [orjson.loads(row) for row in rows]
    return [{name: row[name] for name in names} for row in parsed]


class FigureView(DetailView):
    """One figure, or the reason why it is gone."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("One figure, or the reason why it is gone", shapes.FIGURE_DETAIL, problems=GONE)
    }

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **path: Any) -> HttpResponse:
        """The row as rendered, with citations and relations at its end."""
        detail = standing_figure(path["figure_id"], reading)
        data = self.data(detail)
        meta = Meta(reading, count=self.count(detail), licences=licences_of(detail.citations))
        return answer(data, meta, self.links(request, reading, **path))

    def count(self, _detail: FigureDetail) -> int | None:
        """One thing is not counted."""
        return None

    def data(self, detail: FigureDetail) -> bytes:
        """The figure with its citations and relations."""
        return with_members(detail.body, citations=detail.citations, relations=detail.relations)

    def links(self, request: Request, reading: Reading, /, **path: Any) -> Links:
        """The page of the figure, at this revision, is what to cite."""
        cite_as = absolute(f"/figures/{path['figure_id']}/", [("revision", str(reading.at))])
        return links_of(request, reading, cite_as=cite_as)


class CitationList(FigureView):
    """Every outlet that carried the statement."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Every outlet that carried the statement", shapes.CITATION, many=True, problems=GONE)
    }

    def count(self, detail: FigureDetail) -> int:
        """How many outlets carried it."""
        return len(detail.citations)

    def data(self, detail: FigureDetail) -> bytes:
        """The citations, the one with the shortest chain first."""
        return dumps(detail.citations)


def standing_figure(figure_id: int, reading: Reading) -> FigureDetail:
    """The figure at the reading. Raises FigureGone for a withdrawn one, Http404 where there is none."""
    found = figures.figure_at(figure_id, reading)
    if isinstance(found, Tombstone):
        raise FigureGone(found)
    if found is None:
        raise Http404(f"There is no figure {figure_id} at this moment.")
    return found


class RevisionList(ReadView):
    """Every published state of a figure, its retraction included."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Every published state of a figure, its retraction included", shapes.REVISION, many=True)
    }

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **path: Any) -> HttpResponse:
        """The states, the first one first, each with what changed from what to what."""
        found = figures.revisions(path["figure_id"], reading)
        if not found:
            raise Http404(f"There is no figure {path['figure_id']} at this moment.")
        rows = [
            {
                "revision": one.revision,
                "sequence": one.sequence,
                "at": one.at,
                "action": one.action,
                "reason": one.reason or None,
                "changed": {name: {"old": old, "new": new} for name, (old, new) in one.changed.items()},
                "redacted": one.redacted,
            }
            for one in found
        ]
        return answer(dumps(rows), Meta(reading, count=len(rows)), links_of(request, reading))
