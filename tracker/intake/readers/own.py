"""Our own layout: comma-separated values whose header holds writable names of the API, in any order.

RFC 4180, UTF-8 with or without its mark. Documents are spelt flat (flat.py). An unknown column, a column twice or a
quote that never closes stops the file; a row with too many or too few cells is refused alone.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from tracker import rules
from tracker.intake.flat import FLAT_FIELDS
from tracker.intake.readers.table import FILE, HEADER, FileRow, Problem, Table
from tracker.rules import Finding, make_finding
from tracker.vocabulary import gettext_noop as _

NAME = "own"
DESCRIPTION = _("comma-separated values under the writable names of the API")


def recognises(content: bytes) -> bool:
    """Whether the first line is a header of ours: most of its names are names that can be written."""
    first = next(_records(content.decode("utf-8-sig", errors="replace")), [])
    known = sum(name.strip().casefold() in FLAT_FIELDS for name in first)
    return known * 2 > len(first)


def read(content: bytes) -> Table:
    """The rows of a file in our layout."""
    table = Table(NAME)
    try:
        records = list(_records(content.decode("utf-8-sig")))
    except UnicodeDecodeError as refused:
        table.problems.append(Problem(FILE, _not_utf8(content, refused)))
        return table
    except csv.Error as refused:
        table.problems.append(Problem(FILE, _not_csv(str(refused))))
        return table
    header = [name.strip().casefold() for name in records[0]] if records else []
    table.problems += [Problem(HEADER, finding) for finding in _header_findings(header)]
    if not table.problems:
        table.rows = [_row(number, header, cells) for number, cells in enumerate(records[1:], HEADER + 1) if any(cells)]
    return table


def _records(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), strict=True)


def _header_findings(header: Sequence[str]) -> Iterator[Finding]:
    if not any(header):
        yield make_finding("E15", "", _("The file has no header row."), expected=_("a row of column names"))
        return
    for name, times in Counter(header).items():
        if name not in FLAT_FIELDS:
            yield _unknown_column(name)
        elif times > 1:
            yield make_finding("E16", name, _("The column “%(found)s” stands in the header twice."), found=name)


def _unknown_column(name: str) -> Finding:
    near = rules.nearest(name, FLAT_FIELDS)
    template = _("There is no column “%(found)s”. The documentation lists the names that can be written.")
    if near:
        template = _("There is no column “%(found)s”. Did you mean “%(example)s”?")
    return make_finding("E14", name, template, found=name, expected=_("a name that can be written"), example=near)


def _row(number: int, header: Sequence[str], cells: Sequence[str]) -> FileRow:
    if len(cells) == len(header):
        return FileRow(number, dict(zip(header, cells, strict=True)))
    template = _("This row has %(found)s cells where the header has %(expected)s.")
    finding = make_finding("E19", "", template, found=len(cells), expected=str(len(header)))
    return FileRow(number, {}, (finding,))


def _not_utf8(content: bytes, refused: UnicodeDecodeError) -> Finding:
    row = content[: refused.start].count(b"\n") + 1
    template = _("The file is not written in UTF-8: the first other byte stands in line %(found)s.")
    return make_finding("E3", "", template, found=row, expected="UTF-8")


def _not_csv(why: str) -> Finding:
    template = _("The file cannot be read as comma-separated values: %(found)s.")
    return make_finding("E3", "", template, found=why, expected="RFC 4180")
