"""What is to happen after a commit happens in tests too, although a test's own transaction is never committed.

Django's test cases wrap each test in a transaction and forget what was to follow it. Here it follows as soon as the
code under test has left its own outermost transaction, as it would in a running site.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic

_leave: Callable[..., None] = Atomic.__exit__
_remember: Callable[..., None] = BaseDatabaseWrapper.on_commit


def install() -> None:
    """Take the place of Django's two methods for the whole run."""
    Atomic.__exit__ = _leave_and_follow  # type: ignore[method-assign]
    BaseDatabaseWrapper.on_commit = _remember_and_follow  # type: ignore[method-assign]


def _leave_and_follow(self: Atomic, exc_type: Any, exc_value: Any, traceback: Any) -> None:
    _leave(self, exc_type, exc_value, traceback)
    if exc_type is None:
        _follow(transaction.get_connection(self.using))


def _remember_and_follow(self: BaseDatabaseWrapper, *args: Any, **kwargs: Any) -> None:
    _remember(self, *args, **kwargs)
    _follow(self)


def _follow(connection: BaseDatabaseWrapper) -> None:
    """Do what was to follow, if nothing but the test's own transactions is around."""
    if not connection.in_atomic_block or not all(block._from_testcase for block in connection.atomic_blocks):
        return
    due, connection.run_on_commit = connection.run_on_commit, []
    for _savepoints, act, _robust in due:
        act()
