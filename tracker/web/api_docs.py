"""The pages about the API: a start in one minute, and a page for each thing that can be asked, with a form to ask it.

Made from the document of the API, which is read here like any client reads it: by its address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from tracker.selectors.reading import Reading
from tracker.web import errors
from tracker.web.pages import public_page, show

DOCUMENT = "/api/v1/openapi.json"
METHODS = ("get", "post", "patch")
NO_ADDRESS = _("There is no such address of the API.")
Shape = Mapping[str, Any]


@public_page
def index(request: HttpRequest, reading: Reading) -> HttpResponse:
    """How to begin, and everything that can be asked."""
    found = list(operations())
    groups = [
        {
            "name": tag["name"],
            "about": tag["description"],
            "operations": [one for one in found if tag["name"] in one["tags"]],
        }
        for tag in document()["tags"]
    ]
    context = {
        "groups": groups,
        "base": request.build_absolute_uri("/")[:-1],
        "about": document()["info"]["description"].split("\n\n"),
    }
    return show(request, "docs/index.html", context, reading=reading, section="data")


@public_page
def operation(request: HttpRequest, reading: Reading, name: str) -> HttpResponse:
    """One thing that can be asked: parameters, answers, an example, and a form that asks it."""
    one = next((found for found in operations() if found["operationId"] == name), None)
    if one is None:
        return errors.missing(request, translated(NO_ADDRESS))
    base = request.build_absolute_uri("/")[:-1]
    context = {
        "operation": one,
        "base": base,
        "answers": list(_answers(one)),
        "members": list(members_of(_row(one))),
        "taken": list(members_of(_body(one))),
        "call": _call(one, base),
        "answer": _pretty(_example(one)),
        "sent": _pretty(_content(one.get("requestBody", {})).get("example")),
        "usual": [each for each in _asked(one) if each["required"] or each["name"] in USUAL],
        "further": list(_further(_asked(one))),
        "tries": one["method"] == "GET" and "{" not in one["path"] and not one["key"],
    }
    return show(request, "docs/operation.html", context, reading=reading, section="data")


USUAL = frozenset({
    "measure", "crisis", "place_code", "place_within", "as_of_date_min", "as_of_date_max", "latest", "q", "kind",
    "level", "since", "type", "by", "split", "limit", "output_format",
})  # fmt: skip
"""What most questions need; the form has the others folded away, by what they are about."""

KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    (_("Where"), frozenset({
        "admin_level", "bbox", "location_code", "admin1_code", "admin2_code", "origin_location_code",
    })),
    (_("Who says so, and in which document"), frozenset({
        "organisation", "originator", "speaker", "document_id", "source_system", "external_id", "redistributable",
    })),
    (_("As it stood at another time"), frozenset({"known_on", "revision", "snapshot"})),
    (_("What the answer holds"), frozenset({
        "fields", "exclude", "sort", "count", "cursor", "offset", "lang", "bom", "hxl",
    })),
)  # fmt: skip
WHAT, WHEN = _("What is counted"), _("When")


def _asked(one: Shape) -> list[Shape]:
    return [parameter for parameter in one["parameters"] if parameter["in"] == "query"]


def _further(parameters: list[Shape]) -> Iterator[dict[str, Any]]:
    """The parameters that are folded away: what is counted first, then by kind, in the order of the document."""
    found: dict[str, list[Shape]] = {}
    for one in parameters:
        if not one["required"] and one["name"] not in USUAL:
            found.setdefault(_kind(one["name"]), []).append(one)
    for name in (WHAT, WHEN, *(kind for kind, _names in KINDS)):
        if name in found:
            yield {"name": translated(name), "parameters": found[name]}


def _kind(name: str) -> str:
    listed = next((kind for kind, names in KINDS if name in names), "")
    return listed or (WHEN if name.endswith(("_min", "_max")) and not name.startswith("value_") else WHAT)


@require_safe
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """Where the form of a page leads: on to the API, without what was left empty, which a form sends as well."""
    one = next((found for found in operations() if found["operationId"] == name), None)
    if one is None or one["method"] != "GET" or "{" in one["path"]:
        return errors.missing(request, translated(NO_ADDRESS))
    asked = [(key, value) for key, values in request.GET.lists() for value in values if value.strip()]
    return redirect(f"{one['address']}{'?' if asked else ''}{urlencode(asked)}")


def document() -> dict[str, Any]:
    """The document, read once for each release."""
    return _document(settings.RELEASE, settings.PUBLIC_URL)


@lru_cache(maxsize=2)
def _document(_release: str, _site: str) -> dict[str, Any]:
    asked = HttpRequest()
    asked.method, asked.path = "GET", DOCUMENT
    found: dict[str, Any] = json.loads(resolve(DOCUMENT).func(asked).content)
    return found


def operations() -> Iterator[dict[str, Any]]:
    """Every operation with its path, its method, whether it needs a key, and its parameters told apart."""
    for path, methods in document()["paths"].items():
        for method, one in methods.items():
            yield one | {
                "path": path,
                "address": f"/api/v1{path}",
                "method": method.upper(),
                "key": {} not in one["security"],
                "scopes": sorted({scope for way in one["security"] for scope in way.get("key", ())}),
                "parameters": [_parameter(parameter) for parameter in one["parameters"]],
            }


def _parameter(parameter: Shape) -> dict[str, Any]:
    schema = parameter["schema"]
    return {
        **parameter,
        "kind": kind_of(schema),
        "codes": codes_of(schema),
        "number": schema.get("type") == "integer",
        "day": schema.get("format") == "date",
        "one_of": schema.get("enum") or (["true", "false"] if schema.get("type") == "boolean" else []),
    }


# --- shapes in words ---


def target(shape: Shape) -> Shape:
    """The shape itself where this is a reference to it."""
    found: Any = shape
    while "$ref" in found:
        name = found["$ref"].removeprefix("#/").split("/")
        found = document()
        for word in name:
            found = found[word]
    return found


def kind_of(shape: Shape) -> str:
    """What a value is, in a few words: "integer", "date", "list of Point", "MeasureCode or null"."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(kind_of(one) for one in shape["anyOf"]))
    kind = shape.get("type", "any")
    names = [kind] if isinstance(kind, str) else list(kind)
    if "array" in names:
        names[names.index("array")] = f"list of {kind_of(shape['items'])}"
    if "format" in shape:
        names[0] = shape["format"]
    return " | ".join(names)


def codes_of(shape: Shape) -> list[str]:
    """The codes a value is one of, if there are such."""
    shape = target(shape)
    if "enum" in shape:
        return [str(one) for one in shape["enum"]]
    return next((codes for one in shape.get("anyOf", ()) if (codes := codes_of(one))), [])


def members_of(shape: Shape | None) -> Iterator[dict[str, Any]]:
    if shape is None:
        return
    found = target(shape)
    found = target(found["anyOf"][0]) if "anyOf" in found else found
    for name, member in found.get("properties", {}).items():
        yield {
            "name": name,
            "kind": kind_of(member),
            "about": member.get("description") or target(member).get("description", ""),
            "codes": codes_of(member),
            "due": name in found.get("required", ()),
        }


def _content(answer: Shape) -> Shape:
    found: Shape = target(answer).get("content", {}).get("application/json", {})
    return found


def _good(one: Shape) -> Shape:
    found: Shape = next(answer for status, answer in one["responses"].items() if status.startswith("2"))
    return found


def _row(one: Shape) -> Shape | None:
    """The shape of what `data` holds."""
    envelope = target(_content(_good(one)).get("schema", {}))
    data = envelope.get("properties", {}).get("data")
    return None if data is None else data.get("items", data)


def _body(one: Shape) -> Shape | None:
    return _content(one.get("requestBody", {})).get("schema")


def _example(one: Shape) -> Any:
    return next((found for answer in one["responses"].values() if (found := _content(answer).get("example"))), None)


def _answers(one: Shape) -> Iterator[dict[str, Any]]:
    for status, answer in one["responses"].items():
        found = target(answer)
        yield {"status": status, "about": found["description"], "kinds": list(found.get("content", {}))}


def _pretty(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _call(one: Shape, base: str) -> str:
    """A line for the terminal that asks this."""
    path = one["address"]
    for parameter in one["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(_sample(parameter)))
    asked = [(p["name"], p.get("example", "")) for p in one["parameters"] if p["in"] == "query" and p["required"]]
    lines = [f"curl '{base}{path}{'?' if asked else ''}{urlencode(asked)}'"]
    if one["method"] != "GET":
        lines[0] = lines[0].replace("curl ", f"curl -X {one['method']} ")
    if one["key"]:
        lines.append('-H "Authorization: Bearer $KEY"')
    if any(p["name"] == "If-Match" and p["required"] for p in one["parameters"]):
        lines.append("-H 'If-Match: \"4-1-3\"'")
    if "requestBody" in one:
        sent = _content(one["requestBody"]).get("example", {})
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(sent, ensure_ascii=False)}'"]
    return " \\\n  ".join(lines)


SAMPLES = {"slug": "nw-syria", "code": "SYR", "name": "basis", "file": "figures.csv.gz"}


def _sample(parameter: Shape) -> Any:
    codes = codes_of(parameter["schema"])
    return parameter.get("example") or (codes[-1] if codes else SAMPLES.get(parameter["name"], 1))
