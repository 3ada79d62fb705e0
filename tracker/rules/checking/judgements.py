"""An editor who overrides says why (E17)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.rules.checking.values import Values, text_of
from tracker.rules.facts import Facts
from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import Role, gettext_noop

_ = gettext_noop


def check_judgements(values: Values, facts: Facts) -> Iterator[Finding]:
    """E17: an editor's override says why."""
    for name, neutral, why in (("role", Role.NONE.value, "role_reason"), ("grade", "", "grade_reason")):
        judgement = text_of(values, name) or neutral
        if judgement != neutral and not text_of(values, why).strip():
            template = _("The %(judged)s “%(found)s” is a judgement. Give its reason in %(field)s.")
            yield make_finding("E17", why, template, found=judgement, expected=_("a reason"), judged=name)
