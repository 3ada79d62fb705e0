"""Public answers that a process keeps for a minute, as any cache in front may: the second reader waits for none.

Kept by their validator (`pages.validator`) and everything else that an address may say, so that what is published
changes the key; for no longer than a shared cache is told to; and only so many bytes of them.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import NamedTuple

from django.http import HttpResponse
from django.http.response import ResponseHeaders

MOST_OF_ALL = 8
"""No answer may take more than this part of the room."""

Key = tuple[str, ...]


class _Kept(NamedTuple):
    response: HttpResponse
    size: int
    until: float


class KeptPages:
    """The answers used last, in at most `room` bytes, each for `seconds`. Safe to use from many threads."""

    def __init__(self, *, room: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.room = room
        self.seconds = seconds
        self.clock = clock
        self.used = 0
        self.found: OrderedDict[Key, _Kept] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key) -> HttpResponse | None:
        """A copy of the answer, for others to change; None where there is none, or it is too old."""
        with self.lock:
            kept = self.found.get(key)
            if kept is None:
                return None
            if kept.until < self.clock():
                self._drop(key)
                return None
            self.found.move_to_end(key)
        return _copied(kept.response)

    def put(self, key: Key, response: HttpResponse) -> None:
        """Keep a copy of the answer, in place of those that nobody asked for the longest."""
        size = len(response.content)
        if response.status_code != 200 or size > self.room // MOST_OF_ALL:
            return
        with self.lock:
            if key in self.found:
                self._drop(key)
            while self.used + size > self.room:
                self._drop(next(iter(self.found)))
            self.found[key] = _Kept(_copied(response), size, self.clock() + self.seconds)
            self.used += size

    def _drop(self, key: Key) -> None:
        self.used -= self.found.pop(key).size


def _copied(response: HttpResponse) -> HttpResponse:
    """The same body and headers, nothing of which changes with the other."""
    made = copy.copy(response)
    made.headers = ResponseHeaders(dict(response.headers))
    made.cookies = SimpleCookie()
    made._resource_closers = []  # type: ignore[attr-defined]  # the server closes each request by its own
    made.content = response.content
    return made
