"""JSON Schema in a few words. A shape is a schema as a dictionary; a named one is kept once and referred to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.codes import CODELISTS

Shape = dict[str, Any]

NAMED: dict[str, Shape] = {}
"""Shapes by name: `components.schemas` of the document."""


def named(name: str, shape: Shape) -> Shape:
    """Keep a shape under a name; returns the reference to it."""
    held = NAMED.setdefault(name, shape)
    if held != shape:
        raise ValueError(f"two shapes are named {name}")
    return {"$ref": f"#/components/schemas/{name}"}


def name_of(shape: Mapping[str, Any]) -> str:
    """The name that a reference leads to."""
    return str(shape["$ref"]).rpartition("/")[2]


def text(about: str = "", **more: Any) -> Shape:
    """A text."""
    return _described({"type": "string", **more}, about)


def whole(about: str = "", **more: Any) -> Shape:
    """A whole number."""
    return _described({"type": "integer", **more}, about)


def number(about: str = "", **more: Any) -> Shape:
    """A number that may have decimals."""
    return _described({"type": "number", **more}, about)


def truth(about: str = "") -> Shape:
    """True or false."""
    return _described({"type": "boolean"}, about)


def day(about: str = "") -> Shape:
    """A calendar day."""
    return text(about, format="date")


def moment(about: str = "") -> Shape:
    """A moment in UTC."""
    return text(about, format="date-time")


def address(about: str = "") -> Shape:
    """An address, from the root where the site does not know its own."""
    return text(about, format="uri-reference")


def listed(items: Shape, about: str = "", **more: Any) -> Shape:
    """A list."""
    return _described({"type": "array", "items": items, **more}, about)


def mapping(values: Shape, about: str = "", **more: Any) -> Shape:
    """An object whose members are all alike."""
    return _described({"type": "object", "additionalProperties": values, **more}, about)


def thing(about: str = "", /, *, optional: Iterable[str] = (), **members: Shape) -> Shape:
    """An object with these members in this order; all are always there but the optional ones."""
    return _described(
        {
            "type": "object",
            "properties": members,
            "required": [name for name in members if name not in set(optional)],
        },
        about,
    )


def code(name: str, about: str = "") -> Shape:
    """A code of a list (`codelists/{name}/`)."""
    codes = [row["code"] for row in CODELISTS[name]()]
    listed_codes = text(f"Codes of codelists/{name}/. New ones may be added.", enum=codes)
    found = named("".join(word.title() for word in name.split("_")) + "Code", listed_codes)
    return {**found, "description": about} if about else found


def maybe(shape: Shape) -> Shape:
    """The shape, or null where nobody said."""
    kind = shape.get("type")
    if isinstance(kind, str) and "enum" not in shape:
        return {**shape, "type": [kind, "null"]}
    about = shape.get("description", "")
    bare = {key: value for key, value in shape.items() if key != "description"}
    return _described({"anyOf": [bare, {"type": "null"}]}, about)


def _described(shape: Shape, about: str) -> Shape:
    return {**shape, "description": about} if about else shape
