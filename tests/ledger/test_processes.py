"""Several processes write at once, and some are killed: each figure is public once, whole, in one gap-free order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.ledger import state
from tracker.ledger import merge, publish, rebuild, record, turns, unfinished
from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure, LedgerEntry, MovedReference, Organisation, PublishedFigure, SeriesPoint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def waiting(count: int) -> list[int]:
    """So many submitted figures of one author."""
    return [makers.make_submitted(value=800_000 + number, value_text="").pk for number in range(count)]


def address() -> str:
    """The database of this test run, for another process."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    account = f"{quote(held['USER'] or '')}:{quote(held['PASSWORD'] or '')}@{quote(held['HOST'] or '', safe='')}"
    return f"postgres://{account}:{held['PORT'] or 5432}/{held['NAME']}"


def publishing(actor: str, ids: list[int], *, pause: float = 0) -> AbstractContextManager[subprocess.Popen[str]]:
    """A process that publishes these figures as soon as it is told to."""
    return working("publish", actor, pause, *ids)


@contextmanager
def working(*told: object) -> Iterator[subprocess.Popen[str]]:
    """A worker (worker.py) that begins as soon as it is told to; gone at the end of the block."""
    command = [sys.executable, "-m", "tests.ledger.worker", *map(str, told)]
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address()}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with child:
        try:
            yield child
        finally:
            child.kill()


def says(child: subprocess.Popen[str], word: str) -> None:
    """Wait for this line of the process."""
    assert child.stdout is not None
    assert child.stdout.readline() == f"{word}\n"


def tell(child: subprocess.Popen[str]) -> None:
    """Let the process begin."""
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()


def check(ids: list[int]) -> None:
    """Each of these is public once, and the ledger holds without a gap."""
    assert verify().problems == []
    assert sorted(PublishedFigure.objects.live().values_list("figure_id", flat=True)) == sorted(ids)
    published = LedgerEntry.objects.filter(action="published").order_by("sequence")
    assert sorted(published.values_list("object_id", flat=True)) == sorted(ids)
    sequences = list(LedgerEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, head().sequence + 1))
    assert head().live_count == len(ids)
    assert set(Figure.objects.filter(pk__in=ids).values_list("public_state", "draft_state")) == {("published", "none")}


def test_two_processes_publish_the_same_figures_at_once() -> None:
    makers.make_user("first", role="reviewer")
    makers.make_user("second", role="reviewer")
    ids = waiting(8)
    with publishing("first", ids) as one, publishing("second", ids[::-1]) as other:
        for child in (one, other):
            says(child, "ready")
        for child in (one, other):
            tell(child)
        for child in (one, other):
            says(child, "done")
    check(ids)
    assert SeriesPoint.objects.count() == 1


def test_the_desk_and_a_second_publisher_go_on_while_a_bulk_publishes() -> None:
    makers.make_user("first", role="reviewer")
    ids, single, draft = waiting(7), makers.make_submitted(), makers.make_draft()
    reviewer, author = makers.reviewer(), makers.contributor()
    with publishing("first", ids, pause=0.2) as bulk:
        says(bulk, "ready")
        tell(bulk)
        says(bulk, "entries are written")  # it holds the ledger's lock now
        record.edit_figure(draft.pk, {"notes": "Meanwhile."}, actor=author, confirm=makers.EVERY_REASON)
        publish.publish_figure(single.pk, actor=reviewer)
        assert head().sequence > 0
        says(bulk, "entries are written")
        says(bulk, "entries are written")
        says(bulk, "done")
    check([*ids, single.pk])


def test_an_edit_in_the_middle_of_a_publication_does_not_pass_for_what_was_reviewed() -> None:
    makers.make_user("first", role="reviewer")
    [figure] = waiting(1)
    author = makers.contributor()
    with publishing("first", [figure], pause=0.5) as bulk:
        says(bulk, "ready")
        tell(bulk)
        says(bulk, "entries are written")
        # It waits for the publication; then it is a correction of a public figure, which needs its reason.
        with pytest.raises(Refused) as refused:
            record.edit_figure(figure, {"value": 7_907, "value_text": ""}, actor=author, confirm=makers.EVERY_REASON)
        says(bulk, "done")
    assert refused.value.code == "E11"
    assert Figure.objects.get(pk=figure).value == state.bodies()[figure]["value"] == 800_000
    check([figure])


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_a_process_killed_in_the_middle_leaves_whole_chunks_and_a_second_call_finishes(chunk: int) -> None:
    reviewer = makers.make_user("first", role="reviewer")
    ids = waiting(8)
    with publishing("first", ids, pause=0.1 if chunk > 1 else 30) as doomed:
        says(doomed, "ready")
        tell(doomed)
        for _ in range(chunk):
            says(doomed, "entries are written")
        doomed.kill()  # SIGKILL, inside the transaction of that chunk
    published = PublishedFigure.objects.count()
    assert published in ({0} if chunk == 1 else {3 * (chunk - 1), min(3 * chunk, len(ids))})
    assert verify().problems == []
    done = publish.publish_figures(ids, actor=reviewer)
    assert len(done.published) == len(ids) - published
    assert {one.code for one in done.refused} <= {"not_submitted"}
    check(ids)


@pytest.mark.parametrize(("stage", "times"), [("deciding", 1), ("moving", 3), ("publishing", 1), ("publishing", 2)])
def test_a_merge_killed_in_the_middle_is_taken_to_the_same_end_by_another_process(stage: str, times: int) -> None:
    old, into = makers.make_organisation("UN OCHA"), makers.make_organisation("OCHA")
    stays = makers.make_figure(organisation=into, value=800_000, value_text="")
    moving = [makers.make_figure(organisation=old, value=800_000 + n, value_text="").pk for n in range(5)]
    draft = makers.make_draft(organisation=old)
    editor = makers.editor()
    with working("merge", editor.username, stage, old.pk, into.pk) as doomed:
        says(doomed, "ready")
        tell(doomed)
        for _ in range(times):
            says(doomed, stage)
        doomed.kill()  # SIGKILL, inside a transaction
    assert verify().problems == []
    left = unfinished.unfinished()
    if stage == "deciding":
        assert left == []
        assert Organisation.objects.get(pk=old.pk).merged_into_id is None
        left = [merge.merge("organisation", old.pk, into.pk, actor=editor, reason="One office.")]
    [work] = left
    assert 0 < LedgerEntry.objects.filter(batch=work.batch).count() < 2 + len(moving)
    unfinished.go_on.func(work.pk)  # as the worker does
    assert unfinished.unfinished() == []
    assert {row["organisation"] for row in state.bodies().values()} == {"OCHA"}
    again = LedgerEntry.objects.filter(batch=work.batch, object_type="figure").order_by("object_id")
    assert list(again.values_list("object_id", "revision", "action")) == [(pk, 2, "relabelled") for pk in moving]
    assert state.bodies()[stays.pk]["revision"] == 1
    assert set(Figure.objects.values_list("organisation_id", "originator_id")) == {(into.pk, into.pk)}
    assert draft.pk in MovedReference.objects.filter(table="figure").values_list("row_id", flat=True)
    # Each of two columns of each figure moved once, and every number is what a recount from the versions gives.
    assert MovedReference.objects.count() == 2 * (len(moving) + 1)
    assert list(rebuild.rebuild(compare=True)) == []
    assert verify().problems == []


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("together", [1, 2, 10])
@pytest.mark.parametrize("survived", [0, 1, 2, 3])
def test_each_chunk_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch, survived: int, together: int) -> None:
    monkeypatch.setattr(publish, "CHUNK", 2)
    monkeypatch.setattr(turns, "MOST_CHUNKS", together)
    ids, actor, chunks = waiting(8), makers.reviewer(), 0
    real = publish.recompute

    def dying(*args: object) -> None:
        nonlocal chunks
        chunks += 1
        if chunks > survived:
            raise Killed
        real(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as deadly:
        deadly.setattr(publish, "recompute", dying)
        with pytest.raises(Killed):
            publish.publish_figures(ids, actor=actor)
    gone_along = survived % together if connection.vendor == "sqlite" else 0
    left = 2 * (survived - gone_along)
    assert sorted(state.bodies()) == ids[:left]
    assert verify().problems == []
    assert publish.publish_figures(ids, actor=actor).published == ids[left:]
    check(ids)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("waits", "transactions"), [(False, 1), (True, 3)])
def test_chunks_go_together_until_somebody_waits(
    monkeypatch: pytest.MonkeyPatch, waits: bool, transactions: int
) -> None:
    monkeypatch.setattr(publish, "CHUNK", 2)
    monkeypatch.setattr(connection, "somebody_waits", lambda: waits)
    ids, actor = waiting(6), makers.reviewer()
    with CaptureQueriesContext(connection) as asked:
        assert publish.publish_figures(ids, actor=actor).published == ids
    assert sum(one["sql"].startswith("BEGIN") for one in asked) == transactions
    check(ids)
