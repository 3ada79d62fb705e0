"""A draft leaves the queue or the desk without being published, and comes back. Nothing is deleted by it.

What is set aside stands in no list: neither a draft nor public. Its edits and acts stay, and an edit opens it again.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tracker.ledger import acts, permissions
from tracker.ledger.errors import NO_DRAFT, Refused
from tracker.ledger.record import check_version
from tracker.models import DraftEdit, Figure, User
from tracker.vocabulary import DraftState, PublicState
from tracker.vocabulary import gettext_noop as _

OPEN = (DraftState.DRAFT, DraftState.RETURNED, DraftState.SUBMITTED)
OF_PUBLIC = _("This is a correction of a public figure: edit it back, or let a reviewer return it.")
OF_OTHERS = _("Only who entered or changed a draft withdraws it; a reviewer can return it.")


def why_not_withdrawn(figure: Figure, *, is_own: bool) -> Refused | None:
    """What keeps a draft from being withdrawn by somebody; `is_own`: they entered or changed it."""
    if figure.public_state != PublicState.NONE:
        return Refused("public", "public_state", OF_PUBLIC)
    if figure.draft_state not in OPEN:
        return Refused("no_draft", "draft_state", NO_DRAFT)
    return None if is_own else Refused("role", "actor", OF_OTHERS)


def withdraw_draft(figure_id: int, *, actor: User, reason: str = "", expected_version: int | None = None) -> Figure:
    """Set a draft of one's own aside; raises Refused "public", "no_draft", "role", "changed"."""
    permissions.require(actor, "record")
    said = permissions.optional_reason(reason)
    with transaction.atomic():
        figure = Figure.objects.select_for_update(of=("self",)).get(pk=figure_id)
        check_version(figure, expected_version)
        own = DraftEdit.objects.filter(figure=figure, user=actor, sequence__isnull=True).exists()
        problem = why_not_withdrawn(figure, is_own=own)
        if problem:
            raise problem
        _move(figure, DraftState.NONE)
        acts.note_act(acts.FIGURE, figure.pk, "draft_withdrawn", actor=actor, at=timezone.now(), reason=said)
    return figure


def set_back(figure: Figure, state: str, return_reason: str, *, actor: User) -> None:
    """Let a draft, which the caller has locked, stand again where it stood before it was handed over or withdrawn."""
    action = "taken_back" if figure.draft_state == DraftState.SUBMITTED else "draft_restored"
    _move(figure, state, return_reason)
    acts.note_act(acts.FIGURE, figure.pk, action, actor=actor, at=timezone.now())


def _move(figure: Figure, state: str, return_reason: str = "") -> None:
    figure.draft_state, figure.return_reason = state, return_reason
    figure.save(update_fields=["draft_state", "return_reason"])
