"""The change feed: replaying it from any sequence gives what the site holds."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger import redact, relabel, retract, settings
from tracker.models import Figure

pytestmark = pytest.mark.django_db


def feed(**parameters: Any) -> list[dict[str, Any]]:
    """Every entry after `since`, however many pages it takes."""
    page = answered("changes/", **parameters)
    entries = list(page["data"])
    while page["meta"]["has_more"]:
        page = answered(page["links"]["next"])
        entries += page["data"]
    return entries


def busy_ledger() -> Figure:
    """Publications, a correction, a retraction, settings and a rename."""
    figure = makers.make_figure()
    other = makers.make_figure(measure="killed", value=53, value_text="more than 53")
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    retract.retract_figure(other.pk, actor=makers.editor(), reason="Garbled.")
    settings.set_series(figure.series_id or 0, actor=makers.editor(), reason="Weekly.", max_gap=9)
    relabel.rename_organisation(
        makers.make_organisation(),
        name="UN OCHA",
        actor=makers.make_user(role="administrator"),
        reason="Its full name.",
    )
    return figure


def test_entries_come_in_order_without_a_gap() -> None:
    busy_ledger()
    entries = feed()
    assert [entry["sequence"] for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry["type"] for entry in entries] == [
        "crisis.created", "figure.published", "figure.published", "figure.corrected", "figure.retracted",
        "series.settings", "organisation.changed", "figure.relabelled",
    ]  # fmt: skip
    assert entries == feed(limit=3)


def test_an_entry_says_what_changed_why_and_holds_the_new_state() -> None:
    figure = busy_ledger()
    by_type = {entry["type"]: entry for entry in feed()}
    corrected = by_type["figure.corrected"]
    assert (corrected["id"], corrected["revision"], corrected["reason"]) == (
        figure.pk, 2, "The source changed its text.",
    )  # fmt: skip
    assert {"value", "value_low", "value_best", "value_text"} <= set(corrected["changed_fields"])
    assert corrected["data"]["value"] == 900_000
    gone = by_type["figure.retracted"]
    assert (gone["reason"], gone["data"]) == ("Garbled.", None)
    assert by_type["series.settings"]["data"]["max_gap"] == 9
    assert by_type["figure.relabelled"]["batch"] == by_type["organisation.changed"]["batch"]
    assert by_type["figure.relabelled"]["data"]["organisation"] == "UN OCHA"


def test_replaying_the_feed_gives_the_list() -> None:
    busy_ledger()
    middle = 3
    mirror = {row["id"]: row for row in answered("figures/", revision=middle)["data"]}
    for _again in range(2):  # a replay is harmless
        for entry in feed(since=middle, limit=2):
            if not entry["type"].startswith("figure."):
                continue
            if entry["data"] is None:
                mirror.pop(entry["id"], None)
            else:
                mirror[entry["id"]] = entry["data"]
    assert sorted(mirror.values(), key=lambda row: row["sequence"]) == answered("figures/")["data"]


def test_rows_in_the_feed_are_the_bytes_of_the_list() -> None:
    makers.make_figure()
    listed = ask("figures/").content
    body = listed[len(b'{"data":[') : listed.index(b'],"meta"')]
    assert b'"data":' + body + b"}" in ask("changes/").content


def test_the_feed_says_where_it_stands_and_where_to_go_on() -> None:
    busy_ledger()
    status = answered("status/")["data"]
    page = answered("changes/", limit=3)
    assert page["meta"] | {"licences": [], "warnings": []} == {
        "count": 3, "sequence": status["sequence"], "known_on": None, "revision": None, "licences": [], "warnings": [],
        "latest": status["sequence"], "next_since": 3, "has_more": True,
        "head_sha": status["head_sha"], "ledger_id": status["ledger_id"],
    }  # fmt: skip
    rest = answered("changes/", since=status["sequence"])
    assert (rest["data"], rest["meta"]["next_since"], rest["meta"]["has_more"]) == ([], status["sequence"], False)


def test_types_and_batches_narrow_the_feed() -> None:
    busy_ledger()
    assert [entry["type"] for entry in feed(type="figure.retracted,series.settings", limit=1)] == [
        "figure.retracted", "series.settings",
    ]  # fmt: skip
    batch = feed(type="figure.relabelled")[0]["batch"]
    assert len(feed(batch=batch)) == 2
    assert feed(batch="none") == []


def test_a_redaction_blanks_what_the_feed_had_said() -> None:
    figure = makers.make_figure(notes="Told by A. B.")
    assert b"A. B." in ask("changes/").content
    request = redact.request_redaction(
        figure.pk, actor=makers.make_user(role="administrator"), reason="It named a person."
    )
    redact.confirm_redaction(request.pk, actor=makers.editor())
    response = ask("changes/")
    assert b"A. B." not in response.content
    last = orjson.loads(response.content)["data"][-1]
    assert (last["type"], last["reason"], last["data"]) == ("figure.redacted", "It named a person.", None)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("since", "yesterday", "not_a_number"),
        ("since", "99", "beyond_last_revision"),
        ("limit", "10001", "out_of_range"),
        ("type", "figure.publish", "invalid_code"),
        ("type", "", "invalid_code"),
        ("known_on", "2020-02-13", "unknown_parameter"),
        ("revision", "1", "unknown_parameter"),
    ],
)
def test_the_feed_refuses_what_it_cannot_use(name: str, value: str, code: str) -> None:
    (error,) = refused("changes/", 400, **{name: value})["errors"]
    assert (error["parameter"], error["code"]) == (name, code)
