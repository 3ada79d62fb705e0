"""Trends: one series with its points, and the series of a crisis.

The present comes from the points the ledger stored; a past or asked-for moment is computed again from the
versions. Read by the series and crisis pages and by the API; charts draw exactly these points and nothing
between them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Window
from django.db.models.functions import Cast

from tracker.estimates.trend import Point, Trend, default_window, trend
from tracker.models import Series, SeriesPoint
from tracker.selectors.claims import SeriesClaims, claims_of
from tracker.selectors.figures import Row, figures_of
from tracker.selectors.names import organisation_names, place_names
from tracker.selectors.objects import as_they_were, contents_at
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few, Found, Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import Basis, Flag, Unit

Number = int | Decimal

KEY_RELATED = ("crisis", "place", "origin_place", "window_origin", "spine", "spine_choice")
NOT_SHOWN = ("place__outline", "origin_place__outline")
"""Outlines of countries are large, and no trend shows them."""

FIRST = "name"
ORDERS: dict[str, tuple[Any, ...]] = {
    FIRST: ("measure", "-point_count", "pk"),
    "-name": ("-measure", "point_count", "-pk"),
    "as_of": (F("last_date").asc(nulls_last=True), "pk"),
    "-as_of": (F("last_date").desc(nulls_last=True), "pk"),
    "figures": ("figure_count", "pk"),
    "-figures": ("-figure_count", "pk"),
}
"""How a list of trends is ordered: by measure with most points first, by their newest day, by how many figures. Of a
crisis all are read to be counted, so that any order costs the same."""

PLAIN = (
    "date", "period_start", "high_open", "figure", "break_before", "bounds_basis", "value_low", "value_best",
    "value_high", "percent_low", "percent_best", "percent_high",
)  # fmt: skip
LISTS = ("originators", "conflicts", "used", "flags", "off_spine", "not_used")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an editor chose for a series, with the public reason; `spine` is an organisation."""

    spine: int | None = None
    max_gap: int | None = None
    stale_after: int = 180
    reason: str = ""


@dataclass(slots=True)
class PointView:
    """One point. `originators` are numbers, `originator_names` their names; `row` is the figure on top.

    Not frozen, unlike its neighbours: a page makes thousands, and names and rows are filled in afterwards.

    `row` is filled only where it was asked for (pages): it needs the rendered rows of the figures.
    """

    date: datetime.date
    period_start: datetime.date | None
    value_low: Number | None
    value_best: Number | None
    value_high: Number | None
    high_open: bool
    figure: int
    originators: tuple[int, ...]
    originator_names: tuple[str, ...]
    conflicts: tuple[int, ...]
    used: tuple[int, ...]
    break_before: bool
    flags: tuple[str, ...]
    bounds_basis: str
    row: Row | None = None

    @property
    def value_text(self) -> str:
        """The claim on top in its own words, where the rows were asked for."""
        return self.row["value_text"] if self.row else ""


@dataclass(slots=True)
class LeftOut:
    """A figure on no point of the line, with its reason code; `row` where it was asked for."""

    figure: int
    reason: str
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class SeriesView:
    """One trend at a reading: what it is about, who carries the line, its points, and what is beside it."""

    series: Series
    spine: int | None
    spine_name: str
    spine_reason: str
    settings: Settings
    points: tuple[PointView, ...]
    off_spine: tuple[LeftOut, ...]
    not_used: tuple[LeftOut, ...]
    is_stale: bool
    age_days: int | None
    figure_count: int
    figures: list[Row] = field(default_factory=list)

    @property
    def newest(self) -> PointView | None:
        """The last point, if the line has one."""
        return self.points[-1] if self.points else None


@dataclass(frozen=True, slots=True)
class Line:
    """A trend without names: what the stored points and a computation both come down to."""

    spine: int | None
    spine_reason: str
    points: tuple[PointView, ...]
    off_spine: tuple[LeftOut, ...]
    not_used: tuple[LeftOut, ...]
    figure_count: int


def series_by_id(series_id: int) -> Series | None:
    """The series of this number, whether or not anything of it still stands."""
    found: Series | None = _SERIES.get(series_id)
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """A series as read at a moment: its line, its settings, and its claims where the line had to be computed."""

    series: Series
    line: Line
    settings: Settings
    claims: SeriesClaims | None = None


def read_series(series_id: int, reading: Reading) -> Read | None:
    """The series at the reading; None where nothing of it had been published and said by then."""
    stored = _POINTS.rows(series_id) if reading.known_on is None else []
    # Read after its points: if it was not recomputed since the reading, they are of that moment, be it long past.
    series = series_by_id(series_id)
    if series is None:
        return None
    settings = settings_at([series], reading)[series_id]
    if is_stored(series, reading):
        found = Read(series, stored_line(series, stored), settings)
    else:
        claims = claims_of([series_id], reading).get(series_id, SeriesClaims())
        found = Read(series, _computed_line(series, claims, settings, reading), settings, claims)
    if not found.line.figure_count:
        return None
    _name_places([series], reading)
    return found


def is_stored(series: Series, reading: Reading) -> bool:
    """Whether the points that the ledger stored are those of the reading: nothing of the series changed since."""
    return reading.known_on is None and series.computed_at <= reading.at


def series_view(series_id: int, reading: Reading, *, with_rows: bool = False) -> SeriesView | None:
    """A trend at the reading; None where nothing of the series had been published and said by then.

    `with_rows` adds the rendered rows of its figures, for pages that show words and sources.
    """
    found = read_series(series_id, reading)
    return None if found is None else view_of(found, reading, with_rows=with_rows)


def view_of(found: Read, reading: Reading, *, with_rows: bool = False) -> SeriesView:
    """What was read of a series as it is shown: with names, ages, and the rows of its figures where asked for."""
    rows = figures_of(reading, series=found.series.pk) if with_rows else []
    return _view(found.series, found.line, found.settings, reading, rows=rows)


def series_list(reading: Reading, *, condition: Q | None = None) -> QuerySet[Series]:
    """Series of which something stands at the reading, by number."""
    found = Series.objects.select_related(*KEY_RELATED).defer(*NOT_SHOWN).order_by("pk")
    if condition is not None:
        found = found.filter(condition)
    if reading.is_live:
        return found.filter(figure_count__gt=0)
    # Asked of each series by its index: the series of all versions are read from all of them.
    return found.filter(Exists(standing(reading).filter(series_id=OuterRef("pk")).order_by()))


def page_of_series(
    reading: Reading, condition: Q, *, limit: int, offset: int = 0, order: str = FIRST
) -> list[SeriesView]:
    """Some of the trends that meet a condition, in one of the ORDERS: as many as are shown and no more.

    At another moment than the present the order is that of today; what nothing had been said of is left out. Each comes
    with its last point alone, as `views_of` has them.
    """
    ids = ids_of_page(reading, condition, limit=limit, offset=offset, order=order)
    views = views_of(ids, reading, newest_alone=ids)
    return views if order == FIRST else sorted(views, key=lambda view: ids.index(view.series.pk))


def ids_of_page(reading: Reading, condition: Q, *, limit: int, offset: int = 0, order: str = FIRST) -> list[int]:
    """The numbers of these series, for a page that reads them together with others."""
    found = Series.objects.filter(condition)
    if reading.is_live:
        found = found.filter(figure_count__gt=0)
    return list(found.order_by(*ORDERS[order]).values_list("pk", flat=True)[offset : offset + limit])


def first_of_crisis(crisis: int, reading: Reading, *, limit: int) -> tuple[list[int], int]:
    """The numbers of the first series of a crisis, in the same order, and how many there are."""
    if reading.is_live:
        rows = _first_of_crisis(limit).rows(crisis)
        return [series for series, _count in rows], rows[0][1] if rows else 0
    condition = Q(crisis=crisis)
    return ids_of_page(reading, condition, limit=limit), count_series(reading, condition)


@lru_cache(maxsize=8)
def _first_of_crisis(limit: int) -> Statement:
    return Statement(
        lambda crisis: (
            Series.objects.filter(crisis=crisis, figure_count__gt=0)
            .order_by(*ORDERS[FIRST])
            .values_list("pk", Window(Count("pk")))[:limit]
        ),
        -987_654_321,
    )


def count_series(reading: Reading, condition: Q) -> int:
    """How many series meet a condition and have something standing."""
    return series_list(reading, condition=condition).order_by().count()


def series_of_place(code: str, reading: Reading, *, with_rows: bool = False) -> list[SeriesView]:
    """Every trend about the very place."""
    return series_views(Q(place__code=code), reading, with_rows=with_rows)


def series_views(condition: Q, reading: Reading, *, with_rows: bool = False) -> list[SeriesView]:
    """The trends that meet a condition on series, in a fixed number of statements."""
    ids = Series.objects.filter(condition).order_by().values_list("pk", flat=True)
    return views_of(list(ids), reading, with_rows=with_rows)


def views_of(
    ids: Collection[int], reading: Reading, *, with_rows: bool = False, newest_alone: Collection[int] = ()
) -> list[SeriesView]:
    """The same for series whose numbers are known; those of which nothing stands are left out.

    Of those in `newest_alone` no point is read but the last, where points are stored, nor what the others leave out:
    lists show no more.
    """
    in_full = set(ids).difference(newest_alone)
    stored = stored_points(in_full) | stored_points(newest_alone, last=True) if reading.known_on is None else {}
    # Read after their points: those not recomputed since the reading are of that moment.
    held = _SERIES.some(ids) if reading.is_live else list(series_list(reading, condition=Q(pk__in=ids)))
    found = [one for one in held if one.figure_count or not reading.is_live]
    fresh = [one for one in found if is_stored(one, reading)]
    lines = {one.pk: stored_line(one, stored.get(one.pk, [])) for one in fresh}
    lines |= lines_at([one for one in found if one.pk not in lines], reading)
    settings = settings_at(found, reading)
    names = organisation_names(_organisations(lines.values()), reading)
    _name_places(found, reading)
    rows = _rows([one.pk for one in found], reading) if with_rows else {}
    today = reading.today()
    views = [
        _view(one, lines[one.pk], settings[one.pk], reading, names=names, rows=rows.get(one.pk), today=today)
        for one in found
        if lines[one.pk].figure_count
    ]
    counts = {one.pk: one.point_count for one in fresh}
    return sorted(
        views,
        key=lambda view: (
            view.series.measure,
            -counts.get(view.series.pk, len(view.points)),
            view.series.pk,
        ),
    )


StoredPoint = tuple[Any, ...]
"""A stored point as a row of PLAIN and LISTS, its lists still JSON text."""


def stored_points(ids: Collection[int], *, last: bool = False) -> dict[int, list[StoredPoint]]:
    """The points the ledger stored, by series, in the order of their days, or the `last` of each; one statement."""
    found: dict[int, list[StoredPoint]] = {}
    for series, *point in (_LAST_OF_SOME if last else _POINTS_OF_SOME).rows(ids):
        found.setdefault(series, []).append(tuple(point))
    return found


def _points_of(pks: Collection[int]) -> QuerySet[SeriesPoint, tuple[Any, ...]]:
    return SeriesPoint.objects.filter(series_id__in=pks).values_list("series_id", *PLAIN, *_as_text())


def _as_text() -> list[Cast]:
    # The JSON field would parse each list twice as slowly, which was half of a trend's time.
    return [Cast(name, TextField()) for name in LISTS]


_POINTS = Statement(
    lambda series: SeriesPoint.objects.filter(series_id=series).order_by("date").values_list(*PLAIN, *_as_text()),
    -987_654_321,
)
_POINTS_OF_SOME = Few(lambda pks: _points_of(pks).order_by("series_id", "date"))
_LAST_OF_SOME = Few(lambda pks: _points_of(pks).filter(date=F("series__last_date")))
_SERIES = Found(
    Series,
    [name for name in KEY_RELATED if name != "spine_choice"],
    without=(
        *NOT_SHOWN,
        "crisis__summary",
        "crisis__leads",
        "crisis__place",
        "origin_place__names",
        "origin_place__aliases",
        "place__aliases",
        "place__edition",
        "spine__names",
        "spine__aliases",
    ),
)


def stored_line(series: Series, points: Iterable[StoredPoint]) -> Line:
    """The present of a series, as the ledger stored it."""
    percent = series.unit == Unit.PERCENT
    held = list(points)
    return Line(
        spine=series.spine_id,
        spine_reason=series.spine_reason,
        points=tuple(_stored_point(point, percent=percent) for point in held),
        off_spine=_left_out(series.off_spine, (point[-2] for point in held)),
        not_used=_left_out(series.not_used, (point[-1] for point in held)),
        figure_count=series.figure_count,
    )


def _left_out(of_no_point: Iterable[list[Any]], of_points: Iterable[str]) -> tuple[LeftOut, ...]:
    """What stands with a series and what stands with its points, in the order of their figures."""
    of_days = [one for text in of_points if text != "[]" for one in _parsed(text)]
    return tuple([LeftOut(figure, reason) for figure, reason in sorted([*of_no_point, *of_days])])


def lines_at(found: Sequence[Series], reading: Reading) -> dict[int, Line]:
    """The lines of series at a reading, computed from the versions of their figures."""
    if not found:
        return {}
    claims = claims_of([series.pk for series in found], reading)
    settings = settings_at(found, reading)
    return {
        series.pk: _computed_line(series, claims.get(series.pk, SeriesClaims()), settings[series.pk], reading)
        for series in found
    }


def trend_at(series: Series, claims: SeriesClaims, settings: Settings, reading: Reading) -> Trend:
    """METHOD R3 on the claims of a series, with the settings and the day of the reading."""
    return trend(
        claims.own,
        window_days=default_window(series.basis),
        max_gap=settings.max_gap,
        known_on=reading.known_on,
        spine=settings.spine,
        elsewhere=claims.elsewhere,
        bars=series.basis == Basis.PERIOD,
    )


def _computed_line(series: Series, claims: SeriesClaims, settings: Settings, reading: Reading) -> Line:
    line = trend_at(series, claims, settings, reading)
    known = [one for one in claims.own if reading.known_on is None or one.said <= reading.known_on]
    return Line(
        spine=line.spine,
        spine_reason=line.spine_reason,
        points=tuple(_computed_point(point) for point in line.points),
        off_spine=tuple(LeftOut(one.figure, str(one.reason)) for one in line.off_spine),
        not_used=tuple(LeftOut(one.figure, str(one.reason)) for one in line.not_used),
        figure_count=len(known),
    )


def _stored_point(row: StoredPoint, *, percent: bool) -> PointView:
    """A stored point; shares have their numbers in columns of their own."""
    day, start, high_open, figure, gap, basis, low, best, high, *rest = row
    shares, lists = rest[:3], map(_parsed, rest[3:-2])
    if percent:
        low, best, high = (None if bound is None else Decimal(str(bound)) for bound in shares)
    originators, conflicts, used, flags = lists
    return PointView(
        date=day,
        period_start=start,
        value_low=low,
        value_best=best,
        value_high=high,
        high_open=high_open,
        figure=figure,
        originators=originators,
        originator_names=(),
        conflicts=conflicts,
        used=used,
        break_before=gap,
        flags=flags,
        bounds_basis=basis,
    )


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> tuple[Any, ...]:
    """A list of JSON text; most are empty, or the one originator of the line, again and again."""
    return tuple(orjson.loads(text))


def _computed_point(point: Point) -> PointView:
    return PointView(
        date=point.date,
        period_start=point.period_start,
        value_low=point.value_low,
        value_best=point.value_best,
        value_high=point.value_high,
        high_open=point.high_open,
        figure=point.figure,
        originators=tuple(point.originators),
        originator_names=(),
        conflicts=tuple(point.conflicts),
        used=tuple(point.used),
        break_before=point.break_before,
        flags=tuple(str(flag) for flag in point.flags),
        bounds_basis=str(point.bounds_basis),
    )


def settings_at(found: Sequence[Series], reading: Reading) -> dict[int, Settings]:
    """What editors had chosen for these series by the reading; the current choice needs no statement."""
    if not reading.is_pinned:
        return {
            one.pk: Settings(one.spine_choice_id, one.max_gap, one.stale_after, one.settings_reason) for one in found
        }
    contents = contents_at("series", reading, ids=[one.pk for one in found])
    return {one.pk: _settings_of(contents.get(one.pk, {})) for one in found}


def _settings_of(content: dict[str, Any]) -> Settings:
    return Settings(
        spine=content.get("spine"),
        max_gap=content.get("max_gap"),
        stale_after=content.get("stale_after") or Settings().stale_after,
        reason=content.get("reason") or "",
    )


def is_stale(last: datetime.date | None, settings: Settings, today: datetime.date) -> bool:
    """Whether the last word is older than the series allows (METHOD R8), seen from a day."""
    return last is not None and today > last + timedelta(days=settings.stale_after)


def _name_places(found: Sequence[Series], reading: Reading) -> None:
    """Give the places and crises of these series, in memory, the names they had at the reading."""
    as_they_were("crisis", [one.crisis for one in found], reading)
    names = place_names([one.place for one in found], reading) if reading.is_pinned else {}
    for one in found:
        one.place.name = names.get(one.place_id, one.place.name)


def _organisations(lines: Iterable[Line]) -> set[int]:
    found: set[int] = set()
    for line in lines:
        found |= {line.spine} - {None}  # type: ignore[arg-type]
        for point in line.points:
            found.update(point.originators)
    return found


def _rows(ids: Sequence[int], reading: Reading) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in figures_of(reading, series=ids):
        found.setdefault(row["series"], []).append(row)
    return found


def _view(
    series: Series,
    line: Line,
    settings: Settings,
    reading: Reading,
    *,
    names: dict[int, str] | None = None,
    rows: list[Row] | None = None,
    today: datetime.date | None = None,
) -> SeriesView:
    names = organisation_names(_organisations([line]), reading) if names is None else names
    rows = rows or []
    today = today or reading.today()
    last = line.points[-1].date if line.points else None
    points = line.points
    for point in points:
        point.originator_names = tuple([names.get(one, "") for one in point.originators])
    if points and is_stale(last, settings, today):
        points[-1].flags = (*points[-1].flags, Flag.STALE.value)
    view = SeriesView(
        series=series,
        spine=line.spine,
        spine_name=names.get(line.spine, "") if line.spine else "",
        spine_reason=line.spine_reason,
        settings=settings,
        points=points,
        off_spine=line.off_spine,
        not_used=line.not_used,
        is_stale=is_stale(last, settings, today),
        age_days=(today - last).days if last else None,
        figure_count=line.figure_count,
    )
    return _with_rows(view, rows) if rows else view


def with_figures(view: SeriesView, reading: Reading) -> SeriesView:
    """A trend that was read without the rows of its figures, with them."""
    return _with_rows(view, figures_of(reading, series=view.series.pk))


def _with_rows(view: SeriesView, rows: list[Row]) -> SeriesView:
    by_id = {row["id"]: row for row in rows}
    for point in view.points:
        point.row = by_id.get(point.figure)
    for left_out in (*view.off_spine, *view.not_used):
        left_out.row = by_id.get(left_out.figure)
    return replace(view, figures=rows)


def series_row(series: Series) -> dict[str, Any]:
    """What a series is about (METHOD R0), as the API's `key`."""
    origin = series.window_origin
    return {
        "crisis": series.crisis.slug,
        "measure": series.measure,
        "basis": series.basis,
        "counting": series.counting,
        "unit": series.unit,
        "place_code": series.place.code,
        "place_name": series.place.name,
        "origin_location_code": series.origin_place.code if series.origin_place else None,
        "population_group": series.population_group or None,
        "people_status": series.people_status,
        "gender": series.gender,
        "age_range": series.age_range,
        "cause": series.cause,
        "level": series.level,
        "operation": series.operation or None,
        "window_origin": (
            {"earliest": origin.earliest, "latest": origin.latest, "label": origin.label or None} if origin else None
        ),
    }
