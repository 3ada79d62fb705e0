"""Claims of a row as text, and back: what a reader made of a file is kept until somebody confirms it.

Values come back as JSON holds them; the rules read text and typed values alike. `fingerprint` is how a claim is known
again when the same file, or its next release, comes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from tracker.intake.readers.rows import Claim, EventHint, PlaceHint
from tracker.rules import Finding
from tracker.vocabulary import DocumentKind

EDITED_CELLS = "="
"""Where the cells stand, among what a person changed of a row, that were typed before it could be read: no part of a
row goes by this name."""


def claims_as_text(claims: Sequence[Claim]) -> str:
    """The claims of a row as JSON text: of each later one, what it does not have in common with the first."""
    if not claims:
        return "[]"
    first, *others = claims
    return orjson.dumps([_as_dict(first), *(_beside(first, one) for one in others)], default=str).decode()


def claims_in(text: str) -> tuple[Claim, ...]:
    """The claims of a text that `claims_as_text` made; those of one place or event have it in common."""
    claims: list[Claim] = []
    for held in orjson.loads(text) if text else ():
        claims.append(_claim_beside(claims[0], held) if "like" in held else _claim(held))
    return tuple(claims)


def fingerprint(claim: Claim) -> str:
    """The SHA-256 of what a claim says, whatever edition of its dataset says so."""
    return fingerprints([claim])[0]


def fingerprints(claims: Sequence[Claim]) -> list[str]:
    """The same for the claims of a row, which mostly name the same place and the same event."""
    told: dict[int, orjson.Fragment] = {}
    return [_fingerprint(claim, told) for claim in claims]


def _fingerprint(claim: Claim, told: dict[int, orjson.Fragment]) -> str:
    stated = claim.fields
    if _is_dataset(stated.get("document")):
        stated = {name: value for name, value in stated.items() if name != "document"}
    hints = (claim.place, claim.origin, claim.event)
    for hint in hints:
        if id(hint) not in told:
            told[id(hint)] = orjson.Fragment(_sorted(_plain(hint)))
    said = [stated, claim.part_of, claim.held_back, *(told[id(hint)] for hint in hints), claim.citations]
    return hashlib.sha256(_sorted(said)).hexdigest()


def _sorted(said: Any) -> bytes:
    return orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)


def record_of(claim: Claim) -> str:
    """The hash by which the rows of one file that are the same record are found: of its identity, else of its words.

    Parts share the record of their total and differ by their part.
    """
    named = [str(claim.fields.get(name) or "").strip() for name in ("source_system", "external_id")]
    if not named[1]:
        return fingerprint(claim)
    return hashlib.sha256(orjson.dumps([*named, claim.part])).hexdigest()


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept with its row; its `column` is the header of the cell it stands at."""
    held: dict[str, Any] = {
        "code": finding.code,
        "field": finding.field,
        "column": str(finding.params.get("column", "")),
        "message": finding.message,
    }
    for name in ("found", "expected", "example", "template"):
        if getattr(finding, name):
            held[name] = getattr(finding, name)
    if finding.params:
        held["params"] = {
            name: value if isinstance(value, int) else str(value) for name, value in finding.params.items()
        }
    return held


def _is_dataset(document: Any) -> bool:
    return isinstance(document, Mapping) and document.get("kind") == DocumentKind.DATASET


def _as_dict(claim: Claim) -> dict[str, Any]:
    hints = {name: _plain(hint) for name in _HINTS if (hint := getattr(claim, name)) is not None}
    columns = {"columns": dict(claim.columns)} if claim.columns else {}
    return {"fields": dict(claim.fields), **_own(claim), **hints, **columns}


def _beside(first: Claim, claim: Claim) -> dict[str, Any]:
    """A claim by what differs from the first of its row; `like` are the hints that both have in common."""
    like = [name for name in _HINTS if getattr(claim, name) is getattr(first, name)]
    hints = {name: _plain(getattr(claim, name)) for name in _HINTS if name not in like}
    return {
        "like": like, **hints, **_own(claim), "fields": _changes(first.fields, claim.fields),
        "columns": _changes(first.columns, claim.columns), "gone": [*(first.fields.keys() - claim.fields.keys())],
        "gone_columns": [*(first.columns.keys() - claim.columns.keys())],
    }  # fmt: skip


def _changes(first: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What of the other is not the very same in the first: a reader hands over one object where both say the same."""
    return {name: value for name, value in other.items() if first.get(name, _NONE) is not value}


_HINTS = ("place", "origin", "event")
_NONE = object()


def _own(claim: Claim) -> dict[str, Any]:
    """What no claim has in common with another."""
    held: dict[str, Any] = {}
    if claim.part:
        held["part"] = claim.part
    if claim.part_of is not None:
        held["part_of"] = claim.part_of
    if claim.held_back:
        held["held_back"] = claim.held_back
    if claim.known_as:
        held["known_as"] = claim.known_as
    if claim.citations:
        held["citations"] = claim.citations
    return held


def _plain(hint: PlaceHint | EventHint | None) -> dict[str, Any] | None:
    """A hint as its fields by name."""
    if hint is None:
        return None
    held = hint._asdict()
    if isinstance(hint, EventHint):
        held["place"] = _plain(hint.place)
    return held


def _claim(held: dict[str, Any]) -> Claim:
    made = {name: make(held[name]) for name, make in _MAKE.items() if held.get(name) is not None}
    return Claim(**{**held, **made, "citations": tuple(held.get("citations", ()))})


def _claim_beside(first: Claim, held: dict[str, Any]) -> Claim:
    """A claim from what `_beside` keeps of it."""
    like = {name: getattr(first, name) for name in held.pop("like")}
    held["fields"] = _changed(first.fields, held["fields"], held.pop("gone"))
    held["columns"] = _changed(first.columns, held["columns"], held.pop("gone_columns"))
    return _claim(held)._replace(**like)


def _changed(first: Mapping[str, Any], changes: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    changed = {**first, **changes}
    for name in gone:
        del changed[name]
    return changed


def _event(held: Mapping[str, Any]) -> EventHint:
    place = held.get("place")
    return EventHint(**{**held, "place": None if place is None else _place(place)})


def _place(held: Mapping[str, Any]) -> PlaceHint:
    lists = {name: tuple(held[name]) for name in ("codes", "names", "sites")}
    return PlaceHint(**{**held, **lists})


_MAKE = {"place": _place, "origin": _place, "event": _event}
