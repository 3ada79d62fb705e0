"""The published versions that stand at a reading: the set every other selector starts from."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from tracker.models import PublishedFigure
from tracker.models.ledger import VersionQuerySet, open_at
from tracker.selectors.reading import Moment, Reading
from tracker.selectors.statements import Few, Row, Statement


def standing(reading: Reading) -> VersionQuerySet:
    """Versions that stood at the reading's sequence and had been said by its day; superseded claims included.

    A redacted version is in no list: its own address says that it was redacted, and why.
    """
    return _standing(reading.at, reading.known_on)


def _standing(at: int, known_on: date | None = None) -> VersionQuerySet:
    versions = PublishedFigure.objects.at(at).filter(redacted_at__isnull=True)
    return versions if known_on is None else versions.filter(said_date__lte=known_on)


def _checked(at: int, known_on: date | None = None) -> VersionQuerySet:
    """The same, by a bound on the sequence that no index is asked for."""
    versions = PublishedFigure.objects.alias(number=F("sequence") + 0)
    versions = versions.filter(open_at(at), number__lte=at, redacted_at__isnull=True)
    return versions if known_on is None else versions.filter(said_date__lte=known_on)


class FewStanding:
    """What stands of some numbers at a reading, as a values_list queryset that is compiled once for each clock.

    `make` narrows the standing versions to the numbers it is given. For what every page asks several times.
    """

    def __init__(self, make: Callable[[VersionQuerySet, list[int]], QuerySet[Any, Any]]) -> None:
        self.by_sequence = Few(lambda pks, at: make(_standing(at), pks), SOME_SEQUENCE)
        self.by_day = Few(lambda pks, at, day: make(_standing(at, day), pks), SOME_SEQUENCE, SOME_DAY)

    def rows(self, wanted: Collection[int], reading: Reading) -> list[Row]:
        """The rows for these numbers."""
        if reading.known_on is None:
            return self.by_sequence.rows(wanted, reading.at)
        return self.by_day.rows(wanted, reading.at, reading.known_on)


class KeptStanding:
    """The same about fixed values instead of numbers, each with its marker as in `statements.Statement`.

    The sequence is checked row by row: the embedded engine, which keeps no statistics, would look for it in an index
    and read a whole crisis, where the values have a narrower index of their own.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *markers: Any) -> None:
        self.by_sequence = Statement(lambda at, *of: make(_checked(at), *of), SOME_SEQUENCE, *markers)
        self.by_day = Statement(lambda at, day, *of: make(_checked(at, day), *of), SOME_SEQUENCE, SOME_DAY, *markers)

    def rows(self, reading: Reading, *values: Any) -> list[Row]:
        """The rows for these values."""
        if reading.known_on is None:
            return self.by_sequence.rows(reading.at, *values)
        return self.by_day.rows(reading.at, reading.known_on, *values)


SOME_SEQUENCE = -987_654_321
SOME_DAY = date(1, 2, 3)
"""Markers of a statement that is compiled: no entry has such a number, and nothing was said on such a day."""


def standing_when(moment: Moment) -> QuerySet[PublishedFigure]:
    """The same before the head is known: what is live is live in whichever statement reads it."""
    versions = PublishedFigure.objects.filter(redacted_at__isnull=True)
    if moment.revision is None:
        versions = versions.filter(sequence_to__isnull=True)
    else:
        versions = PublishedFigure.objects.at(moment.revision).filter(redacted_at__isnull=True)
    return versions if moment.known_on is None else versions.filter(said_date__lte=moment.known_on)
