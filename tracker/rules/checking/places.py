"""Inside the area of the crisis, and as narrow as the source makes it (E8, W10)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values, has, text_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def check_place(values: Values, facts: Facts) -> Iterator[Finding]:
    """E8: inside the area of the crisis, unless somebody says why not."""
    if has(values, "place_code") and not facts.place_in_crisis:
        template = _("%(found)s lies outside the area of the crisis. Expected %(expected)s.")
        expected = _("a place of the crisis, or a reason")
        found = facts.place_name or text_of(values, "place_code")
        yield make_finding("E8", "place_code", template, found=found, expected=expected)


_FINENESS = {"country": 0, "adm1": 1, "adm2": 2, "adm3": 3, "near": 4, "point": 4, "site": 4}


def check_precision(values: Values, facts: Facts) -> Iterator[Finding]:
    """W10: the place is as narrow as the source makes it."""
    if facts.finer_places_in_quote:
        template = _("The quote names %(found)s, which is narrower than the place given.")
        yield make_finding("W10", "place_code", template, found=", ".join(facts.finer_places_in_quote))
        return
    stated, given = _FINENESS.get(text_of(values, "place_precision")), _FINENESS.get(facts.place_level)
    if stated is not None and given is not None and stated > given and values.get("latitude") is None:
        template = _("The source places this at %(expected)s, but the place given is a %(found)s.")
        expected = text_of(values, "place_precision")
        yield make_finding("W10", "place_code", template, found=facts.place_level, expected=expected)
