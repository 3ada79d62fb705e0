"""When a cell of a row says nothing."""

from __future__ import annotations


def is_blank(given: object) -> bool:
    """Whether a cell is empty or holds nothing but spaces."""
    return given is None or (isinstance(given, str) and not given.strip())
