"""The author hands a draft to the reviewers. Every warning must by then have its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker import rules
from tracker.ledger import acts, bulk, permissions
from tracker.ledger.errors import NO_DRAFT, Refusal
from tracker.models import Figure, User
from tracker.rules import InvalidFigure
from tracker.vocabulary import DraftState

OPEN_STATES = (DraftState.DRAFT, DraftState.RETURNED)


def submit_figure(figure_id: int, *, actor: User, reason: str = "", confirm: Mapping[str, str] | None = None) -> Figure:
    """Submit one draft; raises InvalidFigure with the warnings nobody explained, or Refused without a draft."""
    with transaction.atomic():
        refused = submit_figures([figure_id], actor=actor, reason=reason, confirm=confirm)
        if refused:
            first = refused[0]
            raise first if isinstance(first, InvalidFigure) else first.as_error()
    return Figure.objects.get(pk=figure_id)


def submit_figures(
    figure_ids: Sequence[int], *, actor: User, reason: str = "", confirm: Mapping[str, str] | None = None
) -> list[Refusal | InvalidFigure]:
    """Submit the drafts among these figures; says which were not, and why.

    `confirm` gives reasons by code and adds to those stored with each draft. `reason`, when given, explains every
    warning that has none of its own: an import's preview was looked at as a whole.
    """
    refused = submit_each({pk: confirm or {} for pk in figure_ids}, actor=actor, reason=reason)
    return list(refused.values())


def submit_each(
    confirms: Mapping[int, Mapping[str, str]], *, actor: User, reason: str = ""
) -> dict[int, Refusal | InvalidFigure]:
    """Submit the drafts among these figures, each with its own reasons by code; what was refused, by figure."""
    permissions.require(actor, "submit")
    refused: dict[int, Refusal | InvalidFigure] = {}
    with transaction.atomic():
        standing = Figure.objects.select_for_update().filter(pk__among=confirms).order_by("pk")
        ready: dict[int, list[dict[str, str]]] = {}
        for pk, state, warnings in standing.values_list("pk", "draft_state", "warnings"):
            problem = _problem(pk, state, warnings, confirms[pk], reason)
            if problem:
                refused[pk] = problem
            else:
                ready[pk] = warnings
        Figure.objects.filter(pk__among=ready).update(draft_state=DraftState.SUBMITTED, return_reason="")
        acts.note_acts(acts.FIGURE, ready, "submitted", actor=actor, at=timezone.now())
        bulk.update(Figure, ["warnings"], [(warnings, pk) for pk, warnings in ready.items() if warnings])
    return refused


def hand_over(figures: Sequence[Figure], *, actor: User, reason: str) -> list[Figure]:
    """Submit the drafts among these working copies, which the caller has locked and is about to publish; those it did.

    `reason` explains every warning that has none of its own; a draft with an unexplained one stays a draft. What this
    changes on them (HANDED_OVER) is the caller's to store, so that a row which goes on at once is written once.
    """
    permissions.require(actor, "submit")
    drafts = [one for one in figures if one.draft_state == DraftState.DRAFT]
    submitted = [one for one in drafts if not _problem(one.id, one.draft_state, one.warnings, {}, reason)]
    for one in submitted:
        one.draft_state, one.return_reason = DraftState.SUBMITTED, ""
    acts.note_acts(acts.FIGURE, [one.id for one in submitted], "submitted", actor=actor, at=timezone.now())
    return submitted


HANDED_OVER = ("draft_state", "return_reason", "warnings")
"""What handing a draft over changes of it."""


def store_handed_over(figures: Sequence[Figure]) -> None:
    """Write down that these were handed over."""
    bulk.update(Figure, HANDED_OVER, [(one.draft_state, one.return_reason, one.warnings, one.id) for one in figures])


def why_not_submitted(pk: int, state: str, warnings: Sequence[dict[str, Any]]) -> Refusal | InvalidFigure | None:
    """What keeps a draft from being submitted as it stands."""
    return _problem(pk, state, warnings, {}, "")


def _problem(
    pk: int, state: str, warnings: Sequence[dict[str, Any]], confirm: Mapping[str, str], reason: str
) -> Refusal | InvalidFigure | None:
    """What keeps a draft from being submitted; reasons for its warnings are written into them."""
    if state not in OPEN_STATES:
        return Refusal(pk, "no_draft", "draft_state", NO_DRAFT)
    open_warnings = []
    for warning in warnings:
        warning["reason"] = confirm.get(warning["code"], "").strip() or warning["reason"] or reason.strip()
        if not warning["reason"]:
            open_warnings.append(rules.read_kept(warning))
    return InvalidFigure(*open_warnings) if open_warnings else None
