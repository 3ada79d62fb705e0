"""The points of a series as rows, and what a file of them says: the one source of files on pages and in the API.

One row for each point of the line, exact, absent bounds empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from django.db.models import Q

from tracker.selectors.reading import Reading
from tracker.selectors.series import PointView, SeriesView
from tracker.selectors.sources import sources_of
from tracker.selectors.workbooks import Notes, Source, read_me, write_workbook
from tracker.vocabulary import MEASURES

Row = dict[str, Any]

BOUNDS = {
    "value_low": "#indicator+value+low+num",
    "value_best": "#indicator+value+best+num",
    "value_high": "#indicator+value+high+num",
    "high_open": "#indicator+value+high+open",
}
POINT_COLUMNS: dict[str, str] = {
    "series": "#meta+id+series",
    "date": "#date+occurred+asof",
    "period_start": "#date+period+start",
    **BOUNDS,
    "figure": "#meta+id+figure",
    "originators": "#meta+source+originator+name",
    "originator_ids": "#meta+source+originator+id",
    "conflicts": "#meta+id+conflicts",
    "used": "#meta+id+used",
    "break_before": "#meta+break",
    "flags": "#meta+flags",
    "bounds_basis": "#indicator+bounds+code",
}
"""The columns of a file of points, with their HXL hashtags."""

RANGES = (
    "Ranges",
    "value_low to value_high is the range of what sources say, no confidence interval; high_open: nobody named an end.",
)


def point_row(point: PointView) -> Row:
    """A point as JSON shows it; `originators` are names, `figure` and `conflicts` numbers of figures."""
    return {
        "date": point.date,
        "period_start": point.period_start,
        "value_low": _plain(point.value_low),
        "value_best": _plain(point.value_best),
        "value_high": _plain(point.value_high),
        "high_open": point.high_open,
        "figure": point.figure,
        "originators": list(point.originator_names),
        "originator_ids": list(point.originators),
        "conflicts": list(point.conflicts),
        "used": list(point.used),
        "break_before": point.break_before,
        "flags": list(point.flags),
        "bounds_basis": point.bounds_basis or None,
    }


def _plain(value: Any) -> Any:
    """A percentage as the number it is."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def point_cells(series: int, row: Mapping[str, Any]) -> Row:
    """A point as one row of cells; names may hold blanks, so they stand apart."""
    cells = {"series": series, **row, "originators": "; ".join(row["originators"])}
    return {name: cells[name] for name in POINT_COLUMNS}


def cells_of(view: SeriesView) -> Iterator[Row]:
    """The points of the line as rows of cells."""
    return (point_cells(view.series.pk, point_row(point)) for point in view.points)


def documents_of(view: SeriesView, reading: Reading) -> Iterator[Source]:
    """The documents of the figures of a series."""
    return sources_of(Q(series_id=view.series.pk), reading)


def about(view: SeriesView, title: str = "") -> str:
    """What a file of points is, in a sentence."""
    measure = MEASURES.get(view.series.measure)
    named = title or f"{measure.label if measure else view.series.measure}, {view.series.place.name}"
    return f"{named}: the points of the line of {view.spine_name or 'no single source'}, one a row."


def notes(view: SeriesView) -> Notes:
    """What else its readers should know: what is counted, and how the line came about."""
    measure = MEASURES.get(view.series.measure)
    counted = [("Counts", measure.counts), ("Does not count", measure.does_not_count)] if measure else []
    return [
        *counted,
        ("Licence", "Facts may be used with the source of each figure; for documents see the sheet Sources."),
        ("The line", "One source carries it; others only widen the range near its points. Nothing is averaged."),
        RANGES,
        ("break_before", "The line is not joined to the point before: something else was counted, or too long ago."),
        ("Days without a row", "Nobody made a statement for them; nothing is estimated in between."),
    ]


def write_series(target: IO[bytes], view: SeriesView, reading: Reading, *, title: str, address: str) -> int:
    """Write the workbook of a series to a file opened for bytes; returns how many rows it holds.

    `address` is where the same series can be read again for ever.
    """
    said = read_me(title, about(view, title), reading, address, notes(view))
    rows = (list(cells.values()) for cells in cells_of(view))
    return write_workbook(target, list(POINT_COLUMNS), rows, said, lambda: documents_of(view, reading))
