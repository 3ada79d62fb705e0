"""The reasons that somebody gives for warnings: {"W1": "the table on page 4"}."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.rules.catalogue import RULES
from tracker.rules.findings import InvalidFigure, make_finding
from tracker.rules.reading.cells import is_blank
from tracker.rules.suggestions import unknown_code
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def read_confirm(name: str, given: object) -> dict[str, str]:
    """Code -> reason, codes in capitals. Raises InvalidFigure (E3, E12)."""
    if is_blank(given):
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(reason, str) for reason in given.values()):
        template = _("“%(found)s” is not a list of codes with reasons. Expected %(expected)s.")
        expected = '{"W1": "reason"}'
        raise InvalidFigure(make_finding("E3", name, template, found=given, expected=expected, example=expected))
    reasons = {str(code).strip().upper(): reason.strip() for code, reason in given.items()}
    strange = [code for code in reasons if code not in RULES]
    if strange:
        raise InvalidFigure(*(unknown_code(name, code, tuple(RULES)) for code in strange))
    return reasons
