"""Small corrections of a figure, written and handed over to the reviewers in one go: a further document, a relation.

Each changes one thing of a working copy and keeps the rest as it stands, with the reasons given for its warnings.
Raises InvalidFigure with what is wrong in the row, or the ledger's Refused; then nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.db import transaction

from tracker.intake.references import Known, Makings, Row
from tracker.intake.resolve import edit_row, once_more, resolve, standing_figures
from tracker.ledger.record import add_citation, check_version
from tracker.ledger.submit import submit_figure
from tracker.models import Figure, User
from tracker.rules import InvalidFigure, make_finding, no_document
from tracker.vocabulary import DraftState
from tracker.vocabulary import gettext_noop as _

CITED_ALREADY = _("This document is among the citations already.")


def attach_document(figure_id: int, row: Row, *, actor: User, reason: str, expected_version: int | None) -> Figure:
    """Add a document that carries the same statement; `row` names it and its words as the form of a figure does."""
    return once_more(partial(_attach, figure_id, row, actor, reason, expected_version))


def _attach(figure_id: int, row: Row, actor: User, reason: str, expected: int | None) -> Figure:
    standing = standing_figures().get(pk=figure_id)
    resolved = resolve(row, Known.around([row]), standing=standing)
    if resolved.findings:
        raise InvalidFigure(*resolved.findings)
    with transaction.atomic():
        check_version(standing, expected)
        found = resolved.citations(Makings())
        if not found:
            raise InvalidFigure(no_document())
        changed = add_citation(figure_id, found[0], actor=actor, reason=reason)
        if changed.draft_version == standing.draft_version:
            raise InvalidFigure(make_finding("E16", "document", CITED_ALREADY))
        # What the change gives rise to (no archived copy, say) is answered by its reason; the reviewer reads both.
        return submit_figure(figure_id, actor=actor, reason=reason)


def cite(figure_id: int, row: Row, *, actor: User, reason: str) -> Figure:
    """Add a document that carries the same statement, and leave the draft to its author; raises as the others do."""
    return once_more(partial(_cite, figure_id, row, actor, reason))


def _cite(figure_id: int, row: Row, actor: User, reason: str) -> Figure:
    standing = standing_figures().get(pk=figure_id)
    resolved = resolve(row, Known.around([row]), standing=standing)
    if resolved.findings:
        raise InvalidFigure(*resolved.findings)
    with transaction.atomic():
        found = resolved.citations(Makings())
        if not found:
            raise InvalidFigure(no_document())
        return add_citation(figure_id, found[0], actor=actor, reason=reason)


def relate(
    figure_id: int,
    row: Row,
    *,
    actor: User,
    reason: str,
    expected_version: int | None,
    confirm: Mapping[str, str] | None = None,
) -> Figure:
    """Say how a figure stands to another one: `supersedes` with its kind, or `contests`."""
    with transaction.atomic():
        held = Figure.objects.only("warnings").get(pk=figure_id)
        given = held.reasons | dict(confirm or {})
        changed = edit_row(figure_id, row, actor=actor, reason=reason, expected_version=expected_version, confirm=given)
        if changed.draft_state == DraftState.DRAFT:
            return submit_figure(figure_id, actor=actor, reason=reason, confirm=given)
    return changed
