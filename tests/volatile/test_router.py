"""Which tables live in the volatile file, and that nothing leads from one file to the other."""

from __future__ import annotations

import sqlite3

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, models, router
from django.utils import timezone

from tests import makers
from tracker.ledger.guards import missing
from tracker.models import DeskSession, Figure, KeyUse, LedgerEntry, WorkerSign
from tracker.volatile.router import home

NOW = timezone.now()
VOLATILE = {"django_tasks_database_dbtaskresult", "desk_session", "key_use", "rate_count", "worker_sign"}


def lives_in(model: type[models.Model]) -> str:
    return router.db_for_write(model)


def test_every_table_lives_where_it_should() -> None:
    found = {model._meta.db_table for model in apps.get_models() if lives_in(model) != "default"}
    assert found == (VOLATILE if "volatile" in connections else set())


def test_no_foreign_key_crosses_the_files() -> None:
    crossing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and isinstance(field.related_model, type) and not field.auto_created
        if issubclass(field.related_model, models.Model) and lives_in(model) != lives_in(field.related_model)
    ]
    assert crossing == []


@pytest.mark.django_db
def test_each_table_is_in_its_own_database_and_no_other() -> None:
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in connections}
    assert tables[home()] >= VOLATILE
    if "volatile" in tables:
        assert tables["volatile"] == VOLATILE | {"django_migrations"}
        assert not tables["default"] & VOLATILE


@pytest.mark.django_db(transaction=True)
def test_flush_empties_both_and_guards_stand_afterwards() -> None:
    makers.make_submitted()
    WorkerSign.objects.create(worker="x", seen_at=NOW)
    call_command("flush", interactive=False, verbosity=0)
    assert not any(model.objects.exists() for model in (Figure, LedgerEntry, DeskSession, KeyUse, WorkerSign))
    assert missing() == []


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_volatile_write_does_not_wait_for_the_writer_of_the_ledger() -> None:
    with sqlite3.connect(connections["default"].settings_dict["NAME"], isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE ledger_head SET sequence = sequence")
        WorkerSign.objects.create(worker="beside", seen_at=NOW)
        other.execute("ROLLBACK")
    assert WorkerSign.objects.count() == 1
