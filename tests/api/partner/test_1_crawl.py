"""A full crawl by cursor while another client inserts, edits and retracts returns exactly the set of its first page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests import makers
from tests.api.asking import answered
from tests.api.writing import data, key_of, patch, post, row

pytestmark = pytest.mark.django_db


def another_client(ids: list[int]) -> Iterator[None]:
    """One act a turn, each sent by HTTP: a new figure is published, one is corrected, one is retracted."""
    writing, reviewing = key_of(makers.contributor()), key_of(makers.reviewer())

    def publish(number: int) -> None:
        data(post(f"figures/{number}/submit/", {}, key=writing))
        data(post(f"figures/{number}/publish/", {}, key=reviewing))

    while True:
        sent = row(value=999, value_text="more than 999", quote="more than 999 people", confirm=makers.EVERY_REASON)
        publish(data(post("figures/", sent, key=writing), 201)["id"])
        yield
        figure = ids.pop()
        tag = Client().get(f"/api/v1/figures/{figure}/working/", headers={"Authorization": f"Bearer {writing}"})["ETag"]
        change = {"notes": "Looked again.", "reason": "A note.", "confirm": makers.EVERY_REASON}
        data(patch(f"figures/{figure}/", change, key=writing, If_Match=tag))
        publish(figure)
        yield
        data(post(f"figures/{ids.pop()}/retract/", {"reason": "Second-hand."}, key=reviewing))
        yield


@pytest.mark.parametrize("asked", [{}, {"sort": "-value"}, {"measure": "displaced"}])
def test_a_crawl_is_the_set_of_its_first_page(asked: dict[str, str]) -> None:
    ids = [makers.make_figure(value=100 + one, value_text=f"more than {100 + one}").pk for one in range(8)]
    whole = answered("figures/", limit=100, **asked)["data"]
    page = answered("figures/", limit=1, **asked)
    found: list[dict[str, Any]] = list(page["data"])
    client = another_client(list(ids))
    while page["links"]["next"]:
        if len(found) <= 3:
            next(client)
        page = answered(page["links"]["next"])
        found += page["data"]
    assert found == whole
    assert answered("figures/", limit=100, **asked)["data"] != whole, "the others did write"
