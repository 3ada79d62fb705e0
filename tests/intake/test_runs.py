"""An import from its preview to its undo: nothing before it is confirmed, nothing twice, and a way back for 30 days."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from tests import makers
from tests.intake.bringing import as_csv, brought, brought_rows, figures, number, staged, states
from tests.intake.readers.files import xlsx_bytes, zip_bytes
from tests.intake.test_claims import row
from tracker.intake import files, publishing, runs, steps, undoing
from tracker.ledger import assign, imports, publish, record, redact, returning, submit
from tracker.ledger.errors import Refused
from tracker.ledger.rebuild import rebuild
from tracker.ledger.verify import verify
from tracker.models import (
    Crisis,
    Event,
    Figure,
    ImportedFigure,
    ImportRow,
    ImportRun,
    LedgerEntry,
    Notice,
    PublishedFigure,
    User,
)

pytestmark = pytest.mark.django_db
WHOLE = "Looked at as a whole."


@pytest.fixture
def actor() -> User:
    makers.make_crisis()
    return makers.contributor()


def undone(run: ImportRun, actor: User) -> Any:
    undoing.begin_undo(run, actor=actor, reason="The wrong file.")
    return undoing.undo(run)


def public() -> dict[int, int]:
    return dict(PublishedFigure.objects.live().values_list("figure_id", "value_best"))


def test_nothing_unless_all_are_good(actor: User) -> None:
    run = runs.preview(staged(as_csv(number(701), number(709, measure="x")), actor))
    with pytest.raises(Refused) as refused:
        runs.confirm(run, actor=actor, whole=True)
    assert refused.value.code == "bad_rows"
    assert not Figure.objects.exists()


def test_an_import_is_confirmed_once(actor: User) -> None:
    run = runs.preview(staged(as_csv(number(701)), actor))
    other_window = ImportRun.objects.get(pk=run.pk)
    runs.confirm(run, actor=actor)
    with pytest.raises(Refused) as refused:
        runs.confirm(other_window, actor=actor)
    assert refused.value.code == "changed"
    runs.commit(run)
    runs.commit(ImportRun.objects.get(pk=run.pk))
    assert Figure.objects.count() == 1


def test_a_preview_that_waited_too_long_is_not_confirmed(actor: User) -> None:
    run = runs.preview(staged(as_csv(number(701)), actor))
    ImportRun.objects.update(created_at=F("created_at") - timedelta(days=15))
    run.refresh_from_db()
    with pytest.raises(Refused) as refused:
        runs.confirm(run, actor=actor)
    assert refused.value.code == "expired"


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("survived", [0, 1, 2])
def test_a_run_that_was_stopped_goes_on_and_does_no_row_twice(
    actor: User, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    monkeypatch.setattr(steps, "CHUNK", 2)
    run = staged(as_csv(*(number(value) for value in (701, 709, 719, 727, 733))), actor)
    runs.confirm(run, actor=actor)
    chunks = iter(range(9))
    real = imports.note_figures

    def dying(made: Any) -> None:
        real(made)
        if next(chunks) >= survived:
            raise Killed

    with monkeypatch.context() as deadly:
        deadly.setattr(imports, "note_figures", dying)
        with pytest.raises(Killed):
            runs.commit(run)
    assert Figure.objects.count() == ImportedFigure.objects.count() == 2 * survived
    again = ImportRun.objects.get(pk=run.pk)
    assert runs.unfinished(run.sha256, crisis=run.crisis, actor=actor) == again
    runs.commit(again)
    assert states(again) == [(number, "recorded") for number in range(2, 7)]
    assert sorted(Figure.objects.values_list("value", flat=True)) == [701, 709, 719, 727, 733]


def test_the_next_rows_are_read_while_what_the_first_name_is_looked_up(
    actor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "CHUNK", 2)
    run = staged(as_csv(*(number(value) for value in (701, 709, 719))), actor)
    runs.confirm(run, actor=actor)
    told: list[Any] = []
    read, looked_up = runs.chunk_of, runs.plans.look_up_keys
    monkeypatch.setattr(
        runs, "chunk_of", lambda rows, file: told.append([one.place for one in rows]) or read(rows, file)
    )
    monkeypatch.setattr(runs.plans, "look_up_keys", lambda: told.append(Figure.objects.count()) or looked_up())
    runs.commit(run)
    assert told[:5] == [[1, 2], 2, [3], 3, []]


def test_a_row_that_another_process_stored_since_it_was_read_is_not_stored_again(
    actor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "CHUNK", 2)
    run = staged(as_csv(*(number(value) for value in (701, 709, 719, 727))), actor)
    runs.confirm(run, actor=actor)
    real, calls = imports.hold, count()

    def held(run: ImportRun, **more: Any) -> bool:
        if next(calls) == 1:
            ImportRow.objects.filter(run=run, position=3).update(state="recorded")
        return real(run, **more)

    monkeypatch.setattr(imports, "hold", held)
    runs.commit(run)
    assert sorted(Figure.objects.values_list("value", flat=True)) == [701, 709, 727]
    assert [state for _, state in states(run)] == ["recorded"] * 4


@pytest.mark.parametrize("chunk", [0, 3])
@pytest.mark.parametrize(
    ("module", "name"), [(publishing, "publish_figures"), (publish, "_settle"), (publish.events, "recompute")]
)
def test_a_publication_that_was_killed_goes_on_and_publishes_no_figure_twice(
    actor: User, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, chunk: int
) -> None:
    for one in (publishing, publish):
        monkeypatch.setattr(one, "CHUNK", 2)
    reviewer, run = makers.reviewer(), brought_rows([row(number) for number in range(2, 6)], actor)
    real, calls = getattr(module, name), count()

    def dying(*args: Any, **more: Any) -> Any:
        if next(calls) >= chunk:
            raise Killed
        return real(*args, **more)

    with monkeypatch.context() as deadly:
        deadly.setattr(module, name, dying)
        with pytest.raises(Killed):
            publishing.publish(run, actor=reviewer, reason=WHOLE)
    assert len(public()) == 2 * chunk
    assert publishing.publish(ImportRun.objects.get(pk=run.pk), actor=reviewer, reason=WHOLE) == []
    assert sorted(public()) == figures(run)
    assert LedgerEntry.objects.filter(object_type="figure").count() == len(figures(run)) == 12
    assert verify().problems == []
    assert list(rebuild(compare=True)) == []


def test_reading_goes_on_after_the_last_row_that_was_read(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 2)
    run = staged(as_csv(*(number(value) for value in (701, 709, 719))), actor)
    ImportRow.objects.filter(run=run, position=3).delete()
    run.counts = {}  # which say how many rows there are once the last one is read
    runs.stage(run)
    assert list(ImportRow.objects.values_list("position", "number")) == [(1, 2), (2, 3), (3, 4)]


def test_of_a_long_file_the_database_learns_once_what_rows_are_looked_up_by(
    actor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (runs, steps):
        monkeypatch.setattr(module, "CHUNK", 2)
    learnt: list[str] = []
    monkeypatch.setattr(runs.plans, "learn_of", lambda model, *_columns: learnt.append(model.__name__))
    brought(as_csv(number(701), number(709)), actor)
    assert learnt == ["Event", "Document", "Figure"]
    learnt.clear()
    brought(as_csv(*(number(value) for value in (719, 727, 733, 739, 743))), actor)
    assert learnt == ["ImportRow", "Event", "Document", "Figure"]


def test_of_a_long_publication_the_database_learns_once_what_versions_are_told_apart_by(
    actor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "CHUNK", 2)
    monkeypatch.setattr(publish, "CHUNK", 2)
    learnt: list[tuple[str, ...]] = []
    monkeypatch.setattr(publish.plans, "learn_of", lambda model, *columns: learnt.append((model.__name__, *columns)))
    short = brought(as_csv(number(701), number(709)), actor)
    publishing.publish(short, actor=makers.reviewer(), reason=WHOLE)
    assert learnt == []
    long = brought(as_csv(*(number(value) for value in (719, 727, 733, 739, 743))), actor)
    learnt.clear()
    publishing.publish(long, actor=makers.reviewer(), reason=WHOLE)
    assert learnt == [("PublishedFigure", "sequence_to", "supersedes", "event_id")]
    ids = [makers.make_submitted(value=value).pk for value in (751, 757, 761)]
    publish.publish_figures(ids, actor=makers.reviewer())
    assert len(learnt) == 2


def test_figures_of_a_series_are_published_together_and_totals_before_their_parts(actor: User) -> None:
    run = brought(as_csv(number(701)), actor)
    [first] = figures(run)
    places = [makers.make_place("SYR"), makers.make_place("TUR", name="Türkiye")]
    days = [date(2020, 2, day) for day in (12, 3, 9)]
    total = makers.make_draft(place=places[0], as_of_date=days[0])
    others = [makers.make_draft(place=place, as_of_date=day) for day in days for place in places]
    others.append(makers.make_draft(place=places[0], as_of_date=days[0], part_of=total, partition="sex_age", value=9))
    made = [(run.pk, 1, one.pk, "", "recorded", "", 1, 0, None, False, False, "") for one in [total, *others]]
    imports.note_figures(made)
    [ids] = publishing._by_series(run)
    assert sorted(ids) == sorted([first, total.pk, *(one.pk for one in others)])
    assert ids[-1] == others[-1].pk
    by_id = {one.pk: one for one in Figure.objects.all()}
    series = [by_id[one].place_id for one in ids[:-1]]
    assert series == sorted(series, key=series.index), "each place comes once"
    for place in set(series):
        told = [by_id[one].as_of_date for one in ids[:-1] if by_id[one].place_id == place]
        assert told == sorted(told)


def test_what_another_process_published_since_is_no_refusal(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    run = brought(as_csv(number(701), number(709)), actor)
    ids, reviewer, other = figures(run), makers.reviewer(), makers.make_user("other", role="reviewer")
    real = publishing.publish_figures

    def publish_figures(some: list[int], **more: Any) -> Any:
        submit.submit_figure(ids[0], actor=actor)
        publish.publish_figure(ids[0], actor=other)
        return real(some, **more)

    monkeypatch.setattr(publishing, "publish_figures", publish_figures)
    assert publishing.publish(run, actor=reviewer, reason=WHOLE) == []
    assert sorted(public()) == ids
    assert LedgerEntry.objects.filter(object_type="figure").count() == 2


def test_the_importer_does_not_publish_and_another_person_does(actor: User) -> None:
    editor = makers.editor()
    run = brought(as_csv(number(701), number(709)), editor)
    with pytest.raises(Refused) as refused:
        publishing.publish(run, actor=editor, reason=WHOLE)
    assert refused.value.code == "E10"
    assert publishing.publish(run, actor=makers.reviewer(), reason=WHOLE) == []
    assert sorted(public().values()) == [701, 709]
    assert set(LedgerEntry.objects.filter(object_type="figure").values_list("batch", "door")) == {
        (run.batch, f"import:{run.pk}")
    }
    assert verify().problems == []


def test_drafts_that_nobody_saw_are_discarded(actor: User) -> None:
    run = brought_rows([row(2), row(3)], actor)
    done = undone(run, actor)
    assert len(done.discarded) == 6
    assert (Figure.objects.count(), Event.objects.count(), run.state) == (0, 0, "undone")
    assert states(brought_rows([row(2)], actor)) == [(2, "recorded")]


def test_what_became_public_is_withdrawn_and_the_file_may_come_again(actor: User) -> None:
    reviewer = makers.reviewer()
    run = brought_rows([row(2)], actor)
    publishing.publish(run, actor=reviewer, reason=WHOLE)
    with pytest.raises(Refused):
        undoing.begin_undo(run, actor=actor, reason="The wrong file.")
    done = undone(run, reviewer)
    assert (len(done.withdrawn), done.kept) == (3, [])
    assert public() == {}
    entries = LedgerEntry.objects.filter(action="reverted")
    assert set(entries.values_list("batch", "reason", "actor")) == {(f"undo:{run.pk}", "The wrong file.", reviewer.pk)}
    again = brought_rows([row(2)], actor)
    assert states(again) == [(2, "revised")]
    assert publishing.publish(again, actor=reviewer, reason=WHOLE) == []
    assert sorted(public().values()) == [5, 7, 12]
    assert verify().problems == []


def test_what_was_corrected_is_published_again_as_it_was(actor: User) -> None:
    reviewer = makers.reviewer()
    publishing.publish(brought(as_csv(number(701)), actor), actor=reviewer, reason=WHOLE)
    run = brought(as_csv(number(701, value_text="at least 702", quote="at least 702")), actor)
    assert states(run) == [(2, "revised")]
    publishing.publish(run, actor=reviewer, reason=WHOLE)
    [figure] = figures(run, "revised")
    before = PublishedFigure.objects.get(figure_id=figure, revision=1)
    done = undone(run, reviewer)
    assert (done.restored, done.withdrawn, done.kept) == ([figure], [], [])
    version = PublishedFigure.objects.live().get(figure_id=figure)
    assert (version.revision, version.qualifier, version.value_low) == (3, "more_than", before.value_low)
    held = Figure.objects.get(pk=figure)
    assert (held.qualifier, held.value, held.draft_state, held.revision) == ("more_than", 701, "none", 3)
    assert LedgerEntry.objects.latest("sequence").action == "reverted"
    assert verify().problems == []


def test_a_correction_that_is_not_public_is_taken_off_the_desk(actor: User) -> None:
    reviewer = makers.reviewer()
    publishing.publish(brought(as_csv(number(701)), actor), actor=reviewer, reason=WHOLE)
    run = brought(as_csv(number(701, value_text="at least 702", quote="at least 702")), actor)
    done = undone(run, reviewer)
    held = Figure.objects.get()
    assert (done.restored, held.value, held.draft_state, held.public_state) == ([held.pk], 701, "none", "published")
    record.edit_figure(held.pk, {"notes": "Later."}, actor=reviewer, reason="More.", confirm=makers.EVERY_REASON)


def test_what_somebody_worked_on_since_stays_and_is_listed(actor: User) -> None:
    run = brought(as_csv(number(701), number(709)), actor)
    touched, left = figures(run)
    record.edit_figure(touched, {"notes": "Checked."}, actor=actor, confirm=makers.EVERY_REASON)
    done = undone(run, actor)
    assert (done.kept, done.discarded) == ([touched], [left])
    assert list(ImportedFigure.objects.order_by("pk").values_list("undone", flat=True)) == ["kept", "discarded"]
    assert run.counts["kept"] == 1


def test_an_undo_that_was_stopped_goes_on(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    run = brought(as_csv(*(number(value) for value in (701, 709, 719, 727, 733))), actor)
    undoing.begin_undo(run, actor=actor, reason="The wrong file.")
    real, calls = undoing.revert_chunk, iter(range(9))

    def dying(*args: Any, **more: Any) -> Any:
        if next(calls) == 1:
            raise Killed
        return real(*args, **more)

    with monkeypatch.context() as deadly:
        deadly.setattr(undoing, "revert_chunk", dying)
        with pytest.raises(Killed):
            undoing.undo(run)
    assert Figure.objects.count() == 3
    undoing.undo(ImportRun.objects.get(pk=run.pk))
    assert Figure.objects.count() == 0
    assert ImportRun.objects.get(pk=run.pk).state == "undone"


def test_an_undo_after_30_days_is_refused(actor: User) -> None:
    run = brought(as_csv(number(701)), actor)
    ImportRun.objects.update(done_at=F("done_at") - timedelta(days=31))
    run.refresh_from_db()
    with pytest.raises(Refused) as refused:
        undoing.begin_undo(run, actor=actor, reason="The wrong file.")
    assert refused.value.code == "too_late"


def test_a_file_that_was_never_confirmed_can_be_forgotten(actor: User) -> None:
    run = runs.preview(staged(as_csv(number(701)), actor))
    assert imports.drop_run(run)
    assert not ImportRun.objects.exists()
    assert not imports.drop_run(brought(as_csv(number(701)), actor))


@pytest.mark.parametrize(("step", "row"), [(1_000, 0), (400, 2)])
def test_a_file_that_takes_too_long_to_read_is_refused_at_the_row_where_it_stopped(
    actor: User, monkeypatch: pytest.MonkeyPatch, step: int, row: int
) -> None:
    seconds = count(0, step)  # each look at the clock is so much later: first the file is opened, then come its rows
    monkeypatch.setattr(files.time, "monotonic", lambda: next(seconds))
    run = staged(as_csv(number(701), number(702), number(703)), actor)
    monkeypatch.undo()
    assert (run.state, ImportRow.objects.filter(run=run).count()) == ("failed", 0)
    assert [(one["template"], one["row"] or 0) for one in run.problems] == [(files.TOO_SLOW, row)]
    assert not Figure.objects.exists()
    assert staged(as_csv(number(701), number(702), number(703)), actor).state == "staged"


def test_a_workbook_with_macros_comes_in_whole_and_its_macros_are_told_of(actor: User) -> None:
    held = [number(701), number(709)]
    plain = xlsx_bytes({"data": [list(held[0]), *(list(one.values()) for one in held)]})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    content = zip_bytes({**members, "xl/vbaProject.bin": b"\x00Sub Auto_Open"})
    run = brought(content, actor, name="book.xlsm")
    assert states(run) == [(2, "recorded"), (3, "recorded")]
    assert ["macros" in note for note in run.options["notes"]] == [True]
    assert publishing.publish(run, actor=makers.reviewer(), reason=WHOLE) == []
    assert sorted(public().values()) == [701, 709]


@pytest.mark.slow
def test_three_hundred_megabytes_of_cells_are_refused_before_they_are_read(actor: User, tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    with path.open("wb") as file:
        file.write(as_csv(number(701)))
        file.truncate(300 * 1024**2)
    sha, size = runs.receive(path)
    crisis = Crisis.objects.get()
    run = runs.stage(imports.open_run(name=path.name, sha256=sha, size=size, crisis=crisis, actor=actor, key="k" * 32))
    runs.path_of(run).unlink()
    assert (run.state, ImportRow.objects.exists(), Figure.objects.exists()) == ("failed", False, False)
    [problem] = run.problems
    assert "314,572,800 bytes" in problem["message"]
    assert "268,435,456" in problem["message"]


def test_drafts_that_were_returned_or_asked_of_somebody_are_taken_back_too(actor: User) -> None:
    run = brought(as_csv(number(501), number(502)), actor)
    first, second = Figure.objects.order_by("pk")
    for figure in (first, second):
        submit.submit_figure(figure.pk, actor=actor, confirm={"W12": "No copy."})
    assign.assign_review(first.pk, makers.reviewer(), actor=makers.reviewer())
    returning.return_figure(second.pk, actor=makers.reviewer(), reason="Which page?")
    undone(run, actor)
    assert not Figure.objects.exists()
    assert not Notice.objects.exists()


def test_a_redaction_takes_the_words_out_of_what_imports_keep(actor: User) -> None:
    brought(as_csv(number(7907, notes="Told by Lina."), number(502)), actor)
    brought(as_csv(number(7907, value_text="7919", quote="7919, says Lina", notes="Lina counted again.")), actor)
    harm = Figure.objects.get(external_id="R7907")
    submit.submit_figure(harm.pk, actor=actor, confirm={"W3": "Counted again."})
    publish.publish_figure(harm.pk, actor=makers.reviewer())
    kept = [*ImportRow.objects.values("cells", "claims"), *ImportedFigure.objects.values("former")]
    assert "Lina" in str(kept)
    asked = redact.request_redaction(harm.pk, actor=makers.make_user("root", role="administrator"), reason="Harm.")
    redact.confirm_redaction(asked.pk, actor=makers.reviewer())
    kept = [
        *ImportRow.objects.values("cells", "claims", "edited", "findings"),
        *ImportedFigure.objects.values("former"),
    ]
    assert "Lina" not in str(kept)
    assert "7907" not in str(kept)
    assert "502" in str(kept)
