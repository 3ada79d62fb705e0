"""The demonstration's facts as they stand in `nw_syria.json`: every figure under the names the API writes.

Each figure has a key of its own (K1 to K10 of the founding article, NWS-001 to NWS-077 of the timeline) by
which others name it. Figures stand in an order in which they can be recorded. Pure: standard library only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

STORY_FILE = Path(__file__).with_name("nw_syria.json")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """One document that carries a statement: its words, and the chain from who said it to the page."""

    document: str
    quote: str
    quote_language: str
    quote_translation: str
    chain: tuple[str, ...]
    hops: int
    key: str = ""
    """The key of the source list's own record, where this outlet has one."""


@dataclass(frozen=True, slots=True)
class StoryFigure:
    """One claim: `values` under writable names, with keys for rows; `also` its other outlets."""

    key: str
    values: Record
    primary: Carried
    also: tuple[Carried, ...] = ()
    window_origin: str = ""
    confirm: dict[str, str] = field(default_factory=dict)
    note: str = ""
    """Why it is encoded so; for the desk and the documentation, never part of a public row."""


@dataclass(frozen=True, slots=True)
class Story:
    """The whole demonstration, as read."""

    source_system: str
    crisis: Record
    places: tuple[Record, ...]
    organisations: tuple[Record, ...]
    speakers: tuple[Record, ...]
    documents: tuple[Record, ...]
    window_origins: tuple[Record, ...]
    events: tuple[Record, ...]
    figures: tuple[StoryFigure, ...]
    corrections: tuple[Record, ...]
    retractions: tuple[Record, ...]
    leads: dict[str, str]
    left_out: tuple[Record, ...]


REFERENCES = ("supersedes", "contests", "part_of", "share_of")
"""Fields of a figure that name another figure by its key."""

_CITATION = ("document", "quote", "quote_language", "quote_translation", "chain", "hops", "key")
NO_COPIES = {"W12": "The demonstration keeps addresses, and no copies of other people's pages."}
"""Why every document of the demonstration is without an archived copy."""

_ASIDE = ("key", "also_carried_by", "window_origin", "confirm", "note")


@cache
def read_story(path: Path = STORY_FILE) -> Story:
    """The story of a file; every figure comes back whole, the file's defaults filled in."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    sections = ("places", "organisations", "speakers", "documents", "window_origins", "events")
    return Story(
        source_system=raw["source_system"],
        crisis=raw["crisis"],
        **{name: tuple(raw[name]) for name in sections},
        figures=tuple(_figure({**raw["defaults"], **record}) for record in raw["figures"]),
        corrections=tuple(raw["corrections"]),
        retractions=tuple(raw["retractions"]),
        leads=raw["leads"],
        left_out=tuple(raw["left_out"]),
    )


def _figure(record: Record) -> StoryFigure:
    return StoryFigure(
        key=record["key"],
        values={name: value for name, value in record.items() if name not in (*_ASIDE, *_CITATION)},
        primary=_carried({**record, "key": ""}),
        also=tuple(_carried(outlet) for outlet in record.get("also_carried_by", ())),
        window_origin=record.get("window_origin", ""),
        confirm={**NO_COPIES, **record.get("confirm", {})},
        note=record.get("note", ""),
    )


def _carried(record: Record) -> Carried:
    return Carried(
        document=record["document"],
        quote=record["quote"],
        quote_language=record["quote_language"],
        quote_translation=record.get("quote_translation", ""),
        chain=tuple(record["chain"]),
        hops=record["hops"],
        key=record.get("key", ""),
    )
