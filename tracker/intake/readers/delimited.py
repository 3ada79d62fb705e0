"""Delimited text: its encoding and delimiter found, its rows read one after another.

UTF-8 with or without its mark, UTF-16, else Windows-1252, else Latin-1; commas, semicolons, tabs or bars.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.intake.readers.content import Content, refuse
from tracker.intake.readers.limits import LARGEST_TEXT, LONGEST_LINE, MOST_COLUMNS
from tracker.intake.readers.sheets import Row, Sheet, too_wide
from tracker.vocabulary import gettext_noop as _

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 0x1A})
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml|head|body|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text is written."""

    encoding: str
    delimiter: str
    skips: int = 0
    """Lines before the table that belong to the spelling ("sep=;")."""


def open_delimited(content: Content, *, encoding: str = "") -> tuple[Sheet, Spelling]:
    """The one table of a text; raises FileRefused."""
    if content.size > LARGEST_TEXT:
        template = _("The file has %(found)s bytes. At most %(expected)s can be read: split it, for example by year.")
        raise refuse(template, found=content.size, expected=f"{LARGEST_TEXT:,}")
    if _WEB_PAGE.match(content.start(512)):
        template = _("This is a web page or an XML file, not a table. Expected %(expected)s.")
        raise refuse(template, found=content.name, expected=_("CSV, a workbook or JSON"))
    spelling = _spelling(content, encoding or encoding_of(content))

    def rows() -> Iterator[Row]:
        return _rows(content, spelling)

    return Sheet.of("", rows), spelling


def encoding_of(content: Content) -> str:
    """The encoding of a whole text; raises FileRefused for bytes that are no text."""
    start = content.start(SAMPLE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if (wide := _wide(start)) is not None:
        return wide
    _refuse_binary(content, start)
    for name in ("utf-8", "cp1252"):
        if _decodes(content, name):
            return name
    return "latin-1"


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: nearly every second byte is NUL."""
    half = len(start) // 2
    if half >= 4 and start[1::2].count(0) * 10 > half * 7 and start[::2].count(0) * 10 < half:
        return "utf-16-le"
    if half >= 4 and start[::2].count(0) * 10 > half * 7 and start[1::2].count(0) * 10 < half:
        return "utf-16-be"
    return None


def _refuse_binary(content: Content, start: bytes) -> None:
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls * 50 > len(start):
        template = _("This file is neither a table in text nor a workbook that can be read. Expected %(expected)s.")
        raise refuse(template, found=content.name, expected=_("CSV, a workbook or JSON"))
    lines = 1
    for block in content.blocks():
        at = block.find(0)
        if at >= 0:
            row = lines + block[:at].count(b"\n")
            template = _("Line %(found)s holds a NUL byte, which no text has. Save the file again as %(expected)s.")
            raise refuse(template, row=row, found=row, expected="CSV UTF-8")
        lines += block.count(b"\n")


def _decodes(content: Content, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in content.blocks():
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _spelling(content: Content, encoding: str) -> Spelling:
    text = content.start(SAMPLE).decode(encoding, errors="ignore")
    first, _end, rest = text.partition("\n")
    if named := re.fullmatch(r"sep=(.)\r?", first):
        return Spelling(encoding, named[1], skips=1)
    if len(text.encode(encoding, errors="ignore")) + 8 >= SAMPLE and rest:
        text = text.rpartition("\n")[0]  # the last line of a sample is rarely whole
    return Spelling(encoding, max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter)))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How evenly a delimiter cuts the rows of a sample: the share of rows of the usual width, and that width."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0
    width, times = max(widths.items(), key=lambda one: (one[1] * one[0], one[0]))
    return round(times / len(rows), 1), width


def _rows(content: Content, spelling: Spelling) -> Iterator[Row]:
    pasted = spelling.delimiter == "\t"
    number = 0
    with content.open() as stream, io.TextIOWrapper(stream, encoding=spelling.encoding, newline="") as text:
        reader = csv.reader(_lines(text), delimiter=spelling.delimiter, strict=not pasted)
        try:
            for number, cells in enumerate(reader, 1):
                if len(cells) > MOST_COLUMNS:
                    raise too_wide(len(cells), number)
                if number > spelling.skips:
                    yield Row(cells, may_be_short=pasted)
                else:
                    yield Row(())
        except csv.Error as refused:
            raise _not_csv(number + 1, reader.line_num, str(refused)) from refused
        except UnicodeError as refused:
            template = _("Row %(row)s is not written in %(expected)s like the rows before it.")
            raise refuse(template, row=number + 1, found=str(refused), expected=spelling.encoding) from refused


def _not_csv(row: int, line: int, why: str) -> Exception:
    if "end of data" in why or "field larger" in why:
        template = _("A quotation mark in row %(row)s opens and never closes. Expected %(expected)s.")
    elif "expected after" in why:
        template = _("In row %(row)s, line %(line)s, text follows a closing quotation mark. Expected %(expected)s.")
    else:
        template = _("Row %(row)s cannot be read as delimited text: %(found)s. Expected %(expected)s.")
    return refuse(template, row=row, found=why, expected="RFC 4180", line=line)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            template = _("Line %(row)s is longer than the %(expected)s characters that can be read.")
            raise refuse(template, row=number, found=len(line), expected=f"{LONGEST_LINE:,}")
        yield line
