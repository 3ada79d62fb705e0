"""Everything wrong with a whole claim: all checks, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from tracker.rules.checking.combinations import check_combinations
from tracker.rules.checking.dates import check_dates
from tracker.rules.checking.evidence import check_evidence
from tracker.rules.checking.history import check_history
from tracker.rules.checking.judgements import check_judgements
from tracker.rules.checking.kinds import are_of_their_kinds, check_kinds
from tracker.rules.checking.names import check_names
from tracker.rules.checking.numbers import check_numbers
from tracker.rules.checking.places import check_place, check_precision
from tracker.rules.checking.repeats import check_repeats
from tracker.rules.checking.required import check_required
from tracker.rules.checking.scale import check_scale
from tracker.rules.checking.sources import check_source
from tracker.rules.checking.values import Values
from tracker.rules.checking.wholes import check_whole
from tracker.rules.checking.words import check_quote, check_words
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding

Check = Callable[[Values, Facts], Iterator[Finding]]

_CHECKS: tuple[Check, ...] = (
    # Errors: what cannot be true, or cannot be used.
    check_required,
    check_kinds,
    check_evidence,
    check_numbers,
    check_words,
    check_dates,
    check_place,
    check_combinations,
    check_judgements,
    check_whole,
    # Warnings: what may be true, but somebody should look again and say why.
    check_quote,
    check_history,
    check_scale,
    check_repeats,
    check_precision,
    check_source,
    check_names,
)


def check_figure(values: Values, facts: Facts) -> list[Finding]:
    """Everything wrong with a whole claim, errors first, then warnings; an empty list means that it is valid.

    `values` are typed as `read_figure` returns them, and complete: a field that is absent counts as empty.
    """
    return _found(_CHECKS, values, facts)


def check_figures(claims: Sequence[tuple[Values, Facts]]) -> list[list[Finding]]:
    """What `check_figure` says of each of these claims.

    The claims of a file are alike: of what they have in common, it is seen once that nothing is wrong with it.
    """
    if not are_of_their_kinds([values for values, _ in claims]):
        return [check_figure(values, facts) for values, facts in claims]
    return [
        _found(_BESIDE_FORM if _is_well_formed(_form_of(values), facts.publisher_known) else _CHECKS, values, facts)
        for values, facts in claims
    ]


def _found(checks: Iterable[Check], values: Values, facts: Facts) -> list[Finding]:
    findings = [finding for check in checks for finding in check(values, facts)]
    return sorted(findings, key=lambda finding: not finding.is_error) if findings else findings


_OF_FORM = (check_required, check_combinations, check_judgements)
"""Checks that ask which fields hold something, and which of a few codes."""
_BESIDE_FORM = tuple(one for one in _CHECKS if one is not check_kinds and one not in _OF_FORM)
_CODES = ("measure", "basis", "unit", "qualifier", "role", "grade")
_HELD = (
    "crisis", "place_code", "organisation", "originator", "speaker", "reference_period_start", "reference_period_end",
    "as_of_date", "supersedes", "supersedes_kind", "part_of", "partition", "latitude", "longitude", "household_size",
    "share_of", "role_reason", "grade_reason",
)  # fmt: skip
_FORM = (*_CODES, *_HELD)


def _form_of(values: Values) -> tuple[object, ...]:
    """What the checks of form see of a claim, in the order of _FORM: codes, and of the rest only what is empty.

    A text of spaces stays one: it is something, and no reason.
    """
    held = [
        value if value is None or (isinstance(value, str) and not value.strip()) else bool(value)
        for value in map(values.get, _HELD)
    ]
    return (*map(values.get, _CODES), *held)


@lru_cache(maxsize=20_000)
def _is_well_formed(form: tuple[object, ...], publisher_known: bool) -> bool:
    """Whether the checks of form find nothing in a claim of this form."""
    facts = Facts.unknown()._replace(publisher_known=publisher_known)
    return not _found(_OF_FORM, dict(zip(_FORM, form, strict=True)), facts)
