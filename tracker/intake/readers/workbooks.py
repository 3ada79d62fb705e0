"""Workbooks: xlsx, xlsm, xlsb, xls and ods through calamine, after a look at what lies inside.

Macros are never run: the cells are read and a note says so. A formula counts by the value saved with it; a cell whose
value was never saved, or is an error, is refused at its place. Text in merged cells holds for every row they span; a
merged number does not, because nobody knows whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from tracker.intake.readers.archives import encrypted, members, unpack_all
from tracker.intake.readers.content import Content, refuse
from tracker.intake.readers.limits import LARGEST_WORKBOOK, MOST_CELLS, MOST_COLUMNS
from tracker.intake.readers.sheets import Row, Sheet, too_wide
from tracker.vocabulary import gettext_noop as _

Cell = tuple[int, int]
"""Row and column, from 0."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOT_SAVED = _("The formula in this cell has no saved value. Open the file in a spreadsheet, save it, and try again.")
AN_ERROR = _("The formula in this cell ended in an error. Correct it in the spreadsheet.")
_SPANS = _("The sheet spans %(found)s cells, more than the %(expected)s that can be read. Save it as CSV.")
MERGED_NUMBER = _("A number stands in merged cells over several rows, so nobody knows which row it belongs to.")


@dataclass(slots=True)
class Scan:
    """What a workbook's own files say of it before calamine reads it."""

    bad_cells: dict[str, dict[Cell, str]] = field(default_factory=dict)
    """By the path of the sheet's file."""
    paths: dict[str, str] = field(default_factory=dict)
    """Name of a sheet -> path of its file."""
    macros: bool = False


def open_workbook(content: Content) -> tuple[list[Sheet], list[str]]:
    """The visible sheets of a workbook that hold something, and notes on what was left out; raises FileRefused."""
    if content.size > LARGEST_WORKBOOK:
        template = _(
            "The workbook has %(found)s bytes, more than the %(expected)s that can be read. CSV may be longer."
        )
        raise refuse(template, found=content.size, expected=f"{LARGEST_WORKBOOK:,}")
    scan = _scanned_ole(content) if content.start(8) == OLE else _scanned_zip(content)
    notes = [_("The workbook holds macros. They were ignored, and only its cells are read.")] if scan.macros else []
    sheets: list[Sheet] = []
    try:
        with content.open() as stream, load_workbook(stream) as book:
            for one in book.sheets_metadata:
                if one.typ != SheetTypeEnum.WorkSheet:
                    continue
                if one.visible != SheetVisibleEnum.Visible:
                    notes.append(_("A hidden sheet was left out."))
                    continue
                sheet = _sheet(book.get_sheet_by_name(one.name), scan.bad_cells.get(scan.paths.get(one.name, ""), {}))
                if not sheet.is_empty:
                    sheets.append(sheet)
    except PasswordError as refused:
        raise encrypted() from refused
    except CalamineError as refused:
        template = _("This workbook cannot be read: %(found)s. Expected %(expected)s.")
        raise refuse(template, found=str(refused), expected=_("a workbook that opens in a spreadsheet")) from refused
    return sheets, list(dict.fromkeys(notes))


# --- looking inside ---


def _scanned_ole(content: Content) -> Scan:
    """An old workbook, or the wrapping of an encrypted new one, whose parts are named in UTF-16."""
    packed = "EncryptedPackage".encode("utf-16-le")
    macros = "_VBA_PROJECT".encode("utf-16-le")
    tail, scan = b"", Scan()
    for block in content.blocks():
        if packed in tail + block:
            raise encrypted()
        scan.macros = scan.macros or macros in tail + block
        tail = block[-len(packed) :]
    return scan


def _scanned_zip(content: Content) -> Scan:
    scan = Scan(macros=any(one.filename.endswith("vbaProject.bin") for one in members(content)))
    small: dict[str, bytes] = {}

    def watch(name: str, blocks: Iterator[bytes]) -> None:
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            scan.bad_cells[name] = _scan_sheet(blocks)
        elif name == "content.xml":
            _scan_ods(blocks)
        elif name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            small[name] = b"".join(blocks)
        else:
            for _block in blocks:
                pass

    unpack_all(content, watch)
    scan.paths = _paths(small.get("xl/workbook.xml", b""), small.get("xl/_rels/workbook.xml.rels", b""))
    return scan


_PLACED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,9})"')
_UNSAVED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>\s*#(?!N/A)[^<]*<', re.DOTALL
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_TAIL = 8_192
"""Bytes carried from one block to the next, longer than nearly every cell."""


def _scan_sheet(blocks: Iterator[bytes]) -> dict[Cell, str]:
    """The cells of a sheet that hold no value; raises FileRefused where the sheet is wider or larger than can be."""
    bad: dict[Cell, str] = {}
    tail = b""
    width = height = 0
    for block in blocks:
        text = tail + block
        columns = set(_PLACED.findall(text))
        width = max([width, *map(_position, columns)])
        height = max([height, *map(int, _ROW.findall(text))])
        if width > MOST_COLUMNS:
            raise too_wide(width, 1)
        if width * height > MOST_CELLS:
            raise refuse(_SPANS, found=width * height, expected=f"{MOST_CELLS:,}")
        for signs, pattern, why in (((b"<f", b":f"), _UNSAVED, NOT_SAVED), ((b't="e"',), _ERROR, AN_ERROR)):
            # Most sheets hold neither, and to look for a few bytes is quicker than to try a pattern at every cell.
            for found in pattern.finditer(text) if any(sign in text for sign in signs) else ():
                if reference := _REFERENCE.search(found[1]):
                    bad[int(reference[2]) - 1, _position(reference[1]) - 1] = why
        tail = text[-_TAIL:]
    return bad


def _position(called: bytes) -> int:
    """The number of a column by its letters, from 1."""
    number = 0
    for letter in called:
        number = number * 26 + letter - 64
    return number


def _scan_ods(blocks: Iterator[bytes]) -> None:
    """Refuse a sheet that repeats cells or rows which hold something until nothing else fits in memory."""
    spanned = 0
    tail = b""
    cell = re.compile(rb"<table:table-cell\b([^>]*)>")
    row = re.compile(rb'<table:table-row\b[^>]*number-rows-repeated="([0-9]{1,9})"[^>]*>\s*<table:table-cell\b([^>]*)>')
    times = re.compile(rb'number-columns-repeated="([0-9]{1,9})"')
    for block in blocks:
        text = tail + block
        end = text.rfind(b"<") if len(text) > _TAIL else len(text)
        tail, text = text[end:], text[:end]
        for attributes in cell.findall(text):
            if b"value-type" in attributes:
                repeated = times.search(attributes)
                spanned += int(repeated[1]) if repeated else 1
        for repeats, attributes in row.findall(text):
            if b"value-type" in attributes:
                spanned += int(repeats) * 10
        if spanned > MOST_CELLS:
            raise refuse(_SPANS, found=spanned, expected=f"{MOST_CELLS:,}")


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _paths(workbook: bytes, relations: bytes) -> dict[str, str]:
    if not workbook or not relations:
        return {}
    try:
        # expat refuses entities that grow without end; the sizes were judged before.
        targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(relations)}  # noqa: S314
        listed = ElementTree.fromstring(workbook).iter()  # noqa: S314
    except ElementTree.ParseError:
        return {}
    found = {}
    for one in listed:
        if one.tag.endswith("}sheet") and (target := targets.get(one.get(_RELATION))):
            found[one.get("name", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return found


# --- cells ---


def _sheet(sheet: CalamineSheet, bad_cells: Mapping[Cell, str]) -> Sheet:
    if sheet.total_width > MOST_COLUMNS:
        raise too_wide(sheet.total_width, 1)
    left = sheet.start[1] if sheet.start else 0
    merged = {(at, column): top for top, bottom in sheet.merged_cell_ranges or () for at, column in _span(top, bottom)}
    spoilt: dict[int, dict[int, str]] = {}
    for (at, column), why in bad_cells.items():
        spoilt.setdefault(at, {})[column] = why

    def rows() -> Iterator[Row]:
        above: dict[Cell, str] = {}
        for at, values in enumerate(sheet.iter_rows()):
            cells = [*[""] * left, *map(cell_text, values)]
            bad = spoilt.get(at, {})
            if merged:
                bad = _spread(at, cells, merged, above, dict(bad))
            yield Row(cells, bad, may_be_short=True)

    return Sheet.of(sheet.name, rows)


def _span(top: Cell, bottom: Cell) -> Iterator[Cell]:
    """The cells of a merged range that spans rows; one that only spans columns says nothing twice."""
    if bottom[0] > top[0] and (bottom[0] - top[0] + 1) * (bottom[1] - top[1] + 1) <= MOST_CELLS // 100:
        yield from ((at, top[1]) for at in range(top[0], bottom[0] + 1))


def _spread(
    at: int, cells: list[str], merged: Mapping[Cell, Cell], above: dict[Cell, str], bad: dict[int, str]
) -> dict[int, str]:
    """Write the text of merged cells into every row they span; a number is marked instead."""
    for column, cell in enumerate(cells):
        top = merged.get((at, column))
        if top is None:
            continue
        held = above.setdefault(top, cell)
        if _NUMBER.fullmatch(held):
            bad[column] = MERGED_NUMBER
        else:
            cells[column] = held
    return bad


_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without ".0", days and moments as ISO."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""
