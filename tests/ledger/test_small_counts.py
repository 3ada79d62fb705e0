"""Few people of a sensitive group are not told of, nor left to be found by subtraction (METHOD, "Do no harm")."""

from __future__ import annotations

from typing import Any

import pytest

from tests import makers
from tests.ledger import state
from tracker.ledger import publish, record, submit
from tracker.models import Figure

pytestmark = pytest.mark.django_db

GROUP = "survivors_of_sexual_violence"


def count(value: int, total: Figure | None = None, *, group: str = GROUP, partition: str = "sex_age") -> Figure:
    """A submitted count of the group, or a part of one."""
    part: dict[str, Any] = {"part_of": total, "partition": partition} if total else {}
    exact = {"qualifier": "exact", "value": value, "value_text": "", "population_group": group}
    return makers.make_submitted(**exact, **part)


def refused(*figures: Figure) -> list[tuple[int, str]]:
    done = publish.publish_figures([one.pk for one in figures], actor=makers.reviewer())
    return [(one.figure, one.code) for one in done.refused]


def publish_one(figure: Figure) -> Figure:
    return publish.publish_figure(figure.pk, actor=makers.reviewer())


def corrected(figure: Figure, value: int) -> Figure:
    """A correction that waits for its second person."""
    author = makers.contributor()
    record.edit_figure(figure.pk, {"value": value}, actor=author, reason="Misread.", confirm=makers.EVERY_REASON)
    return submit.submit_figure(figure.pk, actor=author, confirm=makers.EVERY_REASON)


def test_a_part_that_leaves_fewer_than_five_waits_with_the_small_one() -> None:
    total = publish_one(count(20))
    first, second, small = count(9, total), count(8, total), count(3, total)
    assert refused(first, second, small) == [(small.pk, "small_sensitive"), (second.pk, "small_remainder")]
    with state.refused("small_remainder", "value"):
        publish_one(second)
    assert [one.code for one in publish.refusals([second.pk], actor=makers.reviewer())] == ["small_remainder"]


def test_a_total_and_its_parts_in_one_go_are_judged_together() -> None:
    total = count(12)
    large, small = count(9, total), count(3, total)
    assert refused(total, large, small) == [(small.pk, "small_sensitive"), (large.pk, "small_remainder")]
    total.refresh_from_db()
    assert total.public_state == "published"


@pytest.mark.parametrize("parts", [(8, 7, 5), (12, 8), (10,), (15,)])
def test_parts_that_leave_nobody_or_enough_are_published(parts: tuple[int, ...]) -> None:
    total = publish_one(count(20))
    assert refused(*(count(value, total) for value in parts)) == []


def test_two_partitions_of_one_total_are_not_subtracted_from_each_other() -> None:
    total = publish_one(count(20))
    assert refused(count(10, total), count(8, total, partition="setting")) == []


def test_a_part_need_not_name_the_group_that_its_total_names() -> None:
    total = publish_one(count(20))
    part = count(17, total, group="")
    assert refused(part) == [(part.pk, "small_remainder")]


def test_groups_that_are_not_sensitive_are_told_to_the_last_person() -> None:
    total = publish_one(count(20, group=""))
    assert refused(count(17, total, group=""), count(3, total, group="")) == []


def test_a_correction_of_the_total_may_not_leave_few_beside_its_public_parts() -> None:
    total = publish_one(count(20))
    publish_one(count(10, total))
    correction = corrected(total, 13)
    with state.refused("small_remainder", "value"):
        publish_one(correction)
    assert publish_one(corrected(total, 15)).revision == 2


def test_a_correction_of_a_part_is_held_against_what_is_public() -> None:
    total = publish_one(count(20))
    part = publish_one(count(10, total))
    correction = corrected(part, 18)
    with state.refused("small_remainder", "value"):
        publish_one(correction)
    assert publish_one(corrected(part, 15)).revision == 2
