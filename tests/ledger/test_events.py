"""Totals of events: reconciled in the publishing transaction, closed and opened at the sequence that changed them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tests.ledger import state
from tracker.ledger import retract
from tracker.ledger.events import pairs_of, pairs_of_versions
from tracker.ledger.sequence import head
from tracker.models import Event, EventTotal, Figure, PublishedFigure, Tally

pytestmark = pytest.mark.django_db


def killed(event: Event | None, value: int, **more: Any) -> Figure:
    """Exactly so many killed at an event."""
    values: dict[str, Any] = {
        "measure": "killed", "basis": "period", "event": event, "qualifier": "exact", "value": value, "value_text": "",
        "reference_period_start": date(2020, 2, 14), "reference_period_end": date(2020, 2, 14), "as_of_date": None,
    }  # fmt: skip
    return makers.make_figure(**{**values, **more})


def tally() -> dict[tuple[str, str, str], tuple[int, int, int]]:
    """Events, low and best of the world's cells by measure, status and month."""
    cells = Tally.objects.filter(scope="")
    return {(one.measure, one.people_status, f"{one.month:%Y-%m}"): (one.events, one.low, one.best) for one in cells}


def test_sources_on_one_event_make_one_total() -> None:
    event = makers.make_event()
    killed(event, 37, organisation=makers.make_organisation("SOHR", kind="monitor"))
    killed(event, 41, organisation=makers.make_organisation("OHCHR"))
    low, _, high, _, _ = state.totals()[event.pk, "killed", "all"]
    assert (low, high) == (37, 41)
    assert tally()["killed", "all", "2020-02"][0] == 1


def test_parts_and_groups_stay_out_of_the_total() -> None:
    event = makers.make_event()
    whole = killed(event, 37)
    killed(event, 11, part_of=whole, partition="sex_age", gender="f")
    killed(event, 7, gender="m")
    assert state.totals()[event.pk, "killed", "all"][:3] == (37, 37, 37)


def test_a_total_stands_until_the_sequence_that_changes_it() -> None:
    event = makers.make_event()
    figure = killed(event, 37)
    first = head().sequence
    makers.correct(figure, value=41, value_text="")
    totals = EventTotal.objects.filter(people_status="all").order_by("sequence_from")
    assert [(one.value_best, one.sequence_from, one.sequence_to) for one in totals] == [
        (37, first, first + 1),
        (41, first + 1, None),
    ]


def test_an_unchanged_total_keeps_its_version() -> None:
    event = makers.make_event()
    figure = killed(event, 37)
    makers.correct(figure, notes="Read again.")
    assert EventTotal.objects.filter(people_status="all").count() == 1


@pytest.mark.parametrize("to", ["another", "none"])
def test_a_figure_that_moves_to_another_event_leaves_nothing_behind(to: str) -> None:
    event, other = makers.make_event(), makers.make_event("EV-2", start=date(2020, 3, 2), end=date(2020, 3, 2))
    figure = killed(event, 37)
    makers.correct(figure, event=other if to == "another" else None)
    wanted = {(other.pk, "killed", "all"): (37, 37, 37)} if to == "another" else {}
    assert {cell: total[:3] for cell, total in state.totals().items()} == wanted
    assert set(tally()) == ({("killed", "all", "2020-03")} if to == "another" else set())


def test_a_retraction_takes_the_total_away() -> None:
    event = makers.make_event()
    figure = killed(event, 37)
    retract.retract_figure(figure.pk, actor=makers.reviewer(), reason="Garbled.")
    assert (state.totals(), tally()) == ({}, {})


@pytest.mark.parametrize("kind", ["revises", "reclassifies"])
@pytest.mark.parametrize(
    "beside", [{"measure": "injured"}, {"people_status": "civilian"}, {"event": None}, {"gender": "f"}]
)
def test_a_claim_replaced_by_one_that_counts_elsewhere_is_counted_once(kind: str, beside: dict[str, Any]) -> None:
    event = makers.make_event()
    old = killed(event, 37)
    before = state.totals()
    new = killed(**{"event": event, "value": 37, "supersedes": old, "supersedes_kind": kind, **beside})
    assert state.totals() != before
    assert sum(total[1] for cell, total in state.totals().items() if cell[2] == "all") <= 37
    makers.correct(new, supersedes=None, supersedes_kind="", reason="Another statement.")
    assert state.totals()[event.pk, "killed", "all"] == before[event.pk, "killed", "all"]
    makers.correct(new, supersedes=old, supersedes_kind=kind, reason="The same after all.")
    retract.retract_figure(new.pk, actor=makers.reviewer(), reason="Withdrawn.")
    assert state.totals() == before


def test_what_versions_count_is_known_without_a_look() -> None:
    events = [makers.make_event(f"EV-{at}") for at in range(2)]
    first = killed(events[0], 11)
    killed(events[1], 13, supersedes=first, supersedes_kind="revises")
    killed(None, 17, supersedes=first, supersedes_kind="revises")
    killed(None, 19)
    live = list(PublishedFigure.objects.live())
    assert pairs_of_versions(live) == pairs_of([version.figure_id for version in live])
    assert pairs_of_versions([]) == {}
