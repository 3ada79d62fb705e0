"""The totals of the events a publication touches: each reconciled by METHOD R4, each change a version.

An event's own total counts everybody the measure counts: parts, groups and shares stay out of it. Beside a total
for each status there is one for all (estimates/statuses.py), which sums that are not split by status are made of.
Each change is handed on to the tallies as the difference it makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from tracker.estimates.claims import Claim, standing
from tracker.estimates.combine import Band, combine
from tracker.estimates.statuses import everyone
from tracker.ledger import bulk, tallies, working
from tracker.ledger.content import as_count
from tracker.ledger.series import CLAIM_COLUMNS, SUPERSEDING, claim_of, originator_names
from tracker.models import Event, EventTotal, PublishedFigure
from tracker.models.ledger import VersionQuerySet
from tracker.models.places import Lineage
from tracker.vocabulary import ALL_AGES, ALL_GROUPS, Basis, Gender, PeopleStatus, Unit

Pair = tuple[int, str]
"""An event and a measure."""

Claims = Mapping[str, list[Claim]]
"""Claims of one pair by status of people."""

EVENT_COLUMNS = ("measure", "people_status", *CLAIM_COLUMNS)

_EVENTS = bulk.ByKeys(Event.objects.all())
_LINKS = bulk.ByKeys(
    PublishedFigure.objects.live().filter(supersedes__isnull=False),
    by="figure_id",
    only=("figure_id", "supersedes"),
)
_PLACES_OF_CLAIMS = bulk.ByKeys(
    PublishedFigure.objects.live().filter(event_id__isnull=False),
    by="figure_id",
    only=("figure_id", "event_id", "measure"),
)
_STANDING = bulk.ByKeys(EventTotal.objects.filter(sequence_to__isnull=True), by="event_id")

STATED = (
    "value_low", "value_best", "value_high", "high_open", "flags", "month", "date_precision", "location_code",
    "admin1_code", "admin2_code",
)  # fmt: skip


def pairs_of(figures: Collection[int]) -> dict[int, set[Pair]]:
    """By figure: the event and measure that its live version counts, and those of the claim it supersedes."""
    links = {row["figure_id"]: row["supersedes"] for row in _LINKS.values(figures)}
    rows = _PLACES_OF_CLAIMS.values({*figures, *links.values()})
    pairs = {row["figure_id"]: (row["event_id"], row["measure"]) for row in rows}
    return {one: {pairs[named] for named in (one, links.get(one)) if named in pairs} for one in figures}


def pairs_of_versions(versions: Collection[PublishedFigure]) -> dict[int, set[Pair]]:
    """The same for versions that stand and are at hand: only what they supersede is looked up."""
    targets = {version.supersedes for version in versions} - {None}
    superseded = {row["figure_id"]: (row["event_id"], row["measure"]) for row in _PLACES_OF_CLAIMS.values(targets)}
    pairs: dict[int, set[Pair]] = {}
    for version in versions:
        own = {(version.event_id, version.measure)} if version.event_id is not None else set()
        named = superseded.get(version.supersedes)
        pairs[version.figure_id] = own | {named} if named else own
    return pairs


def counted(versions: VersionQuerySet) -> VersionQuerySet:
    """Of these versions, those that count everybody at an event."""
    return versions.filter(
        Q(unit=Unit.PERSON) | Q(unit=Unit.DWELLING),
        event_id__isnull=False,
        basis=Basis.PERIOD,
        part_of__isnull=True,
        population_group=ALL_GROUPS,
        gender=Gender.ALL,
        age_range=ALL_AGES,
    )


_COUNTED = bulk.ByKeys(counted(PublishedFigure.objects.live()), by="event_id", only=EVENT_COLUMNS)


def may_change(version: PublishedFigure) -> bool:
    """Whether a version that nothing preceded can change the total of an event: it counts there, or supersedes."""
    return version.supersedes is not None or (
        version.unit in (Unit.PERSON, Unit.DWELLING)
        and version.event_id is not None
        and version.basis == Basis.PERIOD
        and version.part_of is None
        and version.population_group == ALL_GROUPS
        and version.gender == Gender.ALL
        and version.age_range == ALL_AGES
    )


def claims_by_pair(rows: Iterable[Mapping[str, Any]]) -> dict[Pair, dict[str, list[Claim]]]:
    """Rows of EVENT_COLUMNS as claims, by event and measure and then by status."""
    held = list(rows)
    names = originator_names(row["originator_id"] for row in held)
    found: dict[Pair, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for row in held:
        found[row["event_id"], row["measure"]][row["people_status"]].append(claim_of(row, names))
    return found


def superseding(claims: Iterable[Claims], versions: VersionQuerySet | None = None) -> list[Claim]:
    """Those of these versions that supersede one of the claims, whatever they count themselves (METHOD R6).

    Without `versions`, those that stand now.
    """
    figures = {claim.figure for by_status in claims for said in by_status.values() for claim in said}
    if versions is None:
        rows = list(SUPERSEDING.values(figures))
    else:
        rows = list(versions.filter(supersedes__among=figures).values(*CLAIM_COLUMNS))
    names = originator_names(row["originator_id"] for row in rows)
    return [claim_of(row, names) for row in rows]


def bands_of(claims: Claims, *, known_on: date | None = None, elsewhere: Collection[Claim] = ()) -> dict[str, Band]:
    """The band of each status at one event; "all" reconciles whoever counts everybody, or does not say whom.

    `elsewhere` are claims, of whatever event and measure, that may supersede one of these. A status of which no claim
    stands has no band.
    """

    def band(said: Collection[Claim]) -> Band | None:
        kept = standing(said, known_on=known_on, elsewhere=elsewhere).kept
        return combine(kept) if kept else None

    apart = {status: band(said) for status, said in claims.items() if status != PeopleStatus.ALL}
    bands = {status: found for status, found in apart.items() if found}
    whole = everyone(band([*claims.get(PeopleStatus.ALL, ()), *claims.get(PeopleStatus.UNSPECIFIED, ())]), bands)
    return {**bands, PeopleStatus.ALL.value: whole} if whole else bands


def recompute(pairs: Mapping[Pair, int]) -> None:
    """Bring the totals of these events and measures to the present state, each from the sequence given on."""
    if not pairs:
        return
    made = wanted(pairs)
    held = current({event for event, _ in pairs})
    closed: list[tuple[int, EventTotal]] = []
    opened: list[EventTotal] = []
    for pair, sequence in sorted(pairs.items()):
        gone, new = _difference(held.get(pair, {}), made[pair])
        closed += [(sequence, total) for total in gone]
        opened += new
    bulk.update(EventTotal, ["sequence_to"], [(sequence, total.pk) for sequence, total in closed])
    bulk.insert(opened)
    tallies.apply(gone=[total for _, total in closed], new=opened)


def wanted(pairs: Mapping[Pair, int]) -> dict[Pair, dict[str, EventTotal]]:
    """The totals that the live versions give for these events and measures, by status; not stored here."""
    ids = {event for event, _ in pairs}
    events = with_places(ids)
    claims = claims_by_pair(_COUNTED.values(ids))
    elsewhere = superseding(claims.values())
    return {
        pair: {
            status: total_of(events[pair[0]], pair[1], status, band, sequence)
            for status, band in bands_of(claims.get(pair, {}), elsewhere=elsewhere).items()
        }
        for pair, sequence in pairs.items()
    }


def with_places(ids: Collection[int]) -> dict[int, Event]:
    """These events by number, each place and the units around it read once."""
    found = _EVENTS.read(ids)
    working.attach(found, "place", working.PLACES)
    return {event.pk: event for event in found}


def restate(pairs: Collection[Pair]) -> None:
    """Make past totals of these events and measures again from what their revisions hold now: after a redaction."""
    for total in EventTotal.objects.filter(event_id__in={event for event, _ in pairs}, sequence_to__isnull=False):
        pair = (total.event_id, total.measure)
        if pair not in pairs:
            continue
        then = PublishedFigure.objects.at(total.sequence_from)
        claims = claims_by_pair(counted(then).filter(event_id=total.event_id).values(*EVENT_COLUMNS))
        bands = bands_of(claims.get(pair, {}), elsewhere=superseding(claims.values(), then))
        band = bands.get(total.people_status)
        if band is None:
            total.delete()
        else:
            total.value_low, total.value_best = as_count(band.low), as_count(band.best)
            total.value_high = as_count(band.high)
            total.high_open, total.flags = band.high_open, [str(flag) for flag in band.flags]
            total.save()


def current(events: Collection[int]) -> dict[Pair, dict[str, EventTotal]]:
    """The totals of these events that stand, by pair and status."""
    found: dict[Pair, dict[str, EventTotal]] = defaultdict(dict)
    for total in _STANDING.read(events):
        found[total.event_id, total.measure][total.people_status] = total
    return found


def _difference(
    held: Mapping[str, EventTotal], wanted: Mapping[str, EventTotal]
) -> tuple[list[EventTotal], list[EventTotal]]:
    """Totals to close, and totals to open; what stays the same keeps its version."""
    same = {status for status, total in held.items() if status in wanted and says_the_same(total, wanted[status])}
    return (
        [total for status, total in held.items() if status not in same],
        [total for status, total in wanted.items() if status not in same],
    )


def says_the_same(one: EventTotal, other: EventTotal) -> bool:
    """Whether two totals say the same, whenever each was made."""
    return all(getattr(one, name) == getattr(other, name) for name in STATED)


def total_of(event: Event, measure: str, status: str, band: Band, sequence: int) -> EventTotal:
    """The total of an event with the numbers of a band, from a sequence on; not stored here."""
    lineage = event.place.lineage() if event.place else Lineage()
    says = {
        "event_id": event.pk,
        "measure": measure,
        "people_status": status,
        "sequence_from": sequence,
        "value_low": as_count(band.low),
        "value_best": as_count(band.best),
        "value_high": as_count(band.high),
        "high_open": band.high_open,
        "flags": [str(flag) for flag in band.flags],
        "date_precision": event.date_precision,
        "month": event.end.replace(day=1),
        "location_code": lineage.location_code,
        "admin1_code": lineage.admin1_code,
        "admin2_code": lineage.admin2_code,
    }
    return bulk.new_row(EventTotal, says)
