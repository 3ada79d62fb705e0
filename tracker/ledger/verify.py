"""Proof that nothing was rewritten: every hash computed again, every interval, number and count compared.

Reads in order of sequence with flat memory. Redacted contents cannot be hashed again; their stored hashes still chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db.models import Count, F, Q

from tracker.ledger import guards
from tracker.ledger.columns import columns_of
from tracker.ledger.content import sha_of
from tracker.ledger.rendering import RENDER, render
from tracker.ledger.sequence import entry_sha, head
from tracker.models import Figure, LedgerEntry, ObjectVersion, PublishedFigure
from tracker.models.ledger import ZERO_SHA
from tracker.vocabulary import PublicState

MOST_PROBLEMS = 100
_BATCH = 2_000
_WITH_CONTENT = ("published", "corrected", "relabelled", "reverted", "suppressed")


@dataclass(slots=True)
class Verification:
    """What was read, and what does not agree."""

    entries: int = 0
    versions: int = 0
    redacted: int = 0
    sequence: int = 0
    sha: str = ZERO_SHA
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything agreed."""
        return not self.problems

    def say(self, problem: str) -> None:
        """Note a disagreement; after many, the rest adds nothing."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def verify() -> Verification:
    """Check the whole ledger against itself and against the working copies."""
    found = Verification()
    for guard in guards.missing():
        found.say(f"The guard {guard} is missing.")
    _check_chain(found)
    _check_versions(found)
    _check_objects(found)
    _check_intervals(found)
    _check_working_copies(found)
    return found


def _check_chain(found: Verification) -> None:
    previous = ZERO_SHA
    for entry in LedgerEntry.objects.order_by("sequence").iterator(_BATCH):
        found.entries += 1
        if entry.sequence != found.entries:
            found.say(f"Entry {found.entries} is missing; the next is {entry.sequence}.")
            found.entries = entry.sequence
        if entry.redacted_at is not None:
            found.redacted += 1
        elif entry_sha(entry, previous) != entry.sha:
            found.say(f"Entry {entry.sequence} does not match its hash.")
        previous = entry.sha
    found.sequence, found.sha = found.entries, previous
    present = head()
    if (present.sequence, present.sha) != (found.entries, previous):
        found.say(f"The head says {present.sequence}, the entries end at {found.entries}.")


def _with_entries(rows: Iterator[Any]) -> Iterator[tuple[Any, LedgerEntry | None]]:
    """Each version with the entry of its sequence, fetched in batches."""
    held: list[Any] = []
    for row in rows:
        held.append(row)
        if len(held) == _BATCH:
            yield from _paired(held)
            held = []
    yield from _paired(held)


def _paired(rows: list[Any]) -> Iterator[tuple[Any, LedgerEntry | None]]:
    if not rows:
        return
    entries = LedgerEntry.objects.filter(sequence__gte=rows[0].sequence, sequence__lte=rows[-1].sequence).in_bulk()
    for row in rows:
        yield row, entries.get(row.sequence)


def _check_versions(found: Verification) -> None:
    for version, entry in _with_entries(PublishedFigure.objects.order_by("sequence").iterator(_BATCH)):
        found.versions += 1
        if entry is None or (entry.object_type, entry.object_id, entry.revision) != (
            "figure",
            version.figure_id,
            version.revision,
        ):
            found.say(f"Version {version.sequence} has no entry of its own.")
        elif version.content_sha != entry.content_sha:
            found.say(f"Version {version.sequence} and its entry name different hashes.")
        elif version.redacted_at is None:
            _check_content(version, found)


def _check_content(version: PublishedFigure, found: Verification) -> None:
    if sha_of(version.nonce, version.content) != version.content_sha:
        found.say(f"The content of version {version.sequence} does not match its hash.")
        return
    content = orjson.loads(version.content)
    for name, value in columns_of(content).items():
        if getattr(version, name) != value:
            found.say(f"Column {name} of version {version.sequence} differs from its content.")
    if version.render == RENDER and render(content, version.sequence) != (version.body, version.line):
        found.say(f"The rendered row of version {version.sequence} differs from its content.")


def _check_objects(found: Verification) -> None:
    for version, entry in _with_entries(ObjectVersion.objects.order_by("sequence").iterator(_BATCH)):
        if entry is None or version.content_sha != entry.content_sha:
            found.say(f"Object version {version.sequence} has no entry of its own.")
        elif version.redacted_at is None and sha_of(version.nonce, version.content) != version.content_sha:
            found.say(f"The content of object version {version.sequence} does not match its hash.")


def _check_intervals(found: Verification) -> None:
    """Revisions follow each other without overlap, and each entry with a content has its version."""
    previous: PublishedFigure | None = None
    ordered = PublishedFigure.objects.order_by("figure_id", "sequence").only(
        "sequence", "sequence_to", "figure_id", "revision"
    )
    for version in ordered.iterator(_BATCH):
        if previous is not None and previous.figure_id == version.figure_id:
            closed = previous.sequence_to is not None and previous.sequence_to <= version.sequence
            if not closed or previous.revision >= version.revision:
                found.say(f"Versions {previous.sequence} and {version.sequence} of one figure overlap.")
        previous = version
    entries = LedgerEntry.objects.filter(object_type="figure", action__in=_WITH_CONTENT).count()
    if entries != found.versions:
        found.say(f"{entries} entries published a version, {found.versions} versions are there.")


def _check_working_copies(found: Verification) -> None:
    live = PublishedFigure.objects.live()
    if head().live_count != live.count():
        found.say("The head's count of public figures differs from the versions.")
    public = Figure.objects.filter(public_state=PublicState.PUBLISHED)
    if public.count() != live.count():
        found.say("Working copies and versions disagree about what is public.")
    latest = (
        LedgerEntry.objects.filter(object_type="figure")
        .values("object_id")
        .annotate(revisions=Count("sequence"))
        .values_list("object_id", "revisions")
    )
    held = dict(Figure.objects.filter(~Q(revision=0)).values_list("pk", F("revision")))
    for figure_id, revisions in latest.iterator(_BATCH):
        if held.get(figure_id) != revisions:
            found.say(f"Figure {figure_id} is at revision {held.get(figure_id)}, the ledger at {revisions}.")
