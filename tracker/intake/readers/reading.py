"""From records to source rows: the frame in which every layout reads, so that it only says what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tracker.intake.readers.opening import Source
from tracker.intake.readers.rows import Claim, SourceRow
from tracker.intake.readers.sheets import Head, Record
from tracker.rules import InvalidFigure
from tracker.vocabulary import gettext_noop as _

Read = Callable[[Record], Iterable[Claim]]
"""The claims of a record; raises InvalidFigure with findings at columns, or Skip."""

NO_NUMBER = _("The row states no number.")


class Skip(Exception):
    """A row that states no figure on purpose; the message says why and is translated where it is shown."""


def read_rows(source: Source, recognises: Callable[[Head], bool], read: Read) -> Iterator[SourceRow]:
    """The rows of every table of a source that this layout recognises."""
    for sheet in source.sheets:
        if recognises(sheet.head):
            for record in sheet.records():
                yield row_of(record, read)


def row_of(record: Record, read: Read) -> SourceRow:
    """A record as a source row: its claims, or why there are none."""
    claims: tuple[Claim, ...] = ()
    problems, skipped = record.problems, record.skipped
    if not problems and not skipped:
        try:
            claims = tuple(read(record))
            skipped = "" if claims else NO_NUMBER
        except Skip as reason:
            skipped = str(reason)
        except InvalidFigure as refused:
            problems = refused.findings
    return SourceRow(record.number, record.cells, claims, problems, skipped, record.sheet)


def quote_of(record: Record, *names: str) -> str:
    """The cells that state a figure, under their headers: the words of a table ("best: 12; high: 15")."""
    said = []
    for name in names:
        column = record.column(name)
        if column and (text := record.text(column)):
            said.append(f"{column}: {text}")
    return "; ".join(said)


def dataset(
    source: Source, title: str, *, publisher: dict[str, str], url: str = "", licence: str = "", **details: Any
) -> dict[str, Any]:
    """The document that every row of a dataset cites: the dataset, with its version in the title."""
    release = release_of(source)
    version = f", version {release}" if release else ""
    return {
        "title": f"{title}{version}",
        "publisher": publisher,
        "kind": "dataset",
        "url": source.options.url or url,
        "licence": licence,
        "accessed_date": source.options.accessed,
        **details,
    }


def release_of(source: Source) -> str:
    """The publisher's version: as somebody said, else as the name of the file tells."""
    return source.options.release or release_in(source.name)


def release_in(name: str) -> str:
    """The version that a file name tells: "GEDEvent_v24_0_3.csv" -> 24.0.3, "ged231.csv" -> 23.1; else ""."""
    if found := re.search(r"[vV](\d{2,4})[._](\d{1,2})(?:[._](\d{1,2}))?(?!\d)", name):
        return ".".join(part for part in found.groups() if part)
    if found := re.search(r"ged(\d{2})(\d)(?!\d)", name, re.IGNORECASE):
        return f"{found[1]}.{found[2]}"
    return ""


def clipped(text: str, length: int) -> str:
    """Text that fits a field, cut with an ellipsis where it must be."""
    if len(text) <= length and text.isprintable() and "  " not in text:
        return text.strip()
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
