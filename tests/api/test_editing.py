"""What editors set through the API: crises, events, the lead of a crisis, how a series is drawn; always public."""

from __future__ import annotations

from typing import Any

import pytest

from tests import makers
from tests.api.asking import answered, as_problem
from tests.api.writing import data, key_of, patch, post
from tests.ledger import state
from tracker.models import Crisis

pytestmark = pytest.mark.django_db

CRISIS = {"code": "sahel", "name": "Sahel", "names": {"ar": "الساحل"}, "summary": "Since 2012.", "place_code": "mli"}
EVENT = {"crisis": "nw-syria", "code": "EV-9", "name": "Attack", "start": "2020-02-14", "place_code": "SYR"}


@pytest.fixture
def key() -> str:
    return key_of(makers.editor())


def test_a_crisis_is_made_and_public_at_once(key: str) -> None:
    response = post("crises/", CRISIS, key=key, Idempotency_Key="one")
    assert data(response, 201)["name"] == "Sahel"
    assert response["Location"].endswith("/api/v1/crises/sahel/")
    assert answered("crises/sahel/")["data"]["place_code"] == "MLI"
    assert data(post("crises/", CRISIS, key=key, Idempotency_Key="one"), 201)["code"] == "sahel"
    assert as_problem(post("crises/", CRISIS, key=key), 400)["errors"][0]["pointer"] == "#/code"
    assert Crisis.objects.filter(slug="sahel").count() == 1


def test_an_event_is_made_and_public_at_once(key: str) -> None:
    makers.make_crisis()
    found = data(post("events/", EVENT, key=key), 201)
    assert (found["start"], found["end"], found["place_code"]) == ("2020-02-14", "2020-02-14", "SYR")
    assert [one["code"] for one in answered("events/")["data"]] == ["EV-9"]
    assert as_problem(post("events/", EVENT, key=key), 400)["errors"]


def test_the_line_of_a_series_is_chosen_with_a_reason(key: str) -> None:
    first = makers.make_figure()
    monitor = makers.make_organisation("Monitor", reliability="C")
    makers.make_figure(organisation=monitor, value=700_000, value_text="")
    address = f"series/{first.series_id}/"
    assert as_problem(patch(address, {"spine": "monitor"}, key=key), 400)["errors"][0]["code"] == "E11"
    chosen = {"spine": "monitor", "max_gap": 30, "stale_after": 90, "reason": "It counts every week."}
    found = data(patch(address, chosen, key=key))
    assert (found["spine"], found["spine_reason"]) == ("Monitor", "editor")
    assert found["settings"] == {
        "spine": monitor.pk, "max_gap": 30, "stale_after": 90, "reason": "It counts every week."
    }  # fmt: skip
    back = data(patch(address, {"spine": None, "max_gap": None, "reason": "The rule again."}, key=key))
    assert (back["spine"], back["settings"]["max_gap"], back["settings"]["stale_after"]) == ("OCHA", None, 90)
    assert answered("changes/", type="series.settings")["meta"]["count"] == 2


def test_the_lead_of_a_crisis_is_chosen_with_a_reason(key: str) -> None:
    figure = makers.make_figure()
    body = {"leads": {"displaced": figure.series_id}, "reason": "The count of record."}
    assert data(patch("crises/nw-syria/", body, key=key))["leads"] == {"displaced": figure.series_id}
    body = {"leads": {"displaced": None}, "reason": "The rule again."}
    assert data(patch("crises/nw-syria/", body, key=key))["leads"] == {}
    problem = as_problem(
        patch("crises/nw-syria/", {"leads": {"killed": figure.series_id}, "reason": "x"}, key=key), 400
    )
    assert problem["errors"][0]["pointer"] == "#/leads"


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        (post, "crises/", {**CRISIS, "code": ""}, "#/code"),
        (post, "crises/", {**CRISIS, "code": "No Slug"}, "#/code"),
        (post, "crises/", {**CRISIS, "name": 7}, "#/name"),
        (post, "crises/", {**CRISIS, "names": ["x"]}, "#/names"),
        (post, "crises/", {**CRISIS, "place_code": "ZZZ"}, "#/place_code"),
        (post, "crises/", {**CRISIS, "nam": "x"}, "#/nam"),
        (post, "events/", {**EVENT, "crisis": "nowhere"}, "#/crisis"),
        (post, "events/", {**EVENT, "start": "someday"}, "#/start"),
        (post, "events/", {**EVENT, "end": "2019-01-01"}, "#/"),
        (post, "events/", {**EVENT, "date_precision": "hour"}, "#/date_precision"),
        (patch, "crises/nw-syria/", {"leads": {"displaced": "x"}, "reason": "x"}, "#/leads"),
        (patch, "crises/nw-syria/", {"leads": [], "reason": "x"}, "#/leads"),
        (patch, "series/{series}/", {"max_gap": 0, "reason": "x"}, "#/max_gap"),
        (patch, "series/{series}/", {"stale_after": None, "reason": "x"}, "#/stale_after"),
        (patch, "series/{series}/", {"max_gap": True, "reason": "x"}, "#/max_gap"),
        (patch, "series/{series}/", {"spine": "Nobody", "reason": "x"}, "#/spine"),
        (patch, "series/{series}/", {"spine": [1], "reason": "x"}, "#/spine"),
        (patch, "series/{series}/", {"reason": "x"}, "#/spine"),
    ],
)
def test_what_cannot_be_set_is_refused_where_it_stands(
    key: str, method: Any, path: str, body: dict[str, Any], pointer: str
) -> None:
    figure = makers.make_figure()
    before = state.everything()
    problem = as_problem(method(path.format(series=figure.series_id), body, key=key), 400)
    assert pointer in {error["pointer"] for error in problem["errors"]}, problem["errors"]
    assert state.everything() == before


def test_only_editors_set_anything() -> None:
    figure = makers.make_figure()
    for user in (makers.contributor(), makers.reviewer()):
        key = key_of(user)
        as_problem(post("crises/", CRISIS, key=key), 403)
        as_problem(post("events/", EVENT, key=key), 403)
        as_problem(patch(f"series/{figure.series_id}/", {"max_gap": 3, "reason": "x"}, key=key), 403)
        as_problem(patch("crises/nw-syria/", {"leads": {}, "reason": "x"}, key=key), 403)
    as_problem(patch(f"series/{figure.series_id}/", {"max_gap": 3, "reason": "x"}), 401)
    as_problem(patch("series/987/", {"max_gap": 3, "reason": "x"}, key=key_of(makers.editor())), 404)
    as_problem(patch("crises/nowhere/", {"leads": {}, "reason": "x"}, key=key_of(makers.editor())), 404)
