"""Writes what is kept of a file that is brought in: its run, its rows, and what they did to figures.

Nothing here judges a row or touches a figure: that is intake's and record.py's work. A run moves on by comparing first
(`move`), so that of two people, or two processes, who press the same button one is told that it happened already.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from tracker.ledger import bulk, permissions
from tracker.models import Crisis, ImportedFigure, ImportRow, ImportRun, User
from tracker.vocabulary import ImportState, RowState

LONGEST_NAME = 255
MOST_KINDS = 20
"""Kinds of findings by which one row is found; whoever mends a row with more meets the rest of them then."""


def open_run(
    *, name: str, sha256: str, size: int, crisis: Crisis, actor: User, key: str, reason: str = "", **details: Any
) -> ImportRun:
    """A run for this file; the same `key` again is the run that it made. Raises Refused "role" or E19."""
    permissions.require(actor, "record")
    now = timezone.now()
    made = ImportRun(
        name=name[-LONGEST_NAME:],
        sha256=sha256,
        size=size,
        crisis=crisis,
        key=key,
        reason=permissions.optional_reason(reason),
        created_by=actor,
        created_at=now,
        changed_at=now,
        **details,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        known = ImportRun.objects.filter(key=key, created_by=actor).first()
        if known is None:
            raise
        return known
    return made


def move(run: ImportRun, to: ImportState, *, out_of: Iterable[ImportState], **columns: Any) -> bool:
    """Bring a run into another state, unless somebody else did so meanwhile; the instance follows."""
    columns |= {"state": to, "changed_at": timezone.now()}
    moved = ImportRun.objects.filter(pk=run.pk, state__in=list(out_of)).update(**columns)
    if moved:
        for column, value in columns.items():
            setattr(run, column, value)
    return bool(moved)


def describe(run: ImportRun, **columns: Any) -> None:
    """Keep what became known of a run without moving it on."""
    columns["changed_at"] = timezone.now()
    ImportRun.objects.filter(pk=run.pk).update(**columns)
    for column, value in columns.items():
        setattr(run, column, value)


def map_columns(run: ImportRun, mapping: Mapping[str, str], fixed: Mapping[str, str]) -> bool:
    """Keep what the columns of a spreadsheet hold, so that it can be read; False when it is past that."""
    wanted = {"mapping": dict(mapping), "fixed": dict(fixed)}
    return move(run, ImportState.STAGED, out_of=[ImportState.STAGED, ImportState.FAILED], mapping=wanted, problems=[])


def begin_again(run: ImportRun, *, options: Mapping[str, Any], mapping: Mapping[str, Any]) -> bool:
    """Forget the rows of a preview, so that the file is read anew under these options; False when it went on."""
    with transaction.atomic():
        again = {"options": dict(options), "mapping": dict(mapping), "counts": {}}
        if not move(run, ImportState.STAGED, out_of=[ImportState.PREVIEWED], **again):
            return False
        drop_rows(run)
    return True


def hold(run: ImportRun, *, state: ImportState) -> bool:
    """Keep every other process away from a run until the transaction ends; False when it is in another state by now.

    The first statement of each chunk's transaction: two processes at one run take turns, and none does a row twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ImportRun._meta.db_table} SET changed_at = changed_at WHERE id = %s AND state = %s",
            [run.pk, state.value],
        )
        return bool(cursor.rowcount)


def add_rows(rows: Iterable[ImportRow]) -> None:
    """Keep rows as they were read, in the caller's transaction; they are stored while they are made."""
    bulk.insert_as_made(ImportRow, map(_with_kinds, rows))


def _with_kinds(row: ImportRow) -> ImportRow:
    row.kinds = kinds_of(row.findings)
    return row


def settle_rows(rows: Iterable[ImportRow]) -> None:
    """Keep what became of rows: their state and what was found in them."""
    settled = [(row.state, row.findings, kinds_of(row.findings), row.pk) for row in rows]
    bulk.update(ImportRow, ["state", "findings", "kinds"], settled)


def kind_of(finding: Mapping[str, Any]) -> str:
    """What a finding has in common with those of other rows: its rule, its column or field, and its sentence."""
    told = (finding.get("column") or finding.get("field"), finding.get("template") or finding.get("message"))
    return f"{finding.get('code', '')}-{zlib.crc32(repr(told).encode()):08x}"


def kinds_of(findings: Iterable[Mapping[str, Any]]) -> str:
    """The kinds of a row's findings as its column holds them."""
    kinds = sorted({kind_of(one) for one in findings})[:MOST_KINDS]
    return f" {' '.join(kinds)} " if kinds else ""


def edit_import_row(row: ImportRow, edited: Mapping[str, Mapping[str, Any]], *, expected_version: int) -> bool:
    """Keep what a person changed of a row; False when another window changed it meanwhile."""
    told = ImportRow.objects.filter(pk=row.pk, version=expected_version)
    changed = told.update(edited=dict(edited), version=F("version") + 1, state=RowState.READ, findings=[], kinds="")
    if changed:
        row.refresh_from_db()
    return bool(changed)


def edit_import_rows(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """Keep what a person changed of several rows of a preview (`edited`) and let them be judged anew.

    A row that another window changed meanwhile stays as that one left it. In the caller's transaction.
    """
    for row in rows:
        edit_import_row(row, row.edited, expected_version=row.version)
    move(run, ImportState.STAGED, out_of=[ImportState.PREVIEWED])


def replace_import_row(row: ImportRow, fresh: ImportRow, *, expected_version: int) -> bool:
    """Keep what a row states now that a person corrected its cells; False when another window changed it meanwhile."""
    told = ImportRow.objects.filter(pk=row.pk, version=expected_version)
    names = ("claims", "known_as", "record", "edited", "state", "findings", "kinds")
    fresh.kinds = kinds_of(fresh.findings)
    changed = told.update(version=F("version") + 1, **{name: getattr(fresh, name) for name in names})
    if changed:
        row.refresh_from_db()
    return bool(changed)


def pass_over(row: ImportRow, findings: Sequence[Any], *, expected_version: int) -> bool:
    """Leave a row out of its run; False when another window changed it meanwhile."""
    told = ImportRow.objects.filter(pk=row.pk, version=expected_version)
    left_out = {"state": RowState.SKIPPED, "findings": list(findings), "kinds": kinds_of(findings)}
    return bool(told.update(version=F("version") + 1, **left_out))


def reject_bad_rows(run: ImportRun) -> None:
    """What was an error in the preview is a rejection once the rest is stored."""
    ImportRow.objects.filter(run=run, state=RowState.ERROR).update(state=RowState.REJECTED)


def judge_again(run: ImportRun) -> bool:
    """Let every row of a preview that states something be judged anew; False when the run went on.

    A place, an organisation or another name of one was added since. Rows that could not be read stay as they are.
    """
    again = [RowState.OK, RowState.WARNING, RowState.ERROR, RowState.REVISES, RowState.SAME]
    with transaction.atomic():
        if not move(run, ImportState.STAGED, out_of=[ImportState.PREVIEWED]):
            return False
        rows = ImportRow.objects.filter(run=run, state__in=again).exclude(claims__in=["", "[]"])
        rows.update(state=RowState.READ, findings=[], kinds="")
    return True


def drop_rows(run: ImportRun) -> None:
    """Forget the rows of a run of which nothing was stored: it is read again from the start."""
    ImportRow.objects.filter(run=run)._raw_delete(run._state.db)


def drop_run(run: ImportRun) -> bool:
    """Forget a file that was never confirmed; False when something of it is stored."""
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().filter(
            pk=run.pk, state__in=[ImportState.STAGED, ImportState.PREVIEWED, ImportState.FAILED]
        )
        if not held.exists() or ImportedFigure.objects.filter(run=run).exists():
            return False
        drop_rows(run)
        ImportRun.objects.filter(pk=run.pk).delete()
    return True


FIGURE_COLUMNS = (
    "run", "position", "figure_id", "part", "did", "sha", "draft_version", "revision", "former", "held_back",
    "by_words", "undone",
)  # fmt: skip


def note_figures(figures: Sequence[tuple[Any, ...]]) -> None:
    """Keep what rows did to figures, each as the values of FIGURE_COLUMNS, in the transaction that did it."""
    bulk.insert_values(ImportedFigure, FIGURE_COLUMNS, figures)


def note_undone(figures: Iterable[ImportedFigure]) -> None:
    """Keep what an undo did to figures, in the transaction that did it."""
    bulk.update(ImportedFigure, ["undone"], [(one.undone, one.pk) for one in figures])


def blank_rows_of(figure_id: int) -> None:
    """Take the words out of what imports keep of a redacted figure: the row that it came with, and what stood before.

    A row may state several figures; it says nothing of any of them any more. That it was there stays.
    """
    rows = ImportedFigure.objects.filter(figure_id=figure_id)
    for run, position in set(rows.values_list("run", "position")):
        ImportRow.objects.filter(run=run, position=position).update(cells=[], claims="", edited={}, findings=[])
    rows.update(former=None)


def count_rows(run: ImportRun) -> dict[str, int]:
    """How many rows of a run stand in each state."""
    found = ImportRow.objects.filter(run=run).order_by().values_list("state").annotate(rows=Count("pk"))
    return dict(found)


def count_figures(run: ImportRun) -> dict[str, int]:
    """How many figures a run recorded, revised, or left as they were."""
    found = ImportedFigure.objects.filter(run=run).order_by().values_list("did").annotate(figures=Count("pk"))
    return dict(found)
