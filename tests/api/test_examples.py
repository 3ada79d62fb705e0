"""The examples in the document are answers that the API gave: those of a small world, held against what it says today.

`RECORD_EXAMPLES=1 pytest tests/api/test_examples.py` on SQLite writes them anew; read the difference before keeping it.
Numbers of rows, moments and checksums differ from one world to the next: they are recorded, and not compared.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import api.schema
from api.schema.document import as_dict
from tests import makers
from tests.api.asking import ask
from tests.api.test_editing import CRISIS, EVENT
from tests.api.test_envelope import full_world
from tests.api.test_tallies import killed
from tests.api.writing import key_of, row, send
from tracker.ledger import snapshots

pytestmark = pytest.mark.django_db

FILE = Path(api.schema.__file__).with_name("examples.json")
WHY = "The source says so on page 2."
ADDRESSES = {
    "index": "", "figures": "figures/?limit=1", "figure": "figures/{figure}/", "working": "figures/{figure}/working/",
    "citations": "figures/{figure}/citations/", "revisions": "figures/{figure}/revisions/",
    "series_list": "series/?measure=displaced", "series": "series/{series}/",
    "explain": "series/{series}/explain/?date=2020-02-13",
    "total": "series/{weekly}/total/?from=2020-01-01&to=2020-01-31",
    "tallies": "tallies/?measure=killed&place_code=SYR", "changes": "changes/?limit=1", "crises": "crises/",
    "crisis": "crises/nw-syria/", "events": "events/", "event": "events/{event}/", "places": "places/?limit=1",
    "place": "places/SYR/", "children": "places/SYR/children/", "measures": "measures/?limit=1",
    "measure": "measures/killed/", "organisations": "organisations/", "organisation": "organisations/{organisation}/",
    "speakers": "speakers/", "speaker": "speakers/{speaker}/", "documents": "documents/",
    "document": "documents/{document}/", "codelists": "codelists/", "codelist": "codelists/basis/",
    "snapshots": "snapshots/", "snapshot": "snapshots/2020-02/", "status": "status/", "problems": "problems/?limit=1",
    "problem": "problems/not-found/",
}  # fmt: skip
"""The question whose answer is shown, by the name of the address."""


Exchange = tuple[str, dict[str, Any]]


@dataclass
class World:
    """Numbers to put into addresses, and the keys of people."""

    numbers: dict[str, int]
    contributor: str = field(default_factory=lambda: key_of(makers.contributor()))
    reviewer: str = field(default_factory=lambda: key_of(makers.reviewer()))
    editor: str = field(default_factory=lambda: key_of(makers.editor()))

    def shown(self, name: str) -> Any:
        """The answer to the question of an address."""
        sent = {"Authorization": f"Bearer {self.contributor}"} if name == "working" else None
        return answer_of(ask(ADDRESSES[name].format(**self.numbers), headers=sent))

    def asked(self, name: str, method: str, path: str, body: Any, key: str) -> Exchange:
        """What came of a body, with the name of its operation."""
        looked_at = f"{path}working/" if name == "figure" else path
        held = ask(looked_at, headers={"Authorization": f"Bearer {key}"})["ETag"] if method == "PATCH" else ""
        response = send(method, path, body, key=key, **({"If_Match": held} if held else {}))
        return f"{method.lower()}_{name}", {"sent": body, "answer": answer_of(response)}


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    """A figure with everything around it, on the day after it was said."""
    settings.DATA_DIR = tmp_path
    made = World(full_world())
    killed("A", date(2020, 1, 31), 7, qualifier="more_than")
    made.numbers["weekly"] = in_periods()
    snapshots.make_snapshot("2020-02")
    return made


def in_periods() -> int:
    """The number of a series that counts month by month."""
    figure = makers.make_figure(
        basis="period", qualifier="exact", value=1_100, value_text="", as_of_date=None,
        reference_period_start=date(2020, 1, 1), reference_period_end=date(2020, 1, 31),
        statement_date=date(2020, 1, 31),
    )  # fmt: skip
    assert figure.series_id
    return figure.series_id


def answer_of(response: Any) -> Any:
    """The document of a good answer."""
    assert response.status_code in (200, 201), response.content
    return json.loads(response.content)


def exchanges(world: World) -> Iterator[Exchange]:
    """Every operation with an example: what is read first, then a row on its way, then what editors set."""
    for name in ADDRESSES:
        yield f"get_{name}", {"answer": world.shown(name)}
    yield from a_way_to_the_public(world)
    yield from what_editors_set(world)


def a_way_to_the_public(world: World) -> Iterator[Exchange]:
    """A row is sent, changed, handed in, returned, handed in again, published and withdrawn."""
    key, reviewer = world.contributor, world.reviewer
    sent = world.asked("figures", "POST", "figures/", row(), key)
    yield sent
    here = f"figures/{sent[1]['answer']['data']['id']}/"
    yield world.asked("working", "PATCH", f"{here}working/", {"notes": "Read aloud at the press conference."}, key)
    yield world.asked("figure", "PATCH", here, {"quote_language": "en", "document_page": "2"}, key)
    submitted = world.asked("submit", "POST", f"{here}submit/", {"confirm": {"W12": "There is no archive here."}}, key)
    yield submitted
    yield world.asked("return", "POST", f"{here}return/", {"reason": "Which day was it?"}, reviewer)
    send("POST", f"{here}submit/", submitted[1]["sent"], key=key)
    yield world.asked("publish", "POST", f"{here}publish/", {}, reviewer)
    paper = {"title": "The same in a newspaper", "url": "https://example.org/newspaper", "published_date": "2020-02-15"}
    also = {"document": paper, "quote": "more than 800,000 people", "reason": "It stands there as well."}
    yield world.asked("citations", "POST", f"{here}citations/", also, key)
    yield world.asked("retract", "POST", f"{here}retract/", {"reason": "The source withdrew it."}, reviewer)
    rows = [row(value=900_000, value_text="more than 900,000", quote="more than 900,000 people"), row(quote=None)]
    yield world.asked("batch", "POST", "figures/batch/", {"action": "create", "items": rows, "dry_run": True}, key)


def what_editors_set(world: World) -> Iterator[Exchange]:
    """A crisis, an event, how a series is drawn, a permission."""
    key, numbers = world.editor, world.numbers
    yield world.asked("crises", "POST", "crises/", CRISIS, key)
    yield world.asked("crisis", "PATCH", "crises/nw-syria/", {"summary": "Since 2011.", "reason": WHY}, key)
    yield world.asked("events", "POST", "events/", EVENT, key)
    drawn = {"max_gap": 30, "stale_after": 90, "reason": WHY}
    yield world.asked("series", "PATCH", f"series/{numbers['series']}/", drawn, key)
    allowed = {"redistributable": True, "licence": "https://creativecommons.org/licenses/by/4.0/", "reason": WHY}
    yield world.asked("document", "PATCH", f"documents/{numbers['document']}/", allowed, key)


OF_ONE_WORLD = re.compile(
    # numbers in addresses and of keys
    r"/\d+(?=[/.?]|$)|(?<=^api:)\d+|(?<=revision=)\d+|(?<=series=)\d+|(?<=cursor=)[\w%.~-]+|(?<=entry )\d+"
    r"|(?<=^Report )\d+$"  # documents that tests make are counted on
    r"|\b[0-9a-f]{12,}\b"  # checksums, names of ledgers and of batches
    r"|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)|(?<=\()\d{4}-\d\d-\d\d(?=\))"  # moments, and the day of a snapshot
)
NUMBERS = re.compile(
    r"(^|_)(ids?|sequence|since|latest|bytes|series|version|revision|document|organisation|event|figures?|used|author|editors?|actor|user|owner"
    r"|speaker|originators?|spine|citations?|place|crisis|publisher|parent|share_of|supersedes|contests|part_of|conflicts)$"
)


def compared(value: Any, name: str = "") -> Any:
    """What must be the same in every world: numbers of rows, moments and checksums are blank."""
    if isinstance(value, dict):
        return {key: compared(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [compared(one, name) for one in value]
    if name in ("release", "version") or (type(value) is int and NUMBERS.search(name)):
        return "·"
    return OF_ONE_WORLD.sub("·", value) if isinstance(value, str) else value


def test_the_examples_are_what_the_api_answers(world: World) -> None:
    found = dict(exchanges(world))
    if os.environ.get("RECORD_EXAMPLES"):
        FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=False) + "\n", encoding="utf-8")
    held = json.loads(FILE.read_text(encoding="utf-8"))
    assert list(held) == list(found)
    for name, exchange in found.items():
        assert compared(held[name]) == compared(exchange), name


def test_every_operation_that_speaks_json_has_an_example() -> None:
    lacking = set()
    for path, methods in as_dict()["paths"].items():
        for method, one in methods.items():
            good = next(answer for status, answer in one["responses"].items() if status.startswith("2"))
            content = good["content"].get("application/json", {})
            if "suffix" not in path and "$ref" in content.get("schema", {}) and "example" not in content:
                lacking.add(one["operationId"])
            if "requestBody" in one and "example" not in one["requestBody"]["content"]["application/json"]:
                lacking.add(f"{method} {path}: what is sent")
    assert not lacking
