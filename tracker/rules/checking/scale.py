"""Against the people who live there and the places inside (W4, W6, W14)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tracker import wording
from tracker.rules.checking.values import Values, best_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import Unit, gettext_noop

_ = gettext_noop


def check_scale(values: Values, facts: Facts) -> Iterator[Finding]:
    """W4, W6, W14: against the people who live there and the places inside."""
    best, unit = best_of(values), values.get("unit")
    size = values.get("household_size")
    if unit == Unit.HOUSEHOLD and size is None:
        template = _("Households without a size stay off the chart of people. Give the size that the source uses.")
        yield make_finding("W14", "household_size", template, expected=_("people in a household"), example="5.3")
    if best is None or unit not in (Unit.PERSON, Unit.HOUSEHOLD):
        return
    people = best * (size if unit == Unit.HOUSEHOLD and isinstance(size, int | Decimal) else 1)
    if facts.place_population is not None and people > facts.place_population:
        template = _("%(found)s is more than the population of the place, %(expected)s.")
        yield make_finding("W4", "value", template, found=people, expected=wording.digits(facts.place_population))
    if facts.part_places_sum is not None and facts.part_places_sum > best:
        template = _("The places inside add up to %(expected)s, more than %(found)s for the whole place.")
        yield make_finding("W6", "value", template, found=best, expected=wording.digits(facts.part_places_sum))
