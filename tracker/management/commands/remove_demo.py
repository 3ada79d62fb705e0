"""Take the demonstration back: figures retracted, accounts closed. The ledger keeps what it was."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from tracker.demo import accounts
from tracker.demo.loading import remove
from tracker.demo.story import read_story
from tracker.models import User
from tracker.vocabulary import UserRole


class Command(BaseCommand):
    """manage.py remove_demo"""

    help = (
        "Retract every figure of the demonstration and deactivate its accounts. Tombstones and history stay, "
        "as for all figures; load_demo brings it back."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Retract, close, forget the passwords, report."""
        editor = next(name for name, role in accounts.ACCOUNTS.items() if role == UserRole.EDITOR)
        with transaction.atomic():
            user = User.objects.filter(username=editor, is_active=True).first()
            retracted = remove(read_story(), editor=user) if user else 0
            closed = accounts.close_accounts()
        accounts.forget_passwords(settings.DATA_DIR)
        if not closed:
            self.stdout.write("There is no demonstration to remove.")
        else:
            self.stdout.write(f"Demonstration removed: {retracted} figures retracted, {closed} accounts closed.")
