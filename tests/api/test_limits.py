"""Limits of the API: told in every answer, kept by all processes together for keys, and 429 beyond them."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test import Client

from tests import makers
from tests.api.asking import as_problem
from tracker.ledger import keys
from tracker.models import RateCount
from tracker.volatile import rates

pytestmark = pytest.mark.django_db

POLICY = re.compile(r'"[a-z]+";q=[1-9][0-9]*;w=60(, "[a-z]+";q=[1-9][0-9]*;w=60)*')
LEFT = re.compile(r'"([a-z]+)";r=([0-9]+);t=([1-9][0-9]?)')
FIGURES = "/api/v1/figures/"


@pytest.fixture(autouse=True)
def limited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Small limits, nothing counted yet, and a clock that stands at the tenth second of a minute."""
    settings.API_LIMIT_ANONYMOUS, settings.API_LIMIT_READ, settings.API_LIMIT_WRITE = 3, 5, 2
    settings.WEB_CONCURRENCY = 1
    rates.forget()
    at(monkeypatch, 10)
    yield settings
    rates.forget()


def at(monkeypatch: pytest.MonkeyPatch, second: float) -> None:
    """Stop the clock at this second of a certain hour."""
    monkeypatch.setattr(rates.time, "time", lambda: 1_800_000_000 + second)


def get(path: str = FIGURES, *, key: str = "", address: str = "192.0.2.1", **headers: str) -> Any:
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return Client(REMOTE_ADDR=address).get(path, headers=headers)


def new_key(**details: Any) -> str:
    return keys.create_key(makers.reviewer(), label="Mirror", **details)[1]


def left(response: Any) -> tuple[str, int, int]:
    """Policy, requests left and seconds of an answer."""
    assert POLICY.fullmatch(response["RateLimit-Policy"])
    found = LEFT.fullmatch(response["RateLimit"])
    assert found, response["RateLimit"]
    return found[1], int(found[2]), int(found[3])


def test_an_address_is_counted_and_refused_until_the_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [get() for _ in range(3)]
    assert [left(one) for one in answers] == [("anonymous", 2, 50), ("anonymous", 1, 50), ("anonymous", 0, 50)]
    assert answers[0]["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    refused = get(Origin="https://example.org")
    problem = as_problem_unasked(refused)
    assert problem["type"].endswith("/too-many-requests/")
    assert refused["Retry-After"] == "50"
    assert left(refused) == ("anonymous", 0, 50)
    exposed = {name.strip() for name in refused["Access-Control-Expose-Headers"].split(",")}
    assert {"RateLimit", "RateLimit-Policy", "Retry-After"} <= exposed
    assert get(address="192.0.2.2").status_code == 200
    at(monkeypatch, 60)
    assert left(get()) == ("anonymous", 2, 60)


def as_problem_unasked(response: Any) -> dict[str, Any]:
    """The problem of a 429; its type is looked up from another address, which may still ask."""
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == 429
    return found


def test_each_process_allows_its_share(limited: Any) -> None:
    limited.API_LIMIT_ANONYMOUS, limited.WEB_CONCURRENCY = 10, 4
    assert [get().status_code for _ in range(3)] == [200, 200, 429]
    limited.API_LIMIT_ANONYMOUS = 1
    assert get(address="192.0.2.3")["RateLimit-Policy"] == '"anonymous";q=1;w=60'


def test_a_key_is_counted_by_all_processes_together(monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    found = []
    for _ in range(5):
        found.append(left(get(key=key)))
        rates.forget()  # the next request reaches another process
    assert found == [("read", number, 50) for number in (4, 3, 2, 1, 0)]
    refused = get(key=key)
    as_problem_unasked(refused)
    assert refused["Retry-After"] == "50"
    assert get(key=new_key()).status_code == 200
    at(monkeypatch, 61)
    assert left(get(key=key)) == ("read", 4, 59)


def test_writing_has_a_limit_of_its_own() -> None:
    key = new_key(scopes=["write:figures"])
    client = Client(headers={"Authorization": f"Bearer {key}"})
    answers = [client.post(FIGURES, b"{", content_type="application/json") for _ in range(3)]
    assert [one.status_code for one in answers] == [400, 400, 429]
    assert [left(one)[:2] for one in answers] == [("write", 1), ("write", 0), ("write", 0)]
    assert answers[0]["RateLimit-Policy"] == '"read";q=5;w=60, "write";q=2;w=60'
    assert left(get(key=key))[:2] == ("read", 4)


def test_guessing_at_keys_is_limited_like_asking_without_one() -> None:
    assert [get(key="dtk_wrong").status_code for _ in range(4)] == [401, 401, 401, 429]
    dead = new_key()
    found = keys.find_key(dead)
    assert found is not None
    keys.revoke_key(found.pk, actor=found.owner)
    assert get(key=dead, address="192.0.2.9").status_code == 401


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted_as"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.9, 203.0.113.5", "203.0.113.5"),
        (2, "spoofed, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "203.0.113.5"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
    ],
)
def test_what_a_proxy_says_is_believed_only_where_there_is_one(
    limited: Any, proxies: int, forwarded: str, counted_as: str
) -> None:
    limited.TRUSTED_PROXIES = proxies
    get(**{"X-Forwarded-For": forwarded})
    assert list(rates._subjects) == [f"address {counted_as}"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (FIGURES, 200), ("/api/v1/figures.csv", 200), ("/api/v1/figures/?colour=red", 400),
        ("/api/v1/figures/99/", 404), ("/api/v1/nothing", 404), ("/api/v2/", 404), ("/api/v1/figures/batch/", 405),
        ("/api/v1/places/SYR/", 200),
    ],
)  # fmt: skip
def test_every_answer_of_the_api_tells_its_limit_and_no_page_does(path: str, status: int) -> None:
    response = get(path)
    assert response.status_code == status
    assert left(response)[:2] == ("anonymous", 2)
    assert "RateLimit" not in get("/")


def test_an_answer_that_is_still_the_same_counts_too() -> None:
    key = new_key()
    tag = get(key=key)["ETag"]
    same = get(key=key, **{"If-None-Match": tag})
    assert (same.status_code, left(same)[:2]) == (304, ("read", 3))


def test_no_limit_is_no_limit(limited: Any) -> None:
    limited.API_LIMIT_ANONYMOUS = limited.API_LIMIT_READ = 0
    for response in (get(), get(key=new_key())):
        assert "RateLimit" not in response
    assert "anonymous" not in get().get("RateLimit-Policy", "")


def test_a_generous_limit_is_mostly_counted_in_memory(limited: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limited.API_LIMIT_READ = 3_000
    told: list[int] = []
    real = rates._add
    monkeypatch.setattr(rates, "_add", lambda subject, held, due: told.append(due) or real(subject, held, due))
    key = new_key()
    for number in range(95):
        assert left(get(key=key))[1] == 2_999 - number
    assert told == [1, 30, 30, 30]
    at(monkeypatch, 12)
    get(key=key)
    assert told == [1, 30, 30, 30, 5]
    assert RateCount.objects.get().requests == 96


def test_a_count_of_an_older_minute_changes_nothing() -> None:
    for minute, due, answer in ((7, 4, 4), (7, 2, 6), (6, 9, None), (8, 1, 1)):
        with connections[RateCount.objects.db].cursor() as cursor:
            cursor.execute(rates.ADD, ["read 1", minute, due])
            row = cursor.fetchone()
        assert (row[0] if row else None) == answer


def test_while_the_store_is_away_each_process_counts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def __getitem__(self, _alias: str) -> Any:
            raise DatabaseError("locked")

    key = new_key()
    monkeypatch.setattr(rates, "connections", Away())
    assert [get(key=key).status_code for _ in range(6)] == [200] * 5 + [429]


def test_memory_does_not_grow_with_the_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_SUBJECTS", 10)
    for number in range(25):
        rates.count(f"address {number}", 3, shared=False)
    assert len(rates._subjects) <= 10


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_counted_read_does_not_wait_for_a_writer() -> None:
    key = new_key()
    with sqlite3.connect(connections["default"].settings_dict["NAME"], isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE ledger_head SET sequence = sequence")
        assert left(get(key=key))[:2] == ("read", 4)
        writer.execute("ROLLBACK")
    assert RateCount.objects.get().requests == 1


def test_the_type_of_the_problem_is_documented() -> None:
    for _ in range(4):
        refused = get()
    as_problem(refused, 429)
