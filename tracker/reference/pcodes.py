"""Official place-code lists as files: the layout of OCHA's global p-code list, hashtag row or not.

Columns: Location (ISO 3166-1 alpha-3), Admin Level, P-Code, Name, Parent P-Code, Valid from date. Read for
the command `load_places`, which stores what comes back; nothing is stored here. Pure: the standard library.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LEVELS = {"1": "adm1", "2": "adm2", "3": "adm3"}
"""Levels that are kept; deeper ones are counted and left out."""
ABOVE = {"1": "country", "2": "adm1", "3": "adm2"}
"""The level a parent must have."""
COLUMNS = {
    "iso3": "location",
    "level": "admin level",
    "code": "p-code",
    "name": "name",
    "parent": "parent p-code",
    "valid_from": "valid from date",
}
REQUIRED = ("iso3", "level", "code", "name", "parent")
LONGEST_NAME, LONGEST_CODE = 200, 40


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the list, and the line it stands on."""

    line: int
    iso3: str
    level: str
    code: str
    name: str
    parent: str
    valid_from: str


@dataclass(frozen=True, slots=True)
class LineError:
    """Something wrong with one line of the file; line 0 is the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list as read: its places, parents before children, and everything that is wrong with it."""

    rows: tuple[PlaceRow, ...]
    errors: tuple[LineError, ...]
    deeper: int = 0
    """Rows below the third level, which are left out."""


def read_code_list(path: Path, *, countries: Container[str], known: Mapping[str, str]) -> CodeList:
    """The places of a file; `known` are the codes already stored, with their levels, as parents may be."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            return _read(reader, countries, known)
    except OSError as error:
        return _unreadable(f"{path} cannot be read: {error.strerror or error}.")
    except UnicodeDecodeError:
        return _unreadable(f"{path} is not UTF-8 text. Expected a CSV file; save it as UTF-8 and try again.")
    except csv.Error as error:
        return _unreadable(f"{path} is not a CSV file that can be read: {error}.")


def _unreadable(message: str) -> CodeList:
    return CodeList((), (LineError(0, message),))


def _read(reader: Iterator[list[str]], countries: Container[str], known: Mapping[str, str]) -> CodeList:
    header = [cell.strip().casefold() for cell in next(reader, [])]
    missing = [COLUMNS[name] for name in REQUIRED if COLUMNS[name] not in header]
    if missing:
        wanted = ", ".join(COLUMNS[name] for name in REQUIRED)
        message = f"There is no column {', '.join(missing)}. Expected a header row with: {wanted}."
        return CodeList((), (LineError(1, message),))
    rows: list[PlaceRow] = []
    errors: list[LineError] = []
    deeper = 0
    for line, cells in _numbered(reader):
        row = _row(line, dict(zip(header, cells, strict=False)))
        problem = _problem(row, countries)
        if problem:
            errors.append(LineError(line, problem))
        elif row.level in LEVELS:
            rows.append(row)
        else:
            deeper += 1
    errors += _double_codes(rows)
    errors += _misplaced(rows, known)
    rows.sort(key=lambda row: (row.level, row.line))
    return CodeList(tuple(rows), tuple(sorted(errors, key=lambda error: error.line)), deeper)


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold data, with the line each ends on; blank rows and hashtags are passed over."""
    for cells in reader:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if filled and not all(cell.startswith("#") for cell in filled):
            yield reader.line_num, cells  # type: ignore[attr-defined]


def _row(line: int, cells: Mapping[str, str]) -> PlaceRow:
    found = {name: (cells.get(column) or "").strip() for name, column in COLUMNS.items()}
    return PlaceRow(line=line, **found)


def _problem(row: PlaceRow, countries: Container[str]) -> str:
    """What is wrong with this row by itself; empty when nothing is."""
    if row.iso3 not in countries:
        return f"“{row.iso3}” is not a country code. Expected three capital letters of ISO 3166-1, such as SYR."
    if not row.level.isdigit() or row.level == "0":
        return f"“{row.level}” is not an admin level. Expected 1, 2 or 3."
    empty = [COLUMNS[name] for name in ("code", "name", "parent") if not getattr(row, name)]
    if empty:
        return f"{', '.join(empty)} is empty."
    if len(row.name) > LONGEST_NAME or len(row.code) > LONGEST_CODE:
        return f"Code or name is too long. Expected at most {LONGEST_CODE} and {LONGEST_NAME} characters."
    return ""


def _double_codes(rows: Iterable[PlaceRow]) -> Iterator[LineError]:
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            yield LineError(row.line, f"{row.code} stands twice; it was first on line {first[row.code]}.")
        first.setdefault(row.code, row.line)


def _misplaced(rows: Sequence[PlaceRow], known: Mapping[str, str]) -> Iterator[LineError]:
    """A parent stands in the file or is known, is one level above, and lies in the same country."""
    levels = {**{row.code: LEVELS[row.level] for row in rows}, **known}
    country = {row.code: row.iso3 for row in rows}
    for row in rows:
        found, above = levels.get(row.parent), ABOVE[row.level]
        if known.get(row.code, LEVELS[row.level]) != LEVELS[row.level]:
            yield LineError(row.line, f"{row.code} is known already as a {known[row.code]}.")
        elif found is None:
            yield LineError(row.line, f"The parent {row.parent} of {row.code} is neither in the file nor known.")
        elif found != above or (above == "country" and row.parent != row.iso3):
            yield LineError(row.line, f"The parent {row.parent} of {row.code} is not its {above}.")
        elif country.get(row.parent, row.iso3) != row.iso3:
            place = f"The parent {row.parent} of {row.code} lies in {country[row.parent]}"
            yield LineError(row.line, f"{place}, not in {row.iso3}.")
