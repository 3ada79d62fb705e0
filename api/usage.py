"""How often each key asks for what, for its owner to see: counted in memory, written down once a minute.

A read must not wait for a writer. A process writes what it has counted a minute after the first of it, and when it
ends; what a killed process had not written is lost. These are counts for people, not for bills.
"""

from __future__ import annotations

import atexit
import logging
import threading
from datetime import date

from django.db import DatabaseError, connections
from django.utils import timezone

from tracker.volatile.uses import Uses, note_uses

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 60.0
by_clock = True
"""Off in tests, which write when they want to."""

_lock = threading.Lock()
_counted: dict[tuple[int, date, str], Uses] = {}


def count(key_id: int, path: str) -> None:
    """Count a request of a key for the resource of a path, to be written down within a minute."""
    now = timezone.now()
    entry = key_id, now.date(), resource_of(path)
    with _lock:
        is_first = not _counted
        held = _counted.get(entry)
        _counted[entry] = Uses(held.requests + 1 if held else 1, now)
    if is_first and by_clock:
        _write_later()


def write() -> None:
    """Write down what was counted."""
    with _lock:
        due = dict(_counted)
        _counted.clear()
    if not due:
        return
    try:
        note_uses(due)
    except DatabaseError:  # the store is busy: better a lost count than a failed read
        logger.warning("Uses of keys were not written down.", exc_info=True)


def _write_later() -> None:
    clock = threading.Timer(SECONDS_BETWEEN, _write_aside)
    clock.daemon = True
    clock.start()
    atexit.unregister(write)
    atexit.register(write)


def _write_aside() -> None:
    """Write from the clock's thread, which has connections of its own."""
    try:
        write()
    finally:
        connections.close_all()


def resource_of(path: str) -> str:
    """The resource that a path names: "figures" for /api/v1/figures/7/."""
    words = [word for word in path.split("/") if word]
    return words[2].partition(".")[0][:40] if len(words) > 2 else ""
