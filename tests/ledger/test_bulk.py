"""Rows read quickly are what the object mapper reads: every column, of the same type."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from tests import makers
from tracker.ledger import bulk
from tracker.models import Citation, Document, DraftEdit, Event, Figure, LedgerEntry, PublishedFigure

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
