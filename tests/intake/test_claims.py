"""Rows that state several claims: a total with its parts, about an event, carried by several outlets, at a place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tests.intake.bringing import brought_rows, figures, findings, messages, opened, states
from tracker.intake import publishing, references, runs, steps
from tracker.intake.readers.rows import Claim, EventHint, PlaceHint, SourceRow
from tracker.models import Document, Event, Figure, ImportRow, LedgerEntry, ObjectVersion, Organisation, User
from tracker.rules import make_finding

pytestmark = pytest.mark.django_db

DATASET = {
    "title": "Events, version 1", "kind": "dataset", "url": "https://example.org/events-1.csv", "licence": "CC BY 4.0",
    "publisher": {"name": "Data Program", "kind": "research"},
}  # fmt: skip
PLACE = PlaceHint(codes=("SYR",), country="SYR", names=("Idlib",))
EVENT = EventHint("EV-7", "An attack", "2020-02-14T00:00:00", "2020-02-15", "days", place=PLACE)


@pytest.fixture
def actor() -> User:
    makers.make_crisis()
    return makers.contributor()


def claim(value: int, *, part: str = "", **more: Any) -> Claim:
    """Deaths at the event: the total, or with `part` one of its parts."""
    fields = {
        "measure": "killed", "basis": "period", "unit": "person", "qualifier": "exact", "value": value,
        "reference_period_start": "2020-02-14", "reference_period_end": "2020-02-15", "cause": "conflict",
        "organisation": "Data Program", "document": DATASET, "quote": f"best: {value}", "source_system": "events",
        "external_id": "7", "people_status": {"a": "combatant", "civilians": "civilian"}.get(part, "all"),
        **({"partition": "side"} if part else {}), **more.pop("fields", {}),
    }  # fmt: skip
    columns = {"value": f"deaths_{part}" if part else "best", "place_code": "adm_1"}
    whole = {"part": part, "part_of": ""} if part else {}
    return Claim(fields, place=PLACE, event=EVENT, columns=columns, **whole, **more)


def row(number: int = 2, total: int = 12, a: int = 5, civilians: int = 7, **more: Any) -> SourceRow:
    record = {"fields": {"external_id": str(number)}}
    claims = (
        claim(total, **record, **more),
        claim(a, part="a", **record),
        claim(civilians, part="civilians", **record),
    )
    return SourceRow(number, {"id": str(number), "best": str(total)}, claims)


def test_a_total_is_recorded_with_its_parts(actor: User) -> None:
    run = brought_rows([row()], actor)
    assert states(run) == [(2, "recorded")], messages(ImportRow.objects.all())
    total, *parts = Figure.objects.order_by("external_id")
    assert [(one.external_id, one.value, one.part_of, one.partition) for one in (total, *parts)] == [
        ("2", 12, None, ""), ("2:a", 5, total, "side"), ("2:civilians", 7, total, "side"),
    ]  # fmt: skip
    assert len(figures(run)) == 3


def test_parts_above_their_total_keep_the_whole_row_out(actor: User) -> None:
    run = brought_rows([row(2, total=9), row(3)], actor)
    assert states(run) == [(2, "rejected"), (3, "recorded")]
    assert findings(run) == [(2, "value", "E18")]
    finding = ImportRow.objects.get(number=2).findings[0]
    assert (finding["column"], finding["found"]) == ("deaths_a", "12")
    assert Figure.objects.count() == 3


def test_an_event_is_made_once_and_enters_the_ledger_with_its_first_figure(actor: User) -> None:
    run = brought_rows([row(2), row(3)], actor)
    event = Event.objects.get()
    assert (event.code, event.start, event.end, event.date_precision) == (
        "EV-7", date(2020, 2, 14), date(2020, 2, 15), "days",
    )  # fmt: skip
    assert set(Figure.objects.values_list("event", flat=True)) == {event.pk}
    assert not ObjectVersion.objects.filter(object_type="event").exists()
    brought_rows([row(4)], actor)
    assert Event.objects.count() == 1
    reviewer = makers.reviewer()
    assert publishing.publish(run, actor=reviewer, reason="Looked at as a whole.") == []
    entry = LedgerEntry.objects.get(object_type="event")
    assert (entry.action, entry.object_id, entry.actor, entry.batch, entry.door) == (
        "created", event.pk, reviewer.pk, run.batch, f"import:{run.pk}",
    )  # fmt: skip


def test_an_event_is_looked_for_in_the_crisis_of_its_row_alone(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = makers.make_event("EV-7", crisis=makers.make_crisis("other"))
    asked: set[Any] = set()
    real = references.bulk.keys_of_pairs

    def noting(model: Any, columns: Any, pairs: Any, **more: Any) -> Any:
        asked.update(pair[0] for pair in pairs if model is Event)
        return real(model, columns, pairs, **more)

    monkeypatch.setattr(references.bulk, "keys_of_pairs", noting)
    brought_rows([row()], actor)
    event = Event.objects.exclude(pk=elsewhere.pk).get()
    assert asked == {event.crisis_id}
    assert Figure.objects.filter(event=event).count() == 3


def test_a_known_event_is_found_by_its_code(actor: User) -> None:
    known = makers.make_event("ev-7")
    brought_rows([row()], actor)
    assert Event.objects.get() == known
    assert Figure.objects.filter(event=known).count() == 3


def test_the_dataset_is_one_document_with_the_hash_of_its_file(actor: User) -> None:
    run = brought_rows([row(2), row(3)], actor)
    document = Document.objects.get()
    assert (document.sha256, document.licence, document.kind) == (run.sha256, "CC BY 4.0", "dataset")
    assert document.accessed_date == run.created_at.date()
    assert Organisation.objects.count() == 1


def test_further_outlets_become_citations(actor: User) -> None:
    outlets = ({"document": {"title": "Shelling kills 12", "publisher": {"name": "Agency", "kind": "media"}}},)
    brought_rows([row(citations=outlets)], actor)
    total = Figure.objects.get(external_id="2")
    assert [(one.document.title, one.hops) for one in total.citations.order_by("hops")] == [
        ("Events, version 1", 1),
        ("Shelling kills 12", 2),
    ]


def test_a_place_that_nobody_knows_is_said_at_its_column_and_the_row_kept(actor: User) -> None:
    nowhere = PlaceHint(codes=("XX99",), names=("Nowhere",))
    one = row()
    lost = one._replace(claims=tuple(held._replace(place=nowhere) for held in one.claims))
    run = brought_rows([lost, row(3)], actor)
    assert states(run) == [(2, "rejected"), (3, "recorded")]
    finding = ImportRow.objects.get(number=2).findings
    assert [(said["field"], said["column"], said["code"]) for said in finding] == [("place_code", "adm_1", "E12")]
    assert "XX99" in finding[0]["message"]


def test_what_its_publisher_holds_back_is_a_draft_with_the_warning_and_is_not_published_with_the_run(
    actor: User,
) -> None:
    back = SourceRow(2, {}, (claim(3, held_back="The provider marks this row as an error."),))
    run = brought_rows([back, row(3)], actor)
    held = Figure.objects.get(external_id="7")
    assert [(one["code"], one["message"]) for one in held.warnings if one["code"] == "W15"] == [
        ("W15", "The provider marks this row as an error.")
    ]
    publishing.publish(run, actor=makers.reviewer(), reason="Looked at as a whole.")
    assert set(Figure.objects.values_list("external_id", "public_state")) == {
        ("7", "none"), ("3", "published"), ("3:a", "published"), ("3:civilians", "published"),
    }  # fmt: skip


def test_rows_that_say_nothing_and_rows_that_cannot_be_read_are_told_apart(actor: User) -> None:
    totals = SourceRow(2, {"id": "Total"}, skipped="A row of totals repeats the rows above it.")
    broken = SourceRow(3, {"id": "x"}, problems=(make_finding("E3", "best", "“%(found)s” is no number.", found="x"),))
    run = brought_rows([totals, broken, row(4)], actor)
    assert states(run) == [(2, "skipped"), (3, "rejected"), (4, "recorded")]
    assert (run.counts["read"], run.counts["recorded"], run.counts["rejected"], run.counts["skipped"]) == (3, 1, 1, 1)
    assert ImportRow.objects.get(number=3).findings[0]["column"] == "best"


def test_the_same_rows_again_create_nothing_and_change_nothing(actor: User) -> None:
    brought_rows([row(2), row(3)], actor)
    before = list(Figure.objects.values_list("pk", "draft_version"))
    again = brought_rows([row(2), row(3)], actor)
    assert states(again) == [(2, "unchanged"), (3, "unchanged")]
    assert list(Figure.objects.values_list("pk", "draft_version")) == before


def test_the_next_release_revises_what_it_changes_and_nothing_else(actor: User) -> None:
    brought_rows([row(2), row(3, total=20, a=8, civilians=12)], actor)
    newer = {**DATASET, "title": "Events, version 2", "url": "https://example.org/events-2.csv"}

    def of_version_2(one: SourceRow) -> SourceRow:
        return one._replace(claims=tuple(c._replace(fields={**c.fields, "document": newer}) for c in one.claims))

    changed = of_version_2(row(3, total=10, a=4, civilians=6))
    run = brought_rows([of_version_2(row(2)), changed, of_version_2(row(4))], actor, name="events-2.csv")
    assert states(run) == [(2, "unchanged"), (3, "revised"), (4, "recorded")], messages(ImportRow.objects.all())
    assert dict(Figure.objects.filter(external_id__startswith="3").values_list("external_id", "value")) == {
        "3": 10, "3:a": 4, "3:civilians": 6,
    }  # fmt: skip
    revised = Figure.objects.get(external_id="3")
    assert "events-2.csv" in revised.reason
    assert revised.citations.get().document.title == "Events, version 2"


def test_a_part_that_the_next_release_adds_joins_its_total(actor: User) -> None:
    one = row()
    brought_rows([one._replace(claims=one.claims[:2])], actor)
    run = brought_rows([one], actor)
    assert states(run) == [(2, "revised")], messages(ImportRow.objects.all())
    assert Figure.objects.get(external_id="2:civilians").part_of == Figure.objects.get(external_id="2")


def test_work_of_people_survives_the_same_file(actor: User) -> None:
    brought_rows([row()], actor)
    figure = Figure.objects.get(external_id="2")
    makers.record.edit_figure(
        figure.pk, {"notes": "Checked by hand."}, actor=makers.editor(), confirm=makers.EVERY_REASON
    )
    assert states(brought_rows([row()], actor)) == [(2, "unchanged")]
    figure.refresh_from_db()
    assert figure.notes == "Checked by hand."


def test_rows_that_name_no_record_are_known_by_their_words(actor: User) -> None:
    def nameless(number: int, value: int) -> SourceRow:
        return SourceRow(number, {}, (claim(value, fields={"source_system": "", "external_id": ""}),))

    run = brought_rows([nameless(2, 4), nameless(3, 5), nameless(4, 4)], actor)
    assert states(run) == [(2, "recorded"), (3, "recorded"), (4, "rejected")]
    assert messages(ImportRow.objects.filter(state="rejected")) == ["Row 2 says the same already, in every cell."]
    again = brought_rows([nameless(2, 5), nameless(3, 6)], actor)
    assert states(again) == [(2, "unchanged"), (3, "recorded")]


def test_rows_name_each_other_by_their_numbers_in_the_file(actor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CHUNK", 2)

    def known(number: int, value: int, **fields: Any) -> SourceRow:
        said = {"external_id": str(number), **fields}
        return SourceRow(number, {}, (claim(value, fields=said, known_as=f"{number}"),))

    revises = {"supersedes_kind": "revises"}
    rows = [
        known(12, 4, supersedes="14", **revises), known(13, 5, supersedes="12", **revises), known(14, 6),
        known(15, 7, supersedes="14", **revises), known(16, 8, supersedes="99", **revises),
    ]  # fmt: skip
    run = runs.keep_rows(opened(actor), rows)
    assert [state for _, state in states(runs.preview(run))] == ["ok", "ok", "ok", "ok", "error"]
    runs.confirm(run, actor=actor)
    runs.commit(run)
    assert [state for _, state in states(run)] == ["recorded"] * 4 + ["rejected"]
    by_record = {one.external_id: one for one in Figure.objects.all()}
    assert {record: one.supersedes and one.supersedes.external_id for record, one in by_record.items()} == {
        "12": "14", "13": "12", "14": None, "15": "14",
    }  # fmt: skip
