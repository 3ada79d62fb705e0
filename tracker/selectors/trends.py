"""One series with everything the rules give beside its points: changes, derived numbers, checks.

Put together from series, flows, derived and checks; read by the page and the answer of a series.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.estimates.changes import Change
from tracker.selectors.checks import Checks, checks_of
from tracker.selectors.derived import Derived, derived_of
from tracker.selectors.flows import changes_of
from tracker.selectors.neighbours import neighbours_of
from tracker.selectors.reading import Reading
from tracker.selectors.series import SeriesView, read_series, view_of


@dataclass(frozen=True, slots=True)
class Trend:
    """A series and what follows from it."""

    view: SeriesView
    changes: tuple[Change, ...]
    derived: tuple[Derived, ...]
    checks: Checks


def trend_of(series_id: int, reading: Reading, *, with_rows: bool = False) -> Trend | None:
    """The series with all of it at the reading; None where nothing of it stands."""
    found = read_series(series_id, reading)
    if found is None:
        return None
    beside = neighbours_of(found, reading)
    view = view_of(found, reading, with_rows=with_rows)
    changes = changes_of(found, reading, periods=beside.periods)
    return Trend(view, changes, derived_of(view, reading), checks_of(found, beside, reading))
