"""Keys for the API: made by their owner, shown once, kept as a hash, ended at once.

What a key may do is asked for when it is made, and never more than its owner's role allows; the role is asked again at
every act, so a key of somebody who may no longer publish publishes no more.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tracker.ledger import acts, permissions
from tracker.ledger.errors import Refused
from tracker.models import ApiKey, User
from tracker.vocabulary import gettext_noop as _

READ, WRITE, PUBLISH = "read", "write:figures", "publish"
SCOPES = (READ, WRITE, PUBLISH)
"""What keys may do; every key reads."""

NEEDS = {WRITE: "record", PUBLISH: "publish"}
"""The act that the owner's role must allow, by scope (permissions.py)."""

LONGEST_LIFE = timedelta(days=365)
MARK = "dtk"
"""Every key begins with it, so that one that got into a file or a log can be found."""

KEY = "key"

NO_LABEL = _("Say what the key is for.")
LONG_LABEL = _("At most 80 characters.")
UNKNOWN_SCOPE = _("There is no such scope. Known are read, write:figures and publish.")
SCOPE_BEYOND_ROLE = _("Your role does not allow what this scope is for.")
BAD_END = _("A key ends after today, and lasts a year at most.")
REVOKED_ALREADY = _("This key was revoked already.")

_FORM = re.compile(rf"{MARK}_([a-z0-9]{{10}})_([A-Za-z0-9_-]{{43}})")
_NO_TEXT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def create_key(
    owner: User, *, label: str, scopes: Collection[str] = (READ,), expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key for its owner; returns it with the text to send, which is shown now and never again.

    Without `expires_at` it lasts a year. Raises Refused at the field `label`, `scopes` or `expires_at`.
    """
    now = timezone.now()
    end = expires_at or now + LONGEST_LIFE
    said = " ".join(label.split())
    _check(owner, said, scopes, end - now)
    prefix, secret = _word(), secrets.token_urlsafe(32)
    text = f"{MARK}_{prefix}_{secret}"
    with transaction.atomic():
        key = ApiKey.objects.create(
            owner=owner,
            label=said,
            prefix=prefix,
            secret_sha=_sha(text),
            writes=WRITE in scopes,
            publishes=PUBLISH in scopes,
            created_at=now,
            expires_at=end,
        )
        changes = {"label": [None, said], "scopes": [None, list(scopes_of(key))]}
        acts.note_act(KEY, key.pk, "created", actor=owner, at=now, changes=changes)
    return key, text


def revoke_key(key_id: int, *, actor: User) -> ApiKey:
    """End a key at once, by its owner or an administrator; raises Refused, ApiKey.DoesNotExist for another's."""
    with transaction.atomic():
        key = ApiKey.objects.select_for_update().get(pk=key_id)
        if key.owner_id != actor.pk and not permissions.allows(actor, "manage_accounts"):
            raise ApiKey.DoesNotExist
        if key.revoked_at is not None:
            raise Refused("revoked", "key", REVOKED_ALREADY)
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        acts.note_act(KEY, key.pk, "revoked", actor=actor, at=key.revoked_at)
    return key


def rotate_key(key_id: int, *, actor: User) -> tuple[ApiKey, str]:
    """Replace a key of one's own by one of the same label, scopes and length of life; the old one ends at once."""
    with transaction.atomic():
        held = ApiKey.objects.select_for_update().get(pk=key_id, owner=actor)
        revoke_key(key_id, actor=actor)
        lasts = held.expires_at - held.created_at
        scopes = [scope for scope in scopes_of(held) if scope == READ or permissions.allows(actor, NEEDS[scope])]
        return create_key(actor, label=held.label, scopes=scopes, expires_at=timezone.now() + lasts)


def scopes_of(key: ApiKey) -> tuple[str, ...]:
    """What a key may do."""
    granted = {READ: True, WRITE: key.writes, PUBLISH: key.publishes}
    return tuple(scope for scope, given in granted.items() if given)


def find_key(text: str) -> ApiKey | None:
    """The key of this text with its owner, whatever its state; None for a text that is no key of ours."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    key = ApiKey.objects.select_related("owner").filter(prefix=form[1]).first()
    return key if key is not None and secrets.compare_digest(key.secret_sha, _sha(text)) else None


def why_dead(key: ApiKey) -> str:
    """Why a key opens nothing any more: "revoked", "expired", "closed" (its owner's account); empty for a live one."""
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at <= timezone.now():
        return "expired"
    return "" if key.owner.is_active else "closed"


def _check(owner: User, label: str, scopes: Collection[str], lasts: timedelta) -> None:
    if not label or _NO_TEXT.search(label):
        raise Refused("E15", "label", NO_LABEL)
    if len(label) > 80:
        raise Refused("E19", "label", LONG_LABEL)
    if not set(scopes) <= set(SCOPES):
        raise Refused("E12", "scopes", UNKNOWN_SCOPE)
    if not owner.is_active or any(not permissions.allows(owner, NEEDS[scope]) for scope in NEEDS if scope in scopes):
        raise Refused("role", "scopes", SCOPE_BEYOND_ROLE)
    if not timedelta() < lasts <= LONGEST_LIFE:
        raise Refused("out_of_range", "expires_at", BAD_END)


def _word() -> str:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(letters) for _ in range(10))


def _sha(text: str) -> str:
    # The secret is random and long: a slow hash would protect nothing and cost every request.
    return hashlib.sha256(text.encode()).hexdigest()
