"""Figures as published: pages of them, one of them, its history, and the figures of a thing.

A list is one plain select of rows rendered at publication, read together with the head of the ledger;
nothing is joined and nothing serialised. Read by the API's figures and by every page that lists or shows
one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

import orjson
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from tracker.ledger.rendering import RENDER, render
from tracker.ledger.row import FIELD_NAMES
from tracker.ledger.shown import citing
from tracker.models import LedgerEntry, PublishedFigure
from tracker.models.ledger import SPEAKS_OF
from tracker.selectors import cursors
from tracker.selectors.cursors import Cursor
from tracker.selectors.filters import SORT_COLUMNS, FigureQuery, parse_query
from tracker.selectors.reading import Moment, Reading, Selection, joined_with_head, reading_at, with_head
from tracker.selectors.statements import Statement
from tracker.selectors.versions import FewStanding, standing, standing_when
from tracker.vocabulary import LedgerAction

__all__ = [
    "FigureDetail",
    "FigureQuery",
    "Page",
    "Revision",
    "Tombstone",
    "count",
    "figure_at",
    "figures_of",
    "joined_page",
    "page",
    "parse_query",
    "revisions",
    "rows_of",
]

Row = dict[str, Any]
Texts = Literal["body", "line"]

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000
MAX_SORTED_LIMIT = 1_000
MAX_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page of figures, already rendered, the moment it was read at, and the cursor of the next page."""

    rows: list[str]
    reading: Reading
    next_cursor: str | None

    @property
    def sequence(self) -> int:
        """The sequence the page was read at."""
        return self.reading.at


def page(
    query: FigureQuery,
    moment: Moment | Reading,
    *,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
    offset: int = 0,
    order: Literal["asc", "desc"] = "asc",
    text: Texts = "body",
) -> Page:
    """A page of figures by sequence, or as the query sorts; head and rows come from one statement.

    A `Reading` keeps several answers of one page at one moment; a `Moment` leaves the head to this very
    statement. Raises QueryError for a cursor of another query, LedgerChanged after a restore, ReadingError
    for a bad revision.
    """
    asked = moment.moment if isinstance(moment, Reading) else moment
    digest = digest_of(query, asked, order)
    at = cursors.decode(cursor, digest=digest) if cursor else None
    pinned = _pin(moment, asked, at)
    ordering = _ordering(query, order)
    after = at.after if at and not query.sort else None
    start = at.after if at and query.sort else offset
    head, found = with_head(_selected(query, pinned, ordering, after, text, start, limit + 1), ordering)
    reading = reading_at(asked, head)
    if at:
        cursors.check_ledger(at, ledger_id=head.ledger_id, head_sequence=head.sequence)
        reading = reading.seen_at(at.sequence)
    rows = found[:limit]
    following = None
    if len(found) > limit:
        after = start + limit if query.sort else rows[-1][0]
        following = Cursor(head.ledger_id, reading.at, after, digest).encode()
    return Page(texts_of(rows, text), reading, following)


@dataclass(frozen=True, slots=True)
class JoinedPage:
    """The texts of a page as one, in UTF-8, and the cursor of what may follow."""

    text: bytes
    count: int
    next_cursor: str | None


def joined_page(
    query: FigureQuery, moment: Moment, *, cursor: str, limit: int, text: Texts, between: str
) -> JoinedPage:
    """A later page of a crawl in the order of the ledger, its texts joined by the database; what a file is made of.

    `query` sorts by nothing else. Raises what `page` raises.
    """
    digest = digest_of(query, moment)
    at = cursors.decode(cursor, digest=digest)
    pinned = Moment(moment.known_on, at.sequence)
    wanted = _selected(query, pinned, _ordering(query, "asc"), at.after, text, 0, limit)
    head, found = joined_with_head(wanted, text, between)
    cursors.check_ledger(at, ledger_id=head.ledger_id, head_sequence=head.sequence)
    if found is None:
        return JoinedPage(b"", 0, None)
    if (found.oldest, found.newest) != (RENDER, RENDER):
        rows = page(query, moment, cursor=cursor, limit=limit, text=text).rows
        joined = between.join(rows).encode()
    else:
        joined = found.text
    following = Cursor(head.ledger_id, at.sequence, found.last, digest).encode() if found.rows == limit else None
    return JoinedPage(joined, found.rows, following)


def sorted_pages(
    query: FigureQuery, moment: Moment, *, cursor: str, limit: int | None, size: int, text: Texts
) -> Iterator[list[str]]:
    """The later pages of a file in another order than the ledger's: sorted once, not once a page.

    The order is held as numbers, eight bytes a figure. Raises what `page` raises.
    """
    at = cursors.decode(cursor, digest=digest_of(query, moment))
    pinned = Moment(moment.known_on, at.sequence)
    versions = _chosen(query, standing_when(pinned), pinned).order_by(*_terms(_ordering(query, "asc")))
    wanted = versions.values_list("sequence", flat=True)[at.after : None if limit is None else at.after + limit]
    order = array("q", wanted.iterator(chunk_size=AT_ONCE))
    for start in range(0, len(order), size):
        yield _texts_in_order(at, order[start : start + size].tolist(), text)


AT_ONCE = 10_000
"""Numbers that come from the database together."""


def _texts_in_order(at: Cursor, sequences: list[int], text: Texts) -> list[str]:
    """The texts of versions in this order, without what has been redacted meanwhile."""
    columns = ["sequence", "render", text]
    versions = PublishedFigure.objects.filter(sequence__in=sequences, redacted_at__isnull=True)
    head, rows = with_head(Selection(*versions.values_list(*columns).query.sql_with_params(), columns))
    cursors.check_ledger(at, ledger_id=head.ledger_id, head_sequence=head.sequence)
    held = {row[0]: row for row in rows}
    return texts_of([held[sequence] for sequence in sequences if sequence in held], text)


def digest_of(query: FigureQuery, asked: Moment, order: str = "asc") -> str:
    """What a cursor of this question carries, so that it is refused by another one."""
    return FigureQuery((*query.terms, ("at", (asked.known_on, asked.revision, order))), sort=query.sort).digest()


def _pin(moment: Moment | Reading, asked: Moment, at: Cursor | None) -> Moment:
    """The moment the rows are read at: the cursor's, the reading's, or what is live in this statement."""
    if at:
        return Moment(asked.known_on, at.sequence)
    return Moment(asked.known_on, moment.at) if isinstance(moment, Reading) else asked


Ordering = tuple[tuple[str, bool], ...]


def _ordering(query: FigureQuery, order: str) -> Ordering:
    if query.sort:
        return tuple((SORT_COLUMNS[name], descending) for name, descending in query.sort)
    return (("sequence", order == "desc"),)


AT, AFTER = -(10**18) - 1, -(10**18) - 2
"""Markers in a statement that is kept: no parameter takes numbers as far from zero."""
KEPT = 512
"""Questions whose statements are kept: programs ask the same ones again, and crawls page after page."""


def _selected(
    query: FigureQuery, pinned: Moment, ordering: Ordering, after: int | None, text: Texts, start: int, count: int
) -> Selection:
    """The statement of a page, compiled at the first of its kind: that takes longer than to answer it."""
    shape = (pinned.known_on, pinned.revision is not None, after is not None)
    kept = _kept(query.condition, query.latest, shape, ordering, text, start, count)
    filled = kept.filled(*(value for value in (pinned.revision, after) if value is not None))
    return Selection(*filled, _columns(text, ordering))


def _columns(text: Texts, ordering: Ordering) -> list[str]:
    return list(dict.fromkeys(["sequence", "render", text, *(column for column, _ in ordering)]))


@lru_cache(maxsize=KEPT)
def _kept(
    condition: Q,
    latest: bool,
    shape: tuple[date | None, bool, bool],
    ordering: Ordering,
    text: Texts,
    start: int,
    count: int,
) -> Statement:
    known_on, at_revision, after_another = shape
    pinned = Moment(known_on, AT if at_revision else None)
    query = FigureQuery(condition=condition, latest=latest)
    columns = _columns(text, ordering)

    def make(*_markers: int) -> QuerySet[Any, Any]:
        versions = _chosen(query, standing_when(pinned), pinned)
        if after_another:
            versions = versions.filter(**{"sequence__lt" if ordering[0][1] else "sequence__gt": AFTER})
        return versions.order_by(*_terms(ordering)).values_list(*columns)[start : start + count]

    return Statement(make, *([AT] if at_revision else []), *([AFTER] if after_another else []))


def _terms(ordering: Iterable[tuple[str, bool]]) -> list[OrderBy]:
    """Nulls last on both engines; a plain term for the sequence lets its index give the order."""
    return [
        OrderBy(F(column), descending=down, nulls_last=None if column == "sequence" else True)
        for column, down in ordering
    ]


def texts_of(rows: list[tuple[Any, ...]], text: Texts) -> list[str]:
    """Rendered texts of (sequence, render, text) rows; those of an older release are rendered anew from
    content.
    """
    old = [row[0] for row in rows if row[1] != RENDER]
    if not old:
        return [row[2] for row in rows]
    contents = dict(PublishedFigure.objects.filter(sequence__in=old).values_list("sequence", "content"))
    place = 0 if text == "body" else 1
    # What was redacted has no content, and what stands in its place is the same in every release.
    return [render(orjson.loads(held), row[0])[place] if (held := contents.get(row[0])) else row[2] for row in rows]


def _chosen(query: FigureQuery, versions: QuerySet[PublishedFigure], moment: Moment) -> QuerySet[PublishedFigure]:
    chosen = versions.filter(query.condition)
    return chosen.filter(_is_newest(moment)) if query.latest else chosen


def _is_newest(moment: Moment) -> Q:
    """Nothing in the same series speaks of a later day; of the same day, nothing was published later."""
    mine = Coalesce(OuterRef("as_of_date"), OuterRef("reference_period_end"), OuterRef("said_date"))
    newer = (
        standing_when(moment)
        .order_by()
        .filter(series_id=OuterRef("series_id"))
        .alias(day=SPEAKS_OF)
        .filter(Q(day__gt=mine) | Q(day=mine, sequence__gt=OuterRef("sequence")))
    )
    return Q(series_id__isnull=False) & ~Q(Exists(newer))


def count(query: FigureQuery, reading: Reading) -> int:
    """How many figures answer the question; exact, and read only when asked for."""
    moment = Moment(reading.known_on, reading.at)
    return _chosen(query, standing(reading), moment).order_by().count()


def rows_of(versions: QuerySet[PublishedFigure]) -> list[Row]:
    """Versions as the row dictionaries pages work with, in the order of the queryset."""
    return parsed(list(versions.values_list(*AS_ROWS)))


AS_ROWS = ("sequence", "render", "body")


def parsed(stored: list[tuple[Any, ...]]) -> list[Row]:
    """Stored versions, as AS_ROWS, as the same dictionaries."""
    return [orjson.loads(body) for body in texts_of(stored, "body")]


OF_COLUMNS = {
    "series": "series_id",
    "document": "document_id",
    "organisation": "organisation_id",
    "originator": "originator_id",
    "speaker": "speaker_id",
    "event": "event_id",
    "crisis": "crisis",
    "place": "place_code",
    "share_of": "share_of",
    "part_of": "part_of",
    "figure": "figure_id",
}


def figures_of(
    reading: Reading, *, newest_first: bool = False, limit: int | None = None, **of: int | str | Iterable[int]
) -> list[Row]:
    """Row dictionaries of the figures of a thing: `figures_of(reading, series=4)`, `(reading, figure=[3, 4])`.

    In the order of their as-of days (else said dates), then of publication. A superseded figure carries
    `superseded_by`, the figure that took its place. A document's figures are all whose statement it carries.
    """
    kept = _KEPT.get(next(iter(of))) if len(of) == 1 and limit is None and not newest_first else None
    if kept is not None:
        value = next(iter(of.values()))
        rows = parsed(kept.rows([value] if isinstance(value, int) else list(value), reading))  # type: ignore[arg-type]
    else:
        condition = Q()
        for name, wanted in of.items():
            condition &= _of(name, wanted)
        rows = rows_of(standing(reading).filter(condition).order_by(*_by_day(newest_first))[:limit])
    mark_superseded(rows, reading)
    return rows


def _by_day(newest_first: bool = False) -> tuple[OrderBy, OrderBy]:
    if newest_first:
        return SPEAKS_OF.desc(), F("sequence").desc()
    return SPEAKS_OF.asc(), F("sequence").asc()


def _texts(found: QuerySet[PublishedFigure]) -> QuerySet[Any, Any]:
    return found.order_by(*_by_day()).values_list(*AS_ROWS)


_KEPT = {
    "figure": FewStanding(
        lambda found, pks: found.filter(figure_id__in=pks).order_by(*_by_day()).values_list(*AS_ROWS)
    ),
    "series": FewStanding(
        lambda found, pks: found.filter(series_id__in=pks).order_by(*_by_day()).values_list(*AS_ROWS)
    ),
}
"""What pages ask for again and again; the rest is put together when it is asked for."""


def _of(name: str, value: int | str | Iterable[int]) -> Q:
    if name == "document" and isinstance(value, int):
        return citing(value)
    column = OF_COLUMNS[name]
    return Q(**{column: value}) if isinstance(value, int | str) else Q(**{f"{column}__in": list(value)})


def mark_superseded(rows: list[Row], reading: Reading) -> None:
    """Add `superseded_by` to rows whose claim a later one replaced, by the time of the reading."""
    by: dict[int, int] = dict(_REPLACED.rows([row["id"] for row in rows], reading))
    for row in rows:
        row["superseded_by"] = by.get(row["id"])


REPLACING = ("revises", "retracts", "reclassifies")
"""Kinds after which the older claim no longer counts (METHOD R6)."""
_REPLACED = FewStanding(
    lambda found, pks: (
        found.filter(supersedes__in=pks, supersedes_kind__in=REPLACING)
        .order_by("sequence")
        .values_list("supersedes", "figure_id")
    )
)


@dataclass(frozen=True, slots=True)
class FigureDetail:
    """One figure as it stood: its row, what its content adds, and the figures it is related to."""

    figure_id: int
    revision: int
    sequence: int
    body: str
    row: Row
    citations: list[Row]
    relations: dict[str, list[Row]]
    refs: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a figure that was withdrawn (retracted) or blanked because it did harm (redacted)."""

    figure_id: int
    kind: Literal["retracted", "redacted"]
    revision: int
    last_public_revision: int
    sequence: int
    at: datetime
    reason: str


def figure_at(figure_id: int, reading: Reading) -> FigureDetail | Tombstone | None:
    """A figure as it stood at the reading, its tombstone if it was withdrawn by then, or None."""
    versions = PublishedFigure.objects.filter(figure_id=figure_id)
    version = versions.at(reading.at).first()
    if version is None or version.redacted_at is not None:
        return _tombstone(figure_id, reading)
    if reading.known_on is not None and version.said_date > reading.known_on:
        return None
    return _detail(version, reading)


def _detail(version: PublishedFigure, reading: Reading) -> FigureDetail:
    content = orjson.loads(version.content)
    stored = version.render == RENDER
    body = version.body if stored else render(content, version.sequence)[0]
    row = orjson.loads(body)
    return FigureDetail(
        figure_id=version.figure_id,
        revision=version.revision,
        sequence=version.sequence,
        body=body,
        row=row,
        citations=content["citations"],
        relations=_relations(row, reading),
        refs=content["refs"],
    )


def _tombstone(figure_id: int, reading: Reading) -> Tombstone | None:
    """What was left of the figure at the reading; a redaction reaches back to every earlier one."""
    if _said_later(figure_id, reading):
        return None
    entries = LedgerEntry.objects.filter(object_type="figure", object_id=figure_id)
    gone = Q(action__in=(LedgerAction.RETRACTED, LedgerAction.REVERTED), sequence__lte=reading.at)
    ended = entries.filter(gone | Q(action=LedgerAction.REDACTED)).order_by("-sequence")
    entry = ended.filter(action=LedgerAction.REDACTED).first() or ended.first()
    if entry is None:
        return None
    redacted = entry.action == LedgerAction.REDACTED
    return Tombstone(
        figure_id=figure_id,
        kind="redacted" if redacted else "retracted",
        revision=entry.revision,
        last_public_revision=entry.revision - 1,
        sequence=entry.sequence,
        at=entry.at,
        reason=entry.reason,
    )


def _said_later(figure_id: int, reading: Reading) -> bool:
    """Whether nothing of a figure had been said by the day of the reading."""
    if reading.known_on is None:
        return False
    days = PublishedFigure.objects.filter(figure_id=figure_id, sequence__lte=reading.at)
    return not days.filter(said_date__lte=reading.known_on).exists()


OUTGOING = {"supersedes": "supersedes", "contests": "contests", "part_of": "part_of", "share_of": "share_of"}
INCOMING = {
    "supersedes": "superseded_by",
    "contests": "contested_by",
    "part_of": "parts",
    "share_of": "shares",
}
SHORT = ("id", "revision", "measure", "qualifier", "value_text", "value", "unit", "as_of_date", "said_date",
         "organisation", "originator", "permalink")  # fmt: skip


def _relations(row: Row, reading: Reading) -> dict[str, list[Row]]:
    """Figures this one names, and figures that name it, in short; only those that stand at the reading."""
    named = {name: row[column] for name, column in OUTGOING.items() if row[column] is not None}
    here = Q(figure_id__in=list(named.values()))
    for column in INCOMING:
        here |= Q(**{column: row["id"]})
    relations: dict[str, list[Row]] = {name: [] for name in (*OUTGOING, *INCOMING.values())}
    for found in rows_of(standing(reading).filter(here).order_by("sequence")):
        short = {name: found[name] for name in SHORT} | {"supersedes_kind": found["supersedes_kind"]}
        for name, figure_id in named.items():
            if figure_id == found["id"]:
                relations[name].append(short)
        for column, name in INCOMING.items():
            if found[column] == row["id"]:
                relations[name].append(short)
    return relations


@dataclass(frozen=True, slots=True)
class Revision:
    """One published state of a figure: what was done, when, why, and which fields changed, old to new."""

    revision: int
    sequence: int
    at: datetime
    action: str
    reason: str
    changed: dict[str, tuple[Any, Any]]
    redacted: bool = False


def revisions(figure_id: int, reading: Reading) -> list[Revision]:
    """Every state of a figure up to the reading, the first one first; on a day, those that had been said by then."""
    if _said_later(figure_id, reading):
        return []
    entries = LedgerEntry.objects.filter(object_type="figure", object_id=figure_id, sequence__lte=reading.at)
    versions = PublishedFigure.objects.filter(figure_id=figure_id, sequence__lte=reading.at)
    contents = {
        version.sequence: version for version in versions.only("sequence", "content", "said_date", "redacted_at")
    }
    found: list[Revision] = []
    before: Mapping[str, Any] = {}
    for entry in entries.order_by("sequence"):
        version = contents.get(entry.sequence)
        if version and reading.known_on is not None and version.said_date > reading.known_on:
            continue
        after = _facts(version) if version else before
        found.append(
            Revision(
                revision=entry.revision,
                sequence=entry.sequence,
                at=entry.at,
                action=entry.action,
                reason=entry.reason,
                changed=_changed(before, after) if before else {},
                redacted=bool(version and version.redacted_at),
            )
        )
        before = after
    return found


NOT_A_CHANGE = frozenset({"revision", "updated_at", "recorded_at"})
"""Fields that differ because there is another revision, not because something else is said."""


def _facts(version: PublishedFigure) -> dict[str, Any]:
    if version.redacted_at is not None:
        return {}
    content = orjson.loads(version.content)
    facts = {**content["row"], "citations": content["citations"]}
    return {name: value for name, value in facts.items() if name not in NOT_A_CHANGE}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    if not after:
        return {}
    order = [name for name in (*FIELD_NAMES, "citations") if name in before or name in after]
    return {name: (before.get(name), after.get(name)) for name in order if before.get(name) != after.get(name)}
