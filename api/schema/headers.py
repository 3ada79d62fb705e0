"""Headers of requests and answers, as the document names them."""

from __future__ import annotations

from typing import Any

from api.schema.shapes import Shape, text, whole

HEADERS: dict[str, Shape] = {
    "ETag": text("Strong validator of this very answer."),
    "Link": text("RFC 8288: next, describedby, cite-as, license."),
    "Cache-Control": text("A minute for live answers, an hour for pinned ones; nothing for refusals."),
    "Vary": text(),
    "Content-Language": text("Language of the words."),
    "Content-Disposition": text("The name of the file, with its sequence."),
    "Location": text("Where what was made is."),
    "Idempotent-Replayed": text("true: the answer that this Idempotency-Key had before.", const="true"),
    "X-Request-ID": text("To quote when reporting a problem."),
    "WWW-Authenticate": text('Bearer realm="api"'),
    "Allow": text("Methods that are offered here."),
    "Retry-After": whole("Seconds to wait."),
    "RateLimit-Policy": text("How many requests in how many seconds."),
    "RateLimit": text("How many are left, and for how long."),
}
RATES = ("RateLimit-Policy", "RateLimit")
ALWAYS_SENT = frozenset({"ETag", "Link", "Cache-Control", "Vary", "X-Request-ID", "WWW-Authenticate", "Location"})

OF_REQUESTS: dict[str, dict[str, Any]] = {
    "If-None-Match": {
        "description": "The ETag of an answer that is held: 304 when it is still the answer.",
        "schema": text(),
    },
    "If-Match": {
        "description": "The ETag of what was looked at; of a figure, that of working/.",
        "schema": text(pattern='^"[0-9a-f-]+"$'),
    },
    "Idempotency-Key": {
        "description": "A name for this request: sent again within a day it is carried out once.",
        "schema": text(pattern="^[!-~]{1,255}$"),
    },
}


def header(name: str) -> dict[str, Any]:
    """The reference to a header of answers."""
    return {"$ref": f"#/components/headers/{name}"}


def components() -> dict[str, Any]:
    """`components.headers`."""
    return {
        name: {"description": shape.get("description", name), "schema": shape, "required": name in ALWAYS_SENT}
        for name, shape in HEADERS.items()
    }
