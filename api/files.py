"""Rows as files, whatever they are rows of: CSV, JSON one object a line, GeoJSON, workbooks. In constant memory.

A cell that a spreadsheet would run is made harmless, what is unknown is empty or null and never 0, text stays text. The
name of a file says which entry of the ledger it is of, and which day where it was asked for one.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode
from wsgiref.util import FileWrapper

from django.conf import settings
from django.http import StreamingHttpResponse
from rest_framework.request import Request

from api.addresses import absolute
from api.envelope import dumps
from api.parameters import FILE, FORMAT, MEDIA_TYPES, MOMENT, PAGING, Asked
from tracker.ledger.rendering import csv_cell
from tracker.selectors import parsing
from tracker.selectors.reading import Reading
from tracker.selectors.workbooks import MOST_ROWS, Source, TooManyRows, read_me, write_workbook

Row = Mapping[str, Any]
Position = Callable[[Row], tuple[float | None, float | None]]
"""Longitude and latitude of a row; a feature of GeoJSON has no geometry where one is unknown."""

BYTE_ORDER_MARK = "\ufeff"
PIECE = 65_536
NO_FILTER = MOMENT | FORMAT | PAGING | FILE | {"offset", "count"}
"""Parameters that do not say which rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file and its HXL hashtag."""

    name: str
    hxl: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its name, its columns, what one row is, in a sentence, and further notes for its readers."""

    name: str
    about: str
    columns: tuple[Column, ...]
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file: as JSON shows them (`objects`), and by columns (`cells`); either is read once."""

    objects: Callable[[], Iterable[Row]]
    cells: Callable[[], Iterable[Row]]
    sources: Callable[[], Iterable[Source]] = field(default=tuple)
    position: Position = lambda row: (row.get("longitude"), row.get("latitude"))


def table_of(name: str, about: str, columns: Mapping[str, str], *notes: tuple[str, str]) -> Table:
    """A table from names and hashtags."""
    return Table(name, about, tuple(Column(one, tag) for one, tag in columns.items()), notes)


class Origin(NamedTuple):
    """Where the rows of a file can be had again for ever, and what was asked for, in words; a workbook says both."""

    address: str
    filters: str


def origin_of(path: str, given: Iterable[tuple[str, str]], reading: Reading) -> Origin:
    """What was asked for at an address, at the entry of the ledger that answers it."""
    given = list(given)
    kept = [(name, value) for name, value in given if name not in ("revision", "snapshot", "cursor")]
    asked = ", ".join(f"{name}: {value}" for name, value in given if name not in NO_FILTER)
    return Origin(f"{path}?{urlencode([*kept, ('revision', str(reading.at))])}", asked or "none")


def origin(request: Request, reading: Reading) -> Origin:
    """The same of a request."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    return origin_of(request.build_absolute_uri(absolute(request.path)), given, reading)


def stream(table: Table, rows: Rows, asked: Asked, reading: Reading, request: Request) -> StreamingHttpResponse:
    """The file as a response."""
    found = pieces(table, rows, asked, reading, origin(request, reading))
    return attachment(found, asked.format, file_name(table.name, reading))


def pieces(table: Table, rows: Rows, asked: Asked, reading: Reading, origin: Origin) -> Iterator[bytes]:
    """The file in the format that was asked for, piece by piece."""
    if asked.format == "csv":
        return csv_pieces(table, rows.cells(), bom=asked.bom, hxl=asked.hxl)
    if asked.format == "ndjson":
        return (dumps(row) + b"\n" for row in rows.objects())
    if asked.format == "geojson":
        return features(table.names, rows.cells(), rows.position)
    said = read_me(table.name, table.about, reading, origin.address, table.notes, filters=origin.filters)
    return workbook(table, rows.cells(), rows.sources, said, hxl=asked.hxl)


def file_name(stem: str, reading: Reading) -> str:
    """What a file is called, without its ending: the same name never stands for other rows."""
    known = f"-known-on-{reading.known_on}" if reading.known_on else ""
    return f"{stem}-{reading.at}{known}"


def attachment(lines: Iterable[bytes], kind: str, name: str) -> StreamingHttpResponse:
    """A response that is saved under a name."""
    response = StreamingHttpResponse(lines, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def csv_head(names: Sequence[str], tags: Sequence[str], *, bom: bool) -> bytes:
    """The header row, after a byte order mark and before a row of hashtags where they were asked for."""
    head = [line(names), *([line(tags)] if tags else [])]
    return ((BYTE_ORDER_MARK if bom else "") + "".join(f"{one}\r\n" for one in head)).encode()


def line(cells: Iterable[Any]) -> str:
    """One row of CSV (RFC 4180), without its end."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def csv_pieces(table: Table, rows: Iterable[Row], *, bom: bool, hxl: bool) -> Iterator[bytes]:
    """The table as CSV, a piece for each row."""
    names = table.names
    yield csv_head(names, [column.hxl for column in table.columns] if hxl else (), bom=bom)
    for row in rows:
        yield f"{line(csv_cell(_plain(row[name])) for name in names)}\r\n".encode()


def features(names: Sequence[str], rows: Iterable[Row], position: Position) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946): a point where the row has one, else no geometry."""
    yield b'{"type":"FeatureCollection","features":['
    before = b""
    for row in rows:
        at = position(row)
        geometry = None if None in at else {"type": "Point", "coordinates": at}
        properties = {name: row[name] for name in names}
        identity = {"id": row["id"]} if "id" in row else {}
        feature = {"type": "Feature", **identity, "geometry": geometry, "properties": properties}
        yield before + b"\n" + dumps(feature)
        before = b","
    yield b"\n]}\n"


def workbook(
    table: Table,
    rows: Iterable[Row],
    sources: Callable[[], Iterable[Source]],
    notes: Sequence[tuple[str, str]],
    *,
    hxl: bool,
) -> Iterator[bytes]:
    """The workbook, written to a file beside the database first: a zip archive has its index at the end."""
    names = table.names
    file = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115 - whoever sends it closes it
    try:
        cells = ([row[name] for name in names] for row in rows)
        tags = [column.hxl for column in table.columns] if hxl else ()
        write_workbook(file, names, cells, notes, sources, hashtags=tags)
    except TooManyRows as error:
        file.close()
        detail = f"A sheet holds {MOST_ROWS:,} rows, and these are more. Take csv or ndjson, or fewer with a filter."
        raise parsing.refuse("output_format", "out_of_range", detail) from error
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileWrapper(file, PIECE)


def _plain(value: Any) -> Any:
    """A share as the number that JSON has for it."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
