"""Says to the ledger through which door a request came in, so that what it writes is kept with it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tracker.ledger import doors


class PageDoor:
    """Middleware: a page, or the API; which key the API names itself (`doors.through`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with doors.through(doors.API if request.path.startswith("/api/") else doors.FORM):
            return self.get_response(request)
