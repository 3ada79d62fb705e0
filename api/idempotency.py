"""`Idempotency-Key`: the same request sent twice, also at the same time, is carried out once (tracker/ledger/sent.py).

Only successes are kept, for a day; a refused request stored nothing and is simply judged again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request

from api.bodies import MANY, raw_body
from tracker.ledger import sent
from tracker.models import SentRequest

KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control", "Link", "Content-Language")

_NAME = re.compile(r"[!-~]{1,255}")


class OtherRequest(APIException):
    """The same name, and another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key came with another request before; a key stands for one."
    at = ({"parameter": "Idempotency-Key", "code": "other_request"},)


class StillRunning(APIException):
    """The first of two requests is not done yet."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The first request under this Idempotency-Key is still being carried out."
    wait = 1
    at = ({"parameter": "Idempotency-Key", "code": "still_running"},)


class NoKey(ParseError):
    """What stands in the header is no key."""

    default_detail = "An Idempotency-Key is 1 to 255 visible characters of ASCII."
    at = ({"parameter": "Idempotency-Key", "code": "invalid_code"},)


def once(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to the act, carried out now, or the one it had before. Without the header it is just carried out."""
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return act()
    if not _NAME.fullmatch(name):
        raise NoKey
    key: Any = request.auth
    try:
        claimed = sent.claim(key.pk, name, _sha(request))
    except sent.OtherRequest as error:
        raise OtherRequest from error
    except sent.StillRunning as error:
        raise StillRunning from error
    return sent.carry_out(claimed, act, _answer_of) if claimed.status is None else _replayed(claimed)


def _sha(request: Request) -> str:
    stated = f"{request.method} {request.get_full_path()}\n".encode() + raw_body(request, most=MANY)
    return hashlib.sha256(stated).hexdigest()


def _answer_of(response: HttpResponse) -> sent.Answer | None:
    """What to keep; nothing of a batch that was refused as a whole, which may be sent again once it is put right."""
    if response.status_code >= status.HTTP_400_BAD_REQUEST:
        return None
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return sent.Answer(response.status_code, headers, response.content.decode())


def _replayed(held: SentRequest) -> HttpResponse:
    response = HttpResponse(held.body.encode(), status=held.status)
    for name, value in held.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response
