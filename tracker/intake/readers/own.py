"""Our own layout: the writable names of the API in any order, and the rows of our own export.

Text or a workbook, as any file is opened. Documents are spelt flat (flat.py). In a file that people fill in, an unknown
column or a column twice stops the file before a row is read; an export is known by the columns that only an export has,
and those that follow from the rest are left aside. Cells are handed on as they stand: here "-" is no empty cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tracker import rules
from tracker.intake.flat import FLAT_FIELDS, nested
from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.opening import Source
from tracker.intake.readers.reading import row_of
from tracker.intake.readers.rows import Claim, EventHint, SourceRow
from tracker.intake.readers.sheets import Head, Record
from tracker.intake.readers.table import Problem
from tracker.ledger.row import FIELD_NAMES
from tracker.rules import Finding, make_finding
from tracker.vocabulary import gettext_noop as _

NAME = "own"
DESCRIPTION = _("the writable names of the API, or our own export")
BECOMES: Mapping[str, str] = {
    "any writable name of the API": "that field",
    "document_*, licence, speaker_title": "parts of document and speaker",
    "reported_value, reported_unit (export)": "value, unit",
    "value_low, value_high (export)": "the ends of a range; left aside otherwise, because they follow from the value",
    "event_code (export)": "event",
    "id (export)": "the number by which other rows of the file name this one",
    "other columns of an export": "left aside: they follow from the rest",
}

_EXPORT_ONLY = ("revision", "sequence", "permalink", "reported_value", "reported_unit", "recorded_at")
"""Columns that nobody fills in."""

_FOLLOWS = frozenset({*FIELD_NAMES} - {*FLAT_FIELDS})
_APART = frozenset({"value", "value_low", "value_high", "unit", "event", "household_size"})
"""Columns of an export that are not simply the field of their name."""


def recognises(head: Head) -> bool:
    """Whether most columns are names that can be written, or it is an export."""
    if is_export(head):
        return True
    known = sum(name.casefold() in FLAT_FIELDS for name in head.names)
    return known * 2 > len(head.names)


def is_export(head: Head) -> bool:
    """Whether the columns are those of our own export, whole or a choice of its fields."""
    names = {name.casefold() for name in head.names}
    return names <= {*FIELD_NAMES} and len(names & {*_EXPORT_ONLY}) >= 2 and {"measure", "reported_value"} <= names


def rows(source: Source) -> Iterator[SourceRow]:
    """The rows of a file in our layout; raises FileRefused for a header that cannot be trusted."""
    sheets = [sheet for sheet in source.sheets if recognises(sheet.head)]
    exported_sheets = [sheet for sheet in sheets if is_export(sheet.head)]
    for sheet in exported_sheets or sheets:  # beside its rows, a workbook of ours lists their documents
        exported = is_export(sheet.head)
        if not exported:
            _check_header(sheet.head)
        for record in sheet.records():
            yield row_of(record, _exported if exported else _written)


def _check_header(head: Head) -> None:
    header = [name.strip().casefold() for name in head.names]
    problems = [Problem(head.row, finding) for finding in _header_findings(header)]
    if problems:
        raise FileRefused(*problems)


def _written(record: Record) -> Iterator[Claim]:
    flat = {column.casefold(): cell for column, cell in record.cells.items()}
    yield Claim(fields=nested(flat), columns=_columns(record))


def _columns(record: Record) -> dict[str, str]:
    return {column.casefold(): column for column in record.cells}


def _exported(record: Record) -> Iterator[Claim]:
    cells = {column.casefold(): _unescaped(cell.strip()) for column, cell in record.cells.items()}
    flat = {name: cell for name, cell in cells.items() if cell and name not in _FOLLOWS and name not in _APART}
    fields = nested({**flat, **_number(cells), "place_safe": "true"})
    if isinstance(fields.get("document"), dict) and cells.get("redistributable"):
        fields["document"]["redistributable"] = cells["redistributable"]
    if cells.get("organisation") and cells.get("organisation_code"):
        fields["organisation"] = {"name": cells["organisation"], "code": cells["organisation_code"]}
    for judgement in ("role", "grade"):
        if fields.get(judgement, "none") != "none":
            fields[f"{judgement}_reason"] = f"As in the export, {cells.get('permalink', '')}".rstrip(", ")
    yield Claim(fields=fields, event=_event(cells), columns=_columns(record), known_as=cells.get("id", ""))


def _number(cells: Mapping[str, str]) -> dict[str, str]:
    """The number as it was stated. The bounds of an export follow from it, but for a range, which has two ends."""
    unit = cells["reported_unit"]
    stated = {"unit": unit, "value": cells["reported_value"], "household_size": cells.get("household_size", "")}
    if cells.get("qualifier") != "between":
        return stated
    if unit == cells.get("unit", unit):
        return {**stated, "value_low": cells.get("value_low", ""), "value_high": cells.get("value_high", "")}
    # The ends are in persons and were stated in households: only the words still hold them.
    return {"unit": unit, "household_size": stated["household_size"]}


def _event(cells: Mapping[str, str]) -> EventHint | None:
    code = cells.get("event_code", "")
    if not code:
        return None
    ends = cells.get("reference_period_end") or cells.get("as_of_date") or ""
    starts = cells.get("reference_period_start") or ends
    return EventHint(code=code, name=code, starts=starts, ends=ends, precision=cells.get("date_precision") or "day")


def _unescaped(cell: str) -> str:
    """A cell as it was before the export kept spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell


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
