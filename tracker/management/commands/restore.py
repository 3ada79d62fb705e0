"""Put a backup in the place of an empty site, or see whether that would work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.backups.archive import BadBackup
from tracker.backups.restoring import rehearse, restore


class Command(BaseCommand):
    """manage.py restore PATH [--verify]"""

    help = (
        "Put a backup in the place of this site's database and files, which must be empty; stop the site first. With "
        "--verify nothing of the site is touched: the backup is restored into a scratch database, its rows are counted "
        "and its ledger verified there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and whether for good."""
        parser.add_argument("path", type=Path, help="a file that manage.py backup wrote")
        parser.add_argument("--verify", action="store_true", help="only try whether it would work")

    def handle(self, *, path: Path, verify: bool, **options: Any) -> None:
        """Restore or rehearse, and say what came back."""
        try:
            manifest = rehearse(path) if verify else restore(path)
        except BadBackup as error:
            raise CommandError(str(error)) from error
        rows, files = sum(manifest.counts.values()), len(manifest.files) - 1
        what = f"{rows:,} rows and {files} files as of entry {manifest.sequence}"
        if verify:
            self.stdout.write(f"The backup of {manifest.made_at} can be restored: {what}; its ledger holds.")
        else:
            self.stdout.write(
                f"Restored the backup of {manifest.made_at}: {what}; the ledger holds and has a new id, so that "
                "mirrors start again. Everybody has to sign in."
            )
