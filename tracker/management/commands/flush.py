"""`flush` for test databases: takes the append-only guards away, empties the tables, and puts the guards back."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.flush import Command as DjangoFlush
from django.db import connections, router

from tracker.ledger import guards, search
from tracker.models import LedgerEntry


class Command(DjangoFlush):
    """Django's flush, which would otherwise be refused by the ledger's guards; without --database it empties all."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, without a default for --database."""
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def handle(self, **options: Any) -> None:
        """Flush with the guards down."""
        for alias in [options["database"]] if options["database"] else list(connections):
            has_ledger = router.allow_migrate_model(alias, LedgerEntry)
            open_doors: AbstractContextManager[None] = guards.down(alias) if has_ledger else nullcontext()
            with open_doors:
                super().handle(**{**options, "database": alias})
                if has_ledger:
                    search.clear(using=alias)
