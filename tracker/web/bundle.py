"""Everything of a crisis as one file: its figures as CSV and JSON, the documents, the drawings, and what to know.

It is of one entry of the ledger, also where none was asked for, and the same bytes whenever that entry is asked for in
the same language; but for what had to be redacted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import chain

import orjson
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.ledger.rendering import csv_cell
from tracker.ledger.row import FIELD_NAMES
from tracker.selectors import headline
from tracker.selectors.crises import CrisisView, crisis_view
from tracker.selectors.export_crisis import figures_of_crisis
from tracker.selectors.reading import Reading
from tracker.selectors.series import with_figures
from tracker.selectors.sources import sources_of
from tracker.selectors.workbooks import SOURCE_HEADER, read_me
from tracker.vocabulary import MEASURES
from tracker.web import errors, files, map_view, plates
from tracker.web.archives import MEDIA_TYPE, File, zipped
from tracker.web.pages import public_page
from tracker.web.viewing import permanent_address, viewing_of

LARGE = 500_000
"""So many figures may be 4 GB of JSON."""
ROWS_END = "\r\n"

HELD = """\
figures.csv    every published figure of the crisis, one a row; the columns: {dictionary}
figures.json   the same rows as JSON, with the moment they are of
sources.csv    the documents they were read in
chart-*.svg    the line of each measure, as on the page of the crisis
map-*.svg      the newest number of each place
"""
NOTES = (
    ("Licence", "Facts may be used with the source of each figure; each says under which licence its document stands."),
    ("value_text", "The number in the words of the source; value_low, value_best and value_high follow by rule."),
    ("Adding up", "Sources speak about the same people. Figures of different sources are never added up."),
)


@public_page
def crisis_zip(request: HttpRequest, reading: Reading, slug: str) -> HttpResponseBase:
    """Everything of one crisis, sent while it is made."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug[:100]})
    at = replace(reading, revision=reading.at)
    held = chain(_texts(request, found, at), _speaking(get_language(), _drawings(request, found, at)))
    made = replace(at, known_on=None).today()
    response = StreamingHttpResponse(zipped(held, made=made, large=found.figure_count > LARGE), content_type=MEDIA_TYPE)
    known = f"-known-on-{at.known_on}" if at.known_on else ""
    response.headers["Content-Disposition"] = f'attachment; filename="{found.crisis.slug}-at-{at.at}{known}.zip"'
    return response


def _texts(request: HttpRequest, found: CrisisView, reading: Reading) -> Iterator[File]:
    slug = found.crisis.slug
    yield "READ ME.txt", [_read_me(request, found, reading).encode()]
    yield "figures.csv", _rows(slug, reading)
    yield "figures.json", _json(slug, reading)
    yield "sources.csv", _sources(slug, reading)


def _read_me(request: HttpRequest, found: CrisisView, reading: Reading) -> str:
    """What is in the file, of which moment, how to cite it: in English, as its columns are."""
    name = found.crisis.name
    address = permanent_address(request, reverse("crisis", args=[found.crisis.slug]), reading)
    about = f"{name}: every published figure, each a statement with its source and its words, and what is drawn of it."
    told = read_me(name, about, reading, address, NOTES, made=False)
    base = settings.PUBLIC_URL or request.build_absolute_uri("/")[:-1]
    counts = [(one.code, f"Counts: {one.counts} Not: {one.does_not_count}") for one in MEASURES.values()]
    parts = ["\n".join(f"{label}: {text}" for label, text in told), HELD.format(dictionary=f"{base}/data/dictionary/")]
    return "\n\n".join([name, *parts, "\n".join(f"{code}: {text}" for code, text in counts)]) + "\n"


def _rows(slug: str, reading: Reading) -> Iterator[bytes]:
    """The rows of the API's CSV, as they were rendered at publication."""
    yield _lines([FIELD_NAMES])
    empty = True
    for piece in figures_of_crisis(slug, reading, text="line", between=ROWS_END):
        yield piece
        empty = False
    if not empty:
        yield ROWS_END.encode()


def _json(slug: str, reading: Reading) -> Iterator[bytes]:
    meta = {"crisis": slug, "sequence": reading.at, "known_on": reading.known_on}
    yield b'{"meta":' + orjson.dumps(meta) + b',"data":[\n'
    yield from figures_of_crisis(slug, reading, text="body", between=",\n")
    yield b"\n]}\n"


def _sources(slug: str, reading: Reading) -> Iterator[bytes]:
    yield _lines([SOURCE_HEADER])
    for one in sources_of(Q(crisis=slug), reading):
        yield _lines([[csv_cell(cell) for cell in asdict(one).values()]])


def _drawings(request: HttpRequest, found: CrisisView, reading: Reading) -> Iterator[File]:
    """The lines of its cards and its maps, each made when it is sent."""
    viewing = viewing_of(request, reading)
    for card in headline.cards(found.crisis, reading, compared=False):
        view = with_figures(card.view, reading)
        yield f"chart-{card.measure}.svg", [files.drawing_of(request, view, reading).encode()]
    first = map_view.map_of_crisis(found.crisis, reading, viewing)
    for measure in first.measures if first else ():
        shown = map_view.map_of_crisis(found.crisis, reading, viewing, measure)
        if shown:
            yield f"map-{measure}.svg", [plates.drawing_of(request, reading, shown.plate).encode()]


def _speaking(language: str | None, made: Iterator[File]) -> Iterator[File]:
    """What is made in a language, which by the time it is sent may be another one."""
    while True:
        with translation.override(language):
            file = next(made, None)
        if file is None:
            return
        yield file


def _lines(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=ROWS_END).writerows(rows)
    return text.getvalue().encode()
