"""When bulk work lets others write: after each of its chunks on PostgreSQL, and on SQLite once somebody waits.

SQLite writes every page that a transaction changed to its log, and waits for the disk: a chunk of figures that lie
apart changes thousands of pages, nearly the same ones as the chunk after it. Since whoever wants to write waits in a
queue (tracker/sqlite), it can be asked whether anybody does.
"""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from tracker.sqlite.base import DatabaseWrapper

MOST_CHUNKS = 10
"""Chunks in one transaction: a killed process loses no more, and the log stays shorter than the file."""


class Turn:
    """The chunks of one piece of work, each of which is a transaction by itself (nested here where some go together).

    `with Turn() as turn:` around the loop, and `turn.chunk()` where a chunk begins. What goes wrong in a chunk undoes
    those that went with it; work that is called again finds what is left.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._chunks = 0
        held = connections[DEFAULT_DB_ALIAS]
        self._asked = held if isinstance(held, DatabaseWrapper) and not held.in_atomic_block else None

    def chunk(self) -> None:
        """Another chunk begins; what was done so far becomes everybody's first where somebody waits to write."""
        if self._asked is None:
            return
        if self._chunks == MOST_CHUNKS or (self._chunks and self._asked.somebody_waits()):
            self._open.close()
            self._chunks = 0
        if not self._chunks:
            self._open.enter_context(transaction.atomic())
        self._chunks += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
