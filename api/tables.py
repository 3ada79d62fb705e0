"""The tables that come as files beside figures: their columns, hashtags, and rows of the API laid flat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.files import table_of
from tracker.selectors.export_series import BOUNDS, POINT_COLUMNS, RANGES

FILES = ("json", "csv", "xlsx", "geojson", "ndjson")
"""Formats of whatever is a table."""

SERIES = table_of(
    "series",
    "Trends, one a row: what each counts, who carries its line, and its newest point.",
    {
        "id": "#meta+id+series",
        "crisis": "#crisis+code",
        "measure": "#indicator+code",
        "basis": "#indicator+basis+code",
        "counting": "#indicator+counting+code",
        "unit": "#indicator+unit+code",
        "place_code": "#loc+code+pcode",
        "place_name": "#loc+name",
        "latitude": "#geo+lat",
        "longitude": "#geo+lon",
        "origin_location_code": "#country+code+origin",
        "population_group": "#beneficiary+code",
        "people_status": "#beneficiary+status+code",
        "gender": "#beneficiary+sex+code",
        "age_range": "#beneficiary+age+range",
        "cause": "#cause+code",
        "level": "#indicator+level+code",
        "operation": "#operation+name",
        "window_origin_earliest": "#date+start",
        "window_origin_latest": "#date+start+latest",
        "window_origin_label": "#meta+date+start+name",
        "spine": "#meta+source+spine+name",
        "spine_id": "#meta+source+spine+id",
        "spine_reason": "#meta+source+spine+reason+code",
        "figure_count": "#meta+figures+num",
        "point_count": "#meta+points+num",
        "stale": "#meta+stale",
        "newest_date": "#date+occurred+asof",
        "newest_period_start": "#date+period+start",
        **{f"newest_{name}": tag for name, tag in BOUNDS.items()},
        "newest_figure": "#meta+id+figure",
        "newest_flags": "#meta+flags",
    },
    RANGES,
)

POINTS = table_of("series", "The points of one trend, in the order of their days.", POINT_COLUMNS)

TALLIES = table_of(
    "tallies",
    "Sums that count nobody twice: over distinct events by month or year, or over the operations of a provider.",
    {
        "measure": "#indicator+code",
        "basis": "#indicator+basis+code",
        "period_start": "#date+start",
        "period_end": "#date+end",
        "place_code": "#loc+code+pcode",
        "people_status": "#beneficiary+status+code",
        **BOUNDS,
        "events": "#event+num",
        "without_best": "#event+unknown+num",
        "operations": "#operation+name",
        "flags": "#meta+flags",
    },
    RANGES,
)

PLACES = table_of(
    "places",
    "Places by code: countries, their official units, sites, and named areas.",
    {
        "code": "#loc+code+pcode",
        "name": "#loc+name",
        "name_en": "#loc+name+i_en",
        "name_fr": "#loc+name+i_fr",
        "name_es": "#loc+name+i_es",
        "name_ar": "#loc+name+i_ar",
        "aliases": "#loc+name+alt+list",
        "level": "#loc+type",
        "admin_level": "#loc+adm_level+num",
        "parent": "#loc+code+parent",
        "location_code": "#country+code+iso3",
        "latitude": "#geo+lat",
        "longitude": "#geo+lon",
        "population": "#population",
        "edition": "#meta+edition",
    },
)

Row = Mapping[str, Any]


def flat_series(row: Row, *, latitude: float | None, longitude: float | None) -> dict[str, Any]:
    """A trend of the list as one row of cells."""
    key, newest = row["key"], row["newest"] or {}
    origin = key["window_origin"] or {}
    cells = {
        **row,
        **key,
        "latitude": latitude,
        "longitude": longitude,
        **{f"window_origin_{name}": origin.get(name) for name in ("earliest", "latest", "label")},
        **{f"newest_{name}": newest.get(name) for name in ("date", "period_start", *BOUNDS, "figure", "flags")},
    }
    return {name: cells[name] for name in SERIES.names}


def flat_place(row: Row) -> dict[str, Any]:
    """A place as one row of cells."""
    names = {f"name_{code}": row["names"].get(code) for code in ("en", "fr", "es", "ar")}
    cells = {**row, **names, "aliases": "; ".join(row["aliases"])}
    return {name: cells[name] for name in PLACES.names}
