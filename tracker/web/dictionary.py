"""The data dictionary: what each column of the files of figures means, its type, its codes and its HXL hashtag.

Made from the document of the API and from the fields of the public row, so that it says what the files hold.
"""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse

from tracker.ledger.rendering import csv_cell
from tracker.ledger.row import FIELDS
from tracker.selectors.reading import Reading
from tracker.web.api_docs import document, members_of
from tracker.web.pages import public_page, show

FILE_NAME = "displacement-tracker-columns.csv"


@public_page
def dictionary(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Every column, in the order of the files."""
    return show(request, "data/dictionary.html", {"columns": columns()}, reading=reading, section="data")


@public_page
def dictionary_csv(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The same as a file."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    writer = csv.writer(response)
    writer.writerow(["column", "hxl", "type", "empty", "meaning", "codes"])
    for column in columns():
        empty = "never" if column["always"] else "where not said"
        cells = [column["name"], column["hxl"], column["type"], empty, column["about"], " ".join(column["codes"])]
        writer.writerow(map(csv_cell, cells))
    return response


TYPES = {
    "string": "text",
    "uri-reference": "address",
    "uri": "address",
    "integer": "whole number",
    "date-time": "date and time",
    "boolean": "true or false",
    "list of RuleCode": "codes",
}
"""Types of the document of the API, as a reader of a file calls them; they are English like the columns."""


def _type(kind: str) -> str:
    return "code" if kind.endswith("Code") and kind not in TYPES else TYPES.get(kind, kind)


def columns() -> list[dict[str, Any]]:
    """The columns: name, hxl, type, about, codes, and whether there is always something in them."""
    hashtags = {field.name: field.hxl for field in FIELDS}
    figure = document()["components"]["schemas"]["Figure"]
    return [
        {
            "name": member["name"],
            "hxl": hashtags[member["name"]],
            "type": _type(member["kind"].removesuffix(" | null")),
            "about": member["about"],
            "codes": member["codes"],
            "always": "null" not in member["kind"],
        }
        for member in members_of(figure)
    ]
