"""Two changes at once: exactly one wins. One Idempotency-Key, also in parallel: one figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import makers
from tests.api.test_sending_twice import at_once
from tests.api.writing import data, key_of, patch, post, row
from tracker.models import Figure, LedgerEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_changes_exactly_one_wins() -> None:
    key = key_of(makers.contributor())
    made = post("figures/", row(), key=key)
    number, tag = data(made, 201)["id"], made["ETag"]

    def change(notes: str) -> Callable[[], Any]:
        return lambda: patch(f"figures/{number}/", {"notes": notes}, key=key, If_Match=tag)

    one, other = at_once([change("One."), change("Other.")])
    assert sorted([one.status_code, other.status_code]) == [200, 412]
    won = one if one.status_code == 200 else other
    assert Figure.objects.get(pk=number).notes == data(won)["notes"]


def test_one_idempotency_key_is_one_figure_one_after_another_and_at_once() -> None:
    key, body = key_of(makers.contributor()), row()
    answers = at_once([lambda: post("figures/", body, key=key, Idempotency_Key="k-1")] * 4)
    answers += [post("figures/", body, key=key, Idempotency_Key="k-1") for _ in range(2)]
    assert Figure.objects.count() == 1
    assert {answer.status_code for answer in answers[:4]} <= {201, 409}, "one at work refuses the others"
    assert {data(answer, 201)["id"] for answer in answers if answer.status_code == 201} == {Figure.objects.get().pk}
    other = {**body, "notes": "Another body."}
    assert post("figures/", other, key=key, Idempotency_Key="k-1").status_code == 422
    assert Figure.objects.count() == 1


def test_two_reviewers_publish_once() -> None:
    figure = makers.make_submitted()
    keys = [key_of(makers.reviewer()), key_of(makers.editor())]
    answers = at_once([lambda key=key: post(f"figures/{figure.pk}/publish/", {}, key=key) for key in keys])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert LedgerEntry.objects.filter(object_type="figure").count() == 1
