"""Refusals that no view of the API made: by the middleware, by the resolver, by Django itself; problems all the same.

urls.py sends what fails below /api/ here, and what fails elsewhere to the pages for it.
"""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from api.errors import malformed, problem

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for a malformed request, 413 for one that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return problem("too-large", "The body is larger than what is read here.", instance=_instance(request))
    return malformed(exception, _instance(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return problem("forbidden", "This is not allowed.", instance=_instance(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return problem("not-found", "There is nothing at this address.", instance=_instance(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without a word about the inside; what happened is in the server's messages, beside the request."""
    response = problem("server-error", "The server failed to put this answer together.", instance=_instance(request))
    logger.error("API failure %s at %s", response["X-Request-ID"], _instance(request))
    return response


def _instance(request: HttpRequest) -> str:
    return request.get_full_path()
