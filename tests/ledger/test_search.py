"""The words of a version: the same ones whatever is said twice, in the order in which they are first said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger import search
from tracker.ledger.content import Content
from tracker.wording.searching import words_of

TEXTS = (
    st.none()
    | st.sampled_from(["", "Flash update", "Ärzte ohne Grenzen", "停火", "ΟΔΟΣ", "flash"])
    | st.text(max_size=9)
)


def content(texts: list[str | None]) -> Content:
    """A content with these texts, its first citation repeated in the row."""
    cited = dict(zip(search.OF_CITATION, texts[:3], strict=True))
    said = dict(zip(search.OF_ROW[3:], texts[3:6], strict=True))
    other = dict(zip(search.OF_CITATION, texts[6:], strict=True))
    return {"row": {**cited, **said}, "citations": [cited, other]}


def one_by_one(told: Content) -> str:
    """The words of all texts, those said twice included, each word once."""
    texts = [told["row"].get(name) for name in search.OF_ROW]
    texts += [citation.get(name) for citation in told["citations"] for name in search.OF_CITATION]
    said = " ".join(text for text in texts if text)[: search.LONGEST]
    return " ".join(dict.fromkeys(words_of(said)))


@given(st.lists(TEXTS, min_size=9, max_size=9))
def test_what_is_said_twice_adds_no_word(texts: list[str | None]) -> None:
    assert search.text_of(content(texts)) == one_by_one(content(texts))


def test_a_long_text_is_cut_where_it_always_was(monkeypatch: pytest.MonkeyPatch) -> None:
    # What SQLite is told to forget must be what it was told to remember.
    monkeypatch.setattr(search, "LONGEST", 40)
    long = content(
        ["twelve words", None, "of a quote", "by", "somebody", "somewhere", "twelve words", "and more", None]
    )
    assert search.text_of(long) == one_by_one(long)
