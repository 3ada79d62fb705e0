"""The vocabulary as data: measures with their definitions, and every code list."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext, override

from tracker import vocabulary
from tracker.rules import RULES
from tracker.vocabulary import MAGNITUDES, MEASURES, POPULATION_GROUPS

Rows = list[dict[str, Any]]


def measures(language: str) -> Rows:
    """Every measure; words in a language, codes in none."""
    with override(language):
        return [
            {
                "code": measure.code,
                "label": gettext(measure.label),
                "counts": gettext(measure.counts),
                "does_not_count": gettext(measure.does_not_count),
                "bases": [basis.value for basis in measure.bases],
                "unit": measure.unit.value,
                "rounded_on_cards": measure.rounded_on_cards,
                "hxl": measure.hxl,
            }
            for measure in MEASURES.values()
        ]


def _codes(found: type[StrEnum]) -> Callable[[], Rows]:
    def rows() -> Rows:
        return [{"code": code.value, "label": code.value.replace("_", " ")} for code in found if code.value]

    return rows


def _measures() -> Rows:
    return [{"code": measure.code, "label": measure.label} for measure in MEASURES.values()]


def _groups() -> Rows:
    return [
        {"code": group.code, "label": group.label, "sensitive": group.sensitive} for group in POPULATION_GROUPS.values()
    ]


def _magnitudes() -> Rows:
    return [{"code": word, "label": word, "at_least": floor} for word, floor in MAGNITUDES.items()]


def _rules() -> Rows:
    return [{"code": rule.code, "label": rule.title, "kind": rule.kind} for rule in RULES.values()]


def _letters() -> Rows:
    return [{"code": code, "label": "cannot be judged" if code == "F" else code} for code in vocabulary.RELIABILITIES]


CODELISTS: dict[str, Callable[[], Rows]] = {
    "measure": _measures,
    "basis": _codes(vocabulary.Basis),
    "counting": _codes(vocabulary.Counting),
    "unit": _codes(vocabulary.Unit),
    "level": _codes(vocabulary.Level),
    "qualifier": _codes(vocabulary.Qualifier),
    "magnitude": _magnitudes,
    "cause": _codes(vocabulary.Cause),
    "people_status": _codes(vocabulary.PeopleStatus),
    "population_group": _groups,
    "gender": _codes(vocabulary.Gender),
    "role": _codes(vocabulary.Role),
    "grade": _codes(vocabulary.Grade),
    "party": _codes(vocabulary.Party),
    "attribution": _codes(vocabulary.Attribution),
    "supersedes_kind": _codes(vocabulary.SupersedesKind),
    "partition": _codes(vocabulary.Partition),
    "place_level": _codes(vocabulary.PlaceLevel),
    "place_precision": _codes(vocabulary.PlacePrecision),
    "date_precision": _codes(vocabulary.DatePrecision),
    "as_of_basis": _codes(vocabulary.AsOfBasis),
    "organisation_kind": _codes(vocabulary.OrganisationKind),
    "document_kind": _codes(vocabulary.DocumentKind),
    "source_reliability": _letters,
    "bounds_basis": _codes(vocabulary.BoundsBasis),
    "flag": _codes(vocabulary.Flag),
    "reason": _codes(vocabulary.Reason),
    "action": _codes(vocabulary.LedgerAction),
    "rule": _rules,
}
"""Every code list by its name in the address, which is the name of the field where there is one."""


def codelist(name: str) -> Rows | None:
    """The codes of a list, or None when there is no such list."""
    rows = CODELISTS.get(name.lower())
    return None if rows is None else rows()
