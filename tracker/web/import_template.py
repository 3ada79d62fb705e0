"""A workbook to fill in: the columns of our own layout with lists of their codes, and what each of them holds.

What was filled in comes back through the page that it was taken from, without a mapping. Its column names are those of
the API in every language; what explains them is in the reader's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.selectors.workbooks import MEDIA_TYPE
from tracker.web.choices import choices
from tracker.web.figure_fields import SPECS

COLUMNS = (
    "measure", "basis", "value_text", "unit", "place_code", "provider_place_name", "reference_period_start",
    "reference_period_end", "as_of_date", "cause", "gender", "age_range", "organisation", "speaker", "statement_date",
    "document_title", "document_url", "document_publisher", "document_published_date", "document_page", "quote",
    "quote_language", "notes", "source_system", "external_id",
)  # fmt: skip
"""What people fill in; every other writable name may be added as a column."""
ROWS = 2_000
"""Rows that offer the lists."""


@login_required
@require_safe
def template(request: HttpRequest) -> FileResponse:
    """The workbook, made anew so that its lists are those of this release."""
    target = tempfile.SpooledTemporaryFile(max_size=4 * 1024**2)  # noqa: SIM115 - the answer closes it
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        # Days and numbers stay as they are typed: a program would turn them into its own.
        as_text = book.add_format({"num_format": "@"})
        rows, read_me, lists = (book.add_worksheet(name) for name in ("Data", "READ ME", "Lists"))
        _write_lists(rows, lists, bold)
        for at, name in enumerate(COLUMNS):
            rows.write_string(0, at, name, bold)
            rows.set_column(at, at, max(14, len(name) + 2), as_text)
        rows.freeze_panes(1, 0)
        read_me.set_column(0, 0, 28, wrapped)
        read_me.set_column(1, 1, 90, wrapped)
        for row, (name, told) in enumerate(_explained()):
            read_me.write_string(row, 0, name, bold)
            read_me.write_string(row, 1, told)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="figures-template.xlsx", content_type=MEDIA_TYPE)


def _write_lists(rows: Any, lists: Any, bold: Any) -> None:
    """Each code with its meaning, and the cells of its column that offer it."""
    for at, title in enumerate((_("Column"), _("Code"), _("Meaning"))):
        lists.write_string(0, at, title, bold)
    lists.set_column(0, 2, 32)
    row, offered = 1, choices()
    for at, name in enumerate(COLUMNS):
        listed = [(code, label) for code, label in offered.get(name, ()) if code]
        if not listed:
            continue
        first = row + 1
        for code, label in listed:
            for column, cell in enumerate((name, code, str(label))):
                lists.write_string(row, column, cell)
            row += 1
        told = {
            "validate": "list",
            "source": f"=Lists!$B${first}:$B${row}",
            "error_title": name,
            "error_message": _("Choose one of the codes of the list; the sheet “Lists” says what they mean."),
        }
        rows.data_validation(1, at, ROWS, at, told)


def _explained() -> Iterator[tuple[str, str]]:
    """What stands on the sheet READ ME: how to fill the workbook in, then each column."""
    yield _("How to fill this in"), _("One figure a row on the sheet “Data”; leave what you do not know empty.")
    yield _("Days"), _("As YYYY-MM-DD, for example 2020-02-13.")
    yield _("Numbers"), _("In value_text as the source says them, for example “more than 800,000”.")
    yield _("Places"), _("In place_code: an ISO 3166-1 alpha-3 code, a p-code, or a name that is known here.")
    own = _("With source_system and external_id a row names its record: sent again, it corrects that figure.")
    yield _("The same again"), own
    for name in COLUMNS:
        yield name, str(SPECS[name].label) if name in SPECS else name
