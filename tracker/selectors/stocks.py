"""Stocks that a provider reports by operation and round: the latest round of each, then the sum (METHOD R8, R9).

Within a place, an operation counts once: its claim about the place itself, else about the largest units it names. So
the same number repeated for a country, its province and its district is one number. Operations are taken not to share
anybody, because the provider names them apart; rounds of two providers are never summed. Read by `tallies/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tracker.estimates import stocks
from tracker.estimates.claims import Claim, may_lead, rank
from tracker.estimates.claims import standing as standing_claims
from tracker.estimates.intervals import sum_of
from tracker.estimates.places import PlaceCount, roll_up
from tracker.estimates.qualifiers import Interval
from tracker.ledger.series import CLAIM_COLUMNS, claim_of
from tracker.models import Place
from tracker.models.ledger import VersionQuerySet
from tracker.selectors.names import organisation_names
from tracker.selectors.places import within
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import UnsafeSum
from tracker.selectors.tallies import TallyQuery, check_split
from tracker.selectors.versions import standing
from tracker.vocabulary import ALL_AGES, ALL_GROUPS, Basis, Flag, Gender, PeopleStatus, Unit

COLUMNS = (
    *CLAIM_COLUMNS, "operation", "reporting_round", "place_code", "location_code", "admin1_code", "admin2_code",
    "admin_level",
)  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StockRow:
    """The stock of a place over the operations in it, with the first and the last day their rounds speak of."""

    period_start: date
    period_end: date
    place_code: str | None
    value_low: int | None
    value_best: int | None
    value_high: int | None
    high_open: bool
    operations: tuple[str, ...]
    figures: tuple[int, ...]
    flags: tuple[str, ...]


def stock_rows(query: TallyQuery, reading: Reading) -> list[StockRow]:
    """The stock of the place, or of each of its first-level units; no row where no operation reports.

    Raises UnsafeSum for operations of several providers.
    """
    check_split(query)
    held = _claims(query, reading)
    if query.split == "admin1":
        units = _parts(held)
        found = [_row(code, units[code], query, reading) for code in sorted(units)]
    else:
        found = [_row(query.place.code if query.place else None, held, query, reading)]
    return [row for row in found if row is not None]


Held = Sequence[tuple[Row, Claim]]


def _claims(query: TallyQuery, reading: Reading) -> Held:
    """The claims that count everybody, with the rows they come from; those that do not stand or lead are gone."""
    place = within(query.place) if query.place else Q()
    rows = list(_everybody(standing(reading)).filter(place, measure=query.measure).order_by().values(*COLUMNS))
    over = standing(reading).filter(supersedes__in=[row["figure_id"] for row in rows]).order_by()
    claims = {row["figure_id"]: claim_of(row, {}) for row in rows}
    elsewhere = [claim_of(row, {}) for row in over.values(*CLAIM_COLUMNS) if row["figure_id"] not in claims]
    # Two units may have the same number, so that repetition is judged within a place and an operation alone.
    apart: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for row in rows:
        apart[row["operation"], row["place_code"]].append(claims[row["figure_id"]])
    everyone = [*claims.values(), *elsewhere]
    kept = {
        claim.figure
        for group in apart.values()
        for claim in standing_claims(group, elsewhere=_beside(group, everyone)).kept
        if may_lead(claim) and claim.as_of is not None
    }
    return [(row, claims[row["figure_id"]]) for row in rows if row["figure_id"] in kept]


def _beside(group: Iterable[Claim], everyone: Iterable[Claim]) -> list[Claim]:
    figures = {claim.figure for claim in group}
    return [claim for claim in everyone if claim.supersedes in figures and claim.figure not in figures]


def _everybody(versions: VersionQuerySet) -> VersionQuerySet:
    return versions.exclude(operation="").filter(
        basis=Basis.STOCK,
        unit=Unit.PERSON,
        part_of__isnull=True,
        population_group=ALL_GROUPS,
        people_status__in=(PeopleStatus.ALL, PeopleStatus.UNSPECIFIED),
        gender=Gender.ALL,
        age_range=ALL_AGES,
        admin_level__isnull=False,
    )


def _parts(held: Held) -> dict[str, Held]:
    units: dict[str, list[tuple[Row, Claim]]] = defaultdict(list)
    for row, claim in held:
        if row["admin1_code"]:
            units[row["admin1_code"]].append((row, claim))
    return dict(units)


def _row(code: str | None, held: Held, query: TallyQuery, reading: Reading) -> StockRow | None:
    by_operation: dict[str, list[tuple[Row, Claim]]] = defaultdict(list)
    for row, claim in held:
        by_operation[row["operation"]].append((row, claim))
    latest = [_round(operation, by_operation[operation]) for operation in sorted(by_operation)]
    if not latest:
        return None
    used = [claim for counts, _ in latest for claim in counts]
    if len({claim.originator for claim in used}) > 1:
        raise _mixed(used, query.measure, reading)
    total = stocks.sum_of_operations((one for _, one in latest), disjoint=True)
    flags = {
        Flag.PARTIAL: any(len(counts) > 1 and one.interval.high_open for counts, one in latest),
        Flag.FLOOR: total.high_open,
        Flag.STALE: any(stocks.is_stale(one.as_of, today=reading.today()) for _, one in latest),
    }
    return StockRow(
        period_start=total.first_as_of or date.min,
        period_end=total.last_as_of or date.max,
        place_code=code,
        value_low=_whole(total.low),
        value_best=_whole(total.best),
        value_high=_whole(total.high),
        high_open=total.high_open,
        operations=tuple(one.operation for _, one in latest),
        figures=tuple(sorted(claim.figure for claim in used)),
        flags=tuple(flag.value for flag, applies in flags.items() if applies),
    )


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _mixed(used: Iterable[Claim], measure: str, reading: Reading) -> UnsafeSum:
    names = sorted(organisation_names({claim.originator for claim in used}, reading).values())
    detail = (
        f"{', '.join(names)} each report {measure} here and may count the same people; rounds of several providers are "
        "never summed. Ask for a part of the place that one of them covers."
    )
    return UnsafeSum("place_code", "mixed_originators", detail, overlaps=names)


def _round(operation: str, held: Held) -> tuple[list[Claim], stocks.Round]:
    """The latest round of an operation as one number: its claims about the largest units it names in that round."""
    last = max(claim.as_of for _, claim in held if claim.as_of)
    of_round = [(row, claim) for row, claim in held if claim.as_of == last]
    largest = min(row["admin_level"] for row, _ in of_round)
    chosen: dict[str, tuple[Row, Claim]] = {}
    for row, claim in sorted(of_round, key=lambda pair: rank(pair[1])):
        if row["admin_level"] == largest:
            chosen.setdefault(row["place_code"], (row, claim))
    claims = [claim for _, claim in chosen.values()]
    found = stocks.Round(
        figure=min(claim.figure for claim in claims),
        originator=claims[0].originator,
        operation=operation,
        as_of=last,
        interval=_interval(chosen, last),
    )
    return claims, found


def _interval(chosen: Mapping[str, tuple[Row, Claim]], day: date) -> Interval:
    """The number of one unit, or the roll-up of several, which is a floor where a unit beside them has none."""
    stated = [claim.interval for _, claim in chosen.values() if claim.interval]
    if len(stated) == 1:
        return stated[0]
    units = Place.objects.filter(code__in=chosen)
    level = units.values_list("level", flat=True)[0]
    of = Place.objects.filter(level=level, parent__in=units.values("parent")).count()
    children = (
        PlaceCount(
            place=code,
            level=level,
            figure=claim.figure,
            originator=claim.originator,
            as_of=day,
            interval=claim.interval,
        )
        for code, (_, claim) in chosen.items()
        if claim.interval
    )
    return roll_up(children, of=max(of, len(stated))).interval or sum_of(stated)
