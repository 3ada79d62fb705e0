"""Content as the narrow columns a version is found by; everything but the sequence interval is derived here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from tracker.ledger.content import Content
from tracker.vocabulary import Unit

_TEXT = (
    "crisis", "measure", "basis", "counting", "unit", "level", "qualifier", "cause", "people_status",
    "population_group", "gender", "age_range", "role", "grade", "party", "source_reliability", "place_code",
    "location_code", "admin1_code", "admin2_code", "origin_location_code", "operation", "reporting_round",
    "source_system", "external_id", "supersedes_kind",
)  # fmt: skip
_PLAIN = (
    "revision", "claim_credibility", "hops", "admin_level", "latitude", "longitude", "document_id", "redistributable",
    "share_of", "supersedes", "contests", "part_of",
)  # fmt: skip
_DATES = (
    "reference_period_start", "reference_period_start_latest", "reference_period_end", "as_of_date",
    "statement_date", "said_date", "document_published_date",
)  # fmt: skip
_REFS = ("organisation_id", "originator_id", "speaker_id", "high_open", "bounds_basis", "off_axis")
_plain, _refs = itemgetter(*_PLAIN), itemgetter(*_REFS)


def columns_of(content: Content) -> dict[str, Any]:
    """Column -> value for a version with this content."""
    row, refs = content["row"], content["refs"]
    share = row["unit"] == Unit.PERCENT
    bounds = [row["value_low"], row["value_best"], row["value_high"]]
    shares = [None if bound is None else Decimal(str(bound)) for bound in bounds]
    return {
        **{name: row[name] or "" for name in _TEXT},
        **dict(zip(_PLAIN, _plain(row), strict=True)),
        **{name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES},
        **dict(zip(_REFS, _refs(refs), strict=True)),
        **dict(zip(("value_low", "value_best", "value_high"), [None] * 3 if share else bounds, strict=True)),
        **dict(zip(("percent_low", "percent_best", "percent_high"), shares if share else [None] * 3, strict=True)),
        "figure_id": row["id"],
        "series_id": row["series"],
        "event_id": row["event"],
        "other_documents": _listed(citation["document_id"] for citation in content["citations"][1:]),
        "updated_at": datetime.fromisoformat(row["updated_at"]),
    }


def _listed(ids: Iterable[int]) -> str:
    """Numbers between bars, so that each can be found as "|4|"; empty for none."""
    found = "|".join(str(one) for one in ids)
    return f"|{found}|" if found else ""
