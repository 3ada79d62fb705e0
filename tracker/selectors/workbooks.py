"""Rows as a spreadsheet: the sheets Data, Read me and Sources, made in flat memory, safe to open.

Text is always text: a code keeps its leading zeros, a name its script, and nothing that begins like a formula is run.
Numbers are numbers, and what is unknown is an empty cell. Used by the files of the API and of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.conf import settings
from django.utils import timezone

from tracker.selectors.reading import Reading

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000
"""Rows a sheet can hold beside its header; more go into a CSV file."""
LONGEST = 32_767
"""Characters that a cell can hold."""
CUT = "… (cut: a cell holds no more; the CSV file has all of it)"
LARGEST_EXACT = 2**53

Row = Sequence[Any]
Notes = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that the rows rest on."""

    number: int
    title: str
    url: str
    publisher: str
    published_date: str
    licence: str


SOURCE_HEADER = (
    "document_id", "document_title", "document_url", "document_publisher", "document_published_date", "licence",
)  # fmt: skip


def write_workbook(
    target: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Row],
    notes: Notes,
    sources: Callable[[], Iterable[Source]],
    *,
    hashtags: Sequence[str] = (),
) -> int:
    """Write the workbook to a file opened for writing bytes; returns how many rows it holds.

    `sources` is asked once all rows are written, so that it may be gathered from them. Raises TooManyRows.
    """
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "tmpdir": str(settings.DATA_DIR),
    }  # fmt: skip
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        data, read_me, listed = (book.add_worksheet(name) for name in ("Data", "Read me", "Sources"))
        data.freeze_panes(1, 0)
        count = _write(data, [header, *([hashtags] if hashtags else [])], rows, bold)
        read_me.set_column(0, 0, 24)
        read_me.set_column(1, 1, 100)
        _write(read_me, [], [*notes, ("Rows", f"{count:,}")], bold)
        listed.set_column(1, 2, 50)
        _write(listed, [SOURCE_HEADER], (_cells(one) for one in sources()), bold)
    return count


def read_me(
    name: str, about: str, reading: Reading, address: str, notes: Notes, *, filters: str = "", made: bool = True
) -> list[tuple[str, str]]:
    """The sheet Read me: what this is, what was asked for, of which moment, how to cite it, what to know.

    `address` is where the same can be read again for ever. When it was `made` is left out of what never changes.
    """
    moment = f"data as known on {reading.today().isoformat()}, entry {reading.at}"
    return [
        ("What this is", about),
        *([("Filters", filters)] if filters else []),
        ("Address", address),
        ("As of entry", str(reading.at)),
        ("Known on", reading.known_on.isoformat() if reading.known_on else "everything said so far"),
        *([("Made at", timezone.now().strftime("%Y-%m-%d %H:%M UTC"))] if made else []),
        ("How to cite", f"Displacement Tracker, {name}, {moment}, {address}"),
        ("An empty cell", "Nobody said. It is never zero; an empty value_high means that nobody said how high."),
        *notes,
    ]


class TooManyRows(ValueError):
    """More rows than a sheet can hold."""


def sources_in(rows: Iterable[Mapping[str, Any]], found: dict[int, Source]) -> Iterable[Mapping[str, Any]]:
    """The rows of figures as they come, their documents noted in `found` on the way."""
    for row in rows:
        number = row.get("document_id")
        if number and number not in found:
            found[number] = Source(
                number=number,
                title=row["document_title"] or "",
                url=row["document_url"] or "",
                publisher=row["document_publisher"] or "",
                published_date=row["document_published_date"] or "",
                licence=row["licence"] or "",
            )
        yield row


def _cells(source: Source) -> Row:
    return (source.number, source.title, source.url, source.publisher, source.published_date, source.licence)


def _write(sheet: Any, header: Sequence[Row], rows: Iterable[Row], bold: Any) -> int:
    for at, row in enumerate(header):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, str(cell), bold)
    count = 0
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise TooManyRows
        for column, cell in enumerate(row):
            _write_cell(sheet, len(header) + count - 1, column, cell)
    return count


def _write_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif _is_number(cell):
        sheet.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell)
    elif isinstance(cell, list | tuple):
        sheet.write_string(row, column, _short(" ".join(str(one) for one in cell)))
    else:
        sheet.write_string(row, column, _short(str(cell)))


def _is_number(cell: Any) -> bool:
    """Whether a cell can hold it as a number without losing a digit."""
    return isinstance(cell, int | float | Decimal) and -LARGEST_EXACT < cell < LARGEST_EXACT


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
