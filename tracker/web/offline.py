"""The form of a new figure without a connection: a worker for the browser, an empty form, and names to look up.

The worker (templates/desk/worker.js) serves pages below /desk/ alone. It keeps the files of the form, an empty form and
names, and answers with those where the server cannot be reached. What is typed waits on the device (static/js/entry.js)
and becomes an unfinished form as soon as there is a connection. Signing out empties it (static/js/leaving.js).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from tracker.selectors import scope
from tracker.selectors.reading import open_reading
from tracker.web.forms import FigureForm
from tracker.web.naming import choices_of
from tracker.web.pages import show

FILES = (
    "css/site.css", "fonts/source-sans-3-latin.woff2", "fonts/source-sans-3-latin-ext.woff2", "icon.svg",
    "js/theme.js", "js/lookup.js", "js/reading.js", "js/entry.js", "js/offline.js", "js/sent.js", "js/charts.js",
    "js/copy.js",
)  # fmt: skip
"""Static files that the form uses."""
LARGEST = 300_000
"""Bytes of the list of names: what a slow line can carry once a day."""


@login_required
@require_safe
@cache_control(no_cache=True, private=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script of the worker, with the addresses of the files that it keeps; another when one of them changes."""
    settings = {
        "files": [static(name) for name in FILES],
        "form": reverse("figure-new"),
        "kept": reverse("figure-offline"),
        "names": reverse("desk-names"),
        "lookup": reverse("desk-lookup"),
    }
    text = json.dumps(settings, sort_keys=True)
    settings["cache"] = f"desk-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return render(
        request, "desk/worker.js", {"settings": json.dumps(settings)}, content_type="text/javascript; charset=utf-8"
    )


@never_cache
@login_required
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """An empty form to be kept on the device; opened without a connection it gets a key of its own there."""
    context = {"form": FigureForm.empty(), "key": uuid.uuid4().hex, "version": 0, "unfinished": [], "offline": True}
    return show(request, "desk/figure_new.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Places, organisations, speakers and crises by kind, as the look-up answers them; 300 kB at most."""
    told = {kind: [one.as_json() for one in choices_of(kind, ids)] for kind, ids in scope.names_to_keep().items()}
    return JsonResponse(_cut(told))


def _cut(told: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """As many of each kind as fit, taken in turns, so that no kind pushes another out."""
    kept: dict[str, list[dict[str, Any]]] = {kind: [] for kind in told}
    room = LARGEST
    for kind, one in _in_turns(told):
        room -= len(json.dumps(one)) + 2
        if room < 0:
            break
        kept[kind].append(one)
    return kept


def _in_turns(told: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for turn in zip_longest(*told.values()):
        yield from ((kind, one) for kind, one in zip(told, turn, strict=True) if one is not None)
