"""Requests that carry a name of their own: each is carried out once, however often and whenever it is sent.

The name is claimed by a row before anything is done. The act and its answer are then stored in one transaction: a
process that dies in between leaves neither, and the request may be sent again. Only what was done is kept, for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from tracker.models import SentRequest

KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=2)
"""After this long a claim without an answer is that of a process that died."""

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, as it is sent again."""

    status: int
    headers: Mapping[str, str]
    body: str


class OtherRequest(Exception):
    """The name stands for another request."""


class StillRunning(Exception):
    """The first of two requests is not done yet."""


def claim(key_id: int, name: str, request_sha: str) -> SentRequest:
    """The row of this name of a key: without a status when it was claimed just now, else with the answer it had.

    Raises OtherRequest or StillRunning.
    """
    now = timezone.now()
    SentRequest.objects.filter(claimed_at__lt=now - KEPT).delete()
    SentRequest.objects.filter(status=None, claimed_at__lt=now - ABANDONED).delete()
    try:
        with transaction.atomic():
            return SentRequest.objects.create(key_id=key_id, name=name, request_sha=request_sha, claimed_at=now)
    except IntegrityError:
        held = SentRequest.objects.filter(key_id=key_id, name=name).first()
    if held is None:
        raise StillRunning  # it was refused between the two looks; the next try will do
    if held.request_sha != request_sha:
        raise OtherRequest
    if held.status is None:
        raise StillRunning
    return held


def carry_out(claimed: SentRequest, act: Callable[[], Done], answer_of: Callable[[Done], Answer | None]) -> Done:
    """Do it and keep its answer, both or neither; where it fails or has no answer to keep, the name is free again."""
    try:
        with transaction.atomic():
            done = act()
            answer = answer_of(done)
            _keep(claimed, answer)
    except BaseException:
        SentRequest.objects.filter(pk=claimed.pk, status=None).delete()
        raise
    return done


def _keep(claimed: SentRequest, answer: Answer | None) -> None:
    if answer is None:
        claimed.delete()
        return
    claimed.status, claimed.headers, claimed.body = answer.status, dict(answer.headers), answer.body
    claimed.save(update_fields=["status", "headers", "body"])
