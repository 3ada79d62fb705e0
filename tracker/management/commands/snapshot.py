"""Name what stands now, and write it down as files that never change."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.ledger.errors import Refused
from tracker.ledger.snapshots import make_snapshot, path_of, reissue_withdrawn, standing_of


class Command(BaseCommand):
    """manage.py snapshot NAME, or snapshot --reissue"""

    help = (
        "Write every published figure as it stands now to DATA_DIR/snapshots/NAME/, with a manifest of checksums, and "
        "give the ledger's sequence that name: snapshot=NAME reads it on every page and address."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name, or the repair."""
        parser.add_argument("name", metavar="NAME", nargs="?", default="", help="letters, digits, - and _, up to 60")
        parser.add_argument(
            "--reissue",
            action="store_true",
            help="make the files again that a redaction withdrew and a crash kept from being made",
        )

    def handle(self, *args: Any, name: str, reissue: bool, **options: Any) -> None:
        """Make it and say what it holds, or say in a sentence why not."""
        if bool(name) == reissue:
            raise CommandError("Give a name, or --reissue alone.")
        if reissue:
            names = reissue_withdrawn()
            self.stdout.write(f"Made again: {', '.join(names)}." if names else "The files of every snapshot stand.")
            return
        try:
            made = make_snapshot(name)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Nothing was named; the files cannot be written: {error}") from error
        manifest = standing_of(made.pk)
        self.stdout.write(
            f"Snapshot {made.name}: {manifest['figures']} figures as of entry {made.sequence}, "
            f"in {path_of(made.name, 1, '')}."
        )
        for file in manifest["files"]:
            self.stdout.write(f"{file['sha256']}  {file['name']}  {file['bytes']} bytes")
