"""How the tests of the API ask: an address and its parameters in, status and document out."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client

from tests.api import conforming

ROOT = "/api/v1/"


def ask(path: str = "", /, *, headers: Any = None, **parameters: Any) -> Any:
    """The response to a GET below /api/v1/, or at an address from the root."""
    address = path if path.startswith("/") else f"{ROOT}{path}"
    response = Client().get(address, parameters, headers=headers or {})
    conforming.check("GET", address, response)
    return response


def document(response: HttpResponse) -> dict[str, Any]:
    """The JSON of a response."""
    found: dict[str, Any] = orjson.loads(response.content)
    return found


def answered(path: str = "", /, **parameters: Any) -> dict[str, Any]:
    """The document of an answer, which is a good one."""
    response = ask(path, **parameters)
    assert response.status_code == 200, response.content
    return document(response)


def ids(path: str = "figures/", /, **parameters: Any) -> list[int]:
    """Numbers of the figures of an answer, in its order."""
    return [row["id"] for row in answered(path, **parameters)["data"]]


def refused(path: str, status: int, /, **parameters: Any) -> dict[str, Any]:
    """The problem document of a refusal, whose shape is checked here for every endpoint."""
    response = ask(path, **parameters)
    return as_problem(response, status)


def as_problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem document of a response; its shape is the same for every refusal."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    problem = document(response)
    assert list(problem)[:7] == ["type", "title", "status", "detail", "instance", "request_id", "errors"]
    assert problem["status"] == status
    assert problem["request_id"] == response["X-Request-ID"]
    assert ask(problem["type"]).status_code == 200, "the type leads to a page about it"
    return problem
