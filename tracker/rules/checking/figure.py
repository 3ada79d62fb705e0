"""Everything wrong with a whole claim: all checks, in the order in which their findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracker.rules.checking.combinations import check_combinations
from tracker.rules.checking.dates import check_dates
from tracker.rules.checking.evidence import check_evidence
from tracker.rules.checking.history import check_history
from tracker.rules.checking.judgements import check_judgements
from tracker.rules.checking.kinds import check_kinds
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

_CHECKS: tuple[Callable[[Values, Facts], Iterator[Finding]], ...] = (
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
    findings = [finding for check in _CHECKS for finding in check(values, facts)]
    return sorted(findings, key=lambda finding: not finding.is_error)
