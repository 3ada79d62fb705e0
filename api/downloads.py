"""Figures as files: CSV from the stored lines, JSON one object a line, GeoJSON, and workbooks. In constant memory.

Without `limit` a file is the whole answer. All its pages are read at the sequence of the first, so a file is never
a mix of two moments however long it takes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import StreamingHttpResponse
from rest_framework.request import Request

from api import files
from api.envelope import dumps
from api.parameters import Asked
from tracker.ledger.row import FIELD_NAMES, FIELDS
from tracker.selectors import export_whole, figures
from tracker.selectors.figures import MAX_SORTED_LIMIT, Page
from tracker.selectors.filters import FigureQuery
from tracker.selectors.reading import Reading, passing_through
from tracker.selectors.workbooks import Source, sources_in
from tracker.vocabulary import MEASURES

CHUNK = 1_000
HXL_TAGS = {field.name: field.hxl for field in FIELDS}
NOTES = (
    ("Licence", "Stands with each figure in the column licence, and with each document on the sheet Sources."),
    ("value_text", "The number in the words of the source; value_low, value_best and value_high follow by rule."),
    ("Adding up", "Sources speak about the same people. Ask tallies/ for sums that count nobody twice."),
    *((f"measure {one.code}", f"Counts: {one.counts} Not: {one.does_not_count}") for one in MEASURES.values()),
)
ABOUT = "Published figures, one a row, each a statement with its source and its words."


@dataclass(frozen=True, slots=True)
class Download:
    """A file of figures on its way, and the moment it is of."""

    pieces: Iterator[bytes]
    reading: Reading


def stream(query: FigureQuery, asked: Asked, request: Request) -> tuple[StreamingHttpResponse, Reading]:
    """The file as a response, and the moment it is of."""
    made = download(query, asked, lambda reading: files.origin(request, reading))
    name = files.file_name("figures", made.reading)
    return files.attachment(made.pieces, asked.format, name), made.reading


def download(query: FigureQuery, asked: Asked, origin: Callable[[Reading], files.Origin]) -> Download:
    """The file. The first page is read here, so that a refusal is still a problem.

    `origin` says where the same answer can be had again; a workbook names it.
    """
    first = _page(query, asked, cursor=asked.cursor, left=asked.limit)
    if asked.format == "csv":
        return Download(_csv(query, asked, first), first.reading)
    if asked.format == "ndjson":
        return Download(_json_lines(query, asked, first), first.reading)
    return Download(_parsed(query, asked, first, origin(first.reading)), first.reading)


def _page(query: FigureQuery, asked: Asked, *, cursor: str | None, left: int | None) -> Page:
    size = MAX_SORTED_LIMIT if query.sort else CHUNK
    return figures.page(
        query,
        asked.moment,
        limit=size if left is None else min(size, left),
        cursor=cursor,
        offset=0 if cursor else asked.offset,
        text="line" if asked.format == "csv" else "body",
    )


def _pages(query: FigureQuery, asked: Asked, first: Page) -> Iterator[list[str]]:
    page, left = first, asked.limit
    if query.sort:
        yield first.rows
        left = None if left is None else left - len(first.rows)
        if first.next_cursor is not None and left != 0:
            text: figures.Texts = "line" if asked.format == "csv" else "body"
            yield from figures.sorted_pages(
                query, asked.moment, cursor=first.next_cursor, limit=left, size=CHUNK, text=text
            )
        return
    while True:
        yield page.rows
        left = None if left is None else left - len(page.rows)
        if page.next_cursor is None or left == 0:
            return
        page = _page(query, asked, cursor=page.next_cursor, left=left)


def _texts(query: FigureQuery, asked: Asked, first: Page, between: str) -> Iterator[bytes]:
    """Stored texts as they are, in pieces that the database has joined."""
    left, cursor, end = asked.limit, first.next_cursor, between.encode()
    if first.rows:
        yield (between.join(first.rows) + between).encode()
        left = None if left is None else left - len(first.rows)
    text: figures.Texts = "line" if asked.format == "csv" else "body"
    if left is None and cursor is not None and export_whole.can_copy(query):
        # Where it stops before the end, at a rendering of an older release, pages go on from there.
        for joined, following in export_whole.copied(query, asked.moment, cursor=cursor, text=text, between=between):
            cursor = following
            if joined:
                yield from (joined, end)
    if cursor is None or left == 0:
        return
    with passing_through():
        while cursor is not None and left != 0:
            size = CHUNK if left is None else min(CHUNK, left)
            page = figures.joined_page(query, asked.moment, cursor=cursor, limit=size, text=text, between=between)
            if page.count:
                yield from (page.text, end)
            left, cursor = None if left is None else left - page.count, page.next_cursor


def _csv(query: FigureQuery, asked: Asked, first: Page) -> Iterator[bytes]:
    names = FIELD_NAMES if asked.fields is None else asked.fields
    yield files.csv_head(names, [HXL_TAGS[name] for name in names] if asked.hxl else (), bom=asked.bom)
    if asked.fields is None and not query.sort:
        yield from _texts(query, asked, first, "\r\n")
        return
    for rows in _pages(query, asked, first):
        if rows:
            lines = rows if asked.fields is None else _columns(rows, asked.fields)
            yield ("\r\n".join(lines) + "\r\n").encode()


def _columns(lines: list[str], names: tuple[str, ...]) -> Iterator[str]:
    """Some columns of stored lines: cells are already harmless to a spreadsheet, so none is rendered anew."""
    places = [FIELD_NAMES.index(name) for name in names]
    for cells in csv.reader(io.StringIO("\n".join(lines), newline="")):
        yield files.line(cells[place] for place in places)


def _json_lines(query: FigureQuery, asked: Asked, first: Page) -> Iterator[bytes]:
    if asked.fields is None and not query.sort:
        yield from _texts(query, asked, first, "\n")
        return
    for rows in _pages(query, asked, first):
        if not rows:
            continue
        if asked.fields is None:
            yield ("\n".join(rows) + "\n").encode()
        else:
            wanted = asked.fields
            parsed = (orjson.loads(row) for row in rows)
            yield b"".join(dumps({name: row[name] for name in wanted}) + b"\n" for row in parsed)


def _parsed(query: FigureQuery, asked: Asked, first: Page, origin: files.Origin) -> Iterator[bytes]:
    """The formats that need the values of a row."""
    names = FIELD_NAMES if asked.fields is None else asked.fields
    table = files.table_of("figures", ABOUT, {name: HXL_TAGS[name] for name in names}, *NOTES)
    sources: dict[int, Source] = {}
    rows = files.Rows(
        objects=tuple,
        cells=lambda: sources_in(_rows(query, asked, first), sources),
        sources=lambda: sources.values(),
    )
    return files.pieces(table, rows, asked, first.reading, origin)


def _rows(query: FigureQuery, asked: Asked, first: Page) -> Iterator[dict[str, Any]]:
    for rows in _pages(query, asked, first):
        for row in rows:
            yield orjson.loads(row)
