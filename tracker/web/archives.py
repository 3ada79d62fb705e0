"""A file of files, made while it is sent: compressed piece by piece, without ever standing anywhere as a whole.

The same files give the same bytes: what is in them is dated by the caller, not by the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MEDIA_TYPE = "application/zip"
FIRST_YEAR = 1980
"""No file in an archive can be older."""
SENT_AT_ONCE = 64 * 1024

File = tuple[str, Iterable[bytes]]


class _Pipe:
    """What the archive is written to: it can be taken from, and not be gone back in."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken = b"".join(self.held)
        self.held, self.size = [], 0
        return taken


def zipped(files: Iterable[File], *, made: date, large: bool = False) -> Iterator[bytes]:
    """The archive in pieces. `large` where a file may pass 4 GB, which old programs cannot open."""
    pipe = _Pipe()
    day = (max(made.year, FIRST_YEAR), made.month, made.day, 0, 0, 0)
    with ZipFile(cast("IO[bytes]", pipe), "w") as archive:
        for name, pieces in files:
            entry = ZipInfo(name, date_time=day)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            with archive.open(entry, "w", force_zip64=large) as file:
                for piece in pieces:
                    file.write(piece)
                    if pipe.size > SENT_AT_ONCE:
                        yield pipe.take()
    yield pipe.take()
