"""How a source has behaved, worked out by hand: how soon it spoke, what it replaced, how often others disagreed."""

from __future__ import annotations

from datetime import date

import pytest

from tests import makers
from tracker.models import Figure
from tracker.selectors.behaviour import Behaviour, behaviour_of
from tracker.selectors.figures import figures_of
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db


def claim(day: int, *, said: int, value: int, name: str = "OCHA", **more: object) -> Figure:
    return makers.make_figure(
        value=value, qualifier="exact", value_text=f"{value:,}", as_of_date=date(2020, 2, day),
        statement_date=date(2020, 2, said), organisation=makers.make_organisation(name), **more,
    )  # fmt: skip


def behaviour(name: str = "OCHA") -> Behaviour:
    reading, pk = open_reading(), makers.make_organisation(name).pk
    return behaviour_of(pk, figures_of(reading, organisation=pk), reading)


def test_how_soon_it_speaks_is_the_middle_of_the_days_between() -> None:
    for day, said in ((1, 2), (3, 6), (7, 17)):
        claim(day, said=said, value=100_000 + day)
    assert behaviour().lag == 3


def test_what_it_replaced_and_what_was_corrected_here_are_two_things() -> None:
    first = claim(1, said=1, value=100_003)
    claim(1, said=3, value=100_019, supersedes=first, supersedes_kind="revises")
    makers.correct(claim(5, said=5, value=100_043), value=100_049, value_text="100,049")
    found = behaviour()
    assert (found.figures, found.replaced, found.corrected) == (3, 1, 1)


def test_agreement_counts_points_that_rest_on_several_statements() -> None:
    for day, value in ((1, 100_003), (5, 100_019), (13, 100_043)):
        claim(day, said=day, value=value)
    claim(14, said=14, value=900_001, name="Another office")
    found = behaviour()
    assert (found.compared, found.disagreed) == (1, 1)
    assert behaviour("Another office").compared == 0


def test_a_source_of_one_figure_without_a_day_has_no_delay() -> None:
    makers.make_figure(as_of_date=None, basis="period", reference_period_end=date(2020, 2, 1))
    assert behaviour().lag is None
