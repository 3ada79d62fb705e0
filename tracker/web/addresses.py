"""What may stand in an address of a page."""

from __future__ import annotations


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
