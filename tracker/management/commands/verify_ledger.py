"""`verify_ledger`: prove that nothing in the ledger was rewritten."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.ledger.verify import verify


class Command(BaseCommand):
    """Compute every hash of the ledger again and compare; exit 1 when something does not agree."""

    help = "Prove that nothing in the ledger was rewritten."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what was read, or every disagreement."""
        found = verify()
        if not found.holds:
            raise CommandError("The ledger does not hold:\n  " + "\n  ".join(found.problems))
        self.stdout.write(
            f"The ledger holds: {found.entries} entries, {found.versions} versions, "
            f"{found.redacted} redacted entries.\nHead {found.sequence} {found.sha}"
        )
