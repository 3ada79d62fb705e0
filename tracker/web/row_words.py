"""The fields of the public row and what they hold, as people read them: in the history of a figure, and at the desk
where a correction stands beside what is public.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracker.ledger.row import FIELDS
from tracker.web import words
from tracker.web.choices import words_of
from tracker.web.figure_fields import SPECS

_NO_FIELD_OF_THE_FORM: dict[str, Any] = {
    "value_low": _("Lowest"),
    "value_best": _("Best"),
    "value_high": _("Highest"),
    "reported_value": _("Value as reported"),
    "reported_unit": _("Unit as reported"),
    "min_age": _("Youngest age"),
    "max_age": _("Oldest age"),
    "event_code": _("Code of the event"),
    "location_code": _("Code of the country"),
    "location_name": _("Country"),
    "admin1_code": _("Code of the first-level unit"),
    "admin1_name": _("First-level unit"),
    "admin2_code": _("Code of the second-level unit"),
    "admin2_name": _("Second-level unit"),
    "admin_level": _("Level of the place"),
    "place_code": _("Code of the place"),
    "place_name": _("Name of the place"),
    "said_date": _("Said on"),
    "organisation_code": _("Short name of the organisation"),
    "document_id": _("Number of the document"),
    "redistributable": _("May be passed on"),
    "source_system": _("System it was taken from"),
    "external_id": _("Its identifier there"),
    "citation_count": _("Documents that carry it"),
    "warnings": _("Warnings"),
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
        return _now("yes") if value else _now("no")
    if isinstance(value, list):
        return words.comma().join(map(str, value))
    known = words_of(name)
    if known is not None:
        return words.code_words(known, value)
    shown = _SHOWN.get(_KINDS.get(name, ""))
    return shown(value) if shown else str(value)
