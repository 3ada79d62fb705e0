"""Published versions as claims the arithmetic reads, for a past or an asked-for moment.

The stored points of a series are the present. Any other moment is computed again here from the narrow columns
of its versions, with the very functions the ledger used when it stored them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.estimates.claims import Claim
from tracker.ledger.series import CLAIM_COLUMNS, claim_of
from tracker.models import PublishedFigure
from tracker.selectors.names import organisation_names
from tracker.selectors.reading import Reading

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SeriesClaims:
    """Claims of one series, and claims of other series that supersede one of them."""

    own: list[Claim] = field(default_factory=list)
    elsewhere: list[Claim] = field(default_factory=list)


def claims_of(series: Collection[int], reading: Reading) -> dict[int, SeriesClaims]:
    """The claims of each series at the reading's sequence; `known_on` is left to the trend (METHOD R6)."""
    versions = PublishedFigure.objects.at(reading.at).filter(redacted_at__isnull=True).order_by()
    rows = list(versions.filter(series_id__in=series).values(*CLAIM_COLUMNS))
    home = {row["figure_id"]: row["series_id"] for row in rows}
    over = [
        row
        for row in versions.filter(supersedes__in=list(home)).values(*CLAIM_COLUMNS)
        if row["series_id"] != home[row["supersedes"]]
    ]
    names = organisation_names({row["originator_id"] for row in (*rows, *over)}, reading)
    found: dict[int, SeriesClaims] = defaultdict(SeriesClaims)
    for row in rows:
        found[row["series_id"]].own.append(claim_of(row, names))
    for row in over:
        found[home[row["supersedes"]]].elsewhere.append(claim_of(row, names))
    return found
