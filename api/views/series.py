"""series/: trends, one trend, what a point of it rests on, and totals of its periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from rest_framework.request import Request

from api.addresses import absolute
from api.declared import Parameter, by_name, code, day, words
from api.envelope import Links, Meta, answer, dumps, links_of
from api.files import Rows, stream
from api.parameters import FILE, FORMAT, MOMENT, Asked
from api.schema import rows as shapes
from api.schema.operations import Operation
from api.tables import FILES, POINTS, SERIES, flat_series
from api.views.reading import DetailView, ListView, ReadView
from tracker.estimates.changes import Change
from tracker.estimates.flows import PeriodTotal
from tracker.models import Series
from tracker.selectors import explain, flows, parsing, series, trends
from tracker.selectors.checks import check_rows
from tracker.selectors.crises import crisis_named
from tracker.selectors.export_series import about, cells_of, documents_of, notes, point_row
from tracker.selectors.figures import Row
from tracker.selectors.filters import single
from tracker.selectors.places import place_named
from tracker.selectors.reading import Reading
from tracker.selectors.series import LeftOut, SeriesView, series_row
from tracker.selectors.sources import sources_of
from tracker.selectors.workbooks import Source
from tracker.vocabulary import MEASURES, Basis, Level, PeopleStatus

CODES = by_name(
    code("measure", "what is counted", MEASURES, example="displaced"),
    code("basis", "over what time the number counts", Basis),
    code("level", "how far the source says it worked the number out", Level),
    code("people_status", "civilians, combatants or everybody", PeopleStatus),
)


class SeriesList(ListView):
    """Trends, each with its newest point."""

    controls: ClassVar[frozenset[str]] = ListView.controls | FILE
    filters: ClassVar[Mapping[str, Parameter]] = {
        **CODES,
        **by_name(
            words("crisis", "code of the crisis", crisis_named, example="nw-syria"),
            words("place_code", "the very place", place_named, example="SYR"),
        ),
    }
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("Trends, each with its newest point", shapes.SERIES, many=True)
    }
    formats: ClassVar[tuple[str, ...]] = FILES
    table = SERIES
    chunk = 200
    shows_age = True

    def queryset(self, request: Request, reading: Reading, /, **_path: Any) -> QuerySet[Series]:
        """The series that answer the filters, by number."""
        condition = Q()
        for name in CODES:
            value = self.filter(request, name)
            if value is not None:
                condition &= Q(**{name: value})
        crisis = self.filter(request, "crisis")
        place = self.filter(request, "place_code")
        condition &= Q() if crisis is None else Q(crisis=crisis)
        condition &= Q() if place is None else Q(place=place)
        return series.series_list(reading, condition=condition)

    def rows(self, page: list[Series], reading: Reading) -> list[dict[str, Any]]:
        """Series without their points, but with the newest one."""
        views = series.series_views(Q(pk__in=[one.pk for one in page]), reading)
        return [_summary(view) for view in sorted(views, key=lambda view: view.series.pk)]

    def cells(self, page: list[Series], rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        """Trends laid flat, with the point of their place."""
        places = {one.pk: one.place for one in page}
        for row in rows:
            place = places[row["id"]]
            yield flat_series(row, latitude=place.latitude, longitude=place.longitude)

    def moment_of_file(self, reading: Reading) -> Reading:
        """The reading itself: ages are counted as in the list, and a line that was recomputed since is not used."""
        return reading

    def sources(self, request: Request, reading: Reading, /, **_path: Any) -> Iterable[Source]:
        """Documents of the figures in these trends."""
        found = self.queryset(request, replace(reading, revision=reading.at)).order_by().values("pk")
        return sources_of(Q(series_id__in=found), reading)


class SeriesDetail(DetailView):
    """One trend with its points; as a file, its points alone."""

    controls: ClassVar[frozenset[str]] = DetailView.controls | FILE
    formats: ClassVar[tuple[str, ...]] = FILES
    kind = "series"
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("One trend with its points", shapes.SERIES_DETAIL)
    }
    shows_age = True

    def find(self, reading: Reading, /, **path: Any) -> dict[str, Any] | None:
        """The series with everything that is on its line and beside it."""
        found = trends.trend_of(path["series_id"], reading)
        if found is None:
            return None
        view = found.view
        return _head(view) | {
            "points": [point_row(point) for point in view.points],
            "off_spine": [_left_out(one) for one in view.off_spine],
            "not_used": [_left_out(one) for one in view.not_used],
            "changes": [_change(one) for one in found.changes],
            "derived": [asdict(one) for one in found.derived],
            "checks": check_rows(found.checks),
        }

    def file(self, request: Request, reading: Reading, asked: Asked, /, **path: Any) -> HttpResponseBase:
        """The points, one a row."""
        number = path["series_id"]
        view = series.series_view(number, reading)
        if view is None:
            raise Http404(self.missing(**path))
        place = view.series.place
        rows = Rows(
            objects=lambda: map(point_row, view.points),
            cells=lambda: cells_of(view),
            sources=lambda: documents_of(view, reading),
            position=lambda _: (place.longitude, place.latitude),
        )
        table = replace(POINTS, name=f"series-{number}", about=about(view), notes=tuple(notes(view)))
        return stream(table, rows, asked, reading, request)

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


def _change(one: Change) -> dict[str, Any]:
    """A change as the API shows it, between the days and the figures of two points."""
    return {
        "from": one.from_date,
        "to": one.to_date,
        "from_figure": one.from_figure,
        "to_figure": one.to_figure,
        "low": one.low,
        "best": one.best,
        "high": one.high,
        "high_open": one.high_open,
        "flag": one.flag,
        "stated": one.stated,
        "revision": one.revision,
    }


def _left_out(one: LeftOut) -> dict[str, Any]:
    return {"figure": one.figure, "reason": one.reason}


class SeriesExplain(ReadView):
    """What the point of a day rests on (METHOD R14)."""

    controls: ClassVar[frozenset[str]] = MOMENT | FORMAT
    filters: ClassVar[Mapping[str, Parameter]] = by_name(day("date", "the day of the point", required=True))
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("What the point of a day rests on", shapes.EXPLANATION)
    }

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **path: Any) -> HttpResponse:
        """The explanation of the point of `date`."""
        if "date" not in request.GET:
            raise parsing.refuse("date", "required", "Say which point: date=2020-02-13.")
        on: date = parsing.day("date", single(request.GET, "date"))
        found = explain.explain_point(path["series_id"], on, reading)
        if found is None:
            raise Http404(f"Series {path['series_id']} has no point on {on}.")
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


class SeriesTotal(ReadView):
    """The total of a span of a series of periods (METHOD R7), or the reason why there is none."""

    filters: ClassVar[Mapping[str, Parameter]] = by_name(
        day("from", "the first day of the span", example="2020-01-01", required=True),
        day("to", "its last day", example="2020-03-31", required=True),
    )
    operations: ClassVar[Mapping[str, Operation]] = {
        "GET": Operation("The total of a span, or why there is none", shapes.TOTAL, problems=("unsafe-sum",))
    }

    def read(self, request: Request, reading: Reading, _asked: Asked, /, **path: Any) -> HttpResponse:
        """The total of the days `from` to `to`, both included."""
        start, end = (self._day(request, name) for name in ("from", "to"))
        if start > end:
            raise parsing.refuse("to", "out_of_range", "The span ends before it starts.")
        found = flows.total_of_span(path["series_id"], start, end, reading)
        if found is None:
            raise Http404(f"There is no series {path['series_id']} here.")
        links = links_of(request, reading)
        return answer(dumps(_total(found)), Meta(reading), links)

    def _day(self, request: Request, name: str) -> date:
        if name not in request.GET:
            raise parsing.refuse(name, "required", "Say which span: from=2020-01-01&to=2020-03-31.")
        return parsing.day(name, single(request.GET, name))


def _total(found: flows.SeriesTotal) -> dict[str, Any]:
    total = found.total
    return {
        "series": found.series,
        "from": found.start,
        "to": found.end,
        "originator": found.originator_name or None,
        "originator_id": found.originator,
        "total": _numbers(total) if total.flag in ("ok", "partial") else None,
        "flag": total.flag,
        "reason": found.reason or None,
        "coverage": f"{total.days_covered} of {total.days_in_span} days",
        "days_covered": total.days_covered,
        "days_in_span": total.days_in_span,
        "used": total.used,
        "not_used": [{"figure": one.figure, "reason": one.reason} for one in total.not_used],
    }


def _numbers(total: PeriodTotal) -> dict[str, Any]:
    return {
        "value_low": total.low,
        "value_best": total.best,
        "value_high": total.high,
        "high_open": total.high_open,
    }
