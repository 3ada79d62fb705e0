"""Make a key for the API from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.ledger import keys
from tracker.ledger.errors import Refused
from tracker.models import User


class Command(BaseCommand):
    """manage.py create_api_key USER --label LABEL [--scopes read,write:figures,publish] [--days N]"""

    help = "Make a key for the API and print it, alone and once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose it is, what for, what it may do and how long."""
        parser.add_argument("user", metavar="USER", help="the account whose key it is")
        parser.add_argument("--label", required=True, help="what it is for")
        parser.add_argument("--scopes", default=keys.READ, help="comma-separated: read, write:figures, publish")
        parser.add_argument("--days", type=int, default=keys.LONGEST_LIFE.days, help="how long it lasts, at most 365")

    def handle(self, *args: Any, user: str, label: str, scopes: str, days: int, **options: Any) -> None:
        """Make it, or say in a sentence why not."""
        owner = User.objects.filter(username=user, is_active=True).first()
        if owner is None:
            raise CommandError(f"There is no active account named {user}.")
        asked = [scope.strip() for scope in scopes.split(",") if scope.strip()]
        try:
            lasts = timedelta(days=days)
            _, text = keys.create_key(owner, label=label, scopes=asked, expires_at=timezone.now() + lasts)
        except OverflowError as error:
            raise CommandError("A key lasts a year at most.") from error
        except Refused as error:
            raise CommandError(f"{error.field}: {error}") from error
        self.stdout.write(text)
