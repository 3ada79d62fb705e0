"""Rows read quickly are what the object mapper reads: every column, of the same type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from tracker.ledger import bulk, plans
from tracker.ledger.facts import figures_called
from tracker.models import (
    Citation,
    DeskAct,
    Document,
    DraftEdit,
    Event,
    Figure,
    LedgerEntry,
    Place,
    PublishedFigure,
)

pytestmark = pytest.mark.django_db


def columns_of(rows: Iterable[Model]) -> list[dict[str, tuple[type, Any]]]:
    """What rows hold, with the type of each value."""
    names = [field.attname for row in rows for field in type(row)._meta.concrete_fields]
    return [{name: (type(value := getattr(row, name)), value) for name in names if hasattr(row, name)} for row in rows]


def make_some() -> None:
    makers.make_figure(event=makers.make_event())
    makers.make_figure(speaker=makers.make_speaker(), latitude=35.9, longitude=36.6)
    makers.make_figure(
        measure="displaced", basis="share", unit="percent", qualifier="exact", value=Decimal("61.5"),
        value_text="61.5 %", quote="61.5 %", reference_period_start=None,
    )  # fmt: skip


@pytest.mark.parametrize("model", [Figure, Citation, Document, DraftEdit, Event, LedgerEntry, PublishedFigure])
def test_every_column_is_read_as_the_mapper_reads_it(model: type[Model]) -> None:
    make_some()
    rows = model._default_manager.order_by("pk")
    assert columns_of(bulk.read(rows)) == columns_of(rows) != []
    keys = [row.pk for row in rows][1:]
    by_keys = bulk.ByKeys(rows)
    for _ in range(2):  # put together, and put together before
        assert columns_of(by_keys.read(keys)) == columns_of(rows.filter(pk__in=keys))
    assert list(by_keys.values(keys)) == list(rows.filter(pk__in=keys).values(*by_keys.columns))
    assert by_keys.read([]) == list(by_keys.values([])) == []


def test_long_numbers_in_lists_stay_whole() -> None:
    makers.make_figure()
    Figure.objects.update(warnings=[10**25, 1.5])
    assert [one.warnings for one in bulk.read(Figure.objects.all())] == [[10**25, 1.5]]


def test_rows_are_found_among_numbers_and_among_texts() -> None:
    make_some()
    first, *others = Figure.objects.order_by("pk")
    assert list(Figure.objects.filter(pk__among=[first.pk, -1])) == [first]
    assert list(Figure.objects.filter(crisis__among=[first.crisis_id]).order_by("pk")) == [first, *others]
    assert list(Figure.objects.filter(unit__among=("percent", 'a "quoted" code')).values_list("unit")) == [("percent",)]
    assert list(Figure.objects.filter(pk__among=[first.pk, None])) == [first]
    assert Figure.objects.filter(as_of_date__among=[first.as_of_date, None]).exists()
    assert not Figure.objects.filter(pk__among=[])


def test_what_rows_share_and_what_they_do_not_is_updated_alike() -> None:
    make_some()
    first, second, third = Figure.objects.order_by("pk")
    changed = [("said", 5, [], first.pk), ("said", None, [{"code": "W1", "reason": 'it\'s \\ "so"'}], second.pk)]
    bulk.update(Figure, ["notes", "value", "warnings"], changed)
    held = Figure.objects.order_by("pk").values_list("notes", "value", "warnings", "pk")
    assert list(held) == [*changed, (third.notes, third.value, third.warnings, third.pk)]


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_foreign_keys_of_many_rows_are_looked_up_by_a_plan_that_is_kept() -> None:
    # Planned for each row, as readers' statements are, they were most of what the server did for an import.
    def plans() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            return str(cursor.fetchone()[0])

    makers.make_figure()
    with transaction.atomic():
        bulk.update(Figure, ["notes"], [("said", Figure.objects.get().pk)])
        assert plans() == "auto"
    assert plans() == "force_custom_plan"


def test_rows_are_written_together_as_they_are_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ROWS_TOGETHER", 3)  # two statements of three, and one row left over
    some: dict[str, Any] = {"object_type": "figure", "action": "submitted", "at": timezone.now(), "door": "form"}
    some["actor_id"] = makers.contributor().pk
    changes: list[Any] = [{}, {"notes": ["", 'it\'s {} \\ "so" %s']}, {"value": [None, 10**15]}]
    acts = [{**some, "object_id": at, "changes": changes[at % 3], "reason": f"No. {at} é"} for at in range(7)]
    bulk.insert([bulk.new_row(DeskAct, act) for act in acts])
    told = [name.removesuffix("_id") if name == "actor_id" else name for name in acts[0]]
    bulk.insert_values(DeskAct, told, [tuple(act.values()) for act in acts])
    held = list(DeskAct.objects.filter(door="form", object_type="figure").order_by("pk").values(*acts[0]))
    assert held == [*acts, *acts]
    bulk.insert([])
    bulk.insert_values(DeskAct, told, [])


def test_rows_written_together_have_keys_and_are_stored() -> None:
    events = [makers.make_event("EV-0")]
    new = [bulk.new_row(Event, {**plain(events[0]), "id": None, "code": f"EV-{at}"}) for at in range(1, 60)]
    bulk.insert(new)
    assert [event.code for event in Event.objects.order_by("pk")] == [f"EV-{at}" for at in range(60)]
    assert [event.pk for event in new] == list(Event.objects.order_by("pk").values_list("pk", flat=True))[1:]
    assert not any(event._state.adding for event in new)


def plain(row: Model) -> dict[str, Any]:
    """The columns of a row."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("together", [1, 2, 25])
def test_rows_are_changed_together_as_they_are_one_by_one(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ROWS_TOGETHER", together)
    make_some()
    first, second, third = Figure.objects.order_by("pk")
    said = [{"code": "W1", "reason": 'it\'s {} \\ "so" %s'}]
    changed: list[tuple[Any, ...]] = [("said", 5, [], first.pk), ("", None, said, second.pk), ("é", 7, said, third.pk)]
    bulk.update(Figure, ["notes", "value", "warnings"], changed)
    assert list(Figure.objects.order_by("pk").values_list("notes", "value", "warnings", "pk")) == changed
    bulk.update(DraftEdit, ["sequence"], [(9, first.pk), (8, third.pk)], by="figure")
    ends = dict(DraftEdit.objects.values_list("figure", "sequence"))
    assert (ends[first.pk], ends[third.pk]) == (9, 8) != (ends[second.pk], 8)
    bulk.update(Figure, ["notes"], [])


def test_what_is_written_meanwhile_is_there_afterwards() -> None:
    make_some()
    first, second, third = Figure.objects.order_by("pk")
    with bulk.meanwhile():
        bulk.update(Figure, ["notes", "value"], [("said", 5, first.pk), ("more", 6, second.pk)])
        bulk.update(DraftEdit, ["sequence"], [(9, third.pk)], by="figure")
        assert Figure.objects.get(pk=second.pk).notes == "more", "a question waits for what was sent before"
        bulk.update(Figure, ["notes"], [("last", third.pk)])
    assert list(Figure.objects.order_by("pk").values_list("notes", flat=True)) == ["said", "more", "last"]
    assert DraftEdit.objects.get(figure=third).sequence == 9


def test_what_is_asked_meanwhile_is_taken_when_it_is_wanted() -> None:
    make_some()
    figures, edits = bulk.ByKeys(Figure.objects.order_by("pk")), bulk.ByKeys(DraftEdit.objects.order_by("pk"))
    keys = list(Figure.objects.order_by("pk").values_list("pk", flat=True))
    changed = list(DraftEdit.objects.values_list("pk", flat=True))[:2]
    with bulk.meanwhile():
        some, changes, none = figures.ask(keys[1:]), edits.ask(changed), edits.ask([])
        bulk.update(Figure, ["notes"], [("said", key) for key in keys])
        assert none.rows() == []
        held = list(changes.values())
        rows = some.rows()
    assert [row.pk for row in rows] == keys[1:]
    assert {row.notes for row in rows} == {""}, "as they were when they were asked for"
    assert held == list(DraftEdit.objects.filter(pk__in=changed).order_by("pk").values(*edits.columns)) != []


def test_what_is_refused_meanwhile_is_raised_at_the_end_and_undone() -> None:
    make_some()
    went_on: list[bool] = []
    with pytest.raises(IntegrityError, match="figure_value_not_negative"):
        write_meanwhile(-1, then=lambda: went_on.append(True))
    assert went_on == ([True] if connection.vendor == "postgresql" else [])
    assert set(Figure.objects.values_list("notes", flat=True)) == {""}


def test_what_goes_wrong_here_meanwhile_is_raised_itself() -> None:
    make_some()
    with pytest.raises(ZeroDivisionError):
        write_meanwhile(1, then=lambda: 1 // 0)
    assert set(Figure.objects.values_list("notes", flat=True)) == {""}


def write_meanwhile(value: int, *, then: Callable[[], object]) -> None:
    """Write a note and a value to two figures, and go on with something else."""
    first, second, _third = Figure.objects.order_by("pk")
    with transaction.atomic(), bulk.meanwhile():
        bulk.update(Figure, ["notes"], [("said", first.pk)])
        bulk.update(Figure, ["value"], [(value, second.pk)])
        then()


def test_an_edit_that_is_closed_stays_where_it_is() -> None:
    assert not [index for index in DraftEdit._meta.indexes if "sequence" in f"{index.fields} {index.condition}"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [DraftEdit._meta.db_table])
            assert cursor.fetchone() == (["fillfactor=50"],)


def test_rows_come_with_those_around_them_by_one_statement(django_assert_num_queries: Any) -> None:
    country = makers.make_place("SYR")
    north = makers.make_place("SY07", name="Idleb", level="adm1", parent=country)
    towns = [makers.make_place(f"SY070{at}", name=f"Town {at}", level="adm2", parent=north) for at in (1, 2)]
    within = bulk.ByKeysWithin(Place.objects.all(), parent="parent", levels=2, without=("outline",))
    for _ in range(2):  # put together, and put together before
        with django_assert_num_queries(1):
            read = {place.pk: place for place in within.read([country.pk, *(town.pk for town in towns)])}
            assert [read[town.pk].lineage() for town in towns] == [town.lineage() for town in towns]
            assert read[country.pk].parent is None
        first, second = (read[town.pk].parent for town in towns)
        assert first is second
        assert first is not None
        assert first.parent is read[country.pk]
    deep = makers.make_place("SITE-1", name="Site", level="site", parent=towns[0])
    (site,) = within.read([deep.pk])
    assert site.lineage() == deep.lineage()  # further out than what was read: looked up
    assert within.read([]) == []


def test_what_is_related_is_what_was_set_or_what_is_stored() -> None:
    figure = makers.make_figure(event=makers.make_event())
    fresh = Figure.objects.get(pk=figure.pk)
    assert bulk.related(fresh, "event") == figure.event
    assert bulk.related(fresh, "speaker") is None
    other = Event(code="other")
    bulk.relate(fresh, "event", other)
    assert bulk.related(fresh, "event") is other


def test_keys_are_found_by_pairs_and_not_by_each_of_the_two() -> None:
    first, second = (makers.make_figure(source_system="events", external_id=one) for one in ("7", "8:a"))
    third = makers.make_figure(source_system="other", external_id='a "quoted" 7')
    makers.make_figure()

    def found(*pairs: tuple[str, str]) -> list[int]:
        columns = ("source_system", "external_id")
        return sorted(bulk.keys_of_pairs(Figure, columns, pairs, only="NOT (external_id = '')"))

    assert found(("events", "7"), ("other", "8:a")) == [first.pk]
    assert found(("events", "8:a"), ("other", 'a "quoted" 7'), ("", "")) == [second.pk, third.pk]
    assert found(("events", "7" * 500)) == found() == []
    assert figures_called([("events", "7"), ("events", "7\x00"), ("events", "7\ud800")]) == [first.pk]


def test_events_are_found_by_crisis_and_code() -> None:
    here, there = makers.make_event("A-1"), makers.make_event("A-1", crisis=makers.make_crisis("other"))
    asked = [(here.crisis_id, "A-1"), (there.crisis_id, "A-2")]
    assert bulk.keys_of_pairs(Event, ("crisis", "code"), asked, only="merged_into_id IS NULL") == [here.pk]
    assert bulk.keys_of_pairs(Event, ("crisis", "code"), asked, only="merged_into_id IS NOT NULL") == []


def test_postgresql_learns_what_columns_hold_and_sqlite_need_not() -> None:
    makers.make_event("A-1")
    with CaptureQueriesContext(connection) as asked:
        plans.learn_of(Event, "crisis", "code")
    if connection.vendor == "sqlite":
        assert not asked.captured_queries
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_stats WHERE tablename = 'tracker_event'")
        assert {row[0] for row in cursor.fetchall()} >= {"crisis_id", "code"}


def test_what_rows_name_is_looked_up_when_somebody_asks() -> None:
    makers.make_figure()
    documents = Document.objects.order_by("pk")[:1]
    pk, publisher = documents.values_list("pk", "publisher").get()

    def name(key: int | None) -> None:
        Document.objects.filter(pk=pk).update(publisher=key)

    with transaction.atomic():
        name(-1)
        name(publisher)
        plans.look_up_keys()
        name(-1)  # and from then on at the end again
        name(publisher)
    if connection.vendor == "postgresql":  # SQLite looks at each statement, and says so at the end
        name(-1)
        with pytest.raises(IntegrityError, match="publisher"), transaction.atomic():
            plans.look_up_keys()
        name(publisher)


def test_rows_are_found_by_their_keys_alone_until_the_transaction_ends() -> None:
    makers.make_event("A-1")
    plans.go_by_keys()
    assert Event.objects.get(name="A-1")  # where there is no index, the table is read all the same
    if connection.vendor == "postgresql":
        assert "Seq Scan" not in Event.objects.filter(pk__among=[1]).explain()
        with connection.cursor() as cursor:
            cursor.execute("SHOW plan_cache_mode")
            assert cursor.fetchone()[0] == "auto"
