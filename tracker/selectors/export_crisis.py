"""Every figure of a crisis by its stored text, in pieces: what the file of a crisis is made of, in flat memory."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from tracker.selectors.figures import FigureQuery, Texts, joined_page, page
from tracker.selectors.reading import Reading, passing_through

CHUNK = 1_000


def figures_of_crisis(slug: str, reading: Reading, *, text: Texts, between: str) -> Iterator[bytes]:
    """The texts in the order of the ledger, `between` them but not at the end; of a reading that is pinned.

    A figure that is redacted while they are read is left out of what follows.
    """
    query, end = FigureQuery((("crisis", slug),), condition=Q(crisis=slug)), between.encode()
    first = page(query, reading.moment, limit=CHUNK, text=text)
    if first.rows:
        yield between.join(first.rows).encode()
    cursor = first.next_cursor
    with passing_through():
        while cursor is not None:
            found = joined_page(query, reading.moment, cursor=cursor, limit=CHUNK, text=text, between=between)
            if found.count:
                yield end + found.text
            cursor = found.next_cursor
