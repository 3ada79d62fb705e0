"""The run of a file: read, judged, confirmed, stored. Any step can be stopped and called again.

    stage      the file lies under DATA_DIR/imports, its rows stand in the database; no figure is touched
    preview    every row is judged as if it were stored, and nothing is
    commit     rows become figures, some hundreds in a transaction, each row marked in the transaction that stored it

What comes after is in publishing.py and undoing.py. What is done stands in the rows' states, so a step that was killed
goes on where it stopped, and does no row twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tracker.intake.asking import FileFacts
from tracker.intake.entries import Chunk, Given, Outcome, chunk_of
from tracker.intake.files import open_stored, read_one, sha256_of
from tracker.intake.imports import CHUNK, Import
from tracker.intake.keeping import EDITED_CELLS, claims_as_text, claims_in, finding_as_json, record_of
from tracker.intake.places import Gazetteer
from tracker.intake.readers.cells import is_undecided
from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.rows import SourceRow
from tracker.intake.readers.table import Problem
from tracker.intake.steps import GONE_ON, Told, counted, rows_in_order, tell, uncollected
from tracker.ledger import bulk, doors, imports, permissions, plans
from tracker.ledger.errors import Refused
from tracker.ledger.turns import Turn
from tracker.models import Crisis, Document, Event, Figure, ImportedFigure, ImportRow, ImportRun, User
from tracker.vocabulary import ImportState, RowState
from tracker.vocabulary import gettext_noop as _

UNSTORED = (RowState.READ, RowState.OK, RowState.WARNING, RowState.REVISES, RowState.SAME)
"""States of rows that a commit stores."""

JUDGED = {
    RowState.RECORDED: RowState.OK,
    RowState.REVISED: RowState.REVISES,
    RowState.UNCHANGED: RowState.SAME,
    RowState.REJECTED: RowState.ERROR,
    RowState.SKIPPED: RowState.SKIPPED,
}
"""What becomes of a row -> how the preview says so beforehand."""

EXPIRED = _("This preview is too old to be confirmed. Bring the file in again.")
BAD_ROWS = _("Rows have errors, and nothing was to be stored unless all are good.")


class RowsLost(AssertionError):
    """A run whose rows do not add up; it stops rather than go on."""


def folder() -> Path:
    """Where files lie that were brought in."""
    return Path(settings.DATA_DIR) / "imports"


def path_of(run: ImportRun) -> Path:
    """Where the file of a run lies, named by its hash alone: the name it came with is only shown."""
    return folder() / run.sha256


def receive(content: bytes | Path) -> tuple[str, int]:
    """Keep a file under its hash; returns the hash and the size. The same file is kept once."""
    folder().mkdir(parents=True, exist_ok=True)
    part = folder() / f".part-{os.getpid()}-{time.monotonic_ns()}"
    if isinstance(content, bytes):
        part.write_bytes(content)
    else:
        with content.open("rb") as source, part.open("wb") as target:
            while block := source.read(1024**2):
                target.write(block)
    sha, size = sha256_of(part), part.stat().st_size
    part.replace(folder() / sha)
    return sha, size


# --- stage ---


def unfinished(sha256: str, *, crisis: Crisis, actor: User) -> ImportRun | None:
    """The run of the same file by the same person that was stopped on its way."""
    stopped = (ImportState.STAGED, ImportState.PREVIEWED, ImportState.COMMITTING)
    return ImportRun.objects.filter(sha256=sha256, crisis=crisis, created_by=actor, state__in=stopped).first()


def stage(run: ImportRun, *, told: Told | None = None) -> ImportRun:
    """Read the file of a run into rows; goes on after the last row that was read before."""
    if run.state != ImportState.STAGED or "read" in run.counts:
        return run
    try:
        opened = open_stored(run, path_of(run))
        options = {**run.options, "notes": list(opened.notes)}
        if opened.columns:
            options |= {"ask_mapping": True, "columns": list(opened.columns), "examples": dict(opened.examples)}
        imports.describe(run, layout=opened.layout, signature=opened.signature, options=options)
        if opened.columns:
            return run
        return keep_rows(run, opened.rows, told=told)
    except FileRefused as refused:
        problems = [_problem(one) for one in refused.problems]
        imports.move(run, ImportState.FAILED, out_of=[ImportState.STAGED], problems=problems)
    return run


def keep_rows(run: ImportRun, rows: Iterable[SourceRow], *, told: Told | None = None) -> ImportRun:
    """Keep these rows of a run as they were read, but for the first ones that it has already."""
    have = ImportRow.objects.filter(run=run).count()
    undecided = 0
    for chunk in _chunks(islice(enumerate(rows, 1), have, None)):
        with transaction.atomic():
            held = imports.hold(run, state=ImportState.STAGED)
            if not held or ImportRow.objects.filter(run=run, position=have + 1).exists():
                return _as_it_is(run)  # another process reads the same file
            imports.add_rows(_row(run, position, row) for position, row in chunk)
        have += len(chunk)
        undecided += sum(is_undecided(one) for _position, row in chunk for one in row.problems)
        tell(told, have)
    if have > CHUNK:
        plans.learn_of(ImportRow, "run", "record", "state")
    options = {**run.options, "asks_day_order": True} if undecided else run.options
    imports.describe(run, counts={**run.counts, "read": have}, options=options)
    return run


def read_again(run: ImportRun, *, day_first: bool | None = None) -> None:
    """Let the file of a preview be read anew: with an order of day and month, or else under another mapping.

    Raises Refused "changed" when the run went on. What was changed in single rows is forgotten with them.
    """
    options = {name: value for name, value in run.options.items() if name not in ("asks_day_order", "mapped_before")}
    mapping = run.mapping
    if day_first is not None:
        options["day_first"] = day_first
    else:
        options["mapped_before"], mapping = run.mapping, {}
    if not imports.begin_again(run, options=options, mapping=mapping):
        raise Refused("changed", "state", GONE_ON)


def _row(run: ImportRun, position: int, row: SourceRow) -> ImportRow:
    stated = {
        "run_id": run.pk,
        "position": position,
        "number": row.number,
        "sheet": row.sheet,
        "cells": [[column, cell] for column, cell in row.cells.items()],
        "claims": claims_as_text(row.claims),
        "known_as": next((claim.known_as for claim in row.claims if claim.known_as), ""),
        "record": record_of(row.claims[0]) if row.claims else "",
    }
    held = bulk.new_row(ImportRow, stated)
    if row.skipped:
        held.state = RowState.SKIPPED
        held.findings = [{"code": "", "field": "", "column": "", "message": row.skipped, "template": row.skipped}]
    elif row.problems:
        held.state = RowState.ERROR
        held.findings = [_cell_finding(finding_as_json(one)) for one in row.problems]
    return held


def _cell_finding(finding: dict[str, Any]) -> dict[str, Any]:
    """A reader's finding: its field is the column."""
    return {**finding, "column": finding["field"]}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, **finding_as_json(problem.finding)}


# --- preview ---


def preview(run: ImportRun, *, told: Told | None = None) -> ImportRun:
    """Judge every row that is not judged yet; nothing of it stays but the rows' states."""
    if run.state not in (ImportState.STAGED, ImportState.PREVIEWED) or run.waits_for_mapping:
        return run
    gazetteer = _gazetteer_of(run)
    for rows in rows_in_order(run, [RowState.READ]):
        judge(run, rows, gazetteer)
        tell(told, rows[-1].position)
    imports.move(run, ImportState.PREVIEWED, out_of=[ImportState.STAGED, ImportState.PREVIEWED], counts=counted(run))
    return run


def judge(run: ImportRun, rows: Sequence[ImportRow], gazetteer: Gazetteer | None = None) -> None:
    """Find out what would become of these rows, and keep that: they are stored, and that is taken back again."""
    held = _import_of(run, rows, gazetteer or _gazetteer_of(run), only_judging=True)
    with uncollected(), transaction.atomic(), doors.through(doors.IMPORT, run.pk):
        outcomes = held.take(_chunk_of(run, rows))
        transaction.set_rollback(True)
    _mark(rows, outcomes, judged=True)
    with transaction.atomic():
        imports.settle_rows(rows)


def read_row_again(run: ImportRun, row: ImportRow, cells: Mapping[str, str], *, expected_version: int) -> bool:
    """Read a row that could not be read once more, with cells that a person corrected; False when it was changed.

    The cells of the file stay as they stood; what was typed instead is kept beside them.
    """
    typed = {name: cell for name, cell in cells.items() if cell != str(row.by_column.get(name, ""))}
    fresh = _row(run, row.position, read_one(run, {**row.by_column, **cells}, number=row.number, sheet=row.sheet))
    fresh.edited = {**row.edited, EDITED_CELLS: {**row.edited.get(EDITED_CELLS, {}), **typed}}
    if not imports.replace_import_row(row, fresh, expected_version=expected_version):
        return False
    if row.state == RowState.READ:
        judge(run, [row])
    return True


def _mark(rows: Sequence[ImportRow], outcomes: Sequence[Outcome], *, judged: bool) -> None:
    by_position = {one.row: one for one in outcomes}
    for row in rows:
        outcome = by_position[row.position]
        asked = outcome.asked
        row.state = JUDGED[outcome.state] if judged else outcome.state
        if judged and row.state == RowState.OK and asked:
            row.state = RowState.WARNING
        row.findings = [finding_as_json(one) for one in (*outcome.findings, *asked)]


# --- commit ---


def confirm(run: ImportRun, *, actor: User, whole: bool = False, reason: str = "") -> None:
    """Let the rows of a previewed run become figures: `commit` then does it. Raises Refused.

    "changed" when it went on already, "expired" when the preview is too old, "bad_rows" when all had to be good.
    """
    permissions.require(actor, "record")
    said = permissions.optional_reason(reason)
    if run.is_expired:
        raise Refused("expired", "state", EXPIRED)
    if whole and ImportRow.objects.filter(run=run, state=RowState.ERROR).exists():
        raise Refused("bad_rows", "whole", BAD_ROWS)
    states = [ImportState.STAGED, ImportState.PREVIEWED]
    if not imports.move(run, ImportState.COMMITTING, out_of=states, whole=whole, reason=said or run.reason):
        raise Refused("changed", "state", GONE_ON)


def commit(run: ImportRun, *, told: Told | None = None) -> ImportRun:
    """Store the rows of a confirmed run as drafts, chunk by chunk; goes on where it was stopped."""
    if run.state != ImportState.COMMITTING:
        return run
    stored, before, gazetteer = 0, -1, _gazetteer_of(run)
    while stored != before:  # rows that name later rows of the file come again once those are stored
        before = stored
        unstored = _Unstored(run)
        with Turn() as turn, uncollected():  # not chunk by chunk: the next rows would be walked with each
            while rows := unstored.rows:
                turn.chunk()
                done = _store(run, unstored, gazetteer)
                if done is None:
                    return _as_it_is(run)
                if stored < CHUNK <= stored + done:
                    _learn_of_the_first()
                stored += done
                tell(told, rows[-1].position)
    _reject_what_waits(run)
    imports.reject_bad_rows(run)
    counts = counted(run)
    left = ImportRow.objects.filter(run=run, state__in=[*UNSTORED, RowState.ERROR]).count()
    if left:
        raise RowsLost(f"{left} rows of import {run.pk} have no outcome.")
    imports.move(run, ImportState.DONE, out_of=[ImportState.COMMITTING], counts=counts, done_at=timezone.now())
    return run


def _learn_of_the_first() -> None:
    """Of a long file the first rows are stored: by these columns those to come ask what is here already."""
    plans.learn_of(Event, "crisis", "code")
    plans.learn_of(Document, "title", "published_date")
    plans.learn_of(Figure, "source_system", "external_id")


class _Unstored:
    """The rows of a run that wait to be stored, a chunk after the other.

    What a chunk asks for is known without the database, so that the server can be at work meanwhile (`_store`).
    """

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._found = rows_in_order(run, UNSTORED)
        self.fetch()
        self.read()

    def fetch(self) -> None:
        """Ask for the next rows; there are none at the end."""
        self.rows = next(self._found, [])

    def read(self) -> None:
        """Make claims of them."""
        self.chunk = _chunk_of(self._run, self.rows)


def _store(run: ImportRun, unstored: _Unstored, gazetteer: Gazetteer) -> int | None:
    """Store the rows at hand and mark them, in one transaction; None when the run is in another state by now.

    The next rows are at hand afterwards: PostgreSQL, which looks up what rows name when all is there, does so while
    they are read.
    """
    rows = unstored.rows
    held = _import_of(run, rows, gazetteer)
    with transaction.atomic(), doors.through(doors.IMPORT, run.pk):
        if not imports.hold(run, state=ImportState.COMMITTING):
            return None
        plans.go_by_keys()
        # Under the lock: another process at this run may have stored some of them meanwhile.
        still = set(
            ImportRow.objects.filter(pk__among=[row.pk for row in rows], state__in=UNSTORED).values_list(
                "pk", flat=True
            )
        )
        rows = [row for row in rows if row.pk in still]
        outcomes = held.take(unstored.chunk.only({row.position for row in rows}))
        waiting = {one.row for one in outcomes if one.waits}
        rows = [row for row in rows if row.position not in waiting]
        _mark(rows, [one for one in outcomes if not one.waits], judged=False)
        imports.settle_rows(rows)
        imports.note_figures([one for outcome in outcomes for one in _figures(run, outcome)])
        unstored.fetch()
        with bulk.meanwhile():
            plans.look_up_keys()
            unstored.read()
    return len(rows)


def _figures(run: ImportRun, outcome: Outcome) -> Iterator[tuple[Any, ...]]:
    """What a row did to figures, as the values of imports.FIGURE_COLUMNS."""
    for one in outcome.done:
        yield (
            run.pk, outcome.row, one.figure, one.part, one.did.value, one.sha, one.draft_version, one.revision,
            one.former, one.held_back, one.by_words, "",
        )  # fmt: skip


def _reject_what_waits(run: ImportRun) -> None:
    """Rows that wait for a row that is rejected, or for each other, are rejected too."""
    message = _("The row of this file that it names is not stored.")
    finding = {"code": "E12", "field": "", "column": "", "message": message, "template": message}
    for rows in rows_in_order(run, UNSTORED):
        for row in rows:
            row.state, row.findings = RowState.REJECTED, [finding]
        with transaction.atomic():
            imports.settle_rows(rows)


def _import_of(
    run: ImportRun, rows: Sequence[ImportRow], gazetteer: Gazetteer, *, only_judging: bool = False
) -> Import:
    return Import(
        actor=run.created_by,
        crisis=run.crisis.slug,
        reason=run.reason or f"Imported from {run.name}.",
        whereabouts=_Whereabouts(run).find,
        only_judging=only_judging,
        remembers=True,
        seen=_seen_before(run, rows),
        gazetteer=gazetteer,
    )


def _gazetteer_of(run: ImportRun) -> Gazetteer:
    """The places that rows of a run may mean: where they name no country, those in that of the crisis."""
    around = run.crisis.place
    return Gazetteer(around.iso3 or around.code if around else "")


def _seen_before(run: ImportRun, rows: Sequence[ImportRow]) -> dict[str, int]:
    """The records of these rows that earlier rows of the file are already, by the number of the first such row."""
    first, records = rows[0].position, {row.record for row in rows} - {""}
    pairs = [(run.pk, record) for record in records]
    named = bulk.keys_of_pairs(ImportRow, ("run", "record"), pairs, only="NOT (record = '')")
    rejected = (RowState.ERROR, RowState.REJECTED, RowState.SKIPPED)
    good = ImportRow.objects.filter(pk__among=named).exclude(state__in=rejected).order_by()
    told = sorted(good.values_list("position", "number", "record"), reverse=True)
    return {record: number for position, number, record in told if position < first}


@dataclass(frozen=True, slots=True)
class _Whereabouts:
    """Finds what other rows of a run became, by the number they go by in the file."""

    run: ImportRun

    def find(self, known_as: str) -> int | None:
        """The figure of that row; None while it is not stored. Raises KeyError where no row goes by the number."""
        row = ImportRow.objects.filter(run=self.run, known_as=known_as).values_list("position", flat=True).first()
        if row is None:
            raise KeyError(known_as)
        made = ImportedFigure.objects.filter(run=self.run, position=row, part="")
        return made.values_list("figure_id", flat=True).first()


def _chunk_of(run: ImportRun, rows: Sequence[ImportRow]) -> Chunk:
    """Rows as they are judged or stored together."""
    file = None
    if run.layout != "own":
        file = FileFacts(run.name, run.sha256, run.created_at.date().isoformat())
    return chunk_of([_given(row) for row in rows], file)


def _given(row: ImportRow) -> Given:
    """A row as it is handed over: by what was read in its cells."""
    source = SourceRow(row.number, {}, claims_in(row.claims), sheet=row.sheet)
    return Given(row.position, source, row.edited)


def _chunks(rows: Iterator[tuple[int, SourceRow]]) -> Iterator[list[tuple[int, SourceRow]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _as_it_is(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    return run
