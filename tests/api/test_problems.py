"""Every refusal is a problem document, wherever below /api/ it happens."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import makers
from tests.api.asking import as_problem, ask, refused
from tests.api.test_envelope import ADDRESSES, full_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_resource_refuses_parameters_methods_and_formats_alike(address: str) -> None:
    path = "/api/v1/" + address.format(**full_world()).partition("?")[0]
    question = address.partition("?")[2]
    (error,) = as_problem(ask(f"{path}?{question}&colour=red"), 400)["errors"]
    assert (error["parameter"], error["code"]) == ("colour", "unknown_parameter")
    for method in ("post", "put", "patch", "delete", "trace"):
        response = getattr(Client(), method)(path)
        problem = as_problem(response, 401 if method.upper() in response.headers.get("Allow", "") else 405)
        assert problem["type"].endswith(("/method-not-allowed/", "/unauthorized/"))
        assert "GET" in response["Allow"]
    as_problem(ask(f"{path}?{question}", headers={"Accept": "application/pdf"}), 406)


@pytest.mark.parametrize(
    "path",
    [
        "figures/99/", "figures/99/citations/", "figures/99/revisions/", "series/99/", "events/99/", "places/XX99/",
        "places/XX99/children/", "crises/none/", "measures/none/", "organisations/99/", "speakers/99/",
        "documents/99/", "codelists/none/", "problems/none/", "figures/one/", "nothing/", "figures.pdf/",
        "figures/999999999999999999999999/", "places/%00/", "crises/%00/", "figures/%0A/", "%0A",
        "/api/", "/api", "/api/v2/figures/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_and_no_page(path: str) -> None:
    assert refused(path, 404)["type"].endswith("/not-found/")


def test_a_series_without_a_point_that_day_says_so() -> None:
    figure = makers.make_figure()
    refused(f"series/{figure.series_id}/explain/", 400)
    refused(f"series/{figure.series_id}/explain/", 400, date="13 February")
    problem = refused(f"series/{figure.series_id}/explain/", 404, date="2020-02-12")
    assert "2020-02-12" in problem["detail"]
    refused("series/99/explain/", 404, date="2020-02-12")


def test_a_failure_is_a_problem_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("tracker.selectors.figures.page", fail)
    response = ask("figures/")
    problem = as_problem(response, 500)
    assert b"secret" not in response.content
    assert problem["detail"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8"),
        ("application/json;q=0, */*", "text/csv; charset=utf-8"),
        ("application/x-ndjson", "application/x-ndjson"),
    ],
)
def test_figures_come_in_the_format_that_is_accepted(accept: str, kind: str) -> None:
    response = ask("figures/", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert "Accept" in response["Vary"]


def test_options_and_head_answer() -> None:
    response = Client().options("/api/v1/figures/")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    head = Client().head("/api/v1/figures/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == ask("figures/")["ETag"]
