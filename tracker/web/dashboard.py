"""Home, crisis, place and series: how displacement developed, who says so, and where each number comes from.

Where a number on these pages comes from: `selectors` read the stored points and published rows, `trend_view` draws
them, the templates word them. Nothing is computed here.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.estimates import rounding
from tracker.selectors import headline
from tracker.selectors.changes import recent_changes
from tracker.selectors.crises import CrisisView, crises, crisis_view
from tracker.selectors.events import events_of_crisis
from tracker.selectors.explain import PointExplained, explain_point
from tracker.selectors.figures import figures_of
from tracker.selectors.places import place_view
from tracker.selectors.reading import Reading
from tracker.selectors.series import (
    SeriesView,
    series_of_crisis,
    series_of_place,
    series_row,
    series_view,
    series_views,
)
from tracker.vocabulary import MEASURES, Unit
from tracker.web import errors, sentences, trend_view, words
from tracker.web.charts import trend as drawing
from tracker.web.charts.marks import WIDE
from tracker.web.charts.style import STANDALONE
from tracker.web.pages import public_page, show
from tracker.web.viewing import viewing_of

Row = dict[str, Any]

ROWS_ON_A_PAGE = 200
CRISES_ON_HOME = 20
CARDS_ON_HOME = 3
OTHERS_ON_A_CARD = 3


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A headline card as its template needs it."""

    title: str
    row: Row
    shown: words.Number | None
    said_by: str
    others: list[Row]
    more: int
    disagree: bool
    series: int
    spark: SafeString
    sources: int
    is_stale: bool
    chosen_by: str
    reason: str


@public_page
def home(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The crises, the one published about last first, each with its first headlines."""
    found = crises(reading)[:CRISES_ON_HOME]
    views = series_views(Q(crisis__slug__in=[one.crisis.slug for one in found]), reading)
    listed = [{"view": one, "cards": _home_cards(one, views, reading)} for one in found]
    context = {"crises": listed, "changes": recent_changes(reading, limit=6)}
    latest = max((one.last_said for one in found if one.last_said), default=None)
    return show(request, "dashboard/home.html", context, reading=reading, section="crises", latest=latest)


def _home_cards(one: CrisisView, views: Sequence[SeriesView], reading: Reading) -> list[CardPicture]:
    own = [view for view in views if view.series.crisis_id == one.crisis.pk]
    cards = headline.cards(one.crisis, reading, views=own) if own else []
    return [_card(card, {}) for card in cards[:CARDS_ON_HOME]]


@public_page
def crisis(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    """One crisis: headlines, the trend with its table, who said what, what happened, what changed, documents."""
    found = crisis_view(slug, reading)
    if found is None:
        return errors.missing(request, _("There is no crisis “%(slug)s” here.") % {"slug": slug})
    slug = found.crisis.slug
    views = series_of_crisis(slug, reading, with_rows=True)
    cards = headline.cards(found.crisis, reading, views=views)
    events = events_of_crisis(slug, reading)
    rows = figures_of(reading, crisis=slug, newest_first=True, limit=ROWS_ON_A_PAGE)
    viewing = viewing_of(request, reading)
    lead = next((view for view in views if cards and view.series.pk == cards[0].view.series.pk), None)
    by_id = {row["id"]: row for view in views for row in view.figures}
    context = {
        "crisis": found.crisis,
        "found": found,
        "cards": [_card(card, by_id) for card in cards],
        "lead": lead,
        "trend": trend_view.picture(lead, [one.event for one in events], viewing) if lead else None,
        "rows": sorted(rows, key=lambda row: row["said_date"], reverse=True),
        "others": [_line(view) for view in views if view is not lead],
        "events": events,
        "changes": recent_changes(reading, crisis=slug, limit=8),
        "documents": _documents(rows),
    }
    return show(request, "dashboard/crisis.html", context, reading=reading, section="crises", latest=found.last_said)


@public_page
def place(request: HttpRequest, reading: Reading, code: str) -> HttpResponse:
    """What is known about one area: its own series, the figures about it, the places in it."""
    found = place_view(code, reading)
    if found is None:
        return errors.missing(request, _("There is no place with the code “%(code)s” here.") % {"code": code})
    code = found.place.code
    context = {
        "found": found,
        "place": found.place,
        "series": [_line(view) for view in series_of_place(code, reading, with_rows=True)],
        "rows": figures_of(reading, place=code, newest_first=True, limit=ROWS_ON_A_PAGE),
    }
    return show(request, "dashboard/place.html", context, reading=reading)


@public_page
def series(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """One number through time, with everything that was said and why each statement stands where it does."""
    view = series_view(series_id, reading, with_rows=True)
    if view is None:
        return _no_series(request, series_id)
    try:
        asked = date.fromisoformat(request.GET["explain"]) if request.GET.get("explain") else None
    except ValueError:
        return errors.missing(request, _("The day to explain is not a date like 2020-02-13."))
    explained = explain_point(series_id, asked, reading) if asked else None
    if asked and explained is None:
        return errors.missing(request, _("This series has no point on %(date)s.") % {"date": words.day(asked)})
    events = [one.event for one in events_of_crisis(view.series.crisis.slug, reading)]
    context = {
        "view": view,
        "title": sentences.series_title(view.series),
        "measure": MEASURES.get(view.series.measure),
        **_definition(view.series.measure),
        "trend": trend_view.picture(view, events, viewing_of(request, reading)),
        "explained": _explained(explained, view) if explained else None,
        "key": series_row(view.series),
        "sources": Counter(row["originator"] for row in view.figures).most_common(),
        "documents": _documents(view.figures),
    }
    said = [day for row in view.figures if (day := words.as_date(row["said_date"])) is not None]
    latest = max(said, default=None)
    return show(request, "dashboard/series.html", context, reading=reading, section="crises", latest=latest)


@public_page
def series_csv(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """The points of a series as a file, one row for each; exact values, absent bounds empty."""
    view = series_view(series_id, reading)
    if view is None:
        return _no_series(request, series_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"series-{series_id}-at-{reading.at}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.DictWriter(response, fieldnames=POINT_COLUMNS)
    writer.writeheader()
    writer.writerows(_flat(point) for point in _points(view))
    return response


@public_page
def series_json(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """The same points as JSON, with what the series is about and the moment it was read at."""
    view = series_view(series_id, reading)
    if view is None:
        return _no_series(request, series_id)
    data = {
        "series": series_id,
        "key": series_row(view.series),
        "spine": view.spine_name or None,
        "spine_reason": view.spine_reason,
        "points": _points(view),
        "off_spine": [{"figure": left.figure, "reason": left.reason} for left in view.off_spine],
    }
    meta = {"sequence": reading.at, "known_on": reading.known_on, "revision": reading.revision}
    return JsonResponse({"data": data, "meta": meta}, json_dumps_params={"ensure_ascii": False})


@public_page
def series_svg(request: HttpRequest, reading: Reading, series_id: int) -> HttpResponse:
    """The drawing alone, with its colours inside, for a report or an <img>."""
    view = series_view(series_id, reading, with_rows=True)
    if view is None:
        return _no_series(request, series_id)
    events = [one.event for one in events_of_crisis(view.series.crisis.slug, reading)]
    trend = trend_view.trend_of(view, events, viewing_of(request, reading))
    response = HttpResponse(drawing.draw(trend, WIDE, style=STANDALONE), content_type="image/svg+xml")
    response._csp_replace = {"style-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    return response


POINT_COLUMNS = (
    "series", "date", "period_start", "value_low", "value_best", "value_high", "high_open", "figure", "originators",
    "conflicts", "break_before", "flags",
)  # fmt: skip


def _points(view: SeriesView) -> list[Row]:
    return [
        {
            "series": view.series.pk,
            **{name: getattr(point, name) for name in POINT_COLUMNS[1:8]},
            "originators": list(point.originator_names),
            "conflicts": list(point.conflicts),
            "break_before": point.break_before,
            "flags": list(point.flags),
        }
        for point in view.points
    ]


def _flat(point: Row) -> Row:
    joined = {name: ";".join(map(str, point[name])) for name in ("originators", "conflicts", "flags")}
    return {**point, **joined}


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


def _no_series(request: HttpRequest, series_id: int) -> HttpResponse:
    sentence = _("There is no series %(id)s here, or nothing of it had been said at the moment you ask about.")
    return errors.missing(request, sentence % {"id": series_id})


def _card(card: headline.Card, rows: dict[int, Row]) -> CardPicture:
    view = card.view
    others = [rows[one] for one in (card.others.figures if card.others else ()) if one in rows]
    return CardPicture(
        title=sentences.series_title(view.series),
        row=card.figure,
        shown=_shown(card),
        said_by=sentences.line_name(view),
        others=others[:OTHERS_ON_A_CARD],
        more=max(0, len(others) - OTHERS_ON_A_CARD),
        disagree="sources_disagree" in card.point.flags,
        series=view.series.pk,
        spark=trend_view.spark_of(view),
        sources=len({name for point in view.points[-1:] for name in point.originator_names}),
        is_stale=card.is_stale,
        chosen_by=card.chosen_by,
        reason=view.settings.reason,
    )


def _shown(card: headline.Card) -> words.Number | None:
    """Displacement is rounded on cards, deaths and injuries never are; the exact value stays in the element."""
    value = words.plain_value(card.figure)
    measure = MEASURES.get(card.measure)
    if value is None or measure is None or card.figure["unit"] == Unit.PERCENT:
        return None
    return rounding.headline(Decimal(str(value)), rounded=measure.rounded_on_cards)


def _line(view: SeriesView) -> Row:
    """A series in a list: its name, its newest number, its small line; claims without a line by their words."""
    newest = view.newest.row if view.newest else None
    alone = [left.row for left in view.off_spine if left.row]
    return {
        "view": view,
        "title": sentences.series_title(view.series),
        "row": newest or (alone[-1] if alone else None),
        "on_line": newest is not None,
        "spark": trend_view.spark_of(view),
    }


def _documents(rows: Iterable[Row]) -> list[Row]:
    """Documents in which these figures were read, with how many each, the latest first."""
    found: dict[int, Row] = {}
    for row in rows:
        document = found.setdefault(row["document_id"], {**row, "figures": 0})
        document["figures"] += 1
    return sorted(found.values(), key=lambda row: row["document_published_date"] or "", reverse=True)
