"""The OpenAPI 3.1 document: the declarations of the views, put together. The same bytes on every database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from api.addresses import ROOT, absolute
from api.parameters import CONTROLS, MEDIA_TYPES
from api.schema import headers, problems, rows
from api.schema.bodies import WORKING
from api.schema.operations import ALWAYS, READING, SENT_TWICE, WRITING, Operation
from api.schema.shapes import NAMED, Shape, address, day, listed, maybe, name_of, named, text, thing, whole
from api.schema.walk import Address, addresses
from tracker.ledger import keys

EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
"""Answers of a small world by operation; tests/api/test_examples.py records them and holds the API against them."""

ABOUT = (
    "Published figures on displacement and casualties, each a sourced claim, with trends, sums, sources and the ledger "
    "behind them. Reading needs no key. Writing needs one, sent as Authorization: Bearer KEY and never in an address; "
    "what is sent becomes a draft that another person publishes.\n\n"
    "The slash at the end of an address is optional and nothing is redirected. HEAD answers wherever GET does, OPTIONS "
    "everywhere. Every answer has a strong ETag. Lists are walked by links.next, whose cursor pins the moment of the "
    "first page. known_on shows what had been said by a day, revision what this database held at an entry of the "
    "ledger. An unknown parameter, member or code is refused with the nearest one. Codes are taken in any case; "
    "filters take several values with commas between them, which mean or.\n\n"
    "Within version 1 no field is renamed, retyped or removed; fields and codes may be added."
)
TAGS = {
    "figures": "Published figures, and figures on their way there.",
    "series": "Trends: the points of one measure at one place, and what they rest on.",
    "tallies": "Sums that count nobody twice, or are refused.",
    "changes": "The ledger in order, for mirrors.",
    "snapshots": "Named moments of the ledger, with their files.",
    "crises": "Crises.",
    "events": "Events.",
    "places": "Places with official codes.",
    "measures": "What is counted.",
    "organisations": "Who says things.",
    "speakers": "Who is quoted.",
    "documents": "Where the words stand.",
    "codelists": "Every code of every field.",
    "status": "How far the ledger has come.",
    "problems": "What each kind of refusal means.",
}
PARTS: dict[str, tuple[str, Any]] = {
    "figure_id": ("Number of the figure.", 1),
    "series_id": ("Number of the series.", 1),
    "event_id": ("Number of the event.", 1),
    "organisation_id": ("Number of the organisation.", 1),
    "speaker_id": ("Number of the speaker.", 1),
    "document_id": ("Number of the document.", 1),
    "slug": ("Code of the crisis, or the kind of the problem.", None),
    "code": ("The code, in any case.", None),
    "name": ("Its name.", None),
    "file": ("The name of a file of the snapshot.", None),
    "suffix": ("The format.", None),
}

META: dict[str, Shape] = {
    "count": whole("Rows on this page."),
    "total": whole("Rows there are; only where count=exact asked for it."),
    "sequence": whole("The entry of the ledger the answer was read at."),
    "known_on": maybe(day()),
    "revision": maybe(whole()),
    "licences": listed(text(), "Licences of the documents on this page."),
    "warnings": listed(text()),
}
LINKS = named(
    "Links",
    thing(
        "Where this is, what comes next, how to cite it.",
        self=address(),
        next=maybe(address()),
        cite_as=maybe(address()),
    ),
)
FILES: dict[str, Shape] = {
    "csv": text("RFC 4180 in UTF-8, one header row; columns are the members of a row in their order."),
    "ndjson": text("A row on each line, as JSON."),
    "xlsx": text("A workbook with the sheets Data, Read me and Sources.", format="binary"),
    "geojson": rows.FEATURES,
}


def document() -> bytes:
    """The document as JSON."""
    return _bytes(settings.PUBLIC_URL, settings.RELEASE)


@lru_cache(maxsize=4)
def _bytes(_site: str, _release: str) -> bytes:
    return orjson.dumps(as_dict())


def as_dict() -> dict[str, Any]:
    """The document as a dictionary."""
    paths: dict[str, dict[str, Any]] = {}
    used: set[str] = set()
    answers: dict[str, Any] = {}
    for one in addresses():
        for method in one.methods:
            paths.setdefault(one.path, {})[method.lower()] = _operation(one, method, answers)
            used.add(_tag(one))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Displacement Tracker",
            "version": settings.RELEASE,
            "summary": "Displacement and casualty figures, each with its source.",
            "description": ABOUT,
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": absolute(ROOT).rstrip("/")}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items() if name in used],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(NAMED.items())),
            "responses": dict(sorted(answers.items())),
            "headers": headers.components(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"A key of one's own, with scopes: {', '.join(keys.SCOPES)}. Made at /desk/keys/.",
                }
            },
        },
    }


def _tag(one: Address) -> str:
    first = one.path.strip("/").split("/")[0].partition(".")[0]
    return first if first in TAGS else "status"


def _operation(one: Address, method: str, answers: dict[str, Any]) -> dict[str, Any]:
    declared: Operation = one.view.operations[method]
    found: dict[str, Any] = {
        "operationId": f"{method.lower()}_{one.name}",
        "tags": [_tag(one)],
        "summary": declared.summary,
    }
    if declared.about:
        found["description"] = declared.about
    found["parameters"] = list(_parameters(one, method))
    if declared.body is not None:
        found["requestBody"] = {
            "required": declared.body_due,
            "content": {
                "application/json": {"schema": declared.body, **_example(f"{method.lower()}_{one.name}", "sent")}
            },
        }
    found["responses"] = _responses(one, method, declared, answers)
    found["security"] = _security(one, method)
    return found


def _example(name: str, what: str) -> dict[str, Any]:
    held = EXAMPLES.get(name, {})
    return {"example": held[what]} if what in held else {}


def _reads(one: Address, method: str) -> bool:
    """Whether this is a public answer: it takes parameters, and has a validator."""
    return method == "GET" and hasattr(one.view, "controls")


def _security(one: Address, method: str) -> list[dict[str, list[str]]]:
    needed = getattr(one.view, "needs", {}).get(method) or [getattr(one.view, "scopes", {}).get(method)]
    wanted = [{"key": [scope]} for scope in needed if scope]
    return wanted or [{}, {"key": []}]


# --- parameters ---


def _parameters(one: Address, method: str) -> Iterator[dict[str, Any]]:
    for name, schema in one.parts.items():
        about, example = PARTS[name]
        found = {"name": name, "in": "path", "required": True, "description": about, "schema": schema}
        yield found | ({"example": example} if example is not None else {})
    if _reads(one, method):
        yield from _queries(one)
        yield _header("If-None-Match")
    if method == "PATCH":
        yield _header("If-Match", required=one.view.operations[method].match_due)
    if method == "POST":
        yield _header("Idempotency-Key")
        if "precondition-failed" in one.view.operations[method].problems:
            yield _header("If-Match")


def _header(name: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, **headers.OF_REQUESTS[name]}


def _queries(one: Address) -> Iterator[dict[str, Any]]:
    formats = getattr(one.view, "formats", ("json",))
    controls = [found for name, found in CONTROLS.items() if name in one.view.controls]
    for parameter in (*one.view.filters.values(), *controls):
        schema = dict(parameter.schema)
        if parameter.name == "output_format":
            schema["enum"] = list(formats)
        if parameter.name == "limit":
            schema["maximum"] = min(schema["maximum"], one.view.most_rows)
        found = {
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": f"{parameter.about[:1].upper()}{parameter.about[1:]}.",
            "schema": schema,
        }
        yield found | ({"example": parameter.example} if parameter.example is not None else {})


# --- answers ---


def _responses(one: Address, method: str, declared: Operation, answers: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {str(status): _answer(one, method, declared, status=status) for status in declared.statuses}
    if _reads(one, method):
        sent = ("ETag", "Cache-Control", "Vary")
        found["304"] = {
            "description": "The answer that is held is still the answer.",
            "headers": {name: headers.header(name) for name in sent},
        }
    if method == "GET" and getattr(one.view, "kind", None):
        found["301"] = {
            "description": "It was merged into another one, which Location names.",
            "headers": {name: headers.header(name) for name in ("Location", "ETag", "Cache-Control")},
        }
    for status, kinds in problems.answers(_problems(one, method, declared)).items():
        name = problems.name(kinds)
        answers[name] = problems.response(kinds)
        found[status] = {"$ref": f"#/components/responses/{name}"}
    return dict(sorted(found.items()))


def _problems(one: Address, method: str, declared: Operation) -> tuple[str, ...]:
    found = list(READING if _reads(one, method) else ("invalid-parameter", "bad-request", *ALWAYS))
    if method in ("POST", "PATCH"):
        found = [*WRITING, *(SENT_TWICE if method == "POST" else ())]
    if one.parts:
        found.append("not-found")
    if _reads(one, method) and "cursor" in one.view.controls:
        found.append("ledger-changed")
    return (*found, *declared.problems)


def _answer(one: Address, method: str, declared: Operation, *, status: int) -> dict[str, Any]:
    sent = ["Cache-Control", "Content-Language", *headers.RATES]
    if method == "GET" or declared.data == WORKING:
        sent = ["ETag", *sent]
    if _reads(one, method):
        sent.append("Vary")
    if not declared.bare:
        sent.append("Link")
    if status == 201:
        sent.append("Location")
    if method == "POST":
        sent.append("Idempotent-Replayed")
    formats: tuple[str, ...] = getattr(one.view, "formats", ("json",)) if method == "GET" else ("json",)
    if "suffix" in one.parts:
        formats = tuple(name for name in formats if name in one.parts["suffix"].get("enum", formats))
    if len(formats) > 1 or declared.types:
        sent.append("Content-Disposition")
    return {
        "description": "Made." if status == 201 else declared.summary,
        "headers": {name: headers.header(name) for name in sent},
        "content": {name: {"schema": declared.data} for name in declared.types}
        or {MEDIA_TYPES[name].split(";")[0]: _content(one, method, declared, name) for name in formats},
    }


def _content(one: Address, method: str, declared: Operation, kind: str) -> dict[str, Any]:
    if kind != "json":
        return {"schema": FILES[kind]}
    return {"schema": _envelope(declared), **_example(f"{method.lower()}_{one.name}", "answer")}


def _envelope(declared: Operation) -> Shape:
    if declared.bare:
        return declared.data
    base = declared.name or name_of(declared.data)
    name = f"{base}{'List' if declared.many else 'Answer'}"
    counted = ("count", "total") if declared.many else ()
    members = {key: shape for key, shape in META.items() if key in counted or key not in ("count", "total")}
    meta = thing("What the answer says about itself.", optional=("total",), **members, **declared.meta)
    return named(
        name,
        thing(
            data=listed(declared.data) if declared.many else declared.data,
            meta=named(f"{name}Meta", meta) if declared.meta else named("ListMeta" if declared.many else "Meta", meta),
            links=LINKS,
        ),
    )
