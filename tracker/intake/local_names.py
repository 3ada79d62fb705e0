"""Arabic names for the first-level units of a code list, where exactly one known unit of the country is spelt so.

The names that ship know no official codes. A unit that might be another one gets no name: a wrong one is worse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tracker.intake.places import key, loose_key, sound_key
from tracker.reference.pcodes import PlaceRow
from tracker.reference.unit_names import UnitNames, unit_names

WAYS = (key, loose_key, sound_key)
"""Spellings that meet, the strictest first."""


def arabic_names(rows: Iterable[PlaceRow]) -> dict[str, str]:
    """Arabic names by code."""
    units = [row for row in rows if row.level == "1"]
    countries = {row.iso3 for row in units}
    open_names = [one for one in unit_names() if one.iso3 in countries]
    found: dict[str, str] = {}
    for way in WAYS:
        left = [row for row in units if row.code not in found]
        by_row, by_name = defaultdict(list), defaultdict(list)
        for row in left:
            by_row[row.iso3, way(row.name)].append(row)
        for one in open_names:
            for spelt in {way(spelling) for spelling in one.spellings}:
                by_name[one.iso3, spelt].append(one)
        taken: dict[UnitNames, set[str]] = defaultdict(set)
        for meeting, listed in by_row.items():
            named = by_name.get(meeting, [])
            if len(listed) == 1 and len(named) == 1:
                taken[named[0]].add(listed[0].code)
        for one, codes in taken.items():
            if len(codes) == 1:
                found[codes.pop()] = one.arabic
        open_names = [one for one in open_names if one not in taken]
    return found
