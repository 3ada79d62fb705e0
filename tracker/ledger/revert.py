"""An import is taken back: each of its figures returns to where it stood before, by an entry of its own.

What the import made public and nobody touched since is withdrawn; what it corrected is published again as it was; its
drafts, which nobody ever saw, are discarded. Whatever somebody worked on since stays, and is listed. Needs no second
person (docs/decisions): it restores what had been reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tracker.ledger import bulk, doors, imports, permissions, sources, working
from tracker.ledger.drafts import quote_key
from tracker.ledger.publish import put_out
from tracker.ledger.record import shown
from tracker.ledger.retract import withdraw
from tracker.ledger.sequence import Chain, lock
from tracker.models import Citation, DraftEdit, Figure, ImportedFigure, Notice, ReviewAssignment, ReviewNote, User
from tracker.vocabulary import DraftState, LedgerAction, PublicState

RECORDED, REVISED = "recorded", "revised"
"""What a row did to a figure."""
WITHDRAWN, RESTORED, DISCARDED, KEPT = "withdrawn", "restored", "discarded", "kept"
"""What an undo did about it."""

_MOVING = frozenset(
    {"id", "draft_version", "draft_state", "public_state", "revision", "series_id", "author_id", "door",
     "recorded_at", "changed_at", "first_published_at", "reason", "return_reason"}
)  # fmt: skip
_STATED = [one for one in Figure._meta.concrete_fields if one.attname not in _MOVING]
_CITED = ("document_id", "quote", "quote_language", "quote_translation", "document_page", "chain", "hops")


@dataclass(slots=True)
class Reverted:
    """What an undo did, by figure id."""

    withdrawn: list[int] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    discarded: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)


def snapshot(figure: Figure, citations: Iterable[Citation]) -> dict[str, Any]:
    """A working copy as it can be restored: its own columns, its citations, and whether a draft was open."""
    return {
        "columns": {one.attname: _plain(getattr(figure, one.attname)) for one in _STATED},
        "citations": [{name: getattr(one, name) for name in _CITED} for one in citations],
        "draft_state": str(figure.draft_state),
        "reasons": [figure.reason, figure.return_reason],
    }


def revert_chunk(rows: Sequence[ImportedFigure], *, actor: User, reason: str, batch: str) -> Reverted:
    """Take back what these rows of one import did, in the caller's transaction, whose first act this is.

    The rows are marked with what became of them. Raises Refused "role" or E11.
    """
    permissions.require(actor, "record")
    act = _Act(actor, permissions.require_reason(reason), batch)
    lock()
    figures = Figure.objects.select_for_update(of=("self",)).in_bulk([row.figure_id for row in rows])
    asked = set(ReviewNote.objects.filter(figure_id__in=figures).values_list("figure_id", flat=True))
    untouched = [
        (row, figures[row.figure_id])
        for row in rows
        if row.figure_id in figures
        and row.figure_id not in asked
        and figures[row.figure_id].draft_version == row.draft_version
    ]
    done = Reverted()
    recorded = [figure for row, figure in untouched if row.did == RECORDED]
    _withdraw([one for one in recorded if _is_public(one)], act, done)
    _restore([(row, figure) for row, figure in untouched if row.did == REVISED], act, done)
    _discard({one.pk for one in recorded if one.public_state == PublicState.NONE}, done)
    _note(rows, done)
    return done


@dataclass(frozen=True, slots=True)
class _Act:
    """Who takes it back, why, and under which batch of entries."""

    actor: User
    reason: str
    batch: str

    def chain(self) -> Chain:
        """Entries to be appended; each chain is stored once."""
        return Chain(lock(), at=timezone.now(), batch=self.batch)


def _is_public(figure: Figure) -> bool:
    """Public, and without a correction in hand."""
    return figure.public_state == PublicState.PUBLISHED and figure.draft_state == DraftState.NONE


def _withdraw(figures: Sequence[Figure], act: _Act, done: Reverted) -> None:
    if figures:
        permissions.require(act.actor, "retract")
        withdraw(figures, act.chain(), action=LedgerAction.REVERTED, actor=act.actor, reason=act.reason)
        done.withdrawn += [one.pk for one in figures]


def _restore(rows: Sequence[tuple[ImportedFigure, Figure]], act: _Act, done: Reverted) -> None:
    """Bring revised working copies back to what they were, and publish again what had been corrected in public."""
    corrected = []
    for row, figure in rows:
        former = row.former or {}
        is_out = figure.revision > row.revision  # what the row changed is public by now
        if figure.public_state == PublicState.RETRACTED or (is_out and former["draft_state"] != DraftState.NONE):
            continue  # withdrawn since, or there is no earlier public state to go back to
        restore_copy(figure, former, actor=act.actor)
        done.restored.append(figure.pk)
        corrected += [figure.pk] if is_out else []
    if corrected:
        permissions.require(act.actor, "publish")
        waiting = working.read(corrected)
        put_out(waiting.figures, waiting, act.chain(), actor=act.actor, reason=act.reason, action=LedgerAction.REVERTED)


def restore_copy(figure: Figure, former: Mapping[str, Any], *, actor: User) -> None:
    """Bring a working copy, which the caller has locked, back to a snapshot; this is an edit of its own."""
    before = figure.as_values()
    for one in _STATED:
        if one.attname in former["columns"]:
            # A column that a later release added keeps what it holds.
            setattr(figure, one.attname, _typed(one, former["columns"][one.attname]))
    figure.citations.all().delete()
    bulk.insert(
        [Citation(figure=figure, quote_key=quote_key(cited["quote"]), **cited) for cited in former["citations"]]
    )
    figure.draft_state = former["draft_state"]
    figure.draft_version += 1
    figure.reason, figure.return_reason = former.get("reasons", ("", ""))
    if figure.draft_state == DraftState.RETURNED and not figure.return_reason:
        figure.draft_state = DraftState.DRAFT  # kept by a release that did not keep why it had been returned
    figure.changed_at = timezone.now()
    figure.save()
    after = figure.as_values()
    changes = {name: [shown(before[name]), shown(after[name])] for name in after if before[name] != after[name]}
    ReviewAssignment.objects.filter(figure=figure, reviewer=actor).delete()  # as with any other edit
    open_draft = figure.draft_state != DraftState.NONE
    if not open_draft:
        # Nobody's draft stands any more: who wrote the one that is taken back may publish the next.
        DraftEdit.objects.filter(figure=figure, sequence__isnull=True).update(sequence=0)
    DraftEdit.objects.create(
        figure=figure,
        user=actor,
        at=figure.changed_at,
        changes=changes,
        door=doors.current(),
        sequence=None if open_draft else 0,
    )


def _discard(ids: set[int], done: Reverted) -> None:
    """Drop drafts that were never public, but for those that something else refers to."""
    while ids:
        named = Q(part_of__in=ids) | Q(supersedes__in=ids) | Q(contests__in=ids) | Q(share_of__in=ids)
        others = Figure.objects.filter(named).exclude(pk__in=ids)
        targets = others.values_list("part_of", "supersedes", "contests", "share_of")
        held = ids & {one for row in targets for one in row}
        if not held:
            break
        ids = ids - held
    drafts = Figure.objects.filter(pk__in=ids)
    about = set(drafts.filter(event__isnull=False).values_list("event", flat=True))
    for model in (Citation, DraftEdit, Notice, ReviewAssignment):
        model._default_manager.filter(figure__in=ids)._raw_delete(drafts.db)
    drafts._raw_delete(drafts.db)
    sources.drop_unused_events(about)
    done.discarded += sorted(ids)


def _note(rows: Sequence[ImportedFigure], done: Reverted) -> None:
    became = {
        **dict.fromkeys(done.withdrawn, WITHDRAWN),
        **dict.fromkeys(done.restored, RESTORED),
        **dict.fromkeys(done.discarded, DISCARDED),
    }
    for row in rows:
        row.undone = became.get(row.figure_id, KEPT)
        if row.undone == KEPT:
            done.kept.append(row.figure_id)
    imports.note_undone(rows)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


def _typed(column: Any, value: Any) -> Any:
    return None if value is None else column.to_python(value)
