"""What the columns of a plain spreadsheet hold: suggested, remembered from the last time, and decided by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.intake.files import MAPPED
from tracker.intake.readers.layouts import LAYOUTS
from tracker.models import ImportRun
from tracker.web.choices import choices
from tracker.web.figure_fields import SPECS

FIXED = ("measure", "basis", "unit", "organisation", "place_code", "cause", "as_of_date")
"""What is the same for every row, where no column says it."""


def columns_page(run: ImportRun, remembered: Mapping[str, Any]) -> dict[str, Any]:
    """What the page needs: each column with what it seems to hold, and what holds for every row."""
    columns = list(run.options.get("columns", ()))
    layout: Any = LAYOUTS[MAPPED]
    held = remembered.get("mapping") or layout.suggest(columns)
    fixed = remembered.get("fixed") or {}
    offered = choices()
    return {
        "columns": [
            {"name": f"column-{at}", "title": column, "value": held.get(column, "")}
            for at, column in enumerate(columns)
        ],
        "fields": [(name, SPECS[name].label if name in SPECS else name) for name in layout.CHOICES],
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


def mapped_columns(run: ImportRun, posted: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was decided: field by column, and the fields that hold for every row."""
    layout: Any = LAYOUTS[MAPPED]
    columns = list(run.options.get("columns", ()))
    known = {*layout.CHOICES, *layout.suggest(columns).values()}
    chosen = {column: posted.get(f"column-{at}", "") for at, column in enumerate(columns)}
    mapping = {column: name for column, name in chosen.items() if name and name in known}
    fixed = {name: given for name in FIXED if (given := posted.get(f"fixed-{name}", "").strip())}
    return mapping, fixed
