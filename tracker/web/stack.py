"""What pages need around them and answers of the API do not: sessions, who is signed in, messages, a content policy.

An answer of the API goes past all of it, which was a fifth of the time of a list.
"""

from __future__ import annotations

from typing import Any

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest

DATA, DOCS = "/api/", "/api/v1/docs"
"""Below the one there are answers to programs, but for the other, where pages tell people about them."""


def is_page(path: str) -> bool:
    """Whether an address is for people."""
    return not path.startswith(DATA) or path.startswith(DOCS)


class ForPages:
    """Before a middleware of Django's: it sees pages alone."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        """What the middleware makes of a page; what comes from within for all else."""
        return super().__call__(request) if is_page(request.path) else self.get_response(request)  # type: ignore[misc]


class Sessions(ForPages, SessionMiddleware):
    """Sessions."""


class SignedIn(ForPages, AuthenticationMiddleware):
    """Who is signed in; the API asks for keys."""


class Messages(ForPages, MessageMiddleware):
    """Messages for the next page."""


class ContentPolicy(ForPages, CSPMiddleware):
    """What a page may load; an answer to a program loads nothing."""
