"""The moment a page or an answer is read at: two clocks, and how far the ledger has come.

`known_on` is a day: what had been said by then. `revision` is a ledger sequence: what this database held
then. Either, both or neither may be asked for. Every other selector takes the `Reading` made here, so that
all numbers of one page belong to the same moment however much is published meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from tracker.models import LedgerEntry, Snapshot
from tracker.selectors import parsing
from tracker.selectors.refusals import QueryError, ReadingError

__all__ = ["Head", "Moment", "Reading", "ReadingError", "moment_asked", "open_reading", "with_head"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What was asked for: a day, a revision, both or neither. Not yet checked against the ledger."""

    known_on: date | None = None
    revision: int | None = None

    @property
    def is_live(self) -> bool:
        """Whether nothing but the present was asked for."""
        return self.known_on is None and self.revision is None


class Head(NamedTuple):
    """The head row of the ledger, and the last sequence at which anything was redacted."""

    ledger_id: str
    sequence: int
    sha: str
    live_count: int
    redacted: int


HEAD_COLUMNS = (
    "h.ledger_id, h.sequence, h.sha, h.live_count,"
    " COALESCE((SELECT MAX(r.sequence) FROM tracker_redactionrequest r), 0)"
)
NO_HEAD = ", ".join("NULL" for _ in Head._fields)
BY_SEQUENCE = (("sequence", False),)
HEAD_ALONE = ", ".join(
    f"(SELECT {column} FROM ledger_head h WHERE h.id = 1)"  # noqa: S608 - fixed names
    for column in HEAD_COLUMNS.split(", ", 4)
)
"""The same, one by one, for a statement of one row: a join would make SQLite write that row down and read it again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment that exists in this ledger.

    `head_sequence` is how far the ledger has come; on a later page of a crawl, how far it had when the
    crawl began.
    """

    known_on: date | None
    revision: int | None
    head_sequence: int
    ledger_id: str
    head_sha: str
    live_count: int
    redacted: int = 0

    @property
    def at(self) -> int:
        """The sequence everything is read at."""
        return self.head_sequence if self.revision is None else self.revision

    @property
    def is_live(self) -> bool:
        """Whether this is the present: stored series points may be used."""
        return self.known_on is None and self.revision is None

    @property
    def is_pinned(self) -> bool:
        """Whether a revision was asked for, so that later publications change nothing."""
        return self.revision is not None

    @property
    def moment(self) -> Moment:
        """What was asked for."""
        return Moment(self.known_on, self.revision)

    def today(self) -> date:
        """The day ages are counted to: known_on, else the day of the revision (read), else today."""
        if self.known_on is not None:
            return self.known_on
        if self.revision is None:
            return timezone.now().date()
        entry = LedgerEntry.objects.filter(sequence=self.revision).values_list("at", flat=True).first()
        return entry.date() if entry else timezone.now().date()

    def seen_at(self, sequence: int) -> Reading:
        """The same clocks, with the ledger as far as it was when a crawl began."""
        return replace(self, head_sequence=sequence)


def moment_asked(
    known_on: str | date | None = None, revision: str | int | None = None, snapshot: str | None = None
) -> Moment:
    """The moment that parameters ask for; the name of a snapshot stands for its sequence.

    Raises ReadingError for what is no date, no number, no name, or not yet.
    """
    if snapshot is not None:
        if revision not in (None, ""):
            detail = "revision and snapshot both say which revision; give one of them."
            raise ReadingError("snapshot", "conflict", detail)
        revision = _sequence_of(snapshot)
    try:
        day = parsing.day("known_on", known_on) if isinstance(known_on, str) and known_on else known_on or None
        number = parsing.whole("revision", str(revision)) if revision not in (None, "") else None
    except QueryError as error:
        problem = error.problems[0]
        raise ReadingError(problem.parameter, problem.code, problem.detail) from error
    if isinstance(day, date) and day > timezone.now().date():
        raise ReadingError("known_on", "future_date", f"{day} has not come yet; nobody knows what will be said.")
    return Moment(day or None, number)


def _sequence_of(name: str) -> int:
    """The sequence that a snapshot names; names match exactly."""
    found = None if "\x00" in name else Snapshot.objects.filter(name=name).values_list("sequence", flat=True).first()
    if found is None:
        raise ReadingError("snapshot", "invalid_code", f'There is no snapshot "{name}"; snapshots/ lists them.')
    return found


def open_reading(
    known_on: str | date | None = None, revision: str | int | None = None, snapshot: str | None = None
) -> Reading:
    """The reading asked for, checked against the head of the ledger (one statement, a second for a snapshot)."""
    moment = moment_asked(known_on, revision, snapshot)
    head, _ = with_head(None)
    return reading_at(moment, head)


def reading_at(moment: Moment, head: Head) -> Reading:
    """The reading of a moment, given the head. Raises ReadingError for a revision beyond the last."""
    if moment.revision is not None and moment.revision > head.sequence:
        detail = f"The last revision is {head.sequence}; there is no {moment.revision} yet."
        raise ReadingError("revision", "beyond_last_revision", detail)
    return Reading(
        moment.known_on,
        moment.revision,
        head.sequence,
        head.ledger_id,
        head.sha,
        head.live_count,
        head.redacted,
    )


class Selection(NamedTuple):
    """A SELECT, its parameters, and the names of its columns, the sequence first."""

    sql: str
    parameters: Sequence[Any]
    columns: Sequence[str]


def with_head(
    page: Selection | None, order: Sequence[tuple[str, bool]] = BY_SEQUENCE
) -> tuple[Head, list[tuple[Any, ...]]]:
    """The head of the ledger and a page of rows, read in one statement.

    Two statements could straddle a publication: rows of one moment under the number of another. The head is a row of
    its own, so it is there when the page is empty; a join would have SQLite write the whole page down and sort it.
    `order` repeats the ordering of `page` as (column, descending), because a union promises none.
    """
    statement = f"SELECT {HEAD_COLUMNS} FROM ledger_head h WHERE h.id = 1"  # noqa: S608 - fixed names
    params: Sequence[Any] = ()
    if page is not None:
        params = page.parameters
        nothing = ", ".join("NULL" for _ in page.columns)
        statement = (
            f"SELECT {HEAD_COLUMNS}, {nothing} FROM ledger_head h WHERE h.id = 1 UNION ALL"  # noqa: S608 - by the ORM
            f" SELECT {NO_HEAD}, p.* FROM ({page.sql}) p"
        )
        if len(order) > 1:
            statement += f" ORDER BY {_terms(order, page.columns)}"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    width = len(Head._fields)
    heads = [row[:width] for row in found if row[0] is not None]
    rows = [row[width:] for row in found if row[0] is None]
    if len(order) == 1:  # by the sequence, as they come; this makes sure
        rows.sort(key=itemgetter(0), reverse=order[0][1])
    return Head(*heads[0]), rows


class Joined(NamedTuple):
    """Texts of a page joined by the database, in UTF-8; `last` is the sequence of the last, `oldest` is a rendering."""

    text: bytes
    rows: int
    last: int
    oldest: int
    newest: int


def joined_with_head(page: Selection, column: str, between: str) -> tuple[Head, Joined | None]:
    """The head of the ledger and the texts of a page, joined in the order of the ledger; None for an empty page.

    `page` selects sequence, render and the text column, ordered by sequence. Handing over one text instead
    of thousands is most of the time of a file.
    """
    # As bytes, which go on as they are; PostgreSQL would send bytes in hexadecimal digits.
    joined = f"CAST(group_concat(q.{column}, %s) AS BLOB)"
    if connection.vendor == "postgresql":
        joined = f"string_agg(q.{column}, %s ORDER BY q.sequence)"
    statement = (
        f"SELECT {HEAD_ALONE}, {joined}, COUNT(*), MAX(q.sequence), MIN(q.render), MAX(q.render)"  # noqa: S608
        f" FROM ({page.sql}) q"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [between, *page.parameters])
        found = cursor.fetchone()
    head, rest = found[: len(Head._fields)], found[len(Head._fields) :]
    if not rest[1]:
        return Head(*head), None
    text = rest[0].encode() if isinstance(rest[0], str) else bytes(rest[0])
    return Head(*head), Joined(text, *rest[1:])


@contextmanager
def passing_through() -> Iterator[None]:
    """While much is read once, SQLite keeps 2 MB of pages: they are not read again, and a larger cache that nobody hits
    costs a third of the time and pushes out what others need. PostgreSQL does as much by itself.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        held = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute("PRAGMA cache_size=-2000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={int(held)}")


def _terms(order: Sequence[tuple[str, bool]], columns: Sequence[str]) -> str:
    """The order of a union, whose columns go by their places."""
    before = len(Head._fields) + 1
    terms = (f"{before + columns.index(name)} {'DESC' if down else 'ASC'} NULLS LAST" for name, down in order)
    return ", ".join(terms)
