"""How often one may ask: a limit for each minute, told in every answer, and 429 beyond it.

Without a key each address is counted by each server process for itself, each allowing its share. A key is counted by
all processes together; what it writes has a limit of its own. The headers are those of the IETF's draft "RateLimit
header fields for HTTP": RateLimit-Policy names every limit that applies (q requests in w seconds), RateLimit the one
that this request counted against (r left, for t seconds).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from api.addresses import is_api
from api.errors import problem
from tracker.models import ApiKey
from tracker.volatile import rates
from tracker.volatile.visitors import address_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COUNTED = "_rate"
"""Where a request carries the headers of the limit it counted against."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A limit by its public name: so many requests in a minute; 0 for no limit."""

    name: str
    limit: int

    @property
    def header(self) -> str:
        """As it stands in RateLimit-Policy."""
        return f'"{self.name}";q={self.limit};w={rates.MINUTE}'


def anonymous() -> Policy:
    """For an address without a key, in each server process."""
    share = settings.API_LIMIT_ANONYMOUS // settings.WEB_CONCURRENCY
    return Policy("anonymous", max(1, share) if settings.API_LIMIT_ANONYMOUS else 0)


def of_keys() -> tuple[Policy, Policy]:
    """For a key: what it reads, and what it writes."""
    return Policy("read", settings.API_LIMIT_READ), Policy("write", settings.API_LIMIT_WRITE)


def count_key(request: Request, key: ApiKey) -> None:
    """Count a request of a key; raises TooMany beyond the limit."""
    read, write = of_keys()
    policy = read if request.method in SAFE else write
    found = _count(request._request, policy, f"{policy.name} {key.pk}", beside=(read, write), shared=True)
    if found and not found.within:
        raise TooMany(_sentence(found), found.seconds)


class TooMany(APIException):
    """More requests of a key than its limit allows."""

    status_code = 429

    def __init__(self, detail: str, wait: int) -> None:
        super().__init__(detail)
        self.wait = wait


class RateLimits:
    """Middleware: counts whatever asks the API without a good key, and tells every answer of the API its limits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request.path):
            return self.get_response(request)
        has_key = "Authorization" in request.headers
        response = None if has_key else self._count_address(request)
        response = response or self.get_response(request)
        if has_key and not hasattr(request, COUNTED):  # the key was none: it counts as if there were none
            response = self._count_address(request) or response
        for name, value in getattr(request, COUNTED, {}).items():
            response.headers.setdefault(name, value)
        return response

    def _count_address(self, request: HttpRequest) -> HttpResponseBase | None:
        """None within the limit; 429 beyond it."""
        policy = anonymous()
        found = _count(request, policy, f"address {address_of(request)}", beside=(policy,), shared=False)
        if found is None or found.within:
            return None
        headers = {"Retry-After": str(found.seconds)}
        sentence = f"{_sentence(found)} A key has a higher limit."
        return problem("too-many-requests", sentence, instance=request.get_full_path(), headers=headers)


def _count(
    request: HttpRequest, policy: Policy, subject: str, *, beside: tuple[Policy, ...], shared: bool
) -> rates.Count | None:
    """Count, and leave the headers on the request; None where there is no limit."""
    headers = {"RateLimit-Policy": ", ".join(one.header for one in beside if one.limit)}
    found = rates.count(subject, policy.limit, shared=shared) if policy.limit else None
    if found:
        headers["RateLimit"] = f'"{policy.name}";r={found.left};t={found.seconds}'
    setattr(request, COUNTED, {name: value for name, value in headers.items() if value})
    return found


def _sentence(found: rates.Count) -> str:
    return f"At most {found.limit:,} requests in a minute; {found.seconds} seconds of this one are left."
