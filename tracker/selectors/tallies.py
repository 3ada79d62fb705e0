"""Sums over distinct events by month or year (METHOD R7): for a place and all it contains, or its parts.

The present is read from the cells the ledger keeps; a revision from the totals of events that stood then; a day from
the claims said by then, reconciled by the ledger's own functions. All three come down to the same cells, and one
function makes the rows. A month in which nobody counted an event has no row (R12). Read by the API and the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from tracker.estimates.claims import Claim
from tracker.ledger import events, tallies
from tracker.ledger.series import CLAIM_COLUMNS, claim_of, originator_names
from tracker.models import Event, EventTotal, Place, Tally
from tracker.models.ledger import open_at
from tracker.selectors.places import WITHIN_COLUMNS, place_named
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import Problem, QueryError, UnsafeSum
from tracker.selectors.statements import Statement
from tracker.selectors.versions import standing
from tracker.vocabulary import MEASURES, Basis, Flag, PeopleStatus, PlaceLevel, Unit

SPANS = ("month", "year")
SPLITS = ("none", "admin1", "people_status")
BASES = (Basis.PERIOD, Basis.STOCK)

Part = tuple[str, str, date]
"""Scope, status of people, first day of the bar."""


@dataclass(frozen=True, slots=True)
class TallyQuery:
    """A question about sums over events; `place` None is the whole world."""

    measure: str
    place: Place | None = None
    by: str = "month"
    split: str = "none"


class TallyRow(NamedTuple):
    """One bar: the sum over the events that ended in it, and how many of them there are.

    `value_best` is None as soon as one event has no best number (`without_best` says how many), `value_high` as soon as
    one has no high. `place_code` is None for the whole world.
    """

    period_start: date
    period_end: date
    place_code: str | None
    people_status: str
    value_low: int | None
    value_best: int | None
    value_high: int | None
    high_open: bool
    events: int
    without_best: int
    flags: tuple[str, ...]


def place_of_sums(code: str) -> Place:
    """The place sums are kept for. Raises QueryError for no place, UnsafeSum for one that sums do not fit."""
    place = place_named("place_code", code)
    if place.level == PlaceLevel.AREA:
        members = sorted(place.members.values_list("code", flat=True))
        detail = (
            f"{place.name} has no official borders and overlaps {', '.join(members) or 'official units'}; it is never "
            "summed with them. Ask for each of those."
        )
        raise UnsafeSum("place_code", "overlap", detail, overlaps=members)
    if place.level not in WITHIN_COLUMNS:
        lineage = place.lineage()
        around = lineage.admin2_code or lineage.admin1_code or lineage.location_code
        detail = (
            f"Sums are kept down to the second level of administration; an event at {place.name} counts in {around}, "
            "where events that are placed no closer may be at the same site."
        )
        raise UnsafeSum("place_code", "overlap", detail, overlaps=[around] if around else [])
    return place


def check_summable(measure: str, basis: str) -> None:
    """Refuse a stock as flow and a flow as stock, and what is not counted one by one."""
    bases = MEASURES[measure].bases
    if basis not in bases:
        kind = "a stock: people present at a moment" if Basis.STOCK in bases else "a flow: what happened in a time"
        detail = f"{measure} is {kind}. It is never made into the other by adding up; ask with another basis."
        raise QueryError(Problem("basis", "not_of_measure", detail))
    if MEASURES[measure].unit not in (Unit.PERSON, Unit.DWELLING):
        raise QueryError(Problem("measure", "not_of_measure", f"{measure} is not counted by event."))


def check_split(query: TallyQuery) -> None:
    """Refuse parts that a place does not have."""
    if query.split == "admin1" and (query.place is None or query.place.level != PlaceLevel.COUNTRY):
        detail = "split=admin1 lists the first-level units of a country; name a country in place_code."
        raise QueryError(Problem("split", "not_applicable", detail))


def tally_rows(query: TallyQuery, reading: Reading) -> list[TallyRow]:
    """The bars of the question at the reading, by their first day, then place and status."""
    check_split(query)
    scopes = _scopes(query)
    cells: dict[Part, list[int]] = {}
    for scope, status, month, amounts in _cells(query, scopes, reading):
        part = scope, status, month.replace(month=1) if query.by == "year" else month
        held = cells.get(part)
        cells[part] = amounts if held is None else [one + other for one, other in zip(held, amounts, strict=True)]
    in_order = sorted(cells, key=lambda part: (part[2], part[0], part[1]))
    return [_row(part, cells[part], query.by) for part in in_order]


def _scopes(query: TallyQuery) -> list[str]:
    if query.place is None:
        return [tallies.WORLD]
    if query.split == "admin1":
        return list(query.place.children.filter(level=PlaceLevel.ADM1).values_list("code", flat=True))
    return [query.place.code]


def _statuses(query: TallyQuery) -> Q:
    whole = Q(people_status=PeopleStatus.ALL.value)
    return ~whole if query.split == "people_status" else whole


Cells = Iterable[tuple[str, str, date, list[int]]]


def _cells(query: TallyQuery, scopes: list[str], reading: Reading) -> Cells:
    """Scope, status, month and amounts of the cells that the question is about."""
    if reading.is_live and len(scopes) == 1 and query.split != "people_status":
        rows = _CELLS.rows(scopes[0], query.measure)
        return [(scope, status, month, amounts) for scope, status, month, *amounts in rows]
    if reading.is_live:
        wanted = Q(scope__in=scopes)
        found = Tally.objects.filter(wanted, _statuses(query), measure=query.measure)
        return [
            (scope, status, month, list(amounts))
            for scope, status, month, *amounts in found.values_list("scope", "people_status", "month", *tallies.SUMS)
        ]
    totals = _totals_then(query, reading) if reading.known_on is None else totals_known(query, reading)
    of_status = PeopleStatus.ALL.value
    return [
        (scope, status, month, amounts)
        for (scope, _, status, month), amounts in tallies.summed(totals).items()
        if scope in scopes and (status == of_status) != (query.split == "people_status")
    ]


_CELLS = Statement(
    lambda scope, measure: Tally.objects.filter(
        scope=scope, measure=measure, people_status=PeopleStatus.ALL.value
    ).values_list("scope", "people_status", "month", *tallies.SUMS),
    "(scope)",
    "(measure)",
)


def _totals_then(query: TallyQuery, reading: Reading) -> QuerySet[EventTotal]:
    """The totals of events that stood at a revision."""
    stood = EventTotal.objects.filter(open_at(reading.at), sequence_from__lte=reading.at)
    found = stood.filter(_statuses(query), measure=query.measure)
    return found if query.place is None else found.filter(**{_column(query.place): query.place.code})


def _column(place: Place) -> str:
    return WITHIN_COLUMNS[PlaceLevel(place.level)]


def totals_known(query: TallyQuery, reading: Reading) -> list[EventTotal]:
    """The totals of the events as known on a day: claims said by then, reconciled as the ledger does; not stored."""
    found = _events_in(query.place)
    versions = standing(reading)
    about = events.counted(versions).filter(measure=query.measure, event_id__in=found.values("pk"))
    claims = events.claims_by_pair(about.order_by().values(*events.EVENT_COLUMNS))
    over = versions.filter(supersedes__in=about.order_by().values("figure_id")).order_by().values(*CLAIM_COLUMNS)
    elsewhere = _by_target(list(over))
    counted = found.filter(pk__in=about.order_by().values("event_id"))
    happened = {event.pk: event for event in counted.select_related("place__parent__parent__parent")}
    return [
        events.total_of(happened[event], measure, status, band, reading.at)
        for (event, measure), said in claims.items()
        for status, band in events.bands_of(said, elsewhere=_over(said, elsewhere)).items()
    ]


def _events_in(place: Place | None) -> QuerySet[Event]:
    """Events at a place or anywhere inside it; hierarchies are at most four levels deep."""
    if place is None:
        return Event.objects.all()
    above = ("place", "place__parent", "place__parent__parent", "place__parent__parent__parent")
    inside = Q()
    for path in above:
        inside |= Q(**{path: place.pk})
    return Event.objects.filter(inside)


def _by_target(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Claim]]:
    """Claims by the figure they supersede."""
    names = originator_names(row["originator_id"] for row in rows)
    found: dict[int, list[Claim]] = defaultdict(list)
    for row in rows:
        found[row["supersedes"]].append(claim_of(row, names))
    return found


def _over(said: Mapping[str, list[Claim]], elsewhere: Mapping[int, list[Claim]]) -> list[Claim]:
    if not elsewhere:
        return []
    return [over for claims in said.values() for claim in claims for over in elsewhere.get(claim.figure, ())]


def _row(part: Part, amounts: list[int], by: str) -> TallyRow:
    scope, status, start = part
    sums = dict(zip(tallies.SUMS, amounts, strict=True))
    is_open = sums["open_events"] > 0
    return TallyRow(
        period_start=start,
        period_end=_end(start, by),
        place_code=scope or None,
        people_status=status,
        value_low=sums["low"] if sums["without_low"] < sums["events"] else None,
        value_best=None if sums["without_best"] else sums["best"],
        value_high=None if sums["without_high"] else sums["high"],
        high_open=is_open,
        events=sums["events"],
        without_best=sums["without_best"],
        flags=_flags(sums, by, is_open=is_open),
    )


def _flags(sums: Mapping[str, int], by: str, *, is_open: bool) -> tuple[str, ...]:
    applies = {
        Flag.SOURCES_DISAGREE: sums["disagreeing"] > 0,
        Flag.FLOOR: is_open,
        Flag.INTERESTED_ONLY: sums["interested_only"] > 0,
        Flag.PARTIAL: sums["partial"] > 0,
        Flag.WIDE_DATE: by == "month" and sums["wide_date"] > 0,
    }
    return tuple(flag.value for flag, applied in applies.items() if applied)


def _end(start: date, by: str) -> date:
    if by == "year":
        return start.replace(month=12, day=31)
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
