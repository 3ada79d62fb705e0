"""Content as the narrow columns a version is found by; everything but the sequence interval is derived here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
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
_text, _plain, _refs = itemgetter(*_TEXT), itemgetter(*_PLAIN), itemgetter(*_REFS)
_dates = itemgetter(*_DATES)


def columns_of(content: Content) -> dict[str, Any]:
    """Column -> value for a version with this content."""
    row, refs = content["row"], content["refs"]
    columns = dict(zip(_TEXT, [text or "" for text in _text(row)], strict=True))
    columns.update(zip(_PLAIN, _plain(row), strict=True))
    columns.update(zip(_DATES, [_day(text) if text else None for text in _dates(row)], strict=True))
    columns.update(zip(_REFS, _refs(refs), strict=True))
    columns.update(_bounds(row))
    columns["figure_id"], columns["series_id"], columns["event_id"] = row["id"], row["series"], row["event"]
    columns["other_documents"] = _listed([citation["document_id"] for citation in content["citations"][1:]])
    columns["updated_at"] = _moment(row["updated_at"])
    return columns


_day, _moment = lru_cache(maxsize=10_000)(date.fromisoformat), lru_cache(maxsize=64)(datetime.fromisoformat)
"""The same few days are read for many figures, and one moment for all of a chunk."""


def _bounds(row: Content) -> dict[str, Any]:
    """Low, best and high, as numbers or as shares; the others are empty."""
    low, best, high = row["value_low"], row["value_best"], row["value_high"]
    if row["unit"] != Unit.PERCENT:
        return {**_NO_BOUNDS, "value_low": low, "value_best": best, "value_high": high}
    return {**_NO_BOUNDS, "percent_low": _share(low), "percent_best": _share(best), "percent_high": _share(high)}


_NO_BOUNDS: dict[str, Any] = dict.fromkeys(
    ("value_low", "value_best", "value_high", "percent_low", "percent_best", "percent_high")
)


def _share(bound: float | None) -> Decimal | None:
    return None if bound is None else Decimal(str(bound))


def _listed(ids: Sequence[int]) -> str:
    """Numbers between bars, so that each can be found as "|4|"; empty for none."""
    found = "|".join(map(str, ids))
    return f"|{found}|" if found else ""
