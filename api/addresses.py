"""Addresses of this site as answers give them: absolute where the public address is known, else from the root."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from django.conf import settings

ROOT = "/api/v1/"
PATH = "/:@!$&'()*+,;=-._~"
"""What stands in a path as it is (RFC 3986)."""


def is_api(path: str) -> bool:
    """Whether a path belongs to the API, whatever its version."""
    return path == "/api" or path.startswith("/api/")


def absolute(path: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
    """The address of a path of this site, with parameters."""
    query = urlencode(list(parameters))
    return f"{settings.PUBLIC_URL}{quote(path, safe=PATH)}{'?' if query else ''}{query}"
