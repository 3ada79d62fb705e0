"""Versions of everything but figures: events, settings of series, leads of crises, names of places and sources.

Each change is an entry of the same ledger, with content hashed like a figure's, and a version that the next one closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.ledger import bulk
from tracker.ledger.content import canonical, new_nonce, sha_of
from tracker.ledger.errors import CHANGED_SINCE, Refused
from tracker.ledger.sequence import Chain
from tracker.models import ObjectVersion
from tracker.vocabulary import LedgerAction


def publish_object(
    chain: Chain,
    object_type: str,
    object_id: int,
    action: str,
    content: Mapping[str, Any],
    *,
    actor: int | None,
    reason: str = "",
) -> int | None:
    """Append this state of an object, unless it is the state that stands; returns the sequence it took.

    The caller holds the lock and stores the chain afterwards; the version row is inserted here, after its
    predecessor is closed.
    """
    text = canonical(content)
    standing = ObjectVersion.objects.filter(
        object_type=object_type, object_id=object_id, sequence_to__isnull=True
    ).first()
    if standing and standing.content == text:
        return None
    nonce = new_nonce()
    revision = standing.revision + 1 if standing else 1
    entry = chain.append(
        object_type,
        object_id,
        action,
        revision=revision,
        actor=actor,
        reason=reason,
        content_sha=sha_of(nonce, text),
        data=dict(content),
    )
    if standing:
        ObjectVersion.objects.filter(pk=standing.pk).update(sequence_to=entry.sequence)
    ObjectVersion.objects.create(
        sequence=entry.sequence,
        object_type=object_type,
        object_id=object_id,
        revision=revision,
        nonce=nonce,
        content=text,
        content_sha=entry.content_sha,
    )
    return entry.sequence


def publish_new_objects(
    chain: Chain, object_type: str, contents: Mapping[int, Mapping[str, Any]], *, actor: int | None
) -> None:
    """Append the first state of many new objects, by number; the caller stores the chain afterwards."""
    versions = []
    for object_id, content in contents.items():
        text, nonce = canonical(content), new_nonce()
        entry = chain.append(
            object_type,
            object_id,
            LedgerAction.CREATED,
            revision=1,
            actor=actor,
            content_sha=sha_of(nonce, text),
            data=dict(content),
        )
        stated = {
            "sequence": entry.sequence,
            "object_type": object_type,
            "object_id": object_id,
            "revision": 1,
            "nonce": nonce,
            "content": text,
            "content_sha": entry.content_sha,
        }
        versions.append(bulk.new_row(ObjectVersion, stated))
    bulk.insert(versions)


def refuse_if_changed(object_type: str, object_id: int, since: int | None) -> None:
    """Raise Refused "changed" where an object was published after the entry at which somebody looked at it.

    None asks for nothing. Called under the lock, so that of two changes of the same moment one is told.
    """
    if since is None:
        return
    versions = ObjectVersion.objects.filter(object_type=object_type, object_id=object_id)
    if versions.filter(sequence__gt=since).exists():
        raise Refused("changed", "actor", CHANGED_SINCE)
