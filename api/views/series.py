"""series/: trends, one trend, and what a point of it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from rest_framework.request import Request

from api.addresses import absolute
from api.envelope import Links, Meta, answer, dumps, links_of
from api.parameters import FORMAT, MOMENT, Asked
from api.views.reading import DetailView, ListView, ReadView, code_in
from tracker.models import Series
from tracker.selectors import explain, parsing, series
from tracker.selectors.crises import find_crisis
from tracker.selectors.figures import Row
from tracker.selectors.filters import single
from tracker.selectors.places import find_place
from tracker.selectors.reading import Reading
from tracker.selectors.series import LeftOut, PointView, SeriesView, series_row
from tracker.vocabulary import MEASURES, Basis, Level, PeopleStatus

CODES = {
    "measure": tuple(MEASURES),
    "basis": tuple(Basis),
    "level": tuple(Level),
    "people_status": tuple(PeopleStatus),
}


class SeriesList(ListView):
    """Trends, each with its newest point."""

    filters: ClassVar[frozenset[str]] = frozenset({"crisis", "place_code", *CODES})
    shows_age = True

    def queryset(self, request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Series]:
        """The series that answer the filters, by number."""
        condition = Q()
        for name, codes in CODES.items():
            value = self.filter(request, name, code_in(codes))
            if value is not None:
                condition &= Q(**{name: value})
        crisis = self.filter(request, "crisis", _crisis)
        place = self.filter(request, "place_code", _place)
        condition &= Q() if crisis is None else Q(crisis=crisis)
        condition &= Q() if place is None else Q(place=place)
        return series.series_list(reading, condition=condition)

    def rows(self, page: list[Series], reading: Reading) -> list[dict[str, Any]]:
        """Series without their points, but with the newest one."""
        views = series.series_views(Q(pk__in=[one.pk for one in page]), reading)
        return [_summary(view) for view in sorted(views, key=lambda view: view.series.pk)]


def _crisis(name: str, text: str) -> int:
    crisis = find_crisis(text)
    if crisis is None:
        raise parsing.refuse(name, "invalid_code", f'"{text}" is no crisis known here.')
    return crisis.pk


def _place(name: str, text: str) -> int:
    place = find_place(text)
    if place is None:
        raise parsing.refuse(name, "invalid_code", f'"{text}" is no place known here.')
    return place.pk


class SeriesDetail(DetailView):
    """One trend with its points."""

    shows_age = True

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The series with everything that is on its line and beside it."""
        view = series.series_view(path["series_id"], reading)
        if view is None:
            return None
        return _head(view) | {
            "points": [point_row(point) for point in view.points],
            "off_spine": [_left_out(one) for one in view.off_spine],
            "not_used": [_left_out(one) for one in view.not_used],
        }

    def links(self, request: Request, reading: Reading, /, **path: Any) -> Links:
        """The page of the series, at this revision, is what to cite."""
        return links_of(request, reading, cite_as=_page_of(path["series_id"], reading))


def _page_of(series_id: int, reading: Reading) -> str:
    known_on = [("known_on", reading.known_on.isoformat())] if reading.known_on else []
    return absolute(f"/series/{series_id}/", [*known_on, ("revision", str(reading.at))])


def _head(view: SeriesView) -> dict[str, Any]:
    settings = view.settings
    return {
        "id": view.series.pk,
        "key": series_row(view.series),
        "spine": view.spine_name or None,
        "spine_id": view.spine,
        "spine_reason": view.spine_reason,
        "settings": {
            "spine": settings.spine,
            "max_gap": settings.max_gap,
            "stale_after": settings.stale_after,
            "reason": settings.reason or None,
        },
        "figure_count": view.figure_count,
        "point_count": len(view.points),
        "stale": view.is_stale,
    }


def _summary(view: SeriesView) -> dict[str, Any]:
    return _head(view) | {"newest": point_row(view.newest) if view.newest else None}


def point_row(point: PointView) -> dict[str, Any]:
    """A point as the API shows it; `originators` are names, `figure` and `conflicts` numbers of figures."""
    return {
        "date": point.date,
        "period_start": point.period_start,
        "value_low": point.value_low,
        "value_best": point.value_best,
        "value_high": point.value_high,
        "high_open": point.high_open,
        "figure": point.figure,
        "originators": point.originator_names,
        "originator_ids": point.originators,
        "conflicts": point.conflicts,
        "used": point.used,
        "break_before": point.break_before,
        "flags": point.flags,
        "bounds_basis": point.bounds_basis or None,
    }


def _left_out(one: LeftOut) -> dict[str, Any]:
    return {"figure": one.figure, "reason": one.reason}


class SeriesExplain(ReadView):
    """What the point of a day rests on (METHOD R14)."""

    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT
    filters: ClassVar[frozenset[str]] = frozenset({"date"})

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **path: Any) -> HttpResponse:
        """The explanation of the point of `date`."""
        if "date" not in request.GET:
            raise parsing.refuse("date", "required", "Say which point: date=2020-02-13.")
        day: date = parsing.day("date", single(request.GET, "date"))
        found = explain.explain_point(path["series_id"], day, reading)
        if found is None:
            raise Http404(f"Series {path['series_id']} has no point on {day}.")
        links = links_of(request, reading, cite_as=_page_of(path["series_id"], reading))
        return answer(dumps(_explained(found, reading)), Meta(reading), links)


def _explained(found: explain.PointExplained, reading: Reading) -> dict[str, Any]:
    why = found.explanation
    return {
        "series": found.series.pk,
        "date": found.date,
        "low": why.low,
        "best": why.best,
        "high": why.high,
        "high_open": why.high_open,
        "rules": why.rules,
        "spine": found.spine_name or None,
        "spine_id": why.spine,
        "spine_reason": why.spine_reason,
        "figure": why.figure,
        "used": [_used(row) for row in found.used],
        "not_used": [_left_out(one) for one in found.not_used],
        "conflicts": why.conflicts,
        "flags": why.flags,
        "bounds_basis": why.bounds_basis or None,
        "known_on": reading.known_on,
        "revision": reading.revision,
    }


USED = ("value_text", "qualifier", "value_low", "value_best", "value_high", "quote", "quote_language", "speaker",
        "organisation", "originator", "hops", "source_reliability", "claim_credibility", "grade", "role", "party",
        "as_of_date", "said_date", "document_id", "permalink")  # fmt: skip


def _used(row: Row) -> dict[str, Any]:
    return {"figure": row["id"]} | {name: row[name] for name in USED}
