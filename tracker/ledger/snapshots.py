"""A snapshot: what stood at a ledger sequence, as files that are written once, and a name for that sequence.

The files are made in a folder of their own, flushed to the disk, and moved to their place as one; the row and the
entry that names their checksums follow in the same transaction. So a process that dies leaves no name without files,
and files without a name are nobody's: the next attempt removes them. From one state the same bytes are made again.

A redaction withdraws the files that held the figure (redact.py) and has them made once more under new names.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from tracker.ledger.errors import Refused
from tracker.ledger.objects import publish_object
from tracker.ledger.rendering import RENDER, render
from tracker.ledger.row import FIELD_NAMES
from tracker.ledger.sequence import Chain, Head, head, lock, timestamp
from tracker.models import LedgerEntry, ObjectVersion, PublishedFigure, RedactionRequest, Snapshot
from tracker.models.ledger import ZERO_SHA
from tracker.vocabulary import LedgerAction
from tracker.vocabulary import gettext_noop as _
from tracker.volatile import queue

SNAPSHOT = "snapshot"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
NAME_FORM = _("A name has letters, digits, hyphens and underscores, at most sixty, such as 2026-11.")
NAME_TAKEN = _("There is a snapshot of this name already; a snapshot never changes, take another name.")
MANIFEST = "manifest"
UNFINISHED = ".making-"
UNFINISHED_FOR = 86_400
"""Seconds after which an unfinished folder belongs to nobody any more."""
_BATCH = 2_000
_BYTES = 1 << 20

Content = dict[str, Any]


def folder() -> Path:
    """Where the files of snapshots are."""
    return Path(settings.DATA_DIR) / "snapshots"


def path_of(name: str, edition: int, file: str) -> Path:
    """A file of a snapshot; every edition has its own folder."""
    return folder() / (name if edition == 1 else f"{name}.{edition}") / file


def manifest_bytes(content: Mapping[str, Any]) -> bytes:
    """The manifest as a file: JSON with sorted members, two spaces deep, a line end after it."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def make_snapshot(name: str) -> Snapshot:
    """Write the files of what stands now, and name them. Raises Refused for a name that is none, or is taken."""
    _check_name(name)
    _clear_unfinished()
    while True:
        present = head()
        with _made(name, present, edition=1) as made, transaction.atomic():
            chain = Chain(lock(), at=timezone.now())
            _check_name(name)
            if _redacted_since(present.sequence):
                continue  # the files hold what must not be shown any more
            _put(made.folder, path_of(name, 1, "").resolve())
            snapshot = Snapshot.objects.create(name=name, sequence=present.sequence, made_at=chain.at)
            publish_object(chain, SNAPSHOT, snapshot.pk, LedgerAction.CREATED, made.manifest, actor=None)
            chain.store()
            return snapshot


def reissue(snapshot_id: int) -> bool:
    """Make the files of a snapshot again that were withdrawn; False where its files stand."""
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    while True:
        standing = standing_of(snapshot_id)
        if standing.get("files"):
            return False
        redacted, edition = head().sequence, int(standing["edition"]) + 1
        with _made(snapshot.name, _head_at(snapshot.sequence), edition=edition) as made, transaction.atomic():
            chain = Chain(lock(), at=timezone.now())
            if standing_of(snapshot_id) != standing or _redacted_since(redacted):
                continue
            _put(made.folder, path_of(snapshot.name, edition, "").resolve())
            reason = str(standing["reason"])
            publish_object(
                chain, SNAPSHOT, snapshot.pk, LedgerAction.REISSUED, made.manifest, actor=None, reason=reason
            )
            chain.store()
            return True


def reissue_withdrawn() -> list[str]:
    """Make the files of every snapshot again that has none; returns the names."""
    _clear_unfinished()
    names = dict(Snapshot.objects.values_list("pk", "name"))
    return [names[pk] for (pk,) in withdrawn() if reissue(pk)]


@task()
def make_again(snapshot_id: int) -> None:
    """Make withdrawn files again, in the background."""
    reissue(snapshot_id)


@queue.finds(make_again)
def withdrawn() -> list[tuple[int]]:
    """Snapshots whose files were withdrawn and not made again yet."""
    ids = Snapshot.objects.order_by("pk").values_list("pk", flat=True)
    return [(pk,) for pk in ids if not standing_of(pk).get("files")]


def withdraw_holding(figure_id: int, chain: Chain, *, reason: str, actor: int | None) -> None:
    """Withdraw the files of all snapshots that hold a figure, as entries of the caller's chain.

    Called by a redaction under the ledger's lock, before it closes the figure's versions. Once that is committed, the
    files are deleted, and a task makes them again without the figure.
    """
    spans = PublishedFigure.objects.filter(figure_id=figure_id).values_list("sequence", "sequence_to")
    held = list(spans)
    for snapshot in Snapshot.objects.order_by("pk"):
        if not any(start <= snapshot.sequence and (end is None or end > snapshot.sequence) for start, end in held):
            continue
        standing = standing_of(snapshot.pk)
        if not standing.get("files"):
            continue
        content = {
            "snapshot": snapshot.name,
            "edition": standing["edition"],
            "sequence": snapshot.sequence,
            "withdrawn": [*(file["name"] for file in standing["files"]), manifest_name(standing["edition"])],
            "figure": figure_id,
            "reason": reason,
        }
        publish_object(chain, SNAPSHOT, snapshot.pk, LedgerAction.WITHDRAWN, content, actor=actor, reason=reason)
        stale = path_of(snapshot.name, standing["edition"], "").resolve()
        transaction.on_commit(partial(shutil.rmtree, stale, ignore_errors=True))
        queue.enqueue(make_again, snapshot.pk)


def standing_of(snapshot_id: int) -> Content:
    """What the ledger says of a snapshot now: its manifest, or that its files were withdrawn."""
    version = ObjectVersion.objects.get(object_type=SNAPSHOT, object_id=snapshot_id, sequence_to__isnull=True)
    found: Content = orjson.loads(version.content)
    return found


def manifest_name(edition: int) -> str:
    """The name of the manifest of an edition; like every name of a file, it never stands for other bytes."""
    return _named(MANIFEST, "json", edition)


def _named(stem: str, ending: str, edition: int) -> str:
    return f"{stem}.{ending}" if edition == 1 else f"{stem}-{edition}.{ending}"


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Refused("E3", "name", NAME_FORM)
    if Snapshot.objects.filter(name__iexact=name).exists():
        raise Refused("E16", "name", NAME_TAKEN)


def _redacted_since(sequence: int) -> bool:
    return RedactionRequest.objects.filter(sequence__gt=sequence).exists()


def _head_at(sequence: int) -> Head:
    """The head as it was at a sequence; the count is not asked for."""
    entry = LedgerEntry.objects.filter(sequence=sequence).values_list("sha", flat=True).first()
    return Head(head().ledger_id, sequence, entry or ZERO_SHA, 0)


# --- files ---


@dataclass(frozen=True, slots=True)
class _Made:
    folder: Path
    manifest: Content


@contextmanager
def _made(name: str, present: Head, *, edition: int) -> Iterator[_Made]:
    """The files in a folder that nobody reads; what is left of it afterwards is removed."""
    place = folder() / f"{UNFINISHED}{name}-{secrets.token_hex(4)}"
    place.mkdir(parents=True)
    try:
        yield _Made(place, _write(place, name, present, edition))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _write(place: Path, name: str, present: Head, edition: int) -> Content:
    lines = _named("figures", "csv.gz", edition)
    objects = _named("figures", "ndjson.gz", edition)
    with _packed(place / lines) as csv_file, _packed(place / objects) as json_file:
        count = _write_figures(csv_file, json_file, present.sequence)
    at = LedgerEntry.objects.filter(sequence=present.sequence).values_list("at", flat=True).first()
    manifest = {
        "snapshot": name,
        "edition": edition,
        "ledger_id": present.ledger_id,
        "sequence": present.sequence,
        "head_sha": present.sha,
        "at": timestamp(at) if at else None,
        "release": settings.RELEASE,
        "render": RENDER,
        "figures": count,
        "files": [_described(place / file, kind, count) for file, kind in ((lines, "csv"), (objects, "ndjson"))],
        "citation": _citation(name, present, at.date().isoformat() if at else ""),
    }
    with (place / manifest_name(edition)).open("wb") as file:
        file.write(manifest_bytes(manifest))
        _flush(file)
    _flush_folder(place)
    return manifest


def _citation(name: str, present: Head, day: str) -> str:
    address = f"{settings.PUBLIC_URL}/api/v1/snapshots/{name}/"
    dated = f" ({day})" if day else ""
    return (
        f"Displacement Tracker, snapshot {name}: published figures as of ledger entry {present.sequence}{dated}, "
        f"ledger {present.ledger_id}, fingerprint {present.sha}. {address}"
    )


@contextmanager
def _packed(path: Path) -> Iterator[IO[bytes]]:
    """A gzip file without a name or time inside, so that the same rows give the same bytes; flushed to the disk."""
    with path.open("wb") as plain:
        with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
            yield packed  # type: ignore[misc]
        _flush(plain)


def _write_figures(csv_file: IO[bytes], json_file: IO[bytes], sequence: int) -> int:
    csv_file.write(f"{','.join(FIELD_NAMES)}\r\n".encode())
    count = 0
    for rows in _standing_at(sequence):
        count += len(rows)
        json_file.write("".join(f"{body}\n" for body, _ in rows).encode())
        csv_file.write("".join(f"{line}\r\n" for _, line in rows).encode())
    return count


def _standing_at(sequence: int) -> Iterator[Sequence[tuple[str, str]]]:
    """Bodies and lines of the versions that stood at a sequence, in their order, by this release's rendering."""
    versions = PublishedFigure.objects.at(sequence).filter(redacted_at__isnull=True).order_by("sequence")
    columns = ("sequence", "render", "body", "line", "content")
    after = -1
    while True:
        rows = list(versions.filter(sequence__gt=after).values_list(*columns[:4])[:_BATCH])
        if not rows:
            return
        after = rows[-1][0]
        old = [row[0] for row in rows if row[1] != RENDER]
        contents = dict(PublishedFigure.objects.filter(sequence__in=old).values_list("sequence", "content"))
        yield [
            render(orjson.loads(contents[row[0]]), row[0]) if contents.get(row[0]) else (row[2], row[3]) for row in rows
        ]


def _described(path: Path, kind: str, rows: int) -> Content:
    """A file as the manifest names it; the checksum is of the bytes as they stand on the disk."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_BYTES):
            digest.update(piece)
            size += len(piece)
    return {"name": path.name, "format": kind, "rows": rows, "bytes": size, "sha256": digest.hexdigest()}


def _put(made: Path, target: Path) -> None:
    """Move a finished folder to its place, under the ledger's lock; what stands there without a row is nobody's."""
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
    _flush_folder(target.parent)


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear_unfinished() -> None:
    """Remove what processes left that died a day ago or earlier."""
    for place in folder().glob(f"{UNFINISHED}*"):
        if time.time() - place.stat().st_mtime > UNFINISHED_FOR:
            shutil.rmtree(place, ignore_errors=True)
