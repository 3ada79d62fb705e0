"""What first-level units of sixteen countries are called in Arabic, by country and by their names in other spellings.

NOTICE names the origin. The codes of that source are not the official ones, so names are the only way to them.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

NAMES_FILE = Path(__file__).with_name("unit_names.csv")


class UnitNames(NamedTuple):
    """A unit: its names in Latin letters, and its Arabic one."""

    iso3: str
    spellings: tuple[str, ...]
    arabic: str


@cache
def unit_names() -> tuple[UnitNames, ...]:
    """All of them, by country."""
    with NAMES_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(UnitNames(row["iso3"], tuple(row["names"].split("|")), row["ar"]) for row in csv.DictReader(file))
