"""Django's engine for SQLite, with a queue in which its writers wait. Django asks for it under this name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from sqlite3 import Connection
from typing import Any

from django.db.backends.sqlite3 import base

from tracker.sqlite.queue import Queue

WRITING = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE")
"""How statements begin that take SQLite's lock when no transaction has it."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose statements that begin to write take their turn."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Open the file; what is held in memory is this process's alone and has no queue."""
        alone = self.is_in_memory_db()
        self._queue = None if alone else Queue(conn_params["database"], conn_params.get("timeout", 5))
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that knows the queue of its database."""
        make = base.SQLiteCursorWrapper if self._queue is None else partial(QueueingCursor, queue=self._queue)
        return self.connection.cursor(factory=make)

    def somebody_waits(self) -> bool:
        """Whether somebody waits for this connection, which has SQLite's lock, to give it back."""
        return self._queue is not None and self._queue.is_taken()


class QueueingCursor(base.SQLiteCursorWrapper):
    """Django's cursor, that takes its turn before a statement which asks for SQLite's lock."""

    def __init__(self, connection: Connection, *, queue: Queue) -> None:
        super().__init__(connection)
        self._queue = queue

    def execute(self, query: str, params: Any = None) -> Any:
        """Carry out a statement."""
        if not self._begins_to_write(query):
            return super().execute(query, params)
        with self._queue.turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Carry out a statement with many values."""
        if not self._begins_to_write(query):
            return super().executemany(query, param_list)
        with self._queue.turn():
            return super().executemany(query, param_list)

    def _begins_to_write(self, query: str) -> bool:
        return not self.connection.in_transaction and query.startswith(WRITING)
