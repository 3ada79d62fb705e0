"""A parameter of an address, declared once beside the view that takes it: what it does, how its text is read, and the
schema of what is taken. Views read with `read`, the document (api/schema/) prints `schema`: they cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracker.selectors import parsing
from tracker.selectors.filters import Filter
from tracker.selectors.refusals import Problem, QueryError

Reader = Callable[[str, str], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `read` turns its text into a value or raises QueryError; `schema` is JSON Schema."""

    name: str
    about: str
    schema: Mapping[str, Any]
    read: Reader
    required: bool = False
    example: Any = None


def by_name(*found: Parameter) -> dict[str, Parameter]:
    """Parameters by their names, in the order they are declared."""
    return {one.name: one for one in found}


def code(name: str, about: str, codes: Iterable[str], *, example: str = "", required: bool = False) -> Parameter:
    """One of these codes, in any case."""
    known = {str(one).casefold(): str(one) for one in codes}

    def read(parameter: str, text: str) -> str:
        if text.casefold() not in known:
            detail = f'"{text}" is no {parameter}; known are {", ".join(known.values())}.'
            raise QueryError(Problem(parameter, "invalid_code", detail))
        return known[text.casefold()]

    schema = {"type": "string", "enum": list(known.values())}
    return Parameter(name, about, schema, read, required, example or None)


def day(name: str, about: str, *, example: str = "2020-02-13", required: bool = False) -> Parameter:
    """A calendar day."""
    return Parameter(name, about, {"type": "string", "format": "date"}, parsing.day, required, example)


def yes_or_no(name: str, about: str) -> Parameter:
    """True or false."""
    return Parameter(name, about, {"type": "boolean"}, parsing.yes_or_no)


def whole(name: str, about: str, *, least: int = 0, most: int | None = None, usual: int | None = None) -> Parameter:
    """A whole number within its limits; `usual` is what holds where nobody asks."""
    schema: dict[str, Any] = {"type": "integer", "minimum": least, "maximum": 10**18 - 1 if most is None else most}
    if usual is not None:
        schema["default"] = usual
    return Parameter(name, about, schema, partial(parsing.whole, least=least, most=most))


def words(name: str, about: str, read: Reader = lambda _, text: text, *, example: str = "") -> Parameter:
    """A text that means something in the database: a code of a place, a name."""
    return Parameter(name, about, {"type": "string", "minLength": 1}, read, example=example or None)


def of_filter(one: Filter) -> Parameter:
    """A filter of figures as a parameter; where several values are taken, commas stand between them."""
    schema = _SCHEMAS[one.schema]
    if one.most is not None:
        schema = {**schema, "minimum": 0, "maximum": one.most}
    if one.codes:
        schema = several(one.codes)
    elif one.several and one.schema == "integer":
        schema = {"anyOf": [schema, {"type": "string", "pattern": "^[0-9]{1,18}(,[0-9]{1,18})*$"}]}
    return Parameter(one.name, one.about, schema, one.read, example=one.example or None)


def several(codes: Iterable[str]) -> dict[str, Any]:
    """One code of a list, or some with commas between them. Two forms, so that clients offer the codes by name."""
    listed = {"type": "string", "pattern": "^-?[A-Za-z0-9_]+(,-?[A-Za-z0-9_]+)*$"}
    return {"anyOf": [{"type": "string", "enum": list(codes)}, listed]}


_SCHEMAS: dict[str, dict[str, Any]] = {
    "string": {"type": "string", "minLength": 1},
    "integer": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "date-time": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]},
    "bbox": {"type": "string", "pattern": r"^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){3}$"},
}
