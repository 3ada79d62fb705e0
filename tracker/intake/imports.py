"""Rows of a file become figures: each row whole or not at all, each with its outcome, one bad row stopping no other.

A row states several claims: a total with its parts, or the columns of a wide table. A claim that names a record
(`source_system` and `external_id`, with its part) already here changes nothing, or edits that record: the same file
again creates nothing, the next release of it revises. Works in chunks of some hundreds, in a number of queries that
does not grow with them; runs.py says which rows, when, and in which transaction. Also read by the API's batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial

from django.db import connection, transaction

from tracker.intake.asking import with_columns
from tracker.intake.entries import (
    RELATIONS,
    Chunk,
    Done,
    Entry,
    Given,
    Outcome,
    by_row,
    chunk_of,
    hints_of,
    names_one_of,
    order_of_change,
    take_citation,
    take_event,
    take_places,
)
from tracker.intake.history import known_by_words, standing, taken_back, traces_of
from tracker.intake.keeping import record_of
from tracker.intake.places import Gazetteer
from tracker.intake.readers.rows import Claim, SourceRow
from tracker.intake.readers.table import Problem, Table
from tracker.intake.references import Known, Makings
from tracker.intake.resolve import differs, edit_resolved, once_more, resolve, resolve_beside, together
from tracker.ledger import doors
from tracker.ledger.drafts import NewFigure
from tracker.ledger.errors import Refused
from tracker.ledger.record import record_figures
from tracker.ledger.revert import snapshot
from tracker.models import Figure, User
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.vocabulary import RowState
from tracker.vocabulary import gettext_noop as _

CHUNK = 500 if connection.vendor == "sqlite" else 2_000
"""Rows in a transaction; on SQLite fewer, where everybody else who writes waits for its end. Nobody waits for drafts on
PostgreSQL, but who brings the same documents."""

DOOR = "import"


@dataclass(slots=True)
class Report:
    """What became of the rows of a batch. With `problems` the table itself was refused."""

    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_table(table: Table, *, actor: User, crisis: str = "", reason: str = "", dry_run: bool = False) -> Report:
    """Record the rows of a table as drafts; `crisis` is that of rows which name none.

    `reason` explains what a changed record corrects. A dry run does everything and keeps nothing.
    """
    report = Report(problems=list(table.problems))
    if report.problems:
        return report
    held = Import(actor=actor, crisis=crisis, reason=reason)
    rows = [
        Given(row.number, SourceRow(row.number, {}, () if row.problems else (Claim(row.cells),), row.problems))
        for row in table.rows
    ]
    with transaction.atomic() if dry_run else nullcontext():
        for start in range(0, len(rows), CHUNK):
            report.outcomes += held.take(chunk_of(rows[start : start + CHUNK]))
        if dry_run:
            transaction.set_rollback(True)
    return report


Whereabouts = Callable[[str], int | None]
"""From the number that a row goes by in its file to its figure; None while it waits, KeyError where no row has it."""


@dataclass(slots=True)
class Import:
    """What the rows of one file share: who brings them, what for, and which records they have named so far.

    `only_judging` says that nothing of it will be kept, so that rows of other chunks have no figures yet. `seen` are
    the records that other rows are, by what `record_of` says; with `remembers`, a row that names no record is known by
    its words.
    """

    actor: User
    crisis: str = ""
    reason: str = ""
    whereabouts: Whereabouts | None = None
    only_judging: bool = False
    remembers: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    gazetteer: Gazetteer = field(default_factory=Gazetteer)

    def take(self, chunk: Chunk) -> list[Outcome]:
        """The outcome of each of these rows, in their order; what is good is stored."""
        outcomes = [outcome for given in chunk.rows if (outcome := _without_claims(given))]
        told = {one.row for one in outcomes}
        entries = [entry for entry in chunk.entries if entry.place not in told]
        for entry in entries:
            entry.findings += with_columns([*self._misplaced(entry)], entry.claim)
        waiting = self._relate(entries)
        outcomes += [Outcome(place, RowState.READ, waits=True) for place in waiting]
        entries = [entry for entry in entries if entry.place not in waiting]
        self._understand(entries)
        fresh: list[Entry] = []
        for place, held in by_row(entries).items():
            if any(entry.findings for entry in held):
                outcomes.append(Outcome(place, RowState.REJECTED, _figure_of(held), _findings_of(held)))
            elif all(entry.standing is None for entry in held):
                fresh += held
            else:
                outcomes.append(self._compare(place, held))
        outcomes += self._record(fresh)
        return sorted(outcomes, key=lambda one: one.row)

    # --- from rows to claims ---

    def _misplaced(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong with a row as one of this import: of another crisis, or a record that another row names."""
        raw = entry.raw
        crisis = str(raw.get("crisis") or "").strip()
        if self.crisis and not crisis:
            raw["crisis"] = self.crisis
        elif self.crisis and crisis.casefold() != self.crisis.casefold():
            template = _("This row is about %(found)s, and this import about %(expected)s.")
            yield make_finding("E16", "crisis", template, found=crisis, expected=self.crisis)
        number, record = entry.given.row.number, entry.identity[1]
        if not record and not self.remembers:
            return
        at = self.seen.setdefault(record_of(entry.claim), number)
        if at != number and record:
            template = _("The record “%(found)s” stands in row %(row)s already.")
            yield make_finding("E16", "external_id", template, found=record, row=at)
        elif at != number:
            template = _("Row %(row)s says the same already, in every cell.")
            yield make_finding("E16", "", template, row=at)

    def _relate(self, entries: Sequence[Entry]) -> set[int]:
        """Lead relations to the rows of the same file that they name; returns the rows that must wait for others."""
        waiting: set[int] = set()
        parts = {(entry.place, entry.claim.part): entry for entry in entries}
        names = {entry.claim.known_as: entry for entry in entries if entry.claim.known_as}
        for entry in entries:
            if entry.claim.part_of is not None:
                entry.refers["part_of"] = parts[entry.place, entry.claim.part_of]
            for relation in RELATIONS if entry.claim.known_as else ():
                word = str(entry.raw.get(relation) or "").strip()
                if word in names:
                    entry.refers[relation] = names[word]
                    del entry.raw[relation]
                elif word and not self._lead_outside(entry, relation, word):
                    waiting.add(entry.place)
        while more := {one.place for one in entries if names_one_of(one, waiting)} - waiting:
            waiting |= more
        return waiting

    def _lead_outside(self, entry: Entry, relation: str, word: str) -> bool:
        """Lead a relation to a row of another chunk, where it is one; False when that row has yet to be stored."""
        try:
            figure = self.whereabouts(word) if self.whereabouts else int(word)
        except (KeyError, ValueError):
            return True  # no row of this file: a figure that was here before, or a mistake that resolving will tell
        if figure is not None:
            entry.raw[relation] = str(figure)
        elif self.only_judging:
            del entry.raw[relation]
            entry.raw.pop(RELATIONS[relation], None)
        return figure is not None or self.only_judging

    def _understand(self, entries: Sequence[Entry]) -> None:
        """Find places, events and records for all of these, and read their fields."""
        found = self.gazetteer.place({hint for entry in entries for hint in hints_of(entry)})
        for entry in entries:
            take_places(entry, found)
        raws = [entry.raw for entry in entries]
        cited = [{"document": one.get("document")} for entry in entries for one in entry.claim.citations]
        hinted = [
            {"event": entry.claim.event.code, "crisis": entry.raw.get("crisis")}
            for entry in entries
            if entry.claim.event
        ]
        known = Known.around([*raws, *cited, *hinted])
        held = standing({entry.identity for entry in entries})
        words = {one.sha for one in entries if self.remembers and not one.identity[1]}
        by_words = known_by_words(words, self.crisis)
        traces = traces_of([one.pk for one in held.values()])
        again = taken_back([*held.values(), *by_words.values()])
        for entry in entries:
            take_event(entry, known, found)
            entry.standing = held.get(entry.identity) or by_words.get(entry.sha)
            trace = traces.get(entry.standing.pk) if entry.standing else None
            same = entry.sha in by_words or (trace is not None and trace.sha == entry.sha)
            if entry.standing is not None and same and not entry.given.edited:
                entry.settled = entry.standing.pk not in again
            if not entry.settled:
                self._read(entry, known, again)

    def _read(self, entry: Entry, known: Known, again: set[int]) -> None:
        total = entry.refers.get("part_of")
        beside = None
        if total is not None and entry.standing is total.standing is None:
            beside = resolve_beside(entry.raw, total.raw, total.resolved)
        entry.resolved = beside or resolve(entry.raw, known, standing=entry.standing)
        for one in entry.claim.citations:
            take_citation(entry, one, known)
        if entry.standing is not None and entry.standing.pk not in again:
            entry.settled = not entry.resolved.findings and not differs(entry.standing, entry.resolved)

    # --- rows of which nothing is here yet ---

    def _record(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Record the rows of these claims that are good. What a bad row would have made is never made."""
        unread = {entry.place for entry in entries if entry.resolved.findings}
        refused = self._all_that_is_wrong([entry for entry in entries if entry.place in unread])
        good = [entry for entry in entries if entry.place not in unread]
        recorded: list[Outcome] = []
        while good:
            recorded, more = once_more(partial(self._attempt, good))
            refused |= more
            good = [entry for entry in good if entry.place not in refused] if more and not recorded else []
        return [*recorded, *(Outcome(place, RowState.REJECTED, findings=found) for place, found in refused.items())]

    def _all_that_is_wrong(self, entries: Sequence[Entry]) -> dict[int, tuple[Finding, ...]]:
        """What could not be read in these rows, and what the ledger would refuse beside it; stores nothing."""
        if not entries:
            return {}
        with transaction.atomic():
            refused = self._store(entries, Makings())[1]
            transaction.set_rollback(True)
        for place, held in by_row(entries).items():
            if place not in refused:
                refused[place] = _once(
                    found for entry in held for found in with_columns(entry.resolved.findings, entry.claim)
                )
        return refused

    def _attempt(self, entries: Sequence[Entry]) -> tuple[list[Outcome], dict[int, tuple[Finding, ...]]]:
        """Record the good ones of these rows; nothing where a bad one would leave what it brought along."""
        makings = Makings()
        with transaction.atomic():
            recorded, refused = self._store(entries, makings)
            left_over = bool(refused) and not makings.is_empty
            transaction.set_rollback(left_over)
        return ([] if left_over else recorded), refused

    def _store(
        self, entries: Sequence[Entry], makings: Makings
    ) -> tuple[list[Outcome], dict[int, tuple[Finding, ...]]]:
        refused: dict[int, list[Finding]] = {}
        brought = [(entry, entry.resolved.brings) for entry in entries]
        makings.prepare(thing for _, things in brought for thing in things)
        for entry, things in brought:
            try:
                for thing in things:
                    makings.make(thing)
            except InvalidFigure as invalid:
                found = [*entry.resolved.findings, *invalid.findings]
                refused.setdefault(entry.place, []).extend(with_columns(found, entry.claim))
        kept = [entry for entry in entries if entry.place not in refused]
        done = record_figures(_drafts(kept, makings), actor=self.actor, door=door())
        for one in done.refused:
            found = together(kept[one.index].resolved, one.findings)
            refused.setdefault(kept[one.index].place, []).extend(with_columns(found, kept[one.index].claim))
        stored = dict(zip(done.asked, done.figures, strict=True))
        for index, entry in enumerate(kept):
            if index not in stored and entry.place not in refused:
                refused[entry.place] = [make_finding("E12", "", TARGET_REJECTED)]
        pairs = [(kept[at], figure, [*done.asked[at], *kept[at].asked]) for at, figure in stored.items()]
        return _outcomes(pairs), {place: _once(found) for place, found in refused.items()}

    # --- rows of which something is here ---

    def _compare(self, place: int, held: Sequence[Entry]) -> Outcome:
        """Change what stands where the row says something else, all of the row or nothing."""
        if all(entry.settled for entry in held):
            done = tuple(entry.done(entry.standing, RowState.UNCHANGED) for entry in held if entry.standing)
            return Outcome(place, RowState.UNCHANGED, _figure_of(held), done=done)
        try:
            with transaction.atomic():
                done = tuple(self._changes(held))
        except _RowRefused as refused:
            return Outcome(place, RowState.REJECTED, _figure_of(held), refused.findings)
        return Outcome(place, RowState.REVISED, _figure_of(held), done=done)

    def _changes(self, held: Sequence[Entry]) -> Iterator[Done]:
        for entry in sorted(held, key=order_of_change):
            if entry.standing is None:
                continue
            if entry.settled:
                yield entry.done(entry.standing, RowState.UNCHANGED)
                continue
            former = snapshot(entry.standing, entry.standing.citations.all())
            revision = entry.standing.revision
            try:
                changed = edit_resolved(entry.standing.pk, entry.resolved, actor=self.actor, reason=self.reason)
            except InvalidFigure as invalid:
                raise _RowRefused(*with_columns(invalid.findings, entry.claim)) from invalid
            except Refused as stopped:
                found = Finding(stopped.code, stopped.field, stopped.message, template=stopped.message)
                raise _RowRefused(*with_columns([found], entry.claim)) from stopped
            yield entry.done(changed, RowState.REVISED, former, revision)
        new = [entry for entry in held if entry.standing is None]
        recorded, refused = self._store(new, Makings())
        if refused:
            raise _RowRefused(*(found for findings in refused.values() for found in findings))
        for outcome in recorded:
            yield from outcome.done


TARGET_REJECTED = _("The row that this one names is rejected itself.")
NO_CLAIM = _("This row states no figure.")


class _RowRefused(Exception):
    """A row that cannot be stored as a whole."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def door() -> str:
    """The door the rows come through; a program that names none brings a file."""
    return DOOR if doors.current() == doors.PROGRAM else doors.current()


def _without_claims(given: Given) -> Outcome | None:
    """The outcome of a row that states nothing, or could not be read."""
    row = given.row
    if row.skipped:
        finding = Finding("", "", row.skipped, template=row.skipped)
        return Outcome(given.place, RowState.SKIPPED, findings=(finding,))
    if row.problems:
        return Outcome(given.place, RowState.REJECTED, findings=tuple(row.problems))
    if not row.claims:
        return Outcome(given.place, RowState.REJECTED, findings=(make_finding("E15", "value", NO_CLAIM),))
    return None


def _figure_of(held: Sequence[Entry]) -> int | None:
    """The figure of the row's own claim, where it is known."""
    return next((entry.standing.pk for entry in held if entry.standing), None)


def _findings_of(held: Sequence[Entry]) -> tuple[Finding, ...]:
    """What is wrong with a row before anything of it is stored."""
    return _once(
        one for entry in held for one in (*entry.findings, *with_columns(entry.resolved.findings, entry.claim))
    )


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each thing that is wrong once: parts repeat what is wrong with their total."""
    held: dict[tuple[str, str, str], Finding] = {}
    for one in findings:
        held.setdefault((one.code, one.field, one.message), one)
    return tuple(held.values())


def _outcomes(stored: Sequence[tuple[Entry, Figure, list[Finding]]]) -> list[Outcome]:
    """One outcome for each row of what was stored; the first claim's figure stands for the row."""
    rows: dict[int, tuple[list[Done], list[Finding]]] = {}
    for entry, figure, warnings in stored:
        done, asked_ = rows.setdefault(entry.place, ([], []))
        done.append(entry.done(figure, RowState.RECORDED))
        asked_ += with_columns(warnings, entry.claim)
    return [
        Outcome(place, RowState.RECORDED, done[0].figure, done=tuple(done), asked=tuple(asked_))
        for place, (done, asked_) in rows.items()
    ]


def _drafts(entries: Sequence[Entry], makings: Makings) -> list[NewFigure]:
    """The claims to record; what one names among them by its position, and what stands already by itself."""
    at = {id(entry): index for index, entry in enumerate(entries)}
    drafts = []
    for entry in entries:
        for relation, target in entry.refers.items():
            if target.standing is not None:
                entry.resolved.values[relation] = target.standing
        refers = {relation: at[id(target)] for relation, target in entry.refers.items() if id(target) in at}
        more = {"refers": refers, "group": entry.place, "held_back": entry.claim.held_back}
        drafts.append(entry.resolved.new_figure(makings, **more))
    return drafts
