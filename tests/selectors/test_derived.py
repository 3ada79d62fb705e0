"""Shares turned into people: derived beside their base, with its name, or not at all and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger import retract
from tracker.ledger.sequence import head
from tracker.models import Figure
from tracker.selectors.derived import Derived
from tracker.selectors.reading import open_reading
from tracker.selectors.trends import trend_of

pytestmark = pytest.mark.django_db

SAID = date(2020, 2, 13)


def share(base: Figure | None, qualifier: str = "about", value: int | None = 81, **more: Any) -> Figure:
    values: dict[str, Any] = {
        "basis": "share", "unit": "percent", "qualifier": qualifier, "value": value, "value_text": "",
        "share_of": base, "as_of_date": SAID, "statement_date": SAID, "reference_period_start": None,
        "population_group": "women_and_children", **more,
    }  # fmt: skip
    return makers.make_figure(**values)


def derived(figure: Figure, **moment: Any) -> list[Derived]:
    found = trend_of(figure.series_id or 0, open_reading(**moment))
    assert found is not None
    return list(found.derived)


def test_a_share_of_a_floor_is_a_floor() -> None:
    """METHOD E03: about 81 % of more than 800,000."""
    base = makers.make_figure()
    figure = share(base)
    (one,) = derived(figure)
    assert (one.value_low, one.value_best, one.value_high, one.high_open) == (644_000, 648_000, None, True)
    assert (one.date, one.figure, one.share_of, one.reason) == (SAID, figure.pk, base.pk, None)
    assert one.badge == f"derived: 81 % x F-{base.pk}"


def test_the_base_is_that_of_the_moment() -> None:
    base = makers.make_figure(qualifier="exact", value=1_000)
    figure = share(base, "exact", 50)
    then = head().sequence
    makers.correct(base, value=2_000, value_text="")
    assert [one.value_best for one in derived(figure)] == [1_000]
    assert [one.value_best for one in derived(figure, revision=then)] == [500]
    retract.retract_figure(base.pk, actor=makers.editor(), reason="Not so.")
    (one,) = derived(figure)
    assert (one.value_best, one.reason, one.badge) == (None, "no_base", "")


def test_a_base_said_later_is_not_known_yet() -> None:
    base = makers.make_figure(statement_date=date(2020, 2, 14))
    figure = share(base)
    assert [one.reason for one in derived(figure)] == [None]
    assert [one.reason for one in derived(figure, known_on="2020-02-13")] == ["no_base"]


def test_most_of_something_derives_nothing_and_neither_does_a_share_of_nothing() -> None:
    base = makers.make_figure()
    assert [(one.value_low, one.reason) for one in derived(share(base, "majority", None))] == [(None, "magnitude_only")]
    alone = share(None, population_group="")
    assert [(one.value_best, one.share_of, one.reason) for one in derived(alone)] == [(None, None, "no_base")]


def test_other_series_derive_nothing() -> None:
    assert derived(makers.make_figure()) == []
