"""Refusals in the document: the shape of a problem, and one answer for each set of kinds that share a status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.addresses import ROOT, absolute
from api.errors import MEDIA_TYPE, PROBLEM_TYPES, ProblemType
from api.schema.headers import RATES, header
from api.schema.rows import ERROR, OUTCOME
from api.schema.shapes import Shape, address, listed, maybe, moment, named, text, thing, whole

MEMBERS: dict[str, Shape] = {
    "type": address("What it means and what to do about it, as a page."),
    "title": text(),
    "status": whole(),
    "detail": text("For people."),
    "instance": maybe(address("What was asked for.")),
    "request_id": text("To quote when reporting it."),
    "errors": listed(ERROR, "All parameters or members at fault."),
}
FURTHER: dict[str, Shape] = {
    "overlaps": listed(text(), "unsafe-sum: what is in the way."),
    "data": listed(OUTCOME, "figures/batch/ with atomic: what became of each item."),
}
TOMBSTONE: dict[str, Shape] = {
    "figure": whole(),
    "reason": text("Why it is gone; public."),
    "revision": whole("Of the withdrawal."),
    "last_public_revision": whole("The last one that stood."),
    "sequence": whole(),
    "at": moment(),
}
PROBLEM = named("Problem", thing("A refusal (RFC 9457).", optional=FURTHER, **MEMBERS, **FURTHER))
FILE_GONE = named(
    "FileGoneProblem",
    thing("A file that was withdrawn.", **MEMBERS, figure=whole("The figure that was redacted."), reason=text()),
)
GONE = named("GoneProblem", thing("What is left of a figure that is gone.", **MEMBERS, **TOMBSTONE))

SHAPES = {"figure-retracted": GONE, "figure-redacted": GONE, "file-withdrawn": FILE_GONE}
FURTHER_OF = {
    "figure-retracted": tuple(TOMBSTONE), "figure-redacted": tuple(TOMBSTONE), "file-withdrawn": ("figure", "reason"),
}  # fmt: skip
"""Kinds that say more than others always, and what."""

HEADERS = {401: ("WWW-Authenticate",), 405: ("Allow",), 409: ("Retry-After",), 429: ("Retry-After", *RATES)}


def answers(slugs: Iterable[str]) -> dict[str, list[ProblemType]]:
    """The kinds by status, as the document lists them."""
    found: dict[str, list[ProblemType]] = {}
    for slug in dict.fromkeys(slugs):
        kind = PROBLEM_TYPES[slug]
        found.setdefault(str(kind.status), []).append(kind)
    return dict(sorted(found.items()))


def name(kinds: list[ProblemType]) -> str:
    """The name of the answer for these kinds."""
    return "Or".join("".join(word.title() for word in kind.slug.split("-")) for kind in kinds)


def response(kinds: list[ProblemType]) -> dict[str, Any]:
    """The answer itself, with an example of each kind."""
    status = kinds[0].status
    sent = ("X-Request-ID", "Cache-Control", "Content-Language", *HEADERS.get(status, ()))
    return {
        "description": "; ".join(f"{kind.title} ({kind.slug})" for kind in kinds) + ".",
        "headers": {one: header(one) for one in sent},
        "content": {
            MEDIA_TYPE: {
                "schema": SHAPES.get(kinds[0].slug, PROBLEM),
                "examples": {kind.slug: {"summary": kind.title, "value": _example(kind)} for kind in kinds},
            }
        },
    }


def _example(kind: ProblemType) -> dict[str, Any]:
    tombstone = {
        "figure": 4,
        "reason": "The source withdrew it.",
        "revision": 2,
        "last_public_revision": 1,
        "sequence": 12,
        "at": "2020-03-01T12:00:00.000000Z",
    }
    return {
        "type": absolute(f"{ROOT}problems/{kind.slug}/"),
        "title": kind.title,
        "status": kind.status,
        "detail": kind.advice,
        "instance": None,
        "request_id": "0" * 32,
        "errors": [],
        **{name: tombstone[name] for name in FURTHER_OF.get(kind.slug, ())},
    }
