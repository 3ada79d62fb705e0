"""What each role may do, in one table; every act of the ledger asks here."""

from __future__ import annotations

import re

from tracker.ledger.errors import NOT_ALLOWED, REASON_DUE, UNKEEPABLE_REASON, Refused
from tracker.models import User
from tracker.vocabulary import UserRole

_EVERYONE = frozenset(UserRole)
_REVIEWERS = frozenset({UserRole.REVIEWER, UserRole.EDITOR, UserRole.ADMINISTRATOR})
_EDITORS = frozenset({UserRole.EDITOR, UserRole.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({UserRole.ADMINISTRATOR})

MAY: dict[str, frozenset[UserRole]] = {
    "record": _EVERYONE,
    "submit": _EVERYONE,
    "note": _EVERYONE,
    "publish": _REVIEWERS,
    "return": _REVIEWERS,
    "retract": _REVIEWERS,
    "confirm_redaction": _REVIEWERS,
    "set_series": _EDITORS,
    "set_leads": _EDITORS,
    "rename": _EDITORS,
    "permit": _EDITORS,
    "merge": _EDITORS,
    "manage_crises": _EDITORS,
    "manage_accounts": _ADMINISTRATORS,
    "redact": _ADMINISTRATORS,
}
"""Act -> roles that may."""


def allows(user: User, act: str) -> bool:
    """Whether this person may do that."""
    return user.is_active and UserRole(user.role) in MAY[act]


def require(user: User, act: str) -> None:
    """Raise Refused with code "role" unless this person may do that."""
    if not allows(user, act):
        raise Refused("role", "actor", NOT_ALLOWED)


LONGEST_REASON = 1_000
"""Characters; what a reason's columns hold."""

_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def require_reason(reason: str, *, due: str = REASON_DUE) -> str:
    """The reason without surrounding space; raises Refused E11, which says that it is `due`, when there is none."""
    said = optional_reason(reason)
    if not said:
        raise Refused("E11", "reason", due)
    return said


def optional_reason(reason: str) -> str:
    """The reason, if any, without surrounding space; raises Refused E19 when it cannot be kept as it is."""
    said = reason.strip().replace("\r\n", "\n")
    if len(said) > LONGEST_REASON or _NO_TEXT.search(said):
        raise Refused("E19", "reason", UNKEEPABLE_REASON)
    return said
