"""Totals divided by their sources: parts of one total beside one another, and the rest that nobody placed."""

from __future__ import annotations

from typing import Any

import pytest

from tests import makers
from tracker.models import Figure
from tracker.selectors.breakdowns import Breakdown, breakdowns, breakdowns_of
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db


def total(**details: Any) -> Figure:
    return makers.make_figure(**{"value": 1_089, "qualifier": "exact", "measure": "killed", **details})


def part(whole: Figure, value: int, partition: str = "sex_age", **details: Any) -> Figure:
    return total(value=value, part_of=whole, partition=partition, **details)


def found() -> list[Breakdown]:
    return breakdowns(open_reading(), crisis="nw-syria", measure="killed")


def test_parts_of_one_total_leave_a_rest_that_nobody_placed() -> None:
    whole = total()
    men, women = part(whole, 572, gender="m"), part(whole, 213, gender="f")
    (divided,) = found()
    assert [row["id"] for row in divided.parts] == [men.pk, women.pk]
    assert divided.named is not None
    assert divided.unspecified is not None
    assert (divided.named.best, divided.unspecified.best, divided.unspecified.high) == (785, 304, 304)


def test_two_ways_of_dividing_are_two_tables_of_the_same_people() -> None:
    whole = total()
    part(whole, 572, gender="m")
    part(whole, 1_031, "people_status", people_status="civilian")
    assert [(one.whole["id"], one.partition) for one in found()] == [(whole.pk, "sex_age"), (whole.pk, "people_status")]
    assert {one.partition for one in breakdowns_of(whole.pk, open_reading())} == {"sex_age", "people_status"}


def test_what_no_source_divided_is_not_broken_down() -> None:
    total()
    total(value=200, gender="f")
    assert found() == []


def test_a_part_that_was_replaced_counts_no_more() -> None:
    whole = total()
    old = part(whole, 213, gender="f")
    new = part(whole, 220, gender="f", supersedes=old, supersedes_kind="revises")
    (divided,) = found()
    assert [row["id"] for row in divided.parts] == [new.pk]
