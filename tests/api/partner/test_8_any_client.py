"""The document is valid; whatever a client sends: no server error, and no answer that the document does not have.

Schemathesis makes the requests from the document itself, from a fixed seed, on a small world.
"""

from __future__ import annotations

from typing import Any

import hypothesis
import orjson
import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.schema.document import as_dict
from tests import makers
from tests.api.asking import ask as answer_of
from tests.api.test_envelope import full_world
from tests.api.writing import key_of
from tracker.ledger import keys

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [(path, method.upper()) for path, methods in as_dict()["paths"].items() for method in methods]
SETTINGS = hypothesis.settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)


def keys_of_everybody() -> dict[str, str]:
    """A small world; no key, that of somebody who enters, and that of somebody who may do everything."""
    full_world()
    makers.make_submitted(value=901, value_text="more than 901")
    makers.make_draft(value=902, value_text="more than 902")
    return {
        "": "",
        "write:figures": key_of(makers.contributor(), keys.WRITE),
        "all": key_of(makers.editor()),
    }


def site(environ: Any, start_response: Any) -> Any:
    """The site as a web server calls it, but that connections to the database outlive a request, as in any test."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    try:
        return get_wsgi_application()(environ, start_response)
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)


def attack(operation: Any, key: str) -> None:
    """Send requests of one kind, well formed ones and others, each in a transaction that is taken back."""
    sent = {"Authorization": f"Bearer {key}"} if key else None
    for mode in schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE:

        @SETTINGS
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            with transaction.atomic():
                response = case.call(headers=sent)
                transaction.set_rollback(True)
            case.validate_response(response, checks=CHECKS)

        run()


def failures(key: str, *, reads: bool) -> list[str]:
    """Attack every operation of a kind with this key; what went wrong at each."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site)
    found = []
    for path, method in OPERATIONS:
        if (method == "GET") != reads:
            continue
        try:
            attack(schema[path][method], key)
        except BaseExceptionGroup as group:
            found += [f"{method} {path}: {one}" for one in group.exceptions]
        except hypothesis.errors.Unsatisfiable:
            continue  # nothing that is no such request can be made
    return found


def test_the_document_is_valid() -> None:
    validate(orjson.loads(answer_of("openapi.json").content))


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["", "all"])
def test_any_question_is_answered_as_the_document_says(scope: str) -> None:
    found = failures(keys_of_everybody()[scope], reads=True)
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["", "write:figures", "all"])
def test_any_body_is_answered_as_the_document_says(scope: str) -> None:
    found = failures(keys_of_everybody()[scope], reads=False)
    assert not found, "\n".join(found)
