"""Series in which one originator speaks, remembered by day: a new claim changes there the point of its day, no other.

Where all claims of a series are of one originator, name no other claim and are joined across any gap, a point depends
on the claims of its own day alone (METHOD R3). An import publishes such series some hundred claims at a time; with the
figures of each day at hand, a chunk reads and computes its own days, not the whole series again.

What is remembered holds for one entry of the ledger, known by its hash: any other change of the series was computed at
another entry, here or in another process, and a transaction that is rolled back takes its entry along. Used by
series.py, under the ledger's lock, so that two threads never meet here.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.estimates.claims import Claim
from tracker.ledger import bulk
from tracker.models import LedgerEntry, PublishedFigure, Series

MOST_SERIES = 32
"""Series remembered at a time; of each, eight bytes a figure."""


@dataclass(slots=True)
class Days:
    """The live figures of a series by the day they speak of, as they were at the entry of this hash."""

    entry: str
    originator: int
    figures: dict[date | None, array[int]] = field(default_factory=dict)

    def add(self, day: date | None, figure: int) -> None:
        """Remember one more."""
        self.figures.setdefault(day, array("q")).append(figure)

    def of(self, days: Collection[date | None]) -> list[int]:
        """The figures of these days."""
        return [figure for day in days for figure in self.figures.get(day, ())]


_remembered: OrderedDict[int, Days] = OrderedDict()


def hashes_of(sequences: Iterable[int]) -> dict[int, str]:
    """The hashes of these entries."""
    return {entry["sequence"]: entry["sha"] for entry in _HASHES.values(set(sequences))}


_HASHES = bulk.ByKeys(LedgerEntry.objects.all(), only=("sequence", "sha"))


def recall(series: Series, added: Sequence[PublishedFigure], hashes: dict[int, str]) -> Days | None:
    """What is remembered of a series as it stands, where these new versions change no more than their days."""
    held = _remembered.get(series.pk)
    if held is None or held.entry != hashes.get(series.computed_at):
        return None
    alone = all(one.originator_id == held.originator and is_alone(one) for one in added)
    return held if alone and _joins_freely(series) else None


def remember(series: Series, claims: Sequence[Claim], *, spine: int | None, entry: str) -> None:
    """Keep the days of a series that was computed as a whole, where one originator speaks; forget it otherwise."""
    _remembered.pop(series.pk, None)
    if spine is None or not entry or not _joins_freely(series):
        return
    if any(one.originator != spine or one.supersedes or one.contests for one in claims):
        return
    held = Days(entry, spine)
    for one in claims:
        held.add(one.as_of, one.figure)
    _remembered[series.pk] = held
    while len(_remembered) > MOST_SERIES:
        _remembered.popitem(last=False)


def move_on(series: Series, held: Days, added: Iterable[PublishedFigure], *, entry: str) -> None:
    """Take in what was added at an entry."""
    for one in added:
        held.add(day_of(one), one.figure_id)
    held.entry = entry
    _remembered.move_to_end(series.pk)


def day_of(version: PublishedFigure) -> date | None:
    """The day a version speaks of, as `claim_of` says it."""
    return version.as_of_date or version.reference_period_end


def is_alone(version: PublishedFigure) -> bool:
    """Whether no other public claim names this one and it names none: it was never public before."""
    return version.revision == 1 and version.supersedes is None and version.contests is None


def _joins_freely(series: Series) -> bool:
    """Whether an editor chose neither a spine nor a longest gap."""
    return series.spine_choice_id is None and series.max_gap is None
