"""How the tests of the API write: a key, a method, a body; and the good row as JSON brings it."""

from __future__ import annotations

import json
from typing import Any

import orjson
from django.test import Client

from tests import makers
from tests.api import conforming
from tests.api.asking import ROOT
from tests.bad_rows import GOOD_ROW
from tracker.ledger import keys
from tracker.models import User

ALL = keys.SCOPES


def key_of(user: User, *scopes: str) -> str:
    """The text of a new key; every scope that the role allows where none is named."""
    allowed = ("read", "write:figures") if user.role == "contributor" else ALL
    return keys.create_key(user, label="Test", scopes=scopes or allowed)[1]


def send(
    method: str, path: str, body: Any = None, /, *, key: str = "", raw: bytes | None = None, **headers: str
) -> Any:
    """The response to a request below /api/v1/; `raw` is sent as it is, `body` as JSON."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if key:
        sent["Authorization"] = f"Bearer {key}"
    content = raw if raw is not None else json.dumps(body).encode() if body is not None else b""
    kind = sent.pop("Content-Type", "application/json")
    response = Client().generic(method, f"{ROOT}{path}", content, content_type=kind, headers=sent)
    conforming.check(method, f"{ROOT}{path}", response)
    return response


def post(path: str, body: Any = None, /, **more: Any) -> Any:
    """The response to a POST."""
    return send("POST", path, body, **more)


def patch(path: str, body: Any = None, /, **more: Any) -> Any:
    """The response to a PATCH."""
    return send("PATCH", path, body, **more)


def data(response: Any, status: int = 200) -> Any:
    """The data of an answer of this status."""
    assert response.status_code == status, response.content
    return orjson.loads(response.content)["data"]


def row(**changes: Any) -> dict[str, Any]:
    """The good row with changes; None takes a field away. Its crisis is made."""
    makers.make_crisis()
    changed = {**GOOD_ROW, "value": 800_000, **changes}
    return {name: given for name, given in changed.items() if given is not None}
