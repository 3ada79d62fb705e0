"""The reviewer hands a submitted draft back, and says why. A return is never a deletion."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tracker.ledger import acts, notices, permissions
from tracker.ledger.errors import NO_DRAFT, RETURN_DUE, Refused
from tracker.ledger.record import check_version
from tracker.models import Figure, User
from tracker.vocabulary import DraftState, NoticeKind


def return_figure(figure_id: int, *, actor: User, reason: str, expected_version: int | None = None) -> Figure:
    """Return a submitted draft to its author; raises Refused E11 without a reason, "no_draft" when none waits,
    "changed" when it is not the version that was looked at.
    """
    permissions.require(actor, "return")
    said = permissions.require_reason(reason, due=RETURN_DUE)
    with transaction.atomic():
        figure = Figure.objects.select_for_update(of=("self",)).get(pk=figure_id)
        check_version(figure, expected_version)
        if figure.draft_state != DraftState.SUBMITTED:
            raise Refused("no_draft", "draft_state", NO_DRAFT)
        figure.draft_state = DraftState.RETURNED
        figure.return_reason = said
        figure.save(update_fields=["draft_state", "return_reason"])
        notices.tell(notices.working_on(figure), NoticeKind.RETURNED, figure, actor=actor, reason=said)
        acts.note_act(acts.FIGURE, figure.pk, "returned", actor=actor, at=timezone.now(), reason=said)
    return figure
