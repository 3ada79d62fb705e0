"""One table of a file: which row is its header, which are hashtags, and the records below, cells by column.

Fed by the modules that open a kind of file (delimited, workbooks, json_tables); read by the layouts.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tracker.intake.readers.content import FileRefused, refuse
from tracker.intake.readers.limits import HEAD_ROWS, HEADER_WITHIN, MOST_COLUMNS
from tracker.rules import Finding, make_finding
from tracker.vocabulary import gettext_noop as _

NULLS = frozenset({"", "-", "–", "—", "not available", "na", "n/a", "#n/a", "none", "nan", "null", "***none***"})
"""Cells that say nothing, folded; the field has many ways to write an empty one."""

_LONGEST_NULL = max(map(len, NULLS))
_DIGITS = frozenset(string.digits)

TAG = re.compile(r"\s*#\s*[a-z][a-z0-9_]*(\s*\+\s*[a-z0-9][a-z0-9_]*)*\s*", re.IGNORECASE)
"""One HXL hashtag with attributes. Attributes that start with a digit (+2013) are common, though HXL forbids them."""

TOTALS = frozenset(
    {
        "total", "totals", "grand total", "subtotal", "sub-total", "sum", "overall total", "total général",
        "total general", "sous-total", "somme", "suma", "المجموع", "الإجمالي", "الاجمالي", "المجموع الكلي",
        "مجموع", "إجمالي",
    }
)  # fmt: skip
"""First cells of a row that repeats the others: counting it would count everybody twice."""


@dataclass(frozen=True, slots=True)
class Head:
    """The top of a table. `columns` tell its columns apart; `names` are the header as written."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    tags: tuple[str, ...] = ()
    """HXL hashtags by column, "" where one has none; empty without a row of them."""
    row: int = 0
    """The number of the header's row, as a spreadsheet counts; 0 where a table has none."""
    last: int = 0
    """The last row that belongs to the head."""
    first: tuple[str, ...] = ()
    """The first row of data."""
    sheet: str = ""

    def has(self, *names: str) -> bool:
        """Whether it has all of these columns, however they are spelt."""
        known = {folded(name) for name in self.columns}
        return all(folded(name) in known for name in names)

    def tagged(self) -> dict[str, str]:
        """Tag by column, where there is one."""
        return {column: tag for column, tag in zip(self.columns, self.tags, strict=False) if tag}


class Names(dict[str, str]):
    """The column behind a name, however the name is spelt; "" where the table has none. Asked for every cell."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__({folded(column): column for column in reversed(columns)})
        self._led: dict[int, dict[str, str]] = {}

    def __missing__(self, name: str) -> str:
        self[name] = found = self.get(folded(name), "")
        return found

    def leading(self, fields: Leads) -> dict[str, str]:
        """Field -> column for those that the table has; the same answer for every row, so that it is made once."""
        if id(fields) not in self._led:
            spelt = {field: (names,) if isinstance(names, str) else names for field, names in fields.items()}
            found = {field: next(filter(None, (self[name] for name in names)), "") for field, names in spelt.items()}
            self._led[id(fields)] = {field: column for field, column in found.items() if column}
        return self._led[id(fields)]


Leads = Mapping[str, str | tuple[str, ...]]
"""Field -> the column that states it, or the spellings of one; a constant of a layout."""


@dataclass(slots=True)
class Record:
    """One row below the head. `problems` are why its cells cannot be trusted, `skipped` why it states nothing."""

    number: int
    cells: dict[str, str]
    names: Names
    """The same for every record of a sheet."""
    problems: tuple[Finding, ...] = ()
    skipped: str = ""
    sheet: str = ""

    def column(self, *names: str) -> str:
        """The first of these columns that the table has; "" where it has none of them."""
        return next(filter(None, (self.names[name] for name in names)), "")

    def text(self, *names: str) -> str:
        """What stands in the first of these columns that says something, without spaces around; "" where none does."""
        for name in names:
            cell = self.cells.get(self.names[name], "").strip()
            # Asked for every cell of every row: what is long or begins with a digit is no null.
            if cell and (cell[0] in _DIGITS or len(cell) > _LONGEST_NULL or cell.casefold() not in NULLS):
                return cell
        return ""


@dataclass(slots=True)
class Row:
    """A row as its file holds it, before anybody knows what its cells are called."""

    cells: Sequence[str]
    bad_cells: Mapping[int, str] = field(default_factory=dict)
    """What is wrong with a cell, by its position: a sentence to be translated."""
    may_be_short: bool = False
    """Whether cells that are missing at its end are empty ones, as a workbook writes them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; `rows` yields it from the top, as often as it is called."""

    name: str
    rows: Callable[[], Iterator[Row]]
    head: Head

    @classmethod
    def of(cls, name: str, rows: Callable[[], Iterator[Row]]) -> Sheet:
        """The table of these rows, its head found."""
        top = _top(rows())
        widest = max(map(len, top), default=0)
        if widest > MOST_COLUMNS:
            raise too_wide(widest, next(at for at, row in enumerate(top, 1) if len(row) == widest))
        return cls(name, rows, find_head(top, name))

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a header nor a row."""
        return not self.head.columns

    def records(self) -> Iterator[Record]:
        """The rows below the head that say something. What cannot be read ends the sheet with a record that says so."""
        names = Names(self.head.columns)
        number = 0
        try:
            for number, row in enumerate(self.rows(), 1):
                if number > self.head.last and any(cell.strip() for cell in row.cells):
                    yield self._record(number, row, names)
        except FileRefused as refused:
            findings = tuple(problem.finding for problem in refused.problems)
            yield Record(number + 1, {}, names, findings, sheet=self.name)

    def _record(self, number: int, row: Row, names: Names) -> Record:
        columns, cells = self.head.columns, row.cells
        width = len(columns)
        if len(cells) != width:
            cells = _fitted(cells, width, may_be_short=row.may_be_short)
            if len(cells) != width:
                return Record(number, {}, names, (_other_length(cells, width),), sheet=self.name)
        record = Record(number, dict(zip(columns, cells, strict=True)), names, sheet=self.name)
        if row.bad_cells:
            record.problems = tuple(_bad_cell(columns[at], why) for at, why in row.bad_cells.items() if at < width)
        first = next((cell for cell in cells if cell.strip()), "")
        if folded(first) in TOTALS:
            record.skipped = _("A row of totals repeats the rows above it.")
        elif first == columns[0] and tuple(cells) == self.head.names:
            record.skipped = _("The header stands here again.")
        return record


def _top(rows: Iterator[Row]) -> list[list[str]]:
    """The first rows. What cannot be read below the second is left for whoever reads on."""
    top: list[list[str]] = []
    try:
        for row in islice(rows, HEAD_ROWS):
            top.append(list(row.cells))  # noqa: PERF401 - what came before a refusal is kept
    except FileRefused:
        if len(top) < 2:
            raise
    return top


def folded(name: str) -> str:
    """A column name by which its spellings meet: small letters, single spaces."""
    return " ".join(name.casefold().split())


def letters(position: int) -> str:
    """What a spreadsheet calls the column at a position from 0: A, B, ... AA."""
    called = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        called = string.ascii_uppercase[rest] + called
    return called


def is_tag_row(cells: Sequence[str]) -> bool:
    """Whether at least half of what is written in a row is hashtags."""
    written = [cell for cell in cells if cell.strip()]
    return bool(written) and sum(bool(TAG.fullmatch(cell)) for cell in written) * 2 >= len(written)


def find_head(top: Sequence[Sequence[str]], sheet: str = "") -> Head:
    """The head of a table from its first rows: the row above its hashtags, else the first row that looks like one."""
    near = top[: HEADER_WITHIN + 1]
    tags_at = next((at for at, cells in enumerate(near) if is_tag_row(cells)), None)
    if tags_at is None:
        header_at = _header_at(top)
    else:
        header_at = next((at for at in range(tags_at - 1, -1, -1) if any(map(str.strip, top[at]))), None)
    names = [name.strip() for name in top[header_at]] if header_at is not None else []
    tags = [tag.strip() if TAG.fullmatch(tag) else "" for tag in top[tags_at]] if tags_at is not None else []
    last = max(-1 if at is None else at for at in (header_at, tags_at))
    data = [cells for cells in top[last + 1 :] if any(map(str.strip, cells))]
    names, tags = _even(names, tags, data)
    return Head(
        columns=_told_apart(names, tags),
        names=tuple(names),
        tags=tuple(tags) if tags_at is not None else (),
        row=0 if header_at is None else header_at + 1,
        last=last + 1,
        first=tuple(data[0]) if data else (),
        sheet=sheet,
    )


def too_wide(width: int, row: int) -> FileRefused:
    """The refusal of a table with more columns than any table has."""
    template = _("Row %(row)s has %(found)s cells, more than the %(expected)s that a table may have.")
    return refuse(template, row=row, found=width, expected=f"{MOST_COLUMNS:,}")


def _header_at(top: Sequence[Sequence[str]]) -> int | None:
    """The first row nearly as wide as the table whose cells are words; title lines above it are narrower."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in top]
    widest = max(filled, default=0)
    for at, cells in enumerate(top[:HEADER_WITHIN]):
        written = [cell for cell in cells if cell.strip()]
        if not written or filled[at] * 10 < widest * 6:
            continue
        words = sum(not _is_value(cell) for cell in written)
        return at if words * 10 >= len(written) * 6 else None
    return None


_VALUE = re.compile(
    r"\s*([-+]?[\d.,\u00a0 ]*\d%?|\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{2,4}.*|true|false)\s*", re.IGNORECASE
)


def _is_value(cell: str) -> bool:
    return bool(_VALUE.fullmatch(cell))


def _even(names: list[str], tags: list[str], data: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """Header and hashtags of one width. Columns that nobody named count where most rows fill them."""
    width = max(len(names), len(tags)) or max(map(len, data), default=0)
    while width and not _says(names, width - 1) and not _says(tags, width - 1) and not _filled(data, width - 1):
        width -= 1
    return [_at(names, at) for at in range(width)], [_at(tags, at) for at in range(width)]


def _at(cells: Sequence[str], position: int) -> str:
    return cells[position] if position < len(cells) else ""


def _says(cells: Sequence[str], position: int) -> bool:
    return bool(_at(cells, position).strip())


def _filled(data: Sequence[Sequence[str]], position: int) -> bool:
    return any(_says(cells, position) for cells in data)


def _told_apart(names: Sequence[str], tags: Sequence[str]) -> tuple[str, ...]:
    """A name for every column: its own, its hashtag, or its letter; the second of a name is "name (2)"."""
    columns: list[str] = []
    for at, name in enumerate(names):
        wanted = name or _at(tags, at) or f"({letters(at)})"
        column, times = wanted, 1
        while column in columns:
            times += 1
            column = f"{wanted} ({times})"
        columns.append(column)
    return tuple(columns)


def _fitted(cells: Sequence[str], width: int, *, may_be_short: bool) -> Sequence[str]:
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    if len(cells) < width and may_be_short:
        return [*cells, *[""] * (width - len(cells))]
    return cells


def _other_length(cells: Sequence[str], width: int) -> Finding:
    template = _("This row has %(found)s cells where the header has %(expected)s.")
    return make_finding("E19", "", template, found=len(cells), expected=str(width))


def _bad_cell(column: str, why: str) -> Finding:
    return make_finding("E3", column, why, expected=_("a value that is saved in the file"))
