"""Arabic names for the first-level units of a code list, where exactly one known unit of the country is spelt so.

The names that ship know no official codes. A unit that might be another one gets no name: a wrong one is worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from tracker.intake.places import key, loose_key, sound_key
from tracker.reference.pcodes import PlaceRow
from tracker.reference.unit_names import UnitNames, unit_names

Way = Callable[[str], str]
WAYS: tuple[Way, ...] = (key, loose_key, sound_key)
"""Spellings that meet, the strictest first."""


def arabic_names(rows: Iterable[PlaceRow]) -> dict[str, str]:
    """Arabic names by code."""
    units = [row for row in rows if row.level == "1"]
    countries = {row.iso3 for row in units}
    names = [one for one in unit_names() if one.iso3 in countries]
    found: dict[str, str] = {}
    for way in WAYS:
        met = _met([row for row in units if row.code not in found], names, way)
        found |= {next(iter(codes)): one.arabic for one, codes in met.items() if len(codes) == 1}
        names = [one for one in names if one not in met]
    return found


def _met(rows: Iterable[PlaceRow], names: Iterable[UnitNames], way: Way) -> dict[UnitNames, set[str]]:
    """The codes whose unit alone is spelt like one of the names alone."""
    by_row, by_name = defaultdict(list), defaultdict(list)
    for row in rows:
        by_row[row.iso3, way(row.name)].append(row.code)
    for one in names:
        for spelt in {way(spelling) for spelling in one.spellings}:
            by_name[one.iso3, spelt].append(one)
    met: dict[UnitNames, set[str]] = defaultdict(set)
    for meeting, codes in by_row.items():
        if len(codes) == len(by_name.get(meeting, ())) == 1:
            met[by_name[meeting][0]].add(codes[0])
    return met
