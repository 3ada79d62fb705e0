"""Tallies kept by increments are what a fresh count gives; rebuild_series proves it, names what differs, repairs it.

Counts are different primes: a wrong sum names its culprit.
"""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import makers
from tests.ledger import state
from tracker.estimates.tallies import EventCount, tally
from tracker.ledger import events, retract, sources, tallies
from tracker.ledger.rebuild import rebuild
from tracker.ledger.tallies import SUMS
from tracker.models import (
    CrisisCount,
    Event,
    EventTotal,
    Figure,
    LedgerEntry,
    ObjectVersion,
    Place,
    PublishedFigure,
    Series,
    SeriesPoint,
    Tally,
)

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def idleb() -> tuple[Place, Place]:
    """A first-level unit of Syria and a second-level one inside it."""
    unit = makers.make_place("SY07", name="Idleb")
    return unit, makers.make_place("SY0702", name="Ariha", level="adm2", parent=unit)


def counted(event: Event, value: int, **more: Any) -> Figure:
    """So many killed at an event."""
    values: dict[str, Any] = {
        "measure": "killed", "basis": "period", "event": event, "qualifier": "exact", "value": value, "value_text": "",
        "reference_period_start": event.start, "reference_period_end": event.end, "as_of_date": None,
        "statement_date": event.end, "place": event.place,
    }  # fmt: skip
    return makers.make_figure(**{**values, **more})


def kept() -> dict[tuple[Any, ...], list[int]]:
    """The cells as stored."""
    rows = Tally.objects.values_list("scope", "measure", "people_status", "month", *SUMS)
    return {row[:4]: list(row[4:]) for row in rows}


def fresh() -> dict[tuple[Any, ...], list[int]]:
    """The cells counted anew from the totals that stand."""
    return dict(tallies.summed(EventTotal.objects.filter(sequence_to__isnull=True)))


def by_the_rule(scope: str, column: str) -> dict[date, tuple[Any, ...]]:
    """Low, best, high, open and number of events by month for everybody killed, by estimates/tallies.py."""
    found = EventTotal.objects.filter(sequence_to__isnull=True, people_status="all", measure="killed")
    rows = tally(
        EventCount(
            event=one.event_id, ended=one.month, low=one.value_low, best=one.value_best, high=one.value_high,
            high_open=one.high_open, flags=tuple(one.flags), date_precision=one.date_precision,
        )
        for one in (found.filter(**{column: scope}) if column else found)
    )  # fmt: skip
    return {row.period_start: (row.low, row.best, row.high, row.high_open, row.events) for row in rows}


def by_the_ledger(scope: str) -> dict[date, tuple[Any, ...]]:
    """The same from the stored cells."""
    return {
        one.month: (
            one.low if one.without_low < one.events else None,
            None if one.without_best else one.best,
            None if one.without_high else one.high,
            one.open_events > 0,
            one.events,
        )
        for one in Tally.objects.filter(scope=scope, people_status="all", measure="killed")
    }


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("publish"),
            st.integers(0, 2),
            st.sampled_from(["all", "civilian", "combatant", "unspecified"]),
            st.sampled_from(["exact", "more_than", "about", "fewer_than", "unspecified_plural"]),
            st.sampled_from(["none", "interested", "admission"]),
        ),
        st.tuples(st.just("value"), st.integers(0, 9), st.sampled_from(PRIMES)),
        st.tuples(st.just("event"), st.integers(0, 9), st.integers(0, 2)),
        st.tuples(st.just("status"), st.integers(0, 9), st.sampled_from(["all", "civilian", "combatant"])),
        st.tuples(st.just("measure"), st.integers(0, 9), st.sampled_from(["killed", "injured"])),
        st.tuples(st.just("retract"), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=9,
)


class KeptByIncrements(TestCase):
    """Whatever is published, corrected, moved and withdrawn, the cells are what counting anew gives."""

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def test_increments_equal_a_fresh_count(self, steps: list[tuple[Any, ...]]) -> None:
        unit, district = idleb()
        events = [
            makers.make_event("A", start=date(2020, 1, 30), end=date(2020, 1, 31), place=district),
            makers.make_event("B", start=date(2020, 2, 1), end=date(2020, 2, 1), place=unit),
            makers.make_event("C", start=date(2020, 1, 5), end=date(2020, 1, 5), place=makers.make_place("SYR")),
        ]
        figures: list[Figure] = []
        for number, (act, which, *how) in enumerate(steps):
            if act == "publish":
                status, qualifier, party = how
                value = None if qualifier == "unspecified_plural" else PRIMES[number % len(PRIMES)]
                figures.append(
                    counted(events[which], value, people_status=status, qualifier=qualifier, party=party)  # type: ignore[arg-type]
                )
                continue
            standing = [one for one in figures if Figure.objects.get(pk=one.pk).public_state == "published"]
            if not standing:
                continue
            figure = Figure.objects.get(pk=standing[which % len(standing)].pk)
            self._change(figure, act, how, events)
        assert kept() == fresh()
        assert by_the_ledger("") == by_the_rule("", "")
        assert by_the_ledger("SYR") == by_the_rule("SYR", "location_code")
        assert by_the_ledger("SY07") == by_the_rule("SY07", "admin1_code")
        assert list(rebuild(compare=True)) == []

    def _change(self, figure: Figure, act: str, how: list[Any], events: list[Event]) -> None:
        if act == "retract":
            retract.retract_figure(figure.pk, actor=makers.editor(), reason="Not so.")
        elif act == "value" and figure.qualifier != "unspecified_plural":
            makers.correct(figure, value=how[0], value_text="")
        elif act == "event":
            makers.correct(figure, event=events[how[0]])
        elif act == "status":
            makers.correct(figure, people_status=how[0])
        elif act == "measure":
            makers.correct(figure, measure=how[0])


pytestmark = pytest.mark.django_db


def test_a_claim_moved_to_another_event_leaves_nothing_behind() -> None:
    _, district = idleb()
    january = makers.make_event("A", start=date(2020, 1, 31), end=date(2020, 1, 31), place=district)
    february = makers.make_event("B", start=date(2020, 2, 1), end=date(2020, 2, 1))
    figure = counted(january, 7)
    assert {scope for scope, *_ in kept()} == {"", "SYR", "SY07", "SY0702"}
    makers.correct(figure, event=february)
    assert {(scope, f"{month:%Y-%m}") for scope, _, _, month in kept()} == {("", "2020-02")}
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Not so.")
    assert kept() == {}


def test_a_claim_superseded_at_another_event_is_counted_once() -> None:
    first = makers.make_event("A")
    second = makers.make_event("B", start=date(2020, 2, 15), end=date(2020, 2, 15))
    old = counted(first, 7)
    counted(second, 11, supersedes=old, supersedes_kind="reclassifies")
    assert state.totals().keys() == {(second.pk, "killed", "all")}
    assert list(rebuild(compare=True)) == []


def compared() -> str:
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_series", "--compare", stdout=out)
    return f"{out.getvalue()}{refused.value}"


def run() -> str:
    out = StringIO()
    call_command("rebuild_series", stdout=out)
    return out.getvalue()


def test_rebuilding_names_what_differs_changes_nothing_and_then_repairs_it() -> None:
    event = makers.make_event(place=makers.make_place("SYR"))
    counted(event, 7)
    makers.make_figure()
    whole = state.everything(), kept(), state.points(), state.totals(), state.summaries()
    out = StringIO()
    call_command("rebuild_series", "--compare", stdout=out)
    assert "Everything stored is what the rules give." in out.getvalue()

    point = SeriesPoint.objects.get(value_best=800_000)
    SeriesPoint.objects.filter(pk=point.pk).update(value_best=800_001)
    Series.objects.filter(pk=point.series_id).update(last_best=3)
    EventTotal.objects.update(value_high=8)
    Tally.objects.filter(scope="SYR").update(best=F("best") + 5)
    Tally.objects.filter(scope="").delete()
    CrisisCount.objects.update(figures=5)
    broken = state.everything()
    said = compared()
    assert f"series {point.series_id} point of 2020-02-13: value_best is 800001, not 800000" in said
    assert f"series {point.series_id}: last_best is 3, not 800000" in said
    assert f"event {event.pk} killed all: value_high is 8, not 7" in said
    assert "crisis nw-syria: figures is 5, not 2" in said
    assert "tally SYR killed all 2020-02: best is 12, not 7" in said
    assert "tally world killed all 2020-02 is missing" in said
    assert state.everything() == broken
    assert "Repaired" in run()
    assert (kept(), state.points(), state.totals(), state.summaries()) == whole[1:]
    assert "Everything stored" in run()


def test_a_total_that_is_missing_or_should_not_be_is_found() -> None:
    event, other = makers.make_event("A"), makers.make_event("B")
    counted(event, 7)
    total = EventTotal.objects.get()
    EventTotal.objects.filter(pk=total.pk).update(event=other)
    said = compared()
    assert f"event {event.pk} killed all is missing" in said
    assert f"event {other.pk} killed all is stored and should not be" in said
    run()
    assert state.totals().keys() == {(event.pk, "killed", "all")}


def test_events_made_in_bulk_are_entries_like_any_other() -> None:
    crisis = makers.make_crisis()
    new = [
        sources.NewEvent(code=f"B{day}", name="Clashes", start=date(2020, 2, day), end=date(2020, 2, day))
        for day in (1, 2)
    ]
    made = sources.create_events(crisis, new, actor=makers.editor(), batch="b1")
    alone = makers.make_event("B3", crisis=crisis)
    entries = LedgerEntry.objects.filter(object_type="event").order_by("sequence")
    assert [one.object_id for one in entries] == [made[0].pk, made[1].pk, alone.pk]
    assert [one.type for one in entries] == ["event.created"] * 3
    assert entries[0].data["code"] == "B1"
    assert entries[0].data.keys() == entries[2].data.keys()
    assert ObjectVersion.objects.filter(object_type="event").count() == 3
    call_command("verify_ledger", stdout=StringIO())


@pytest.mark.django_db
def test_a_version_may_change_a_total_where_it_is_counted_or_supersedes_another() -> None:
    event = makers.make_event()
    whole = counted(event, 37)
    part = counted(event, 3, part_of=whole, partition="side")
    makers.make_figure()  # at no event
    for value, beside in ((2, {"population_group": "women"}), (7, {"gender": "f"}), (11, {"age_range": "0-4"})):
        counted(event, value, **beside)
    newer = counted(event, 5, part_of=whole, partition="side", supersedes=part, supersedes_kind="revises")
    live = PublishedFigure.objects.live()
    assert live.count() == 7
    may = {one.figure_id for one in live if events.may_change(one)}
    assert may == {*events.counted(live).values_list("figure_id", flat=True), newer.pk} == {whole.pk, newer.pk}
