"""The demonstration's three accounts, and the file that keeps their passwords for who runs the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from tracker.ledger import accounts
from tracker.models import User
from tracker.vocabulary import UserRole

ACCOUNTS = {
    "demo-contributor": UserRole.CONTRIBUTOR,
    "demo-reviewer": UserRole.REVIEWER,
    "demo-editor": UserRole.EDITOR,
}
FILE_NAME = "demo_accounts.txt"


def open_accounts() -> tuple[dict[str, User], dict[str, str]]:
    """The three accounts by role, and the passwords of those that were made or opened again just now."""
    users: dict[str, User] = {}
    fresh: dict[str, str] = {}
    for name, role in ACCOUNTS.items():
        user = User.objects.filter(username=name).first()
        if user is None:
            user, fresh[name] = accounts.create_user(name, role=role)
        elif not user.is_active:
            fresh[name] = accounts.reopen_user(user)
        users[role] = user
    return users, fresh


def close_accounts() -> int:
    """Deactivate the accounts that are open; returns how many."""
    users = list(User.objects.filter(username__in=ACCOUNTS, is_active=True))
    for user in users:
        accounts.deactivate_user(user)
    return len(users)


def keep_passwords(folder: Path, passwords: Mapping[str, str]) -> Path:
    """Write the sign-ins to a file that its owner alone can read; lines of accounts not named here stay."""
    path = folder / FILE_NAME
    lines = {line.split()[0]: line for line in kept_sign_ins(folder)}
    lines |= {name: f"{name}  {password}" for name, password in passwords.items()}
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines.values()))
    return path


def kept_sign_ins(folder: Path) -> list[str]:
    """The lines of that file, a name and its password each; none when there is no file."""
    try:
        return [line for line in (folder / FILE_NAME).read_text(encoding="utf-8").splitlines() if line.strip()]
    except FileNotFoundError:
        return []


def forget_passwords(folder: Path) -> None:
    """Delete the file."""
    (folder / FILE_NAME).unlink(missing_ok=True)
