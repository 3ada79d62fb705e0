"""Every refusal as a problem document (RFC 9457): one shape, a documented type, a request id, the parameters at fault.

The REST framework calls `problem_response` for whatever a view raises; addresses that lead nowhere below /api/ end in
`views/nowhere.py` and come here too. Nothing ever shows a stack trace.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from api.addresses import absolute
from api.envelope import dumps
from tracker.ledger.errors import Refused
from tracker.rules import InvalidFigure
from tracker.selectors.figures import Tombstone
from tracker.selectors.refusals import LedgerChanged, QueryError, UnsafeSum

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: its address below /api/v1/problems/, status, title and what to do about it."""

    slug: str
    status: int
    title: str
    advice: str


PROBLEM_TYPES: dict[str, ProblemType] = {
    kind.slug: kind
    for kind in (
        ProblemType(
            "invalid-parameter",
            400,
            "A parameter cannot be used",
            "Each entry of errors names a parameter, a stable code and what is wrong with it.",
        ),
        ProblemType(
            "bad-request",
            400,
            "The request cannot be understood",
            "The request itself is malformed; detail says where reading it failed.",
        ),
        ProblemType(
            "invalid-figure",
            400,
            "The figure breaks a rule",
            "Each entry of errors points to a field and gives the code of the rule, as the desk and the importers do.",
        ),
        ProblemType(
            "unauthorized",
            401,
            "The key opens nothing",
            "Send a key that is in force as Authorization: Bearer KEY; reading public data needs none.",
        ),
        ProblemType("forbidden", 403, "Not allowed", "What was asked for needs a right that you do not have."),
        ProblemType(
            "not-found",
            404,
            "Nothing is at this address",
            "There is no such thing, or it was not public at the moment that was asked for.",
        ),
        ProblemType(
            "method-not-allowed",
            405,
            "This method is not offered here",
            "The Allow header lists the methods that are.",
        ),
        ProblemType(
            "not-acceptable",
            406,
            "The answer does not come in this format",
            "Accept application/json; figures also come as text/csv, application/x-ndjson, application/geo+json, xlsx.",
        ),
        ProblemType(
            "conflict",
            409,
            "It does not stand as this needs it",
            "errors says by its codes what stands against it; nothing was changed.",
        ),
        ProblemType(
            "ledger-changed",
            409,
            "The ledger was restored",
            "Sequences given out before may mean something else now. Start again without a cursor; mirrors start over.",
        ),
        ProblemType(
            "unsafe-sum",
            409,
            "This cannot be added up",
            "Adding these numbers would count people twice, or mix what cannot be added. overlaps names what is in the "
            "way; ask for each of them by itself.",
        ),
        ProblemType(
            "figure-retracted",
            410,
            "This figure was retracted",
            "It is in no list and no sum any more. reason says why; last_public_revision can be read with revision=.",
        ),
        ProblemType(
            "figure-redacted",
            410,
            "This figure was redacted",
            "It did harm and was blanked at every revision. reason says why.",
        ),
        ProblemType(
            "file-withdrawn",
            410,
            "This file was withdrawn",
            "It held a figure that was redacted. snapshots/{name}/ lists the files that stand, made again without it.",
        ),
        ProblemType(
            "precondition-failed",
            412,
            "Somebody else changed it meanwhile",
            "Read it again (of a figure working/), compare, and send the change with its new ETag in If-Match.",
        ),
        ProblemType("too-large", 413, "The request is too large", "Send it in parts."),
        ProblemType("unsupported-media-type", 415, "This content type is not read here", "Send application/json."),
        ProblemType(
            "idempotency-key-reused",
            422,
            "The same Idempotency-Key came with another body",
            "A key stands for one request. Send the same bytes again, or take another key.",
        ),
        ProblemType(
            "precondition-required",
            428,
            "Say which version you changed",
            "Send the ETag of what you read (of a figure working/) in If-Match, so that nobody's change is lost.",
        ),
        ProblemType("too-many-requests", 429, "Too many requests", "Wait for the seconds in Retry-After."),
        ProblemType(
            "server-error",
            500,
            "The server failed",
            "Nothing was changed. Try again later; if it goes on, report the request_id.",
        ),
    )
}

BY_STATUS = {
    400: "bad-request", 401: "unauthorized", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 409: "conflict", 412: "precondition-failed", 413: "too-large",
    415: "unsupported-media-type", 422: "idempotency-key-reused", 428: "precondition-required",
    429: "too-many-requests",
}  # fmt: skip


class FigureGone(Exception):
    """A figure that was public and is not any more."""

    def __init__(self, tombstone: Tombstone) -> None:
        super().__init__(tombstone.reason)
        self.tombstone = tombstone


class FileWithdrawn(Exception):
    """A file of a snapshot that held a figure which has been redacted since."""

    def __init__(self, snapshot: str, file: str, *, figure: int, reason: str) -> None:
        super().__init__(reason)
        self.snapshot = snapshot
        self.file = file
        self.figure = figure
        self.reason = reason


def problem(
    slug: str,
    detail: str,
    *,
    instance: str = "",
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """A problem document of a documented type; `members` are further facts a program can use."""
    kind = PROBLEM_TYPES[slug]
    request_id = uuid.uuid4().hex
    document = {
        "type": absolute(f"/api/v1/problems/{slug}/"),
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance or None,
        "request_id": request_id,
        "errors": list(errors),
        **members,
    }
    response = HttpResponse(dumps(document), content_type=MEDIA_TYPE, status=kind.status)
    response["X-Request-ID"] = request_id
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = "en"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def problem_response(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """The answer to whatever a view raised (the REST framework's exception handler)."""
    instance = _instance(context)
    for kind, answer in ANSWERS:
        if isinstance(error, kind):
            return answer(error, instance)
    return _failed(error, instance)


def _of_status(error: Any, instance: str) -> HttpResponse:
    """What the REST framework or one of our own exceptions of its kind says; `at` is where, with a stable code."""
    if error.status_code not in BY_STATUS:
        return _failed(error, instance)
    detail = str(error.detail)
    at = getattr(error, "at", None) or AT.get(type(error), ())
    errors = [{**one, "detail": detail} for one in at]
    return problem(BY_STATUS[error.status_code], detail, instance=instance, errors=errors, headers=_beside(error))


AT: dict[type[Exception], tuple[dict[str, str], ...]] = {
    exceptions.NotAuthenticated: ({"parameter": "Authorization", "code": "required"},),
    exceptions.NotAcceptable: ({"parameter": "Accept", "code": "invalid_code"},),
    exceptions.PermissionDenied: ({"parameter": "Authorization", "code": "scope"},),
}
"""Where the refusals stand that the REST framework makes by itself."""


def _beside(error: exceptions.APIException) -> dict[str, str]:
    """Headers that go with a refusal: when to come again, how to identify oneself."""
    seconds, challenge = getattr(error, "wait", None), getattr(error, "auth_header", None)
    headers = {"Retry-After": str(int(seconds))} if seconds else {}
    return {**headers, "WWW-Authenticate": challenge} if challenge else headers


def _instance(context: Mapping[str, Any]) -> str:
    request = context.get("request")
    return request.get_full_path() if request is not None else ""


def _refused(error: QueryError, instance: str) -> HttpResponse:
    errors = [{"parameter": one.parameter, "code": one.code, "detail": one.detail} for one in error.problems]
    if isinstance(error, UnsafeSum):
        return problem("unsafe-sum", str(error), instance=instance, errors=errors, overlaps=error.overlaps)
    slug = "ledger-changed" if isinstance(error, LedgerChanged) else "invalid-parameter"
    return problem(slug, str(error), instance=instance, errors=errors)


def _gone(error: FigureGone, instance: str) -> HttpResponse:
    tombstone = error.tombstone
    return problem(
        f"figure-{tombstone.kind}",
        f"Figure {tombstone.figure_id} was {tombstone.kind}: {tombstone.reason}",
        instance=instance,
        figure=tombstone.figure_id,
        reason=tombstone.reason,
        revision=tombstone.revision,
        last_public_revision=tombstone.last_public_revision,
        sequence=tombstone.sequence,
        at=tombstone.at,
    )


def _withdrawn(error: FileWithdrawn, instance: str) -> HttpResponse:
    detail = f"{error.file} of the snapshot {error.snapshot} was withdrawn: {error.reason}"
    return problem("file-withdrawn", detail, instance=instance, figure=error.figure, reason=error.reason)


def _failed(error: Exception, instance: str) -> HttpResponse:
    response = problem("server-error", "The server failed to put this answer together.", instance=instance)
    logger.error("API failure %s at %s", response["X-Request-ID"], instance, exc_info=error)
    return response


def _invalid(error: InvalidFigure, instance: str) -> HttpResponse:
    errors = findings_as_errors(error.findings)
    detail = "The figure breaks a rule." if len(errors) == 1 else f"The figure breaks {len(errors)} rules."
    return problem("invalid-figure", detail, instance=instance, errors=errors)


REFUSED = {
    "role": "forbidden", "E10": "forbidden", "E11": "invalid-figure", "E12": "invalid-figure", "E15": "invalid-figure",
    "E16": "invalid-figure", "E19": "invalid-figure", "changed": "precondition-failed",
}  # fmt: skip
"""The kind of problem for what the ledger refuses, by its code; whatever else stands against an act is a conflict."""


def _not_done(error: Refused, instance: str) -> HttpResponse:
    kind = REFUSED.get(error.code, "conflict")
    return problem(kind, error.message, instance=instance, errors=[refused_as_error(error)])


def refused_as_error(error: Any, at: str = "#") -> dict[str, Any]:
    """What the ledger refused, as an entry of a problem: pointer, code, detail."""
    return {"pointer": f"{at}/{error.field}", "code": error.code, "detail": error.message}


def findings_as_errors(findings: Iterable[Any], at: str = "#") -> list[dict[str, Any]]:
    """What the rules found, as entries of a problem: pointer, code, detail, and what was found and expected."""
    return [
        {"pointer": f"{at}/{finding.field}", "code": finding.code, "detail": finding.message}
        | {name: value for name in ("found", "expected", "example") if (value := getattr(finding, name))}
        for finding in findings
    ]


SENTENCES = {
    "DisallowedHost": "This site does not answer under the name in Host.",
    "TooManyFieldsSent": "The address carries more parameters than are read.",
}
"""What Django finds in a request, by its names for it."""


def malformed(error: Exception | None, instance: str) -> HttpResponse:
    """400 for a request that Django will not look at any further."""
    return problem("bad-request", SENTENCES.get(type(error).__name__, "The request is malformed."), instance=instance)


ANSWERS: tuple[tuple[type[Exception], Callable[[Any, str], HttpResponse]], ...] = (
    (QueryError, _refused),
    (FigureGone, _gone),
    (FileWithdrawn, _withdrawn),
    (InvalidFigure, _invalid),
    (Refused, _not_done),
    (Http404, lambda error, at: problem("not-found", str(error) or "There is nothing at this address.", instance=at)),
    (PermissionDenied, lambda _, at: problem("forbidden", "This is not allowed.", instance=at)),
    (SuspiciousOperation, malformed),
    (exceptions.APIException, _of_status),
)
"""What answers to which exception; the first that fits."""
