"""METHOD R14: what one point rests on, whose words, what was left out and why, known since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.estimates.explain import Explanation, explanation_of
from tracker.models import Series
from tracker.selectors.claims import SeriesClaims, claims_of
from tracker.selectors.figures import Row, figures_of
from tracker.selectors.names import organisation_names
from tracker.selectors.reading import Reading
from tracker.selectors.series import LeftOut, series_by_id, settings_at, trend_at


@dataclass(frozen=True, slots=True)
class PointExplained:
    """The explanation of a point, with the rows of every figure it names."""

    series: Series
    date: date
    explanation: Explanation
    spine_name: str
    used: tuple[Row, ...]
    not_used: tuple[LeftOut, ...]
    conflicts: tuple[Row, ...]


def explain_point(series_id: int, day: date, reading: Reading) -> PointExplained | None:
    """The explanation of the point of a day; None when the series has no point that day.

    Always computed, so that a page can never explain a stored number by other claims than those that make it.
    """
    series = series_by_id(series_id)
    if series is None:
        return None
    claims = claims_of([series_id], reading).get(series_id, SeriesClaims())
    line = trend_at(series, claims, settings_at([series], reading)[series_id], reading)
    point = next((point for point in line.points if point.date == day), None)
    if point is None:
        return None
    found = explanation_of(point, line, known_on=reading.known_on)
    rows = {row["id"]: row for row in figures_of(reading, series=series_id)}
    return PointExplained(
        series=series,
        date=day,
        explanation=found,
        spine_name=organisation_names([found.spine], reading).get(found.spine, "") if found.spine else "",
        used=tuple(rows[figure] for figure in found.used if figure in rows),
        not_used=tuple(LeftOut(one.figure, str(one.reason), rows.get(one.figure)) for one in found.not_used),
        conflicts=tuple(rows[figure] for figure in found.conflicts if figure in rows),
    )
