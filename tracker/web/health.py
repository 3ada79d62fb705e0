"""Whether the process lives and whether it may serve: for supervisors and load balancers, never cached."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.ledger import guards
from tracker.selectors.reading import open_reading

LEAST_FREE = 50 * 1024 * 1024
"""Bytes that have to be free where the databases and documents are kept."""


@never_cache
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when the ledger is guarded, every database answers and is migrated, and the disk takes more; else 503.

    The answer names what is wrong in one word, and nothing of the inside: no path, no version, no message of an engine.
    """
    try:
        wrong = _unmigrated() or _unguarded() or _full()
        sequence = None if wrong else open_reading().head_sequence
    except (DatabaseError, IndexError):
        wrong = {"reason": "database"}
    if wrong:
        return JsonResponse({"ready": False, **wrong}, status=503)
    return JsonResponse({"ready": True, "sequence": sequence})


def _unmigrated() -> dict[str, Any]:
    """Migrations of this release that a database lacks. Asks every database, so one that is away is seen here."""
    for alias in connections:
        if not _needed() <= set(MigrationRecorder(connections[alias]).applied_migrations()):
            return {"reason": "migrations"}
    return {}


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """The migrations that the code knows, by app and name."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _unguarded() -> dict[str, Any]:
    missing = guards.missing()
    return {"reason": "guards", "missing": missing} if missing else {}


def _full() -> dict[str, Any]:
    """Whether the data folder takes no file, or hardly any more bytes."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as probe:
            probe.write(b"ready")
            probe.flush()
        is_full = shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE
    except OSError:
        is_full = True
    return {"reason": "disk"} if is_full else {}
