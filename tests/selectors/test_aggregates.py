"""What counts of periods add to the events recorded inside them (METHOD R11), now and at other moments."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger.drafts import NewCitation
from tracker.ledger.sequence import head
from tracker.models import Figure
from tracker.selectors.aggregates import Aggregate
from tracker.selectors.checks import check_rows
from tracker.selectors.reading import open_reading
from tracker.selectors.trends import trend_of

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2020, 2, 10), date(2020, 2, 15)


def died(value: int, start: date = FIRST, end: date = LAST, **more: Any) -> Figure:
    """A count of people killed in a period."""
    values: dict[str, Any] = {
        "measure": "killed",
        "basis": "period",
        "qualifier": "exact",
        "value_text": "",
        "reference_period_start": start,
        "reference_period_end": end,
        "as_of_date": end,
        "statement_date": end,
        **more,
    }
    document = makers.make_document(published_date=date(2020, 3, 1))
    return makers.make_figure(value=value, citations=[NewCitation(document=document, quote=f"{value} dead")], **values)


def attack(code: str, day: date, value: int, **more: Any) -> Figure:
    """An event of one day, at the place of the counts unless said, and how many it killed."""
    place = more.get("place") or makers.make_place("SYR")
    event = makers.make_event(code, start=day, end=day, place=place, crisis=more.get("crisis"))
    return died(value, day, day, event=event, **more)


def aggregates(figure: Figure, **moment: Any) -> tuple[Aggregate, ...]:
    found = trend_of(figure.series_id or 0, open_reading(**moment))
    assert found is not None
    return found.checks.aggregates


def test_an_aggregate_adds_what_its_events_do_not_have() -> None:
    """METHOD E08: 29 with events of 5 and 7."""
    whole = died(29)
    assert aggregates(whole) == ()
    attack("EV-1", date(2020, 2, 11), 5)
    attack("EV-2", date(2020, 2, 14), 7, place=makers.make_place("SY01"), place_precision="adm1")
    attack("EV-3", date(2020, 2, 16), 100)
    (found,) = aggregates(whole)
    assert (found.figure, found.period_start, found.date, len(found.events)) == (whole.pk, FIRST, LAST, 2)
    assert (found.value_low, found.value_best, found.value_high, found.high_open) == (17, 17, 17, False)
    assert found.flags == ()
    for moment in ({"revision": head().sequence}, {"known_on": "2020-02-20"}):
        assert aggregates(whole, **moment) == (found,)
    (early,) = aggregates(whole, known_on="2020-02-15", revision=head().sequence)
    assert early.value_best == 17
    assert check_rows(trend_of(whole.series_id or 0, open_reading()).checks)[0]["kind"] == "aggregate"  # type: ignore[union-attr]


def test_events_with_more_than_the_aggregate_are_flagged() -> None:
    """METHOD E08: 29 with events of 20 and 11."""
    whole = died(29)
    attack("EV-1", date(2020, 2, 11), 20)
    then = head().sequence
    attack("EV-2", date(2020, 2, 14), 11)
    (found,) = aggregates(whole)
    assert (found.value_best, found.flags) == (0, ("parts_exceed_aggregate",))
    (before,) = aggregates(whole, revision=then)
    assert (before.value_best, before.flags, len(before.events)) == (9, (), 1)


def test_only_events_that_the_count_can_contain_are_compared() -> None:
    whole = died(29)
    attack("EV-1", date(2020, 2, 11), 5, crisis=makers.make_crisis("other-crisis"))
    attack("EV-2", date(2020, 2, 11), 5, place=makers.make_place("TUR"))
    attack("EV-3", date(2020, 2, 11), 5, measure="injured")
    women = died(9, population_group="women")
    assert (aggregates(whole), aggregates(women)) == ((), ())


def test_a_count_of_one_event_covers_no_other() -> None:
    own = attack("EV-1", date(2020, 2, 11), 5)
    attack("EV-2", date(2020, 2, 11), 7)
    assert aggregates(own) == ()
