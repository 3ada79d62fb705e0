"""`flush` for test databases: takes the append-only guards away, empties the tables, and puts the guards back."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from tracker.ledger import guards, search


class Command(DjangoFlush):
    """Django's flush, which would otherwise be refused by the ledger's guards."""

    def handle(self, **options: Any) -> None:
        """Flush with the guards down."""
        with guards.down(options["database"]):
            super().handle(**options)
            search.clear(using=options["database"])
