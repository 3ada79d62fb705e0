"""Make an account from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tracker.ledger import accounts
from tracker.models import User
from tracker.vocabulary import UserRole


class Command(BaseCommand):
    """manage.py create_user NAME --role ROLE [--password PASSWORD] [--email ADDRESS]"""

    help = "Make an account. Without --password one is generated and printed, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, role, and what signs the account in."""
        parser.add_argument("name", metavar="NAME", help="the name to sign in with")
        parser.add_argument("--role", required=True, choices=[role.value for role in UserRole])
        parser.add_argument("--password", default="", help="generated and printed when left out")
        parser.add_argument("--email", default="", help="an address that can sign in too")

    def handle(self, *args: Any, name: str, role: str, password: str, email: str, **options: Any) -> None:
        """Make it, or say in a sentence why not."""
        if User.objects.filter(username=name).exists():
            raise CommandError(f"There is an account {name} already. Names stay with their owner; choose another.")
        try:
            user, secret = accounts.create_user(name, role=role, password=password, email=email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Account {user.username} made, role {user.role}.")
        if not password:
            self.stdout.write(f"Password: {secret}")
