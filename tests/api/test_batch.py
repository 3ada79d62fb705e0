"""Many figures in one request: outcomes in order, good ones alone or all or nothing, a trial that keeps nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.api.asking import as_problem, ids
from tests.api.test_sending import REASON
from tests.api.writing import data, key_of, post, row
from tests.ledger import state
from tracker.models import Figure, LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    return key_of(makers.contributor())


@pytest.fixture
def reviewing() -> str:
    return key_of(makers.reviewer())


def numbered(value: int, **changes: Any) -> dict[str, Any]:
    words = {"value_text": f"more than {value:,}", "quote": f"more than {value:,} people"}
    return row(value=value, **{**words, **changes})


def batch(action: str, items: list[Any], key: str, **more: Any) -> Any:
    return post("figures/batch/", {"action": action, "items": items, **more}, key=key)


def statuses(outcomes: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(one["index"], one["status"]) for one in outcomes]


def test_good_rows_are_in_and_the_others_say_why(key: str) -> None:
    items = [numbered(1_000), numbered(2_000, quote=None), "row", numbered(3_000)]
    outcomes = data(batch("create", items, key))
    assert statuses(outcomes) == [(0, "created"), (1, "rejected"), (2, "rejected"), (3, "created")]
    assert [(error["pointer"], error["code"]) for error in outcomes[1]["errors"]] == [("#/items/1/quote", "E2")]
    assert outcomes[2]["errors"][0]["pointer"] == "#/items/2"
    assert [one["id"] for one in (outcomes[0], outcomes[3])] == list(
        Figure.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert {figure.door.split(":")[0] for figure in Figure.objects.all()} == {"api"}


def test_all_or_nothing(key: str) -> None:
    problem = as_problem(batch("create", [numbered(1_000), numbered(2_000, quote=None)], key, atomic=True), 409)
    assert problem["errors"][0]["pointer"] == "#/items/1/quote"
    assert statuses(problem["data"]) == [(0, "created"), (1, "rejected")]
    assert problem["data"][0]["id"] is None
    assert not Figure.objects.exists()
    assert len(data(batch("create", [numbered(1_000), numbered(2_000)], key, atomic=True))) == 2


def test_a_refusal_of_all_says_what_was_asked(key: str) -> None:
    answer = post("figures/batch/", {"action": "create", "items": [{}], "atomic": True}, key=key)
    assert as_problem(answer, 409)["instance"] == "/api/v1/figures/batch/"


def test_a_trial_says_what_would_happen_and_keeps_nothing(key: str) -> None:
    items = [numbered(1_000), numbered(2_000, quote=None)]
    before = state.everything()
    outcomes = data(batch("create", items, key, dry_run=True))
    assert statuses(outcomes) == [(0, "created"), (1, "rejected")]
    assert [one["id"] for one in outcomes] == [None, None]
    assert state.everything() == before


def test_from_rows_to_the_public_in_three_requests(key: str, reviewing: str) -> None:
    created = data(batch("create", [numbered(1_000), numbered(2_000)], key))
    numbers = [one["id"] for one in created]
    refused = data(batch("submit", numbers, key))
    assert {one["status"] for one in refused} == {"rejected"}
    assert refused[0]["errors"][0]["pointer"].startswith("#/items/0/")
    submitted = data(batch("submit", [{"id": one, "confirm": REASON} for one in numbers], key))
    assert {one["status"] for one in submitted} == {"submitted"}
    found = data(batch("publish", [*numbers, 987_654, "x"], reviewing))
    assert [one["status"] for one in found] == ["published", "published", "rejected", "rejected"]
    assert [one["revision"] for one in found] == [1, 1, None, None]
    assert ids() == numbers
    gone = data(batch("retract", numbers, reviewing, reason="The source withdrew them."))
    assert [(one["status"], one["revision"]) for one in gone] == [("retracted", 2), ("retracted", 2)]
    assert len(set(LedgerEntry.objects.filter(object_type="figure").values_list("batch", flat=True))) == 2


def test_publishing_all_or_nothing(key: str, reviewing: str) -> None:
    ready = [makers.make_submitted(value=1_000 + number, value_text="").pk for number in range(2)]
    own = makers.make_submitted(actor=makers.reviewer(), value=5_000, value_text="").pk
    problem = as_problem(batch("publish", [*ready, own], reviewing, atomic=True), 409)
    assert problem["errors"] == [problem["errors"][0]]
    assert problem["errors"][0]["code"] == "E10"
    assert ids() == []
    assert {one["status"] for one in data(batch("publish", [*ready, own], reviewing))} == {"published", "rejected"}


def test_the_same_records_again_change_nothing(key: str) -> None:
    items = [numbered(1_000, source_system="s", external_id="1"), numbered(2_000, source_system="s", external_id="2")]
    first = data(batch("create", items, key))
    again = data(batch("create", [items[0], numbered(2_500, source_system="s", external_id="2")], key))
    assert [(one["status"], one["id"]) for one in again] == [
        ("unchanged", first[0]["id"]), ("revised", first[1]["id"])
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {}, {"action": "delete", "items": [1]}, {"action": "submit"}, {"action": "submit", "items": []},
        {"action": "submit", "items": 7}, {"action": "submit", "items": [1] * 1_001},
        {"action": "submit", "items": [1] * 501, "atomic": True}, {"action": "submit", "items": [1], "atomic": "yes"},
        {"action": "submit", "items": [1], "dry_run": 1}, {"action": "submit", "items": [1], "extra": 1},
        {"action": ["submit"], "items": [1]},
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_is_refused(key: str, body: dict[str, Any]) -> None:
    assert as_problem(post("figures/batch/", body, key=key), 400)["errors"]


@pytest.mark.parametrize("item", [0, -1, 10**18, True, None, 1.5, "7", [], {"id": 1, "reason": "x"}, {}])
def test_an_item_that_names_no_figure_is_refused_where_it_stands(key: str, item: Any) -> None:
    (outcome,) = data(batch("submit", [item], key))
    assert (outcome["status"], outcome["errors"][0]["pointer"]) == ("rejected", "#/items/0")


def test_a_larger_batch_asks_no_more_often(key: str) -> None:
    def asked(count: int, first: int) -> int:
        items = [numbered(first + number) for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            data(batch("create", items, key))
        return len(queries)

    asked(1, 1_000)
    assert asked(40, 3_000) <= asked(5, 2_000) + 8, "only inserts in parts may be more"


def test_a_larger_batch_is_published_and_withdrawn_without_asking_for_each(reviewing: str) -> None:
    def asked(action: str, numbers: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            outcomes = data(batch(action, numbers, reviewing, reason="The source withdrew it."))
        assert "rejected" not in {one["status"] for one in outcomes}
        return len(queries)

    first, few, many = (
        [makers.make_submitted(value=start + number, value_text="").pk for number in range(count)]
        for start, count in ((1_000, 1), (2_000, 3), (3_000, 30))
    )
    for action in ("publish", "retract"):
        asked(action, first)
        assert asked(action, many) <= asked(action, few) + 8, action


def test_a_batch_that_was_refused_is_judged_again_under_its_name(key: str) -> None:
    items = [numbered(1_000), numbered(2_000, crisis="later")]
    for _ in range(2):
        problem = as_problem(post("figures/batch/", create_all(items), key=key, Idempotency_Key="b-1"), 409)
        assert problem["errors"][0]["pointer"] == "#/items/1/crisis"
    makers.make_crisis("later")
    assert len(data(post("figures/batch/", create_all(items), key=key, Idempotency_Key="b-1"))) == 2
    again = post("figures/batch/", create_all(items), key=key, Idempotency_Key="b-1")
    assert again["Idempotent-Replayed"] == "true"
    assert Figure.objects.count() == 2


def create_all(items: list[Any]) -> dict[str, Any]:
    return {"action": "create", "items": items, "atomic": True}


@pytest.mark.parametrize("action", ["submit", "publish", "retract"])
def test_an_act_on_many_asks_no_more_than_an_act_on_few(action: str, key: str, reviewing: str) -> None:
    made = {"submit": makers.make_draft, "publish": makers.make_submitted, "retract": makers.make_figure}[action]

    def figures(count: int) -> list[int]:
        # Each with a day of its own: what a figure repeats is another question.
        return [made(value=1_000 + one, value_text=f"more than {1_000 + one}").pk for one in range(count)]

    def statements(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            more = {"reason": "Second-hand."} if action == "retract" else {}
            outcomes = data(batch(action, ids, key if action == "submit" else reviewing, **more))
        assert {one["status"] for one in outcomes} == {{"submit": "submitted", "publish": "published"}.get(
            action, "retracted")}  # fmt: skip
        return len(queries)

    statements(figures(2))  # what a first act finds new
    few, many = statements(figures(2)), statements(figures(12))
    assert many < few + 5, "a statement or two for points that are new, none for each of ten more figures"


def test_drafts_are_submitted_each_with_its_own_reasons(key: str) -> None:
    first, second = makers.make_draft(), makers.make_draft(measure="killed", value=7, value_text="more than 7")
    for draft in (first, second):
        warning = {"code": "W1", "field": "value", "message": "Is it so?", "reason": ""}
        Figure.objects.filter(pk=draft.pk).update(warnings=[warning])
    items = [
        {"id": first.pk, "confirm": {"W1": "It is in the table."}},
        second.pk,
        {"id": second.pk, "confirm": 7},
        999,
    ]
    outcomes = data(batch("submit", items[:2] + items[3:], key))
    assert statuses(outcomes) == [(0, "submitted"), (1, "rejected"), (2, "rejected")]
    assert outcomes[1]["errors"][0]["code"] == "W1"
    assert Figure.objects.get(pk=first.pk).warnings[0]["reason"] == "It is in the table."
    [refused] = data(batch("submit", [{"id": second.pk, "confirm": 7}], key))
    assert refused["errors"][0]["pointer"] == "#/items/0/confirm"
