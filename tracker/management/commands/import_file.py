"""Bring a file in: good rows become drafts, bad rows come back with everything wrong with them."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.intake.imports import (
    LAYOUTS,
    Report,
    State,
    UnknownLayout,
    import_table,
    publish_report,
    read_file,
)
from tracker.intake.readers.table import Problem
from tracker.ledger import permissions
from tracker.models import Crisis, User
from tracker.rules import nearest

SOME_REJECTED, NOTHING_STORED = 1, 2


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
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, publish when asked, answer, and leave with the code that says how it went."""
        author, publisher = _people(options["by"], options["publish_by"])
        crisis = _crisis(options["crisis"])
        reason = options["reason"].strip() or _usual_reason(options["path"].name, publisher)
        run = uuid.uuid4().hex[:12]
        try:
            table = read_file(_content(options["path"]), layout=options["format"])
        except UnknownLayout as refused:
            raise CommandError(str(refused), returncode=NOTHING_STORED) from refused
        dry_run = options["dry_run"]
        report = import_table(table, actor=author, crisis=crisis, reason=reason, dry_run=dry_run)
        held: list[Problem] = []
        if publisher and not dry_run:
            held = publish_report(report, author=author, publisher=publisher, reason=reason, batch=run)
        answer = _answer(run, report, held, dry_run=dry_run)
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) if options["json"] else _told(answer))
        code = _exit_code(report, held)
        if code:
            sys.exit(code)


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


def _crisis(slug: str) -> str:
    if Crisis.objects.filter(slug=slug).exists():
        return slug
    near = nearest(slug, list(Crisis.objects.values_list("slug", flat=True)))
    hint = f" Did you mean {near}?" if near else ""
    raise CommandError(f"There is no crisis {slug}.{hint}", returncode=NOTHING_STORED)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as refused:
        raise CommandError(f"{path} cannot be read: {refused.strerror}.", returncode=NOTHING_STORED) from refused


def _answer(run: str, report: Report, held: list[Problem], *, dry_run: bool) -> dict[str, Any]:
    return {
        "run": run,
        "dry_run": dry_run,
        "rows": len(report.outcomes),
        "figures": report.count(State.RECORDED),
        "unchanged": report.count(State.UNCHANGED),
        "revised": report.count(State.REVISED),
        "rejected": report.count(State.REJECTED),
        "published": report.published,
        "errors": [_error(problem) for problem in (*report.rejected, *held)],
    }


def _error(problem: Problem) -> dict[str, Any]:
    finding = problem.finding
    return {
        "row": problem.row,
        "column": finding.field,
        "code": finding.code,
        "message": finding.message,
        "found": finding.found,
        "expected": finding.expected,
        "example": finding.example,
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
        f"{answer['revised']} revised, {answer['rejected']} rejected, {answer['published']} published."
    )


def _exit_code(report: Report, held: list[Problem]) -> int:
    if not report.stored:
        return NOTHING_STORED
    return SOME_REJECTED if report.rejected or held else 0
