"""Which layout a file has: found by the signature of its header, exactly one, or it is said what is doubted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.intake.readers import (
    acled,
    casualties,
    dtm,
    ged,
    gidd,
    hapi,
    hxl,
    idu,
    own,
    spreadsheet,
    unhcr,
)
from tracker.intake.readers.opening import Source
from tracker.intake.readers.rows import Layout

SPECIFIC: tuple[Layout, ...] = (own, ged, idu, gidd, unhcr, dtm, hapi, acled, casualties)
"""Layouts of one publisher."""

GENERIC: tuple[Layout, ...] = (hxl, spreadsheet)
"""Layouts that fit what no publisher's does, in the order in which they are tried."""

LAYOUTS: Mapping[str, Layout] = {layout.NAME: layout for layout in (*SPECIFIC, *GENERIC)}


@dataclass(frozen=True, slots=True)
class Detected:
    """The layout of a file; None where none fits, or where several do and `doubts` names them."""

    layout: Layout | None
    doubts: tuple[Layout, ...] = ()


def detect(source: Source) -> Detected:
    """The one layout that recognises a table of the file. A publisher's own layout goes before a generic one."""
    fitting = tuple(layout for layout in SPECIFIC if _fits(layout, source))
    if len(fitting) > 1:
        return Detected(None, fitting)
    if fitting:
        return Detected(fitting[0])
    return Detected(next((layout for layout in GENERIC if _fits(layout, source)), None))


def _fits(layout: Layout, source: Source) -> bool:
    return any(layout.recognises(head) for head in source.heads)
