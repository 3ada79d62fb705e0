"""Proof that nothing was rewritten: every hash computed again, every interval, number and count compared.

Reads in order of sequence with flat memory, all of it as of one moment, so that it may run beside publications.
Redacted contents cannot be hashed again; their stored hashes still chain,
and an entry of the ledger must say that they were redacted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from tracker.ledger import counts, guards, search
from tracker.ledger.columns import columns_of
from tracker.ledger.content import Content, sha_of
from tracker.ledger.publish import changed_fields
from tracker.ledger.redact import tombstone
from tracker.ledger.rendering import RENDER, csv_line, render, site_of
from tracker.ledger.sequence import entry_sha, head
from tracker.models import Figure, LedgerEntry, ObjectVersion, PublishedFigure, Snapshot
from tracker.models.ledger import ZERO_SHA
from tracker.vocabulary import LedgerAction, PublicState

MOST_PROBLEMS = 100
_BATCH = 2_000


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
    with _one_moment():
        _check_chain(found)
        _check_versions(found)
        _check_objects(found)
        _check_snapshots(found)
        _check_intervals(found)
        _check_working_copies(found)
    return found


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything read inside is of one moment; no writer waits for it on either engine."""
    if connection.in_atomic_block:
        yield  # the caller's transaction decides what is seen
    elif connection.vendor == "sqlite":
        # Not atomic(): that would begin as a writer and keep all others out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _check_chain(found: Verification) -> None:
    previous = ZERO_SHA
    redactions = _redactions()
    for entry in LedgerEntry.objects.order_by("sequence").iterator(_BATCH):
        found.entries += 1
        if entry.sequence != found.entries:
            found.say(f"Entry {found.entries} is missing; the next is {entry.sequence}.")
            found.entries = entry.sequence
        if entry.redacted_at is not None:
            found.redacted += 1
            named = entry.object_type == "figure" and (entry.object_id, entry.redacted_at) in redactions
            if not named or entry.reason or entry.data:
                found.say(f"Entry {entry.sequence} is marked as redacted, and no redaction of it is in the ledger.")
        elif entry_sha(entry, previous) != entry.sha:
            found.say(f"Entry {entry.sequence} does not match its hash.")
        elif not entry.content_sha and entry.data != {"last_revision": entry.revision - 1}:
            found.say(f"What entry {entry.sequence} tells of its change differs from the contents.")
        previous = entry.sha
    found.sequence, found.sha = found.entries, previous
    present = head()
    if (present.sequence, present.sha) != (found.entries, previous):
        found.say(f"The head says {present.sequence}, the entries end at {found.entries}.")


def _redactions() -> set[tuple[int, datetime]]:
    """Figure and moment of every redaction that the ledger tells of; there are few."""
    told = LedgerEntry.objects.filter(object_type="figure", action=LedgerAction.REDACTED)
    return set(told.values_list("object_id", "at"))


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
    redactions = _redactions()
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
            _check_told(version, entry, found)
        elif (version.figure_id, version.redacted_at) not in redactions or not _is_blank(version):
            found.say(f"Version {version.sequence} is marked as redacted, and no redaction of it is in the ledger.")


def _is_blank(version: PublishedFigure) -> bool:
    row = tombstone(version)
    told = (version.content, version.nonce, version.body, version.line)
    return told == ("", "", orjson.dumps(row).decode(), csv_line(row))


def _check_content(version: PublishedFigure, found: Verification) -> None:
    if sha_of(version.nonce, version.content) != version.content_sha:
        found.say(f"The content of version {version.sequence} does not match its hash.")
        return
    content = orjson.loads(version.content)
    for name, value in columns_of(content).items():
        if getattr(version, name) != value:
            found.say(f"Column {name} of version {version.sequence} differs from its content.")
    if version.render == RENDER and not _is_rendered(version, content):
        found.say(f"The rendered row of version {version.sequence} differs from its content.")


def _is_rendered(version: PublishedFigure, content: Content) -> bool:
    """Whether body and line are what the content gives, under whatever address the site had then."""
    try:
        site = site_of(version.body)
    except (orjson.JSONDecodeError, KeyError):
        return False
    return render(content, version.sequence, site=site) == (version.body, version.line)


def _check_told(version: PublishedFigure, entry: LedgerEntry, found: Verification) -> None:
    """What the entry tells readers of the change: the fields that differ from the version before."""
    told: dict[str, Any] = {}
    if entry.redacted_at is not None:
        return
    if entry.action == LedgerAction.CORRECTED:
        former = PublishedFigure.objects.filter(figure_id=version.figure_id, revision=version.revision - 1).first()
        if former is None or sha_of(former.nonce, former.content) != former.content_sha:
            return  # which is said where that version is read
        told = {"changed": changed_fields(orjson.loads(former.content), orjson.loads(version.content))}
    if entry.data != told:
        found.say(f"What entry {entry.sequence} tells of its change differs from the contents.")


def _check_objects(found: Verification) -> None:
    for version, entry in _with_entries(ObjectVersion.objects.order_by("sequence").iterator(_BATCH)):
        stated = (version.object_type, version.object_id, version.revision, version.content_sha)
        if entry is None or stated != (entry.object_type, entry.object_id, entry.revision, entry.content_sha):
            found.say(f"Object version {version.sequence} has no entry of its own.")
        elif version.redacted_at is not None or sha_of(version.nonce, version.content) != version.content_sha:
            found.say(f"The content of object version {version.sequence} does not match its hash.")
        elif entry.data != orjson.loads(version.content):
            found.say(f"What entry {entry.sequence} tells of its change differs from the contents.")


def _check_snapshots(found: Verification) -> None:
    """A snapshot has the name and the sequence that its first entry says."""
    first = ObjectVersion.objects.filter(object_type="snapshot", revision=1).values_list("object_id", "content")
    told = {pk: (said["snapshot"], said["sequence"]) for pk, content in first for said in [orjson.loads(content)]}
    held = {one.pk: (one.name, one.sequence) for one in Snapshot.objects.all()}
    for pk in sorted(told.keys() | held.keys()):
        if told.get(pk) != held.get(pk):
            found.say(f"Snapshot {pk} is {held.get(pk)}; the ledger says {told.get(pk)}.")


def _check_intervals(found: Verification) -> None:
    """A version stands until the next entry about its object, and each entry with a content has its version."""
    figures = LedgerEntry.objects.filter(object_type="figure", object_id=OuterRef("figure_id"))
    objects = LedgerEntry.objects.filter(object_type=OuterRef("object_type"), object_id=OuterRef("object_id"))
    _check_ends(PublishedFigure.objects.all(), figures, found)
    _check_ends(ObjectVersion.objects.all(), objects, found)
    entries = LedgerEntry.objects.exclude(content_sha="").count()
    versions = found.versions + ObjectVersion.objects.count()
    if entries != versions:
        found.say(f"{entries} entries published a version, {versions} versions are there.")


def _check_ends(versions: QuerySet[Any], entries: QuerySet[LedgerEntry], found: Verification) -> None:
    following = entries.filter(sequence__gt=OuterRef("sequence")).order_by("sequence").values("sequence")[:1]
    wrong = versions.annotate(following=Subquery(following)).filter(
        Q(sequence_to__isnull=True, following__isnull=False)
        | Q(sequence_to__isnull=False, following__isnull=True)
        | Q(sequence_to__lt=F("following"))
        | Q(sequence_to__gt=F("following"))
    )
    for version in wrong.order_by("sequence").only("sequence", "sequence_to")[:MOST_PROBLEMS]:
        due = version.following or "none"
        found.say(f"Version {version.sequence} stands until {version.sequence_to or 'now'}; the next entry is {due}.")


def _check_working_copies(found: Verification) -> None:
    live = PublishedFigure.objects.live()
    if head().live_count != live.count():
        found.say("The head's count of public figures differs from the versions.")
    shown = PublishedFigure.objects.filter(redacted_at__isnull=True).count()
    if search.count() != shown:
        found.say(f"{search.count()} versions can be found by their words; {shown} should be.")
    kept, should = counts.stored(), counts.counted()
    for crisis in sorted(kept.keys() | should.keys()):
        count, right = kept.get(crisis, 0), should.get(crisis, 0)
        if count != right:
            found.say(f"The count of figures of {crisis} is {count}; the versions give {right}.")
    counted = LedgerEntry.objects.filter(object_type="figure").values("object_id").annotate(last=Count("sequence"))
    rows = counted.order_by("object_id").values_list("object_id", "last").iterator(_BATCH)
    figures = 0
    while batch := dict(islice(rows, _BATCH)):
        figures += len(batch)
        _compare(batch, found)
    if Figure.objects.exclude(revision=0).count() != figures:
        found.say(f"The ledger tells of {figures} figures; as many working copies should have a revision.")


def _compare(revisions: Mapping[int, int], found: Verification) -> None:
    """The working copies of these figures beside the ledger: their revisions, and whether they are public."""
    live = set(PublishedFigure.objects.live().filter(figure_id__in=revisions).values_list("figure_id", flat=True))
    held = {one.pk: one for one in Figure.objects.filter(pk__in=revisions).only("revision", "public_state")}
    for figure_id, revision in revisions.items():
        working = held.get(figure_id)
        stated = working.revision if working else None
        if stated != revision:
            found.say(f"Figure {figure_id} is at revision {stated}, the ledger at {revision}.")
        if working and (working.public_state == PublicState.PUBLISHED) != (figure_id in live):
            found.say(f"Figure {figure_id} is {working.public_state} at the desk, and its versions say otherwise.")
