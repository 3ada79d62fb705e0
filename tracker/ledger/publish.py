"""A second person publishes: a version and an entry for each figure, its series and event totals, all or nothing.

The ledger's lock is the first statement of the transaction; what is published is read after it. Bulk work runs in
chunks (turns.py says when others write), so that the web is never starved and a killed process leaves whole chunks:
calling again with the same figures finishes the rest, because what is published is no longer waiting.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

import orjson
from django.db import connection, transaction
from django.utils import timezone

from tracker.ledger import bulk, events, notices, permissions, plans, search, series, sources, submit, working
from tracker.ledger.columns import columns_of
from tracker.ledger.content import (
    Content,
    canonical,
    content_of,
    is_shown_safely,
    new_nonces,
    same_statement,
    sha_of,
)
from tracker.ledger.errors import (
    NOT_PERMITTED,
    NOT_SUBMITTED,
    OWN_DRAFT,
    PARENT_NOT_PUBLIC,
    RESTRICTED,
    SMALL_REMAINDER,
    SMALL_SENSITIVE,
    UNSAFE_PLACE,
    Refusal,
)
from tracker.ledger.record import check_version
from tracker.ledger.rendering import RENDER, render
from tracker.ledger.row import CONTENT_FIELDS
from tracker.ledger.sequence import Chain, lock
from tracker.ledger.small_counts import SmallCounts
from tracker.ledger.turns import Turn
from tracker.ledger.working import Waiting
from tracker.models import DraftEdit, Figure, LedgerEntry, PublishedFigure, ReviewAssignment, User
from tracker.vocabulary import DraftState, LedgerAction, PublicState

CHUNK = 500 if connection.vendor == "sqlite" else 2_000
"""Figures in a transaction: short enough that who writes besides waits for a fraction of a second (docs/decisions)."""


@dataclass(slots=True)
class Published:
    """What a publication did, by figure id."""

    published: list[int] = field(default_factory=list)
    corrected: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, other: Published) -> None:
        """Take over the outcome of another chunk."""
        self.published += other.published
        self.corrected += other.corrected
        self.unchanged += other.unchanged
        self.refused += other.refused


def publish_figure(figure_id: int, *, actor: User, reason: str = "", expected_version: int | None = None) -> Figure:
    """Publish one submitted figure; raises Refused with the code of what stands against it, and then stores nothing.

    `expected_version` is the draft that was looked at: "changed" when it is another by now.
    """
    permissions.require(actor, "publish")
    with transaction.atomic():
        if expected_version is not None:
            lock()  # before the figure's own row, as everywhere
            check_version(Figure.objects.select_for_update().get(pk=figure_id), expected_version)
        done = _publish_chunk([figure_id], actor=actor, reason=reason, batch="")
        if done.refused:
            raise done.refused[0].as_error()
        figure = Figure.objects.get(pk=figure_id)
        ReviewAssignment.objects.filter(figure=figure).delete()
        notices.tell_of_publication(figure, corrects=bool(done.corrected), actor=actor, reason=reason)
    return figure


def publish_figures(
    figure_ids: Iterable[int], *, actor: User, reason: str = "", batch: str = "", drafts_too: bool = False
) -> Published:
    """Publish the submitted ones of these figures in chunks; `batch` groups their entries.

    With `drafts_too`, the drafts among them are handed over first (`submit.hand_over`), in the same transaction.
    Figures that may not be published are left out and listed; ask `refusals` first where all must be good.
    Raises Refused when the actor's role does not allow it.
    """
    permissions.require(actor, "publish")
    total = Published()
    ids: Iterable[int] = figure_ids
    while True:
        before = len(total.published)
        with Turn() as turn:
            for number, chunk in enumerate(chunks(ids)):
                turn.chunk()
                if number == 1:
                    learn_of_the_first()
                total.add(_publish_chunk(chunk, actor=actor, reason=reason, batch=batch, drafts_too=drafts_too))
        # A figure may refer to one of a later chunk: once that is public, try again.
        waiting = [one.figure for one in total.refused if one.code == "not_public"]
        if not waiting or len(total.published) == before:
            return total
        ids, total.refused = waiting, [one for one in total.refused if one.code != "not_public"]


def refusals(figure_ids: Sequence[int], *, actor: User) -> list[Refusal]:
    """Why these figures could not all be published now; an empty list means that they could."""
    refused: list[Refusal] = []
    for start in range(0, len(figure_ids), CHUNK):
        _, left_out = _sort_out(working.read(figure_ids[start : start + CHUNK]), actor)
        refused += left_out
    return refused


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in lists of CHUNK."""
    left = iter(ids)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def learn_of_the_first() -> None:
    """Of many figures the first are public: that these stand, as nearly all do, tells versions from one another no
    better than that they supersede nothing."""
    plans.learn_of(PublishedFigure, "sequence_to", "supersedes", "event_id")


def _publish_chunk(ids: Sequence[int], *, actor: User, reason: str, batch: str, drafts_too: bool = False) -> Published:
    with transaction.atomic():
        chain = Chain(lock(), at=timezone.now(), batch=batch)
        plans.go_by_keys()
        waiting = working.read(ids, lock=True)
        handed_over = submit.hand_over(waiting.figures, actor=actor, reason=reason) if drafts_too else []
        good, refused = _sort_out(waiting, actor)
        published = {one.id for one in good}
        submit.store_handed_over([one for one in handed_over if one.id not in published])
        done = Published(refused=refused)
        for figure, version, former in put_out(good, waiting, chain, actor=actor, reason=reason):
            _note(done, figure, version, corrects=former)
    return done


def put_out(
    figures: Sequence[Figure],
    waiting: Waiting,
    chain: Chain,
    *,
    actor: User,
    reason: str,
    action: LedgerAction | None = None,
) -> list[tuple[Figure, PublishedFigure | None, bool]]:
    """Store the next version of each of these working copies with all that follows from it, under the caller's lock.

    Answers with each figure, its version (none where it says what it said before), and whether it was public already.
    `action` is what the entries are called, where that is neither a publication nor a correction.
    """
    series_ids = series.series_for(figures)
    former = _former_contents(figures)
    sources.enter_events(chain, {one.event_id for one in figures if one.event_id}, actor=actor.pk)
    left = left_by(list(former), {row.series_id for row in former.values()})
    for figure, series_id in zip(figures, series_ids, strict=True):
        figure.series_id = series_id
    again = {one.id: _content(one, waiting, chain) for one in figures if one.id in former}
    same = {pk for pk, content in again.items() if same_statement(former[pk].content, content)}
    with bulk.meanwhile():
        _settle(figures, same, chain)
        said = [
            _say(
                figure,
                again.get(figure.id) or _content(figure, waiting, chain),
                nonce,
                waiting,
                former,
                chain,
                actor=actor,
                reason=reason,
                action=action,
            )
            for figure, nonce in zip(figures, new_nonces(len(figures)), strict=True)
            if figure.id not in same
        ]
        search.add_words([(one.entry.sequence, search.text_of(one.content)) for one in said])
    versions = _store(said, former, chain)
    _close_edits(figures, versions, waiting)
    recompute(versions, left, chain.sequence)
    made = {version.figure_id: version for version in versions}
    return [(figure, made.get(figure.id), figure.id in former) for figure in figures]


def _sort_out(waiting: Waiting, actor: User) -> tuple[list[Figure], list[Refusal]]:
    """The figures that may be published, and why the others may not."""
    targets = {figure.id: _targets(figure) for figure in waiting.figures}
    public = _public_among({target for named in targets.values() for _, target in named})
    counts = SmallCounts(waiting.figures)
    good = list(waiting.figures)
    refused: list[Refusal] = []
    while True:
        together = {figure.id for figure in good}
        shown = public | together
        objections = [
            objection
            for figure in good
            if (objection := _objection(figure, targets[figure.id], waiting, actor, shown, counts))
        ]
        if not objections:
            held_back = sorted(counts.giving_one_away(together))
            objections = [Refusal(figure, "small_remainder", "value", SMALL_REMAINDER) for figure in held_back]
        if not objections:
            return good, refused
        # What one figure is refused for may leave another without the figure it refers to: look again.
        refused += objections
        left_out = {objection.figure for objection in objections}
        good = [figure for figure in good if figure.id not in left_out]


def _public_among(figures: set[int]) -> set[int]:
    """Those of these figures that are or were public."""
    return {one["id"] for one in _PUBLIC.values(figures)}


_PUBLIC = bulk.ByKeys(Figure.objects.exclude(public_state=PublicState.NONE), only=("id",))

_TARGETS = ("share_of", "supersedes", "contests", "part_of")
_targets_of = itemgetter(*(f"{name}_id" for name in _TARGETS))
_NOTHING = (None,) * len(_TARGETS)


def _targets(figure: Figure) -> Sequence[tuple[str, int]]:
    """What a figure refers to: each relation with the figure it names."""
    named = _targets_of(vars(figure))
    if named == _NOTHING:  # as of nearly all
        return ()
    return [(name, one) for name, one in zip(_TARGETS, named, strict=True) if one is not None]


def _objection(
    figure: Figure,
    targets: Sequence[tuple[str, int]],
    waiting: Waiting,
    actor: User,
    public: set[int],
    counts: SmallCounts,
) -> Refusal | None:
    """What stands against publishing this figure, which refers to these targets, if anything."""
    if figure.draft_state != DraftState.SUBMITTED:
        return Refusal(figure.id, "not_submitted", "draft_state", NOT_SUBMITTED)
    if figure.restricted:
        return Refusal(figure.id, "restricted", "restricted", RESTRICTED)
    if actor.pk in waiting.editors[figure.id]:
        return Refusal(figure.id, "E10", "actor", OWN_DRAFT)
    if not all(bulk.related(citation, "document").redistributable for citation in waiting.citations[figure.id]):
        return Refusal(figure.id, "not_permitted", "document", NOT_PERMITTED)
    if not is_shown_safely(figure):
        return Refusal(figure.id, "unsafe_place", "place_code", UNSAFE_PLACE)
    if counts.is_small(figure):
        return Refusal(figure.id, "small_sensitive", "value", SMALL_SENSITIVE)
    missing = [name for name, target in targets if target not in public]
    if missing:
        # A public row must not name a figure that nobody can open.
        return Refusal(figure.id, "not_public", missing[0], PARENT_NOT_PUBLIC)
    return None


@dataclass(frozen=True, slots=True)
class _Former:
    """The version that stands while a correction is published."""

    series_id: int | None
    content: Content


@dataclass(frozen=True, slots=True)
class Left:
    """What the former versions touched: the new ones need not touch it any more."""

    series: set[int]
    pairs: dict[int, set[events.Pair]]


def left_by(figure_ids: Sequence[int], series_ids: Iterable[int | None]) -> Left:
    """What these live versions touch, read before they are closed: their series, those they supersede in, events."""
    own = {one for one in series_ids if one is not None}
    return Left(own | series.touched_by(figure_ids), events.pairs_of(figure_ids))


def _former_contents(figures: Sequence[Figure]) -> dict[int, _Former]:
    ids = [figure.id for figure in figures if figure.public_state == PublicState.PUBLISHED]
    if not ids:
        return {}
    rows = PublishedFigure.objects.live().filter(figure_id__in=ids).values("figure_id", "series_id", "content")
    return {row["figure_id"]: _Former(row["series_id"], orjson.loads(row["content"])) for row in rows}


def _content(figure: Figure, waiting: Waiting, chain: Chain) -> Content:
    """What the next version of a figure says."""
    return content_of(
        figure,
        waiting.citations[figure.id],
        revision=figure.revision + 1,
        at=chain.at,
        series=figure.series_id,
        alike=waiting.alike,
    )


class _Said(NamedTuple):
    """What the next version of a figure says, as its entry has it."""

    content: Content
    text: str
    nonce: str
    entry: LedgerEntry

    def version(self) -> PublishedFigure:
        """The row to store."""
        return version_of(self.content, self.text, self.nonce, self.entry.content_sha, self.entry.sequence)


def _say(
    figure: Figure,
    content: Content,
    nonce: str,
    waiting: Waiting,
    formers: Mapping[int, _Former],
    chain: Chain,
    *,
    actor: User,
    reason: str,
    action: LedgerAction | None,
) -> _Said:
    """This content as the next revision of a figure, its entry appended."""
    former = formers.get(figure.id)
    figure.revision += 1
    text = canonical(content)
    usual = LedgerAction.CORRECTED if former else LedgerAction.PUBLISHED
    entry = chain.append(
        "figure",
        figure.id,
        action or usual,
        revision=figure.revision,
        actor=actor.pk,
        author=next(iter(waiting.editors[figure.id]), None),
        # What the author wrote about a first draft stays at the desk; of what was public before, the change is.
        reason=(figure.reason if figure.public_state != PublicState.NONE else "") or reason,
        content_sha=sha_of(nonce, text),
        data={"changed": changed_fields(former.content, content)} if former and action is None else {},
    )
    chain.live[content["row"]["crisis"]] += 1
    if former:
        chain.live[former.content["row"]["crisis"]] -= 1
    return _Said(content, text, nonce, entry)


def version_of(content: Content, text: str, nonce: str, sha: str, sequence: int) -> PublishedFigure:
    """The version row of a content at a sequence."""
    body, line = render(content, sequence)
    told = {"sequence": sequence, "nonce": nonce, "content": text, "content_sha": sha}
    rendered = {"body": body, "line": line, "render": RENDER}
    return bulk.new_row(PublishedFigure, columns_of(content) | told | rendered)


def changed_fields(before: Content, after: Content) -> list[str]:
    """Names of the row's fields that a correction changed, in the order of the row."""
    old, new = before["row"], after["row"]
    told = (name for name in CONTENT_FIELDS if name not in ("revision", "updated_at"))
    return [name for name in told if old.get(name) != new.get(name)]


def _note(done: Published, figure: Figure, version: PublishedFigure | None, *, corrects: bool) -> None:
    if version is None:
        done.unchanged.append(figure.id)
    elif corrects:
        done.corrected.append(figure.id)
    else:
        done.published.append(figure.id)


def _store(said: Sequence[_Said], former: Mapping[int, _Former], chain: Chain) -> list[PublishedFigure]:
    """Store the entries, then the versions that they speak of."""
    chain.store()
    close_versions({one.entry.object_id: one.entry.sequence for one in said if one.entry.object_id in former})
    return bulk.insert_as_made(PublishedFigure, (one.version() for one in said))


def close_versions(ends: dict[int, int]) -> None:
    """Close the standing version of each figure at the sequence that replaced or withdrew it."""
    if not ends:
        return
    # The entries just stored know the sequence of each figure: one statement on both engines.
    low, high = min(ends.values()), max(ends.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE published_figure SET sequence_to = entry.sequence FROM ledger_entry entry "
            "WHERE entry.sequence BETWEEN %s AND %s AND entry.object_type = 'figure' "
            "AND published_figure.figure_id = entry.object_id AND published_figure.sequence_to IS NULL "
            "AND published_figure.sequence < entry.sequence",
            [low, high],
        )


def _settle(figures: Sequence[Figure], same: Container[int], chain: Chain) -> None:
    """Bring the working copies in step with what is about to be public; `same` are those with no new version."""
    bulk.update(
        Figure,
        ["reason", "public_state", "draft_state", "revision", "first_published_at", *_AS_THEY_ARE],
        [
            (
                "",
                PublicState.PUBLISHED.value,
                DraftState.NONE.value,
                figure.revision + (figure.id not in same),
                figure.first_published_at or chain.at,
                *_as_they_are(vars(figure)),
            )
            for figure in figures
        ],
    )


_AS_THEY_ARE = ("series", "return_reason", "warnings")
"""What was changed of a working copy before: its series, and by handing it over just now."""
_as_they_are = itemgetter("series_id", "return_reason", "warnings", "id")


def _close_edits(figures: Sequence[Figure], versions: Sequence[PublishedFigure], waiting: Waiting) -> None:
    """Close the trail of edits of these figures; the guard of four eyes has looked at those that were open."""
    sequences = dict.fromkeys((figure.id for figure in figures), 0)  # of what says what it said before there is none
    sequences.update((version.figure_id, version.sequence) for version in versions)
    closed = [(sequences[figure], edit) for edit, figure in waiting.edits.items() if figure in sequences]
    bulk.update(DraftEdit, ["sequence"], closed)


def recompute(versions: Sequence[PublishedFigure], left: Left, sequence: int) -> None:
    """Bring what these versions touch, and what the former ones left, to the present."""
    touched = {version.series_id for version in versions if version.series_id}
    superseding = [version.figure_id for version in versions if version.supersedes is not None]
    altered = left.series | series.touched_by(superseding)
    added = [version for version in versions if version.series_id not in altered]
    series.recompute(touched | altered, sequence=sequence, added=added)
    counting = [version for version in versions if version.figure_id in left.pairs or events.may_change(version)]
    present = events.pairs_of_versions(counting)
    events.recompute(
        {
            pair: version.sequence
            for version in counting
            for pair in present[version.figure_id] | left.pairs.get(version.figure_id, set())
        }
    )
