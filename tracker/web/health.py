"""Whether the process lives and whether it may serve: for supervisors and load balancers, never cached."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.ledger import guards
from tracker.selectors.reading import open_reading


@never_cache
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when the ledger can be read and is guarded, else 503 with what is missing."""
    try:
        sequence = open_reading().head_sequence
        unguarded = guards.missing()
    except (DatabaseError, IndexError):
        return JsonResponse({"ready": False, "reason": "database"}, status=503)
    if unguarded:
        return JsonResponse({"ready": False, "reason": "guards", "missing": unguarded}, status=503)
    return JsonResponse({"ready": True, "sequence": sequence})
