"""What every view shares: parameters, one look at the head of the ledger, 304, headers, problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.addresses import ROOT, absolute
from api.caching import etag, mark, not_modified
from api.declared import Parameter
from api.envelope import Links, Meta, answer, dumps, licences_of, link_header, links_of
from api.files import Rows, Table, stream
from api.parameters import FILE, FORMAT, MOMENT, PAGING, Asked, read_parameters
from api.schema.operations import Operation
from tracker.selectors import cursors
from tracker.selectors.cursors import Cursor
from tracker.selectors.figures import MAX_LIMIT
from tracker.selectors.filters import FigureQuery, check_names, single
from tracker.selectors.moved import moved_to
from tracker.selectors.reading import Reading, open_reading
from tracker.selectors.refusals import QueryError
from tracker.selectors.workbooks import Source

NO_QUESTION = PAGING | FILE | {"count", "output_format"}
"""Parameters that say how much of an answer, and in which form; not which."""


class OwnFormats(BaseContentNegotiation):
    """Leaves formats to `parameters.read_parameters`: these answers are bytes, which no renderer touches."""

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], _format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first renderer, whatever was asked for."""
        first = next(iter(renderers))
        return first, first.media_type

    def select_parser(self, _request: Request, parsers: Iterable[Any]) -> Any:
        """The only parser there is."""
        return next(iter(parsers))


class OwnView(APIView):
    """Any view of this API. `operations` says per method what it does, for the document (api/schema/)."""

    content_negotiation_class = OwnFormats
    renderer_classes = (JSONRenderer,)
    operations: ClassVar[Mapping[str, Operation]] = {}

    def initial(self, request: Request, *args: Any, **path: Any) -> None:
        """Who asks and whether they may; what is written, or private, takes no parameters, and says so."""
        super().initial(request, *args, **path)
        reads = request.method in ("GET", "HEAD") and isinstance(self, ReadView)
        problems = [] if reads or request.method == "OPTIONS" else check_names(request.GET, set())
        if problems:
            raise QueryError(*problems)

    def options(self, request: HttpRequest, *_args: Any, **_path: Any) -> Response:
        """What may be done here; a browser's preflight is answered before it gets this far."""
        response = Response(status=204)
        response["Cache-Control"] = "no-store"
        return response


class ReadView(OwnView):
    """A public answer. A subclass says which parameters it knows and makes the data at a reading."""

    http_method_names = ["get", "head", "options"]
    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT
    filters: ClassVar[Mapping[str, Parameter]] = {}
    formats: ClassVar[tuple[str, ...]] = ("json",)
    most_rows: ClassVar[int] = MAX_LIMIT
    shows_age: ClassVar[bool] = False

    def get(self, request: Request, suffix: str = "", **path: Any) -> HttpResponseBase:
        """The answer, or 304 after one look at the head of the ledger; `suffix` is a format in the address."""
        asked = self.asked(request, suffix=suffix)
        reading = open_reading(asked.moment.known_on, asked.moment.revision)
        tag = etag(request, reading, asked, shows_age=self.shows_age)
        same = not_modified(request, tag)
        read = self.read if asked.format == "json" else self.file
        response = same or read(request, reading, asked, **path)
        if same is None and "Link" not in response:  # a file
            response["Link"] = link_header(Meta(reading), self.linked(request, reading))
        mark(response, tag, pinned=reading.is_pinned)
        return response

    def asked(self, request: Request, **more: Any) -> Asked:
        """The parameters, checked; raises QueryError naming all that cannot be used."""
        asked, problems = read_parameters(
            request.GET,
            known=self.controls,
            also=self.filters,
            formats=self.formats,
            accept=request.headers.get("Accept", ""),
            most=self.most_rows,
            **more,
        )
        if problems:
            raise QueryError(*problems)
        return asked

    def linked(self, request: Request, reading: Reading, *, cursor: str | None = None) -> Links:
        """Links of an answer; only one that knows `revision` can be cited by it."""
        links = links_of(request, reading, cursor=cursor)
        return links if "revision" in self.controls else replace(links, cite_as=None)

    def read(self, request: Request, reading: Reading, asked: Asked, /, **path: Any) -> HttpResponse:
        """The response at a reading."""
        raise NotImplementedError

    def file(self, request: Request, reading: Reading, asked: Asked, /, **path: Any) -> HttpResponseBase:
        """The same as a file, in one of the `formats`."""
        raise NotImplementedError


class DetailView(ReadView):
    """One thing: `find` returns it as a dictionary, or None where it is not there."""

    kind: ClassVar[str] = ""
    """What it is, where it may have been merged into another."""

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **path: Any) -> HttpResponse:
        """The thing in its envelope."""
        found = self.find(reading, **path)
        if found is not None:
            meta = Meta(reading, licences=licences_of([found]))
            return answer(dumps(found), meta, self.links(request, reading, **path))
        other = moved_to(self.kind, next(iter(path.values()))) if self.kind else None
        if other is None:
            raise Http404(self.missing(**path))
        return self.moved(request, other)

    def moved(self, request: Request, other: int) -> HttpResponse:
        """301 to where something that was merged goes on; the address keeps its parameters."""
        here = f"{ROOT}{self.kind if self.kind == 'series' else f'{self.kind}s'}/{other}/"
        response = HttpResponse(status=301)
        response["Location"] = absolute(here, [(name, str(value)) for name, value in request.GET.items()])
        return response

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The thing, or None."""
        raise NotImplementedError

    def missing(self, **path: Any) -> str:
        """What to say where it is not there."""
        name = type(self).__name__.removesuffix("Detail").lower()
        return f"There is no {name} {next(iter(path.values()), '')} here."

    def links(self, request: Request, reading: Reading, /, **_path: Any) -> Links:
        """Links of the answer; citing pins the revision, where there is one to pin."""
        return self.linked(request, reading)


class ListView(ReadView):
    """Things in a fixed order, in pages. `rows` returns the dictionaries of one page."""

    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT | PAGING | {"count"}
    table: ClassVar[Table]
    chunk: ClassVar[int] = 2_000
    """Things of a file that are read at once."""

    def read(self, request: Request, reading: Reading, asked: Asked, /, **path: Any) -> HttpResponse:
        """A page of things in the envelope; later pages are of the moment of the first."""
        digest = self.digest(request)
        cursor = self.cursor(asked, reading, digest)
        start = cursor.after if cursor else 0
        reading = reading.seen_at(cursor.sequence) if cursor and not reading.is_pinned else reading
        then = replace(reading, revision=cursor.sequence) if cursor else reading
        found = self.queryset(request, then, **path)
        page = list(found[start : start + asked.page_size + 1])
        more = len(page) > asked.page_size
        page = page[: asked.page_size]
        following = Cursor(reading.ledger_id, reading.at, start + len(page), digest).encode() if more else None
        total = len(found) if isinstance(found, list) else found.count() if asked.count else None
        rows = self.rows(page, then)
        meta = Meta(reading, len(page), total if asked.count else None, licences_of(rows))
        return answer(dumps(rows), meta, self.linked(request, reading, cursor=following))

    def cells(self, page: list[Any], rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        """The rows of a page laid flat, by the columns of the table."""
        raise NotImplementedError

    def sources(self, request: Request, reading: Reading, /, **path: Any) -> Iterable[Source]:
        """The documents that a workbook names."""
        return ()

    def file(self, request: Request, reading: Reading, asked: Asked, /, **path: Any) -> HttpResponseBase:
        """All the things as a file, or as many as were asked for; read page by page, all of one moment."""
        cursor = self.cursor(asked, reading, self.digest(request))
        start = cursor.after if cursor else 0
        reading = reading.seen_at(cursor.sequence) if cursor and not reading.is_pinned else reading
        found = self.queryset(request, replace(reading, revision=reading.at), **path)
        pages = partial(self._pages, found, start, asked.limit)
        rows = Rows(
            objects=lambda: (row for page in pages() for row in self.rows(page, self.moment_of_file(reading))),
            cells=lambda: (
                row for page in pages() for row in self.cells(page, self.rows(page, self.moment_of_file(reading)))
            ),
            sources=lambda: self.sources(request, reading, **path),
        )
        return stream(self.table, rows, asked, reading, request)

    def moment_of_file(self, reading: Reading) -> Reading:
        """The reading that rows of a file are made at: pinned, so that what changes meanwhile is left out."""
        return replace(reading, revision=reading.at)

    def _pages(self, found: QuerySet[Any] | list[Any], start: int, limit: int | None) -> Iterator[list[Any]]:
        left = limit
        while left is None or left > 0:
            page = list(found[start : start + (self.chunk if left is None else min(self.chunk, left))])
            if not page:
                return
            yield page
            start += len(page)
            left = None if left is None else left - len(page)

    def digest(self, request: Request) -> str:
        """The question without its page, so that a cursor of another one is noticed."""
        kept = [(name, values) for name, values in request.GET.lists() if name not in NO_QUESTION]
        return FigureQuery((("path", request.path.rstrip("/")), *sorted(kept))).digest()

    def cursor(self, asked: Asked, reading: Reading, digest: str) -> Cursor | None:
        """The moment of the first page, and how many things the earlier pages held; None for the first."""
        if asked.cursor is None:
            return None
        cursor = cursors.decode(asked.cursor, digest=digest)
        cursors.check_ledger(cursor, ledger_id=reading.ledger_id, head_sequence=reading.head_sequence)
        return cursor

    def queryset(self, request: Request, reading: Reading, /, **path: Any) -> QuerySet[Any] | list[Any]:
        """All the things, in order."""
        raise NotImplementedError

    def rows(self, page: list[Any], reading: Reading, /) -> list[dict[str, Any]]:
        """The things of a page as the API shows them."""
        raise NotImplementedError

    def filter(self, request: Request, name: str) -> Any:
        """The value of a filter, read as it is declared; None where it was not given."""
        return self.filters[name].read(name, single(request.GET, name)) if name in request.GET else None
