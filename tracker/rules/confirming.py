"""What a door does with findings: which stop a save, which ask for a reason, and what a reason lifts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracker.rules.catalogue import CONFIRMABLE_ERRORS, RULES
from tracker.rules.fields import NUMBER_FIELDS
from tracker.rules.findings import Finding


def combined(read: Iterable[Finding], checked: Iterable[Finding]) -> list[Finding]:
    """The findings of reading and of checking one row, errors first, without echoes of what was unreadable.

    A field that could not be read is absent from the values, and is not reported as missing too; an
    unreadable number leaves its qualifier and its companions unjudged.
    """
    unread = list(read)
    names = {finding.field for finding in unread}
    if names & set(NUMBER_FIELDS):
        names |= set(NUMBER_FIELDS)
    rest = [finding for finding in checked if finding.code != "E15" or finding.field not in names]
    return sorted((*unread, *rest), key=lambda finding: not finding.is_error)


def stopping(findings: Iterable[Finding], confirm: Mapping[str, str]) -> list[Finding]:
    """The errors that stop any save: all of them, but for those that a given reason lifts (E8)."""
    return [one for one in findings if one.is_error and not (one.code in CONFIRMABLE_ERRORS and _reason(confirm, one))]


def asking(findings: Iterable[Finding]) -> list[Finding]:
    """What asks for a reason before a submit: the warnings, and the errors that a reason lifts (E8)."""
    return [one for one in findings if not one.is_error or one.code in CONFIRMABLE_ERRORS]


def is_lifted_by_a_reason(code: str) -> bool:
    """Whether a reason answers this finding: a warning, or one of the errors that a reason lifts."""
    return code in RULES and (RULES[code].kind == "warning" or code in CONFIRMABLE_ERRORS)


def _reason(confirm: Mapping[str, str], finding: Finding) -> str:
    return str(confirm.get(finding.code) or "").strip()
