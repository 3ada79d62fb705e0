"""Against what was said before (W2, W3, W9)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import wording
from tracker.rules.checking.values import Values, best_of, day_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import Basis, gettext_noop

_ = gettext_noop


def check_history(values: Values, facts: Facts) -> Iterator[Finding]:
    """W2, W3, W9: against what was said before."""
    best = best_of(values)
    earlier, last = facts.earlier_by_speaker, facts.last_of_series
    if best is not None and earlier is not None and best < earlier and values.get("basis") == Basis.CUMULATIVE:
        template = _(
            "%(found)s is lower than the same source said before, %(expected)s. Is it a correction, or another scope?"
        )
        yield make_finding("W2", "value", template, found=best, expected=wording.digits(earlier))
    if best is not None and last and (best > 3 * last or 3 * best < last):
        template = _(
            "%(found)s is far from the last value of this series, %(expected)s. Is a digit missing, or one too many?"
        )
        yield make_finding("W3", "value", template, found=best, expected=wording.digits(last))
    as_of = day_of(values, "as_of_date")
    if as_of and facts.newer_as_of and as_of < facts.newer_as_of:
        template = _("The as-of date %(found)s is older than the newest of this series, %(expected)s.")
        yield make_finding("W9", "as_of_date", template, found=as_of, expected=facts.newer_as_of.isoformat())
