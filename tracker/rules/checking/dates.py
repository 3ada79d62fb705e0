"""Time runs forwards, and nobody knows the future (E5, E6, E7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.rules.checking.values import Values, day_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import Basis, gettext_noop

_ = gettext_noop


def check_dates(values: Values, facts: Facts) -> Iterator[Finding]:
    """E5, E6, E7: time runs forwards, and nobody knows the future."""
    start, latest = day_of(values, "reference_period_start"), day_of(values, "reference_period_start_latest")
    end, as_of = day_of(values, "reference_period_end"), day_of(values, "as_of_date")
    last = "as_of_date" if values.get("basis") == Basis.CUMULATIVE else ""
    backwards = (
        ("reference_period_start_latest", start, latest),
        ("reference_period_end", latest or start, end),
        (last, latest or start, as_of if last else None),
    )
    for name, earlier, later in backwards:
        if earlier and later and later < earlier:
            template = _("%(found)s is before the start, %(start)s. Expected %(expected)s.")
            expected = _("the start or a later day")
            yield make_finding("E5", name, template, found=later, expected=expected, start=earlier.isoformat())
    yield from _check_future(values, facts.today)
    yield from _check_publication(as_of, facts.document_published)


def _check_future(values: Values, today: date) -> Iterator[Finding]:
    for name in ("statement_date", "as_of_date"):
        day = day_of(values, name)
        if day and day > today:
            template = _("%(found)s is in the future. Expected %(expected)s.")
            expected = _("today or an earlier day")
            yield make_finding("E6", name, template, found=day, expected=expected, example=today.isoformat())


def _check_publication(as_of: date | None, published: date | None) -> Iterator[Finding]:
    if published and as_of and published < as_of:
        template = _(
            "The document was published on %(published)s, before the as-of date %(found)s. Expected %(expected)s."
        )
        yield make_finding(
            "E7", "as_of_date", template, found=as_of,
            expected=_("an as-of date on or before publication"), published=published.isoformat(),
        )  # fmt: skip
