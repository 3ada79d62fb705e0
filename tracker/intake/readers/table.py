"""What a reader hands on: rows by their number in the file, and what is wrong with the file or one of its rows.

Row 1 is the header, as a spreadsheet counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.rules import Finding

FILE = 0
"""The row number of what is wrong with the file as a whole."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with its place in the file; the column is the finding's field."""

    row: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class FileRow:
    """The cells of one row by column name; `problems` when they could not be told apart."""

    number: int
    cells: dict[str, str]
    problems: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Table:
    """A file as read. With `problems` nothing of it can be stored."""

    layout: str
    rows: list[FileRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
