"""What is added between the points of a running total (METHOD R5), and the total of a span of periods (R7).

Fed by the claims themselves, never by widened points; read by the page and the answer of a series.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.estimates.changes import Change, changes_along
from tracker.estimates.claims import Claim, standing
from tracker.estimates.flows import PeriodTotal, period_total
from tracker.estimates.qualifiers import Interval
from tracker.ledger.series import CLAIM_COLUMNS, claim_of
from tracker.models import PublishedFigure, Series
from tracker.selectors.claims import SeriesClaims, claims_of
from tracker.selectors.names import organisation_names
from tracker.selectors.reading import Reading
from tracker.selectors.refusals import UnsafeSum
from tracker.selectors.series import PointView, Read, read_series
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


def changes_of(found: Read, reading: Reading, *, periods: Sequence[Series] = ()) -> tuple[Change, ...]:
    """The changes from point to point of a running total, by the claims on top of its points; none for others.

    `periods` are series of the same thing counted period by period (neighbours.py): a flow that the source states
    itself is the change.
    """
    points = found.line.points
    if found.series.basis != Basis.CUMULATIVE or len(points) < 2:
        return ()
    claims = found.claims.own if found.claims else _claims_on_top(points, found.line.spine or 0, reading)
    return changes_along([point.figure for point in points], claims, _claims_of_periods(periods, reading))


def _claims_of_periods(periods: Sequence[Series], reading: Reading) -> list[Claim]:
    """The claims that stand in these series, as they were stated: older cases count in a running total."""
    if not periods:
        return []
    claims = claims_of([one.pk for one in periods], reading)
    return [
        claim
        for said in claims.values()
        for claim in standing(said.own, known_on=reading.known_on, elsewhere=said.elsewhere).kept
    ]


def _claims_on_top(points: Sequence[PointView], spine: int, reading: Reading) -> Iterable[Claim]:
    """The claims on top of stored points. A point nobody else touched has the numbers of its claim, which is most."""
    tops = {point.figure: _claim_of_point(point, spine) for point in points if point.used == (point.figure,)}
    fallen = {later.figure for earlier, later in pairwise(points) if _falls(earlier, later)}
    wanted = {point.figure for point in points if point.figure not in tops} | fallen
    if wanted:
        versions = PublishedFigure.objects.at(reading.at).filter(figure_id__in=wanted)
        tops |= {row["figure_id"]: claim_of(row, {}) for row in versions.order_by().values(*CLAIM_COLUMNS)}
    return tops.values()


def _falls(earlier: PointView, later: PointView) -> bool:
    """Whether a total fell: only then does it matter whether the source defined it anew."""
    return earlier.value_best is not None and later.value_best is not None and later.value_best < earlier.value_best


def _claim_of_point(point: PointView, spine: int) -> Claim:
    return Claim(
        figure=point.figure,
        originator=spine,
        as_of=point.date,
        said=point.date,
        qualifier="",
        interval=Interval(point.value_low, point.value_best, point.value_high, point.high_open, point.bounds_basis),
    )


def total_of_span(series_id: int, start: date, end: date, reading: Reading) -> SeriesTotal | None:
    """The total of the periods of a series inside a span, both days included; None where there is no such series.

    Raises UnsafeSum for a series that is no series of periods.
    """
    found = read_series(series_id, reading)
    if found is None:
        return None
    basis, spine = found.series.basis, found.line.spine
    if basis != Basis.PERIOD:
        raise UnsafeSum("series", "not_of_basis", NOT_SUMMED[Basis(basis)], overlaps=[basis])
    claims = found.claims or claims_of([series_id], reading).get(series_id, SeriesClaims())
    total = period_total(
        claims.own, start=start, end=end, originator=spine, known_on=reading.known_on, elsewhere=claims.elsewhere
    )
    named = organisation_names([spine], reading) if spine else {}
    return SeriesTotal(
        series=series_id,
        start=start,
        end=end,
        originator=spine,
        originator_name=named.get(spine or 0, ""),
        total=total,
    )
