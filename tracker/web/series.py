"""One number through time: the series page, to look at, to doubt and to cite.

Where a number on these pages comes from: `selectors` read the stored points and published rows, `trend_view` draws
them, the templates word them. Nothing is computed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.selectors.explain import PointExplained, explain_point
from tracker.selectors.reading import Reading
from tracker.selectors.series import PointView, SeriesView
from tracker.selectors.trends import trend_of
from tracker.vocabulary import MEASURES
from tracker.web import datasets, errors, sentences, trend_view, words
from tracker.web.documents_used import documents_used
from tracker.web.files import citation, no_series
from tracker.web.happenings import events_of
from tracker.web.pages import public_page, show
from tracker.web.sorting import POINTS, Sorting, sorting
from tracker.web.viewing import Chip, chips, permanent_address, viewing_of

Row = dict[str, Any]

DIFFERENCES_SHOWN = 24


@public_page
def series(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """One number through time, with everything that was said and why each statement stands where it does."""
    found = trend_of(series_id, reading, with_rows=True)
    if found is None:
        return no_series(request, series_id)
    view, by = found.view, sorting(request, POINTS)
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
        "left_out": [left for left in (*view.off_spine, *view.not_used) if left.row],
        **_definition(view.series.measure),
        "trend": trend_view.picture(view, happened, viewing_of(request, reading)),
        "explained": _explained(explained, view) if explained else None,
        "points": _sorted(view.points, by),
        "sorting": by if len(view.points) > 1 else None,
        "changes": found.changes if request.GET.get("differences") == "all" else found.changes[-DIFFERENCES_SHOWN:],
        "all_changes": len(found.changes),
        "derived": found.derived,
        "checks": found.checks,
        "chips": chips(request, _chips(asked)),
        "all_figures": urlencode([("series", series_id), *viewing_of(request, reading).pairs(leave_out="lang")]),
        "embed_address": permanent_address(request, reverse("embed-series", args=[series_id]), reading),
        "cite": citation(request, view, reading),
        "dataset": datasets.of_series(request, view, reading),
        "image": permanent_address(request, reverse("series-png", args=[series_id]), reading),
        "sources": Counter(row["originator"] for row in view.figures).most_common(),
        **documents_used(view.figures),
    }
    said = [day for row in view.figures if (day := words.as_date(row["said_date"])) is not None]
    latest = max(said, default=None)
    return show(request, "dashboard/series.html", context, reading=reading, section="crises", latest=latest)


def _sorted(points: Sequence[PointView], by: Sorting) -> list[PointView]:
    return by.of(
        points,
        {
            "date": lambda one: one.date,
            "low": lambda one: one.value_low,
            "best": lambda one: one.value_best,
            "high": lambda one: one.value_high,
        },
    )


def _chips(explained: date | None) -> list[Chip]:
    if explained is None:
        return []
    return [Chip("explain", _("explained: the point of %(date)s") % {"date": words.day(explained)})]


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
