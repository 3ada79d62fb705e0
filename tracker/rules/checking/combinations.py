"""Basis, unit and qualifier fit the measure and one another (E16)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values, has, text_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import MEASURES, Basis, Qualifier, Unit, gettext_noop

_ = gettext_noop

_BASES, _UNITS = frozenset(Basis), frozenset(Unit)


def check_combinations(values: Values, facts: Facts) -> Iterator[Finding]:
    """E16: what cannot go together. An unknown code is left to the check of kinds."""
    measure = MEASURES.get(text_of(values, "measure"))
    basis, unit = text_of(values, "basis"), text_of(values, "unit")
    if measure and basis in _BASES and basis not in measure.bases:
        template = _("%(measure)s cannot have the basis %(found)s. Expected one of: %(expected)s.")
        yield _combination("basis", template, basis, ", ".join(measure.bases), measure=measure.code)
    if measure and unit in _UNITS and basis in _BASES:
        fitting = _fitting_units(measure.unit, basis)
        if unit not in fitting:
            template = _("%(measure)s with the basis %(basis)s cannot be counted in %(found)s. Expected: %(expected)s.")
            yield _combination("unit", template, unit, ", ".join(fitting), measure=measure.code, basis=basis)
    if values.get("household_size") is not None and unit != Unit.HOUSEHOLD:
        template = _("A household size of %(found)s belongs to figures counted in %(expected)s.")
        yield _combination("household_size", template, values.get("household_size"), Unit.HOUSEHOLD.value)
    if basis in _BASES and basis != Basis.SHARE:
        yield from _check_share_alone(values, basis)


def _check_share_alone(values: Values, basis: str) -> Iterator[Finding]:
    if values.get("qualifier") == Qualifier.MAJORITY:
        template = _("“Most of” is a %(expected)s, not a number with the basis %(found)s.")
        yield _combination("qualifier", template, basis, Basis.SHARE.value)
    if has(values, "share_of"):
        template = _("share_of names the base of a %(expected)s, but the basis is %(found)s.")
        yield _combination("share_of", template, basis, Basis.SHARE.value)


def _fitting_units(unit: Unit, basis: str) -> tuple[Unit, ...]:
    if basis == Basis.SHARE:
        return (Unit.PERCENT,)
    if unit != Unit.PERSON:
        return (unit,)
    if basis == Basis.PERIOD:
        return (Unit.PERSON, Unit.HOUSEHOLD, Unit.PERSON_PER_DAY)
    return (Unit.PERSON, Unit.HOUSEHOLD)


def _combination(at: str, template: str, found: object, expected: str, **params: object) -> Finding:
    example = expected.split(", ")[0]
    return make_finding("E16", at, template, found=found, expected=expected, example=example, **params)
