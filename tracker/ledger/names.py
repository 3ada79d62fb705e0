"""Names kept so that they can be found while somebody types: of places, sources, documents, crises and events.

Whoever makes or renames one of these calls `add` or `keep` in the same transaction. Read by
tracker/selectors/lookup.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from tracker.ledger import bulk
from tracker.models import KnownName
from tracker.wording.searching import words_of

LONGEST = 60
"""Characters of a name that are compared; what comes after does not tell names apart."""
MOST_WORDS = 10
"""Words of a name at which it can be found; a title may be a long sentence."""
ARTICLE = "ال"
"""The Arabic article, written with its word: "السورية" is found under "سورية" too."""

COLUMNS = ("kind", "target", "within", "rank", "words", "whole")

RANKS = {"country": 0, "adm1": 1, "area": 1, "adm2": 2, "adm3": 3, "site": 4}
"""Place level -> how early it is offered."""


def add(things: Sequence[Any]) -> None:
    """Make new places, organisations, speakers, documents, crises or events findable."""
    rows = [told for thing in things for told in _told(thing)]
    rows.sort(key=_in_order)
    bulk.insert_values(KnownName, COLUMNS, rows)


_in_order = itemgetter(COLUMNS.index("kind"), COLUMNS.index("words"))
"""As their index has them: it is written from front to back, not a page here and a page there."""


def keep(things: Sequence[Any]) -> None:
    """Make these findable by the names they have now, and no more by those they had."""
    forget(things)
    add(things)


def forget(things: Iterable[Any]) -> None:
    """Make these findable no more: because they are deleted or were merged into others."""
    gone: dict[str, list[int]] = {}
    for thing in things:
        gone.setdefault(kind_of(thing), []).append(thing.pk)
    for kind, targets in gone.items():
        KnownName.objects.filter(kind=kind, target__in=targets).delete()


def kind_of(thing: Any) -> str:
    """ "place", "organisation", "speaker", "document", "crisis" or "event"."""
    return type(thing).__name__.lower()


def rows_of(thing: Any) -> list[KnownName]:
    """The rows by which a thing is found; also of the models of a migration."""
    return [bulk.new_row(KnownName, dict(zip(COLUMNS, told, strict=True))) for told in _told(thing)]


def _told(thing: Any) -> list[tuple[str, int, int, int, str, bool]]:
    """The same as the values of COLUMNS: a file of a thousand documents brings ten thousand of them."""
    kind = kind_of(thing)
    within = thing.crisis_id if kind == "event" else 0
    rank = RANKS.get(thing.level, 4) if kind == "place" else 0
    found: dict[str, bool] = {}
    for name in _names(thing, kind):
        for words, whole in parts_of(name):
            found[words] = found.get(words, False) or whole
    target = thing.id
    return [(kind, target, within, rank, words, whole) for words, whole in found.items()]


def parts_of(name: str) -> Iterator[tuple[str, bool]]:
    """A name from each of its words on, and whether that is the whole name."""
    words = words_of(name)
    whole, at = " ".join(words), 0
    for word in words[:MOST_WORDS]:
        yield whole[at : at + LONGEST].rstrip(), at == 0
        if word.startswith(ARTICLE) and len(word) > len(ARTICLE) + 1:
            yield whole[at + len(ARTICLE) : at + len(ARTICLE) + LONGEST].rstrip(), at == 0
        at += len(word) + 1


def _names(thing: Any, kind: str) -> Iterator[str]:
    """Every name it goes by."""
    if kind == "document":
        yield thing.title
        return
    if kind == "speaker":
        yield from (thing.name, thing.title)
        return
    yield thing.name
    yield thing.slug if kind == "crisis" else thing.code
    if kind != "event":
        yield from thing.names.values()
    if kind in ("place", "organisation"):
        yield from thing.aliases
