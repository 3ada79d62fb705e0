"""Addresses of pages: what may stand in one, and how a page makes hundreds of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse


@lru_cache(maxsize=20_000)
def link_to(page: str, *arguments: Any) -> str:
    """`reverse`, kept: a page links each of its numbers, and the same ones again in its drawings and tables."""
    return reverse(page, args=arguments)


class Number:
    """The number of a record: digits that fit a column of the database."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number in an address."""
        return str(value)


class Ending:
    """The ending of a file that a drawing can be taken away as."""

    regex = "csv|xlsx|json|svg|png"

    def to_python(self, value: str) -> str:
        """The ending."""
        return value

    def to_url(self, value: str) -> str:
        """The ending in an address."""
        return value
