"""Figures as files: CSV from the stored lines, JSON one object a line, GeoJSON, and workbooks. In constant memory.

Without `limit` a file is the whole answer. All its pages are read at the sequence of the first, so a file is never
a mix of two moments however long it takes.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any

import orjson
from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone

from api.envelope import dumps
from api.parameters import MEDIA_TYPES, Asked
from tracker.ledger.row import FIELD_NAMES, FIELDS
from tracker.selectors import figures, parsing
from tracker.selectors.figures import MAX_SORTED_LIMIT, Page
from tracker.selectors.filters import FigureQuery
from tracker.selectors.reading import Reading
from tracker.selectors.workbooks import MOST_ROWS, Source, TooManyRows, sources_in, write_workbook
from tracker.vocabulary import MEASURES

CHUNK = 2_000
PIECE = 65_536
BYTE_ORDER_MARK = "\ufeff"
HXL_TAGS = {field.name: field.hxl for field in FIELDS}


def stream(query: FigureQuery, asked: Asked, address: str) -> tuple[StreamingHttpResponse, Reading]:
    """The file and the moment it is of. The first page is read here, so that a refusal is still a problem.

    `address` is where the same answer can be had again; a workbook names it.
    """
    first = _page(query, asked, cursor=asked.cursor, left=asked.limit)
    made = {"csv": _csv, "ndjson": _json_lines, "geojson": _geojson}
    if asked.format == "xlsx":
        lines = _workbook(query, asked, first, address)
    else:
        lines = made[asked.format](query, asked, first)
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


def _rows(query: FigureQuery, asked: Asked, first: Page) -> Iterator[dict[str, Any]]:
    for rows in _pages(query, asked, first):
        for row in rows:
            yield orjson.loads(row)


def _geojson(query: FigureQuery, asked: Asked, first: Page) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946): a point where the place has one, else no geometry."""
    names = FIELD_NAMES if asked.fields is None else asked.fields
    yield b'{"type":"FeatureCollection","features":['
    before = b""
    for row in _rows(query, asked, first):
        yield before + b"\n" + dumps(_feature(row, names))
        before = b","
    yield b"\n]}\n"


def _feature(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    at = (row["longitude"], row["latitude"])
    geometry = None if None in at else {"type": "Point", "coordinates": at}
    return {"type": "Feature", "id": row["id"], "geometry": geometry, "properties": {name: row[name] for name in names}}


def _workbook(query: FigureQuery, asked: Asked, first: Page, address: str) -> Iterator[bytes]:
    """The workbook, written to a file beside the database first: a zip archive has its index at the end."""
    names = FIELD_NAMES if asked.fields is None else asked.fields
    sources: dict[int, Source] = {}
    rows = sources_in(_rows(query, asked, first), sources)
    file = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - _pieces closes it, when it is sent
    try:
        write_workbook(
            file,
            names,
            ([row[name] for name in names] for row in rows),
            read_me(asked, first.reading, address),
            lambda: sources.values(),
            hashtags=[HXL_TAGS[name] for name in names] if asked.hxl else (),
        )
    except TooManyRows as error:
        file.close()
        detail = f"A sheet holds {MOST_ROWS:,} rows, and these are more. Take csv or ndjson, or fewer with a filter."
        raise parsing.refuse("output_format", "out_of_range", detail) from error
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def read_me(asked: Asked, reading: Reading, address: str) -> list[tuple[str, str]]:
    """What a workbook says about itself: what it holds, of which moment, what the columns mean, how to cite it."""
    known_on = reading.known_on.isoformat() if reading.known_on else "everything said so far"
    return [
        ("What this is", "Published figures, one a row, each a statement with its source and its words."),
        ("Address", address),
        ("As of entry", str(reading.at)),
        ("Known on", known_on),
        ("Made at", timezone.now().strftime("%Y-%m-%d %H:%M UTC")),
        ("How to cite", f"Displacement tracker, figures as of entry {reading.at}, {address}"),
        ("Licence", "Stands with each figure in the column licence, and with each document on the sheet Sources."),
        (
            "value_text",
            "The number in the words of the source; value_low, value_best and value_high follow by rule.",
        ),
        ("An empty cell", "Nobody said. It is never zero; an empty value_high means that nobody said how high."),
        (
            "Adding up",
            "Sources speak about the same people. Ask tallies/ for sums that count nobody twice.",
        ),
        *((f"measure {one.code}", f"Counts: {one.counts} Not: {one.does_not_count}") for one in MEASURES.values()),
    ]
