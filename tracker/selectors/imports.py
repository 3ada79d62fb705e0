"""What pages read of imports: the list of runs, the rows of one a page at a time, and how far it has come.

Rows are paged by their position, so that page 1,000 of 100,000 rows costs what the first one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet

from tracker.models import Figure, ImportedFigure, ImportRow, ImportRun
from tracker.vocabulary import RowState

ROWS_SHOWN = 50
RUNS_SHOWN = 50
PROBLEMS = (RowState.ERROR, RowState.REJECTED)


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows of a run, with the figures that each of them made or found; `after` leads to the next ones."""

    rows: list[ImportRow]
    figures: Mapping[int, list[ImportedFigure]]
    after: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding: how many rows of a run have it, and the first of them."""

    key: str
    rows: int
    first: int


def runs(*, before: int | None = None) -> list[ImportRun]:
    """The newest runs, one more than a page shows; `before` leads to older ones."""
    found = ImportRun.objects.select_related("crisis", "created_by", "published_by")
    return list((found if before is None else found.filter(pk__lt=before)).order_by("-pk")[: RUNS_SHOWN + 1])


def run_of(run_id: int) -> ImportRun | None:
    """One run with the people around it."""
    return (
        ImportRun.objects.select_related("crisis", "created_by", "published_by", "undone_by").filter(pk=run_id).first()
    )


def counts_of(run: ImportRun) -> dict[str, int]:
    """Rows of a run by state."""
    return dict(ImportRow.objects.filter(run=run).order_by().values_list("state").annotate(rows=Count("pk")))


def kinds_of(run: ImportRun) -> list[Kind]:
    """What was found in the rows of a run, the commonest first.

    Rows are counted by the kinds they have together, of which there are few however long the file is.
    """
    together = ImportRow.objects.filter(run=run).exclude(kinds="").order_by().values_list("kinds")
    found: dict[str, Kind] = {}
    for kinds, rows, first in together.annotate(Count("pk"), Min("position")):
        for key in kinds.split():
            held = found.get(key, Kind(key, 0, first))
            found[key] = Kind(key, held.rows + rows, min(held.first, first))
    return sorted(found.values(), key=lambda kind: (-kind.rows, kind.first))


def rows_of(run: ImportRun, *, state: str = "", kind: str = "", after: int = 0) -> RowPage:
    """The rows of a run behind a position: all, or those in one state, or with one kind of finding."""
    found: QuerySet[ImportRow] = ImportRow.objects.filter(run=run, position__gt=after).order_by("position")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kinds__contains=f" {kind} ").exclude(kinds="")
    rows = list(found[: ROWS_SHOWN + 1])
    more = rows[ROWS_SHOWN:]
    rows = rows[:ROWS_SHOWN]
    figures: dict[int, list[ImportedFigure]] = {}
    made = ImportedFigure.objects.filter(run=run, position__in=[row.position for row in rows]).order_by("pk")
    for one in made:
        figures.setdefault(one.position, []).append(one)
    return RowPage(rows, figures, rows[-1].position if more else None)


def row_of(run: ImportRun, position: int) -> ImportRow | None:
    """One row of a run."""
    return ImportRow.objects.filter(run=run, position=position).first()


def rows_at(run: ImportRun, positions: Iterable[int]) -> dict[int, ImportRow]:
    """Rows of a run by their position."""
    return {row.position: row for row in ImportRow.objects.filter(run=run, position__in=list(positions))}


def next_problem(run: ImportRun, *, after: int) -> int | None:
    """The position of the next row with an error."""
    found = ImportRow.objects.filter(run=run, state__in=PROBLEMS, position__gt=after).order_by("position")
    return found.values_list("position", flat=True).first()


def rejected(run: ImportRun) -> Iterator[ImportRow]:
    """The rows of a run that are not in, in the order of the file, read a few at a time."""
    return ImportRow.objects.filter(run=run, state__in=PROBLEMS).order_by("position").iterator(500)


def remembered_mapping(signature: str) -> dict[str, Any]:
    """What columns like these held the last time; empty where nobody said."""
    if not signature:
        return {}
    found = ImportRun.objects.filter(signature=signature).exclude(mapping={}).order_by("-pk")
    return found.values_list("mapping", flat=True).first() or {}


def public_figures(run: ImportRun) -> int:
    """How many of the figures that a run recorded or revised stand in public now."""
    mine = ImportedFigure.objects.filter(run=run).exclude(did=RowState.UNCHANGED).values("figure_id")
    return Figure.objects.filter(pk__in=mine, public_state="published", draft_state="none").count()


def kept_figures(run: ImportRun) -> list[ImportedFigure]:
    """Figures that an undo left alone because somebody worked on them since."""
    return list(ImportedFigure.objects.filter(run=run, undone="kept").order_by("pk")[:ROWS_SHOWN])
