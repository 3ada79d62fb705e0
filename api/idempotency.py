"""`Idempotency-Key`: the same request sent twice, also at the same time, is carried out once.

The name is claimed by a row of its own before anything is done. The act and its answer are then stored in one
transaction: a process that dies in between leaves neither, and the request may be sent again. Only successes are kept,
for a day; a refused request stored nothing and is simply judged again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request

from api.bodies import MANY, raw_body
from tracker.models import SentRequest

KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=2)
"""After this long a claim without an answer is that of a process that died."""
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control", "Link", "Content-Language")

_NAME = re.compile(r"[!-~]{1,255}")


class OtherRequest(APIException):
    """The same name, and another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key came with another request before; a key stands for one."


class StillRunning(APIException):
    """The first of two requests is not done yet."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The first request under this Idempotency-Key is still being carried out."
    wait = 1


def once(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to the act, carried out now, or the one it had before. Without the header it is just carried out."""
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return act()
    if not _NAME.fullmatch(name):
        raise ParseError("An Idempotency-Key is 1 to 255 visible characters of ASCII.")
    key: Any = request.auth
    claim, is_new = _claim(key.pk, name, _sha(request))
    if not is_new:
        return _replayed(claim)
    try:
        with transaction.atomic():
            response = act()
            _keep(claim, response)
    except BaseException:
        SentRequest.objects.filter(pk=claim.pk, status=None).delete()
        raise
    return response


def _sha(request: Request) -> str:
    stated = f"{request.method} {request.get_full_path()}\n".encode() + raw_body(request, most=MANY)
    return hashlib.sha256(stated).hexdigest()


def _claim(key: int, name: str, sha: str) -> tuple[SentRequest, bool]:
    """The row of this name, and whether it was claimed just now. Raises OtherRequest or StillRunning."""
    now = timezone.now()
    SentRequest.objects.filter(claimed_at__lt=now - KEPT).delete()
    SentRequest.objects.filter(status=None, claimed_at__lt=now - ABANDONED).delete()
    try:
        with transaction.atomic():
            return SentRequest.objects.create(key_id=key, name=name, request_sha=sha, claimed_at=now), True
    except IntegrityError:
        held = SentRequest.objects.filter(key_id=key, name=name).first()
    if held is None:
        raise StillRunning  # it was refused between the two looks; the next try will do
    if held.request_sha != sha:
        raise OtherRequest
    if held.status is None:
        raise StillRunning
    return held, False


def _keep(claim: SentRequest, response: HttpResponse) -> None:
    claim.status = response.status_code
    claim.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    claim.body = response.content.decode()
    claim.save(update_fields=["status", "headers", "body"])


def _replayed(held: SentRequest) -> HttpResponse:
    response = HttpResponse(held.body.encode(), status=held.status)
    for name, value in held.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response
