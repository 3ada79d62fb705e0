"""ETags and Cache-Control: what lets a client, or a cache between, ask "still the same?" for almost nothing.

A strong ETag is a function of the ledger, the sequence read at, the last redaction, the release of the rendering,
the question, the format and the language, and of the day where an age is shown. So it is known after one look at
the head of the ledger, before any figure is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone

from api.parameters import Asked
from tracker.ledger.rendering import RENDER
from tracker.selectors.reading import Reading

LIVE_SECONDS = 60
PINNED_SECONDS = 3600


def etag(request: HttpRequest, reading: Reading, asked: Asked, *, shows_age: bool = False) -> str:
    """The strong ETag of the answer to this request at this reading."""
    day = timezone.now().date().isoformat() if shows_age and reading.is_live else ""
    stated = [
        reading.ledger_id,
        reading.at,
        reading.redacted,
        f"{settings.RELEASE}/{RENDER}",
        request.path.rstrip("/"),
        question(request),
        asked.format,
        asked.lang,
        day,
    ]
    text = json.dumps(stated, ensure_ascii=False, separators=(",", ":"))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def question(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters in one spelling: sorted, without those that the answer's format and language state."""
    return sorted(
        (name, value) for name, values in request.GET.lists() for value in values if name not in ("output_format",)
    )


def not_modified(request: HttpRequest, tag: str) -> HttpResponseNotModified | None:
    """304 when the client holds this very answer, or would take any (`*`)."""
    if not {tag, "*"}.intersection(_held(request.headers.get("If-None-Match", ""))):
        return None
    response = HttpResponseNotModified()
    response["ETag"] = tag
    return response


def _held(header: str) -> Iterable[str]:
    # If-None-Match compares weakly (RFC 9110): a cache may have marked the tag with W/.
    return [part.strip().removeprefix("W/") for part in header.split(",")]


def mark(response: HttpResponseBase, tag: str, *, pinned: bool) -> None:
    """ETag, Cache-Control and what the answer depends on beside its address."""
    response["ETag"] = tag
    seconds = PINNED_SECONDS if pinned else LIVE_SECONDS
    # Pinned answers are not immutable: a redaction must reach every cache.
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Vary"] = "Accept"
    response.headers.setdefault("Content-Language", "en")
