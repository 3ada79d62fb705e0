"""Load official places from a p-code list: all of the file, or, if any line is wrong, nothing of it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.intake.local_names import arabic_names
from tracker.ledger.gazetteer import Loaded, known_levels, load_units
from tracker.reference.countries import countries
from tracker.reference.pcodes import LineError, read_code_list

SHOWN = 20
"""Errors and codes listed at most; the count of the rest follows."""


class Command(BaseCommand):
    """manage.py load_places PATH"""

    help = (
        "Load official places from a CSV file in the layout of OCHA's global p-code list: Location, Admin "
        "Level, P-Code, Name, Parent P-Code, Valid from date. Places that are known are left as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("path", type=Path, metavar="PATH", help="the CSV file")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Read, judge, store, report."""
        isos = {country.iso3 for country in countries()}
        listed = read_code_list(path, countries=isos, known=known_levels())
        if listed.errors:
            raise CommandError(_complaint(listed.errors))
        self.stdout.write(_report(load_units(listed.rows, arabic=arabic_names(listed.rows)), deeper=listed.deeper))


def _complaint(errors: tuple[LineError, ...]) -> str:
    lines = [str(error) for error in errors[:SHOWN]]
    if len(errors) > SHOWN:
        lines.append(f"and {len(errors) - SHOWN} more.")
    return "\n".join(["Nothing was loaded.", *lines])


def _report(loaded: Loaded, *, deeper: int) -> str:
    lines = [f"Places added: {loaded.added}. Known already: {loaded.known}."]
    if deeper:
        lines.append(f"Left out, below the third level: {deeper}.")
    if loaded.named_otherwise:
        codes = ", ".join(loaded.named_otherwise[:SHOWN])
        more = len(loaded.named_otherwise) - SHOWN
        rest = f" and {more} more" if more > 0 else ""
        lines.append(f"Known by another name here, and left as they are: {codes}{rest}.")
    return "\n".join(lines)
