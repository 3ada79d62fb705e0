"""Write a backup into one file, while the site runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.backups.archive import BadBackup
from tracker.backups.making import make_backup


class Command(BaseCommand):
    """manage.py backup PATH"""

    help = (
        "Write database, documents, imported files and snapshots into one file, readable by its owner alone. The site "
        "may go on working. Try what was written with: manage.py restore PATH --verify"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("path", type=Path, help="the file to write, such as backup-2026-05-01.zip")

    def handle(self, *, path: Path, **options: Any) -> None:
        """Write it, and say what is in it."""
        try:
            manifest = make_backup(path)
        except BadBackup as error:
            raise CommandError(str(error)) from error
        size = path.stat().st_size / 1_000_000
        self.stdout.write(
            f"{path}: {sum(manifest.counts.values()):,} rows and {len(manifest.files) - 1} files as of entry "
            f"{manifest.sequence} of the ledger, {size:,.1f} MB.\nHead {manifest.sequence} {manifest.sha}"
        )
