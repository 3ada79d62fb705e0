"""Figures as files: CSV from the stored lines, or one JSON object a line. Streamed page by page in constant memory.

Without `limit` a file is the whole answer. All its pages are read at the sequence of the first, so a file is never
a mix of two moments however long it takes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import orjson
from django.http import StreamingHttpResponse

from api.envelope import dumps
from api.parameters import MEDIA_TYPES, Asked
from tracker.ledger.row import FIELD_NAMES, FIELDS
from tracker.selectors import figures
from tracker.selectors.figures import MAX_SORTED_LIMIT, Page
from tracker.selectors.filters import FigureQuery
from tracker.selectors.reading import Reading

CHUNK = 2_000
BYTE_ORDER_MARK = "\ufeff"
HXL_TAGS = {field.name: field.hxl for field in FIELDS}


def stream(query: FigureQuery, asked: Asked) -> tuple[StreamingHttpResponse, Reading]:
    """The file and the moment it is of. The first page is read here, so that a refusal is still a problem."""
    first = _page(query, asked, cursor=asked.cursor, left=asked.limit)
    lines = _csv(query, asked, first) if asked.format == "csv" else _json_lines(query, asked, first)
    response = StreamingHttpResponse(lines, content_type=MEDIA_TYPES[asked.format])
    name = f"figures-{first.reading.at}.{asked.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response, first.reading


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
    while True:
        yield page.rows
        left = None if left is None else left - len(page.rows)
        if page.next_cursor is None or left == 0:
            return
        page = _page(query, asked, cursor=page.next_cursor, left=left)


def _csv(query: FigureQuery, asked: Asked, first: Page) -> Iterator[bytes]:
    names = FIELD_NAMES if asked.fields is None else asked.fields
    head = [",".join(names)]
    if asked.hxl:
        head.append(_line([HXL_TAGS[name] for name in names]))
    yield ((BYTE_ORDER_MARK if asked.bom else "") + "".join(f"{line}\r\n" for line in head)).encode()
    for rows in _pages(query, asked, first):
        if rows:
            lines = rows if asked.fields is None else _columns(rows, asked.fields)
            yield ("\r\n".join(lines) + "\r\n").encode()


def _columns(lines: list[str], names: tuple[str, ...]) -> Iterator[str]:
    """Some columns of stored lines: cells are already harmless to a spreadsheet, so none is rendered anew."""
    places = [FIELD_NAMES.index(name) for name in names]
    for cells in csv.reader(io.StringIO("\n".join(lines), newline="")):
        yield _line([cells[place] for place in places])


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _json_lines(query: FigureQuery, asked: Asked, first: Page) -> Iterator[bytes]:
    for rows in _pages(query, asked, first):
        if not rows:
            continue
        if asked.fields is None:
            yield ("\n".join(rows) + "\n").encode()
        else:
            wanted = asked.fields
            parsed = (orjson.loads(row) for row in rows)
            yield b"".join(dumps({name: row[name] for name in wanted}) + b"\n" for row in parsed)
