"""The rows of an import that are not in, as a file with a column that says why: to be put right and sent again."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.models import ImportRun
from tracker.selectors import imports as reading
from tracker.selectors.workbooks import LONGEST, MEDIA_TYPE
from tracker.web.import_rows import said_in

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@login_required
@require_safe
def rejected(request: HttpRequest, run_id: int, form: str) -> HttpResponseBase:
    """The rejected rows as CSV or as a workbook, with their own columns and one for the errors."""
    run = reading.run_of(run_id)
    if run is None:
        raise Http404
    name = f"import-{run.pk}-rejected.{form}"
    if form == "csv":
        response: HttpResponseBase = StreamingHttpResponse(_lines(run), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(_workbook(run), as_attachment=True, filename=name, content_type=MEDIA_TYPE)


class _Echo:
    """Hands on what a writer writes."""

    def write(self, text: str) -> str:
        return text


def _lines(run: ImportRun) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for cells in _table(run):
        yield writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])


def _table(run: ImportRun) -> Iterator[list[str]]:
    """The header and the rejected rows; a sheet of other columns begins with a header of its own."""
    header: list[str] = []
    for row in reading.rejected(run):
        cells = row.by_column
        names = list(cells)
        if names != header or not header:
            header = names
            yield [*names, _("row"), _("error")]
        said = "; ".join(
            f"{one.column}: {one.code} {one.message}" if one.column else f"{one.code} {one.message}"
            for one in said_in(row)
        )
        yield [*map(str, cells.values()), str(row.number), said]


def _workbook(run: ImportRun) -> tempfile.SpooledTemporaryFile[bytes]:
    target = tempfile.SpooledTemporaryFile(max_size=4 * 1024**2)  # noqa: SIM115 - the answer closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(_("Rejected rows")[:31])
    bold = book.add_format({"bold": True})
    for at, cells in enumerate(_table(run)):
        for column, cell in enumerate(cells):
            sheet.write_string(at, column, cell[:LONGEST], bold if at == 0 else None)
    book.close()
    target.seek(0)
    return target
