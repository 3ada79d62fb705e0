"""Small files made in memory, and the real ones where this machine has them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.opening import Options, Source, open_file
from tracker.intake.readers.rows import Claim, SourceRow

Rows = Sequence[Sequence[Any]]

_NEAR = Path(__file__).resolve().parents[4] / "shared" / "data"
"""Real files, beside the checkout."""


def shared(path: str) -> Path:
    """A real file; the test is skipped where this machine has none."""
    found = _NEAR / path
    if not found.exists():
        pytest.skip(f"there is no ../shared/data/{path} on this machine")
    return found


def csv_bytes(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def records_csv(records: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> bytes:
    """Objects as CSV, in the order of these columns."""
    names = list(columns or records[0])
    return csv_bytes([names, *([one.get(name, "") for name in names] for one in records)])


def xlsx_bytes(sheets: Mapping[str, Rows], *, merged: Mapping[str, Iterable[str]] | None = None) -> bytes:
    """Rows by sheet as a workbook, with merged ranges by sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for span in (merged or {}).get(name, ()):
            sheet.merge_cells(span)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zip_bytes(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Files in an archive."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, held in members.items():
            archive.writestr(name, held)
    return content.getvalue()


def opened(content: bytes | Path, name: str = "file", **options: Any) -> Source:
    """A source of these bytes."""
    return open_file(content, name if isinstance(content, bytes) else "", options=Options(**options))


def table(source: Source) -> list[dict[str, str]]:
    """The cells of every record of the first sheet."""
    return [record.cells for record in source.sheets[0].records()]


def refusal(content: bytes, name: str = "file") -> str:
    """Why a file is refused."""
    with pytest.raises(FileRefused) as refused:
        open_file(content, name)
    [problem] = refused.value.problems
    return problem.finding.message


def claims(rows: Iterable[SourceRow]) -> list[Claim]:
    """All claims; fails on a row with problems."""
    found = []
    for row in rows:
        assert row.problems == (), row
        found += row.claims
    return found


def fields(claim: Claim, *names: str) -> tuple[Any, ...]:
    """Some fields of a claim."""
    return tuple(claim.fields.get(name) for name in names)


def outcomes(rows: Iterable[SourceRow]) -> list[tuple[int, int, list[str], bool]]:
    """Of every row: its number, how many claims it states, the columns of its problems, and whether it was skipped."""
    return [(row.number, len(row.claims), [one.field for one in row.problems], bool(row.skipped)) for row in rows]
