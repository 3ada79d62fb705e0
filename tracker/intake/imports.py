"""A file comes in: its layout is recognised, its rows are resolved and recorded, and each row gets its outcome.

Good rows become drafts, the others come back with everything wrong with them; one bad row never stops the rest. A row
that names a record (`source_system` and `external_id`) already here changes nothing, or edits that record. Read by the
command line; works in chunks, each one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import transaction

from tracker.intake.flat import nested
from tracker.intake.readers import own
from tracker.intake.readers.table import FILE, FileRow, Problem, Table
from tracker.intake.references import Known, Makings
from tracker.intake.resolve import Resolved, differs, edit_resolved, once_more, resolve, standing_figures, together
from tracker.ledger import doors
from tracker.ledger.errors import Refused
from tracker.ledger.publish import publish_figures
from tracker.ledger.record import record_figures
from tracker.ledger.submit import submit_figures
from tracker.models import Figure, User
from tracker.rules import Finding, InvalidFigure, make_finding
from tracker.vocabulary import gettext_noop as _

LAYOUTS = {own.NAME: own}
"""Every file layout that can be read, by name."""

CHUNK = 500
"""Rows in a transaction."""

DOOR = "import"


class UnknownLayout(ValueError):
    """No reader knows this file; the message lists those there are."""

    def __init__(self) -> None:
        known = ", ".join(f"{name} ({reader.DESCRIPTION})" for name, reader in LAYOUTS.items())
        super().__init__(f"Unknown layout. Known layouts: {known}.")


class State(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the file, and what became of it."""

    row: int
    state: State
    figure: int | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Report:
    """A file, and what became of each of its rows. With `problems` the file itself was refused."""

    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    published: int = 0

    def figures(self, *states: State) -> list[int]:
        """The figures of the rows that ended in one of these states."""
        return [one.figure for one in self.outcomes if one.state in states and one.figure is not None]

    def count(self, state: State) -> int:
        """How many rows ended in this state."""
        return sum(one.state == state for one in self.outcomes)

    @property
    def rejected(self) -> list[Problem]:
        """Everything that stands against the file and its rows, in the order of the file."""
        of_rows = [Problem(one.row, finding) for one in self.outcomes for finding in one.findings]
        return [*self.problems, *of_rows]

    @property
    def stored(self) -> bool:
        """Whether anything of the file is here now, stored by this run or before."""
        return any(one.state != State.REJECTED for one in self.outcomes)


def read_file(content: bytes, *, layout: str = "auto") -> Table:
    """The table of a file; raises UnknownLayout when no reader knows it."""
    if layout != "auto":
        if layout not in LAYOUTS:
            raise UnknownLayout
        return LAYOUTS[layout].read(content)
    for reader in LAYOUTS.values():
        if reader.recognises_bytes(content):
            return reader.read(content)
    raise UnknownLayout


def import_table(table: Table, *, actor: User, crisis: str = "", reason: str = "", dry_run: bool = False) -> Report:
    """Record the rows of a table as drafts; `crisis` is that of rows which name none.

    `reason` explains what a changed record corrects. A dry run does everything and keeps nothing.
    """
    report = Report(problems=list(table.problems))
    if report.problems:
        return report
    run = _Run(actor=actor, crisis=crisis, reason=reason)
    with transaction.atomic() if dry_run else nullcontext():
        for start in range(0, len(table.rows), CHUNK):
            report.outcomes += run.import_rows(table.rows[start : start + CHUNK])
        if dry_run:
            transaction.set_rollback(True)
    return report


def publish_report(report: Report, *, author: User, publisher: User, reason: str, batch: str) -> list[Problem]:
    """Submit what a run recorded or revised, and have another person publish it; returns what was held back.

    `reason` stands for every warning that nobody explained: the run was looked at as a whole.
    """
    ids = report.figures(State.RECORDED, State.REVISED)
    rows = {one.figure: one.row for one in report.outcomes}
    submit_figures(ids, actor=author, reason=reason)
    done = publish_figures(ids, actor=publisher, reason=reason, batch=batch)
    report.published = len(done.published) + len(done.corrected)
    return [Problem(rows.get(one.figure, FILE), Finding(one.code, one.field, one.message)) for one in done.refused]


# --- the rows of one run ---

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row that is about to be recorded."""

    row: int
    resolved: Resolved


@dataclass(slots=True)
class _Run:
    """What the rows of one file share: who brings them, what for, and which records they have named so far."""

    actor: User
    crisis: str
    reason: str
    seen: dict[Identity, int] = field(default_factory=dict)

    def import_rows(self, rows: Sequence[FileRow]) -> list[Outcome]:
        """The outcome of each of these rows, in their order."""
        raws = {row.number: self._raw(row) for row in rows}
        known = Known.around(raws.values())
        standing = _standing(raws.values())
        outcomes: list[Outcome] = []
        entries: list[_Entry] = []
        for row in rows:
            raw = raws[row.number]
            problems = (*row.problems, *self._problems(row.number, raw))
            if problems:
                outcomes.append(Outcome(row.number, State.REJECTED, findings=problems))
            elif figure := standing.get(_identity(raw)):
                outcomes.append(self._revise(row.number, figure, resolve(raw, known, standing=figure)))
            else:
                entries.append(_Entry(row.number, resolve(raw, known)))
        return sorted([*outcomes, *_record(entries, actor=self.actor)], key=lambda one: one.row)

    def _raw(self, row: FileRow) -> dict[str, Any]:
        raw = nested(row.cells)
        if self.crisis and not str(raw.get("crisis") or "").strip():
            raw["crisis"] = self.crisis
        return raw

    def _problems(self, number: int, raw: Mapping[str, Any]) -> Iterable[Finding]:
        """What is wrong with a row as one of this run: of another crisis, or a record that another row names."""
        crisis = str(raw.get("crisis") or "").strip()
        if self.crisis and crisis.casefold() != self.crisis.casefold():
            template = _("This row is about %(found)s, and this import about %(expected)s.")
            yield make_finding("E16", "crisis", template, found=crisis, expected=self.crisis)
        identity = _identity(raw)
        if identity[1] and self.seen.setdefault(identity, number) != number:
            template = _("The record “%(found)s” stands in row %(row)s already.")
            yield make_finding("E16", "external_id", template, found=identity[1], row=self.seen[identity])

    def _revise(self, number: int, figure: Figure, resolved: Resolved) -> Outcome:
        if not resolved.findings and not differs(figure, resolved):
            return Outcome(number, State.UNCHANGED, figure.pk)
        try:
            edit_resolved(figure.pk, resolved, actor=self.actor, reason=self.reason)
        except InvalidFigure as refused:
            return Outcome(number, State.REJECTED, figure.pk, refused.findings)
        except Refused as refused:
            finding = Finding(refused.code, refused.field, refused.message)
            return Outcome(number, State.REJECTED, figure.pk, (finding,))
        return Outcome(number, State.REVISED, figure.pk)


def _identity(raw: Mapping[str, Any]) -> Identity:
    """The record that a row says it is, in the system it comes from."""
    return str(raw.get("source_system") or "").strip(), str(raw.get("external_id") or "").strip()


def _standing(raws: Iterable[Mapping[str, Any]]) -> dict[Identity, Figure]:
    """The figures that these rows name as their own records."""
    identities = {identity for raw in raws if (identity := _identity(raw))[1]}
    if not identities:
        return {}
    figures = standing_figures().filter(
        source_system__in={system for system, _ in identities}, external_id__in={record for _, record in identities}
    )
    return {(one.source_system, one.external_id): one for one in figures}


def _record(entries: Sequence[_Entry], *, actor: User) -> list[Outcome]:
    """Record the good ones of these rows. What a bad row would have made is never made."""
    rejected: list[Outcome] = []
    while entries:
        figures, refused = once_more(partial(_attempt, entries, actor=actor))
        rejected += [Outcome(row, State.REJECTED, findings=findings) for row, findings in refused.items()]
        if not refused:
            stored = zip(entries, figures, strict=True)
            return [*rejected, *(Outcome(entry.row, State.RECORDED, figure.pk) for entry, figure in stored)]
        entries = [entry for entry in entries if entry.row not in refused]
    return rejected


def _door() -> str:
    """The door the rows come through; a program that names none brings a file."""
    return DOOR if doors.current() == doors.PROGRAM else doors.current()


def _attempt(entries: Sequence[_Entry], *, actor: User) -> tuple[list[Figure], dict[int, tuple[Finding, ...]]]:
    """Record all of these rows, or none: then what is wrong with which."""
    refused: dict[int, tuple[Finding, ...]] = {}
    with transaction.atomic():
        makings = Makings()
        drafts = []
        for entry in entries:
            try:
                drafts.append((entry, entry.resolved.new_figure(makings)))
            except InvalidFigure as invalid:
                refused[entry.row] = (*entry.resolved.findings, *invalid.findings)
        recorded = record_figures([draft for _, draft in drafts], actor=actor, door=_door())
        judged = {one.index: one.findings for one in recorded.refused}
        for index, (entry, _draft) in enumerate(drafts):
            findings = together(entry.resolved, judged.get(index, ()))
            if findings:
                refused[entry.row] = tuple(findings)
        transaction.set_rollback(bool(refused))
    return recorded.figures, refused
