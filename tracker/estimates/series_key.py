"""Rule R0: which claims may stand on one line.

Fed by published figures; read by the ledger, which gives figures with one key one series. Claims with
different keys never share a point, whatever chart shows them together. Method:
docs/methods/R00-series-key.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.vocabulary import Basis, Counting, Gender, Level, PeopleStatus, Unit


@dataclass(frozen=True, slots=True)
class WindowOrigin:
    """When a count "since ..." began: between two days, which are one when the source names the day."""

    earliest: datetime.date
    latest: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesKey:
    """Everything that two claims must have in common to share a line.

    Places, crisis and window origin are named by their codes or ids; "" and None mean that the claim does
    not have one. Raises ValueError for an origin on anything but a cumulative count, and for a cumulative
    count without one.
    """

    crisis: str
    measure: str
    basis: str
    unit: str
    place: str
    counting: str = Counting.UNKNOWN.value
    origin_place: str = ""
    population_group: str = ""
    people_status: str = PeopleStatus.ALL.value
    gender: str = Gender.ALL.value
    age_range: str = "all"
    cause: str = "unknown"
    level: str = Level.REPORTED.value
    operation: str = ""
    window_origin: WindowOrigin | None = None

    @property
    def text(self) -> str:
        """The key as one line of text, the same for the same series for ever."""
        origin = self.window_origin
        since = f"{origin.earliest}/{origin.latest}" if origin else ""
        parts = (
            self.crisis, self.measure, self.basis, self.unit, self.place, self.counting, self.origin_place,
            self.population_group, self.people_status, self.gender, self.age_range, self.cause, self.level,
            self.operation, since,
        )  # fmt: skip
        text = "|".join(parts)
        if text.count("|") < len(parts):
            return text
        return "|".join(part.replace("|", "/") for part in parts)

    def __post_init__(self) -> None:
        if (self.basis == Basis.CUMULATIVE) != (self.window_origin is not None):
            raise ValueError("a window origin belongs to cumulative counts, and to all of them")


def axis_unit(unit: str) -> str:
    """The unit of the axis a figure belongs to: households belong to that of the persons who live in them.

    Without a size they are listed beside that line, off its axis, with the reason no_household_size.
    """
    return Unit.PERSON.value if unit == Unit.HOUSEHOLD else unit


def same_origin(stated: WindowOrigin, origins: Iterable[WindowOrigin]) -> WindowOrigin | None:
    """The origin with exactly this interval, which claims share without asking anybody."""
    return stated if stated in set(origins) else None


def suggested_origins(stated: WindowOrigin, origins: Iterable[WindowOrigin]) -> tuple[WindowOrigin, ...]:
    """Origins that overlap this one, nearest start first: suggestions among which an editor decides.

    Never joined by themselves: A may overlap B and B overlap C while A and C have no day in common.
    """
    overlapping = (
        origin for origin in origins if origin.earliest <= stated.latest and stated.earliest <= origin.latest
    )
    return tuple(sorted(overlapping, key=lambda origin: (abs(origin.earliest - stated.earliest), origin.latest)))
