"""A run is taken back within 30 days: each figure returns to where it was. Can be stopped, and called again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker.intake.imports import CHUNK
from tracker.intake.steps import GONE_ON, Told, counted, tell
from tracker.ledger import doors, imports, permissions
from tracker.ledger.errors import Refused
from tracker.ledger.revert import Reverted, revert_chunk
from tracker.models import Figure, ImportedFigure, ImportRun, User
from tracker.vocabulary import ImportState, RowState
from tracker.vocabulary import gettext_noop as _

TOO_LATE = _("An import can be taken back for 30 days.")


def begin_undo(run: ImportRun, *, actor: User, reason: str) -> None:
    """Let a run be taken back: `undo` then does it. Raises Refused: "role", E11, "too_late", "changed"."""
    said = permissions.require_reason(reason)
    is_public = ImportedFigure.objects.filter(run=run, figure_id__in=public_ids(run)).exists()
    permissions.require(actor, "retract" if is_public or actor.pk != run.created_by_id else "record")
    if not run.can_be_undone:
        raise Refused("too_late" if run.state == ImportState.DONE else "changed", "state", TOO_LATE)
    if run.state == ImportState.DONE:
        columns = {"undone_by": actor, "undo_reason": said}
        if not imports.move(run, ImportState.UNDOING, out_of=[ImportState.DONE], **columns):
            raise Refused("changed", "state", GONE_ON)


def public_ids(run: ImportRun) -> Any:
    """The figures that a run recorded or revised, and that are or were public; as a query."""
    mine = ImportedFigure.objects.filter(run=run).exclude(did=RowState.UNCHANGED).values("figure_id")
    return Figure.objects.filter(pk__in=mine, revision__gt=0).values("pk")


def undo(run: ImportRun, *, told: Told | None = None) -> Reverted:
    """Take back what a run did, chunk by chunk, newest first; goes on where it was stopped."""
    total = Reverted()
    if run.state != ImportState.UNDOING or run.undone_by is None:
        return total
    while True:
        with transaction.atomic(), doors.through(doors.IMPORT, run.pk):
            if not imports.hold(run, state=ImportState.UNDOING):
                break
            rows = _newest_left(run)
            if not rows:
                break
            done = revert_chunk(rows, actor=run.undone_by, reason=run.undo_reason, batch=f"undo:{run.pk}")
        total.withdrawn += done.withdrawn
        total.restored += done.restored
        total.discarded += done.discarded
        total.kept += done.kept
        tell(told, len(total.withdrawn) + len(total.restored) + len(total.discarded) + len(total.kept))
    imports.move(run, ImportState.UNDONE, out_of=[ImportState.UNDOING], undone_at=timezone.now(), counts=counted(run))
    return total


def _newest_left(run: ImportRun) -> list[ImportedFigure]:
    """The last rows' figures that are not taken back yet, whole rows only: parts go with their total."""
    left = ImportedFigure.objects.filter(run=run, undone="").exclude(did=RowState.UNCHANGED).order_by("-position")
    positions = list(left.values_list("position", flat=True)[:CHUNK])
    return list(left.filter(position__gte=positions[-1])) if positions else []
