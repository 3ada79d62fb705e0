"""The document of the API: complete, valid, the same everywhere, and never behind the code.

That answers are as it says, every test that asks the API checks on its way (conforming.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from openapi_spec_validator import validate

from api import urls
from api.errors import PROBLEM_TYPES
from api.schema.document import as_dict
from api.schema.walk import addresses
from tests.api.asking import answered, as_problem, ask
from tests.api.test_envelope import full_world
from tracker.ledger.row import FIELD_NAMES
from tracker.rules import WRITABLE_FIELDS
from tracker.selectors.filters import READ_HERE

OPERATIONS = [(path, method) for path, methods in as_dict()["paths"].items() for method in methods]
READS = [(path, method) for path, method in OPERATIONS if method == "get"]
NOT_DOCUMENTED = {"nowhere"}
"""Addresses that are no part of the promise: what leads nowhere."""


def operation(path: str, method: str) -> dict[str, Any]:
    found: dict[str, Any] = as_dict()["paths"][path][method]
    return found


def test_it_is_valid() -> None:
    validate(as_dict())


PRINT = "import django; django.setup(); from api.schema.document import document; print(document().decode())"


@pytest.mark.slow
def test_it_is_the_same_bytes_on_either_engine_in_any_process() -> None:
    made = []
    for seed, database in (("1", ""), ("2", "postgresql://nobody@127.0.0.1:1/nothing")):
        there = {**os.environ, "DATABASE_URL": database, "PYTHONHASHSEED": seed}
        made.append(subprocess.check_output([sys.executable, "-c", PRINT], env=there, cwd=settings.BASE_DIR))
    assert made[0] == made[1]
    assert ask("openapi.json").content == made[0].rstrip(b"\n")


@pytest.mark.django_db
def test_it_is_kept_until_it_changes_and_asks_no_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        held = ask("openapi.json")
        same = ask("openapi.json", headers={"If-None-Match": held["ETag"]})
    assert (held.status_code, same.status_code, same.content) == (200, 304, b"")
    assert '/api/v1/openapi.json>; rel="describedby"' in ask("status/")["Link"]
    as_problem(ask("openapi.json", colour="red"), 400)
    assert answered("")["data"]["openapi"] == "/api/v1/openapi.json"


def test_every_address_is_in_it() -> None:
    named = {pattern.name for pattern in urls.urlpatterns if pattern.name} - NOT_DOCUMENTED
    assert {one.name for one in addresses()} == named
    assert {one.path for one in addresses()} == set(as_dict()["paths"])


def test_every_method_is_in_it() -> None:
    for one in addresses():
        assert {method.lower() for method in one.methods} == set(as_dict()["paths"][one.path]), one.path
        assert set(one.view.operations) == set(one.methods), f"{one.path}: declared, and not offered"


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation(path, method)["operationId"] for path, method in OPERATIONS]
    assert len(set(names)) == len(names)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method"), READS)
def test_the_parameters_of_a_read_are_those_it_knows(path: str, method: str) -> None:
    """Each that stands in the document is known, and no other of those that any address takes."""
    world = {**full_world(), "slug": "nw-syria", "code": "SYR", "name": "basis", "suffix": "csv", "file": "none"}
    world |= {f"{name}_id": number for name, number in world.items()}
    address = path.lstrip("/").format(**world)
    known = {one["name"] for one in operation(path, method)["parameters"] if one["in"] == "query"}
    every = {
        one["name"] for other, way in READS for one in operation(other, way)["parameters"] if one["in"] == "query"
    } | READ_HERE
    problem = ask(address, **dict.fromkeys(every, "\x00"))
    if problem.status_code == 401:
        assert not known, "takes none, and asks for a key first"
        return
    refused = {one["parameter"] for one in as_problem(problem, 400)["errors"] if one["code"] == "unknown_parameter"}
    assert refused == every - known


def test_the_row_is_that_of_the_ledger() -> None:
    members = as_dict()["components"]["schemas"]["Figure"]["properties"]
    assert tuple(members) == FIELD_NAMES
    assert tuple(as_dict()["components"]["schemas"]["FigureSent"]["properties"]) == (*WRITABLE_FIELDS, "reason")


def test_every_kind_of_problem_is_in_it() -> None:
    answers = as_dict()["components"]["responses"].values()
    named = {slug for one in answers for slug in one["content"]["application/problem+json"]["examples"]}
    assert named == set(PROBLEM_TYPES) - {"method-not-allowed"}, "405 is for methods that are not in the document"


def test_every_example_fits_its_shape() -> None:
    from tests.api.conforming import faults

    for answer in as_dict()["components"]["responses"].values():
        content = answer["content"]["application/problem+json"]
        for example in content["examples"].values():
            assert list(faults(example["value"], content["schema"])) == []
