"""A claim on its way from a row to a figure: what it asks for, what is known under its name, and what it did.

Made and judged by imports.py; here are the steps that look at one claim alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.intake.asking import FileFacts, Identity, asked, identity_of, with_columns
from tracker.intake.keeping import fingerprints
from tracker.intake.naming import folded, word_of
from tracker.intake.places import Placed
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.intake.references import Known, NewEvent
from tracker.intake.resolve import Resolved
from tracker.models import Figure
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.vocabulary import RowState
from tracker.vocabulary import gettext_noop as _

RELATIONS = {"supersedes": "supersedes_kind", "contests": "", "part_of": "partition", "share_of": ""}
"""Fields that name another figure, and the field that means nothing without them."""


class Done(NamedTuple):
    """What a claim did to a figure."""

    figure: int
    part: str
    did: RowState
    sha: str
    draft_version: int = 1
    revision: int = 0
    former: dict[str, Any] | None = None
    held_back: bool = False
    by_words: bool = False
    """The claim names no record: it is known again by what it says alone."""


class Outcome(NamedTuple):
    """One row, by its place in what was handed over, and what became of it.

    `waits`: it names another row of the file, which has to be stored first.
    """

    row: int
    state: RowState
    figure: int | None = None
    findings: tuple[Finding, ...] = ()
    done: tuple[Done, ...] = ()
    asked: tuple[Finding, ...] = ()
    """Warnings that nobody explained yet."""
    waits: bool = False


class Given(NamedTuple):
    """A row handed over: its place, what its reader made of it, and what a person changed, by part and field."""

    place: int
    row: SourceRow
    edited: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


@dataclass(slots=True)
class Entry:
    """A claim on its way: what it asks for, and what is known under its name."""

    given: Given
    claim: Claim
    raw: dict[str, Any]
    identity: Identity
    findings: list[Finding] = field(default_factory=list)
    asked: list[Finding] = field(default_factory=list)
    """Warnings about its place."""
    resolved: Resolved = field(default_factory=Resolved)
    standing: Figure | None = None
    settled: bool = False
    """Whether the record says what the claim says, or said so before somebody else changed it."""
    sha: str = ""
    refers: dict[str, Entry] = field(default_factory=dict)
    """Relation -> the claim of the same chunk that it names."""

    @property
    def place(self) -> int:
        return self.given.place

    def done(self, figure: Figure, did: RowState, former: dict[str, Any] | None = None, revision: int = 0) -> Done:
        """What this claim did to a figure."""
        held_back, by_words = bool(self.claim.held_back), not self.identity[1]
        version = figure.draft_version
        return Done(figure.id, self.claim.part, did, self.sha, version, revision, former, held_back, by_words)


class Chunk(NamedTuple):
    """Rows that are judged or stored together, and their claims."""

    rows: Sequence[Given]
    entries: Sequence[Entry]

    def only(self, places: Container[int]) -> Chunk:
        """The same without the rows at other places."""
        rows = [given for given in self.rows if given.place in places]
        return Chunk(rows, [entry for entry in self.entries if entry.place in places])


def chunk_of(rows: Sequence[Given], file: FileFacts | None = None) -> Chunk:
    """These rows of a file with what their claims ask for, of which the database need not be asked."""
    return Chunk(rows, [entry for given in rows for entry in _claims_of(given, file)])


def _claims_of(given: Given, file: FileFacts | None) -> Iterator[Entry]:
    claims = given.row.claims
    for claim, sha in zip(claims, fingerprints(claims), strict=True):
        raw = asked(claim, given.edited.get(claim.part), file)
        yield Entry(given, claim, raw, identity_of(raw), sha=sha)


def by_row(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    rows: dict[int, list[Entry]] = {}
    for entry in entries:
        rows.setdefault(entry.place, []).append(entry)
    return rows


def names_one_of(entry: Entry, rows: set[int]) -> bool:
    return any(target.place in rows for target in entry.refers.values())


def order_of_change(entry: Entry) -> tuple[int, int]:
    """A total that grows goes before its parts, one that shrinks after them; of parts, those that shrink go first."""
    stands = entry.standing.derived_best if entry.standing else 0
    says = entry.resolved.values.get("value")
    growth = (says or 0) - (stands or 0) if isinstance(says, int) else 0
    if entry.claim.part_of is None:
        return (0 if growth >= 0 else 2), 0
    return 1, growth


# --- places, events and further documents of a claim ---


def hints_of(entry: Entry) -> Iterator[PlaceHint]:
    claim = entry.claim
    if claim.place and not word_of(entry.raw.get("place_code")):
        yield claim.place
    if claim.origin and not word_of(entry.raw.get("origin_location_code")):
        yield claim.origin
    if claim.event and claim.event.place:
        yield claim.event.place


def take_places(entry: Entry, found: Mapping[PlaceHint, Placed]) -> None:
    for name, hint in (("place_code", entry.claim.place), ("origin_location_code", entry.claim.origin)):
        if hint is None or not hint or word_of(entry.raw.get(name)):
            continue
        placed = found[hint]
        said = with_columns([replace(placed.finding, field=name)] if placed.finding else [], entry.claim)
        if placed.place is None:
            entry.findings += said
            continue
        entry.raw[name] = placed.place.code
        entry.asked += said
        if placed.precision and name == "place_code":
            entry.raw["place_precision"] = placed.precision


def take_event(entry: Entry, known: Known, found: Mapping[PlaceHint, Placed]) -> None:
    """Lead the claim to its event, described where nobody entered it yet."""
    hint = entry.claim.event
    if hint is None or word_of(entry.raw.get("event")):
        return
    try:
        crisis = known.crisis(entry.raw.get("crisis"))
    except InvalidFigure:
        return  # which resolving will tell
    if crisis is None:
        return
    entry.raw["event"] = hint.code
    key = (crisis.id, folded(hint.code))
    if key in known.events:
        return
    try:
        starts = date.fromisoformat(hint.starts[:10])
        ends = date.fromisoformat(hint.ends[:10]) if hint.ends else starts
    except ValueError:
        template = _("“%(found)s” is no day for an event. Expected %(expected)s.")
        bad = make_finding("E13", "event", template, found=hint.starts, expected=_("a date"), example="2020-02-14")
        entry.findings += with_columns([bad], entry.claim)
        return
    place = found[hint.place].place if hint.place else None
    known.events[key] = NewEvent(crisis, hint.code, hint.name or hint.code, starts, ends, hint.precision, place)


def take_citation(entry: Entry, given: Mapping[str, Any], known: Known) -> None:
    """A further document of the statement; one that cannot be used is said, and keeps the row out."""
    try:
        document = known.document(given.get("document"))
    except InvalidFigure as refused:
        entry.resolved.findings += refused.findings
        return
    if document is not None:
        words = {name: str(given[name]) for name in ("quote", "quote_language", "document_page") if given.get(name)}
        entry.resolved.further.append((document, words))
