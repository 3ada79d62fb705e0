"""Days and moments as SQLite gives them out: texts, of which the rows of a table hold few different ones.

Django reads each anew, in Python; a twentieth of what publishing an import took went there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

REMEMBERED = 10_000
"""Days and moments whose reading is remembered, of each kind."""


def remember_days() -> None:
    """Let every connection to SQLite remember what it read; called once, after Django has set its own readers."""
    import django.db.backends.sqlite3.base  # noqa: F401  sets them

    for kind, read in (("date", parse_date), ("datetime", parse_datetime), ("timestamp", parse_datetime)):
        sqlite3.register_converter(kind, _remembering(read))


def _remembering(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lru_cache(maxsize=REMEMBERED)(lambda text: read(text.decode()))
