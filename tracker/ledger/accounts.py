"""Accounts: made, changed, closed and opened again, each act kept with who did it and why.

An account is deactivated when its owner leaves, never deleted: the ledger names people for ever. There is always one
administrator who can sign in. Where people are signed in is theirs to see and to end.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from tracker.ledger import acts, permissions
from tracker.ledger.errors import Refused
from tracker.models import DeskSession, User
from tracker.vocabulary import UserRole
from tracker.vocabulary import gettext_noop as _

LAST_ADMINISTRATOR = _("This is the last administrator who can sign in. Make another one first.")
SAME_ROLE = _("The account has this role already.")
UNKNOWN_ROLE = _("There is no such role.")
CLOSED_ALREADY = _("This account is closed already.")
OPEN_ALREADY = _("This account is open.")


def create_user(
    name: str, *, role: str, password: str = "", email: str = "", actor: User | None = None, reason: str = ""
) -> tuple[User, str]:
    """Make an account; returns it with its password, generated when none was given. Without `actor`: the machine.

    Raises ValidationError for a taken name or address, an unknown role or a weak password, Refused for a role that
    may not make accounts.
    """
    _may_manage(actor)
    said = permissions.optional_reason(reason)
    user = User(username=name, role=UserRole(role) if role in list(UserRole) else role, email=email)
    secret = password or secrets.token_urlsafe(12)
    validate_password(secret, user)
    user.set_password(secret)
    user.full_clean()
    with transaction.atomic():
        user.save()
        _keep(user, "created", actor, changes={"role": [None, str(user.role)]}, reason=said)
    return user, secret


def change_role(user_id: int, role: str, *, actor: User, reason: str) -> User:
    """Give an account another role; raises Refused: E11, E16 for an unknown or the same role, "last_administrator"."""
    permissions.require(actor, "manage_accounts")
    said = permissions.require_reason(reason)
    if role not in list(UserRole):
        raise Refused("E16", "role", UNKNOWN_ROLE)
    with transaction.atomic():
        user = _locked(user_id)
        if user.role == role:
            raise Refused("E16", "role", SAME_ROLE)
        _keep_one_administrator(user)
        former, user.role = user.role, role
        user.save(update_fields=["role"])
        _keep(user, "changed", actor, changes={"role": [str(former), role]}, reason=said)
    return user


def change_email(user_id: int, email: str, *, actor: User, reason: str = "") -> User:
    """Set the address of an account, by its owner or an administrator; raises ValidationError."""
    said = permissions.optional_reason(reason)
    if actor.pk != user_id:
        permissions.require(actor, "manage_accounts")
    with transaction.atomic():
        user = _locked(user_id)
        former, user.email = user.email, email.strip()
        if former == user.email:
            return user
        user.full_clean()
        user.save(update_fields=["email"])
        # The address itself is private: that it changed is what the journal keeps.
        _keep(user, "changed", actor, changes={"email": [bool(former), bool(user.email)]}, reason=said)
    return user


def set_password(user: User, password: str, *, actor: User | None, by_link: bool = False) -> None:
    """Give an account another password and end its sessions; raises ValidationError for a weak one."""
    validate_password(password, user)
    with transaction.atomic():
        held = _locked(user.pk)
        held.set_password(password)
        held.save(update_fields=["password"])
        _keep(held, "password", actor, changes={"link": [None, True]} if by_link else {})
    user.password = held.password
    end_sessions(user)


def link_made(user_id: int, *, actor: User, reason: str = "") -> User:
    """Keep that an administrator made a one-time link with which this account's owner sets a password."""
    permissions.require(actor, "manage_accounts")
    with transaction.atomic():
        user = _locked(user_id)
        if not user.is_active:
            raise Refused("closed", "user", CLOSED_ALREADY)
        _keep(user, "link", actor, reason=permissions.optional_reason(reason))
    return user


def close_account(user_id: int, *, actor: User, reason: str) -> User:
    """Deactivate an account by an administrator: its sessions end at once; its name stays. Raises Refused."""
    permissions.require(actor, "manage_accounts")
    said = permissions.require_reason(reason)
    with transaction.atomic():
        user = _locked(user_id)
        if not user.is_active:
            raise Refused("closed", "user", CLOSED_ALREADY)
        _keep_one_administrator(user)
        _close(user)
        _keep(user, "closed", actor, reason=said)
    end_sessions(user)
    return user


def open_account(user_id: int, *, actor: User, reason: str) -> User:
    """Open a closed account again; its owner signs in after setting a password by link. Raises Refused."""
    permissions.require(actor, "manage_accounts")
    said = permissions.require_reason(reason)
    with transaction.atomic():
        user = _locked(user_id)
        if user.is_active:
            raise Refused("open", "user", OPEN_ALREADY)
        user.is_active = True
        user.save(update_fields=["is_active"])
        _keep(user, "opened", actor, reason=said)
    return user


def deactivate_user(user: User) -> User:
    """Close an account from a program; it keeps its name in the ledger and can no longer sign in."""
    with transaction.atomic():
        _close(user)
        _keep(user, "closed", None)
    end_sessions(user)
    return user


def reopen_user(user: User) -> str:
    """Open an account that was closed, from a program; returns its new, generated password."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.is_active = True
    with transaction.atomic():
        user.save(update_fields=["password", "is_active"])
        _keep(user, "opened", None)
    return password


def set_shortcuts(user: User, *, on: bool) -> None:
    """Switch the single-key shortcuts of the desk on or off for this person (WCAG 2.1.4)."""
    User.objects.filter(pk=user.pk).update(shortcuts=on)
    user.shortcuts = on


def end_sessions(user: User, *, keep: str = "", only: str = "") -> int:
    """End this person's sessions: all but `keep`, or `only` one of them; returns how many there were."""
    held = DeskSession.objects.filter(user_id=user.pk).exclude(session_key=keep)
    if only:
        held = held.filter(session_key=only)
    return held.delete()[0]


def _may_manage(actor: User | None) -> None:
    if actor is not None:
        permissions.require(actor, "manage_accounts")


def _locked(user_id: int) -> User:
    return User.objects.select_for_update().get(pk=user_id)


def _close(user: User) -> None:
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])


def _keep_one_administrator(user: User) -> None:
    """Raise Refused when nobody could manage accounts after this one; other administrators are locked meanwhile."""
    if user.role != UserRole.ADMINISTRATOR or not user.is_active:
        return
    others = User.objects.select_for_update().filter(role=UserRole.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    if not list(others.values_list("pk", flat=True)):
        raise Refused("last_administrator", "role", LAST_ADMINISTRATOR)


def _keep(
    user: User, action: str, actor: User | None, *, changes: Mapping[str, Any] | None = None, reason: str = ""
) -> None:
    acts.note_act(acts.PERSON, user.pk, action, actor=actor, at=timezone.now(), changes=changes, reason=reason)
