"""Fields without which nobody could say what is counted, where, or by whom (E15)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values, has, text_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import Basis, gettext_noop

_ = gettext_noop


def check_required(values: Values, facts: Facts) -> Iterator[Finding]:
    """E15: fields without which nobody could say what is counted, where, or by whom."""
    for name in ("crisis", "measure", "basis", "unit", "qualifier", "place_code"):
        if not has(values, name):
            yield missing(name, _("Every figure needs: %(field)s."))
    if not any(has(values, name) for name in ("organisation", "originator", "speaker")) and not facts.publisher_known:
        template = _("Nobody is named as the source. Name an organisation, a speaker or an originator.")
        yield missing("organisation", template)
    yield from _check_required_dates(values)
    yield from _check_pairs(values)


_DATES_OF_BASIS: dict[str, tuple[str, ...]] = {
    Basis.STOCK: ("as_of_date",),
    Basis.CUMULATIVE: ("reference_period_start", "as_of_date"),
    Basis.PERIOD: ("reference_period_start", "reference_period_end"),
}


def _check_required_dates(values: Values) -> Iterator[Finding]:
    basis = text_of(values, "basis")
    for name in _DATES_OF_BASIS.get(basis, ()):
        if not has(values, name):
            template = _("A figure with the basis %(basis)s needs: %(field)s.")
            yield missing(name, template, basis=basis, example="2020-02-13")


_NOTHING = (None, "")
_PAIRS = (
    ("supersedes", "supersedes_kind"),
    ("part_of", "partition"),
    ("latitude", "longitude"),
)


def _check_pairs(values: Values) -> Iterator[Finding]:
    for one, other in _PAIRS:
        given = values.get(one) not in _NOTHING
        if given != (values.get(other) not in _NOTHING):
            absent, present = (other, one) if given else (one, other)
            yield missing(absent, _("%(field)s is needed where %(present)s is given."), present=present)


def missing(name: str, template: str, *, example: str = "", **params: object) -> Finding:
    """E15 at a field that has to hold a value."""
    return make_finding("E15", name, template, expected=_("a value"), example=example, **params)
