"""Parts of one partition against their total, METHOD R10 (E18, W5)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker import wording
from tracker.rules.checking.values import Values
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def check_whole(values: Values, facts: Facts) -> Iterator[Finding]:
    """E18, W5: parts of one partition against their total (METHOD R10)."""
    if facts.parts_sum is None or facts.whole_value is None:
        return
    found, whole = facts.parts_sum, wording.digits(facts.whole_value)
    if facts.parts_sum > facts.whole_value and not facts.whole_open:
        template = _("The parts add up to %(found)s, more than their total of %(whole)s. Expected %(expected)s.")
        yield make_finding("E18", "value", template, found=found, expected=_("parts within the total"), whole=whole)
    elif facts.parts_sum > facts.whole_value:
        template = _("The parts add up to %(found)s, more than the least their total can be, %(whole)s. Is that so?")
        yield make_finding("W5", "value", template, found=found, expected=_("parts that fit it"), whole=whole)
    elif facts.parts_sum < facts.whole_value and facts.parts_complete:
        template = _("The parts add up to %(found)s, less than their total of %(whole)s. Is a part missing?")
        yield make_finding("W5", "value", template, found=found, expected=_("parts that fit it"), whole=whole)
