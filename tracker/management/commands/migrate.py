"""`migrate` for both databases: the main one and, on SQLite, the file for what may be lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections


class Command(DjangoMigrate):
    """Django's migrate; without --database it migrates every database there is."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, without a default for --database."""
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def get_check_kwargs(self, options: Any) -> Any:
        """The checks of the databases that are migrated."""
        return {**super().get_check_kwargs(options), "databases": _chosen(options)}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate one after the other."""
        for alias in _chosen(options):
            super().handle(*args, **{**options, "database": alias})


def _chosen(options: dict[str, Any]) -> list[str]:
    return [options["database"]] if options["database"] else list(connections)
