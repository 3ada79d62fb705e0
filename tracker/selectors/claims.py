"""Published versions as claims the arithmetic reads, for a past or an asked-for moment.

The stored points of a series are the present. Any other moment is computed again here from the narrow columns
of its versions, with the very functions the ledger used when it stored them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tracker.estimates.claims import Claim
from tracker.ledger.series import CLAIM_COLUMNS, claim_of
from tracker.models import PublishedFigure
from tracker.models.ledger import VersionQuerySet
from tracker.selectors.names import organisation_names
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few
from tracker.vocabulary import Unit

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SeriesClaims:
    """Claims of one series, and claims of other series that supersede one of them."""

    own: list[Claim] = field(default_factory=list)
    elsewhere: list[Claim] = field(default_factory=list)


def claims_of(series: Collection[int], reading: Reading) -> dict[int, SeriesClaims]:
    """The claims of each series at the reading's sequence; `known_on` is left to the trend (METHOD R6)."""
    rows = _named(_OF_SERIES.rows(series, reading.at))
    home = {row["figure_id"]: row["series_id"] for row in rows}
    over = [
        row for row in _named(_SUPERSEDING.rows(list(home), reading.at)) if row["series_id"] != home[row["supersedes"]]
    ]
    names = organisation_names({row["originator_id"] for row in (*rows, *over)}, reading)
    found: dict[int, SeriesClaims] = defaultdict(SeriesClaims)
    for row in rows:
        found[row["series_id"]].own.append(claim_of(row, names))
    for row in over:
        found[home[row["supersedes"]]].elsewhere.append(claim_of(row, names))
    return found


def _standing(at: int) -> VersionQuerySet:
    return PublishedFigure.objects.at(at).filter(redacted_at__isnull=True).order_by()


_OF_SERIES = Few(lambda pks, at: _standing(at).filter(series_id__in=pks).values_list(*CLAIM_COLUMNS), -987_654_321)
_SUPERSEDING = Few(lambda pks, at: _standing(at).filter(supersedes__in=pks).values_list(*CLAIM_COLUMNS), -987_654_321)
_SHARES = [name for name in CLAIM_COLUMNS if name.startswith("percent_")]


def _named(rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Rows by the names of their columns; SQLite's driver hands decimals over as fractions."""
    found = [dict(zip(CLAIM_COLUMNS, row, strict=True)) for row in rows]
    for row in found:
        if row["unit"] == Unit.PERCENT:
            row |= {name: None if row[name] is None else Decimal(str(row[name])) for name in _SHARES}
    return found
