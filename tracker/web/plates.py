"""A plate: a drawing with its table, as a page shows it and as it can be taken away.

The monthly sums, the breakdowns, the maps and the comparison of sources are plates. Each has one address without an
ending, and the same drawing and the same rows as csv, xlsx, json, svg and png at that address with one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from tracker.ledger.rendering import csv_cell
from tracker.selectors.reading import Reading
from tracker.selectors.workbooks import MEDIA_TYPE, read_me, write_workbook
from tracker.web import words
from tracker.web.addresses import link_to
from tracker.web.charts import picture
from tracker.web.charts.canvas import Alone
from tracker.web.viewing import permanent_address

ENDINGS = ("csv", "xlsx", "json", "svg", "png")

Cell = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """What a page shows of one drawing. `address` and `page` are paths; `rows` fit `header`, named as in the API.

    `key` says in words what the marks mean that are drawn, by their kind; it goes with the drawing where that travels.
    """

    name: str
    measure: str
    title: str
    caption: SafeString
    html: SafeString
    alone: Callable[[], Alone]
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    address: str
    page: str
    caution: str
    key: Mapping[str, str] = field(default_factory=dict)

    def files(self, query: str) -> list[tuple[str, str]]:
        """Ending and address of each file, at the moment the reader looks at."""
        return [(ending, f"{self.address}.{ending}{query}") for ending in ENDINGS]


def file_stem(name: str, *arguments: Any) -> str:
    """The address of the files of a plate, up to their ending."""
    return link_to(name, *arguments, ENDINGS[0]).removesuffix(f".{ENDINGS[0]}")


def plate_file(request: HttpRequest, reading: Reading, plate: Plate, ending: str) -> HttpResponse:
    """The plate as a file."""
    made = {"csv": _csv, "xlsx": _xlsx, "json": _json, "svg": _svg, "png": _png}
    response = made[ending](request, reading, plate)
    kind = "inline" if ending in ("svg", "png", "json") else "attachment"
    known = f"-known-on-{reading.known_on}" if reading.known_on else ""
    response.headers["Content-Disposition"] = f'{kind}; filename="{plate.name}-at-{reading.at}{known}.{ending}"'
    return response


def _csv(request: HttpRequest, reading: Reading, plate: Plate) -> HttpResponse:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(plate.header)
    writer.writerows([csv_cell(_flat(cell)) for cell in row] for row in plate.rows)
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")


def _xlsx(request: HttpRequest, reading: Reading, plate: Plate) -> HttpResponse:
    target = io.BytesIO()
    write_workbook(target, plate.header, plate.rows, _read_me(request, reading, plate), list)
    return HttpResponse(target.getvalue(), content_type=MEDIA_TYPE)


def _read_me(request: HttpRequest, reading: Reading, plate: Plate) -> list[tuple[str, str]]:
    address = permanent_address(request, plate.page, reading)
    return read_me(plate.title, plate.title, reading, address, [("To know", plate.caution)])


def _json(request: HttpRequest, reading: Reading, plate: Plate) -> HttpResponse:
    data = {
        "title": plate.title,
        "caution": plate.caution,
        "rows": [dict(zip(plate.header, row, strict=True)) for row in plate.rows],
    }
    meta = {"sequence": reading.at, "known_on": reading.known_on, "revision": reading.revision}
    return JsonResponse({"data": data, "meta": meta}, json_dumps_params={"ensure_ascii": False})


def _svg(request: HttpRequest, reading: Reading, plate: Plate) -> HttpResponse:
    response = HttpResponse(drawing_of(request, reading, plate), content_type="image/svg+xml")
    response._csp_replace = {"style-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return response


def _png(request: HttpRequest, reading: Reading, plate: Plate) -> HttpResponse:
    return HttpResponse(picture.png(drawing_of(request, reading, plate)), content_type="image/png")


def drawing_of(request: HttpRequest, reading: Reading, plate: Plate) -> str:
    """The drawing of a plate with its title, what its marks mean and its source inside."""
    address = permanent_address(request, plate.page, reading)
    known = _("data as known on %(date)s") % {"date": words.day(reading.today())}
    source = _("Source: %(site)s, %(address)s") % {"site": _("Displacement Tracker"), "address": address}
    return picture.framed(
        plate.alone(),
        measure=plate.measure,
        title=plate.title,
        below=[plate.caution, " · ".join(plate.key.values()), f"{source} ({known})"],
        rtl=get_language_bidi(),
    )


def _flat(cell: Cell) -> Cell:
    return ";".join(map(str, cell)) if isinstance(cell, list | tuple) else cell
