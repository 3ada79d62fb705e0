"""Everything as one CSV file, beside the same stored lines as the database's own tool hands them out."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.test.client import RequestFactory

STORED = "SELECT line FROM published_figure WHERE sequence_to IS NULL ORDER BY sequence"
GOAL = {"postgresql": 0.9, "sqlite": 0.5}
"""Of the rate of the database's own tool."""


class Download(NamedTuple):
    """How a file came: seconds to its first byte and to its last, its bytes, and the bytes of memory that it took."""

    first_byte: float
    seconds: float
    size: int
    grown: int


def download(handler: Any, address: str) -> Download:
    """The file at an address, read to its end and thrown away; memory in bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    response = handler.get_response(RequestFactory().get(address))
    pieces: Iterator[bytes] = iter(response.streaming_content)
    size = len(next(pieces))
    first_byte = time.perf_counter() - started
    for piece in pieces:
        size += len(piece)
    response.close()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) * 1024
    return Download(first_byte, time.perf_counter() - started, size, grown)


def own_tool() -> float:
    """Seconds in which the database's own tool writes the same lines to nowhere."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        command = ["sqlite3", "-readonly", str(settings["NAME"]), f"{STORED};"]
    else:
        host = [
            given
            for name, key in (("-h", "HOST"), ("-p", "PORT"))
            if settings[key]
            for given in (name, str(settings[key]))
        ]
        query = f"COPY ({STORED}) TO STDOUT"
        command = ["psql", *host, "-U", str(settings["USER"]), "-d", str(settings["NAME"]), "-qc", query]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
