"""Content as the rows partners receive: one JSON object, one CSV line.

Rendered once at publication, so that reading a page of figures is a plain select. When a release changes what a row
says, RENDER goes up and stored rows are rendered again from their content; a reader that meets an older number does
so on the fly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import orjson
from django.conf import settings

from tracker.ledger.row import FIELD_NAMES, FIELDS
from tracker.vocabulary import MEASURES, PublicState

RENDER = 2
"""Number of the rendering; part of every ETag."""

_in_order = itemgetter(*FIELD_NAMES)
"""The values of a public row, in the order of its fields."""
_EMPTY = dict.fromkeys(FIELD_NAMES)
"""A row that says nothing yet: what is put into it stands in the order of the fields."""

_FORMULA_STARTS = "=+-@\t\r"
"""What makes a spreadsheet execute a text cell."""
_FORMULA = re.compile(f"\n[{re.escape(_FORMULA_STARTS)}]")
"""Finds one in lines of text, each after a line end: a search for it is four times as fast as one for "^"."""


def full_row(content: Mapping[str, Any], sequence: int, *, site: str | None = None) -> dict[str, Any]:
    """Every field of the public row, in order; `site` is the address before permanent links, ours unless given."""
    row = content["row"]
    made = {
        "sequence": sequence,
        "status": PublicState.PUBLISHED.value,
        "permalink": permalink(row["id"], site=site),
        "measure_name": MEASURES[row["measure"]].label,
    }
    return {**_EMPTY, **row, **made}


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
    return orjson.dumps(row).decode(), _line(list(row.values()))


def csv_line(row: Mapping[str, Any]) -> str:
    """One RFC 4180 row, cells that a spreadsheet would execute made harmless, absent values empty."""
    return _line(list(_in_order(row)))


def _line(cells: list[Any]) -> str:
    """The values of a row, in the order of its fields, as such a line."""
    # A call for each cell is most of what a line costs: nearly all are written as they are, None as nothing.
    changed = range(len(cells)) if _FORMULA.search("\n".join(("", *filter(None, _texts(cells))))) else _NOT_AS_IS
    for at in changed:
        cells[at] = csv_cell(cells[at])
    return str(_write(cells)).removesuffix(_LINE_END)


class _Echo:
    """Gives back what a writer of CSV would put into a file."""

    def write(self, text: str) -> str:
        return text


_LINE_END = "\r\n"
_write = csv.writer(_Echo(), lineterminator=_LINE_END).writerow
"""Writes a row and returns it; a cell that holds a part of the line's end is quoted for that alone."""


_texts = itemgetter(*(at for at, field in enumerate(FIELDS) if field.kind == "text"))
_NOT_AS_IS = tuple(at for at, field in enumerate(FIELDS) if field.kind in ("boolean", "list"))
"""Where in a row values stand that CSV writes in another way than Python."""


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
