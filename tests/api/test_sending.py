"""Figures sent to the API become drafts, are changed, and go their way to publication; nothing public happens alone."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import makers
from tests.api.asking import as_problem, ids
from tests.api.writing import data, key_of, patch, post, row, send
from tests.bad_rows import BAD_ROWS, BadRow
from tests.ledger import state
from tracker.models import Document, DraftEdit, Figure, Organisation, SentRequest

pytestmark = pytest.mark.django_db

REASON = {"W12": "There is no archive here.", "W1": "Read aloud."}


@pytest.fixture
def key() -> str:
    return key_of(makers.contributor())


@pytest.fixture
def reviewing() -> str:
    return key_of(makers.reviewer())


def sent(key: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = data(post("figures/", row(**changes), key=key), 201)
    return found


def published(key: str, reviewing: str, **changes: Any) -> int:
    number: int = sent(key, **changes)["id"]
    data(post(f"figures/{number}/submit/", {"confirm": REASON}, key=key))
    data(post(f"figures/{number}/publish/", key=reviewing))
    return number


def test_a_row_becomes_a_draft_with_its_document_and_organisation(key: str) -> None:
    response = post("figures/", row(), key=key)
    found = data(response, 201)
    assert (found["draft_state"], found["public_state"], found["value"]) == ("draft", "none", 800_000)
    assert (found["quote"], found["citations"][0]["document_title"]) == (
        "more than 800,000 people", "Displacement in northwest Syria",
    )  # fmt: skip
    assert response["ETag"] == f'"{found["id"]}-0-{found["draft_version"]}"'
    assert response["Location"].endswith(f"/api/v1/figures/{found['id']}/working/")
    assert response["Cache-Control"] == "private, no-store"
    figure = Figure.objects.get()
    assert figure.author == makers.contributor()
    assert DraftEdit.objects.get(figure=figure).door.startswith("api:")
    assert ids() == []


def test_from_a_row_to_the_public_by_two_people(key: str, reviewing: str) -> None:
    number = sent(key)["id"]
    assert data(post(f"figures/{number}/submit/", {"confirm": REASON}, key=key))["draft_state"] == "submitted"
    found = data(post(f"figures/{number}/publish/", key=reviewing))
    assert (found["public_state"], found["revision"]) == ("published", 1)
    assert ids() == [number]
    data(post(f"figures/{number}/retract/", {"reason": "The source withdrew it."}, key=reviewing))
    assert as_problem(send("GET", f"figures/{number}/"), 410)["reason"] == "The source withdrew it."


def test_nobody_publishes_their_own(reviewing: str) -> None:
    number = sent(reviewing)["id"]
    data(post(f"figures/{number}/submit/", {"confirm": REASON}, key=reviewing))
    problem = as_problem(post(f"figures/{number}/publish/", key=reviewing), 403)
    assert problem["errors"][0]["code"] == "E10"
    assert ids() == []


def test_a_warning_stops_a_submit_until_it_is_explained(key: str) -> None:
    found = sent(key, quote="hundreds of thousands of people")
    assert {"W1", "W12"} <= {warning["code"] for warning in found["warnings"]}
    problem = as_problem(post(f"figures/{found['id']}/submit/", key=key), 400)
    assert "W1" in {error["code"] for error in problem["errors"]}
    data(post(f"figures/{found['id']}/submit/", {"confirm": REASON}, key=key))
    explained = sent(key, document={"title": "Another"}, confirm=REASON)
    assert {warning["reason"] for warning in explained["warnings"]} <= {*REASON.values(), None}


def test_returned_with_a_reason(key: str, reviewing: str) -> None:
    number = sent(key)["id"]
    data(post(f"figures/{number}/submit/", {"confirm": REASON}, key=key))
    assert as_problem(post(f"figures/{number}/return/", key=reviewing), 400)["errors"][0]["code"] == "E11"
    found = data(post(f"figures/{number}/return/", {"reason": "Which day?"}, key=reviewing))
    assert (found["draft_state"], found["return_reason"]) == ("returned", "Which day?")
    problem = as_problem(post(f"figures/{number}/return/", {"reason": "Again."}, key=reviewing), 409)
    assert problem["errors"][0]["code"] == "no_draft"


@pytest.mark.parametrize("bad", BAD_ROWS[::4], ids=lambda bad: bad.name)
def test_a_bad_row_is_refused_as_at_every_other_door(key: str, bad: BadRow) -> None:
    changes = {**bad.row()}
    problem = as_problem(post("figures/", {**row(), **dict.fromkeys(row()), **changes}, key=key), 400)
    assert (f"#/{bad.field}", bad.code) in {(error["pointer"], error["code"]) for error in problem["errors"]}
    assert not Figure.objects.exists()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400), (b"[]", 400), (b'"row"', 400), (b"", 400), (b"\xff", 400), (b'{"value": NaN}', 400),
        (b'{"value": 1, "value": 2}', 400), (b'{"value": ' + b"9" * 5_000 + b"}", 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400), (b'{"document":' + b"[" * 30 + b"]" * 30 + b"}", 400),
        (b'{"notes": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused(key: str, raw: bytes, status: int) -> None:
    as_problem(post("figures/", key=key, raw=raw), status)
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"value_best": 7}, "#/value_best", "E14"), ({"valu": 7}, "#/valu", "E14"),
        ({"measure": ["killed"]}, "#/measure", "E12"), ({"measure": {"code": "killed"}}, "#/measure", "E12"),
        ({"value": True}, "#/value", "E3"), ({"value": [1]}, "#/value", "E3"), ({"quote": 7.5}, "#/quote", "E3"),
        ({"value": 10**40}, "#/value", "E3"), ({"place_code": 7}, "#/place_code", "E12"),
        ({"document": {"titel": "x"}}, "#/document", "E14"), ({"reason": 7}, "#/reason", "E3"),
        ({"confirm": "yes"}, "#/confirm", "E3"), ({"quote": "a\x00b 800,000"}, "#/quote", "E19"),
    ],
)  # fmt: skip
def test_what_has_the_wrong_type_or_name_is_refused_where_it_stands(
    key: str, changes: dict[str, Any], pointer: str, code: str
) -> None:
    problem = as_problem(post("figures/", row() | changes, key=key), 400)
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in problem["errors"]}, problem["errors"]
    assert not Figure.objects.exists()


def test_only_json_is_read(key: str) -> None:
    as_problem(post("figures/", key=key, raw=b"value=1", Content_Type="application/x-www-form-urlencoded"), 415)


def test_without_a_key_or_its_scope_nothing_is_written(reviewing: str) -> None:
    number = sent(reviewing)["id"]
    reader = key_of(makers.editor(), "read")
    writer = key_of(makers.editor(), "write:figures")
    before = state.everything()
    for path, body in (
        ("figures/", row()), (f"figures/{number}/submit/", {}), (f"figures/{number}/citations/", {}),
        ("figures/batch/", {"action": "create", "items": [row()]}),
    ):  # fmt: skip
        as_problem(post(path, body), 401)
        as_problem(post(path, body, key=reader), 403)
    for path in (f"figures/{number}/publish/", f"figures/{number}/return/", f"figures/{number}/retract/"):
        as_problem(post(path, {}, key=writer), 403)
    as_problem(post("figures/batch/", {"action": "publish", "items": [number]}, key=writer), 403)
    as_problem(patch(f"figures/{number}/", {}), 401)
    assert state.everything() == before


def test_a_draft_is_nowhere_for_those_who_may_not_see_it(key: str) -> None:
    number = sent(key)["id"]
    for path in (f"figures/{number}/", f"figures/{number}/citations/", f"figures/{number}/revisions/"):
        as_problem(send("GET", path), 404)
    as_problem(send("GET", f"figures/{number}/working/"), 401)
    as_problem(send("GET", "figures/987654/working/"), 401)
    as_problem(send("GET", "figures/987654/working/", key=key), 404)
    as_problem(send("GET", f"figures/{number}/working/", key=key_of(makers.contributor(), "read")), 403)
    assert data(send("GET", f"figures/{number}/working/", key=key))["id"] == number


def test_a_change_names_the_version_it_changes(key: str, reviewing: str) -> None:
    response = post("figures/", row(), key=key)
    number, tag = data(response, 201)["id"], response["ETag"]
    as_problem(patch(f"figures/{number}/", {"notes": "x"}, key=key), 428)
    as_problem(patch(f"figures/{number}/", {"notes": "x"}, key=key, If_Match="*"), 428)
    changed = patch(f"figures/{number}/", {"notes": "First."}, key=key, If_Match=tag)
    assert data(changed)["notes"] == "First."
    assert changed["ETag"] != tag
    as_problem(patch(f"figures/{number}/working/", {"notes": "Second."}, key=reviewing, If_Match=tag), 412)
    same = patch(f"figures/{number}/working/", {"notes": "First."}, key=reviewing, If_Match=changed["ETag"])
    assert data(same)["draft_version"] == data(changed)["draft_version"]
    assert DraftEdit.objects.filter(figure_id=number).count() == 2


def test_a_published_figure_is_corrected_and_the_public_version_stands(key: str, reviewing: str) -> None:
    number = published(key, reviewing)
    tag = send("GET", f"figures/{number}/working/", key=key)["ETag"]
    body = {"value": 900_000, "value_text": "more than 900,000", "quote": "more than 900,000 people"}
    assert as_problem(patch(f"figures/{number}/", body, key=key, If_Match=tag), 400)["errors"][0]["code"] == "E11"
    reason = "The source corrected its page."
    found = data(patch(f"figures/{number}/", body | {"reason": reason}, key=key, If_Match=tag))
    assert (found["draft_state"], found["value"], found["reason"]) == ("draft", 900_000, reason)
    assert data(send("GET", f"figures/{number}/"))["value"] == 800_000
    data(post(f"figures/{number}/submit/", {"confirm": REASON}, key=key))
    data(post(f"figures/{number}/publish/", key=reviewing))
    assert data(send("GET", f"figures/{number}/"))["value"] == 900_000
    (_, second) = data(send("GET", f"figures/{number}/revisions/"))
    assert (second["action"], second["reason"]) == ("corrected", reason)


def test_another_outlet_is_another_citation(key: str, reviewing: str) -> None:
    number = published(key, reviewing)
    body = {"document": {"title": "Wire report", "url": "https://example.org/wire"}, "quote": "800,000", "hops": 2}
    as_problem(post(f"figures/{number}/citations/", body, key=key), 400)
    found = data(post(f"figures/{number}/citations/", body | {"reason": "Also here."}, key=key), 201)
    assert (found["draft_state"], len(found["citations"])) == ("draft", 2)
    problem = as_problem(post(f"figures/{number}/citations/", body | {"value": 7}, key=key), 400)
    assert problem["errors"][0]["pointer"] == "#/value"


def test_a_record_sent_again_changes_nothing_and_a_changed_one_is_edited(key: str, reviewing: str) -> None:
    named = {"source_system": "theirs", "external_id": "r-1"}
    number = published(key, reviewing, **named)
    before = state.everything()
    assert data(post("figures/", row(**named), key=key), 200)["id"] == number
    assert state.everything() == before
    changed = row(**named, value=900_000, value_text="more than 900,000", quote="more than 900,000 people")
    assert as_problem(post("figures/", changed, key=key), 400)["errors"][0]["code"] == "E11"
    found = data(post("figures/", changed | {"reason": "Their update."}, key=key))
    assert (found["id"], found["value"], found["draft_state"]) == (number, 900_000, "draft")
    assert Figure.objects.count() == 1


def test_the_same_request_under_one_name_is_carried_out_once(key: str) -> None:
    first = post("figures/", row(), key=key, Idempotency_Key="a-1")
    again = post("figures/", row(), key=key, Idempotency_Key="a-1")
    assert (again.status_code, again.content, again["ETag"]) == (201, first.content, first["ETag"])
    assert again["Idempotent-Replayed"] == "true"
    assert Figure.objects.count() == 1
    as_problem(post("figures/", row(notes="Other."), key=key, Idempotency_Key="a-1"), 422)
    assert data(post("figures/", row(notes="Other."), key=key_of(makers.editor()), Idempotency_Key="a-1"), 201)
    as_problem(post("figures/", row(), key=key, Idempotency_Key="ä"), 400)


def test_a_refused_request_may_be_sent_again_under_its_name(key: str) -> None:
    as_problem(post("figures/", row(quote=None), key=key, Idempotency_Key="a-2"), 400)
    assert not SentRequest.objects.exists()
    data(post("figures/", row(), key=key, Idempotency_Key="a-2"), 201)


def test_no_address_is_redirected(key: str) -> None:
    data(post("figures", row(), key=key), 201)
    number = Figure.objects.get().pk
    data(post(f"figures/{number}/submit", {"confirm": REASON}, key=key))


def test_nothing_can_be_sent_where_nothing_is_taken(key: str) -> None:
    as_problem(post("series/", {}, key=key), 405)
    as_problem(post("figures.csv", row(), key=key), 405)
    as_problem(send("DELETE", "figures/1/", key=key), 405)


def test_sending_asks_the_database_a_fixed_number_of_times(
    key: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sent(key)
    for _ in range(5):
        makers.make_figure()
    with django_assert_max_num_queries(60):
        sent(key, document={"title": "New", "url": "https://example.org/new"}, organisation="Somebody new")
    assert Organisation.objects.filter(name="Somebody new").exists()
