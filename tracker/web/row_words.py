"""The fields of the public row and what they hold, as people read them: in the history of a figure, and at the desk
where a correction stands beside what is public.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.ledger.row import FIELDS
from tracker.web import words
from tracker.web.choices import words_of
from tracker.web.figure_fields import SPECS

_NO_FIELD_OF_THE_FORM: dict[str, Any] = {
    "value_low": gettext_lazy("Lowest"),
    "value_best": gettext_lazy("Best"),
    "value_high": gettext_lazy("Highest"),
    "reported_value": gettext_lazy("Value as reported"),
    "reported_unit": gettext_lazy("Unit as reported"),
    "min_age": gettext_lazy("Youngest age"),
    "max_age": gettext_lazy("Oldest age"),
    "event_code": gettext_lazy("Code of the event"),
    "location_code": gettext_lazy("Code of the country"),
    "location_name": gettext_lazy("Country"),
    "admin1_code": gettext_lazy("Code of the first-level unit"),
    "admin1_name": gettext_lazy("First-level unit"),
    "admin2_code": gettext_lazy("Code of the second-level unit"),
    "admin2_name": gettext_lazy("Second-level unit"),
    "admin_level": gettext_lazy("Level of the place"),
    "place_code": gettext_lazy("Code of the place"),
    "place_name": gettext_lazy("Name of the place"),
    "said_date": gettext_lazy("Said on"),
    "organisation_code": gettext_lazy("Short name of the organisation"),
    "document_id": gettext_lazy("Number of the document"),
    "redistributable": gettext_lazy("May be passed on"),
    "source_system": gettext_lazy("System it was taken from"),
    "external_id": gettext_lazy("Its identifier there"),
    "citation_count": gettext_lazy("Documents that carry it"),
    "warnings": gettext_lazy("Warnings"),
}
"""Fields of the public row that the form has no field for, or another meaning."""

_KINDS = {field.name: field.kind for field in FIELDS}
_SHOWN: dict[str, Callable[[Any], str]] = {"number": words.number, "date": words.day}


def label(name: str) -> str:
    """What a field of the public row is called; its name where nobody needs to read it."""
    spec = SPECS.get(name)
    return str(_NO_FIELD_OF_THE_FORM.get(name) or (spec.label if spec else name))


def in_words(name: str, value: Any) -> str:
    """What a field holds, codes and dates in words and numbers as people write them; empty for nothing."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return words.comma().join(map(str, value))
    known = words_of(name)
    if known is not None:
        return words.code_words(known, value)
    shown = _SHOWN.get(_KINDS.get(name, ""))
    return shown(value) if shown else str(value)
