"""What changed in the figures since a day: added, corrected and withdrawn, each as it stood before and after, with why.

Where `changes` gives the ledger to machines entry by entry, this gives readers the answer to "why is it different from
last quarter". Read by the pages; of the whole site or of one crisis, in a fixed number of statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Literal

import orjson
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from tracker.models import LedgerEntry, PublishedFigure
from tracker.selectors.figures import AS_ROWS, Row, texts_of
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few, Found, Statement
from tracker.selectors.versions import SOME_DAY, SOME_SEQUENCE, FewStanding
from tracker.vocabulary import LedgerAction

Kind = Literal["added", "corrected", "withdrawn", "renamed"]

KINDS: dict[str, Kind] = {
    LedgerAction.PUBLISHED: "added",
    LedgerAction.CORRECTED: "corrected",
    LedgerAction.REVERTED: "corrected",
    LedgerAction.SUPPRESSED: "corrected",
    LedgerAction.RELABELLED: "renamed",
    LedgerAction.RETRACTED: "withdrawn",
    LedgerAction.REDACTED: "withdrawn",
}
"""What readers call the actions of the ledger."""

WITHDRAWN = (LedgerAction.RETRACTED.value, LedgerAction.REDACTED.value)
"""Actions that leave no new version, so that their entries are found by what they did."""

MOST_COUNTED = 10_000
"""Changes of a kind are counted to one more than this: lists end there, and a page should not count a million."""

ENTRY = ("sequence", "object_id", "revision", "action", "at", "reason", "data")

SOME_CRISIS, SOME_ACTION, SOME_ENTRY = "(crisis)", "(action)", -123_456_789
"""Markers of the statements that are kept."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One entry about a figure. `after` is None for what was withdrawn, `before` for what was added; both are None
    for what was redacted, of which nothing may be shown.
    """

    sequence: int
    figure: int
    kind: Kind
    action: str
    at: datetime
    reason: str
    fields: tuple[str, ...]
    before: Row | None
    after: Row | None
    stands: bool
    """Whether any state of the figure stands at the reading: what was added may have been withdrawn since."""

    @property
    def row(self) -> Row | None:
        """The figure as it is now known: after the change, or as it last stood."""
        return self.after or self.before


@dataclass(frozen=True, slots=True)
class Counted:
    """How many changes of each kind there were since the day, each counted to one more than MOST_COUNTED."""

    added: int = 0
    corrected: int = 0
    withdrawn: int = 0
    renamed: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.added + self.corrected + self.withdrawn + self.renamed


def changed(
    reading: Reading,
    *,
    crisis: str = "",
    since: date | None = None,
    kinds: Iterable[Kind] = (),
    limit: int = 20,
    offset: int = 0,
) -> list[Changed]:
    """Changes up to the reading, the newest first; recorded on the day `since` or later where one is given.

    Two indexes are read from their ends: versions, and the few entries that left none.
    """
    first = _first_entry(since)
    if first is None:
        return []
    wanted = [action for action, kind in KINDS.items() if kind in tuple(kinds)] or list(KINDS)
    end = offset + limit
    sequences = [*_by_version(reading, crisis, first, wanted, end), *_withdrawals(reading, crisis, first, wanted, end)]
    return _told(sorted(sequences, reverse=True)[offset:end], reading)


def _by_version(reading: Reading, crisis: str, first: int, wanted: Sequence[str], most: int) -> list[int]:
    """Entries that left a version, the newest first; of some kinds only where these are wanted."""
    if len(wanted) == len(KINDS):
        statement = _newest_versions(bool(crisis), reading.known_on is not None, most)
        return [sequence for (sequence,) in statement.rows(*_values(reading, crisis, first))]
    found = _versions(reading.at, reading.known_on, crisis, first).order_by("-sequence")
    if LedgerAction.PUBLISHED not in wanted:
        found = found.filter(revision__gt=1)  # few, and an index knows them
    found = found.filter(Exists(LedgerEntry.objects.filter(sequence=OuterRef("sequence"), action__in=wanted)))
    return list(found.values_list("sequence", flat=True)[:most])


@lru_cache(maxsize=64)
def _newest_versions(in_crisis: bool, by_day: bool, most: int) -> Statement:
    crisis, day = SOME_CRISIS if in_crisis else "", SOME_DAY if by_day else None
    return Statement(
        lambda *_: (
            _versions(SOME_SEQUENCE, day, crisis, SOME_ENTRY).order_by("-sequence").values_list("sequence")[:most]
        ),
        *_markers(in_crisis, by_day),
    )


def _markers(in_crisis: bool, by_day: bool) -> list[Any]:
    return [SOME_SEQUENCE, SOME_ENTRY, *([SOME_CRISIS] if in_crisis else []), *([SOME_DAY] if by_day else [])]


def _values(reading: Reading, crisis: str, first: int) -> list[Any]:
    """What stands for the markers."""
    day = reading.known_on
    return [reading.at, first, *([crisis] if crisis else []), *([] if day is None else [day])]


def counted(reading: Reading, *, crisis: str = "", since: date | None = None) -> Counted:
    """How many changes of each kind; counted one by one, so only asked for by pages about changes."""
    first = _first_entry(since)
    if first is None:
        return Counted()
    versions = _versions(reading.at, reading.known_on, crisis, first)
    again = versions.filter(revision__gt=1).order_by("-sequence").values("sequence")
    entries = LedgerEntry.objects.filter(sequence__in=again[: MOST_COUNTED + 1]).order_by().values("action")
    kinds: Counter[Kind] = Counter()
    for action, number in entries.annotate(number=Count("sequence")).values_list("action", "number"):
        kinds[KINDS.get(action, "corrected")] += number
    return Counted(
        added=min(_first_states(reading, crisis, first) + kinds["added"], MOST_COUNTED + 1),
        corrected=kinds["corrected"],
        withdrawn=len(_withdrawals(reading, crisis, first, list(KINDS), MOST_COUNTED + 1)),
        renamed=kinds["renamed"],
    )


def _first_states(reading: Reading, crisis: str, first: int) -> int:
    """How many figures were published for the first time; by indexes alone where the reading has no day."""
    if reading.known_on is not None:
        return _some(_versions(reading.at, reading.known_on, crisis, first).filter(revision=1))
    stretch = {"sequence__gte": first, "sequence__lte": reading.at, **({"crisis": crisis} if crisis else {})}
    versions = PublishedFigure.objects.filter(**stretch)
    besides = versions.filter(revision__gt=1).order_by().count()
    if not crisis:  # a redacted version names no crisis any more
        besides += versions.filter(revision=1, redacted_at__isnull=False).order_by().count()
    return _some(versions, besides=besides)


def _some(rows: QuerySet[Any, Any], *, besides: int = 0) -> int:
    """How many there are beside some that do not count, to one more than MOST_COUNTED."""
    return rows.order_by()[: MOST_COUNTED + 1 + besides].count() - besides


def _first_entry(since: date | None) -> int | None:
    """The first entry of a day or after it; None where nothing was recorded since."""
    if since is None:
        return 0
    start = timezone.make_aware(datetime.combine(since, time.min))
    found = LedgerEntry.objects.filter(at__gte=start).order_by("at", "sequence")
    first: int | None = found.values_list("sequence", flat=True).first()
    return first


def _versions(at: int, known_on: date | None, crisis: str, first: int) -> QuerySet[PublishedFigure]:
    """The states of figures that were published in this stretch of the ledger, and said by a day where one is given."""
    found = PublishedFigure.objects.filter(
        sequence__gte=first,
        sequence__lte=at,
        redacted_at__isnull=True,
        **({"crisis": crisis} if crisis else {}),
    )
    return found if known_on is None else found.filter(said_date__lte=known_on)


def _withdrawals(reading: Reading, crisis: str, first: int, actions: Sequence[str], most: int) -> list[int]:
    """Entries of this stretch that took a figure away, the newest first and no more than so many.

    Each action is asked for by itself: of two together the embedded engine would read the whole stretch.
    """
    statement = _newest_withdrawals(bool(crisis), reading.known_on is not None, most)
    values = _values(reading, crisis, first)
    found = [sequence for action in actions if action in WITHDRAWN for (sequence,) in statement.rows(*values, action)]
    return sorted(found, reverse=True)[:most]


@lru_cache(maxsize=64)
def _newest_withdrawals(in_crisis: bool, by_day: bool, most: int) -> Statement:
    about = Q(figure_id=OuterRef("object_id"))
    if in_crisis:
        about &= Q(crisis=SOME_CRISIS)
    if by_day:
        about &= Q(said_date__lte=SOME_DAY)
    entries = LedgerEntry.objects.filter(
        action=SOME_ACTION, sequence__gte=SOME_ENTRY, sequence__lte=SOME_SEQUENCE, object_type="figure"
    )
    if in_crisis or by_day:
        entries = entries.filter(Exists(PublishedFigure.objects.filter(about)))
    newest = entries.order_by("-action", "-sequence").values_list("sequence")[:most]
    return Statement(lambda *_: newest, *_markers(in_crisis, by_day), SOME_ACTION)


def _told(sequences: Sequence[int], reading: Reading) -> list[Changed]:
    entries: dict[int, LedgerEntry] = {entry.sequence: entry for entry in _ENTRIES.some(sequences)}
    after = _rows(_AFTER.rows(sequences))
    before = _rows(_BEFORE.rows(sequences))
    stands = {figure for (figure,) in _STANDS.rows([entry.object_id for entry in entries.values()], reading)}
    return [
        _one(entries[at], before.get(at), after.get(at), stands=entries[at].object_id in stands)
        for at in sequences
        if at in entries
    ]


def _states() -> QuerySet[PublishedFigure]:
    return PublishedFigure.objects.filter(redacted_at__isnull=True).order_by("sequence")


def _ended(sequences: list[int]) -> QuerySet[PublishedFigure]:
    """The versions that these entries ended; by their figures, which an index knows."""
    figures = LedgerEntry.objects.filter(pk__in=sequences).values("object_id")
    return _states().filter(sequence_to__in=sequences, figure_id__in=figures)


_ENTRIES = Found(LedgerEntry, [], without=[one.name for one in LedgerEntry._meta.fields if one.name not in ENTRY])
_BEFORE = Few(lambda pks: _ended(pks).values_list(*AS_ROWS, F("sequence_to")))
_AFTER = Few(lambda pks: _states().filter(sequence__in=pks).values_list(*AS_ROWS, F("sequence")))
_STANDS = FewStanding(lambda found, pks: found.filter(figure_id__in=pks).order_by().values_list("figure_id"))


def _rows(stored: Sequence[Any]) -> dict[int, Row]:
    """Rows by the last column of what is stored."""
    bodies = texts_of([row[:3] for row in stored], "body")
    return {row[3]: orjson.loads(body) for row, body in zip(stored, bodies, strict=True)}


def _one(entry: LedgerEntry, before: Row | None, after: Row | None, *, stands: bool) -> Changed:
    return Changed(
        sequence=entry.sequence,
        figure=entry.object_id,
        kind=KINDS.get(entry.action, "corrected"),
        action=entry.action,
        at=entry.at,
        reason=entry.reason,
        fields=tuple(entry.data.get("changed") or ()),
        before=before,
        after=after,
        stands=stands,
    )
