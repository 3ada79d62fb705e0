"""Load the demonstration crisis; running it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tracker.demo import accounts
from tracker.demo.loading import Loaded, load
from tracker.demo.story import read_story
from tracker.ledger.errors import Refused
from tracker.rules import InvalidFigure


class Command(BaseCommand):
    """manage.py load_demo"""

    help = (
        "Load the demonstration: northwest Syria, December 2019 to March 2020, with a contributor, a "
        "reviewer and an editor. Their passwords are printed and kept in DATA_DIR/demo_accounts.txt. "
        "remove_demo takes it back."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """All of it, or nothing and a sentence why."""
        try:
            with transaction.atomic():
                users, fresh = accounts.open_accounts()
                done = load(read_story(), users=users)
        except (InvalidFigure, Refused, ValidationError) as error:
            raise CommandError(f"The demonstration was not loaded. {error}") from error
        if fresh:
            accounts.keep_passwords(settings.DATA_DIR, fresh)
        self.stdout.write(_report(done))
        for line in accounts.kept_sign_ins(settings.DATA_DIR):
            self.stdout.write(f"  {line}")


def _report(done: Loaded) -> str:
    if not (done.published or done.corrected or done.retracted):
        return f"The demonstration is loaded already: {done.unchanged} figures, nothing changed. Accounts:"
    return (
        f"Demonstration loaded: {done.published} figures published, {done.corrected} corrected, "
        f"{done.retracted} retracted. Accounts:"
    )
