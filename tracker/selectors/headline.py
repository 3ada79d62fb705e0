"""Headline cards: for each measure of a crisis, its newest number, who says it, and what others say.

The choosing rule, printed on the card's help and on the methodology page: the newest point of the lead
series that an editor set for this crisis and measure; else of the best-ranked series. Rank: a stock or a
count since a fixed start before the flow of a period and before a share; all people before a group, sex or
age; then most points, then the more reliable spine, then the newest point, then the lowest number. Nothing
is added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tracker.estimates.trend import default_window
from tracker.models import Crisis, Organisation, Series
from tracker.models.ledger import SPEAKS_OF
from tracker.selectors.crises import leads_of
from tracker.selectors.figures import Row, mark_superseded, rows_of
from tracker.selectors.leading import BASIS_RANK, may_lead
from tracker.selectors.objects import as_they_were
from tracker.selectors.reading import Reading
from tracker.selectors.series import Number, PointView, SeriesView, views_of
from tracker.selectors.statements import Few
from tracker.selectors.versions import standing
from tracker.vocabulary import (
    ALL_AGES,
    ALL_GROUPS,
    CONSTRAINT_QUALIFIERS,
    MEASURES,
    RELIABILITIES,
    Basis,
    Gender,
    Grade,
    PeopleStatus,
    Role,
    Unit,
)

ORDER = (
    "displaced", "idps", "killed", "injured", "missing", "refugees", "returned", "returnees",
    "people_in_need",
)  # fmt: skip
"""Measures a reader looks for first; the others follow in the order of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Others:
    """What other originators say of the same thing near the same day: a range over them, never a sum."""

    originators: tuple[str, ...]
    low: Number
    high: Number
    high_open: bool
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One headline: the newest point of the leading series and the figure on top of it.

    `figure` is that figure's row: qualifier, value_text, speaker, organisation, originator, dates, quote.
    `chosen_by` is "editor" or "rule".
    """

    measure: str
    view: SeriesView
    point: PointView
    figure: Row
    chosen_by: str
    others: Others | None

    @property
    def said_by(self) -> str:
        """Who says so, in short: the originator, as published."""
        return str(self.figure["originator"])

    @property
    def as_of(self) -> date:
        """The day the number speaks of."""
        return self.point.date

    @property
    def said_date(self) -> date:
        """The day it was said."""
        return date.fromisoformat(self.figure["said_date"])

    @property
    def age_days(self) -> int:
        """How old the number is, seen from the reading's day."""
        return self.view.age_days or 0

    @property
    def is_stale(self) -> bool:
        """Whether it is older than the series allows: "last known"."""
        return self.view.is_stale


def cards(
    crisis: Crisis, reading: Reading, *, views: Sequence[SeriesView] | None = None, compared: bool = True
) -> list[Card]:
    """One card for each measure that has a number, in the order readers look for them.

    `views` are the series of the crisis that may lead, where the page has read them already. What others say is not
    read where it is not to be `compared`.
    """
    views = views_of(may_lead([crisis], reading), reading) if views is None else views
    leads = leads_of(crisis, reading)
    judged = _reliabilities(views, reading)
    chosen = [found for measure in _measures(views) if (found := _choose(measure, views, leads.get(measure), judged))]
    near = _comparable([view for view, _ in chosen]) if compared else {}
    rows = _rows_near([view for view, _ in chosen], near, reading)
    by_id = {row["id"]: row for row in rows}
    return [
        Card(
            measure=view.series.measure,
            view=view,
            point=view.newest,
            figure=by_id[view.newest.figure],
            chosen_by=chosen_by,
            others=_others(view, [row for row in rows if row["series"] in near[view.series.pk]]) if compared else None,
        )
        for view, chosen_by in chosen
        if view.newest and view.newest.figure in by_id
    ]


def _measures(views: Sequence[SeriesView]) -> list[str]:
    found = {view.series.measure for view in views if view.points}
    return [measure for measure in dict.fromkeys((*ORDER, *MEASURES)) if measure in found]


def _reliabilities(views: Sequence[SeriesView], reading: Reading) -> dict[int, str]:
    """Reliability of the spines; those of the present came with their series, those of another moment are read."""
    if reading.is_pinned:
        carriers = list(Organisation.objects.filter(pk__in={view.spine for view in views if view.spine}))
        as_they_were("organisation", carriers, reading)
        return {one.pk: one.reliability for one in carriers}
    known = {view.series.spine.pk: view.series.spine.reliability for view in views if view.series.spine}
    others = {view.spine for view in views if view.spine} - known.keys()
    if not others:
        return known
    return known | dict(Organisation.objects.filter(pk__in=others).values_list("pk", "reliability"))


def _choose(
    measure: str, views: Sequence[SeriesView], lead: int | None, judged: Mapping[int, str]
) -> tuple[SeriesView, str] | None:
    candidates = [view for view in views if view.series.measure == measure and view.points]
    set_by_editor = [view for view in candidates if view.series.pk == lead]
    if set_by_editor:
        return set_by_editor[0], "editor"
    return (min(candidates, key=lambda view: _rank(view, judged)), "rule") if candidates else None


def _rank(view: SeriesView, judged: Mapping[int, str]) -> tuple[object, ...]:
    series = view.series
    newest = view.points[-1].date.toordinal()
    return (
        BASIS_RANK[Basis(series.basis)],
        not _counts_everybody(view),
        -len(view.points),
        RELIABILITIES.index(judged.get(view.spine or 0, RELIABILITIES[-1])),
        -newest,
        series.pk,
    )


def _counts_everybody(view: SeriesView) -> bool:
    series = view.series
    whole = series.population_group == ALL_GROUPS and series.gender == Gender.ALL and series.age_range == ALL_AGES
    return whole and series.people_status in (
        PeopleStatus.ALL,
        PeopleStatus.CIVILIAN,
        PeopleStatus.UNSPECIFIED,
    )


COMPARED = (
    "measure", "basis", "unit", "place_id", "origin_place_id", "population_group", "people_status", "gender",
    "age_range", "window_origin_id",
)  # fmt: skip
"""What two series share whose numbers stand side by side: not counts of another start or place."""


def _comparable(views: Sequence[SeriesView]) -> dict[int, set[int]]:
    """The series beside each of these, itself included; found by place, however many a crisis has."""
    found: dict[int, set[int]] = {view.series.pk: {view.series.pk} for view in views}
    alike = {_key(view.series): found[view.series.pk] for view in views}
    for pk, *key in _OF_THEIR_PLACES.rows([view.series.pk for view in views]):
        alike.get(tuple(key), set()).add(pk)
    return found


SHARED = ("crisis_id", *COMPARED)


def _of_their_places(pks: list[int]) -> QuerySet[Series, Any]:
    these = Series.objects.filter(pk__in=pks)
    beside = Series.objects.filter(place__in=these.values("place"), measure__in=these.values("measure"))
    return beside.order_by().values_list("pk", *SHARED)


_OF_THEIR_PLACES = Few(_of_their_places)


def _key(series: Series) -> tuple[object, ...]:
    return tuple(getattr(series, name) for name in SHARED)


def _rows_near(views: Sequence[SeriesView], near: Mapping[int, set[int]], reading: Reading) -> list[Row]:
    """The rows of the figures on the cards, and of what was said of the same thing near the same days."""
    wanted = Q(figure_id__in=[view.newest.figure for view in views if view.newest])
    for view in views if near else ():
        window = timedelta(days=default_window(view.series.basis))
        days = (view.points[-1].date - window, view.points[-1].date + window)
        wanted |= Q(series_id__in=sorted(near[view.series.pk]), day__range=days)
    found = standing(reading).alias(day=SPEAKS_OF).filter(wanted)
    rows = rows_of(found.order_by(SPEAKS_OF.asc(), "sequence")) if views else []
    mark_superseded(rows, reading)
    return rows


def _others(view: SeriesView, rows: Sequence[Row]) -> Others | None:
    """The newest comparable statement of each other originator, within the window of the method around the
    point.
    """
    point = view.points[-1]
    window = timedelta(days=default_window(view.series.basis))
    newest: dict[str, Row] = {}
    for row in rows:
        day = date.fromisoformat(row["as_of_date"] or row["reference_period_end"] or row["said_date"])
        if abs(day - point.date) <= window and _speaks(row, view):
            newest[row["originator"]] = row
    if not newest:
        return None
    lows = [row["value_low"] for row in newest.values()]
    highs = [row["value_high"] if row["value_high"] is not None else row["value_low"] for row in newest.values()]
    return Others(
        originators=tuple(sorted(newest)),
        low=min(lows),
        high=max(highs),
        high_open=any(row["value_high"] is None and row["value_low"] == max(highs) for row in newest.values()),
        figures=tuple(sorted(row["id"] for row in newest.values())),
    )


def _speaks(row: Row, view: SeriesView) -> bool:
    """Whether the row is another originator's number that counts."""
    return (
        row["originator"] != view.spine_name
        and row["superseded_by"] is None
        and row["value_low"] is not None
        and row["qualifier"] not in CONSTRAINT_QUALIFIERS
        and row["role"] not in (Role.CONTEXT, Role.EXCLUDED)
        and row["grade"] != Grade.DISCOUNTED
        and row["unit"] != Unit.PERSON_PER_DAY
    )
