"""How often each key asks for what, for its owner to see: counted in memory, written down once a minute at most.

A read must not wait for a writer, and on SQLite every write does. What a process has counted and not yet written when
it ends is lost; these are counts for people, not for bills.
"""

from __future__ import annotations

import threading
import time
from datetime import date

from django.db import DatabaseError
from django.utils import timezone

from tracker.volatile.uses import Uses, note_uses

SECONDS_BETWEEN = 60.0

_lock = threading.Lock()
_counted: dict[tuple[int, date, str], Uses] = {}
_written = [0.0]


def count(key_id: int, path: str) -> None:
    """Count a request of a key for the resource of a path; write all that was counted when it is time."""
    now = timezone.now()
    entry = key_id, now.date(), resource_of(path)
    with _lock:
        held = _counted.get(entry)
        _counted[entry] = Uses(held.requests + 1 if held else 1, now)
        if time.monotonic() - _written[0] < SECONDS_BETWEEN:
            return
        _written[0] = time.monotonic()
        due, left = dict(_counted), _counted
        left.clear()
    try:
        note_uses(due)
    except DatabaseError:  # the database is busy: better a lost count than a failed read
        return


def resource_of(path: str) -> str:
    """The resource that a path names: "figures" for /api/v1/figures/7/."""
    words = [word for word in path.split("/") if word]
    return words[2].partition(".")[0][:40] if len(words) > 2 else ""
