"""Imports that take longer than an answer may: carried out by the worker, and found again when that was forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from django_tasks import task

from tracker.intake import runs
from tracker.models import ImportRun
from tracker.volatile import queue

MOST_AT_ONCE = 2_000
"""Rows that are done within an answer; longer files go to the worker."""
LARGEST_AT_ONCE = 2 * 1024**2
"""Bytes of a file that is read within an answer."""


@task()
def carry_on_import(run_id: int) -> None:
    """Do what is due of an import; it looks at its own rows for what is left."""
    run = ImportRun.objects.select_related("crisis", "created_by", "published_by", "undone_by").filter(pk=run_id)
    for held in run:
        runs.carry_on(held)


@queue.finds(carry_on_import)
def unfinished_imports() -> Iterable[tuple[int]]:
    """Imports that ought to be going on."""
    return [(run.pk,) for run in runs.due()]


def carry_on_somewhere(run: ImportRun, *, rows: int) -> bool:
    """Do what is due of a run at once where it is short, and say so; otherwise have the worker do it."""
    if rows <= MOST_AT_ONCE and run.size <= LARGEST_AT_ONCE:
        runs.carry_on(run)
        return True
    queue.enqueue(carry_on_import, run.pk)
    return False
