"""Every figure of a moment by its stored text, as PostgreSQL copies it out: what a file of everything is made of.

A COPY of blocks that the server has joined hands over bytes which go on as they are, and the server reads the next
block while this one is taken. Each COPY is read to its end before any of it is sent: a slow client then holds megabytes
here, but neither a statement nor a snapshot there, and others' queries may come in between.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from tracker.ledger.rendering import RENDER
from tracker.selectors import cursors
from tracker.selectors.cursors import Cursor
from tracker.selectors.figures import FigureQuery, Texts, digest_of
from tracker.selectors.reading import Moment, with_head
from tracker.selectors.versions import standing_when

BLOCK = 250
"""Entries of the ledger whose texts the server joins into one."""
BLOCKS = 32
"""Blocks of one COPY, all of which are held here at once: some megabytes."""

# What COPY in binary format sends (PostgreSQL's manual, "COPY", File Formats): a signature with flags and the length of
# an extension, then for each row the number of its columns and each column's length and bytes, at last a count of -1.
SIGNATURE = 19
LENGTH = struct.Struct(">i")
NUMBERS = struct.Struct(">hiqihih")
"""The columns before the text: the block's first entry, its oldest and its newest rendering."""


class Block(NamedTuple):
    """Joined texts of the entries from `first` on, and their oldest and newest rendering."""

    first: int
    oldest: int
    newest: int
    text: bytes


def can_copy(query: FigureQuery) -> bool:
    """Whether nothing is asked but everything: a filter has an index, which blocks of the ledger would not use."""
    return connection.vendor == "postgresql" and not query.terms and not query.sort and not query.latest


def copied(
    query: FigureQuery, moment: Moment, *, cursor: str, text: Texts, between: str
) -> Iterator[tuple[bytes, str | None]]:
    """The texts after a cursor, each block with the cursor of what may follow it; stops before an old rendering.

    The last cursor is None where everything was read. Raises what `figures.page` raises for a cursor.
    """
    digest = digest_of(query, moment)
    at = cursors.decode(cursor, digest=digest)
    pinned, first = Moment(moment.known_on, at.sequence), at.after + 1
    while first <= at.sequence:
        head, _ = with_head(None)
        cursors.check_ledger(at, ledger_id=head.ledger_id, head_sequence=head.sequence)
        last = min(first + BLOCK * BLOCKS - 1, at.sequence)
        for block in _blocks(pinned, first, last, text, between):
            if (block.oldest, block.newest) != (RENDER, RENDER):
                return
            following = block.first + BLOCK - 1
            more = following < at.sequence
            yield block.text, Cursor(head.ledger_id, at.sequence, following, digest).encode() if more else None
        first = last + 1
    yield b"", None


def _blocks(moment: Moment, first: int, last: int, text: Texts, between: str) -> list[Block]:
    """The blocks of these entries that hold something, in order."""
    rows, params = standing_when(moment).order_by().values_list("sequence", "render", text).query.sql_with_params()
    statement = (
        "COPY (SELECT p.* FROM generate_series(%s::bigint, %s::bigint, %s::bigint) b CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT b, MIN(q.render), MAX(q.render), string_agg(q.{text}, %s ORDER BY q.sequence) AS joined"
        f" FROM ({rows}) q WHERE q.sequence >= b AND q.sequence < b + {BLOCK} AND q.sequence <= %s) p"
        " WHERE p.joined IS NOT NULL) TO STDOUT (FORMAT binary)"
    )
    given = [first, last, BLOCK, between, *params, last]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement, given) as copy:
        found = [block for message in copy if (block := _read(bytes(message))) is not None]
    return sorted(found)


def _read(message: bytes) -> Block | None:
    """The row of a message; None for what marks the end. The signature may stand before the first row, or alone."""
    start = SIGNATURE if message.startswith(b"PGCOPY\n") else 0
    if len(message) < start + NUMBERS.size:
        return None
    _columns, _, first, _, oldest, _, newest = NUMBERS.unpack_from(message, start)
    text = start + NUMBERS.size
    (length,) = LENGTH.unpack_from(message, text)
    return Block(first, oldest, newest, message[text + LENGTH.size : text + LENGTH.size + length])
