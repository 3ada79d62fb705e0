"""Everything that was done, the latest first: entries of the ledger, edits of drafts and acts at the desk as one list.

Each line says who, when, through which door, about what, what it was and became, and why. What a machine did has no
person. The three tables are read by their time and merged; a page goes on from the last line of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson
from django.db.models import Q, QuerySet

from tracker.ledger.bulk_acts import TAKEN_BACK
from tracker.ledger.doors import BULK
from tracker.models import DeskAct, DraftEdit, LedgerEntry, ObjectVersion, PublishedFigure, User
from tracker.selectors.bulk import reasons_of

PAGE = 100
MOST_LINES = 50_000
"""Lines of a file: more is read from the change feed of the API."""
PERSON = "person"
FIGURE = "figure"
NOT_TOLD = frozenset({"revision", "updated_at", "sequence", "permalink", "status", "reason", "former"})


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What of the history is asked for; empty means all of it."""

    person: str = ""
    object: str = ""
    """A type ("figure"), or a type and a number ("figure:12")."""
    door: str = ""
    since: date | None = None
    until: date | None = None
    batch: str = ""
    """The act that published many figures again."""
    accounts: bool = False
    """Whether changes of accounts may be shown."""

    @property
    def object_type(self) -> str:
        """The type that is asked for."""
        return self.object.partition(":")[0]

    @property
    def object_id(self) -> int | None:
        """The number that is asked for; 0, which nothing has, where it is none."""
        _, colon, number = self.object.partition(":")
        if not colon:
            return None
        return int(number) if number.isdecimal() and len(number) < 19 else 0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done."""

    at: datetime
    rank: int
    number: int
    object_type: str
    object_id: int
    action: str
    person: int | None
    door: str
    reason: str
    batch: str = ""
    sequence: int | None = None
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def cursor(self) -> str:
        """Where the next page goes on."""
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{self.rank}-{self.number}"


@dataclass(frozen=True, slots=True)
class History:
    """A page of lines, the names of the people in it, and where the next one begins."""

    lines: list[Line]
    people: dict[int, str]
    following: str


@dataclass(frozen=True, slots=True)
class Place:
    """A position between two lines."""

    at: datetime
    rank: int
    number: int

    @classmethod
    def of(cls, cursor: str) -> Place | None:
        """The position a cursor names; None for one that names none."""
        parts = cursor.split("-")
        try:
            moment, rank, number = parts
            return cls(datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), int(rank), int(number))
        except ValueError:
            return None


def history(wanted: HistoryFilter, *, cursor: str = "", limit: int = PAGE) -> History:
    """The next lines after a cursor, the latest first."""
    place = Place.of(cursor) if cursor else None
    found = _entries(wanted, place, limit)
    if not wanted.batch:  # which only entries of the ledger have
        found += [*_edits(wanted, place, limit), *_acts(wanted, place, limit)]
    found.sort(key=lambda line: (line.at, -line.rank, line.number), reverse=True)
    lines = _with_reasons(_told(found[:limit]))
    following = lines[-1].cursor if len(found) > limit else ""
    return History(lines, _names(lines), following)


def all_lines(wanted: HistoryFilter) -> Iterator[tuple[Line, str]]:
    """Every line with the name of its person, page by page, up to MOST_LINES."""
    cursor, told = "", 0
    while told < MOST_LINES:
        page = history(wanted, cursor=cursor, limit=500)
        for line in page.lines:
            yield line, page.people.get(line.person or 0, "")
        told += len(page.lines)
        cursor = page.following
        if not cursor:
            return


def _entries(wanted: HistoryFilter, place: Place | None, limit: int) -> list[Line]:
    rows = _after(_within(LedgerEntry.objects.all(), wanted, "actor"), place, 0, "sequence")
    if wanted.batch:
        rows = rows.filter(batch=wanted.batch)
    if wanted.object_type:
        rows = rows.filter(object_type=wanted.object_type)
        if wanted.object_id is not None:
            rows = rows.filter(object_id=wanted.object_id)
    return [
        Line(
            at=one.at,
            rank=0,
            number=one.sequence,
            object_type=one.object_type,
            object_id=one.object_id,
            action=one.action,
            person=one.actor,
            door=one.door,
            reason=one.reason,
            batch=one.batch,
            sequence=one.sequence,
        )
        for one in rows.order_by("-at", "-sequence").defer("data")[: limit + 1]
    ]


def _edits(wanted: HistoryFilter, place: Place | None, limit: int) -> list[Line]:
    if wanted.object_type not in ("", FIGURE):
        return []
    rows = _after(_within(DraftEdit.objects.all(), wanted, "user_id"), place, 1, "id")
    if wanted.object_id is not None:
        rows = rows.filter(figure_id=wanted.object_id)
    return [
        Line(
            at=one.at,
            rank=1,
            number=one.pk,
            object_type=FIGURE,
            object_id=one.figure_id,
            action="edited" if one.changes else "recorded",
            person=one.user_id,
            door=one.door,
            reason="",
            changes=_pairs(one.changes),
        )
        for one in rows.order_by("-at", "-id")[: limit + 1]
    ]


def _acts(wanted: HistoryFilter, place: Place | None, limit: int) -> list[Line]:
    rows = _after(_within(DeskAct.objects.all(), wanted, "actor_id"), place, 2, "id")
    if not wanted.accounts:
        rows = rows.exclude(object_type=PERSON)
    if wanted.object_type:
        rows = rows.filter(object_type=wanted.object_type)
        if wanted.object_id is not None:
            rows = rows.filter(object_id=wanted.object_id)
    return [
        Line(
            at=one.at,
            rank=2,
            number=one.pk,
            object_type=one.object_type,
            object_id=one.object_id,
            action=one.action,
            person=one.actor_id,
            door=one.door,
            reason=one.reason,
            changes=_pairs(one.changes),
        )
        for one in rows.order_by("-at", "-id")[: limit + 1]
    ]


def _within(rows: QuerySet[Any], wanted: HistoryFilter, person: str) -> QuerySet[Any]:
    if wanted.person:
        known = User.objects.filter(username=wanted.person).values_list("pk", flat=True).first()
        rows = rows.filter(**{person: known}) if known else rows.none()
    if wanted.door:
        rows = rows.filter(Q(door=wanted.door) | Q(door__startswith=f"{wanted.door}:"))
    if wanted.since:
        rows = rows.filter(at__gte=datetime.combine(wanted.since, time.min, UTC))
    if wanted.until:
        rows = rows.filter(at__lt=datetime.combine(wanted.until, time.min, UTC) + timedelta(days=1))
    return rows


def _after(rows: QuerySet[Any], place: Place | None, rank: int, key: str) -> QuerySet[Any]:
    if place is None:
        return rows
    rows = rows.filter(at__lte=place.at)
    if rank > place.rank:
        return rows
    if rank < place.rank:
        return rows.filter(at__lt=place.at)
    return rows.filter(Q(at__lt=place.at) | Q(**{"at": place.at, f"{key}__lt": place.number}))


def _pairs(changes: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(name, *pair) for name, pair in changes.items() if isinstance(pair, list) and len(pair) == 2]


def _told(lines: list[Line]) -> list[Line]:
    """The lines of the ledger with what each changed against the state before it."""
    figures = _contents(lines, PublishedFigure.objects.all(), figures=True)
    objects = _contents(lines, ObjectVersion.objects.all(), figures=False)
    for line in lines:
        pair = figures.get(line.sequence or 0) or objects.get(line.sequence or 0)
        if pair:
            line.changes.extend(_differences(*pair))
    return lines


def _contents(lines: Iterable[Line], rows: QuerySet[Any], *, figures: bool) -> dict[int, tuple[Any, Any]]:
    """Sequence -> the content before and the content it published; without the first state of a figure."""
    sequences = [one.sequence for one in lines if one.sequence and (one.object_type == FIGURE) == figures]
    if not sequences:
        return {}
    same = ("figure_id",) if figures else ("object_type", "object_id")
    columns = (*same, "revision", "sequence", "content")
    found = list(rows.filter(sequence__in=sequences, redacted_at__isnull=True).values(*columns))
    before = Q(pk__in=[])
    for one in found:
        if one["revision"] > 1:
            before |= Q(revision=one["revision"] - 1, **{name: one[name] for name in same})
    former = {
        (*(one[name] for name in same), one["revision"]): one["content"]
        for one in rows.filter(before, redacted_at__isnull=True).values(*columns)
    }
    pairs = {}
    for one in found:
        old = former.get((*(one[name] for name in same), one["revision"] - 1))
        if old is not None or not figures:
            content = orjson.loads(one["content"])
            # The first entry about a source tells of a change: what it was before stands in it.
            pairs[one["sequence"]] = (orjson.loads(old) if old else content.get("former", {}), content)
    return pairs


def _with_reasons(lines: list[Line]) -> list[Line]:
    """The lines of acts about many figures with the reason of the act, where they have none of their own."""
    acts = {one.door: pk for one in lines if not one.reason and (pk := act_of(one.door)) and not is_undo(one.door)}
    reasons = reasons_of(set(acts.values())) if acts else {}
    return [replace(one, reason=one.reason or reasons.get(acts.get(one.door, 0), "")) for one in lines]


def act_of(door: str) -> int:
    """The number of the act about many figures that a door names; 0 for any other door."""
    kind, *rest = door.split(":")
    return int(rest[0]) if kind == BULK and rest and rest[0].isdecimal() and len(rest[0]) < 19 else 0


def is_undo(door: str) -> bool:
    """Whether what came through a door took an act about many figures back."""
    return door.endswith(f":{TAKEN_BACK}")


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    before, after = old.get("row", old), new.get("row", new)
    return [
        (name, before.get(name), value)
        for name, value in after.items()
        if name not in NOT_TOLD and before.get(name) != value and (value or before.get(name))
    ]


def _names(lines: Iterable[Line]) -> dict[int, str]:
    ids = {one.person for one in lines if one.person}
    about = {one.object_id for one in lines if one.object_type == PERSON}
    return dict(User.objects.filter(pk__in=ids | about).values_list("pk", "username"))
