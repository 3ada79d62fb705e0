"""A file on the disk as rows: which layout it has, or what stands against it as a whole."""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from tracker.intake.readers import limits
from tracker.intake.readers.content import FileRefused, refuse
from tracker.intake.readers.layouts import LAYOUTS, Detected, detect
from tracker.intake.readers.opening import Options, Source, open_file
from tracker.intake.readers.reading import NO_NUMBER, clipped
from tracker.intake.readers.rows import Layout, SourceRow
from tracker.intake.readers.table import FILE, Problem
from tracker.models import ImportRun
from tracker.rules import make_finding
from tracker.vocabulary import gettext_noop as _

Done = TypeVar("Done")

_OPTIONS = frozenset(one.name for one in fields(Options))


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose layout is known, open at its first row."""

    layout: str
    signature: str
    rows: Iterator[SourceRow]
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """Columns of which a person has to say what they hold, and has not yet."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """The first cells of each of these columns that say something."""


EXAMPLE_ROWS = 20
"""Rows looked through for examples of what a column holds."""
EXAMPLES = 3
LONGEST_EXAMPLE = 40

MAPPED = "spreadsheet"
"""The layout of which a person says what its columns hold."""


def sha256_of(path: Path) -> str:
    """The hash by which the same file is known again."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source_of(run: ImportRun, path: Path) -> Source:
    """The file of a run, opened under the name it came with; raises FileRefused."""
    return open_file(path, run.name, options=_options_of(run))


def _options_of(run: ImportRun) -> Options:
    given = {name: value for name, value in run.options.items() if name in _OPTIONS}
    given |= {name: run.mapping[name] for name in ("mapping", "fixed") if name in run.mapping}
    return Options(**{"accessed": run.created_at.date().isoformat(), **given})


def open_stored(run: ImportRun, path: Path) -> Opened:
    """The rows of the file of a run; raises FileRefused, also at its first row."""
    clock = Clock()
    source = clock.of(lambda: source_of(run, path))
    layout = _asked_for(LAYOUTS[run.layout], source) if run.layout else _the_layout(detect(source))
    signature = signature_of(source)
    if layout.NAME == MAPPED and not run.mapping:
        columns = tuple(dict.fromkeys(name for head in source.heads for name in head.columns))
        examples = _examples(source)
        if not examples:
            raise refuse(NO_ROWS)
        return Opened(layout.NAME, signature, iter(()), source.notes, columns, examples)
    return Opened(layout.NAME, signature, clock.rows(layout.rows(source)), source.notes)


def read_one(run: ImportRun, cells: Mapping[str, str], *, number: int, sheet: str = "") -> SourceRow:
    """One row of the file of a run, read with these cells as its layout reads it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(cells), list(cells.values())])
    try:
        options = replace(_options_of(run), encoding="", sheet="")
        source = open_file(text.getvalue().encode(), run.name, options=options)
        found = next(iter(LAYOUTS[run.layout].rows(source)), None)
    except FileRefused as refused:
        return SourceRow(number, cells, problems=tuple(one.finding for one in refused.problems), sheet=sheet)
    return (found or SourceRow(number, cells, skipped=NO_NUMBER))._replace(number=number, sheet=sheet)


@dataclass(slots=True)
class Clock:
    """How long the reading of one file takes, without what is done with its rows meanwhile."""

    seconds: float = 0.0

    def of(self, act: Callable[[], Done], *, row: int = FILE) -> Done:
        """Do a step of the reading; raises FileRefused, naming the row, when all steps together took too long."""
        began = time.monotonic()
        done = act()
        self.seconds += time.monotonic() - began
        if self.seconds > limits.LONGEST_READING:
            minutes = str(limits.LONGEST_READING // 60)
            raise refuse(TOO_SLOW, row=row, found=round(self.seconds), expected=minutes)
        return done

    def rows(self, rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
        """These rows, until they take too long; raises FileRefused where there is none."""
        at = FILE
        while (row := self.of(lambda: next(rows, None), row=at)) is not None:
            at = row.number
            yield row
        if at == FILE:
            raise refuse(NO_ROWS)


NO_ROWS = _("The file has a header, and no row below it.")
TOO_SLOW = _(
    "Reading this file takes longer than %(expected)s minutes, and was stopped here. "
    "Divide it into several files, or save it as CSV."
)


def _examples(source: Source) -> dict[str, str]:
    """Column -> its first cells, as a person needs them to say what the column holds."""
    found: dict[str, list[str]] = {}
    for sheet in source.sheets:
        for record in islice(sheet.records(), EXAMPLE_ROWS):
            for column, cell in record.cells.items():
                if (text := clipped(str(cell), LONGEST_EXAMPLE)) and text not in found.setdefault(column, []):
                    found[column].append(text)
    return {column: " · ".join(texts[:EXAMPLES]) for column, texts in found.items()}


def signature_of(source: Source) -> str:
    """The hash of the headers of a file, by which another file of the same shape is known."""
    heads = "\x1e".join("\x1f".join(name.casefold().strip() for name in head.names) for head in source.heads)
    return hashlib.sha256(heads.encode()).hexdigest()


def _asked_for(layout: Layout, source: Source) -> Layout:
    """The layout that somebody chose, unless no table of the file has its columns."""
    if layout.NAME == MAPPED or any(layout.recognises(head) for head in source.heads):
        return layout
    template = _("No table of the file has the columns of this layout: %(found)s.")
    found = make_finding("E3", "", template, found=layout.NAME, expected=_("its columns"))
    raise FileRefused(Problem(FILE, found))


def _the_layout(found: Detected) -> Layout:
    if found.layout is not None:
        return found.layout
    if found.doubts:
        template = _("The file could be of several layouts: %(found)s. Say which it is.")
        names = ", ".join(one.NAME for one in found.doubts)
        raise FileRefused(Problem(FILE, make_finding("E3", "", template, found=names, expected=_("one layout"))))
    template = _("No layout that is known here has columns like these. Known layouts: %(expected)s.")
    raise FileRefused(Problem(FILE, make_finding("E3", "", template, expected=", ".join(sorted(LAYOUTS)))))
