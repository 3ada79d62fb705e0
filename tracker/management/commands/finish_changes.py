"""Carries on what renames, merges and their undoing left to do, until nothing is left."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tracker.ledger.unfinished import carry_on, unfinished


class Command(BaseCommand):
    """The command."""

    help = "Publishes again what renames and merges left to do. Safe to stop and to start again at any time."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Finish every act, the oldest first, and say what was done."""
        works = unfinished()
        for work in works:
            count = carry_on(work)
            self.stdout.write(f"{work.kind} of {work.object_type} {work.object_id}: {count} figures published again.")
        if not works:
            self.stdout.write("Nothing was left to do.")
