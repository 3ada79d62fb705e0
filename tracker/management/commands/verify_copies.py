"""`verify_copies`: prove that the copies of documents are still the bytes that were kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.ledger.copies import check_copies


class Command(BaseCommand):
    """Read every copy that is kept and compare its hash; exit 1 when one is missing or was changed."""

    help = "Prove that the kept copies of documents are the bytes that came in."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print how many were read, or every copy that is not what it was."""
        found = check_copies()
        if found.problems:
            raise CommandError("Copies do not hold:\n  " + "\n  ".join(found.problems))
        self.stdout.write(f"All {found.copies} copies hold.")
