"""Make a crisis from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from tracker.ledger import sources
from tracker.models import Crisis, Place


class Command(BaseCommand):
    """manage.py create_crisis SLUG --name NAME [--place CODE]"""

    help = "Make a crisis. Its page is public at once; what it shows is what is published for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Code, name and place of the crisis."""
        parser.add_argument("slug", metavar="SLUG", help="its code in addresses, such as nw-syria")
        parser.add_argument("--name", required=True, help="its name as readers see it")
        parser.add_argument("--place", metavar="CODE", help="country (ISO 3166-1 alpha-3), p-code or own code")

    def handle(self, *args: Any, slug: str, name: str, place: str | None, **options: Any) -> None:
        """Make it, or say in a sentence why not."""
        _check_slug(slug)
        area = _place(place) if place else None
        try:
            crisis = sources.create_crisis(slug, name=name.strip(), actor=None, place=area)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Crisis {crisis.slug} made: {crisis.name}. Its page: /crises/{crisis.slug}/")


def _check_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError as error:
        message = f"“{slug}” is not a code. Expected letters, digits, hyphens and underscores, such as nw-syria."
        raise CommandError(message) from error
    if Crisis.objects.filter(slug=slug).exists():
        raise CommandError(f"There is a crisis {slug} already. Choose another code, or use that one.")


def _place(code: str) -> Place:
    found = Place.objects.filter(code=code).first()
    if found is None:
        message = f"There is no place {code}. Countries have three capital letters; load_places adds their units."
        raise CommandError(message)
    return found
