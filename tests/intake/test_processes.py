"""A process is killed in the middle of an import, and two work on one: each row is stored once, and none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests import makers
from tests.intake.bringing import as_csv, number, staged, states
from tests.ledger.test_processes import ROOT, address, says
from tracker.intake import background, runs
from tracker.models import Figure, ImportedFigure, ImportRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
VALUES = (701, 709, 719, 727, 733)


@contextmanager
def storing(run: ImportRun, *, pause: float = 0) -> Iterator[subprocess.Popen[str]]:
    """A process that stores this import; gone at the end of the block."""
    command = [sys.executable, "-m", "tests.intake.worker", str(run.pk), str(pause)]
    environment = {**os.environ, "DATABASE_URL": address()}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.kill()


def confirmed() -> ImportRun:
    makers.make_crisis()
    actor = makers.contributor()
    run = staged(as_csv(*map(number, VALUES)), actor)
    runs.confirm(run, actor=actor)
    return run


def check(run: ImportRun) -> None:
    assert states(run) == [(row, "recorded") for row in range(2, 7)]
    assert sorted(Figure.objects.values_list("value", flat=True)) == list(VALUES)
    assert ImportedFigure.objects.count() == len(VALUES)


@pytest.mark.parametrize("chunk", [1, 2])
def test_a_killed_import_leaves_whole_chunks_and_goes_on(chunk: int) -> None:
    run = confirmed()
    with storing(run, pause=0.2 if chunk > 1 else 30) as doomed:
        for _ in range(chunk):
            says(doomed, "figures are written")
        doomed.kill()  # SIGKILL, inside the transaction of that chunk
    assert Figure.objects.count() == ImportedFigure.objects.count()
    assert Figure.objects.count() in ({0} if chunk == 1 else {2, 4})
    background.carry_on(ImportRun.objects.get(pk=run.pk))
    check(run)


def test_two_processes_at_one_import_store_each_row_once() -> None:
    run = confirmed()
    with storing(run, pause=0.1) as one, storing(run, pause=0.1) as other:
        for child in (one, other):
            assert child.stdout is not None
            assert child.stdout.read().endswith("done\n")
    check(run)
