"""What changed since a day: added, corrected, withdrawn, each as it stood before and after, with why."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from tracker.ledger import redact, retract
from tracker.selectors import changed as changed_module
from tracker.selectors.changed import Counted, changed, counted
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db


def told(**asked: Any) -> list[tuple[str, int]]:
    return [(one.kind, one.figure) for one in changed(open_reading(), **asked)]


def test_each_kind_comes_with_its_before_and_after_the_newest_first() -> None:
    kept, gone = makers.make_figure(value=586_000, qualifier="exact"), makers.make_figure(value=41)
    makers.correct(kept, value=585_000, value_text="585,000", reason="A digit was misread.")
    retract.retract_figure(gone.pk, actor=makers.editor(), reason="The page never said so.")
    found = changed(open_reading())
    assert [(one.kind, one.figure, one.reason) for one in found] == [
        ("withdrawn", gone.pk, "The page never said so."),
        ("corrected", kept.pk, "A digit was misread."),
        ("added", gone.pk, ""),
        ("added", kept.pk, ""),
    ]
    withdrawn, corrected, added, _ = found
    assert (withdrawn.before or {})["value"] == 41
    assert withdrawn.after is None
    assert [row["value"] for row in (corrected.before, corrected.after) if row] == [586_000, 585_000]
    assert added.before is None
    assert [one.stands for one in found] == [False, True, False, True]
    number = counted(open_reading())
    assert (number.added, number.corrected, number.withdrawn, number.all) == (2, 1, 1, 4)


def test_one_crisis_one_kind_one_stretch_of_days_and_one_page() -> None:
    here = makers.make_figure()
    there = makers.make_figure(crisis=makers.make_crisis("elsewhere", name="Elsewhere"))
    assert told(crisis="nw-syria") == [("added", here.pk)]
    assert told(crisis="elsewhere") == [("added", there.pk)]
    assert told(kinds=["corrected"]) == []
    assert told(kinds=["added"], limit=1, offset=1) == [("added", here.pk)]
    today = timezone.now().date()
    assert len(told(since=today)) == 2
    assert told(since=today + timedelta(days=1)) == []
    retract.retract_figure(there.pk, actor=makers.editor(), reason="Wrong place.")
    assert told(kinds=["withdrawn"], crisis="nw-syria") == []
    assert told(kinds=["withdrawn"], crisis="elsewhere") == [("withdrawn", there.pk)]


def test_another_moment_knows_only_its_own_changes() -> None:
    first = makers.make_figure(statement_date=date(2020, 2, 1), as_of_date=date(2020, 2, 1))
    then = open_reading().head_sequence
    later = makers.make_figure(value=900_000)
    assert [one.figure for one in changed(open_reading(revision=then))] == [first.pk]
    assert [one.figure for one in changed(open_reading(known_on="2020-02-05"))] == [first.pk]
    assert [one.figure for one in changed(open_reading())] == [later.pk, first.pk]


def test_twenty_changes_ask_no_more_than_two() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            changed(open_reading(), crisis="nw-syria", limit=50)
        return len(queries)

    for day in (1, 2):
        makers.make_figure(value=800_000 + day, as_of_date=date(2020, 1, day), statement_date=date(2020, 1, day))
    two = asked()
    for day in range(3, 21):
        makers.make_figure(value=800_000 + day, as_of_date=date(2020, 1, day), statement_date=date(2020, 1, day))
    assert asked() == two


def test_what_is_counted_is_what_is_listed() -> None:
    """Of the site and of a crisis, by indexes that know the few versions that are not the first, or are redacted."""
    kept, gone, hidden = (makers.make_figure(value=value) for value in (41, 43, 47))
    makers.make_figure(crisis=makers.make_crisis("elsewhere", name="Elsewhere"))
    makers.correct(kept, value=53, value_text="53")
    makers.correct(hidden, value=59, value_text="59")
    retract.retract_figure(gone.pk, actor=makers.editor(), reason="Never said.")
    request = redact.request_redaction(hidden.pk, actor=makers.make_user("first", role="administrator"), reason="Harm.")
    redact.confirm_redaction(request.pk, actor=makers.make_user("second", role="administrator"))
    for asked in ({}, {"crisis": "nw-syria"}, {"crisis": "elsewhere"}, {"since": timezone.now().date()}):
        number, listed = counted(open_reading(), **asked), Counter(kind for kind, _ in told(**asked))
        assert (number.added, number.corrected, number.withdrawn) == (
            listed["added"], listed["corrected"], listed["withdrawn"],
        ), asked  # fmt: skip
    assert counted(open_reading(), crisis="nw-syria") == Counted(added=2, corrected=1, withdrawn=1)
    assert counted(open_reading()) == Counted(added=3, corrected=1, withdrawn=2)
    assert counted(open_reading(known_on="2020-01-01")).all == 0


def test_nobody_counts_further_than_lists_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_module, "MOST_COUNTED", 2)
    for value in (41, 43, 47, 53):
        makers.correct(makers.make_figure(value=value), value=value + 6, value_text=str(value + 6))
    assert counted(open_reading(), crisis="nw-syria") == Counted(added=3, corrected=3)
    assert counted(open_reading()) == Counted(added=3, corrected=3)
