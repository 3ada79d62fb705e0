"""The series a publication touches: found or made by their key, and recomputed in the publishing transaction.

Only series with a new, corrected or withdrawn claim are read and written; the arithmetic is estimates/trend.py.
What did not change is not written again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

import orjson
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from tracker.estimates.claims import Claim
from tracker.estimates.qualifiers import Interval
from tracker.estimates.series_key import SeriesKey, WindowOrigin, axis_unit
from tracker.estimates.trend import OffSpine, Point, Trend, default_window, trend
from tracker.ledger import bulk, one_voice
from tracker.ledger.content import public_origin, public_place
from tracker.models import Figure, Organisation, PublishedFigure, Series, SeriesPoint
from tracker.vocabulary import Basis, Qualifier, Unit

CLAIM_COLUMNS = (
    "figure_id", "series_id", "originator_id", "as_of_date", "reference_period_start",
    "reference_period_start_latest", "reference_period_end", "said_date", "document_published_date", "qualifier",
    "unit", "value_low", "value_best", "value_high", "percent_low", "percent_best", "percent_high", "high_open",
    "bounds_basis", "off_axis", "role", "party", "grade", "source_reliability", "claim_credibility", "hops",
    "supersedes", "supersedes_kind", "contests", "event_id",
)  # fmt: skip
"""Narrow version columns that arithmetic needs; read by the ledger, and by selectors for past states."""
_CLAIMS = bulk.ByKeys(PublishedFigure.objects.live(), by="figure_id", only=CLAIM_COLUMNS)
_CLAIMS_OF_SERIES = bulk.ByKeys(PublishedFigure.objects.live(), by="series_id", only=CLAIM_COLUMNS)
SUPERSEDING = bulk.ByKeys(PublishedFigure.objects.live(), by="supersedes", only=CLAIM_COLUMNS)
"""Live versions that supersede these figures."""
_SUPERSEDED = bulk.ByKeys(
    PublishedFigure.objects.live().filter(supersedes__isnull=False), by="figure_id", only=("supersedes",)
)
_SERIES_OF = bulk.ByKeys(PublishedFigure.objects.live(), by="figure_id", only=("series_id",))
_SERIES = bulk.ByKeys(Series.objects.order_by("pk"))
_BY_KEY = bulk.ByKeys(Series.objects.all(), by="key", only=("key", "id"))
_NAMES = bulk.ByKeys(Organisation.objects.all(), only=("id", "name"))


def claim_of(row: Mapping[str, Any], names: Mapping[int, str]) -> Claim:
    """A version's narrow columns as a claim; `names` are those of originators, for the last tie."""
    return Claim(
        figure=row["figure_id"],
        originator=row["originator_id"],
        originator_name=names.get(row["originator_id"], ""),
        as_of=row["as_of_date"] or row["reference_period_end"],
        said=row["said_date"],
        published=row["document_published_date"],
        qualifier=row["qualifier"],
        interval=_interval(row),
        off_axis=row["off_axis"] or None,
        role=row["role"],
        party=row["party"],
        grade=row["grade"],
        reliability=row["source_reliability"],
        credibility=row["claim_credibility"],
        hops=row["hops"],
        supersedes=row["supersedes"],
        supersedes_kind=row["supersedes_kind"] or None,
        contests=row["contests"],
        period_start=row["reference_period_start"],
        period_start_latest=row["reference_period_start_latest"],
        period_end=row["reference_period_end"],
        event=row["event_id"],
    )


def _interval(row: Mapping[str, Any]) -> Interval | None:
    if row["qualifier"] == Qualifier.DENIED:
        return None
    low, best, high = _percents(row) if row["unit"] == Unit.PERCENT else _values(row)
    return Interval(low, best, high, row["high_open"], row["bounds_basis"])


_values, _percents = (
    itemgetter(*(f"{kind}_{bound}" for bound in ("low", "best", "high"))) for kind in ("value", "percent")
)


def originator_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of organisations, by id."""
    return {one["id"]: one["name"] for one in _NAMES.values(set(ids))}


def key_of(figure: Figure) -> str:
    """The identity of the series a figure belongs to, as text (METHOD R0)."""
    origin = public_origin(figure)
    where = (bulk.related(figure, "crisis").slug, public_place(figure).code, origin.code if origin else "")
    return _key(*where, axis_unit(figure.unit), _origin(figure), *_own_part(figure))


_OWN_PART = (
    "measure", "basis", "counting", "population_group", "people_status", "gender", "age_range", "cause", "level",
    "operation",
)  # fmt: skip
_own_part = attrgetter(*_OWN_PART)
"""What a figure itself holds of the key of its series."""


@lru_cache(maxsize=20_000)
def _key(crisis: str, place: str, origin_place: str, unit: str, since: WindowOrigin | None, *own: str) -> str:
    """The key as text; the figures of a file are of few series."""
    where = {"crisis": crisis, "place": place, "origin_place": origin_place, "unit": unit, "window_origin": since}
    return SeriesKey(**where, **dict(zip(_OWN_PART, own, strict=True))).text  # type: ignore[arg-type]


def _origin(figure: Figure) -> WindowOrigin | None:
    if figure.basis != Basis.CUMULATIVE or figure.window_origin is None:
        return None
    return WindowOrigin(figure.window_origin.earliest, figure.window_origin.latest)


def series_for(figures: Sequence[Figure]) -> list[int]:
    """The series id of each of these figures; missing series are made."""
    keys = [key_of(figure) for figure in figures]
    wanted = dict(zip(keys, figures, strict=True))
    known = {one["key"]: one["id"] for one in _BY_KEY.values(wanted)}
    new = [_new_series(key, figure) for key, figure in wanted.items() if key not in known]
    if new:
        Series.objects.bulk_create(new)
        known |= {series.key: series.pk for series in new}
    return [known[key] for key in keys]


def _new_series(key: str, figure: Figure) -> Series:
    return Series(
        key=key,
        crisis_id=figure.crisis_id,
        measure=figure.measure,
        basis=figure.basis,
        counting=figure.counting,
        unit=axis_unit(figure.unit),
        level=figure.level,
        cause=figure.cause,
        people_status=figure.people_status,
        population_group=figure.population_group,
        gender=figure.gender,
        age_range=figure.age_range,
        operation=figure.operation,
        place=public_place(figure),
        origin_place=public_origin(figure),
        window_origin_id=figure.window_origin_id if figure.basis == Basis.CUMULATIVE else None,
    )


def touched_by(figures: Collection[int]) -> set[int]:
    """Series of the figures that these ones supersede, and that are superseded by these, beside their own."""
    targets = {one["supersedes"] for one in _SUPERSEDED.values(figures)}
    return {one["series_id"] for one in _SERIES_OF.values(targets)} - {None}


def recompute(ids: Collection[int], *, sequence: int, added: Iterable[PublishedFigure] = ()) -> None:
    """Bring these series to the ledger's present state and write what changed; the entries are stored already.

    `added` are new versions which are all that changed in their series: where one originator speaks there, only their
    days are computed again.
    """
    if not ids:
        return
    held = _SERIES.read(ids)
    new = _by_series(added)
    hashes = one_voice.hashes_of([sequence, *(one.computed_at for one in held if one.pk in new)])
    days = {one.pk: found for one in held if one.pk in new and (found := one_voice.recall(one, new[one.pk], hashes))}
    changes = _of_days([one for one in held if one.pk in days], days, new)
    settled = {one.series.pk for one in changes}
    changes += _of_all([one for one in held if one.pk not in settled])
    gone = [pk for one in changes for pk in one.gone]
    if gone:
        SeriesPoint.objects.filter(pk__among=gone).delete()
    bulk.insert([point for one in changes for point in one.fresh])
    bulk.update(Series, SUMMARY, [(*one.summary, sequence, one.series.pk) for one in changes])
    for one in changes:
        one.remember(hashes.get(sequence, ""))


@dataclass(slots=True)
class _Change:
    """What is to be written of one series, and how it is remembered once that is done."""

    series: Series
    gone: list[int]
    fresh: list[SeriesPoint]
    summary: tuple[Any, ...]
    remember: Callable[[str], None]


def _by_series(added: Iterable[PublishedFigure]) -> dict[int, list[PublishedFigure]]:
    found: dict[int, list[PublishedFigure]] = defaultdict(list)
    for version in added:
        if version.series_id is not None:
            found[version.series_id].append(version)
    return dict(found)


def _of_all(held: Sequence[Series]) -> list[_Change]:
    """These series, from all of their claims."""
    ids = [one.pk for one in held]
    claims, elsewhere = _live_claims(ids) if ids else ({}, {})
    stored = _stored_points(SeriesPoint.objects.filter(series_id__in=ids)) if ids else {}
    return [_whole(one, claims[one.pk], elsewhere[one.pk], stored.get(one.pk, {})) for one in held]


def _whole(series: Series, claims: list[Claim], elsewhere: list[Claim], stored: _Stored) -> _Change:
    line = trend(
        claims,
        window_days=default_window(series.basis),
        max_gap=series.max_gap,
        spine=series.spine_choice_id,
        elsewhere=elsewhere,
        bars=series.basis == Basis.PERIOD,
    )
    left_out = _left_out(line, claims)
    gone, fresh = _difference(series, stored, _points(series, line, left_out))
    spine = None if elsewhere else line.spine
    return _Change(
        series,
        gone,
        fresh,
        _summary(series, line, left_out, len(claims)),
        lambda entry: one_voice.remember(series, claims, spine=spine, entry=entry),
    )


def _of_days(
    held: Sequence[Series], days: Mapping[int, one_voice.Days], new: Mapping[int, Sequence[PublishedFigure]]
) -> list[_Change]:
    """These series of one originator, from the claims of the days to which something is added."""
    if not held:
        return []
    touched = {one.pk: {one_voice.day_of(version) for version in new[one.pk]} for one in held}
    earlier = {figure for one in held for figure in days[one.pk].of(touched[one.pk])}
    rows = _CLAIMS.values(earlier)
    claims: dict[int, list[Claim]] = defaultdict(list)
    # What is added was made just now: it is not read again. Of names, which decide between originators, there is one.
    for row in (*rows, *(vars(version) for one in held for version in new[one.pk])):
        claims[row["series_id"]].append(claim_of(row, {}))
    on_these_days = Q()
    for pk, wanted in touched.items():
        on_these_days |= Q(series_id=pk, date__among=wanted - {None})
    stored = _stored_points(SeriesPoint.objects.filter(on_these_days))
    return [_partly(one, claims[one.pk], days[one.pk], stored.get(one.pk, {}), new[one.pk]) for one in held]


def _partly(
    series: Series,
    claims: list[Claim],
    days: one_voice.Days,
    stored: _Stored,
    added: Sequence[PublishedFigure],
) -> _Change:
    line = trend(
        claims,
        window_days=default_window(series.basis),
        spine=days.originator,
        bars=series.basis == Basis.PERIOD,
    )
    left_out = _left_out(line, claims)
    gone, fresh = _difference(series, stored, _points(series, line, left_out))
    looked_at = {claim.figure for claim in claims}
    return _Change(
        series,
        gone,
        fresh,
        _summary_with(series, line, left_out, looked_at, len(added), len(fresh) - len(gone)),
        lambda entry: one_voice.move_on(series, days, added, entry=entry),
    )


def _live_claims(ids: Collection[int]) -> tuple[dict[int, list[Claim]], dict[int, list[Claim]]]:
    """Claims by series, and claims of other series that supersede one of them."""
    rows = list(_CLAIMS_OF_SERIES.values(ids))
    home = {row["figure_id"]: row["series_id"] for row in rows}
    over = [row for row in SUPERSEDING.values(home) if row["series_id"] != home[row["supersedes"]]]
    names = originator_names(row["originator_id"] for row in (*rows, *over))
    claims: dict[int, list[Claim]] = defaultdict(list)
    elsewhere: dict[int, list[Claim]] = defaultdict(list)
    for row in rows:
        claims[row["series_id"]].append(claim_of(row, names))
    for row in over:
        elsewhere[home[row["supersedes"]]].append(claim_of(row, names))
    return claims, elsewhere


_POINT_LISTS = ("originators", "conflicts", "used", "flags", "off_spine", "not_used")
_POINT_COLUMNS = (
    "date", "period_start", "value_low", "value_best", "value_high", "percent_low", "percent_best", "percent_high",
    "high_open", "figure", "bounds_basis", "break_before", *_POINT_LISTS,
)  # fmt: skip
_PointValues = tuple[Any, ...]
"""What a point says, in the order of _POINT_COLUMNS; the first is its day."""


_Stored = Mapping[date, tuple[int, _PointValues]]
"""Points of one series by day: the key of each, and what it says."""


def _stored_points(points: QuerySet[SeriesPoint]) -> Mapping[int, _Stored]:
    stored: dict[int, dict[date, tuple[int, _PointValues]]] = defaultdict(dict)
    # The JSON field would parse each list by itself; most are empty, or the one originator of the line.
    lists = [Cast(name, TextField()) for name in _POINT_LISTS]
    rows = points.values_list("pk", "series_id", *_POINT_COLUMNS[: -len(_POINT_LISTS)], *lists)
    for pk, series, *values in rows.iterator(chunk_size=5_000):
        plain, texts = values[: -len(_POINT_LISTS)], values[-len(_POINT_LISTS) :]
        stored[series][plain[0]] = (pk, (*plain, *map(_parsed, texts)))
    return stored


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> list[Any]:
    """A list of JSON text, to compare with."""
    found: list[Any] = orjson.loads(text)
    return found


def _difference(series: Series, stored: _Stored, points: Sequence[_PointValues]) -> tuple[list[int], list[SeriesPoint]]:
    """Keys of stored points that no longer hold, and points to store."""
    wanted = {values[0]: values for values in points}
    kept = {day for day, (_, values) in stored.items() if wanted.get(day) == values}
    return (
        [pk for day, (pk, _) in stored.items() if day not in kept],
        [_point_row(series, values) for day, values in wanted.items() if day not in kept],
    )


def _point_row(series: Series, values: _PointValues) -> SeriesPoint:
    return bulk.new_row(SeriesPoint, {"series_id": series.pk, **dict(zip(_POINT_COLUMNS, values, strict=True))})


@dataclass(slots=True)
class _LeftOut:
    """Figures that a line leaves out, each with its reason: on days that have a point by their day, and the rest."""

    of_days: dict[date, list[list[Any]]]
    rest: list[list[Any]]


def _left_out(line: Trend, claims: Iterable[Claim]) -> tuple[_LeftOut, _LeftOut]:
    """What stands beside the line of these claims, and what was dropped before."""
    if not (line.off_spine or line.not_used):
        return _LeftOut({}, []), _LeftOut({}, [])
    days = {claim.figure: claim.as_of for claim in claims}
    drawn = {point.date for point in line.points}
    return _by_day(line.off_spine, days, drawn), _by_day(line.not_used, days, drawn)


def _by_day(left_out: Iterable[OffSpine], days: Mapping[int, date | None], drawn: Collection[date]) -> _LeftOut:
    found = _LeftOut({}, [])
    for one in left_out:
        day = days.get(one.figure)
        beside = found.rest if day is None or day not in drawn else found.of_days.setdefault(day, [])
        beside.append([one.figure, str(one.reason)])
    return found


def _points(series: Series, line: Trend, left_out: tuple[_LeftOut, _LeftOut]) -> list[_PointValues]:
    """The points of a line as the values of _POINT_COLUMNS."""
    beside, dropped = (held.of_days for held in left_out)
    return [
        (*_point_values(series, point), beside.get(point.date, []), dropped.get(point.date, []))
        for point in line.points
    ]


def _point_values(series: Series, point: Point) -> _PointValues:
    """A point as the values of _POINT_COLUMNS but for what it leaves out."""
    bounds = (point.value_low, point.value_best, point.value_high)
    share = series.unit == Unit.PERCENT
    return (
        point.date,
        point.period_start,
        *((None, None, None) if share else bounds),
        *((_share(bound) for bound in bounds) if share else (None, None, None)),
        point.high_open,
        point.figure,
        str(point.bounds_basis),
        point.break_before,
        list(point.originators),
        list(point.conflicts),
        list(point.used),
        [str(flag) for flag in point.flags],
    )


def _share(bound: Any) -> Decimal | None:
    return None if bound is None else Decimal(bound)


SUMMARY = (
    "spine", "spine_reason", "off_spine", "not_used", "figure_count", "point_count", "last_date", "last_low",
    "last_best", "last_high", "last_high_open", "last_figure", "computed_at",
)  # fmt: skip


def _summary(series: Series, line: Trend, left_out: tuple[_LeftOut, _LeftOut], figures: int) -> tuple[Any, ...]:
    """The values of SUMMARY but for the entry, which comes last."""
    last = line.points[-1] if line.points else None
    return (
        line.spine,
        line.spine_reason,
        *(held.rest for held in left_out),
        figures,
        len(line.points),
        *_last(series, last),
    )


def _summary_with(
    series: Series,
    line: Trend,
    left_out: tuple[_LeftOut, _LeftOut],
    looked_at: Collection[int],
    more_figures: int,
    more_points: int,
) -> tuple[Any, ...]:
    """The summary of a series after the line of some of its days was drawn anew, from the claims `looked_at`."""
    last = line.points[-1] if line.points else None
    is_newer = last is not None and (series.last_date is None or last.date >= series.last_date)
    return (
        series.spine_id,
        series.spine_reason,
        *(
            _instead(stored, looked_at, held.rest)
            for stored, held in zip((series.off_spine, series.not_used), left_out, strict=True)
        ),
        series.figure_count + more_figures,
        series.point_count + more_points,
        *(_last(series, last) if is_newer else (getattr(series, name) for name in _LAST)),
    )


def _last(series: Series, last: Point | None) -> tuple[Any, ...]:
    counts = last if last and series.unit != Unit.PERCENT else None
    return (
        last.date if last else None,
        counts.value_low if counts else None,
        counts.value_best if counts else None,
        counts.value_high if counts else None,
        bool(last and last.high_open),
        last.figure if last else None,
    )


_LAST = SUMMARY[-7:-1]
"""What a series tells of its last point."""


def _instead(stored: Iterable[list[Any]], looked_at: Collection[int], found: Iterable[list[Any]]) -> list[list[Any]]:
    """A stored list of figures and reasons, with what was found anew of some of them; in order of the figures."""
    return sorted([*(one for one in stored if one[0] not in looked_at), *found])
