"""Counting requests against a limit for each minute: exactly enough, for almost nothing.

A process counts in memory. For what all processes share it adds its count to a row of the store now and then (once a
second, or after a hundredth of the limit), in one small statement that answers with the count of all. So a request
mostly costs no statement, and never waits for the ledger; together the processes may exceed a limit by about a
hundredth of it each. Limits of a hundred and less are exact.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from django.db import DatabaseError, connections

from tracker.volatile.router import home

logger = logging.getLogger(__name__)

MINUTE = 60
MOST_SUBJECTS = 50_000
"""Held in memory; when more come in one minute, all are forgotten, so that nobody can fill it."""

ADD = (
    "INSERT INTO rate_count (subject, minute, requests) VALUES (%s, %s, %s) ON CONFLICT (subject) DO UPDATE SET "
    "requests = excluded.requests + CASE WHEN rate_count.minute = excluded.minute THEN rate_count.requests ELSE 0 END, "
    "minute = excluded.minute WHERE rate_count.minute <= excluded.minute RETURNING requests"
)


@dataclass(frozen=True, slots=True)
class Count:
    """What is left of a limit, until when (seconds from now), and whether this request was still within it."""

    limit: int
    left: int
    seconds: int
    within: bool


@dataclass(slots=True)
class _Held:
    """Counts of one subject in one minute: what the store said last, and what it does not know yet."""

    minute: int
    known: int = 0
    own: int = 0
    asked_at: float = float("-inf")


_lock = threading.Lock()
_subjects: dict[str, _Held] = {}


def count(subject: str, limit: int, *, shared: bool, now: float | None = None) -> Count:
    """Count one request of a subject; with `shared`, together with all other processes."""
    moment = time.time() if now is None else now
    minute = int(moment // MINUTE)
    with _lock:
        held = _subjects.get(subject)
        if held is None or held.minute != minute:
            held = _begin(subject, minute)
        held.own += 1
        due = _taken(held, moment, limit) if shared else 0
        requests = held.known + held.own
    if due:
        requests = _add(subject, held, due)
    left = limit - requests
    return Count(limit, max(0, left), max(1, MINUTE - int(moment % MINUTE)), left >= 0)


def forget() -> None:
    """Forget what this process holds in memory."""
    with _lock:
        _subjects.clear()


def _begin(subject: str, minute: int) -> _Held:
    if len(_subjects) >= MOST_SUBJECTS:
        _subjects.clear()
    held = _subjects[subject] = _Held(minute)
    return held


def _taken(held: _Held, moment: float, limit: int) -> int:
    """What is due to be told to the store, moved from `own` to `known`; 0 while it is too early."""
    if held.own < max(1, limit // 100) and moment - held.asked_at < 1:
        return 0
    due, held.own = held.own, 0
    held.known += due
    held.asked_at = moment
    return due


def _add(subject: str, held: _Held, due: int) -> int:
    """Tell the store; the count of all processes. While it does not answer, this process counts alone."""
    try:
        with connections[home()].cursor() as cursor:
            cursor.execute(ADD, [subject, held.minute, due])
            row = cursor.fetchone()
    except DatabaseError:
        logger.warning("Requests are counted by each process alone: the store does not answer.", exc_info=True)
        row = None
    with _lock:
        if row is not None:
            held.known = max(held.known, int(row[0]))
        return held.known + held.own
