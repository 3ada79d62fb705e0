"""Figure rows as pages get them, without a database."""

from __future__ import annotations

from typing import Any


def row(**details: Any) -> dict[str, Any]:
    """OCHA's "more than 800,000", said by David Swanson on 13 February 2020."""
    return {
        "id": 4,
        "measure": "displaced",
        "basis": "cumulative",
        "unit": "person",
        "qualifier": "more_than",
        "value_text": "more than 800,000",
        "value": 800_000,
        "value_low": 800_000,
        "value_best": 800_000,
        "value_high": None,
        "reported_value": 800_000,
        "reported_unit": "person",
        "population_group": None,
        "people_status": "all",
        "reference_period_start": "2019-12-01",
        "reference_period_start_latest": "2019-12-01",
        "reference_period_end": None,
        "as_of_date": "2020-02-13",
        "statement_date": "2020-02-13",
        "said_date": "2020-02-13",
        "place_name": "northwest Syria",
        "origin_location_code": None,
        "speaker": "David Swanson",
        "speaker_title": "spokesman",
        "organisation": "Office for the Coordination of Humanitarian Affairs",
        "organisation_code": "OCHA",
        "originator": "Office for the Coordination of Humanitarian Affairs",
        "document_title": "Briefing",
        "document_publisher": "United Nations",
        "document_published_date": "2020-02-14",
        "document_page": None,
        **details,
    }
