"""Yes or no."""

from __future__ import annotations

from tracker.rules.findings import InvalidFigure, make_finding
from tracker.rules.reading.cells import is_blank
from tracker.vocabulary import gettext_noop

_ = gettext_noop


_YES, _NO = ("true", "yes", "1", "on"), ("false", "no", "0", "off")


def read_boolean(name: str, given: object) -> bool:
    """Whether the cell says yes; an empty one says no. Raises InvalidFigure (E3)."""
    if is_blank(given):
        return False
    word = str(given).strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    template = _("“%(found)s” is neither yes nor no. Expected %(expected)s.")
    raise InvalidFigure(make_finding("E3", name, template, found=given, expected="true, false", example="true"))
