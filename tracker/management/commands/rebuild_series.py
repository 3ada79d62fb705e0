"""`rebuild_series`: make series, points, totals, tallies and rows of older releases again from versions, or compare."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.ledger.rebuild import rebuild

MOST_NAMED = 100


class Command(BaseCommand):
    """Make again what the ledger keeps beside its versions; with --compare, only name what differs."""

    help = "Make series, points, totals of events, tallies and rows of older releases again from the versions."

    def add_arguments(self, parser: CommandParser) -> None:
        """The choice to look only."""
        parser.add_argument("--compare", action="store_true", help="change nothing; exit 1 and name what differs")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Name what differed, and say whether anything was changed."""
        found = rebuild(compare=options["compare"])
        named = list(islice(found, MOST_NAMED))
        more = sum(1 for _ in found)
        for one in named:
            self.stdout.write(one)
        if more:
            self.stdout.write(f"and {more:,} more")
        number = len(named) + more
        if options["compare"] and number:
            raise CommandError(
                f"{number:,} stored rows are not what the rules give; run rebuild_series to repair them."
            )
        if number:
            self.stdout.write(f"Repaired {number:,} rows.")
        else:
            self.stdout.write("Everything stored is what the rules give.")
