"""Requests at the same time: one figure for one Idempotency-Key, one winner of two changes, one record of one name."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests import makers
from tests.api.writing import data, key_of, patch, post, row
from tracker.models import DraftEdit, Figure

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Carry these out at the same time."""

    def alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


def test_one_idempotency_key_makes_one_figure() -> None:
    key, body = key_of(makers.contributor()), row()
    answers = at_once([lambda: post("figures/", body, key=key, Idempotency_Key="same")] * 6)
    assert Figure.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    again = post("figures/", body, key=key, Idempotency_Key="same")
    assert data(again, 201)["id"] == Figure.objects.get().pk


def test_of_two_changes_at_once_exactly_one_wins() -> None:
    key = key_of(makers.contributor())
    first = post("figures/", row(), key=key)
    number, tag = data(first, 201)["id"], first["ETag"]

    def changing(notes: str) -> Callable[[], Any]:
        return lambda: patch(f"figures/{number}/", {"notes": notes}, key=key, If_Match=tag)

    answers = at_once([changing(f"Change {turn}.") for turn in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    assert DraftEdit.objects.filter(figure_id=number).count() == 2


def test_one_record_sent_at_once_is_one_figure() -> None:
    key, body = key_of(makers.contributor()), row(source_system="theirs", external_id="r-1")
    answers = at_once([lambda: post("figures/", body, key=key)] * 4)
    assert Figure.objects.count() == 1
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
