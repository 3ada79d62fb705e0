"""What editors set through the API: crises, events, the lead of a crisis, how a series is drawn; always public."""

from __future__ import annotations

from typing import Any

import pytest

from tests import makers
from tests.api.asking import answered, as_problem, ask
from tests.api.writing import data, key_of, patch, post
from tests.ledger import state
from tracker.ledger import crises, relabel, submit
from tracker.ledger import settings as ledger_settings
from tracker.ledger.drafts import NewCitation
from tracker.ledger.verify import verify
from tracker.models import Crisis, DeskAct, Document, LedgerEntry, PublishedFigure

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
    asked = {"spine": "monitor"}
    assert as_problem(patch(address, asked, key=key, If_Match=tag(address)), 400)["errors"][0]["code"] == "E11"
    chosen = {"spine": "monitor", "max_gap": 30, "stale_after": 90, "reason": "It counts every week."}
    found = data(patch(address, chosen, key=key, If_Match=tag(address)))
    assert (found["spine"], found["spine_reason"]) == ("Monitor", "editor")
    assert found["settings"] == {
        "spine": monitor.pk, "max_gap": 30, "stale_after": 90, "reason": "It counts every week."
    }  # fmt: skip
    body = {"spine": None, "max_gap": None, "reason": "The rule again."}
    back = data(patch(address, body, key=key, If_Match=tag(address)))
    assert (back["spine"], back["settings"]["max_gap"], back["settings"]["stale_after"]) == ("OCHA", None, 90)
    assert answered("changes/", type="series.settings")["meta"]["count"] == 2


def test_the_lead_of_a_crisis_is_chosen_with_a_reason(key: str) -> None:
    figure = makers.make_figure()
    body = {"leads": {"displaced": figure.series_id}, "reason": "The count of record."}
    assert data(patch("crises/nw-syria/", body, key=key, If_Match=tag()))["leads"] == {"displaced": figure.series_id}
    body = {"leads": {"displaced": None}, "reason": "The rule again."}
    assert data(patch("crises/nw-syria/", body, key=key, If_Match=tag()))["leads"] == {}
    body = {"leads": {"killed": figure.series_id}, "reason": "x"}
    problem = as_problem(patch("crises/nw-syria/", body, key=key, If_Match=tag()), 400)
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


# --- words of a crisis ---

WORDS = {"name": "Northwest Syria, 2019 to 2020", "names": {"ar": "شمال غرب سوريا"}, "summary": "The offensive."}
WHY = "The dates tell it from later ones."


def tag(path: str = "crises/nw-syria/") -> str:
    return str(ask(path)["ETag"])


def test_the_words_of_a_crisis_change_with_a_reason_and_its_etag(key: str) -> None:
    figure = makers.make_figure()
    ledger_settings.set_leads(figure.crisis, {"displaced": figure.series_id}, actor=makers.editor(), reason="First.")
    before = answered("status/")["data"]["sequence"]
    held = tag()
    found = data(patch("crises/nw-syria/", {**WORDS, "reason": WHY}, key=key, If_Match=held))
    assert {name: found[name] for name in WORDS} == WORDS
    assert answered("crises/nw-syria/")["data"]["name"] == WORDS["name"]
    [entry] = answered("changes/", since=before)["data"]
    assert (entry["type"], entry["reason"], entry["data"]["name"]) == ("crisis.changed", WHY, WORDS["name"])
    ledger_settings.set_leads(figure.crisis, {"displaced": None}, actor=makers.editor(), reason="The rule again.")
    old = answered("crises/nw-syria/", revision=before)["data"]
    assert (old["name"], old["names"], old["summary"]) == ("Northwest Syria", {}, None)
    assert old["leads"] == answered("crises/nw-syria/", revision=entry["sequence"])["data"]["leads"]
    assert answered("crises/nw-syria/")["data"]["leads"] == {}
    assert verify().problems == []


def test_the_second_of_two_editors_is_told(key: str) -> None:
    makers.make_crisis()
    held = tag()
    data(patch("crises/nw-syria/", {"summary": "One.", "reason": WHY}, key=key, If_Match=held))
    as_problem(patch("crises/nw-syria/", {"summary": "Other.", "reason": WHY}, key=key, If_Match=held), 412)
    as_problem(patch("crises/nw-syria/", {"summary": "Other.", "reason": WHY}, key=key), 428)
    as_problem(patch("crises/nw-syria/", {"summary": "Other.", "reason": WHY}, key=key, If_Match="*"), 412)
    assert answered("crises/nw-syria/")["data"]["summary"] == "One."


def test_a_change_in_the_same_moment_is_told_too() -> None:
    crisis = makers.make_crisis()
    seen = answered("status/")["data"]["sequence"]
    crises.change_crisis(crisis, {"summary": "One."}, actor=makers.editor(), reason=WHY, expected_sequence=seen)
    with state.refused("changed"):
        crises.change_crisis(crisis, {"summary": "Two."}, actor=makers.editor(), reason=WHY, expected_sequence=seen)


def test_settings_leads_and_permissions_name_what_they_change(key: str) -> None:
    figure = makers.make_figure()
    document = figure.citations.get().document_id
    changes: dict[str, dict[str, Any]] = {
        f"series/{figure.series_id}/": {"max_gap": 30},
        "crises/nw-syria/": {"leads": {"displaced": figure.series_id}},
        f"documents/{document}/": {"licence": "CC BY 4.0"},
    }
    for address, body in changes.items():
        held, before = tag(address), state.everything()
        body |= {"reason": WHY}
        as_problem(patch(address, body, key=key), 428)
        as_problem(patch(address, body, key=key, If_Match="*"), 412)
        as_problem(patch(address, body, key=key, If_Match=tag(f"figures/{figure.pk}/")), 412)
        assert state.everything() == before
        data(patch(address, body, key=key, If_Match=held))
        as_problem(patch(address, body, key=key, If_Match=held), 412)


def test_settings_of_the_same_moment_are_told_too() -> None:
    figure, seen = makers.make_figure(), answered("status/")["data"]["sequence"]
    assert figure.series_id is not None
    meant: dict[str, Any] = {"actor": makers.editor(), "reason": WHY, "expected_sequence": seen}
    leads, document = {"displaced": figure.series_id}, figure.citations.get().document
    ledger_settings.set_series(figure.series_id, max_gap=30, **meant)
    ledger_settings.set_leads(figure.crisis, leads, **meant)
    relabel.record_permission(document, {"licence": "CC BY 4.0"}, **meant)
    with state.refused("changed"):
        ledger_settings.set_series(figure.series_id, max_gap=31, **meant)
    with state.refused("changed"):
        ledger_settings.set_leads(figure.crisis, {"displaced": None}, **meant)
    with state.refused("changed"):
        relabel.record_permission(document, {"licence": "Other"}, **meant)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "", "reason": "x"}, 400),
        ({"name": "x"}, 400),
        ({"names": ["x"], "reason": "x"}, 400),
        ({"name": "x" * 300, "reason": "x"}, 400),
        ({"code": "other", "reason": "x"}, 400),
        ({"name": "Other", "leads": {}, "reason": "x"}, 400),
        ({"reason": "x"}, 400),
    ],
)
def test_words_that_cannot_be_used_change_nothing(body: dict[str, Any], status: int, key: str) -> None:
    makers.make_crisis()
    held, before = tag(), state.everything()
    as_problem(patch("crises/nw-syria/", body, key=key, If_Match=held), status)
    assert state.everything() == before
    assert tag() == held


def test_saying_what_stands_is_no_change(key: str) -> None:
    crisis = makers.make_crisis()
    before = answered("status/")["data"]["sequence"]
    data(patch("crises/nw-syria/", {"name": crisis.name, "reason": WHY}, key=key, If_Match=tag()))
    assert answered("status/")["data"]["sequence"] == before


def test_words_and_permissions_are_for_editors(key: str) -> None:
    figure = makers.make_figure()
    for user in (makers.contributor(), makers.reviewer()):
        other, held = key_of(user), tag()
        as_problem(patch("crises/nw-syria/", {**WORDS, "reason": WHY}, key=other, If_Match=held), 403)
        body = {"licence": "CC BY 4.0", "reason": "Asked."}
        for number in (figure.citations.get().document_id, 999):
            as_problem(patch(f"documents/{number}/", body, key=other), 403)
        as_problem(patch("crises/nw-syria/", {**WORDS, "reason": WHY}, If_Match=held), 401)
    assert Crisis.objects.get().name == "Northwest Syria"


# --- the permission of a document ---


def test_a_figure_waits_for_the_permission_and_is_published_after_it(key: str) -> None:
    document = makers.make_document(redistributable=False)
    draft = makers.make_draft(citations=[NewCitation(document=document, quote="800,000 people")])
    submit.submit_figure(draft.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    reviewing, before = key_of(makers.reviewer()), answered("status/")["data"]["sequence"]
    problem = as_problem(post(f"figures/{draft.pk}/publish/", {}, key=reviewing), 409)
    assert problem["errors"][0]["code"] == "not_permitted"
    body = {"redistributable": True, "licence": "CC BY 4.0", "reason": "Their letter of 3 March."}
    found = data(patch(f"documents/{document.pk}/", body, key=key))
    assert (found["redistributable"], found["licence"]) == (True, "CC BY 4.0")
    assert answered("status/")["data"]["sequence"] == before, "nothing public names it, so nothing public changed"
    act = DeskAct.objects.get(object_type="document")
    assert (act.action, act.reason, act.actor) == ("permission", "Their letter of 3 March.", makers.editor())
    assert act.changes == {"redistributable": [False, True], "licence": ["", "CC BY 4.0"]}
    assert act.door.startswith("api:")
    data(post(f"figures/{draft.pk}/publish/", {}, key=reviewing))
    assert answered(f"figures/{draft.pk}/")["data"]["licence"] == "CC BY 4.0"


def test_a_licence_of_a_public_document_is_an_entry_and_its_figures_are_published_again(key: str) -> None:
    shared = makers.make_document()
    first = makers.make_figure(citations=[NewCitation(document=shared, quote="800,000 people")])
    beside = [NewCitation(document=makers.make_document("First"), quote="7 people"),
              NewCitation(document=shared, quote="7 people", chain=["First"])]  # fmt: skip
    second = makers.make_figure(measure="killed", value=7, value_text="more than 7", citations=beside)
    other = makers.make_figure(measure="injured", value=9, value_text="more than 9")
    before = answered("status/")["data"]["sequence"]
    body = {"licence": "CC BY 4.0", "archived_url": "https://archive.example.org/new", "reason": "They said so."}
    address = f"documents/{shared.pk}/"
    data(patch(address, body, key=key, If_Match=tag(address)))
    feed = answered("changes/", since=before)["data"]
    assert [(one["type"], one["id"]) for one in feed] == [
        ("document.changed", shared.pk), ("figure.relabelled", first.pk), ("figure.relabelled", second.pk),
    ]  # fmt: skip
    assert len({one["batch"] for one in feed}) == 1
    assert answered("changes/", batch=feed[0]["batch"])["meta"]["count"] == 3
    assert answered(f"figures/{first.pk}/")["data"]["licence"] == "CC BY 4.0"
    cited = answered(f"figures/{second.pk}/citations/")["data"]
    assert [one["licence"] for one in cited if one["document_id"] == shared.pk] == ["CC BY 4.0"]
    assert answered(f"figures/{other.pk}/")["data"]["revision"] == 1
    old = answered(f"documents/{shared.pk}/", revision=before)["data"]
    assert (old["licence"], old["archived_url"]) != ("CC BY 4.0", "https://archive.example.org/new")
    assert verify().problems == []


def test_a_permission_is_not_withdrawn_under_public_figures(key: str) -> None:
    figure = makers.make_figure()
    number = figure.citations.get().document_id
    before = state.everything()
    body = {"redistributable": False, "reason": "They took it back."}
    address = f"documents/{number}/"
    problem = as_problem(patch(address, body, key=key, If_Match=tag(address)), 409)
    assert problem["errors"][0] == {
        "pointer": "#/redistributable", "code": "public_figures", "detail": problem["errors"][0]["detail"],
    }  # fmt: skip
    assert state.everything() == before
    data(post(f"figures/{figure.pk}/retract/", {"reason": "They took it back."}, key=key))
    data(patch(f"documents/{number}/", body, key=key))
    assert not Document.objects.get(pk=number).redistributable
    assert not PublishedFigure.objects.live().filter(redistributable=False).exists()
    assert LedgerEntry.objects.filter(type="document.changed", object_id=number).exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reason": "x"}, "#/redistributable"),
        ({"redistributable": "yes", "reason": "x"}, "#/redistributable"),
        ({"licence": 4, "reason": "x"}, "#/licence"),
        ({"licence": "x" * 300, "reason": "x"}, "#/licence"),
        ({"archived_url": "nowhere", "reason": "x"}, "#/archived_url"),
        ({"title": "Other", "reason": "x"}, "#/title"),
        ({"licence": "CC BY 4.0"}, "#/reason"),
    ],
)
def test_a_permission_that_cannot_be_read_changes_nothing(body: dict[str, Any], pointer: str, key: str) -> None:
    number = makers.make_figure().citations.get().document_id
    hidden = makers.make_document("Of a draft alone")
    before = state.everything()
    for document in (number, hidden.pk):
        named = {"If_Match": tag(f"documents/{document}/")} if document == number else {}
        problem = as_problem(patch(f"documents/{document}/", body, key=key, **named), 400)
        assert pointer in [one["pointer"] for one in problem["errors"]]
    assert state.everything() == before
    assert Document.objects.get(pk=hidden.pk).licence == hidden.licence
    as_problem(patch("documents/999/", {"licence": "x", "reason": "x"}, key=key), 404)
