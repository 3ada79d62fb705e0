"""What each role may do, in one table; every act of the ledger asks here."""

from __future__ import annotations

from tracker.ledger.errors import NOT_ALLOWED, REASON_DUE, Refused
from tracker.models import User
from tracker.vocabulary import UserRole

_EVERYONE = frozenset(UserRole)
_REVIEWERS = frozenset({UserRole.REVIEWER, UserRole.EDITOR, UserRole.ADMINISTRATOR})
_EDITORS = frozenset({UserRole.EDITOR, UserRole.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({UserRole.ADMINISTRATOR})

MAY: dict[str, frozenset[UserRole]] = {
    "record": _EVERYONE,
    "submit": _EVERYONE,
    "publish": _REVIEWERS,
    "return": _REVIEWERS,
    "retract": _REVIEWERS,
    "set_series": _EDITORS,
    "set_leads": _EDITORS,
    "rename": _EDITORS,
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


def require_reason(reason: str) -> str:
    """The reason without surrounding space; raises Refused E11 when there is none."""
    if not reason.strip():
        raise Refused("E11", "reason", REASON_DUE)
    return reason.strip()
