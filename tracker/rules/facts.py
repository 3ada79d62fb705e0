"""What a row cannot know of itself: the day, the document, the place, and the figures around it.

Filled in by the ledger (ledger/facts.py) and, for a row looked at alone, by the doors; read by the checks.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.wording import Number


class Facts(NamedTuple):
    """What the ledger and the doors know around a claim; an unknown fact keeps its default."""

    today: date
    document_known: bool
    citations_known: bool = True
    """Document and quote are at hand; without them, nothing is said about their absence."""
    document_is_witness_record: bool = False
    """The figure rests on a witness record kept here, so that no document is needed."""
    document_published: date | None = None
    document_archived: bool = True
    link_dead: bool = False
    publisher_known: bool = False
    """The document names its publisher, who then is the originator when nobody else is named."""
    place_name: str = ""
    place_in_crisis: bool = True
    place_population: int | None = None
    place_level: str = ""
    finer_places_in_quote: tuple[str, ...] = ()
    """Names of places inside the chosen one that the quote mentions."""
    earlier_by_speaker: Number | None = None
    """The same speaker's latest earlier cumulative value of this series."""
    last_of_series: Number | None = None
    newer_as_of: date | None = None
    """The as-of date of the newest published figure of this series."""
    parts_sum: Number | None = None
    """Sum of the parts of one partition of one total: this figure is one of them, or the total."""
    whole_value: Number | None = None
    """The number of that total."""
    whole_open: bool = False
    """The total is a floor ("more than"), so that parts above it are no contradiction."""
    parts_complete: bool = False
    """Every part of the partition is recorded, so that a sum below the total is worth a question."""
    part_places_sum: Number | None = None
    """Sum of the same figure over the places inside this one, one originator and one as-of date."""
    likely_duplicates: tuple[int, ...] = ()
    same_statement: tuple[int, ...] = ()
    second_source: bool = True
    """Another originator gives a figure of this kind as well."""
    held_back: str = ""
    """Why the publisher of the file keeps this row out of its own figures."""

    @classmethod
    def unknown(cls) -> Facts:
        """The facts for a row that is looked at alone: only what the row itself shows is judged."""
        return cls(today=date.max, document_known=True, citations_known=False)
