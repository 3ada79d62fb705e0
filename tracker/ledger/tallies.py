"""Monthly sums over distinct events, kept by increments: what a total no longer says goes, what it says comes.

Each total counts once in every place it lies in: its second and first level unit, its country, the world. So a sum over
a place is one row, whatever the depth of the hierarchy, and nothing is counted twice within it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from tracker.ledger import bulk
from tracker.models import EventTotal, Tally
from tracker.vocabulary import DatePrecision, Flag

WORLD = ""
WIDER_THAN_A_MONTH = frozenset({DatePrecision.YEAR})

Cell = tuple[str, str, str, date]
"""Scope, measure, status of people, month."""

SUMS = (
    "events", "without_low", "without_best", "without_high", "open_events", "disagreeing", "interested_only", "partial",
    "wide_date", "low", "best", "high",
)  # fmt: skip


def apply(*, gone: Iterable[EventTotal], new: Iterable[EventTotal]) -> None:
    """Take these totals out of their cells and put those in."""
    changes = summed(new)
    for cell, amounts in summed(gone).items():
        changes[cell] = [held - amount for held, amount in zip(changes[cell], amounts, strict=True)]
    store({cell: amounts for cell, amounts in changes.items() if any(amounts)})


def summed(totals: Iterable[EventTotal]) -> dict[Cell, list[int]]:
    """The cells these totals make, each as SUMS; the rules of R7 are the same whatever moment the totals are of."""
    cells: dict[Cell, list[int]] = defaultdict(lambda: [0] * len(SUMS))
    for total in totals:
        amounts = contribution(total)
        for cell in cells_of(total):
            cells[cell] = [held + amount for held, amount in zip(cells[cell], amounts, strict=True)]
    return cells


def cells_of(total: EventTotal) -> Iterator[Cell]:
    """Every cell a total counts in."""
    scopes = {WORLD, total.location_code, total.admin1_code, total.admin2_code}
    for scope in sorted(scopes):
        yield scope, total.measure, total.people_status, total.month


def contribution(total: EventTotal) -> list[int]:
    """What one total adds to each of SUMS."""
    flags = set(total.flags)
    return [
        1,
        int(total.value_low is None),
        int(total.value_best is None),
        int(total.value_high is None),
        int(total.high_open or total.value_high is None),
        int(Flag.SOURCES_DISAGREE in flags),
        int(Flag.INTERESTED_ONLY in flags),
        int(Flag.PARTIAL in flags),
        int(total.date_precision in WIDER_THAN_A_MONTH),
        total.value_low or 0,
        total.value_best or 0,
        total.value_high or 0,
    ]


def store(changes: dict[Cell, list[int]]) -> None:
    """Add these amounts to the stored cells; a cell without events goes."""
    held = {
        (tally.scope, tally.measure, tally.people_status, tally.month): tally
        for tally in bulk.read(
            Tally.objects.filter(
                scope__in={cell[0] for cell in changes},
                measure__in={cell[1] for cell in changes},
                month__in={cell[3] for cell in changes},
            )
        )
    }
    updated: list[tuple[int, ...]] = []
    empty: list[tuple[int, ...]] = []
    for cell, amounts in changes.items():
        if cell in held:
            tally = held[cell]
            sums = [getattr(tally, name) + amount for name, amount in zip(SUMS, amounts, strict=True)]
            (updated if sums[0] else empty).append((*sums, tally.pk))
    bulk.update(Tally, SUMS, updated)
    Tally.objects.filter(pk__in=[row[-1] for row in empty]).delete()
    bulk.insert([_new(cell, amounts) for cell, amounts in changes.items() if cell not in held])


def _new(cell: Cell, amounts: list[int]) -> Tally:
    scope, measure, status, month = cell
    sums = dict(zip(SUMS, amounts, strict=True))
    return bulk.new_row(Tally, {"scope": scope, "measure": measure, "people_status": status, "month": month, **sums})
