"""Imports that take longer than an answer may: carried out by the worker, and found again when that was forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django_tasks import task

from tracker.intake import publishing, runs, undoing
from tracker.intake.steps import Told
from tracker.models import ImportRun
from tracker.vocabulary import ImportState
from tracker.volatile import queue

MOST_AT_ONCE = 2_000
"""Rows that are done within an answer; longer files go to the worker."""
LARGEST_AT_ONCE = 2 * 1024**2
"""Bytes of a file that is read within an answer."""


def carry_on(run: ImportRun, *, told: Told | None = None) -> None:
    """Do what was asked for and is not done: read and judge, store, publish, or take back."""
    if run.state == ImportState.STAGED and not run.waits_for_mapping:
        runs.stage(run, told=told)
        runs.preview(run, told=told)
    elif run.state == ImportState.COMMITTING:
        runs.commit(run, told=told)
    elif run.state == ImportState.UNDOING:
        undoing.undo(run, told=told)
    elif run.state == ImportState.DONE and run.published_by is not None and run.published_at is None:
        publishing.publish(run, actor=run.published_by, reason=run.options["publish_reason"])


def due() -> Iterator[ImportRun]:
    """Runs of which something was asked for and is not done, but for those that were only read by half long ago."""
    going = Q(state__in=(ImportState.STAGED, ImportState.COMMITTING, ImportState.UNDOING))
    publishing = Q(state=ImportState.DONE, published_by__isnull=False, published_at__isnull=True)
    for run in ImportRun.objects.filter(going | publishing).order_by("pk"):
        if not run.is_expired and not run.waits_for_mapping:
            yield run


@task()
def carry_on_import(run_id: int) -> None:
    """Do what is due of an import; it looks at its own rows for what is left."""
    run = ImportRun.objects.select_related("crisis", "created_by", "published_by", "undone_by").filter(pk=run_id)
    for held in run:
        carry_on(held)


@queue.finds(carry_on_import)
def unfinished_imports() -> Iterable[tuple[int]]:
    """Imports that ought to be going on."""
    return [(run.pk,) for run in due()]


def carry_on_somewhere(run: ImportRun, *, rows: int) -> bool:
    """Do what is due of a run at once where it is short, and say so; otherwise have the worker do it."""
    if rows <= MOST_AT_ONCE and run.size <= LARGEST_AT_ONCE:
        carry_on(run)
        return True
    queue.enqueue(carry_on_import, run.pk)
    return False
