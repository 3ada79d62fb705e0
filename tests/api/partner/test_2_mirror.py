"""A dump at N and the changes since equal a dump now, byte for byte after sorting; applying them twice is harmless."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests import makers
from tests.api.asking import answered, ask
from tracker.ledger import publish, redact, relabel, retract, snapshots

pytestmark = pytest.mark.django_db


def dump(**asked: Any) -> tuple[dict[int, bytes], int]:
    """Rows of a dump by number, as bytes, and the sequence it is of."""
    response = ask("figures.ndjson", **asked)
    sequence = int(response["Content-Disposition"].split("figures-")[1].split(".")[0])
    return {orjson.loads(line)["id"]: line for line in b"".join(response).splitlines()}, sequence


def applied(mirror: dict[int, bytes], since: int) -> int:
    """Apply the feed after an entry, a few entries a page; returns where it ended."""
    while True:
        response = ask("changes/", since=since, limit=3)
        page = orjson.loads(response.content)
        for entry, raw in zip(page["data"], _raw(response.content), strict=True):
            if entry["type"].startswith("figure."):
                if entry["data"] is None:
                    mirror.pop(entry["id"], None)
                else:
                    mirror[entry["id"]] = raw
        since = page["meta"]["next_since"]
        if not page["meta"]["has_more"]:
            return since


def _raw(content: bytes) -> list[bytes]:
    """The data of each entry as the bytes that were sent, which stand at the end of it."""
    found = []
    for entry in orjson.loads(content)["data"]:
        text = orjson.dumps(entry["data"])
        assert text in content, "what is parsed and written again is what was sent"
        found.append(text)
    return found


def everything_happens(settings: Any, folder: Path) -> None:
    settings.DATA_DIR = folder
    first, second, third, fourth = (
        makers.make_figure(value=100 + one, value_text=f"more than {100 + one}") for one in range(4)
    )
    makers.correct(first, value=5_000, value_text="more than 5,000")
    retract.retract_figure(second.pk, actor=makers.editor(), reason="Second-hand.")
    snapshots.make_snapshot("between")
    asked = redact.request_redaction(third.pk, actor=makers.make_user("a", role="administrator"), reason="Harm.")
    redact.confirm_redaction(asked.pk, actor=makers.reviewer())
    relabel.rename_organisation(first.organisation, name="UN OCHA", actor=makers.editor(), reason="Its name.")
    makers.correct(fourth, as_of_date=date(2020, 2, 10))
    again = makers.make_submitted(value=7, value_text="more than 7", measure="killed")
    publish.publish_figures([again.pk], actor=makers.reviewer(), batch="b1")


def test_a_dump_and_what_came_since_is_a_dump_now(settings: Any, tmp_path: Path) -> None:
    makers.make_figure()
    mirror, since = dump()
    everything_happens(settings, tmp_path)
    ended = applied(mirror, since)
    now, sequence = dump()
    assert sorted(mirror.items()) == sorted(now.items())
    assert ended == sequence
    applied(mirror, since)
    assert sorted(mirror.items()) == sorted(now.items()), "replay is harmless"
    empty: dict[int, bytes] = {}
    applied(empty, 0)
    assert sorted(empty.items()) == sorted(now.items()), "the feed alone is enough"


def test_tombstones_stay_in_the_feed_and_the_ledger_has_its_name(settings: Any, tmp_path: Path) -> None:
    everything_happens(settings, tmp_path)
    feed = answered("changes/", limit=1000)
    gone = [(one["type"], one["reason"], one["data"]) for one in feed["data"] if one["data"] is None]
    assert ("figure.retracted", "Second-hand.", None) in gone
    assert ("figure.redacted", "Harm.", None) in gone
    assert feed["meta"]["ledger_id"] == answered("status/")["data"]["ledger_id"]
    assert feed["meta"]["head_sha"] == answered("status/")["data"]["head_sha"] == feed["data"][-1]["sha"]
    types = {one["type"] for one in feed["data"]}
    for kind in types:
        part = answered("changes/", limit=1000, type=kind)["data"]
        assert part == [one for one in feed["data"] if one["type"] == kind]
    assert [one["type"] for one in answered("changes/", batch="b1")["data"]] == ["figure.published"]
