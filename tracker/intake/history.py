"""What earlier imports did to figures: by this the same file is known again, and a person's work is left alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tracker.intake.asking import Identity
from tracker.intake.resolve import standing_figures
from tracker.ledger.facts import figures_called
from tracker.ledger.revert import KEPT
from tracker.models import Figure, ImportedFigure, LedgerEntry
from tracker.vocabulary import DraftState, LedgerAction, PublicState


@dataclass(frozen=True, slots=True)
class Trace:
    """The last claim of a file that a figure was made or confirmed by."""

    sha: str
    part: str


def standing(named: Iterable[Identity]) -> dict[Identity, Figure]:
    """The figures that are these records."""
    identities = {identity for identity in named if identity[1]}
    figures = standing_figures().filter(pk__among=figures_called(identities))
    return {(one.source_system, one.external_id): one for one in figures}


def traces_of(figure_ids: Collection[int]) -> dict[int, Trace]:
    """By figure, the claim that an import last stored in it or found in it; imports that were undone do not count."""
    if not figure_ids:
        return {}
    rows = ImportedFigure.objects.filter(figure_id__in=figure_ids, undone__in=("", KEPT)).order_by("pk")
    return {figure: Trace(sha, part) for figure, sha, part in rows.values_list("figure_id", "sha", "part")}


def known_by_words(shas: Collection[str], crisis: str) -> dict[str, Figure]:
    """By the hash of its claim, the figure that an import for this crisis made of a row that names no record."""
    if not shas:
        return {}
    rows = ImportedFigure.objects.filter(sha__in=shas, by_words=True, run__crisis__slug=crisis, undone__in=("", KEPT))
    named = dict(rows.order_by("pk").values_list("sha", "figure_id"))
    figures = standing_figures().in_bulk(named.values())
    return {sha: figures[pk] for sha, pk in named.items() if pk in figures}


def taken_back(figures: Iterable[Figure]) -> set[int]:
    """Those of these figures that an undo of an import withdrew last: a file that comes again means them again."""
    gone = {
        one.pk: one.revision
        for one in figures
        if one.public_state == PublicState.RETRACTED and one.draft_state == DraftState.NONE
    }
    if not gone:
        return set()
    reverted = LedgerEntry.objects.filter(object_type="figure", object_id__in=gone, action=LedgerAction.REVERTED)
    return {one for one, revision in reverted.values_list("object_id", "revision") if gone[one] == revision}
