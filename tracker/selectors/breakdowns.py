"""How totals were divided by their own sources: by sex and age, by status, by setting, by side (METHOD R10).

Only what a source declares to be parts of one total is put side by side; the rest that nobody placed is "unspecified".
Two ways of dividing one total are two tables of the same people. Read by the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.estimates.partitions import Part, PartsExceedWhole, divide
from tracker.estimates.qualifiers import Interval
from tracker.selectors.figures import AS_ROWS, Row, figures_of, mark_superseded, parsed
from tracker.selectors.reading import Reading
from tracker.selectors.versions import KeptStanding
from tracker.vocabulary import BoundsBasis, Unit

MOST_PARTS = 400
"""Parts read at most for a page; a source that divides one total has a handful."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One total divided in one way. `parts` are figure rows, the largest first.

    `named` is the sum of the parts, `unspecified` the rest of the total; both None where the parts exceed the total or
    do not add up, which is said instead of computed.
    """

    whole: Row
    partition: str
    parts: tuple[Row, ...]
    named: Interval | None
    unspecified: Interval | None


def breakdowns(reading: Reading, *, crisis: str, measure: str, limit: int = 3) -> list[Breakdown]:
    """The newest divided totals of a measure, each in every way its sources divided it; at most `limit`."""
    parts = parsed(_PARTS.rows(reading, crisis, measure))
    mark_superseded(parts, reading)
    return _of_parts([row for row in parts if row["superseded_by"] is None], reading)[:limit]


_PARTS = KeptStanding(
    lambda found, crisis, measure: (
        found.filter(crisis=crisis, measure=measure, part_of__isnull=False, unit=Unit.PERSON.value)
        .order_by("-said_date", "-sequence")
        .values_list(*AS_ROWS)[:MOST_PARTS]
    ),
    "(crisis)",
    "(measure)",
)


def breakdowns_of(figure_id: int, reading: Reading) -> list[Breakdown]:
    """Every way in which one total was divided."""
    parts = figures_of(reading, part_of=figure_id)
    return _of_parts([row for row in parts if row["superseded_by"] is None and row["unit"] == Unit.PERSON], reading)


def _of_parts(parts: Sequence[Row], reading: Reading) -> list[Breakdown]:
    divided: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in parts:
        divided[row["part_of"], row["partition"] or ""].append(row)
    totals = {row["id"]: row for row in figures_of(reading, figure=sorted({whole for whole, _ in divided}))}
    found = [
        _breakdown(totals[whole], partition, rows)
        for (whole, partition), rows in divided.items()
        if whole in totals and totals[whole]["superseded_by"] is None
    ]
    return sorted(found, key=lambda one: (_day(one.whole), one.whole["id"], one.partition), reverse=True)


def _breakdown(whole: Row, partition: str, rows: Sequence[Row]) -> Breakdown:
    parts = tuple(sorted(rows, key=lambda row: (-(row["value_best"] or row["value_low"] or 0), row["id"])))
    try:
        division = divide(_interval(whole), [_part(row) for row in parts])
    except (PartsExceedWhole, ValueError):
        return Breakdown(whole, partition, parts, None, None)
    return Breakdown(whole, partition, parts, division.named, division.unspecified)


def _part(row: Row) -> Part:
    return Part(
        figure=row["id"],
        part_of=row["part_of"],
        partition=row["partition"],
        category=category(row),
        interval=_interval(row),
    )


def category(row: Row) -> str:
    """What tells a part from its neighbours: who the people are, and where or on which side they were counted."""
    names = ("gender", "age_range", "people_status", "population_group", "place_code")
    return "/".join(str(row.get(name) or "") for name in names)


def _interval(row: Row) -> Interval:
    low, best, high = (row[f"value_{bound}"] for bound in ("low", "best", "high"))
    basis = BoundsBasis.FLOOR if high is None else BoundsBasis.STATED
    return Interval(low, best, high, high is None, basis.value)


def _day(row: Row) -> Any:
    return row["as_of_date"] or row["reference_period_end"] or row["said_date"]
