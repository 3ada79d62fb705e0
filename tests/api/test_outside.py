"""What fails below /api/ before or after any view is a problem document too, and a page everywhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.test import Client

from tests import makers
from tests.api.asking import as_problem
from tests.api.writing import key_of
from tracker.ledger import doors

pytestmark = pytest.mark.django_db
FIGURES = "/api/v1/figures/"


@pytest.fixture
def client() -> Client:
    """A client that is answered as a visitor is, also when the server fails."""
    return Client(raise_request_exception=False)


def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {key_of(makers.contributor())}"}


def raises(error: Exception) -> Any:
    def through(*_args: object) -> Any:
        raise error

    return through


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (RuntimeError("the secret inside"), 500, "server-error"),
        (RequestDataTooBig("the secret inside"), 413, "too-large"),
        (SuspiciousOperation("the secret inside"), 400, "bad-request"),
        (BadRequest("the secret inside"), 400, "bad-request"),
        (PermissionDenied("the secret inside"), 403, "forbidden"),
        (Http404("the secret inside"), 404, "not-found"),
    ],
)
def test_what_the_middleware_raises_is_a_problem(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, kind: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(doors, "through", raises(error))
        response, page = client.get(f"{FIGURES}?limit=3"), client.get("/data/")
    problem = as_problem(response, status)
    assert problem["type"].endswith(f"/{kind}/")
    assert problem["instance"] == f"{FIGURES}?limit=3"
    assert b"secret" not in response.content + page.content
    assert page["Content-Type"].startswith("text/html")
    assert page.status_code == (400 if status == 413 else status)


def test_a_name_under_which_the_site_does_not_answer(client: Client) -> None:
    problem = as_problem(client.get(FIGURES, headers={"Host": "evil.example"}), 400)
    assert problem["detail"] == "This site does not answer under the name in Host."
    assert client.get("/", headers={"Host": "evil.example"})["Content-Type"].startswith("text/html")


def test_more_parameters_than_are_read(client: Client) -> None:
    question = "&".join(f"a{number}=1" for number in range(4_500))
    problem = as_problem(client.get(f"{FIGURES}?{question}"), 400)
    assert problem["detail"] == "The address carries more parameters than are read."


@pytest.mark.parametrize("length", ["abc", "-1", "1e3", ""])
def test_a_length_that_is_no_number(client: Client, length: str) -> None:
    headers = bearer()
    response = client.post(FIGURES, b"{}", "application/json", CONTENT_LENGTH=length, headers=headers)
    assert response.status_code == 400
    as_problem(response, 400)


@pytest.mark.parametrize("stated", ["", "11000000"])
def test_a_body_that_is_too_large(client: Client, stated: str) -> None:
    body = b'{"notes": "' + b"x" * 1_100_000 + b'"}'
    given = {"CONTENT_LENGTH": stated} if stated else {}
    response = client.post(FIGURES, body, "application/json", headers=bearer(), **given)
    assert as_problem(response, 413)["type"].endswith("/too-large/")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DELETE", "PUT", "X" * 300])
@pytest.mark.parametrize("path", [FIGURES, "/api/v1/", "/api/v1/status"])
def test_methods_that_are_not_offered(client: Client, method: str, path: str) -> None:
    response = client.generic(method, path)
    as_problem(response, 405)
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1/nothing/at/all", "/api/v9/figures/", "/api/v1//figures/"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "TRACE"])
def test_addresses_that_lead_nowhere(client: Client, method: str, path: str) -> None:
    response = client.generic(method, path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.content == b"" if method == "HEAD" else response.json()["status"] == 404


def test_a_form_from_another_site_cannot_write_and_no_token_is_asked_for() -> None:
    """No cookie signs anybody in here, so there is nothing to forge: a key is asked for, whoever is signed in."""
    forging = Client(enforce_csrf_checks=True)
    forging.force_login(makers.editor())
    problem = as_problem(forging.post(FIGURES, {"value": "1"}), 401)
    assert problem["type"].endswith("/unauthorized/")


def test_head_is_a_get_without_a_body(client: Client) -> None:
    figure = makers.make_figure()
    for path in (FIGURES, f"{FIGURES}{figure.pk}/", "/api/v1/figures.csv", "/api/v1/changes/", "/api/v1/"):
        full, head = client.get(path), client.head(path)
        assert (head.status_code, head["ETag"], head["Content-Type"]) == (200, full["ETag"], full["Content-Type"])
        assert b"".join(head) == b""


def test_a_question_from_another_site_is_answered_before_it_is_asked(client: Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    response = client.options(FIGURES, headers=asked)
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (200, "*")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
