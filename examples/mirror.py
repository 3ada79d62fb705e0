"""Keep a local copy of every published figure in step with a tracker. Needs Python 3.9 or newer, nothing else.

    python mirror.py https://tracker.example.org figures.sqlite3            # once, from cron or a timer
    python mirror.py https://tracker.example.org figures.sqlite3 --dump     # then print the copy, one JSON row a line

The first run takes the whole list, pinned to one moment. Every later run asks the ledger what happened since, and
applies it: a row that was published or corrected replaces the one before, a figure that was withdrawn or redacted goes.

The copy and how far it has come are written in one transaction, page by page. So the program may be killed at any
point: the next run goes on from the last whole page. Applying a page twice changes nothing. When the tracker was
restored from a backup its ledger has another identity, and the copy is taken anew.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PAGE = 1000
"""Entries of the ledger asked for at a time; the most there are on a page."""
PATIENCE = 5
"""How often a busy or limited server is asked again."""

TABLES = """
CREATE TABLE IF NOT EXISTS figure (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS progress (ledger_id TEXT NOT NULL, sequence INTEGER NOT NULL);
"""


class Restored(Exception):
    """The ledger is another one than the copy was made from."""


def main(arguments: list[str] | None = None) -> int:
    """Bring the copy in step; print it when asked."""
    parser = argparse.ArgumentParser(description="Keep a local copy of every published figure.")
    parser.add_argument("site", help="address of the tracker, such as https://tracker.example.org")
    parser.add_argument("path", help="SQLite file of the copy; made when missing")
    parser.add_argument("--dump", action="store_true", help="print every row, ordered by number")
    asked = parser.parse_args(arguments)
    with contextlib.closing(opened(asked.path)) as copy:
        sequence = update(copy, f"{asked.site.rstrip('/')}/api/v1")
        count = copy.execute("SELECT COUNT(*) FROM figure").fetchone()[0]
        sys.stderr.write(f"{count} figures, as of entry {sequence}.\n")
        if asked.dump:
            sys.stdout.writelines(dump(copy))
    return 0


def opened(path: str) -> sqlite3.Connection:
    """The copy; one process at a time writes it, others wait."""
    copy = sqlite3.connect(path, timeout=60, isolation_level=None)
    copy.executescript(TABLES)
    return copy


def update(copy: sqlite3.Connection, api: str) -> int:
    """Bring the copy in step with the ledger; the sequence it is now at."""
    if progress(copy) is None:
        take_everything(copy, api)
    try:
        return follow(copy, api)
    except Restored:
        take_everything(copy, api)
        return follow(copy, api)


def take_everything(copy: sqlite3.Connection, api: str) -> None:
    """Replace the copy by the whole list as it is at one entry of the ledger."""
    status = answer(f"{api}/status/")["data"]
    sequence = status["sequence"]
    with asked(f"{api}/figures.ndjson?{urlencode({'revision': sequence})}") as lines, written(copy):
        copy.execute("DELETE FROM figure")
        store(copy, (json.loads(line) for line in lines))
        note(copy, status["ledger_id"], sequence)


def follow(copy: sqlite3.Connection, api: str) -> int:
    """Apply what the ledger says happened since, page by page. Raises Restored when it is another ledger."""
    while True:
        ledger_id, sequence = progress(copy) or ("", 0)
        try:
            page = answer(f"{api}/changes/?{urlencode({'since': sequence, 'limit': PAGE})}")
        except HTTPError as refused:
            if refused.code == 400:  # beyond the end: this ledger has not come as far as ours had
                raise Restored from refused
            raise
        meta = page["meta"]
        if meta["ledger_id"] != ledger_id:
            raise Restored
        with written(copy):
            apply(copy, page["data"])
            note(copy, ledger_id, meta["next_since"])
        if not meta["has_more"]:
            return int(meta["next_since"])


def apply(copy: sqlite3.Connection, entries: Iterable[dict[str, Any]]) -> None:
    """Entries about figures, in order: `data` is the row from then on, null that there is none."""
    for entry in entries:
        if not entry["type"].startswith("figure."):
            continue
        if entry["data"] is None:
            copy.execute("DELETE FROM figure WHERE id = ?", [entry["id"]])
        else:
            store(copy, [entry["data"]])


def store(copy: sqlite3.Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Put rows in, over what was there."""
    copy.executemany("INSERT OR REPLACE INTO figure VALUES (?, ?)", ((row["id"], text_of(row)) for row in rows))


def text_of(row: dict[str, Any]) -> str:
    """A row as the tracker itself writes it."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def dump(copy: sqlite3.Connection) -> Iterator[str]:
    """The rows by number, one a line."""
    for (row,) in copy.execute("SELECT row FROM figure ORDER BY id"):
        yield f"{row}\n"


def progress(copy: sqlite3.Connection) -> tuple[str, int] | None:
    """Identity of the ledger and how far the copy follows it; None for a new copy."""
    found: tuple[str, int] | None = copy.execute("SELECT ledger_id, sequence FROM progress").fetchone()
    return found


def note(copy: sqlite3.Connection, ledger_id: str, sequence: int) -> None:
    """Remember how far the copy has come, within the transaction that brought it there."""
    copy.execute("DELETE FROM progress")
    copy.execute("INSERT INTO progress VALUES (?, ?)", [ledger_id, sequence])


@contextlib.contextmanager
def written(copy: sqlite3.Connection) -> Iterator[None]:
    """All of the block is in the copy, or nothing of it."""
    copy.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        copy.execute("ROLLBACK")
        raise
    copy.execute("COMMIT")


def answer(address: str) -> dict[str, Any]:
    """A JSON answer."""
    with asked(address) as response:
        found: dict[str, Any] = json.load(response)
        return found


def asked(address: str) -> Any:
    """The response; a server that is busy or limits us is asked again when it says."""
    headers = {"User-Agent": "mirror.py"}
    if os.environ.get("TRACKER_KEY"):  # a key only raises the limits
        headers["Authorization"] = f"Bearer {os.environ['TRACKER_KEY']}"
    for left in reversed(range(PATIENCE)):
        try:
            return urlopen(Request(address, headers=headers), timeout=120)  # noqa: S310 - the address is the caller's
        except HTTPError as refused:
            if refused.code not in (429, 503) or not left:
                raise
            time.sleep(float(refused.headers.get("Retry-After") or 1))
    raise AssertionError("unreachable")


if __name__ == "__main__":
    sys.exit(main())
