"""Headline cards: the newest point of the leading series, in its own words, and what others say; nothing added up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger import settings
from tracker.models import Figure
from tracker.selectors.headline import Card, cards
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db

FEBRUARY = {"as_of_date": date(2020, 2, 12), "statement_date": date(2020, 2, 12)}
JANUARY = {"as_of_date": date(2020, 1, 29), "statement_date": date(2020, 1, 29)}


def figure(value: int, **overrides: Any) -> Figure:
    return makers.make_figure(value=value, value_text=f"more than {value:,}", **overrides)


def found(**moment: Any) -> dict[str, Card]:
    return {card.measure: card for card in cards(makers.make_crisis(), open_reading(**moment))}


def test_a_crisis_without_figures_has_no_cards() -> None:
    assert found() == {}


def test_a_card_is_the_newest_point_in_its_own_words() -> None:
    figure(390_000, **JANUARY)
    newest = figure(800_000, **FEBRUARY)
    card = found()["displaced"]
    assert (card.point.figure, card.point.value_best) == (newest.pk, 800_000)
    assert (card.figure["qualifier"], card.figure["value_text"]) == ("more_than", "more than 800,000")
    assert (card.said_by, card.as_of, card.said_date) == ("OCHA", date(2020, 2, 12), date(2020, 2, 12))
    assert (card.chosen_by, card.others, card.is_stale) == ("rule", None, True)
    assert not found(known_on="2020-03-01")["displaced"].is_stale
    assert found(known_on="2020-02-01")["displaced"].point.value_best == 390_000


def test_measures_come_in_the_order_readers_look_for_them() -> None:
    figure(3_700_000, measure="refugees", basis="stock", reference_period_start=None)
    figure(1_800, measure="killed")
    figure(800_000)
    assert list(found()) == ["displaced", "killed", "refugees"]


def test_a_measure_without_a_number_has_no_card() -> None:
    makers.make_figure(
        measure="injured", qualifier="magnitude", value=None, magnitude="thousands", value_text="thousands"
    )
    assert found() == {}


def test_the_series_with_most_points_leads_until_an_editor_says_otherwise() -> None:
    figure(390_000, **JANUARY)
    ranked = figure(800_000, **FEBRUARY)
    chosen = figure(1_000_000, reference_period_start=date(2019, 4, 21), **FEBRUARY)
    before = open_reading().at
    assert found()["displaced"].point.figure == ranked.pk
    settings.set_leads(
        makers.make_crisis(), {"displaced": chosen.series_id or 0}, actor=makers.editor(), reason="The wider count."
    )
    card = found()["displaced"]
    assert (card.point.figure, card.chosen_by) == (chosen.pk, "editor")
    assert found(revision=before)["displaced"].chosen_by == "rule"


def test_everybody_leads_before_a_group_and_a_count_before_a_share() -> None:
    figure(70, population_group="teachers", **JANUARY)
    figure(90, population_group="teachers", **FEBRUARY)
    everybody = figure(800_000, **JANUARY)
    assert found()["displaced"].point.figure == everybody.pk


def test_others_are_a_range_over_sources_near_the_point_and_never_a_sum() -> None:
    figure(800_000, **FEBRUARY)
    figure(700_000, originator=makers.make_organisation("Monitor"), claim_credibility=5, **FEBRUARY)
    figure(900_000, qualifier="exact", originator=makers.make_organisation("Network"), claim_credibility=5, **FEBRUARY)
    figure(100, originator=makers.make_organisation("Too early"), claim_credibility=5, **JANUARY)
    figure(
        5_000_000, originator=makers.make_organisation("Other start"), claim_credibility=5,
        reference_period_start=date(2019, 4, 21), **FEBRUARY,
    )  # fmt: skip
    others = found()["displaced"].others
    assert others is not None
    assert (others.originators, others.low, others.high, others.high_open) == (
        ("Monitor", "Network"), 700_000, 900_000, False,
    )  # fmt: skip


def test_others_leave_out_what_was_replaced_discounted_or_context() -> None:
    figure(800_000, **FEBRUARY)
    monitor = {"originator": makers.make_organisation("Monitor"), "claim_credibility": 5}
    old = figure(600_000, **monitor, **FEBRUARY)
    earlier = {**FEBRUARY, "as_of_date": date(2020, 2, 11)}  # later in the list than what replaced it
    new = figure(650_000, supersedes=old, supersedes_kind="revises", **monitor, **earlier)
    figure(1, role="context", role_reason="Background.", originator=makers.make_organisation("C"), **FEBRUARY)
    figure(2, grade="discounted", grade_reason="Invented.", originator=makers.make_organisation("D"), **FEBRUARY)
    others = found()["displaced"].others
    assert others is not None
    assert others.figures == (new.pk,)
