"""Bring a file in: good rows become drafts, bad rows come back with everything wrong with them."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.intake import publishing, runs, undoing
from tracker.intake.readers.layouts import LAYOUTS
from tracker.intake.steps import Told
from tracker.ledger import imports, permissions
from tracker.ledger.errors import Refusal
from tracker.models import Crisis, ImportedFigure, ImportRow, ImportRun, User
from tracker.rules import nearest
from tracker.selectors import imports as imports_read
from tracker.vocabulary import ImportState, RowState

SOME_REJECTED, NOTHING_STORED = 1, 2
MOST_SHOWN = 1_000
"""Errors in an answer; all of them are on the page of the import."""


class Command(BaseCommand):
    """`import_file PATH --crisis SLUG --by USER`: exits 0, 1 or 2, as its help says."""

    help = "Import the figures of a file as drafts. Exit 0: all rows are in; 1: some were rejected; 2: nothing stored."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whose it is, and how to answer."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--crisis", required=True, help="code of the crisis the rows are about")
        parser.add_argument("--by", required=True, metavar="USER", help="who brings the figures in")
        parser.add_argument("--publish-by", metavar="OTHER", help="who looked at them and publishes them all")
        parser.add_argument("--format", default="auto", help=f"auto, or one of: {', '.join(LAYOUTS)}")
        parser.add_argument("--reason", default="", help="why: for warnings and for corrections of public figures")
        parser.add_argument("--whole", action="store_true", help="store nothing unless every row is good")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, publish when asked, answer, and leave with the code that says how it went."""
        author, publisher = _people(options["by"], options["publish_by"])
        crisis = _crisis(options["crisis"])
        layout = options["format"]
        if layout != "auto" and layout not in LAYOUTS:
            raise CommandError(_unknown_layout(), returncode=NOTHING_STORED)
        path = options["path"]
        reason = options["reason"].strip() or _usual_reason(path.name, publisher)
        run = _opened(path, crisis, author, reason, "" if layout == "auto" else layout, fresh=options["dry_run"])
        refused: list[Refusal] = []
        self._carry_out(run, options)
        if publisher and run.state == ImportState.DONE:
            refused = publishing.publish(run, actor=publisher, reason=reason)
        answer = _answer(run, refused, dry_run=options["dry_run"])
        if options["dry_run"]:
            imports.drop_run(run)
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) if options["json"] else _told(answer))
        code = _exit_code(answer, is_in=options["dry_run"] or run.state == ImportState.DONE)
        if code:
            sys.exit(code)

    def _carry_out(self, run: ImportRun, options: dict[str, Any]) -> None:
        """Read, judge where that is asked for, and store; a run that was stopped goes on where it was."""
        runs.stage(run, told=self._teller("read"))
        if run.waits_for_mapping:
            _map_as_before(run)
            runs.stage(run, told=self._teller("read"))
        if run.state not in (ImportState.STAGED, ImportState.PREVIEWED, ImportState.COMMITTING):
            return
        if options["dry_run"] or options["whole"]:
            runs.preview(run, told=self._teller("checked"))
        if options["dry_run"]:
            return
        if run.state != ImportState.COMMITTING:
            if options["whole"] and run.counts.get(RowState.ERROR):
                return
            runs.confirm(run, actor=run.created_by, whole=options["whole"])
        runs.commit(run, told=self._teller("stored"))

    def _teller(self, word: str) -> Told:
        """Progress in place, on a terminal only."""

        def tell(count: int) -> None:
            if self.stderr.isatty():
                self.stderr.write(f"\r{count:,} rows {word}   ", ending="")
                self.stderr.flush()

        return tell


def _map_as_before(run: ImportRun) -> None:
    """Read the columns as somebody did the last time; the first time they are looked at on the page of imports."""
    known = imports_read.remembered_mapping(run.signature)
    if not known:
        imports.drop_run(run)
        sentence = "Nobody has said yet what these columns hold. Bring the file in once at /desk/imports/."
        raise CommandError(sentence, returncode=NOTHING_STORED)
    imports.map_columns(run, known["mapping"], known["fixed"])


def _unknown_layout() -> str:
    known = ", ".join(f"{name} ({reader.DESCRIPTION})" for name, reader in LAYOUTS.items())
    return f"Unknown layout. Known layouts: {known}."


def _opened(path: Path, crisis: Crisis, author: User, reason: str, layout: str, *, fresh: bool) -> ImportRun:
    """The run of this file: the one that was stopped before its end, or a new one."""
    try:
        sha, size = runs.receive(path)
    except OSError as refused:
        raise CommandError(f"{path} cannot be read: {refused.strerror}.", returncode=NOTHING_STORED) from refused
    stopped = None if fresh else runs.unfinished(sha, crisis=crisis, actor=author)
    return stopped or imports.open_run(
        name=path.name, sha256=sha, size=size, crisis=crisis, actor=author, key=uuid.uuid4().hex, reason=reason,
        layout=layout,
    )  # fmt: skip


def _usual_reason(name: str, publisher: User | None) -> str:
    looked = f", looked at as a whole by {publisher.username}" if publisher else ""
    return f"Imported from {name}{looked}."


def _people(name: str, other: str | None) -> tuple[User, User | None]:
    author = _user(name, may="record")
    publisher = _user(other, may="publish") if other else None
    if publisher == author:
        sentence = "E10: a file is published by another person than the one who brings it in."
        raise CommandError(sentence, returncode=NOTHING_STORED)
    return author, publisher


def _user(name: str, *, may: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account named {name}.", returncode=NOTHING_STORED)
    if not permissions.allows(user, may):
        raise CommandError(f"The role of {name} ({user.role}) does not allow this.", returncode=NOTHING_STORED)
    return user


def _crisis(slug: str) -> Crisis:
    found = Crisis.objects.filter(slug=slug).first()
    if found:
        return found
    near = nearest(slug, list(Crisis.objects.values_list("slug", flat=True)))
    hint = f" Did you mean {near}?" if near else ""
    raise CommandError(f"There is no crisis {slug}.{hint}", returncode=NOTHING_STORED)


RECORDED = (RowState.RECORDED, RowState.OK, RowState.WARNING)
UNCHANGED = (RowState.UNCHANGED, RowState.SAME)
REVISED = (RowState.REVISED, RowState.REVISES)
REJECTED = (RowState.REJECTED, RowState.ERROR)


def _answer(run: ImportRun, refused: list[Refusal], *, dry_run: bool) -> dict[str, Any]:
    counts = imports.count_rows(run)

    def count(states: tuple[RowState, ...]) -> int:
        return sum(counts.get(state, 0) for state in states)

    errors = [*run.problems, *_errors_of_rows(run), *_errors_of_figures(run, refused)]
    return {
        "run": run.pk,
        "layout": run.layout,
        "dry_run": dry_run,
        "rows": sum(counts.values()),
        "figures": count(RECORDED),
        "unchanged": count(UNCHANGED),
        "revised": count(REVISED),
        "rejected": count(REJECTED),
        "skipped": count((RowState.SKIPPED,)),
        "published": ImportedFigure.objects.filter(run=run, figure_id__in=undoing.public_ids(run)).count(),
        "errors": [_error(one) for one in errors],
    }


def _errors_of_rows(run: ImportRun) -> Iterator[dict[str, Any]]:
    rows = ImportRow.objects.filter(run=run, state__in=REJECTED).order_by("position")[:MOST_SHOWN]
    for row in rows:
        for finding in row.findings:
            yield {"row": row.number, "sheet": row.sheet, **finding}


def _errors_of_figures(run: ImportRun, refused: list[Refusal]) -> Iterator[dict[str, Any]]:
    positions = dict(
        ImportedFigure.objects.filter(run=run, figure_id__in=[one.figure for one in refused[:MOST_SHOWN]]).values_list(
            "figure_id", "position"
        )
    )
    numbers = dict(ImportRow.objects.filter(run=run, position__in=positions.values()).values_list("position", "number"))
    for one in refused[:MOST_SHOWN]:
        row = numbers.get(positions.get(one.figure, 0), 0)
        yield {"row": row, "code": one.code, "field": one.field, "message": one.message}


def _error(finding: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": finding["row"],
        "column": finding.get("column") or finding.get("field", ""),
        **{name: finding.get(name, "") for name in ("code", "message", "found", "expected", "example")},
    }


def _told(answer: dict[str, Any]) -> str:
    lines = [_line(error) for error in answer["errors"]]
    would = "Would be: " if answer["dry_run"] else ""
    return "\n".join([*lines, would + _counts(answer)])


def _line(error: dict[str, Any]) -> str:
    where = f"row {error['row']}" if error["row"] else "file"
    column = f", column {error['column']}" if error["column"] else ""
    return f"{where}{column}: {error['code']} {error['message']}"


def _counts(answer: dict[str, Any]) -> str:
    return (
        f"{answer['rows']} rows: {answer['figures']} recorded, {answer['unchanged']} unchanged, "
        f"{answer['revised']} revised, {answer['rejected']} rejected, {answer['skipped']} passed over, "
        f"{answer['published']} published."
    )


def _exit_code(answer: dict[str, Any], *, is_in: bool) -> int:
    if not is_in or not any(answer[name] for name in ("figures", "unchanged", "revised")):
        return NOTHING_STORED
    return SOME_REJECTED if answer["errors"] else 0
