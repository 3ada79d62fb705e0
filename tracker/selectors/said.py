"""The statements of a crisis or a place, the one said last first, a page at a time: an index is read from its end.

Read by the pages of crises and places; the API lists figures with all its filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tracker.models import PublishedFigure
from tracker.selectors.figures import AS_ROWS, Row, mark_superseded, parsed, rows_of
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Statement
from tracker.selectors.versions import standing


@dataclass(frozen=True, slots=True)
class Said:
    """A page of statements, and whether there are more."""

    rows: list[Row]
    has_more: bool


def said(reading: Reading, *, limit: int, offset: int = 0, **of: Any) -> Said:
    """Figures by the day they were said, the latest first: of a `crisis` or of the very `place`, narrowed by `measure`,
    by `organisation`, which claims to know, and by `event`.
    """
    if reading.is_live and limit == FIRST and not offset and set(of) == {"crisis"}:
        rows = parsed(_FIRST.rows(of["crisis"]))
    else:
        rows = rows_of(_about(reading, **of).order_by(*LAST_SAID)[offset : offset + limit + 1])
    mark_superseded(rows[:limit], reading)
    return Said(rows[:limit], len(rows) > limit)


FIRST = 10
"""How many statements a page shows before it leads to all of them."""
LAST_SAID = ("-said_date", "-sequence")


def count_said(reading: Reading, **of: Any) -> int:
    """How many there are; counted, so only asked for where a reader narrows the list."""
    return _about(reading, **of).order_by().count()


def _about(
    reading: Reading,
    *,
    crisis: str = "",
    place: str = "",
    measure: str = "",
    organisation: int | None = None,
    event: int | None = None,
) -> QuerySet[PublishedFigure]:
    wanted = {
        "crisis": crisis,
        "place_code": place,
        "measure": measure,
        "originator_id": organisation,
        "event_id": event,
    }
    # Without a bound on the sequence the present is read from the end of the index by days, however many figures there
    # are; with one, SQLite reads all of a crisis by sequence and sorts them.
    versions = _live() if reading.is_live else standing(reading)
    return versions.filter(**{column: value for column, value in wanted.items() if value})


def _live() -> QuerySet[PublishedFigure]:
    return PublishedFigure.objects.live().filter(redacted_at__isnull=True)


_FIRST = Statement(
    lambda crisis: _live().filter(crisis=crisis).order_by(*LAST_SAID).values_list(*AS_ROWS)[: FIRST + 1], "(crisis)"
)
