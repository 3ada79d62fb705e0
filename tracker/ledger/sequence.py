"""The one gap-free sequence and the chain of hashes: the lock that orders all writers.

Whoever writes history first updates the head row inside their transaction. PostgreSQL then holds that row's lock
until they commit; SQLite already holds its write lock. So numbers are taken in the order of commits, none is lost,
and no two writers ever read the same predecessor.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection

from tracker.ledger import bulk, counts, doors
from tracker.models import LedgerEntry, LedgerHead


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands."""

    ledger_id: str
    sequence: int
    sha: str
    live_count: int


def head() -> Head:
    """Where the ledger stands now, without a lock."""
    row = LedgerHead.objects.values_list("ledger_id", "sequence", "sha", "live_count").get(id=1)
    return Head(*row)


def renew_ledger() -> str:
    """Give the ledger a new id, after a restore: numbers that were given before may be given again; the new id."""
    fresh = secrets.token_hex(8)
    LedgerHead.objects.filter(id=1).update(ledger_id=fresh)
    return fresh


def lock() -> Head:
    """Take the ledger's lock, as the first statement of the transaction, and say where it stands.

    Raises RuntimeError outside a transaction, where the lock would be gone before anything is written.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The ledger is locked inside a transaction only.")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_head SET sequence = sequence WHERE id = 1 RETURNING ledger_id, sequence, sha, live_count"
        )
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError("The ledger has no head row; run manage.py migrate.")
    return Head(*row)


@lru_cache(maxsize=64)
def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds, as hashed and as served; all entries of a chunk are of one moment."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def entry_sha(entry: LedgerEntry, previous: str) -> str:
    """The hash of an entry: over the hash before it and everything that entry states."""
    stated = [
        previous,
        entry.sequence,
        entry.type,
        entry.object_type,
        entry.object_id,
        entry.revision,
        entry.action,
        entry.actor,
        entry.author,
        timestamp(entry.at),
        entry.reason,
        entry.batch,
        entry.content_sha,
    ]
    # `data` is a copy for readers of what the contents say; verify.py derives it again. For whole numbers and texts
    # that a database holds, this is what json.dumps(stated, ensure_ascii=False, separators=(",", ":")) says.
    return hashlib.sha256(orjson.dumps(stated)).hexdigest()


@dataclass(slots=True)
class Chain:
    """Entries being appended under the lock; nothing is stored until `store`."""

    head: Head
    at: datetime
    batch: str = ""
    entries: list[LedgerEntry] = field(default_factory=list)
    live: Counter[str] = field(default_factory=Counter)
    """By crisis, how many more figures stand than before; fewer are negative."""

    @property
    def sequence(self) -> int:
        """The last number taken."""
        return self.head.sequence + len(self.entries)

    @property
    def next_sequence(self) -> int:
        """The number the next entry will take."""
        return self.sequence + 1

    def append(
        self,
        object_type: str,
        object_id: int,
        action: str,
        *,
        revision: int,
        actor: int | None,
        author: int | None = None,
        reason: str = "",
        content_sha: str = "",
        data: dict[str, Any] | None = None,
    ) -> LedgerEntry:
        """The next entry, chained to the one before."""
        previous = self.entries[-1].sha if self.entries else self.head.sha
        stated = {
            "sequence": self.next_sequence,
            "type": f"{object_type}.{action}",
            "object_type": object_type,
            "object_id": object_id,
            "revision": revision,
            "action": action,
            "actor": actor,
            "author": author,
            "at": self.at,
            "reason": reason,
            "batch": self.batch,
            "content_sha": content_sha,
            "data": data or {},
            "door": doors.current(),
        }
        entry = bulk.new_row(LedgerEntry, stated)
        entry.sha = entry_sha(entry, previous)
        self.entries.append(entry)
        return entry

    def store(self) -> None:
        """Insert the entries and advance the head by what was really written."""
        if not self.entries:
            return
        bulk.insert(self.entries)
        LedgerHead.objects.filter(id=1).update(
            sequence=self.sequence,
            sha=self.entries[-1].sha,
            live_count=self.head.live_count + self.live.total(),
            published_at=self.at,
        )
        counts.apply(self.live)
