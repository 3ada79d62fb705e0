"""A file on the disk as rows: which layout it has, or what stands against it as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.layouts import LAYOUTS, Detected, detect
from tracker.intake.readers.opening import Options, Source, open_file
from tracker.intake.readers.rows import Layout, SourceRow
from tracker.intake.readers.table import FILE, Problem
from tracker.models import ImportRun
from tracker.rules import make_finding
from tracker.vocabulary import gettext_noop as _

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


MAPPED = "spreadsheet"
"""The layout of which a person says what its columns hold."""


def sha256_of(path: Path) -> str:
    """The hash by which the same file is known again."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source_of(run: ImportRun, path: Path) -> Source:
    """The file of a run, opened under the name it came with; raises FileRefused."""
    given = {name: value for name, value in run.options.items() if name in _OPTIONS}
    given |= {name: run.mapping[name] for name in ("mapping", "fixed") if name in run.mapping}
    accessed = run.created_at.date().isoformat()
    return open_file(path, run.name, options=Options(**{"accessed": accessed, **given}))


def open_stored(run: ImportRun, path: Path) -> Opened:
    """The rows of the file of a run; raises FileRefused, also at its first row."""
    source = source_of(run, path)
    layout = _asked_for(LAYOUTS[run.layout], source) if run.layout else _the_layout(detect(source))
    signature = signature_of(source)
    if layout.NAME == MAPPED and not run.mapping:
        columns = tuple(dict.fromkeys(name for head in source.heads for name in head.columns))
        return Opened(layout.NAME, signature, iter(()), source.notes, columns)
    return Opened(layout.NAME, signature, layout.rows(source), source.notes)


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
