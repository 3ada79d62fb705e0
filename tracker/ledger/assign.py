"""Who is to review a figure: asked for by a reviewer, of another or of themselves, and never of its authors."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tracker.ledger import acts, notices, permissions
from tracker.ledger.errors import NO_DRAFT, Refused
from tracker.models import DraftEdit, Figure, ReviewAssignment, User
from tracker.vocabulary import DraftState, NoticeKind
from tracker.vocabulary import gettext_noop as _

NOT_A_REVIEWER = _("This person may not review.")
OWN_WORK = _("This person entered or changed the figure: another has to review it.")


def assign_review(figure_id: int, reviewer: User | None, *, actor: User) -> None:
    """Ask somebody to review a submitted figure; None takes it from whoever was asked. The same again does nothing.

    Raises Refused: "role", "no_draft" when nothing waits, E10 at "reviewer" for an author, E16 for who may not review.
    """
    permissions.require(actor, "publish")
    with transaction.atomic():
        figure = Figure.objects.select_for_update(of=("self",)).get(pk=figure_id)
        if figure.draft_state != DraftState.SUBMITTED:
            raise Refused("no_draft", "draft_state", NO_DRAFT)
        held = ReviewAssignment.objects.filter(figure=figure).select_related("reviewer").first()
        before = held.reviewer if held else None
        if before == reviewer:
            return
        if reviewer is None:
            ReviewAssignment.objects.filter(figure=figure).delete()
        else:
            _require_other_reviewer(figure, reviewer)
            made = {"reviewer": reviewer, "assigned_by": actor, "assigned_at": timezone.now()}
            ReviewAssignment.objects.update_or_create(figure=figure, defaults=made)
            notices.tell([reviewer.pk], NoticeKind.ASSIGNED, figure, actor=actor)
        changes = {"reviewer": [before.username if before else None, reviewer.username if reviewer else None]}
        acts.note_act(acts.FIGURE, figure.pk, "assigned", actor=actor, at=timezone.now(), changes=changes)


def _require_other_reviewer(figure: Figure, reviewer: User) -> None:
    if not permissions.allows(reviewer, "publish"):
        raise Refused("E16", "reviewer", NOT_A_REVIEWER)
    if DraftEdit.objects.filter(figure=figure, user=reviewer, sequence__isnull=True).exists():
        raise Refused("E10", "reviewer", OWN_WORK)
