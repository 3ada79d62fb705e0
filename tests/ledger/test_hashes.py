"""What is hashed has one spelling, whichever encoder writes it: a chain that was begun years ago must still be read."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger.sequence import entry_sha, timestamp
from tracker.models import LedgerEntry
from tracker.vocabulary import LedgerAction

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
"""Any text that a database holds; half a surrogate pair is none."""
NUMBERS = st.integers(-(2**63), 2**63 - 1)


@given(
    numbers=st.tuples(NUMBERS, NUMBERS, NUMBERS), people=st.tuples(st.none() | NUMBERS, st.none() | NUMBERS),
    words=st.tuples(WORDS, WORDS, WORDS), action=st.sampled_from(LedgerAction) | WORDS,
)  # fmt: skip
def test_an_entry_is_hashed_as_compact_json_with_letters_of_every_script(
    numbers: tuple[int, int, int], people: tuple[int | None, int | None], words: tuple[str, str, str], action: str
) -> None:
    sequence, object_id, revision = numbers
    (actor, author), (reason, batch, content_sha) = people, words
    at = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    entry = LedgerEntry(
        sequence=sequence, type="figure.x", object_type="figure", object_id=object_id, revision=revision,
        action=action, actor=actor, author=author, at=at, reason=reason, batch=batch, content_sha=content_sha,
    )  # fmt: skip
    stated = [
        "0" * 64, sequence, "figure.x", "figure", object_id, revision, action, actor, author, timestamp(at), reason,
        batch, content_sha,
    ]  # fmt: skip
    spelt = json.dumps(stated, ensure_ascii=False, separators=(",", ":"))
    assert entry_sha(entry, "0" * 64) == hashlib.sha256(spelt.encode()).hexdigest()
