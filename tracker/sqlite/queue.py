"""The queue of those who want to write to one SQLite database.

SQLite has one writer at a time and no queue: who waits looks again after ever longer pauses, and meets a writer of many
chunks only by luck between two of them. Here whoever wants to write takes a turn first, of which there is one, and
keeps it until SQLite has given them its lock. A writer of chunks that comes back finds the turn taken by whoever waits,
and goes after them. The turn is a lock of the operating system on a file beside the database, so that a process which
is killed holds nobody up.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError

SUFFIX = "-queue"
"""What the name of its file has behind that of the database."""
LOOK_AGAIN = 0.002
"""Seconds until who waits for the turn looks again."""


class Queue:
    """The turn to ask for the lock of a database; `longest` is how many seconds somebody waits for it."""

    def __init__(self, database: str, longest: float) -> None:
        self._path = Path(f"{database}{SUFFIX}")
        self._longest = longest

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn; raises OperationalError, as SQLite does, where it does not come in time."""
        try:
            held = self._opened()
        except OSError:  # of a folder that takes no file, say; SQLite tells what is wrong with it
            yield
            return
        try:
            self._wait(held)
            yield
        finally:
            os.close(held)

    def is_taken(self) -> bool:
        """Whether somebody has the turn."""
        try:
            held = self._opened()
        except OSError:  # as in `turn`: nobody queues there
            return False
        try:
            return not _take(held)
        finally:
            os.close(held)

    def _opened(self) -> int:
        # Anew each time: a process that is made from this one while it holds the turn would hold it too.
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _wait(self, held: int) -> None:
        ends = time.monotonic() + self._longest
        while not _take(held):
            if time.monotonic() >= ends:
                raise OperationalError("database is locked")
            time.sleep(LOOK_AGAIN)


def _take(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
