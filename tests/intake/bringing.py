"""Bringing a small file in as the command does: received, read, confirmed and stored."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.intake import runs
from tracker.intake.readers.rows import SourceRow
from tracker.ledger import imports
from tracker.models import Crisis, ImportedFigure, ImportRow, ImportRun, User

GOOD = {
    "crisis": "nw-syria", "measure": "displaced", "basis": "cumulative", "unit": "person",
    "value_text": "more than 800,000", "place_code": "SYR", "reference_period_start": "2019-12-01",
    "as_of_date": "2020-02-13", "organisation": "OCHA", "document_title": "Flash update",
    "document_url": "https://example.org/flash-update", "document_archived_url": "https://archive.example.org/1",
    "document_published_date": "2020-02-14", "quote": "more than 800,000 people", "source_system": "sheet",
    "external_id": "", "speaker": "", "notes": "",
}  # fmt: skip


def number(value: int, **changes: str) -> dict[str, str]:
    """A good row of our own layout about a number, its own record unless changed."""
    said = f"more than {value:,}"
    return {**GOOD, "value_text": said, "quote": f"{said} people", "external_id": f"R{value}", **changes}


def as_csv(*rows: Mapping[str, str]) -> bytes:
    """Rows as a file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def staged(content: bytes, actor: User, *, name: str = "sheet.csv", crisis: str = "nw-syria", **more: Any) -> ImportRun:
    """A file that is read, and of which nothing is stored."""
    sha, size = runs.receive(content)
    run = imports.open_run(
        name=name, sha256=sha, size=size, crisis=Crisis.objects.get(slug=crisis), actor=actor, key=uuid.uuid4().hex,
        **{"reason": "The sheet changed.", **more},
    )  # fmt: skip
    return runs.stage(run)


def opened(actor: User, *, name: str = "rows.csv", layout: str = "test", crisis: str = "nw-syria") -> ImportRun:
    """A run without a file, for rows that a test makes itself."""
    return imports.open_run(
        name=name, sha256="0" * 64, size=0, crisis=Crisis.objects.get(slug=crisis), actor=actor, key=uuid.uuid4().hex,
        layout=layout,
    )  # fmt: skip


def brought_rows(rows: Iterable[SourceRow], actor: User, **more: Any) -> ImportRun:
    """Rows as a reader hands them on, stored."""
    run = runs.keep_rows(opened(actor, **more), rows)
    runs.confirm(run, actor=actor)
    return runs.commit(run)


def brought(content: bytes, actor: User, **more: Any) -> ImportRun:
    """A file whose good rows are drafts now."""
    run = staged(content, actor, **more)
    if run.state == "staged":
        runs.confirm(run, actor=actor)
        runs.commit(run)
    return run


def states(run: ImportRun) -> list[tuple[int, str]]:
    """Each row of a run by its number, and what became of it."""
    return list(ImportRow.objects.filter(run=run).order_by("position").values_list("number", "state"))


def findings(run: ImportRun) -> list[tuple[int, str, str]]:
    """Row, field and code of everything that was found in the rows of a run."""
    return [
        (row.number, one["field"], one["code"])
        for row in ImportRow.objects.filter(run=run).order_by("position")
        for one in row.findings
    ]


def figures(run: ImportRun, *did: str) -> list[int]:
    """The figures to which a run did one of these."""
    made = ImportedFigure.objects.filter(run=run, did__in=did or ("recorded",)).order_by("pk")
    return list(made.values_list("figure_id", flat=True))


def messages(rows: Iterable[ImportRow]) -> list[str]:
    """All that is said at these rows."""
    return [one["message"] for row in rows for one in row.findings]
