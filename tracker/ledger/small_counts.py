"""Small counts of sensitive groups stay at the desk, and so does a part that would give one away by subtraction.

METHOD, "Do no harm": a count under five of a sensitive group is withheld together with its complement. Within one
declared partition the reader knows the total and its public parts; where what remains would be one to four people, the
smallest part still on its way is withheld too (docs/decisions/12-small-counts.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import orjson
from django.db.models import Q

from tracker.ledger import bulk
from tracker.models import Figure, PublishedFigure
from tracker.vocabulary import POPULATION_GROUPS, Unit

SMALLEST_SENSITIVE = 5
"""A count from which on a sensitive group is told about."""
SENSITIVE = frozenset(group.code for group in POPULATION_GROUPS.values() if group.sensitive)
_SENSITIVE_TOTALS = bulk.ByKeys(Figure.objects.filter(population_group__in=SENSITIVE), only=("id",))


@dataclass(frozen=True, slots=True)
class _Count:
    """What a figure says, as far as it can be subtracted: best, None where nobody said a number."""

    figure: int
    part_of: int | None
    partition: str
    unit: str
    best: int | None
    sensitive: bool


class SmallCounts:
    """The counts of sensitive groups that figures on their way and public ones would show together."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._waiting = {one.id: one for one in figures}
        self._totals = self._sensitive_totals()
        self._public = self._public_around() if self._totals else {}

    def is_small(self, figure: Figure) -> bool:
        """Whether the figure itself counts fewer than five people of a sensitive group."""
        best = figure.derived_best
        return figure.population_group in SENSITIVE and best is not None and best < SMALLEST_SENSITIVE

    def giving_one_away(self, together: Collection[int]) -> set[int]:
        """Which of these figures to hold back, as publishing them `together` would leave one to four people untold.

        Of a partition it is the smallest part that is on its way; of a total whose parts are public, the total.
        """
        if not self._totals:
            return set()
        shown = self._public | {pk: _of_draft(self._waiting[pk]) for pk in together}
        parts: dict[tuple[int, str], list[_Count]] = defaultdict(list)
        for one in shown.values():
            if one.part_of in self._totals:
                parts[one.part_of, one.partition].append(one)
        held_back = (
            _held_back(shown[total], among, together)
            for (total, _), among in parts.items()
            if total in shown and _leaves_few(shown[total], among)
        )
        return {one for one in held_back if one is not None}

    def _sensitive_totals(self) -> set[int]:
        """The totals of partitions that tell about a sensitive group; a part may be told of without naming it."""
        waiting = self._waiting.values()
        told = {one.part_of_id or one.id for one in waiting if one.population_group in SENSITIVE}
        named = {total for one in waiting if (total := one.part_of_id)} - told
        return told | {one["id"] for one in _SENSITIVE_TOTALS.values(named)}

    def _public_around(self) -> dict[int, _Count]:
        """The public versions of these totals and of their parts."""
        told = Q(figure_id__in=self._totals) | Q(part_of__in=self._totals)
        contents = PublishedFigure.objects.live().filter(told).values_list("content", flat=True)
        return {one.figure: one for one in map(_of_version, contents)}


def _leaves_few(total: _Count, parts: Sequence[_Count]) -> bool:
    if total.best is None:
        return False
    told = sum(one.best for one in parts if one.best is not None and one.unit == total.unit)
    return 0 < total.best - told < SMALLEST_SENSITIVE


def _held_back(total: _Count, parts: Sequence[_Count], together: Collection[int]) -> int | None:
    on_their_way = [(one.best, one.figure) for one in parts if one.figure in together and one.best is not None]
    if on_their_way:
        return min(on_their_way)[1]
    return total.figure if total.figure in together else None


def _of_draft(figure: Figure) -> _Count:
    return _Count(
        figure=figure.pk,
        part_of=figure.part_of_id,
        partition=figure.partition,
        unit=figure.unit,
        best=figure.derived_best,
        sensitive=figure.population_group in SENSITIVE,
    )


def _of_version(content: str) -> _Count:
    row = orjson.loads(content)["row"]
    return _Count(
        figure=row["id"],
        part_of=row["part_of"],
        partition=row["partition"] or "",
        unit=row["unit"],
        best=None if row["unit"] == Unit.PERCENT else row["value_best"],
        sensitive=row["population_group"] in SENSITIVE,
    )
