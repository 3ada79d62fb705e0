"""What a finding says, in the reader's language: its template translated, then filled; its own sentence is English.

Read by the form of a figure, by the rows of an import and by the page of a review.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from tracker.rules import Finding
from tracker.web.figure_fields import ELSEWHERE, SPECS

TRANSLATED = ("expected", "example")
"""What fills a sentence and is words itself."""


def place_of(finding: Finding) -> str:
    """The field of the form at which a finding stands."""
    return ELSEWHERE.get((finding.code, finding.field)) or ELSEWHERE.get(finding.field, finding.field)


def label_of(finding: Finding) -> str:
    """The name of that field on the form."""
    spec = SPECS.get(place_of(finding))
    return str(spec.label) if spec else finding.field


def message_of(finding: Finding) -> str:
    """The sentence of a finding, with the field by its name on the form."""
    return filled(finding.template, finding.params, field=label_of(finding), message=finding.message)


def filled(template: str, params: Mapping[str, object], *, field: str, message: str) -> str:
    """The sentence with the field by the name its page gives it; `message` where the template is of another release."""
    if not params:
        return gettext(template or message)
    words = {name: gettext(str(params[name])) for name in TRANSLATED if params.get(name)}
    try:
        return gettext(template) % {**params, **words, "field": field}
    except (KeyError, TypeError, ValueError):
        return message
