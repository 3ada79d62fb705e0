"""What the columns of a plain spreadsheet hold: suggested, remembered from the last time, and decided by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from tracker.intake.files import MAPPED
from tracker.intake.readers.layouts import LAYOUTS
from tracker.intake.readers.mapped import COUNT
from tracker.models import ImportRun
from tracker.web import words
from tracker.web.choices import choices
from tracker.web.figure_fields import SPECS

FIXED = ("measure", "basis", "unit", "organisation", "place_code", "cause", "as_of_date")
"""What is the same for every row, where no column says it."""


def columns_page(run: ImportRun, remembered: Mapping[str, Any]) -> dict[str, Any]:
    """What the page needs: each column with what it seems to hold, and what holds for every row."""
    columns = list(run.options.get("columns", ()))
    examples = run.options.get("examples", {})
    layout: Any = LAYOUTS[MAPPED]
    held = remembered.get("mapping") or layout.suggest(columns)
    fixed = remembered.get("fixed") or {}
    offered = choices()
    return {
        "columns": [
            {
                "name": f"column-{at}",
                "title": column,
                "value": held.get(column, ""),
                "example": examples.get(column, ""),
            }
            for at, column in enumerate(columns)
        ],
        "fields": sorted(((name, _label(name)) for name in {*layout.CHOICES, *held.values()} - {""}), key=_order),
        "fixed": [
            {
                "name": f"fixed-{name}",
                "label": SPECS[name].label,
                "value": fixed.get(name, ""),
                "options": offered.get(name, ()),
                "kind": "date" if SPECS[name].kind == "date" else "text",
            }
            for name in FIXED
        ],
        "remembered": bool(remembered),
    }


FIELD_LABELS: dict[str, Any] = {
    "country": gettext_lazy("Country"),
    "admin1": gettext_lazy("First unit below the country (admin 1)"),
    "admin1_code": gettext_lazy("Code of the first unit (admin 1)"),
    "admin2": gettext_lazy("Second unit below the country (admin 2)"),
    "admin2_code": gettext_lazy("Code of the second unit (admin 2)"),
    "admin3": gettext_lazy("Third unit below the country (admin 3)"),
    "admin3_code": gettext_lazy("Code of the third unit (admin 3)"),
    "place_name": gettext_lazy("Place or site, by its name"),
    "place_code": gettext_lazy("Place, by its code"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "date": gettext_lazy("Day that the number is for"),
    "year": gettext_lazy("Year that the number is for"),
    "value": gettext_lazy("The number, of what another column or the whole file says"),
    "external_id": gettext_lazy("Number of the record at its source"),
    "source_system": gettext_lazy("Collection that the record is kept in"),
    "document": gettext_lazy("Document, by its number here"),
}
"""What a column can hold besides fields of a figure."""

SEXES: dict[str, Any] = {"f": gettext_lazy("women and girls"), "m": gettext_lazy("men and boys")}


def _label(name: str) -> str:
    """A choice as people read it: a field, or a count of a measure and perhaps of one sex."""
    if name.startswith(COUNT):
        measure, *who = name.removeprefix(COUNT).split(":")
        told = gettext("Number: %(measure)s") % {"measure": words.measure_label(measure)}
        return ", ".join([told, *(str(SEXES.get(one, one)) for one in who if one)])
    if name in FIELD_LABELS:
        return str(FIELD_LABELS[name])
    return str(SPECS[name].label) if name in SPECS else name


def _order(choice: tuple[str, str]) -> tuple[int, int, str]:
    """Places and days as they are listed, then numbers, then the fields of a figure, each by its label."""
    name, label = choice
    if name in FIELD_LABELS:
        return 0, list(FIELD_LABELS).index(name), label
    return (1 if name.startswith(COUNT) else 2), 0, label


def mapped_columns(run: ImportRun, posted: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was decided: field by column, and the fields that hold for every row."""
    layout: Any = LAYOUTS[MAPPED]
    columns = list(run.options.get("columns", ()))
    known = {*layout.CHOICES, *layout.suggest(columns).values()}
    chosen = {column: posted.get(f"column-{at}", "") for at, column in enumerate(columns)}
    mapping = {column: name for column, name in chosen.items() if name and name in known}
    fixed = {name: given for name in FIXED if (given := posted.get(f"fixed-{name}", "").strip())}
    return mapping, fixed
