"""Claims of a row as text, and back: what a reader made of a file is kept until somebody confirms it.

Values come back as JSON holds them; the rules read text and typed values alike. `fingerprint` is how a claim is known
again when the same file, or its next release, comes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

import orjson

from tracker.intake.readers.rows import Claim, EventHint, PlaceHint
from tracker.rules import Finding
from tracker.vocabulary import DocumentKind

EDITED_CELLS = "="
"""Where the cells stand, among what a person changed of a row, that were typed before it could be read: no part of a
row goes by this name."""


def claims_as_text(claims: Iterable[Claim]) -> str:
    """Claims as JSON text."""
    return orjson.dumps([_as_dict(claim) for claim in claims], default=str).decode()


def claims_in(text: str) -> tuple[Claim, ...]:
    """The claims of a text that `claims_as_text` made; those of one place or event have it in common."""
    hints: list[_Held] = []
    return tuple(_claim(held, hints) for held in orjson.loads(text)) if text else ()


def fingerprint(claim: Claim) -> str:
    """The SHA-256 of what a claim says, whatever edition of its dataset says so."""
    stated = claim.fields
    if _is_dataset(stated.get("document")):
        stated = {name: value for name, value in stated.items() if name != "document"}
    said = [
        stated, claim.part_of, claim.held_back, *(_plain(one) for one in (claim.place, claim.origin, claim.event)),
        claim.citations,
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


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
    held: dict[str, Any] = {"fields": dict(claim.fields)}
    for name in ("part", "part_of", "held_back", "known_as"):
        if getattr(claim, name) not in ("", None):
            held[name] = getattr(claim, name)
    if claim.part_of == "":
        held["part_of"] = ""
    for name in ("place", "origin", "event"):
        if getattr(claim, name) is not None:
            held[name] = _plain(getattr(claim, name))
    if claim.citations:
        held["citations"] = list(claim.citations)
    if claim.columns:
        held["columns"] = dict(claim.columns)
    return held


def _plain(hint: PlaceHint | EventHint | None) -> dict[str, Any] | None:
    """A hint as its fields by name; written out because dataclasses.asdict copies every value deeply."""
    if hint is None:
        return None
    names, parts_of = _PARTS[type(hint)]
    held = dict(zip(names, parts_of(hint), strict=True))
    if isinstance(hint, EventHint):
        held["place"] = _plain(hint.place)
    return held


_NAMES = {kind: tuple(one.name for one in fields(kind)) for kind in (PlaceHint, EventHint)}
_PARTS = {kind: (names, attrgetter(*names)) for kind, names in _NAMES.items()}

_Held = tuple[Mapping[str, Any], PlaceHint | EventHint]
"""A hint as it is kept, and as it was made again."""


def _claim(given: dict[str, Any], hints: list[_Held]) -> Claim:
    for name, make in (("place", _place), ("origin", _place), ("event", _event)):
        if given.get(name) is not None:
            given[name] = _hint(given[name], make, hints)
    given["citations"] = tuple(given.get("citations", ()))
    return Claim(**given)


def _hint(
    held: Mapping[str, Any], make: Callable[[Mapping[str, Any]], PlaceHint | EventHint], hints: list[_Held]
) -> PlaceHint | EventHint:
    """The hint of an earlier claim of the row that says the same, else one made now."""
    for said, hint in hints:
        if said == held:
            return hint
    hints.append((held, make(held)))
    return hints[-1][1]


def _event(held: Mapping[str, Any]) -> EventHint:
    place = held.get("place")
    return EventHint(**{**held, "place": None if place is None else _place(place)})


def _place(held: Mapping[str, Any]) -> PlaceHint:
    lists = {name: tuple(held[name]) for name in ("codes", "names", "sites")}
    return PlaceHint(**{**held, **lists})
