"""Tables in JSON: an array of objects or of rows, the same inside an answer of an API, and GeoJSON.

Parsed whole, up to a limit. The columns are all keys in the order in which they first appear; what is nested inside a
cell stays JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from tracker.intake.readers.content import Content, refuse
from tracker.intake.readers.limits import LARGEST_JSON, MOST_COLUMNS
from tracker.intake.readers.sheets import Row, Sheet, too_wide
from tracker.vocabulary import gettext_noop as _

ENVELOPES = ("data", "results", "items", "value", "records", "rows", "features")
"""Names under which the answers of APIs hold their rows."""


def is_json(start: bytes) -> bool:
    """Whether a file begins as JSON does."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def open_json(content: Content) -> Sheet:
    """The table of a JSON file; raises FileRefused."""
    if content.size > LARGEST_JSON:
        template = _(
            "The JSON file has %(found)s bytes, more than the %(expected)s that can be read. CSV may be longer."
        )
        raise refuse(template, found=content.size, expected=f"{LARGEST_JSON:,}")
    with content.open() as stream:
        held = _table_in(_parsed(stream.read()))
    table = _as_rows(held)

    def rows() -> Iterator[Row]:
        return (Row(cells, may_be_short=True) for cells in table)

    return Sheet.of("", rows)


def _parsed(content: bytes) -> Any:
    text = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as refused:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.startswith(b"{") for line in lines):
            return [_line(line, number) for number, line in enumerate(lines, 1)]
        raise _not_json(refused.lineno, str(refused)) from refused


def _line(line: bytes, number: int) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as refused:
        raise _not_json(number, str(refused)) from refused


def _not_json(line: int, why: str) -> Exception:
    template = _("Line %(line)s is no JSON: %(found)s. Expected %(expected)s.")
    return refuse(template, row=line, found=why, expected=_("a list of objects"), line=line)


def _table_in(parsed: Any) -> Sequence[Any]:
    if isinstance(parsed, Mapping):
        inside = next((parsed[name] for name in ENVELOPES if isinstance(parsed.get(name), list)), None)
        parsed = [parsed] if inside is None else inside
    rows = [_feature(one) for one in parsed] if isinstance(parsed, list) else []
    if not rows or not any(all(isinstance(one, kind) for one in rows) for kind in (dict, list)):
        template = _("The JSON holds no table. Expected %(expected)s.")
        raise refuse(template, found=type(parsed).__name__, expected=_("a list of objects"))
    return rows


def _feature(one: Any) -> Any:
    """The properties of a GeoJSON feature, with its point where it is one."""
    if not (isinstance(one, dict) and isinstance(one.get("properties"), dict)):
        return one
    row = dict(one["properties"])
    geometry = one.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and isinstance(geometry.get("coordinates"), list):
        row |= dict(zip(("longitude", "latitude"), geometry["coordinates"], strict=False))
    return row


def _as_rows(held: Sequence[Any]) -> list[list[str]]:
    if isinstance(held[0], list):
        return [[_cell(value) for value in row] for row in held]
    columns = list(dict.fromkeys(key for row in held for key in row))
    if len(columns) > MOST_COLUMNS:
        raise too_wide(len(columns), 1)
    return [columns, *([_cell(row.get(name)) for name in columns] for row in held)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return orjson.dumps(value).decode() if isinstance(value, bool | list | dict) else str(value)
