"""The addresses of the API, read from its URLconf: the paths of the document and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern

HANDLED = ("get", "post", "patch", "put", "delete")
"""Methods that are documented. HEAD answers wherever GET does, OPTIONS everywhere; both are said once for all."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its path below /api/v1, its name, its view, and the shape of each part that varies."""

    path: str
    name: str
    view: Any
    parts: dict[str, dict[str, Any]]

    @property
    def methods(self) -> tuple[str, ...]:
        """What may be done here, in capitals, HEAD and OPTIONS aside."""
        offered = self.view.http_method_names
        return tuple(one.upper() for one in HANDLED if one in offered and hasattr(self.view, one))


def addresses() -> Iterator[Address]:
    """Every address once, with its slash, in the order of the URLconf."""
    for pattern in import_module("api.urls").urlpatterns:
        found = _address(pattern)
        if found is not None:
            yield found


def _address(pattern: URLPattern) -> Address | None:
    view = getattr(pattern.callback, "cls", None)
    name = pattern.name
    if view is None or name is None or not hasattr(view, "operations"):
        return None  # the slash is optional: the form without it has no name
    path, parts = _route(str(pattern.pattern), view)
    return Address(f"/{path}", name, view, parts)


def _route(route: str, view: Any) -> tuple[str, dict[str, dict[str, Any]]]:
    formats = view.formats if "<api_format:" in route else ()
    parts = {name: _part(kind, formats) for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", route)}
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), parts


def _part(kind: str, formats: tuple[str, ...] = ()) -> dict[str, Any]:
    if kind == "api_format":
        return {"type": "string", "enum": list(formats)}
    if kind == "api_number":
        return {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
    return {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
