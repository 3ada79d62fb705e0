"""The countries and territories of the world, as shipped: codes, short names in four languages, a map point.

Read by the ledger's foundation after each migration. Names are the short ones in common use; other names of
the same country (the official ones, older ones, abbreviations) are aliases, by which importers find it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COUNTRIES_FILE = Path(__file__).with_name("countries.csv")
LANGUAGES = ("en", "fr", "es", "ar")


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory. `m49` is the UN's three-digit code, empty where it has none."""

    iso3: str
    iso2: str
    m49: str
    name: str
    names: dict[str, str]
    """Name by language code; the English one is `name`."""
    latitude: float
    longitude: float
    aliases: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """Every country of the file, in the order of its codes."""
    with COUNTRIES_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_country(row) for row in csv.DictReader(file))


def _country(row: dict[str, str]) -> Country:
    return Country(
        iso3=row["iso3"],
        iso2=row["iso2"],
        m49=row["m49"],
        name=row["name_en"],
        names={language: row[f"name_{language}"] for language in LANGUAGES},
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
    )
