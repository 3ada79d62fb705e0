"""What the ledger keeps beside its versions, made again from the live ones: points, totals of events, tallies, counts.

Also the rows of versions that an older release rendered.

Proof that what is stored is what the rules give (`--compare` changes nothing and names what differs), and the repair
where it is not. Works in chunks, each a transaction under the ledger's lock, so that it may run beside publications.
Past totals of events are history and stay as they are; only those that stand are made again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import orjson
from django.db import models, transaction

from tracker.ledger import bulk, counts, events, series, tallies
from tracker.ledger.publish import CHUNK, chunks
from tracker.ledger.rendering import RENDER, render
from tracker.ledger.sequence import lock
from tracker.models import EventTotal, PublishedFigure, Series, SeriesPoint, Tally

Difference = str
"""What is stored and what the rules give, in one sentence."""

Rows = dict[Any, dict[str, Any]]
"""Stored rows by what identifies them."""

_WHEN = {"id", "computed_at", "sequence_from", "sequence_to"}
"""Columns that say when or where something was stored, not what."""


def rebuild(*, compare: bool = False) -> Iterator[Difference]:
    """Make everything again, and say what was different. With `compare` nothing is changed."""
    yield from _rebuild_series(compare=compare)
    yield from _rebuild_totals(compare=compare)
    yield from _rebuild_tallies(compare=compare)
    yield from _again(_counts, lambda _sequence: counts.restore(), compare=compare)
    yield from _rebuild_rendered(compare=compare)


def _rebuild_series(*, compare: bool) -> Iterator[Difference]:
    for ids in chunks(Series.objects.order_by("pk").values_list("pk", flat=True)):
        yield from _again(partial(_series, ids), partial(_recompute_series, ids), compare=compare)


def _again(read: Callable[[], Rows], make: Callable[[int], None], *, compare: bool) -> Sequence[Difference]:
    """Read, make again, read again, within one transaction, which a comparison takes back."""
    with transaction.atomic():
        sequence = lock().sequence
        before = read()
        make(sequence)
        found = list(differences(before, read()))
        if compare:
            transaction.set_rollback(True)
    return found


def differences(stored: Rows, made: Rows) -> Iterator[Difference]:
    """A sentence for each row that is not what it should be."""
    for key in sorted(stored.keys() | made.keys(), key=str):
        if key not in made:
            yield f"{_named(key)} is stored and should not be: {stored[key]}"
        elif key not in stored:
            yield f"{_named(key)} is missing: {made[key]}"
        elif stored[key] != made[key]:
            names = [name for name in made[key] if stored[key].get(name) != made[key][name]]
            says = "; ".join(f"{name} is {stored[key].get(name)!r}, not {made[key][name]!r}" for name in names)
            yield f"{_named(key)}: {says}"


def _named(key: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in key)


def _what(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in _WHEN}


def _recompute_series(ids: Collection[int], sequence: int) -> None:
    series.recompute(ids, sequence=sequence)


def _series(ids: Collection[int]) -> Rows:
    return {**_summaries(ids), **_points(ids)}


def _summaries(ids: Collection[int]) -> Rows:
    names = ("pk", *(name for name in series.SUMMARY if name != "computed_at"))
    return {("series", row.pop("pk")): row for row in Series.objects.filter(pk__in=ids).values(*names)}


def _points(ids: Collection[int]) -> Rows:
    rows = SeriesPoint.objects.filter(series_id__in=ids).values()
    return {("series", row["series_id"], "point of", row["date"]): _what(row) for row in rows}


def _rebuild_totals(*, compare: bool) -> Iterator[Difference]:
    """Totals that stand. Repaired in place: the sequence they stand from is right even where their number is not."""
    counted = events.counted(PublishedFigure.objects.live()).order_by().values_list("event_id", "measure")
    stored = EventTotal.objects.filter(sequence_to__isnull=True).order_by().values_list("event_id", "measure")
    pairs = {(event, measure) for event, measure in (*counted, *stored) if event is not None}
    for found in _chunks(sorted(pairs)):
        yield from _again(partial(_totals, found), partial(_restore_totals, found), compare=compare)


def _counts() -> Rows:
    return {("crisis", crisis): {"figures": figures} for crisis, figures in counts.stored().items()}


def _chunks(pairs: Sequence[events.Pair]) -> Iterator[list[events.Pair]]:
    left = iter(pairs)
    while held := list(islice(left, CHUNK)):
        yield held


def _totals(pairs: Collection[events.Pair]) -> Rows:
    asked = set(pairs)
    standing = EventTotal.objects.filter(event_id__in={event for event, _ in asked}, sequence_to__isnull=True)
    return {
        ("event", row["event_id"], row["measure"], row["people_status"]): _what(row)
        for row in standing.values()
        if (row["event_id"], row["measure"]) in asked
    }


def _restore_totals(pairs: Collection[events.Pair], sequence: int) -> None:
    wanted, held = events.wanted(dict.fromkeys(pairs, sequence)), events.current({event for event, _ in pairs})
    gone: list[int] = []
    new: list[EventTotal] = []
    changed: list[tuple[Any, ...]] = []
    for pair in pairs:
        now, should = held.get(pair, {}), wanted[pair]
        gone += [total.pk for status, total in now.items() if status not in should]
        new += [total for status, total in should.items() if status not in now]
        changed += [
            (*(getattr(total, name) for name in events.STATED), now[status].pk)
            for status, total in should.items()
            if status in now and not events.says_the_same(now[status], total)
        ]
    EventTotal.objects.filter(pk__in=gone).delete()
    bulk.insert(new)
    bulk.update(EventTotal, events.STATED, changed)


def _rebuild_tallies(*, compare: bool) -> Iterator[Difference]:
    """Sums, one measure at a time, from the totals that stand."""
    measures = set(EventTotal.objects.order_by().values_list("measure", flat=True).distinct())
    measures |= set(Tally.objects.order_by().values_list("measure", flat=True).distinct())
    for measure in sorted(measures):
        yield from _again(partial(_cells, measure), partial(_restore_tallies, measure), compare=compare)


def _cells(measure: str) -> Rows:
    rows = Tally.objects.filter(measure=measure).values()
    return {
        ("tally", row["scope"] or "world", row["measure"], row["people_status"], f"{row['month']:%Y-%m}"): _what(row)
        for row in rows
    }


def _restore_tallies(measure: str, _sequence: int) -> None:
    totals: models.QuerySet[EventTotal] = EventTotal.objects.filter(measure=measure, sequence_to__isnull=True)
    summed = tallies.summed(totals.iterator())
    columns = ("scope", "measure", "people_status", "month", *tallies.SUMS)
    stored = {row[:4]: list(row[4:]) for row in Tally.objects.filter(measure=measure).values_list(*columns)}
    if stored != summed:
        Tally.objects.filter(measure=measure).delete()
        tallies.store(summed)


def _rebuild_rendered(*, compare: bool) -> Iterator[Difference]:
    """Rows that an older release rendered: readers make them anew each time, until they are stored."""
    old = PublishedFigure.objects.exclude(render=RENDER).order_by("sequence").values_list("sequence", flat=True)
    for some in chunks(old):
        yield from _again(partial(_renderings, some), partial(_render_again, some), compare=compare)


def _renderings(sequences: Collection[int]) -> Rows:
    versions = PublishedFigure.objects.filter(sequence__in=sequences).values_list("sequence", "render")
    return {("version", sequence): {"render": render} for sequence, render in versions}


def _render_again(sequences: Collection[int], _sequence: int) -> None:
    versions = PublishedFigure.objects.filter(sequence__in=sequences).values_list("sequence", "content", "body", "line")
    rows = [
        (*(render(orjson.loads(content), sequence) if content else blanked), RENDER, sequence)
        for sequence, content, *blanked in versions
    ]
    bulk.update(PublishedFigure, ["body", "line", "render"], rows, by="sequence")
