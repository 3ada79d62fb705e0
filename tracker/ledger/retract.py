"""A public figure is withdrawn. Its versions stay readable at the revisions that showed them; now there is a tombstone.

A retraction takes a revision number and has no version row. It needs no second person: withdrawing must be quick,
and it is undone by publishing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from tracker.ledger import bulk, counts, events, notices, permissions, series
from tracker.ledger.errors import NOT_PUBLIC, Refusal
from tracker.ledger.publish import chunks, close_versions
from tracker.ledger.sequence import Chain, lock
from tracker.models import Figure, PublishedFigure, User
from tracker.vocabulary import LedgerAction, NoticeKind, PublicState


@dataclass(slots=True)
class Retracted:
    """What a bulk retraction did, by figure id."""

    retracted: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def retract_figure(figure_id: int, *, actor: User, reason: str) -> Figure:
    """Withdraw one public figure; raises Refused E11 without a reason, "not_public" when it is not public."""
    with transaction.atomic():
        done = retract_figures([figure_id], actor=actor, reason=reason)
        if done.refused:
            raise done.refused[0].as_error()
        figure = Figure.objects.get(pk=figure_id)
        people = notices.working_on(figure) | notices.makers_of(figure)[0]
        notices.tell(people, NoticeKind.RETRACTED, figure, actor=actor, reason=reason.strip())
    return figure


def retract_figures(figure_ids: Iterable[int], *, actor: User, reason: str, batch: str = "") -> Retracted:
    """Withdraw the public ones of these figures in chunks, all for the same public reason."""
    permissions.require(actor, "retract")
    said = permissions.require_reason(reason)
    total = Retracted()
    for chunk in chunks(figure_ids):
        done = _retract_chunk(chunk, actor=actor, reason=said, batch=batch)
        total.retracted += done.retracted
        total.refused += done.refused
    return total


def _retract_chunk(ids: Sequence[int], *, actor: User, reason: str, batch: str) -> Retracted:
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=batch)
        figures = list(Figure.objects.filter(pk__in=ids).order_by("pk"))
        public = [figure for figure in figures if figure.public_state == PublicState.PUBLISHED]
        left = [figure for figure in figures if figure.public_state != PublicState.PUBLISHED]
        done = Retracted(refused=[Refusal(one.pk, "not_public", "public_state", NOT_PUBLIC) for one in left])
        withdraw(public, chain, action=LedgerAction.RETRACTED, actor=actor, reason=reason)
        done.retracted += [figure.pk for figure in public]
    return done


def withdraw(figures: Sequence[Figure], chain: Chain, *, action: LedgerAction, actor: User, reason: str) -> None:
    """End the public versions of these figures under the caller's lock, and store the chain; they are published now."""
    ids = [figure.pk for figure in figures]
    touched = _touched(ids)
    ends = {}
    for figure in figures:
        figure.revision += 1
        figure.public_state = PublicState.RETRACTED
        entry = chain.append(
            "figure",
            figure.pk,
            action,
            revision=figure.revision,
            actor=actor.pk,
            reason=reason,
            data={"last_revision": figure.revision - 1},
        )
        ends[figure.pk] = entry.sequence
    chain.live.update(counts.leaving(ids))
    chain.store()
    close_versions(ends)
    bulk.update(Figure, ["revision", "public_state"], [(one.revision, one.public_state, one.pk) for one in figures])
    series.recompute(touched[0], sequence=chain.sequence)
    events.recompute(dict.fromkeys(touched[1], chain.sequence))


def _touched(ids: Sequence[int]) -> tuple[set[int], set[events.Pair]]:
    """Series and events of these figures, and the series of the figures they supersede, before they go."""
    live = PublishedFigure.objects.live().filter(figure_id__in=ids).values_list("series_id", flat=True)
    pairs = {pair for touched in events.pairs_of(ids).values() for pair in touched}
    return {one for one in live if one is not None} | series.touched_by(ids), pairs
