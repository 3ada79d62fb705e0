"""Bad input, one table over every address of the document: the right status, a problem that says where, nothing stored.

The addresses come from the document, so that a new one is in the table from its first day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from api.bodies import MANY, ONE
from api.schema.document import as_dict
from tests import makers
from tests.api import conforming
from tests.api.asking import ROOT, as_problem, refused
from tests.api.test_envelope import full_world
from tests.api.writing import data, key_of, post, row, send
from tracker.ledger import keys
from tracker.models import ApiKey

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PATCH")
OPERATIONS = [(method.upper(), path) for path, methods in as_dict()["paths"].items() for method in methods]
WRITES = [(method, path) for method, path in OPERATIONS if method != "GET"]
READS = [path for method, path in OPERATIONS if method == "GET"]
OPEN = [path for path in READS if "working" not in path and path != "/snapshots/{name}/{file}"]
"""What anybody may read; no snapshot is made here, and a file of one takes no parameter."""

# --- the world, and what it holds ---


def numbers() -> dict[str, Any]:
    """A small world; what to put into addresses."""
    world = full_world()
    return {
        **{f"{name}_id": number for name, number in world.items()},
        "slug": "nw-syria", "code": "SYR", "name": "basis", "suffix": "csv", "file": "figures.csv.gz",
    }  # fmt: skip


def filled(path: str, held: dict[str, Any]) -> str:
    """The address of an operation, without the root."""
    special = {"/measures/{code}/": {"code": "displaced"}, "/problems/{slug}/": {"slug": "not-found"}}
    return path.lstrip("/").format(**{**held, **special.get(path, {})})


def counted() -> dict[str, int]:
    """How many rows every table holds; a request that a key made is noted, and no part of what is stored."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if "volatile" not in table:
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                found[table] = cursor.fetchone()[0]
    return found


def places(problem: dict[str, Any]) -> set[str]:
    """Parameters, headers and members that a problem names."""
    return {error.get("parameter") or error["pointer"] for error in problem["errors"]}


# --- bodies ---

LARGE = b'{"reason": "' + b"x" * (ONE + 1) + b'"}'
VERY_LARGE = b'{"reason": "' + b"x" * (MANY + 1) + b'"}'

UNREADABLE: dict[str, tuple[bytes, int, str]] = {
    "malformed": (b"{", 400, "#"),
    "after the end": (b"{} {}", 400, "#"),
    "a list": (b"[]", 400, "#"),
    "a text": (b'"row"', 400, "#"),
    "null": (b"null", 400, "#"),
    "not UTF-8": (b'{"reason": "\xff"}', 400, "#"),
    "UTF-16": ('{"reason": "x"}'.encode("utf-16"), 400, "#"),
    "a NUL byte": (b'{"reason": "a\x00b"}', 400, "#"),
    "NaN": (b'{"reason": NaN}', 400, "#"),
    "infinity": (b'{"reason": -Infinity}', 400, "#"),
    "5,000 digits": (b'{"reason": ' + b"9" * 5_000 + b"}", 400, "#"),
    "30 levels": (b'{"reason": ' + b"[" * 30 + b"]" * 30 + b"}", 400, "#"),
    "50,000 levels": (b'{"reason": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400, "#"),
    "half a letter": (b'{"reason": "\\ud83d"}', 400, "#"),
    "the same name twice": (b'{"reason": "a", "reason": "b"}', 400, "#/reason"),
    "too large": (LARGE, 413, "#"),
}


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_body_that_cannot_be_read_stores_nothing(method: str, path: str) -> None:
    address, key = filled(path, numbers()), key_of(makers.editor())
    before = counted()
    for name, (raw, status, at) in UNREADABLE.items():
        body = VERY_LARGE if name == "too large" and path == "/figures/batch/" else raw
        problem = as_problem(send(method, address, raw=body, key=key), status)
        assert places(problem) == {at}, (name, problem)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json"):
        problem = as_problem(send(method, address, raw=b'{"reason": "x"}', key=key, Content_Type=kind), 415)
        assert places(problem) == {"Content-Type"}, kind
    named: dict[str, Any] = matched(address, key) if method == "PATCH" else {}
    problem = as_problem(send(method, address, {**GOOD.get(path, {}), "reasn": "x"}, key=key, **named), 400)
    assert "#/reasn" in places(problem)
    assert counted() == before


STRANGE: dict[str, Any] = {
    "a list of lists": [[]],
    "an object": {"no": {"such": "thing"}},
    "a huge number": 10**400,
    "a fraction": 0.5,
    "true": True,
    "a NUL": "a\x00b",
}
GOOD: dict[str, dict[str, Any]] = {
    "/figures/batch/": {"action": "submit", "items": [1]},
    "/figures/{figure_id}/": {"reason": "x"},
    "/figures/{figure_id}/working/": {"reason": "x"},
    "/figures/{figure_id}/citations/": {"document": {"title": "Another"}, "reason": "x"},
    "/crises/": {"code": "sahel", "name": "Sahel"},
    "/crises/{slug}/": {"reason": "x"},
    "/events/": {"crisis": "nw-syria", "code": "EV-9", "name": "Attack", "start": "2020-02-14"},
    "/series/{series_id}/": {"max_gap": 3, "reason": "x"},
    "/documents/{document_id}/": {"licence": "x", "reason": "x"},
}
"""A good body, for those that need more than one member."""


def members(method: str, path: str) -> dict[str, Any]:
    """The members of the body and their schemas."""
    document = as_dict()
    schema = document["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
    return found


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether this is taken: what the document says, a whole number as its digits in a text; NUL in no text."""
    if isinstance(value, str):
        return False
    if type(value) is int and "string" in str(schema.get("type", "")):
        return True
    return not list(conforming.faults(value, schema))


def matched(address: str, key: str) -> dict[str, Any]:
    """If-Match for a PATCH of an address."""
    read = address if "figures/" not in address or "working" in address else f"{address}working/"
    return {"If_Match": send("GET", read, key=key)["ETag"]}


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_value_of_another_type_is_refused_at_its_member(method: str, path: str) -> None:
    address, key = filled(path, numbers()), key_of(makers.editor())
    named: dict[str, Any] = matched(address, key) if method == "PATCH" else {}
    good = GOOD.get(path) or (row() if path == "/figures/" else {})
    before = counted()
    for member, schema in members(method, path).items():
        for name, value in STRANGE.items():
            if fits(value, schema) or (member == "items" and value == [[]]):  # each item has an outcome of its own
                continue
            response = send(method, address, {**good, member: value}, key=key, **named)
            assert response.status_code == 400, (member, name, response.content)
            problem = as_problem(response, 400)
            assert any(at.startswith(f"#/{member}") for at in places(problem)), (member, name, problem)
    assert counted() == before


# --- keys ---


def dead_keys() -> dict[str, str]:
    """Keys that open nothing, by the code that says why."""
    owner, past = makers.editor(), timezone.now() - timedelta(days=2)
    revoked, expired = (keys.create_key(owner, label=name, scopes=keys.SCOPES) for name in ("One", "Other"))
    keys.revoke_key(revoked[0].pk, actor=owner)
    ApiKey.objects.filter(pk=expired[0].pk).update(created_at=past, expires_at=past + timedelta(days=1))
    return {"revoked": revoked[1], "expired": expired[1], "unknown": "dtk_none", "malformed": "two words"}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_key_that_opens_nothing_is_refused_everywhere(method: str, path: str) -> None:
    address, dead = filled(path, numbers()), dead_keys()
    body = None if method == "GET" else {}
    before = counted()
    for code, key in dead.items():
        problem = as_problem(send(method, address, body, key=key), 401)
        assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [("Authorization", code)]
    problem = as_problem(send(method, f"{address}?api_key={dead['revoked']}", body), 400)
    assert places(problem) == {"api_key"}
    assert counted() == before


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_nobody_writes_without_a_key_or_its_scope(method: str, path: str) -> None:
    address, reader = filled(path, numbers()), key_of(makers.editor(), "read")
    before = counted()
    assert places(as_problem(send(method, address, {}), 401)) == {"Authorization"}
    assert places(as_problem(send(method, address, GOOD.get(path, {}), key=reader), 403)) == {"Authorization"}
    assert counted() == before


# --- questions ---

BAD_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("limit", "0"), ("limit", "-1"), ("limit", "10001"), ("limit", "1e3"), ("limit", "1.0"), ("limit", ""),
    ("limit", "9" * 5_000), ("limit", "a\x00"), ("offset", "10001"), ("offset", "-1"), ("cursor", "garbage"),
    ("cursor", "\x00"), ("known_on", "2099-01-01"), ("known_on", "2020-02-30"), ("known_on", "13.2.2020"),
    ("known_on", ""), ("revision", "999999999"), ("revision", "-1"), ("revision", "9" * 30), ("revision", "latest"),
    ("snapshot", "none"), ("snapshot", "\x00"), ("output_format", "pdf"), ("lang", "xx"), ("count", "maybe"),
    ("fields", "nothing"), ("exclude", "id,id2"), ("bom", "perhaps"), ("hxl", "2"), ("sort", "colour"),
    ("measure", "happiness"), ("place_within", "ZZZ"), ("bbox", "1,2,3"), ("bbox", "NaN,0,1,1"),
    ("value_min", "Infinity"), ("as_of_date_min", "soon"), ("updated_at_min", "soon"), ("level", "nothing"),
    ("since", "-1"), ("since", "9" * 30), ("type", "nothing.happened"), ("limti", "5"), ("colour", "red"),
    ("series", "\x00"), ("q", ""), ("latest", "x"),
)  # fmt: skip
CONFLICTS = ("limit=5&limit=6", "revision=1&revision=1", "known_on=2020-01-01&known_on=2020-02-01")
DUE = {"/series/{series_id}/explain/": {"date": "2020-02-13"}, "/tallies/": {"measure": "killed", "place_code": "SYR"},
       "/tallies.{suffix}": {"measure": "killed", "place_code": "SYR"},
       "/series/{series_id}/total/": {"from": "2020-01-01", "to": "2020-01-31"}}  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
def test_a_bad_question_is_refused_at_its_parameter(path: str) -> None:
    address, before = filled(path, numbers()), counted()
    for name, value in BAD_QUESTIONS:
        if (path, name) == ("/openapi.json", name):
            continue  # the document is the same whatever is asked
        problem = refused(address, 400, **{**DUE.get(path, {}), name: value})
        assert name in places(problem), (name, value, problem)
    assert counted() == before


@pytest.mark.parametrize("path", ["/figures/", "/series/", "/places/", "/crises/", "/documents/"])
def test_parameters_that_contradict_each_other_are_refused(path: str) -> None:
    world = numbers()
    for question in CONFLICTS:
        problem = as_problem(Client().get(f"{ROOT}{filled(path, world)}?{question}"), 400)
        assert places(problem) == {question.partition("=")[0]}
    problem = refused(filled(path, world), 400, revision=1, snapshot="2020-03")
    assert places(problem) & {"revision", "snapshot"}


def test_a_question_that_is_no_utf8_or_endless_is_refused() -> None:
    for question in ("q=%ff", "measure=%ff", "limit=%ff", "&".join(["limit=1"] * 1_500)):
        assert Client().get(f"{ROOT}figures/?{question}").status_code == 400, question[:20]


# --- methods, and requests sent twice ---


@pytest.mark.parametrize("path", list(as_dict()["paths"]))
def test_another_method_is_refused_and_told_which_there_are(path: str) -> None:
    address, key, before = filled(path, numbers()), key_of(makers.editor()), counted()
    offered = {method.upper() for method in as_dict()["paths"][path]}
    for method in {*METHODS, "PUT", "DELETE"} - offered:
        response = send(method, address, {}, key=key)
        as_problem(response, 405)
        assert offered <= set(response["Allow"].split(", "))
    assert counted() == before


def test_another_body_under_one_idempotency_key_stores_nothing() -> None:
    key = key_of(makers.contributor())
    data(post("figures/", row(), key=key, Idempotency_Key="one"), 201)
    before = counted()
    for body in (row(value=7), row(notes="x")):
        problem = as_problem(post("figures/", body, key=key, Idempotency_Key="one"), 422)
        assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [("Idempotency-Key", "other_request")]
    as_problem(post("figures/batch/", {"action": "submit", "items": [1]}, key=key, Idempotency_Key="one"), 422)
    for name in ("", "ü", "x" * 256, "two words"):
        problem = as_problem(post("figures/", row(), key=key, Idempotency_Key=name), 400)
        assert places(problem) == {"Idempotency-Key"}
    assert counted() == before
