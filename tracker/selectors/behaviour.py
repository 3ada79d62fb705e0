"""How a source has behaved: how soon it speaks, what it replaced, how often others disagree. Facts, and no score.

Of figures that a page has read already, and of the stored points of its lines. Read by the page of an organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from tracker.models import SeriesPoint
from tracker.selectors.figures import Row
from tracker.selectors.reading import Reading

MOST_POINTS = 1_000


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Of `figures` figures: days from what they count to their statement (the middle one; None where no figure has a
    day), how many their source replaced later, how many were corrected here. Of the newest points of its lines, how
    many rest on several statements, and at how many of these they disagree; both 0 for another moment than the present.
    """

    figures: int
    lag: int | None
    replaced: int
    corrected: int
    compared: int
    disagreed: int


def behaviour_of(organisation: int, rows: Sequence[Row], reading: Reading) -> Behaviour:
    """The behaviour of an organisation, from the rows of its figures; one statement for its lines."""
    lags = [(_day(row["said_date"]) - _day(row["as_of_date"])).days for row in rows if row["as_of_date"]]
    lines = _lists(organisation) if reading.is_live else []
    compared = [conflicts for used, conflicts in lines if conflicts or len(used) > 1]
    return Behaviour(
        figures=len(rows),
        lag=median_low(lags) if lags else None,
        replaced=sum(row["superseded_by"] is not None for row in rows),
        corrected=sum(row["revision"] > 1 for row in rows),
        compared=len(compared),
        disagreed=sum(bool(conflicts) for conflicts in compared),
    )


def _lists(organisation: int) -> list[tuple[list[int], list[int]]]:
    """Figures considered and those in conflict, at the newest points of the lines that follow an organisation."""
    points = SeriesPoint.objects.filter(series__spine_id=organisation).order_by("-date", "pk")
    texts = points.values_list(Cast("used", TextField()), Cast("conflicts", TextField()))[:MOST_POINTS]
    return [(orjson.loads(used), orjson.loads(conflicts)) for used, conflicts in texts]


def _day(text: str) -> date:
    return date.fromisoformat(text)
