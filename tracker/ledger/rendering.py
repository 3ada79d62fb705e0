"""Content as the rows partners receive: one JSON object, one CSV line.

Rendered once at publication, so that reading a page of figures is a plain select. When a release changes what a row
says, RENDER goes up and stored rows are rendered again from their content; a reader that meets an older number does
so on the fly.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import orjson
from django.conf import settings

from tracker.ledger.row import FIELD_NAMES
from tracker.vocabulary import MEASURES, PublicState

RENDER = 1
"""Number of the rendering; part of every ETag."""

_in_order = itemgetter(*FIELD_NAMES)
"""The values of a public row, in the order of its fields."""

_FORMULA_STARTS = frozenset("=+-@\t\r")
"""What makes a spreadsheet execute a text cell."""


def full_row(content: Mapping[str, Any], sequence: int, *, site: str | None = None) -> dict[str, Any]:
    """Every field of the public row, in order; `site` is the address before permanent links, ours unless given."""
    row = content["row"]
    made = {
        "sequence": sequence,
        "status": PublicState.PUBLISHED.value,
        "permalink": permalink(row["id"], site=site),
        "measure_name": MEASURES[row["measure"]].label,
    }
    return dict(zip(FIELD_NAMES, _in_order({**row, **made}), strict=True))


def permalink(figure_id: int, *, site: str | None = None) -> str:
    """The permanent address of a figure's page."""
    return f"{settings.PUBLIC_URL if site is None else site}/figures/{figure_id}/"


def site_of(body: str) -> str:
    """The address of the site under which a stored row was rendered; it may have moved since."""
    row = orjson.loads(body)
    return str(row["permalink"]).removesuffix(permalink(row["id"], site=""))


def render(content: Mapping[str, Any], sequence: int, *, site: str | None = None) -> tuple[str, str]:
    """Body (JSON object) and line (CSV row without line end) of a version."""
    row = full_row(content, sequence, site=site)
    return orjson.dumps(row).decode(), csv_line(row)


def csv_line(row: Mapping[str, Any]) -> str:
    """One RFC 4180 row, cells that a spreadsheet would execute made harmless, absent values empty."""
    buffer = io.StringIO()
    # What most cells are is seen here: a call for each of them is most of what a line costs. None comes out as nothing.
    cells = [
        value
        if type(value) in _WRITTEN_AS_IS or (type(value) is str and value[:1] not in _FORMULA_STARTS)
        else csv_cell(value)
        for value in _in_order(row)
    ]
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


_WRITTEN_AS_IS = frozenset({int, float, type(None)})


def csv_cell(value: Any) -> Any:
    """A value as a cell: text that a spreadsheet would execute made harmless, nothing for what is absent."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[0] in _FORMULA_STARTS else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return csv_cell(" ".join(str(item) for item in value))
    return value
