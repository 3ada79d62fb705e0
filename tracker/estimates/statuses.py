"""Everybody counted at one event, whatever their status, from what is said of all, of civilians and of combatants.

Fed by the ledger with the band of each status (R4); read by tallies that are not split by status. Sums only inside
the one partition that civilians and combatants are (R10); a direct count beats their sum, as a direct count of a place
beats a roll-up (R9). Method: docs/methods/R07-flows.md.
"""

from __future__ import annotations

from collections.abc import Mapping

from tracker.estimates.combine import Band
from tracker.estimates.intervals import sum_known
from tracker.vocabulary import Flag, PeopleStatus

PARTS = (PeopleStatus.CIVILIAN, PeopleStatus.COMBATANT)


def everyone(direct: Band | None, by_status: Mapping[str, Band]) -> Band | None:
    """The band of everybody at one event.

    `direct` reconciles the claims that count everybody, or do not say whom. Without a number there, civilians and
    combatants are added where both are known; one of them alone is a floor, flagged partial. None without any claim.
    """
    parts = [by_status[status] for status in PARTS if status in by_status and by_status[status].low is not None]
    if direct is not None and (direct.low is not None or not parts):
        return direct
    if not parts:
        return next((by_status[status] for status in PARTS if status in by_status), None)
    if len(parts) < len(PARTS):
        return _floor_of(parts[0])
    return _sum_of(parts[0], parts[1])


def _floor_of(part: Band) -> Band:
    flags = tuple(dict.fromkeys((*part.flags, Flag.FLOOR.value, Flag.PARTIAL.value)))
    return Band(
        low=part.low,
        best=part.best,
        high=None,
        high_open=True,
        figure=part.figure,
        originators=part.originators,
        conflicts=part.conflicts,
        flags=flags,
        bounds_basis=part.bounds_basis,
        used=part.used,
        barred=part.barred,
    )


def _sum_of(one: Band, other: Band) -> Band:
    both = (one, other)
    high = sum_known(band.high for band in both)
    is_open = high is None or any(band.high_open for band in both)
    return Band(
        low=sum_known(band.low for band in both),
        best=sum_known(band.best for band in both),
        high=high,
        high_open=is_open,
        figure=None,
        originators=tuple(sorted({who for band in both for who in band.originators})),
        conflicts=tuple(sorted({figure for band in both for figure in band.conflicts})),
        flags=tuple(dict.fromkeys(flag for band in both for flag in band.flags)),
        bounds_basis=one.bounds_basis,
        used=tuple(sorted({figure for band in both for figure in band.used})),
        barred=tuple(sorted({figure for band in both for figure in band.barred})),
    )
