"""The bytes of a file, wherever they are, and the exception that says why a file is not read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tracker.intake.readers.table import FILE, Problem
from tracker.rules import make_finding

BLOCK = 1024**2


class FileRefused(ValueError):
    """A file, or what follows a row of it, that cannot be read; `problems` say where, what was found, and what is
    expected."""

    def __init__(self, *problems: Problem) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__(" ".join(problem.finding.message for problem in problems))


def refuse(
    template: str, *, row: int = FILE, column: str = "", found: object = "", expected: str = "", **params: Any
) -> FileRefused:
    """The refusal of a file for one reason (E3)."""
    finding = make_finding("E3", column, template, found=found, expected=expected, row=row, **params)
    return FileRefused(Problem(row, finding))


@dataclass(frozen=True, slots=True)
class Content:
    """A file on the disk, or its bytes, under the name it came with."""

    name: str
    held: bytes | Path

    @classmethod
    def of(cls, given: bytes | str | Path, name: str = "") -> Content:
        """The content of a path, or of bytes that came under a name."""
        if isinstance(given, bytes):
            return cls(name, given)
        path = Path(given)
        return cls(name or path.name, path)

    def open(self) -> BinaryIO:
        """A stream from the beginning; whoever opens it closes it."""
        return io.BytesIO(self.held) if isinstance(self.held, bytes) else self.held.open("rb")

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.held) if isinstance(self.held, bytes) else self.held.stat().st_size

    @property
    def suffix(self) -> str:
        """The end of its name, in small letters, with its dot."""
        return Path(self.name).suffix.casefold()

    def start(self, size: int) -> bytes:
        """Its first bytes."""
        with self.open() as stream:
            return stream.read(size)

    def blocks(self) -> Iterator[bytes]:
        """All of it, a block at a time."""
        with self.open() as stream:
            while block := stream.read(BLOCK):
                yield block

    def sha256(self) -> str:
        """The hash by which the same file is known again."""
        digest = hashlib.sha256()
        for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()
