"""How a public page is answered: which moment it shows, whether the reader has it already, and how long to keep it.

Every public view is wrapped in `public_page`: it opens the reading, refuses what cannot be read with a page that helps,
answers 304 without touching a figure, keeps what it answered for a minute, and puts the validators on the answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.ledger.rendering import RENDER
from tracker.selectors.reading import Reading, open_reading
from tracker.selectors.refusals import QueryError, ReadingError
from tracker.web import errors, local_places, sorting, words
from tracker.web.kept_pages import KeptPages
from tracker.web.viewing import language_links, permanent_address, viewing_of

View = Callable[..., HttpResponseBase]

LIVE_SECONDS = 60
PINNED_SECONDS = 3600
"""Redactions must reach caches, so that even a pinned page is asked for again within the hour."""

KEPT = KeptPages(room=settings.KEPT_PAGES_MB * 1_000_000, seconds=LIVE_SECONDS)

OWN_PARAMETERS = (
    "known_on", "revision", "snapshot", "lang", "explain", "page", "q", "since", "measure", "kind",
    "organisation", "event", "differences", *sorting.PARAMETERS,
)  # fmt: skip
"""Parameters that pages read; others change nothing and are left out of the validator."""


def public_page(view: View) -> View:
    """A view that is called with the reading the request asks for, behind its validator; it can only be read."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            asked = request.GET
            reading = open_reading(asked.get("known_on"), asked.get("revision"), asked.get("snapshot"))
        except ReadingError as refusal:
            return errors.refused(request, refusal)
        if request.user.is_authenticated:
            return _private(_answer(view, request, reading, *args, **kwargs))
        tag = validator(request, reading)
        if tag in _held(request):
            return _validated(HttpResponseNotModified(), tag, reading)
        if request.COOKIES:  # whoever was signed in may have a message waiting, which is for nobody else
            return _validated(_answer(view, request, reading, *args, **kwargs), tag, reading)
        key = (tag, request.scheme or "", request.get_host(), request.META.get("QUERY_STRING", ""))
        kept = KEPT.get(key)
        if kept is not None:
            return _validated(kept, tag, reading)
        response = _answer(view, request, reading, *args, **kwargs)
        if isinstance(response, HttpResponse):  # what is sent while it is made is kept nowhere
            KEPT.put(key, response)
        return _validated(response, tag, reading)

    return answer


def _answer(view: View, request: HttpRequest, reading: Reading, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """What the view answers, or the page that says which of the parameters it reads it cannot use."""
    try:
        with local_places.at(reading):
            return view(request, reading, *args, **kwargs)
    except QueryError as refusal:
        return errors.refused(request, refusal)


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    reading: Reading | None,
    section: str = "",
    latest: Any = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the site: the template with what every page needs around its own context."""
    around = {
        "reading": viewing_of(request, reading, latest=latest),
        "head": {"sequence": reading.at, "sha": "" if reading.revision else reading.head_sha} if reading else None,
        "languages": language_links(request),
        "contact": settings.CONTACT_EMAIL,
        "section": section,
        "release": settings.RELEASE,
        "on_paper": _on_paper(request, reading) if reading else "",
    }
    return render(request, template, {**around, **context}, status=status)


def _on_paper(request: HttpRequest, reading: Reading) -> str:
    """What a printed page says of itself: the address that shows the same for ever, and the day it was known on."""
    measure = request.GET.get("measure", "")
    path = f"{request.path}?{urlencode({'measure': measure[:60]})}" if measure else request.path
    address = permanent_address(request, path, reading)
    source = _("Source: %(site)s, %(address)s") % {"site": _("Displacement Tracker"), "address": address}
    known = _("data as known on %(date)s") % {"date": words.day(reading.today())}
    return f"{source} ({known})"


def validator(request: HttpRequest, reading: Reading) -> str:
    """The strong ETag: a function of the ledger, the moment, the release, the question and the language."""
    parts = [
        reading.ledger_id,
        reading.at,
        reading.redacted,
        settings.RELEASE,
        RENDER,
        request.path,
        *(f"{name}={request.GET.get(name, '')}" for name in OWN_PARAMETERS),
        get_language(),
        reading.today(),
    ]
    return quote_etag(hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32])


def _held(request: HttpRequest) -> list[str]:
    """The validators a client holds; a proxy that compresses marks them as weak, which says the same (RFC 9110)."""
    return [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]


def _validated(response: HttpResponseBase, tag: str, reading: Reading) -> HttpResponseBase:
    if response.status_code in (200, 304):
        response.headers["ETag"] = tag
        seconds = PINNED_SECONDS if reading.is_pinned else LIVE_SECONDS
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        patch_vary_headers(response, ("Cookie",))
    return response


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """Pages of people who are signed in name them and carry their tokens: never kept by a shared cache."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
