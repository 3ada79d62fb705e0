"""The points of a series as rows and as a workbook: what the series page and the API hand out as files.

One row for each point of the line, exact, absent bounds empty. The sheets are Data, Read me and Sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone

from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView
from tracker.selectors.workbooks import Notes, Source, sources_in, write_workbook
from tracker.vocabulary import MEASURES

Row = dict[str, Any]

POINT_COLUMNS = (
    "series", "date", "period_start", "value_low", "value_best", "value_high", "high_open", "figure", "originators",
    "conflicts", "break_before", "flags",
)  # fmt: skip


def point_rows(view: SeriesView) -> list[Row]:
    """The points of the line as rows of POINT_COLUMNS; lists stay lists, a percentage is the number it is."""
    return [
        {
            "series": view.series.pk,
            **{name: _plain(getattr(point, name)) for name in POINT_COLUMNS[1:8]},
            "originators": list(point.originator_names),
            "conflicts": list(point.conflicts),
            "break_before": point.break_before,
            "flags": list(point.flags),
        }
        for point in view.points
    ]


def _plain(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def write_series(target: IO[bytes], view: SeriesView, reading: Reading, *, title: str, address: str) -> int:
    """Write the workbook of a series to a file opened for bytes; needs the rows of its figures. Returns its rows.

    `address` is where the same series can be read again for ever; the sheet Sources lists the documents of its figures.
    """
    points = [[_joined(row[name]) for name in POINT_COLUMNS] for row in point_rows(view)]
    sources: dict[int, Source] = {}
    for _row in sources_in(view.figures, sources):
        pass
    return write_workbook(
        target, POINT_COLUMNS, points, read_me(view, reading, title, address), lambda: sources.values()
    )


def read_me(view: SeriesView, reading: Reading, title: str, address: str) -> Notes:
    """What the workbook says about itself: what is counted, of which moment, how the line came about, how to cite."""
    measure = MEASURES.get(view.series.measure)
    known_on = reading.known_on.isoformat() if reading.known_on else "everything said so far"
    counted = [("Counts", measure.counts), ("Does not count", measure.does_not_count)] if measure else []
    return [
        ("What this is", f"{title}: the points of the line of {view.spine_name or 'no single source'}, one a row."),
        ("Address", address),
        ("As of entry", str(reading.at)),
        ("Known on", known_on),
        ("Made at", timezone.now().strftime("%Y-%m-%d %H:%M UTC")),
        ("How to cite", f"Displacement tracker, {title}, data as known on {reading.today().isoformat()}, {address}"),
        ("Licence", "Facts may be used with the source of each figure; for documents see the sheet Sources."),
        *counted,
        ("The line", "One source carries it; others only widen the range near its points. Nothing is averaged."),
        ("value_low to value_high", "A range of what sources say, not a confidence interval."),
        ("An empty cell", "Nobody said. It is never zero; an empty value_high means that nobody said how high."),
        ("Days without a row", "Nobody made a statement for them; nothing is estimated in between."),
    ]  # fmt: skip


def _joined(value: Any) -> Any:
    return ";".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value
