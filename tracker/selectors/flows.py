"""What is added between the points of a running total (METHOD R5), and the total of a span of periods (R7).

Fed by the claims themselves, never by widened points; read by the page and the answer of a series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.estimates.changes import Change, change
from tracker.estimates.claims import Claim
from tracker.estimates.flows import PeriodTotal, period_total
from tracker.ledger.series import CLAIM_COLUMNS, claim_of
from tracker.models import PublishedFigure
from tracker.selectors.claims import SeriesClaims, claims_of
from tracker.selectors.names import organisation_names
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import UnsafeSum
from tracker.selectors.series import PointView, SeriesView, series_view
from tracker.vocabulary import Basis, Flag

NOT_SUMMED = {
    Basis.STOCK: "This series counts people present at a moment; adding its numbers up would count them again.",
    Basis.CUMULATIVE: "This series is a running total already; what was added in between stands in its changes.",
    Basis.SHARE: "This series is of shares of another number; shares are not added up.",
}


@dataclass(frozen=True, slots=True)
class SeriesTotal:
    """The total of a span by the originator that carries the line, or why there is none."""

    series: int
    start: date
    end: date
    originator: int | None
    originator_name: str
    total: PeriodTotal

    @property
    def reason(self) -> str:
        """Why there are no numbers, or what they lack; empty where the span is covered."""
        return _REASONS.get(self.total.flag or "", "")


_REASONS = {
    "": "No claim of this originator lies wholly inside the span.",
    Flag.OVERLAP.value: "Periods overlap, so some people would be counted twice: there is no total.",
    Flag.MIXED_ORIGINATORS.value: "Several originators may count the same people here: there is no total.",
    Flag.PARTIAL.value: "Some days of the span have no claim; the total is not scaled up to them.",
}


def changes_of(view: SeriesView, reading: Reading) -> tuple[Change, ...]:
    """The changes from point to point of a running total, by the claims on top of its points; none for others."""
    if view.series.basis != Basis.CUMULATIVE or len(view.points) < 2:
        return ()
    tops = _claims_on_top(view.points, reading)
    return tuple(change(tops[a.figure], tops[b.figure]) for a, b in pairwise(view.points))


def _claims_on_top(points: Sequence[PointView], reading: Reading) -> dict[int, Claim]:
    versions = PublishedFigure.objects.at(reading.at).filter(figure_id__in=[point.figure for point in points])
    return {row["figure_id"]: claim_of(row, {}) for row in versions.order_by().values(*CLAIM_COLUMNS)}


def total_of_span(series_id: int, start: date, end: date, reading: Reading) -> SeriesTotal | None:
    """The total of the periods of a series inside a span, both days included; None where there is no such series.

    Raises UnsafeSum for a series that is no series of periods.
    """
    view = series_view(series_id, reading)
    if view is None:
        return None
    if view.series.basis != Basis.PERIOD:
        raise UnsafeSum("series", "not_of_basis", NOT_SUMMED[Basis(view.series.basis)], overlaps=[view.series.basis])
    claims = claims_of([series_id], reading).get(series_id, SeriesClaims())
    total = period_total(
        claims.own, start=start, end=end, originator=view.spine, known_on=reading.known_on, elsewhere=claims.elsewhere
    )
    named = organisation_names([view.spine], reading) if view.spine else {}
    return SeriesTotal(
        series=series_id,
        start=start,
        end=end,
        originator=view.spine,
        originator_name=named.get(view.spine or 0, ""),
        total=total,
    )
