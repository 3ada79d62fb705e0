"""The files of a series: its points as CSV, XLSX and JSON, its drawing as SVG and PNG, and how to cite it.

Each is of exactly what the series page shows at the same moment, and its name carries that moment.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from tracker.ledger.rendering import csv_cell
from tracker.selectors.export_series import POINT_COLUMNS, cells_of, point_row, write_series
from tracker.selectors.moved import moved_to
from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView, series_row, series_view
from tracker.selectors.workbooks import MEDIA_TYPE
from tracker.web import errors, sentences, trend_view, words
from tracker.web.charts import picture
from tracker.web.charts import trend as drawing
from tracker.web.happenings import events_of
from tracker.web.pages import View, public_page
from tracker.web.viewing import permanent_address, viewing_of

Row = dict[str, Any]
Made = Callable[[HttpRequest, Reading, SeriesView], HttpResponse]


def of_series(*, with_rows: bool = False) -> Callable[[Made], View]:
    """A public page made of a series at the reading, with the rows of its figures where that is asked for."""

    def page(make: Made) -> View:
        @public_page
        @wraps(make)
        def answer(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
            view = series_view(series_id, reading, with_rows=with_rows)
            return make(request, reading, view) if view else no_series(request, series_id)

        return answer

    return page


def no_series(request: HttpRequest, series_id: int) -> HttpResponse:
    """404 for a series that is not, or was not yet; one that was joined with another goes on there."""
    joined = moved_to("series", series_id)
    if joined is not None:
        return errors.moved(request, request.path.replace(f"/{series_id}", f"/{joined}", 1))
    sentence = _("There is no series %(id)s here, or nothing of it had been said at the moment you ask about.")
    return errors.missing(request, sentence % {"id": series_id})


@of_series()
def series_csv(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The points of a series as a file, one row for each; exact values, absent bounds empty."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(view, reading)}.csv"'
    writer = csv.writer(response)
    writer.writerow(POINT_COLUMNS)
    writer.writerows(map(csv_cell, cells.values()) for cells in cells_of(view))
    return response


@of_series()
def series_xlsx(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The same points as a workbook, with what they are and the documents behind them on sheets of their own."""
    target = io.BytesIO()
    address = permanent_address(request, reverse("series", args=[view.series.pk]), reading)
    with words.speaking("en"):
        title = sentences.series_title(view.series)
    write_series(target, view, reading, title=title, address=address)
    response = HttpResponse(target.getvalue(), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(view, reading)}.xlsx"'
    return response


@of_series()
def series_json(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The same points as JSON, with what the series is about and the moment it was read at."""
    data = {
        "series": view.series.pk,
        "key": series_row(view.series),
        "spine": view.spine_name or None,
        "spine_reason": view.spine_reason,
        "points": [point_row(point) for point in view.points],
        "off_spine": [{"figure": left.figure, "reason": left.reason} for left in view.off_spine],
    }
    meta = {"sequence": reading.at, "known_on": reading.known_on, "revision": reading.revision}
    return JsonResponse({"data": data, "meta": meta}, json_dumps_params={"ensure_ascii": False})


@of_series(with_rows=True)
def series_svg(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The drawing alone, with its colours, title and source inside, for a report or an <img>."""
    response = HttpResponse(drawing_of(request, view, reading), content_type="image/svg+xml")
    response._csp_replace = {"style-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return response


@of_series(with_rows=True)
def series_png(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The same drawing as a PNG, for a slide or a message."""
    response = HttpResponse(picture.png(drawing_of(request, view, reading)), content_type="image/png")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(view, reading)}.png"'
    return response


@of_series()
def series_bib(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The citation of the series at this moment, for BibTeX."""
    return HttpResponse(citation(request, view, reading).bibtex, content_type="application/x-bibtex; charset=utf-8")


@of_series()
def series_ris(request: HttpRequest, reading: Reading, view: SeriesView) -> HttpResponse:
    """The citation of the series at this moment, as RIS."""
    cited = citation(request, view, reading).ris
    return HttpResponse(cited, content_type="application/x-research-info-systems; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite a series so that the address shows the same numbers for ever."""

    title: str
    publisher: str
    address: str
    known_on: str
    year: int
    retrieved: str
    identifier: str

    @property
    def text(self) -> str:
        """The citation as a sentence."""
        known = _("data as known on %(date)s") % {"date": words.day(self.known_on)}
        facts = {
            "title": self.title,
            "site": self.publisher,
            "known": known,
            "address": self.address,
            "date": words.day(self.retrieved),
        }
        return _("%(site)s: %(title)s, %(known)s. %(address)s (retrieved %(date)s)") % facts

    @property
    def bibtex(self) -> str:
        """The entry of a BibTeX file."""
        fields = {
            "title": f"{{{self.title}}}",
            "author": f"{{{self.publisher}}}",
            "year": str(self.year),
            "url": self.address,
            "urldate": self.retrieved,
            "note": f"Data as known on {self.known_on}",
        }
        lines = ",\n".join(f"  {name} = {{{_bibtex(value)}}}" for name, value in fields.items())
        return f"@misc{{{self.identifier},\n{lines}\n}}\n"

    @property
    def ris(self) -> str:
        """The record of a RIS file."""
        fields = (
            ("TY", "DATA"),
            ("TI", self.title),
            ("AU", self.publisher),
            ("PY", str(self.year)),
            ("UR", self.address),
            ("Y2", self.retrieved.replace("-", "/")),
            ("N1", f"Data as known on {self.known_on}"),
            ("ER", ""),
        )
        return "".join(f"{name}  - {value}\r\n" for name, value in fields)


def citation(request: HttpRequest, view: SeriesView, reading: Reading) -> Citation:
    """How to cite a series as it stands at the reading."""
    today = timezone.now().date()
    known = reading.today()
    return Citation(
        title=sentences.series_title(view.series),
        publisher=_("Displacement Tracker"),
        address=permanent_address(request, reverse("series", args=[view.series.pk]), reading),
        known_on=known.isoformat(),
        year=known.year,
        retrieved=today.isoformat(),
        identifier=f"series-{view.series.pk}-at-{reading.at}",
    )


def file_name(view: SeriesView, reading: Reading) -> str:
    """The name of a file: crisis, measure, number, moment; letters that every system stores."""
    series = view.series
    known = f"-known-on-{reading.known_on}" if reading.known_on else ""
    return f"{series.crisis.slug}-{series.measure}-series-{series.pk}-at-{reading.at}{known}"


def drawing_of(request: HttpRequest, view: SeriesView, reading: Reading) -> str:
    """The drawing of a series, which has its rows, with title and source inside."""
    trend = trend_view.trend_of(view, events_of(view.series.crisis.slug, reading), viewing_of(request, reading))
    who = ", ".join(sorted({row["originator"] for row in view.figures if row["originator"]})[:6])
    address = permanent_address(request, reverse("series", args=[view.series.pk]), reading)
    below = [
        _("Said by: %(who)s. Bars are ranges of what sources say, not confidence intervals; "
          "nothing is estimated between statements.") % {"who": who},
        _("Source: %(site)s, %(address)s") % {"site": _("Displacement Tracker"), "address": address},
    ]  # fmt: skip
    return picture.framed(
        drawing.alone(trend),
        measure=trend.measure,
        title=trend.title,
        below=below,
        rtl=get_language_bidi(),
    )


def _bibtex(value: str) -> str:
    """Text without the signs that BibTeX takes for commands."""
    return value.replace("\\", "/").replace("%", r"\%").replace("&", r"\&").replace("#", r"\#")
