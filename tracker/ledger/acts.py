"""The journal of the desk: what changes no public answer, and is still kept with who, when, why and through which door.

Public changes are entries of the ledger, changes of a draft are its edits; what is neither stands here: a draft
handed over or back, a redaction asked for, an account made, changed or closed, a permission for a document of drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tracker.ledger import bulk, doors
from tracker.models import DeskAct, User

FIGURE, PERSON, DOCUMENT = "figure", "person", "document"


def note_act(
    object_type: str,
    object_id: int,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Keep one act, in the caller's transaction; `changes` maps a name to what it was and what it became."""
    DeskAct.objects.create(
        object_type=object_type,
        object_id=object_id,
        action=action,
        actor_id=actor.pk if actor else None,
        at=at,
        door=doors.current(),
        changes=dict(changes or {}),
        reason=reason,
    )


def note_acts(
    object_type: str, ids: Iterable[int], action: str, *, actor: User | None, at: datetime, reason: str = ""
) -> None:
    """Keep the same act about many objects."""
    changes = dict[str, Any]()
    said = (object_type, action, actor.pk if actor else None, at, doors.current(), changes, reason)
    names = ("object_type", "action", "actor", "at", "door", "changes", "reason", "object_id")
    bulk.insert_values(DeskAct, names, [(*said, one) for one in ids])


def blank_acts_of(figure_id: int) -> None:
    """Leave of a redacted figure's acts only that they happened, by whom and when."""
    DeskAct.objects.filter(object_type=FIGURE, object_id=figure_id).update(changes={}, reason="")
