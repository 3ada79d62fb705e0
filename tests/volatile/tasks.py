"""Tasks for the tests of the queue; what they did is read from a file, which every process can see."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def note(file: str, word: str) -> None:
    """Add a line to a file."""
    with Path(file).open("a") as handle:
        handle.write(f"{word}\n")


@task()
def note_slowly(file: str) -> None:
    """Note that it began; then, unless it was begun before, wait to be killed; then that it is done."""
    begun_before = "begun" in lines(file)
    note.func(file, "begun")
    if not begun_before:
        time.sleep(120)
    note.func(file, "done")


@task()
def fail(file: str) -> None:
    """Note that it was tried, and fail."""
    note.func(file, "tried")
    raise ValueError("no")


def lines(file: str | Path) -> list[str]:
    """What was noted so far."""
    return Path(file).read_text().splitlines() if Path(file).exists() else []
