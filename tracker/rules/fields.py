"""Every field of a row: which codes it takes, how long or large it may be, what kind of thing it holds."""

from __future__ import annotations

from decimal import Decimal

from tracker.vocabulary import (
    CREDIBILITIES,
    MAGNITUDES,
    MEASURES,
    RELIABILITIES,
    AsOfBasis,
    Attribution,
    Basis,
    Cause,
    Counting,
    DatePrecision,
    Gender,
    Grade,
    Level,
    Partition,
    Party,
    PeopleStatus,
    PlacePrecision,
    Qualifier,
    Role,
    SupersedesKind,
    Unit,
)

CODES: dict[str, tuple[str, ...]] = {
    "measure": tuple(MEASURES),
    "basis": tuple(Basis),
    "counting": tuple(Counting),
    "unit": tuple(Unit),
    "level": tuple(Level),
    "qualifier": tuple(Qualifier),
    "people_status": tuple(PeopleStatus),
    "gender": tuple(Gender),
    "cause": tuple(Cause),
    "attribution": tuple(Attribution),
    "party": tuple(Party),
    "place_precision": tuple(PlacePrecision),
    "as_of_basis": tuple(AsOfBasis),
    "date_precision": tuple(DatePrecision),
    "role": tuple(Role),
    "grade": tuple(Grade),
    "supersedes_kind": tuple(SupersedesKind),
    "partition": tuple(Partition),
    "source_reliability": RELIABILITIES,
    "magnitude": tuple(MAGNITUDES),
}
"""Fields that hold one code of a closed list."""

TAKEN_FROM_THE_SOURCE = ("source_reliability",)
"""Fields whose empty cell is left out, so that the organisation's own value holds."""

DATES = (
    "reference_period_start",
    "reference_period_start_latest",
    "reference_period_end",
    "as_of_date",
    "statement_date",
)
NUMBERS = ("value", "value_low", "value_high")
DECIMALS: dict[str, tuple[Decimal, Decimal]] = {
    "household_size": (Decimal(1), Decimal(30)),
    "latitude": (Decimal(-90), Decimal(90)),
    "longitude": (Decimal(-180), Decimal(180)),
}
"""Decimal fields and the range each must lie in."""

PLACES = {"household_size": 2}
"""Decimal places that are kept; more would be rounded in silence."""

INTEGERS: dict[str, tuple[int, int]] = {
    "hops": (1, 20),
    "claim_credibility": (CREDIBILITIES[0], CREDIBILITIES[-1]),
}
BOOLEANS = ("place_safe", "restricted")
TEXTS: dict[str, int] = {
    "value_text": 200,
    "household_size_source": 300,
    "population_group": 60,
    "age_range": 12,
    "operation": 120,
    "reporting_round": 20,
    "provider_place_name": 300,
    "role_reason": 500,
    "quote": 5_000,
    "quote_language": 12,
    "quote_translation": 5_000,
    "document_page": 60,
    "notes": 5_000,
    "grade_reason": 500,
    "source_system": 60,
    "external_id": 200,
}
"""Text fields and their greatest length in characters."""

REFERENCES = (
    "crisis",
    "event",
    "place_code",
    "origin_location_code",
    "document",
    "speaker",
    "organisation",
    "originator",
    "share_of",
    "supersedes",
    "contests",
    "part_of",
)
"""Fields that name another row; the door that holds the rows resolves them."""

WRITABLE_FIELDS: tuple[str, ...] = (
    *CODES,
    *DATES,
    *NUMBERS,
    *DECIMALS,
    *INTEGERS,
    *BOOLEANS,
    *TEXTS,
    *REFERENCES,
    "confirm",
)
"""Every name `read_figure` takes: those of the API, and `restricted` and `magnitude`, which the desk adds."""

MOST_PEOPLE = 9_999_999_999
"""No count can be above this: more people than there are."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Dates outside these years are slips of the keyboard."""

NUMBER_FIELDS = ("qualifier", *NUMBERS, "magnitude", "value_text")
"""The fields that state the number together: where one is unreadable, the others are not judged."""
