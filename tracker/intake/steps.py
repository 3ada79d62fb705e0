"""What the steps of an import's run share: rows in chunks, how far a step is, what it counts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from tracker.intake.imports import CHUNK
from tracker.ledger import bulk, imports
from tracker.ledger.revert import KEPT
from tracker.models import ImportedFigure, ImportRow, ImportRun
from tracker.vocabulary import RowState
from tracker.vocabulary import gettext_noop as _

Told = Callable[[int], None]
"""Is told how many rows of a step are done."""

GONE_ON = _("This import has gone on already; nothing was done twice.")


def rows_in_order(run: ImportRun, states: Iterable[RowState]) -> Iterator[list[ImportRow]]:
    """Rows in these states, in the order of the file, some hundreds at a time; without their cells, which were read."""
    after = 0
    while True:
        found = ImportRow.objects.filter(run=run, state__in=list(states), position__gt=after).order_by("position")
        rows = bulk.read(found[:CHUNK], without=("cells",))
        if not rows:
            return
        yield rows
        after = rows[-1].position


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking what a chunk holds again and again: a fifteenth of the time.

    Nothing of a chunk refers to itself, so all of it goes when the chunk ends, without the collector.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def tell(told: Told | None, count: int) -> None:
    """Say how far a step is, to whoever wants to know."""
    if told is not None:
        told(count)


def counted(run: ImportRun) -> dict[str, int]:
    """Rows by state, figures by what was done, and what an undo did."""
    rows = imports.count_rows(run)
    figures = {f"figures_{did}": count for did, count in imports.count_figures(run).items()}
    kept = ImportedFigure.objects.filter(run=run, undone=KEPT).count()
    return {**rows, **figures, "read": sum(rows.values()), **({"kept": kept} if kept else {})}
