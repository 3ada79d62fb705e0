"""Holds every answer that any test of the API gets against the document: its status, type, headers and shape.

Shapes are closed here: a member that the document does not name is a failure, although clients must bear new ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import orjson

from api.schema.document import as_dict

ROOT = "/api/v1"


@cache
def spec() -> dict[str, Any]:
    """The document, its shapes closed."""
    found: dict[str, Any] = _closed(as_dict())
    return found


def _closed(value: Any) -> Any:
    if isinstance(value, list):
        return [_closed(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {name: one if name in ("example", "examples") else _closed(one) for name, one in value.items()}
    if isinstance(value.get("properties"), dict) and value.get("type") in ("object", ["object", "null"]):
        found.setdefault("additionalProperties", False)
    return found


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Paths as expressions, the fewest variables first; the slash at the end is optional."""
    found = []
    for path, methods in spec()["paths"].items():
        text = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
        for parameter in next(iter(methods.values()))["parameters"]:
            if parameter["in"] == "path":
                schema = parameter["schema"]
                part = "|".join(schema["enum"]) if "enum" in schema else "[^/]+"
                text = text.replace(
                    f"{{{parameter['name']}}}", "[0-9]{1,18}" if schema["type"] == "integer" else f"(?:{part})"
                )
        found.append((re.compile(text.removesuffix("/") + "/?"), path))
    return sorted(found, key=lambda one: one[1].count("{"))


def path_of(address: str) -> str | None:
    """The documented path of an address; None where there is none."""
    below = address.partition("?")[0].removeprefix(ROOT)
    return next((path for form, path in _paths() if form.fullmatch(below)), None)


def check(method: str, address: str, response: Any) -> None:
    """Fail unless the document says that this request can be answered so."""
    path = path_of(address) if address.startswith(ROOT) else None
    operation = spec()["paths"].get(path, {}).get("get" if method == "HEAD" else method.lower()) if path else None
    if operation is None:
        return
    where = f"{method} {address}: {response.status_code}"
    assert str(response.status_code) in operation["responses"], f"{where} is not in the document"
    answer = _resolved(operation["responses"][str(response.status_code)])
    missing = [name for name in answer.get("headers", {}) if _is_due(name) and name not in response]
    assert not missing, f"{where} lacks {missing}"
    if response.status_code in (301, 304) or method == "HEAD":
        return
    kind = response["Content-Type"].split(";")[0]
    assert kind in answer["content"], f"{where} is {kind}"
    if kind.endswith("json") and not response.streaming and "Content-Disposition" not in response:
        found = orjson.loads(response.content)
        problems = list(faults(found, answer["content"][kind]["schema"]))
        assert not problems, f"{where}: {problems[:5]}"
        assert in_order(found, answer["content"][kind]["schema"]), f"{where}: members are in another order"


def _is_due(name: str) -> bool:
    return bool(spec()["components"]["headers"][name]["required"])


def _resolved(value: dict[str, Any]) -> dict[str, Any]:
    found: Any = value
    while "$ref" in found:
        held: Any = spec()
        for word in found["$ref"].removeprefix("#/").split("/"):
            held = held[word]
        found = held
    return found


_validators: dict[str, Any] = {}


def faults(found: Any, schema: dict[str, Any]) -> Iterator[str]:
    """What of a document does not fit a shape."""
    name = orjson.dumps(schema).decode()
    if name not in _validators:
        whole = {**schema, "components": {"schemas": spec()["components"]["schemas"]}}
        _validators[name] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    for error in _validators[name].iter_errors(found):
        yield f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"


def in_order(found: Any, schema: dict[str, Any]) -> bool:
    """Whether members come as the shape lists them; of alternatives, those of the first."""
    shape = _resolved(schema)
    shape = _resolved(shape["anyOf"][0]) if "anyOf" in shape and len(shape["anyOf"]) == 2 else shape
    if isinstance(found, list):
        return all(in_order(one, shape.get("items", {})) for one in found)
    if not isinstance(found, dict) or "properties" not in shape:
        return True
    members = shape["properties"]
    expected = [name for name in members if name in found]
    return list(found) == expected and all(in_order(value, members[name]) for name, value in found.items())
