"""What a view declares about each of its methods, beside what it declares to work with (see the package)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.schema.shapes import Shape


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one view. `data` is the shape of `data` in the envelope: of a row, where there are `many`."""

    summary: str
    data: Shape
    many: bool = False
    about: str = ""
    name: str = ""
    """Of its envelope, where the name of its rows does not give it."""
    meta: Mapping[str, Shape] = field(default_factory=dict)
    """Members of `meta` beyond those that every answer has."""
    statuses: tuple[int, ...] = (200,)
    body: Shape | None = None
    body_due: bool = True
    problems: tuple[str, ...] = ()
    """Slugs of problems beyond those of every such method."""
    match_due: bool = False
    """Whether If-Match has to come."""
    bare: bool = False
    """Whether the answer is `data` itself, without an envelope."""
    types: tuple[str, ...] = ()
    """Media types of a bare answer that is no JSON of ours."""


ALWAYS = ("unauthorized", "too-many-requests", "server-error")
READING = ("invalid-parameter", "bad-request", "not-acceptable", *ALWAYS)
"""Problems of every GET."""
WRITING = (
    "invalid-parameter", "bad-request", "invalid-figure", "forbidden", "conflict", "too-large",
    "unsupported-media-type", *ALWAYS,
)  # fmt: skip
"""Problems of every POST and PATCH."""
SENT_TWICE = ("idempotency-key-reused",)
CHANGING = ("precondition-failed", "precondition-required")
GONE = ("figure-retracted", "figure-redacted")
