"""What different sources say of the same thing near the same day, side by side: never a sum, never an average.

Fed by a headline card and the rows of the figures it names; shown by `dashboard/_compare.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.selectors.headline import Card
from tracker.web import words

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's statement; `difference` is its number less that of the line, where both have an upper bound."""

    row: Row
    leads: bool
    difference: words.Number | None


def statements(card: Card, rows: Mapping[int, Row]) -> list[Statement]:
    """The statement on the card, then the newest comparable one of each other source; none where nobody else speaks."""
    others = [rows[figure] for figure in card.others.figures if figure in rows] if card.others else []
    if not others:
        return []
    return [Statement(card.figure, True, None), *_beside(card.figure, others)]


def _beside(lead: Row, others: Iterable[Row]) -> list[Statement]:
    newest = sorted(others, key=lambda row: (row["as_of_date"] or row["said_date"], row["id"]), reverse=True)
    return [Statement(row, False, _difference(lead, row)) for row in newest]


def _difference(lead: Row, row: Row) -> words.Number | None:
    """A minimum has no difference from anything: nobody knows how far above it the truth may be (METHOD R5)."""
    if lead["value_high"] is None or row["value_high"] is None:
        return None
    if lead["value_best"] is None or row["value_best"] is None:
        return None
    difference: words.Number = row["value_best"] - lead["value_best"]
    return difference
