"""Codes of a closed list, written in small or capital letters, with spaces, hyphens or underscores."""

from __future__ import annotations

from tracker.rules.fields import CODES
from tracker.rules.findings import InvalidFigure
from tracker.rules.reading.cells import is_blank
from tracker.rules.suggestions import code_form, unknown_code

_BY_FORM = {name: {code_form(code): str(code) for code in codes} for name, codes in CODES.items()}


def read_code(name: str, given: object) -> str | None:
    """The code that was meant; None for an empty cell. Raises InvalidFigure (E12)."""
    if is_blank(given):
        return None
    code = _BY_FORM[name].get(str(given)) or _BY_FORM[name].get(code_form(str(given)))
    if code is not None:
        return code
    raise InvalidFigure(unknown_code(name, given, CODES[name]))
