"""Home, crisis, place and series: how displacement developed, who says so, and where each number comes from.

Where a number on these pages comes from: `selectors` read the stored points and published rows, `trend_view` draws
them, the templates word them. Nothing is computed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.selectors import headline
from tracker.selectors.changes import recent_changes
from tracker.selectors.crises import CrisisView, crises, crisis_view, leads_of
from tracker.selectors.explain import PointExplained, explain_point
from tracker.selectors.figures import figures_of
from tracker.selectors.places import place_view
from tracker.selectors.reading import Reading
from tracker.selectors.series import (
    SeriesView,
    series_list,
    series_of_crisis,
    series_of_place,
    series_view,
    series_views,
)
from tracker.selectors.trends import trend_of
from tracker.vocabulary import MEASURES
from tracker.web import cards, comparison, datasets, errors, map_view, sentences, trend_view, words
from tracker.web.files import citation, no_series, permanent
from tracker.web.happenings import events_of
from tracker.web.pages import public_page, show
from tracker.web.viewing import Viewing, viewing_of

Row = dict[str, Any]

ROWS_ON_A_PAGE = 100
CRISES_ON_HOME = 20
CARDS_ON_HOME = 3
SERIES_TO_CHOOSE_FROM = 300
"""Of crises with more, the home page shows what editors set to lead: it must not read them all."""


@public_page
def home(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The crises, the one published about last first, each with its first headlines."""
    found = crises(reading)[:CRISES_ON_HOME]
    views = series_views(_for_home(found, reading), reading)
    listed = [{"view": one, "cards": _home_cards(one, views, reading)} for one in found]
    context = {"crises": listed, "changes": recent_changes(reading, limit=6)}
    latest = max((one.last_said for one in found if one.last_said), default=None)
    return show(request, "dashboard/home.html", context, reading=reading, section="crises", latest=latest)


def _for_home(found: Sequence[CrisisView], reading: Reading) -> Q:
    """The series that headlines are chosen from: all of a crisis, or what editors set to lead where there are many."""
    ids = [one.crisis.pk for one in found]
    counted = series_list(reading, condition=Q(crisis__in=ids)).order_by().values_list("crisis").annotate(Count("pk"))
    few = [crisis for crisis, number in counted if number <= SERIES_TO_CHOOSE_FROM]
    leads = [series for one in found if one.crisis.pk not in few for series in leads_of(one.crisis, reading).values()]
    return Q(crisis__in=few) | Q(pk__in=leads)


def _home_cards(one: CrisisView, views: Sequence[SeriesView], reading: Reading) -> list[cards.CardPicture]:
    own = [view for view in views if view.series.crisis_id == one.crisis.pk]
    return cards.pictures(headline.cards(one.crisis, reading, views=own)[:CARDS_ON_HOME], {}) if own else []


@public_page
def crisis(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """One crisis: headlines, the trend with its table, who said what, what happened, what changed, documents."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug})
    views = series_of_crisis(found.crisis.slug, reading)
    chosen = headline.cards(found.crisis, reading, views=views)
    asked = request.GET.get("measure", "")
    leading = next((card for card in chosen if card.measure == asked), chosen[0] if chosen and not asked else None)
    if asked and leading is None:
        sentence = _("No number of this kind had been said of this crisis: “%(measure)s”.")
        return errors.missing(request, sentence % {"measure": asked})
    lead = series_view(leading.view.series.pk, reading, with_rows=True) if leading else None
    others = [view for view in views if lead is None or view.series.pk != lead.series.pk]
    newest = cards.rows_for(others, reading, and_figures=cards.other_figures(chosen))
    happened = events_of(found.crisis.slug, reading)
    rows = figures_of(reading, crisis=found.crisis.slug, newest_first=True, limit=ROWS_ON_A_PAGE)
    context = {
        "crisis": found.crisis,
        "found": found,
        "cards": cards.pictures(chosen, newest),
        "lead": lead,
        "tabs": _tabs(request.path, chosen, leading, viewing_of(request, reading)),
        "compared": comparison.statements(leading, newest) if leading else [],
        "image": permanent(request, reverse("series-png", args=[lead.series.pk]), reading) if lead else "",
        "trend": trend_view.picture(lead, happened, viewing_of(request, reading)) if lead else None,
        "rows": sorted(rows, key=lambda row: row["said_date"], reverse=True),
        "others": cards.lines(others, newest),
        "events": happened,
        "changes": recent_changes(reading, crisis=found.crisis.slug, limit=8),
        "documents": _documents(rows),
    }
    return show(request, "dashboard/crisis.html", context, reading=reading, section="crises", latest=found.last_said)


def _tabs(path: str, chosen: Sequence[headline.Card], current: headline.Card | None, viewing: Viewing) -> list[Row]:
    """A link for each measure that has a headline, where there are several."""
    if len(chosen) < 2:
        return []
    return [
        {
            "label": words.measure_label(card.measure),
            "address": f"{path}?{urlencode([*viewing.pairs(), ('measure', card.measure)])}",
            "current": card is current,
        }
        for card in chosen
    ]


@public_page
def place(request: HttpRequest, reading: Reading, code: str) -> HttpResponse:
    """What is known about one area: its own series, the figures about it, the places in it."""
    found = place_view(code, reading)
    if found is None:
        return errors.missing(request, _("There is no place with the code “%(code)s” here.") % {"code": code})
    views = series_of_place(found.place.code, reading)
    context = {
        "found": found,
        "place": found.place,
        "series": cards.lines(views, cards.rows_for(views, reading)),
        "map": map_view.map_of(found, reading, viewing_of(request, reading), request.GET.get("measure", "")),
        "rows": figures_of(reading, place=found.place.code, newest_first=True, limit=ROWS_ON_A_PAGE),
    }
    return show(request, "dashboard/place.html", context, reading=reading)


@public_page
def series(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """One number through time, with everything that was said and why each statement stands where it does."""
    found = trend_of(series_id, reading, with_rows=True)
    if found is None:
        return no_series(request, series_id)
    view = found.view
    try:
        asked = date.fromisoformat(request.GET["explain"]) if request.GET.get("explain") else None
    except ValueError:
        return errors.missing(request, _("The day to explain is not a date like 2020-02-13."))
    explained = explain_point(series_id, asked, reading) if asked else None
    if asked and explained is None:
        return errors.missing(request, _("This series has no point on %(date)s.") % {"date": words.day(asked)})
    happened = events_of(view.series.crisis.slug, reading)
    context = {
        "view": view,
        "title": sentences.series_title(view.series),
        "measure": MEASURES.get(view.series.measure),
        **_definition(view.series.measure),
        "trend": trend_view.picture(view, happened, viewing_of(request, reading)),
        "explained": _explained(explained, view) if explained else None,
        "changes": found.changes,
        "derived": found.derived,
        "checks": found.checks,
        "embed_address": permanent(request, reverse("embed-series", args=[series_id]), reading),
        "cite": citation(request, view, reading),
        "dataset": datasets.of_series(request, view, reading),
        "image": permanent(request, reverse("series-png", args=[series_id]), reading),
        "sources": Counter(row["originator"] for row in view.figures).most_common(),
        "documents": _documents(view.figures),
    }
    said = [day for row in view.figures if (day := words.as_date(row["said_date"])) is not None]
    latest = max(said, default=None)
    return show(request, "dashboard/series.html", context, reading=reading, section="crises", latest=latest)


def _definition(measure: str) -> Row:
    known = MEASURES.get(measure)
    return {"counts": _(known.counts), "does_not_count": _(known.does_not_count)} if known else {}


def _explained(found: PointExplained, view: SeriesView) -> Row:
    made = found.explanation
    return {
        "date": found.date,
        "explanation": made,
        "point": next(point for point in view.points if point.date == found.date),
        "used": found.used,
        "conflicts": found.conflicts,
    }


def _documents(rows: Iterable[Row]) -> list[Row]:
    """Documents in which these figures were read, with how many each, the latest first."""
    found: dict[int, Row] = {}
    for row in rows:
        document = found.setdefault(row["document_id"], {**row, "figures": 0})
        document["figures"] += 1
    return sorted(found.values(), key=lambda row: row["document_published_date"] or "", reverse=True)
