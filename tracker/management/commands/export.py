"""Write what the API would answer into a file: the same filters, the same rows, the same bytes."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from api import downloads, files
from api.addresses import ROOT, absolute
from api.parameters import FIGURE_LIST, read_parameters
from tracker.selectors.filters import FILTERS, READ_HERE, parse_query
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import Problem, QueryError

FORMATS = ("csv", "ndjson", "xlsx", "geojson")
STANDARD_OUTPUT = "-"
OWN = frozenset({"output_format", "cursor", "count", "lang"})
"""Parameters of the API that mean nothing in a file, or that --format stands for."""

ABOUT = {
    "latest": "true keeps the newest of each series",
    "sort": "fields to sort by, with - for descending",
    "known_on": "what had been said by this day",
    "revision": "what this database held after this entry",
    "snapshot": "what it held at this snapshot",
    "limit": "this many rows at most",
    "offset": "leave out this many at the start",
    "fields": "these fields alone",
    "exclude": "without these fields",
    "bom": "true puts a byte order mark before CSV",
    "hxl": "true puts HXL hashtags after the header",
}


class Command(BaseCommand):
    """manage.py export PATH --format csv|ndjson|xlsx|geojson [--measure killed --crisis nw-syria ...]"""

    help = "Write published figures to a file, or to standard output (PATH is -), chosen by the filters of the API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its format, and every parameter of figures/ under its own name."""
        parser.add_argument("path", metavar="PATH", help="the file to write; - for standard output")
        parser.add_argument("--format", choices=FORMATS, default="", help="by the ending of PATH where it is not given")
        parser.add_argument("--overwrite", "--force", action="store_true", help="replace a file that is there")
        about = {**{name: one.about for name, one in FILTERS.items()}, **ABOUT}
        for name in sorted((READ_HERE | FIGURE_LIST) - OWN):
            parser.add_argument(f"--{name}", f"--{name.replace('_', '-')}", dest=f"asked_{name}", help=about[name])

    def handle(self, *args: Any, path: str, overwrite: bool, **options: Any) -> None:
        """Write it, or say in a sentence why not and leave what is there as it is."""
        kind = options["format"] or _ending(path)
        asked = {name.removeprefix("asked_"): text for name, text in options.items() if name.startswith("asked_")}
        given = {name: text for name, text in asked.items() if text is not None}
        if path != STANDARD_OUTPUT and Path(path).exists() and not overwrite:
            raise CommandError(f"There is a file {path} already; --force replaces it.")
        try:
            made = _download(kind, given)
            pieces: Any = made.pieces
            with closing(pieces):
                if path == STANDARD_OUTPUT:
                    _pour(pieces, sys.stdout.buffer)
                    return
                size = _write(pieces, Path(path))
        except QueryError as error:
            raise CommandError("\n".join(f"--{one.parameter}: {one.detail}" for one in error.problems)) from error
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}") from error
        self.stdout.write(f"{path}: {size} bytes, {_moment(made.reading)}.")


def _ending(path: str) -> str:
    ending = Path(path).suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise CommandError(f"Say which --format: {', '.join(FORMATS)}.")
    return ending


def _download(kind: str, given: dict[str, str]) -> downloads.Download:
    params = QueryDict(mutable=True)
    params.update(given)
    asked, problems = read_parameters(params, known=FIGURE_LIST, also=READ_HERE, formats=FORMATS, suffix=kind)
    query = None
    try:
        query = parse_query(params, others=FIGURE_LIST)
    except QueryError as error:
        problems += [one for one in error.problems if one not in problems]
    if problems or query is None:
        raise QueryError(*_once(problems))
    return downloads.download(query, asked, partial(files.origin_of, absolute(f"{ROOT}figures/"), list(given.items())))


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """Each parameter's problem once, as both readers may name it."""
    return list({(one.parameter, one.code): one for one in problems}.values())


def _moment(reading: Reading) -> str:
    known = f", as known on {reading.known_on}" if reading.known_on else ""
    return f"as of entry {reading.at}{known}"


def _pour(pieces: Iterator[bytes], target: IO[bytes]) -> None:
    try:
        for piece in pieces:
            target.write(piece)
        target.flush()
    except BrokenPipeError:
        # Whoever read has had enough; nothing is left to be flushed when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(pieces: Iterator[bytes], path: Path) -> int:
    """Write a file beside its place and move it there when it is whole: nobody ever reads half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
            unfinished.chmod(0o666 & ~_umask())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    return size


def _umask() -> int:
    """What this process takes away from the rights of new files."""
    held = os.umask(0)
    os.umask(held)
    return held
