"""Public figures are published again because a source they show changed: its name, or which source it is.

The act itself (relabel.py, merge.py) is one transaction, which leaves a row that says what follows. The figures follow
in chunks under the batch of the act: a reader may meanwhile see both names, each at its revision, and whoever calls
`carry_on` again finishes what an ended process began. The words of the claim do not change, so no second person is
needed and the machine is named as the one who did it; a pending draft is left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tracker.ledger import bulk, search
from tracker.ledger.content import Content, canonical, new_nonce, sha_of
from tracker.ledger.publish import chunks, close_versions, left_by, recompute, version_of
from tracker.ledger.sequence import Chain, lock, timestamp
from tracker.models import Figure, LedgerEntry, PublishedFigure, Republication, User
from tracker.vocabulary import LedgerAction

Change = Callable[[Mapping[int, Content]], None]
"""Brings the contents of some figures, by number, up to date in place; leaves one alone that is."""


def each(change: Callable[[Content], None]) -> Change:
    """A change that looks at each content by itself."""

    def change_all(contents: Mapping[int, Content]) -> None:
        for content in contents.values():
            change(content)

    return change_all


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to do of an act, made anew from its row whenever it is carried on."""

    showing: Q
    """The live versions that may show what changed."""
    change: Change
    counts: bool = False
    """Whether numbers may follow: then series and events are recomputed."""
    move: Callable[[Republication], int] | None = None
    """Moves the next chunk of working rows that still name the old source, and says how many those were."""


def begin(
    chain: Chain,
    kind: str,
    object_type: str,
    object_id: int,
    *,
    showing: Q,
    actor: User,
    reason: str,
    target_id: int | None = None,
    choices: Mapping[str, Any] | None = None,
) -> Republication:
    """Keep that the figures of an act are to follow, in the transaction that declares it."""
    return Republication.objects.create(
        batch=chain.batch,
        kind=kind,
        object_type=object_type,
        object_id=object_id,
        target_id=target_id,
        actor=actor,
        reason=reason,
        choices=dict(choices or {}),
        total=PublishedFigure.objects.live().filter(showing).count(),
        begun_at=chain.at,
    )


def carry_on(work: Republication, plan: Plan, *, seconds: float | None = None) -> int:
    """Publish again what is left, for about so many seconds; returns how many figures were. Safe to call at any time.

    `work` then says how far it is; it has a `finished_at` when nothing is left.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    count = _carry_on(work, plan, ends)
    work.refresh_from_db()
    return count


def _carry_on(work: Republication, plan: Plan, ends: float | None) -> int:
    count = 0
    while plan.move is not None and plan.move(work):
        if _is_over(ends):
            return count
    while left := _left(work, plan):
        for sequences in chunks(left):
            count += _republish(work, plan, sequences)
            if _is_over(ends):
                return count
    Republication.objects.filter(pk=work.pk, finished_at__isnull=True).update(finished_at=timezone.now())
    return count


def _is_over(ends: float | None) -> bool:
    return ends is not None and time.monotonic() >= ends


def _left(work: Republication, plan: Plan) -> list[int]:
    """Sequences of versions not looked at yet: those of before, then those that others published meanwhile."""
    position = Republication.objects.values_list("position", flat=True).get(pk=work.pk)
    own = LedgerEntry.objects.filter(batch=work.batch, object_type="figure").values("sequence")
    live = PublishedFigure.objects.live().filter(plan.showing, sequence__gt=position)
    return list(live.exclude(sequence__in=own).order_by("sequence").values_list("sequence", flat=True))


def _republish(work: Republication, plan: Plan, sequences: Sequence[int]) -> int:
    """One chunk, in one transaction."""
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=work.batch)
        position = Republication.objects.values_list("position", flat=True).get(pk=work.pk)
        # Somebody else may have carried the same work on meanwhile.
        standing = list(
            PublishedFigure.objects.live()
            .filter(sequence__in=sequences, sequence__gt=position, redacted_at__isnull=True)
            .order_by("sequence")
        )
        contents = {old.figure_id: orjson.loads(old.content) for old in standing}
        plan.change(contents)
        changed = [old for old in standing if canonical(contents[old.figure_id]) != old.content]
        ids = [old.figure_id for old in changed]
        left = left_by(ids, [old.series_id for old in changed]) if plan.counts and ids else None
        versions = [_next(old, contents[old.figure_id], chain, work.reason) for old in changed]
        chain.store()
        close_versions({version.figure_id: version.sequence for version in versions})
        bulk.insert(versions)
        search.add(versions)
        steps = [(version.revision, version.series_id, version.figure_id) for version in versions]
        bulk.update(Figure, ["revision", "series"], steps)
        if left is not None:
            recompute(versions, left, chain.sequence)
        Republication.objects.filter(pk=work.pk).update(
            position=max(position, sequences[-1]), done=F("done") + len(standing)
        )
    return len(versions)


def _next(old: PublishedFigure, content: Content, chain: Chain, reason: str) -> PublishedFigure:
    """The version that follows a standing one, its entry appended."""
    content["row"] |= {"revision": old.revision + 1, "updated_at": timestamp(chain.at)}
    text, nonce = canonical(content), new_nonce()
    sha = sha_of(nonce, text)
    entry = chain.append(
        "figure",
        old.figure_id,
        LedgerAction.RELABELLED,
        revision=old.revision + 1,
        actor=None,
        reason=reason,
        content_sha=sha,
    )
    return version_of(content, text, nonce, sha, entry.sequence)
