"""The page of a place: everything known about one area, its own counts and those of its parts kept apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.models import Crisis, Place
from tracker.selectors.events import events_in, with_totals
from tracker.selectors.places import PlaceView, place_view
from tracker.selectors.reading import Reading
from tracker.selectors.said import said
from tracker.selectors.series import count_series, page_of_series
from tracker.vocabulary import MEASURES
from tracker.web import cards, errors, map_view, sentences, tally_view, words
from tracker.web.documents_used import documents_used
from tracker.web.pages import public_page, show
from tracker.web.plates import Plate, plate_file
from tracker.web.sorting import PLACES, sorting
from tracker.web.viewing import viewing_of

COUNTS_SHOWN = 20
STATEMENTS_SHOWN = 20
EVENTS_SHOWN = 200
CRISES_SHOWN = 20


@public_page
def place(request: HttpRequest, reading: Reading, code: str) -> HttpResponse:
    """What is known about one area: where in it, its own series, the figures about it, the places around."""
    found = place_view(code, reading)
    if found is None:
        return _no_place(request, code)
    viewing, asked = viewing_of(request, reading), request.GET.get("measure", "")
    shown, by_place = map_view.map_of(found, reading, viewing, asked), sorting(request, PLACES)
    about = Q(place=found.place)
    series = page_of_series(reading, about, limit=COUNTS_SHOWN)
    statements = said(reading, place=found.place.code, limit=STATEMENTS_SHOWN)
    newest = cards.rows_for(series, reading)
    context = {
        "found": found,
        "place": found.place,
        "other_names": _other_names(found.place),
        "series": cards.lines(series, newest),
        "series_count": count_series(reading, about),
        "map": shown.sorted(by_place) if shown else None,
        "months": _months(found, asked or (shown.measure if shown else "killed"), reading, viewing),
        "rows": statements.rows,
        "has_more": statements.has_more,
        **documents_used([*statements.rows, *newest.values()]),
        "crises": Crisis.objects.filter(series__place=found.place).distinct().order_by("name")[:CRISES_SHOWN],
    }
    return show(request, "dashboard/place.html", context, reading=reading)


def _other_names(place: Place) -> list[tuple[str, str]]:
    """The name of a place in the other languages of the site, each once."""
    shown, found = {sentences.local_name(place)}, []
    for code, _language in settings.LANGUAGES:
        name = (place.names or {}).get(code)
        if name and name not in shown:
            shown.add(name)
            found.append((code, str(name)))
    return found


def _months(found: PlaceView, measure: str, reading: Reading, viewing: Any) -> tally_view.TallyPicture | None:
    """Sums of the measure that is looked at; of the deaths where that one is not counted by event."""
    shown = tally_view.tallies_of(found.place, measure, reading, viewing)
    return shown or (tally_view.tallies_of(found.place, "killed", reading, viewing) if measure != "killed" else None)


@public_page
def events(request: HttpRequest, reading: Reading, code: str, measure: str, month: str) -> HttpResponse:
    """The events behind one bar: those that ended in a month or year in the place, with what is known of each."""
    found = place_view(code, reading)
    if found is None:
        return _no_place(request, code)
    span = _span(month)
    if span is None or measure not in MEASURES:
        return errors.missing(request, _("There is no month “%(month)s” of this count.") % {"month": month[:20]})
    first, last = span
    listed = with_totals(list(events_in(found.place, first, last, reading)[: EVENTS_SHOWN + 1]), reading)
    shown = [
        (one, next((total for total in one.totals if total.measure == measure and total.people_status == "all"), None))
        for one in listed[:EVENTS_SHOWN]
    ]
    context = {
        "place": found.place,
        "measure": measure,
        "when": str(first.year) if len(month) == 4 else words.month_and_year(first),
        "events": [pair for pair in shown if pair[1] or not reading.is_live],
        "has_more": len(listed) > EVENTS_SHOWN,
    }
    return show(request, "dashboard/events.html", context, reading=reading)


def _span(text: str) -> tuple[date, date] | None:
    """The first and last day of "2020-02" or "2020"."""
    try:
        if len(text) == 4:
            return date(int(text), 1, 1), date(int(text), 12, 31)
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first, tally_view.last_day(first)


@public_page
def months_file(request: HttpRequest, reading: Reading, code: str, measure: str, ending: str) -> HttpResponse:
    """The sums over events of a place as a file."""
    found = place_view(code, reading)
    if found is None:
        return _no_place(request, code)
    shown = tally_view.tallies_of(found.place, measure, reading, viewing_of(request, reading))
    return _file(request, reading, shown.plate if shown else None, ending)


@public_page
def map_file(request: HttpRequest, reading: Reading, code: str, measure: str, ending: str) -> HttpResponse:
    """The map of a country as a file."""
    found = place_view(code, reading)
    if found is None:
        return _no_place(request, code)
    shown = map_view.map_of(found, reading, viewing_of(request, reading), measure)
    return _file(request, reading, shown.plate if shown else None, ending)


def _file(request: HttpRequest, reading: Reading, plate: Plate | None, ending: str) -> HttpResponse:
    if plate is None:
        return errors.missing(request, _("Nothing had been said that this could be drawn from."))
    return plate_file(request, reading, plate, ending)


def _no_place(request: HttpRequest, code: str) -> HttpResponse:
    return errors.missing(request, _("There is no place with the code “%(code)s” here.") % {"code": code[:60]})
