"""Opening a file: whatever somebody uploads or pastes becomes a `Source` of tables, or is refused with a reason.

    content.py      the bytes, and the refusal
    limits.py       how large anything may be
    delimited.py    text: encoding, delimiter, rows
    workbooks.py    xlsx, xlsm, xlsb, xls, ods
    json_tables.py  JSON, answers of APIs, GeoJSON
    archives.py     zip, and what workbooks are made of
    sheets.py       a table: its header, its hashtags, its records

What kind a file is, is told by its bytes; its name is only shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.intake.readers.archives import members, the_table_inside
from tracker.intake.readers.content import Content, refuse
from tracker.intake.readers.delimited import open_delimited
from tracker.intake.readers.json_tables import is_json, open_json
from tracker.intake.readers.sheets import Head, Sheet
from tracker.intake.readers.workbooks import OLE, open_workbook
from tracker.vocabulary import gettext_noop as _

TABLES = frozenset(
    {".csv", ".tsv", ".ssv", ".txt", ".hxl", ".json", ".geojson", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
)
"""How the name of a table in an archive ends."""

_OTHERS = ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"\x1f\x8b", "gzip"))


@dataclass(frozen=True, slots=True)
class Options:
    """What a file cannot say of itself. `mapping` and `fixed` are those of a plain spreadsheet (spreadsheet.py)."""

    day_first: bool | None = None
    """The order of 02/03/2020; None refuses such dates."""
    encoding: str = ""
    sheet: str = ""
    """The only sheet to read; all of them where empty."""
    release: str = ""
    """The publisher's version of the dataset."""
    url: str = ""
    """Where the file was fetched."""
    accessed: str = ""
    """The ISO day on which it was fetched."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is open. `notes` are what was left out of it or decided about it, to be shown once."""

    name: str
    kind: str
    """text, workbook or json."""
    sheets: tuple[Sheet, ...]
    sha256: str
    size: int
    encoding: str = ""
    notes: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)

    @property
    def heads(self) -> Iterator[Head]:
        """The head of each table."""
        return (sheet.head for sheet in self.sheets)


def open_file(given: bytes | str | Path, name: str = "", *, options: Options | None = None) -> Source:
    """A path, or bytes that came under a name, as a source; raises FileRefused."""
    content = Content.of(given, name)
    wanted = options or Options()
    if content.size == 0:
        raise refuse(_("The file is empty. Expected %(expected)s."), found=content.name, expected=_("a table"))
    source = _opened(content, wanted)
    sheets = tuple(sheet for sheet in source.sheets if wanted.sheet in ("", sheet.name))
    if not sheets or all(sheet.is_empty for sheet in sheets):
        template = _("The file holds no table. Expected %(expected)s.")
        raise refuse(
            template, found=wanted.sheet or content.name, expected=_("a row of column names and rows below it")
        )
    return Source(
        name=content.name,
        kind=source.kind,
        sheets=sheets,
        sha256=content.sha256(),
        size=content.size,
        encoding=source.encoding,
        notes=source.notes,
        options=wanted,
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    notes: tuple[str, ...] = ()


def _opened(content: Content, options: Options) -> _Opened:
    start = content.start(1024)
    for mark, kind in _OTHERS:
        if start.startswith(mark):
            template = _("This is a %(found)s file, not a table. Expected %(expected)s.")
            raise refuse(template, found=kind, expected=_("CSV, a workbook or JSON"))
    if start.startswith(b"PK\x03\x04"):
        return _unzipped(content, options)
    if start.startswith(OLE):
        return _workbook(content)
    if is_json(start):
        return _Opened("json", (open_json(content),), "utf-8")
    sheet, spelling = open_delimited(content, encoding=options.encoding)
    notes: tuple[str, ...] = ()
    if spelling.encoding in ("cp1252", "latin-1") and not options.encoding:
        notes = (_("The file is not written in UTF-8. It was read as Western European text (Windows-1252)."),)
    return _Opened("text", (sheet,), spelling.encoding, notes)


def _workbook(content: Content) -> _Opened:
    sheets, notes = open_workbook(content)
    return _Opened("workbook", tuple(sheets), notes=tuple(notes))


def _unzipped(content: Content, options: Options) -> _Opened:
    listed = members(content)
    names = {one.filename for one in listed}
    if names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        return _workbook(content)
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        template = _("This is a document or a presentation, not a table. Expected %(expected)s.")
        raise refuse(template, found=content.name, expected=_("CSV, a workbook or JSON"))
    inside = the_table_inside(content, listed, TABLES)
    if inside.start(4) == b"PK\x03\x04" and inside.suffix not in (".xlsx", ".xlsm", ".xlsb", ".ods"):
        template = _("The archive holds another archive. Expected %(expected)s.")
        raise refuse(template, found=inside.name, expected=_("one table, as CSV, workbook or JSON"))
    return _opened(inside, options)
