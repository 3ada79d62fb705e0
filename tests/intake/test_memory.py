"""A long file needs no more memory than a short one: no step of an import holds more than its chunk of rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import makers
from tests.intake.bringing import opened
from tests.intake.test_claims import row
from tracker.intake import places, publishing, runs, steps, undoing
from tracker.intake.entries import Entry
from tracker.intake.readers.rows import Claim, PlaceHint, SourceRow
from tracker.ledger import one_voice, publish
from tracker.models import (
    Citation,
    Document,
    Event,
    Figure,
    ImportedFigure,
    ImportRow,
    LedgerEntry,
    PublishedFigure,
    SeriesPoint,
    User,
)

pytestmark = pytest.mark.django_db

OF_ROWS = (
    SourceRow, Claim, PlaceHint, Entry, ImportRow, ImportedFigure, Figure, Citation, Document, Event, PublishedFigure,
    LedgerEntry, SeriesPoint,
)  # fmt: skip
"""What rows of a file become on their way."""


@pytest.fixture(autouse=True)
def only_what_is_made_here() -> Iterator[None]:
    """What the tests before this one left behind is not looked through after each chunk: that took minutes."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def actor(monkeypatch: pytest.MonkeyPatch) -> User:
    for module in (runs, steps, publishing, undoing, publish):
        monkeypatch.setattr(module, "CHUNK", 2)
    monkeypatch.setattr(places, "MOST_PLACED", 4)
    makers.make_crisis()
    return makers.contributor()


def rows(count: int, first: int) -> Iterator[SourceRow]:
    """Rows that have each a place of their own."""
    for number in range(first, first + count):
        made = row(number)
        hint = PlaceHint(country="SYR", latitude=35 + number / 1_000, longitude=36.5)
        yield made._replace(claims=tuple(one._replace(place=hint) for one in made.claims))


class Most:
    """How many of these things a step held at most, looked at after each of its chunks."""

    def __init__(self) -> None:
        self.by_step: dict[str, int] = {}

    def during(self, step: str) -> Callable[..., None]:
        def look(*_: Any) -> None:
            gc.collect()
            held = sum(type(one) in OF_ROWS for one in gc.get_objects())
            self.by_step[step] = max(self.by_step.get(step, 0), held)

        return look


def followed_by(look: Callable[..., None]) -> Callable[..., Any]:
    """Publishing a chunk, with a look at what is held after it."""

    def publish_and_look(*arguments: Any, **more: Any) -> Any:
        done = publish.publish_figures(*arguments, **more)
        look()
        return done

    return publish_and_look


def most_held(count: int, first: int, actor: User, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The most that each step of an import of so many rows held."""
    most = Most()
    run = runs.keep_rows(opened(actor), rows(count, first), told=most.during("read"))
    runs.preview(run, told=most.during("judged"))
    runs.confirm(run, actor=actor)
    runs.commit(run, told=most.during("stored"))
    with monkeypatch.context() as looking:
        looking.setattr(publishing, "publish_figures", followed_by(most.during("published")))
        assert publishing.publish(run, actor=reviewer, reason="Looked at as a whole.") == []
    undoing.begin_undo(run, actor=reviewer, reason="The wrong file.")
    undoing.undo(run, told=most.during("undone"))
    return most.by_step


def test_no_step_of_an_import_holds_more_than_its_chunk(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewer = makers.reviewer()
    most_held(4, 2, actor, reviewer, monkeypatch)  # what is kept once for all is kept from here on
    few = most_held(8, 100, actor, reviewer, monkeypatch)
    many = most_held(24, 200, actor, reviewer, monkeypatch)
    assert set(few) == {"read", "judged", "stored", "published", "undone"}
    assert {step: many[step] - few[step] for step in few if many[step] > few[step]} == {}


def test_of_series_only_numbers_are_remembered_and_not_of_all() -> None:
    assert one_voice.MOST_SERIES <= 100
    assert {one.typecode for held in one_voice._remembered.values() for one in held.figures.values()} <= {"q"}
