"""What the database refuses by itself, whoever asks: every trap of append-only tables, on the engine that has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from tests import makers
from tracker.ledger import guards
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import DraftEdit, Figure, LedgerEntry, LedgerHead, ObjectVersion, Place, PublishedFigure
from tracker.models.fields import CodeField
from tracker.models.ledger import ZERO_SHA
from tracker.reference.countries import countries

pytestmark = pytest.mark.django_db

TABLES = {table.name: table for table in guards.GUARDED}
CLOSABLE = [table.name for table in guards.GUARDED if table.closable]


@contextmanager
def refused(saying: str = guards.REFUSED) -> Iterator[None]:
    """The database itself says no, and the transaction around goes on."""
    with pytest.raises(IntegrityError, match=saying), transaction.atomic():
        yield


def run(statement: str, *params: Any) -> int:
    """Execute a statement by hand; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def changed(field: models.Field[Any, Any]) -> str:
    """An SQL expression that differs from whatever the column holds."""
    kind = field.get_internal_type()
    if kind in ("BigIntegerField", "IntegerField", "SmallIntegerField", "DecimalField", "FloatField"):
        return f"COALESCE({field.column}, 0) + 1"
    if kind in ("CharField", "TextField"):
        return f"CASE WHEN {field.column} = 'x' THEN '' ELSE 'x' END"
    return {
        "DateField": "'1999-01-01'",
        "DateTimeField": "'1999-01-01 00:00:00+00:00'",
        "BooleanField": f"NOT {field.column}",
        "JSONField": """'{"rewritten": true}'""",
    }[kind]


@pytest.fixture
def figure() -> Figure:
    """A public figure; the crisis it belongs to has an object version."""
    return makers.make_figure()


# --- history is not rewritten ---


@pytest.mark.parametrize("name", TABLES)
def test_no_frozen_column_can_be_updated(figure: Figure, name: str) -> None:
    table = TABLES[name]
    for column in table.frozen:
        field = next(field for field in table.model._meta.concrete_fields if field.column == column)
        with refused():
            run(f"UPDATE {name} SET {column} = {changed(field)}")
    assert verify().problems == []


def test_every_column_is_frozen_but_the_few_that_are_named() -> None:
    free = {table.name: sorted(set(table.columns) - set(table.frozen)) for table in guards.GUARDED}
    assert free == {
        "ledger_entry": ["redacted_at"],
        "published_figure": ["body", "line", "redacted_at", "render", "sequence_to"],
        "object_version": ["redacted_at", "sequence_to"],
    }


@pytest.mark.parametrize("name", TABLES)
def test_no_row_can_be_deleted(figure: Figure, name: str) -> None:
    before = TABLES[name].model._default_manager.count()
    with refused():
        run(f"DELETE FROM {name}")
    with refused():
        TABLES[name].model._default_manager.all().delete()
    assert TABLES[name].model._default_manager.count() == before > 0


@pytest.mark.postgres_only
@pytest.mark.parametrize("name", TABLES)
def test_no_table_can_be_truncated(figure: Figure, name: str) -> None:
    with refused():
        run(f"TRUNCATE {name}")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
@pytest.mark.parametrize("name", TABLES)
def test_a_replacing_insert_is_refused(figure: Figure, name: str, verb: str) -> None:
    with refused():
        run(f"{verb} INTO {name} SELECT * FROM {name}")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("published_figure", "figure_id, revision"),
        ("published_figure", "open figure_id"),
        ("object_version", "object_type, object_id, revision"),
        ("object_version", "open object_type, object_id"),
    ],
)
def test_a_replacing_insert_by_another_unique_key_is_refused(figure: Figure, name: str, taken: str) -> None:
    columns = ", ".join(TABLES[name].columns)
    others = {"sequence": "sequence + 1000", "revision": "revision + 1000" if taken.startswith("open") else "revision"}
    if not taken.startswith("open"):
        others["sequence_to"] = "sequence + 2000"
    values = ", ".join(others.get(column, column) for column in TABLES[name].columns)
    with refused():
        run(f"INSERT OR REPLACE INTO {name} ({columns}) SELECT {values} FROM {name}")


@pytest.mark.parametrize("name", TABLES)
def test_an_upsert_is_refused(figure: Figure, name: str) -> None:
    table = TABLES[name]
    rows = list(table.model._default_manager.all())
    for row in rows:
        setattr(row, "content_sha", "f" * 64)  # noqa: B010 - each of the three tables has it
    with refused():
        table.model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["sequence"], update_fields=["content_sha"]
        )


def test_saving_a_changed_version_is_refused_and_an_unchanged_one_passes(figure: Figure) -> None:
    version = PublishedFigure.objects.get(figure_id=figure.pk)
    version.save(force_update=True)
    version.value_best = 3
    with refused():
        version.save(force_update=True)


@pytest.mark.parametrize("name", CLOSABLE)
def test_a_version_is_closed_once_and_stays_closed(figure: Figure, name: str) -> None:
    sequence = TABLES[name].model._default_manager.latest("sequence").pk
    with refused():
        run(f"UPDATE {name} SET sequence_to = sequence WHERE sequence = %s", sequence)
    with refused():
        run(f"UPDATE {name} SET sequence_to = sequence - 1 WHERE sequence = %s", sequence)
    assert run(f"UPDATE {name} SET sequence_to = sequence + 5 WHERE sequence = %s", sequence) == 1
    assert run(f"UPDATE {name} SET sequence_to = sequence + 5 WHERE sequence = %s", sequence) == 1  # says the same
    with refused():
        run(f"UPDATE {name} SET sequence_to = sequence + 6 WHERE sequence = %s", sequence)
    with refused():
        run(f"UPDATE {name} SET sequence_to = NULL WHERE sequence = %s", sequence)


def test_a_row_may_be_rendered_again(figure: Figure) -> None:
    rendered = "UPDATE published_figure SET body = '{}', line = 'a,b', render = render + 1"
    assert run(rendered) == 1
    with refused():
        run(f"{rendered}, content = content || ' '")


# --- the one path of a redaction ---


def test_a_redaction_blanks_once() -> None:
    makers.make_figure()
    now = timezone.now()
    blanking = "UPDATE published_figure SET content = '', nonce = '', value_best = NULL, redacted_at = %s"
    assert run(blanking, now) == 1
    with refused():
        run("UPDATE published_figure SET content = 'something else'")
    with refused():
        run("UPDATE published_figure SET redacted_at = NULL")
    with refused():
        run("UPDATE published_figure SET redacted_at = %s, content = 'again'", timezone.now())


@pytest.mark.parametrize("name", TABLES)
def test_a_redaction_keeps_what_the_chain_stands_on(figure: Figure, name: str) -> None:
    table = TABLES[name]
    for column in table.kept_by_redaction:
        field = next(field for field in table.model._meta.concrete_fields if field.column == column)
        with refused():
            run(f"UPDATE {name} SET redacted_at = %s, {column} = {changed(field)}", timezone.now())


def test_a_redaction_keeps_identity_hash_and_revision() -> None:
    kept = {table.name: set(table.kept_by_redaction) for table in guards.GUARDED}
    assert {"sequence", "content_sha", "sha", "revision", "actor", "action", "at"} <= kept["ledger_entry"]
    assert {"sequence", "content_sha", "revision", "figure_id"} <= kept["published_figure"]
    assert {"sequence", "content_sha", "revision", "object_id"} <= kept["object_version"]


def test_a_redacted_entry_keeps_everything_but_reason_and_data(figure: Figure) -> None:
    assert run("UPDATE ledger_entry SET reason = '', data = '{}', redacted_at = %s", timezone.now()) > 0
    with refused():
        run("UPDATE ledger_entry SET reason = 'another one'")


@pytest.mark.parametrize("name", CLOSABLE)
def test_a_redaction_does_not_reopen_or_move_the_end(figure: Figure, name: str) -> None:
    run(f"UPDATE {name} SET sequence_to = sequence + 5")
    for end in ("NULL", "sequence + 6"):
        with refused():
            run(f"UPDATE {name} SET sequence_to = {end}, redacted_at = %s", timezone.now())


# --- four eyes ---


def entry_for(figure: Figure, **changes: Any) -> LedgerEntry:
    """An entry as a stray script would insert it."""
    values: dict[str, Any] = {
        "sequence": 9_000, "type": "figure.published", "object_type": "figure", "object_id": figure.pk,
        "revision": 9, "action": "published", "actor": makers.reviewer().pk, "author": makers.contributor().pk,
        "at": timezone.now(), "sha": ZERO_SHA, "content_sha": ZERO_SHA, "data": {},
    }  # fmt: skip
    return LedgerEntry(**{**values, **changes})


@pytest.mark.parametrize("action", ["published", "corrected"])
def test_whoever_changed_the_open_draft_may_not_publish_it(action: str) -> None:
    draft = makers.make_submitted()
    writer, other = makers.make_user(role="editor"), makers.make_user(role="editor")
    DraftEdit.objects.create(figure=draft, user=writer, at=timezone.now())
    with refused(guards.FOUR_EYES):
        entry_for(draft, action=action, actor=writer.pk).save(force_insert=True)
    entry_for(draft, action=action, actor=other.pk).save(force_insert=True)


@pytest.mark.parametrize("who", [{"actor": None}, {"author": None}, {"actor": 7, "author": 7}])
def test_a_publication_names_two_people(who: dict[str, int | None]) -> None:
    draft = makers.make_submitted()
    with refused(guards.FOUR_EYES):
        entry_for(draft, **who).save(force_insert=True)


def test_an_edit_that_is_already_public_does_not_bar_its_author() -> None:
    figure = makers.make_figure()
    assert figure.edits.get().sequence is not None
    author, other = makers.contributor().pk, makers.reviewer().pk
    entry_for(figure, action="corrected", actor=author, author=other).save(force_insert=True)


def test_acts_without_a_second_person_pass() -> None:
    figure = makers.make_figure()
    author = makers.contributor().pk
    entry_for(figure, action="retracted", actor=author, author=author).save(force_insert=True)
    entry_for(figure, sequence=9_001, action="relabelled", actor=None, author=None).save(force_insert=True)


# --- the guards are there ---


def drop(name: str) -> None:
    """Take one guard away by hand."""
    guarded = [*(table.name for table in guards.GUARDED), guards.ASSIGNED]
    tables = [one for one in guarded if name.startswith(f"guard_{one}_")]
    run(f"DROP TRIGGER {name}" + (f" ON {(tables or ['ledger_entry'])[0]}" if connection.vendor != "sqlite" else ""))


def test_every_missing_guard_is_named() -> None:
    assert guards.missing() == []
    names = guards.trigger_names(connection.vendor)
    assert len(names) == 12
    for name in names:
        drop(name)
        assert guards.missing() == [name]
        guards.up()
    assert guards.missing() == []


@pytest.mark.postgres_only
def test_a_disabled_guard_is_missing() -> None:
    run("ALTER TABLE ledger_entry DISABLE TRIGGER guard_ledger_entry_update")
    assert guards.missing() == ["guard_ledger_entry_update"]


def test_the_system_check_and_readiness_fail_without_a_guard(client: Client) -> None:
    call_command("check", databases=["default"])
    assert client.get("/readyz").status_code == 200
    drop("guard_ledger_entry_delete")
    with pytest.raises(SystemCheckError, match="guard_ledger_entry_delete"):
        call_command("check", databases=["default"])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["guard_ledger_entry_delete"])


def test_the_system_check_leaves_the_database_alone_unless_asked() -> None:
    drop("guard_ledger_entry_delete")
    call_command("check")


def test_verification_names_a_missing_guard() -> None:
    drop("guard_four_eyes")
    assert verify().problems == ["The guard guard_four_eyes is missing."]


def test_the_guards_come_back_whatever_happens_while_they_are_down(figure: Figure) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        rewrite_half_way()
    assert PublishedFigure.objects.get().hops == 2
    assert guards.missing() == []
    with refused():
        run("UPDATE published_figure SET hops = 1")


def rewrite_half_way() -> None:
    """A migration that dies while the guards are down."""
    with guards.down():
        run("UPDATE published_figure SET hops = 2")
        raise RuntimeError("half way")


# --- migrations and clean-up ---


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_migration_that_adds_a_column() -> None:
    makers.make_figure()
    extra = models.IntegerField(default=0)
    extra.set_attributes_from_name("extra")
    with connection.schema_editor() as editor:
        editor.add_field(PublishedFigure, extra)
    try:
        # Why post_migrate puts them back each time: SQLite rebuilt the table and lost its triggers, silently.
        assert len(guards.missing()) == (3 if connection.vendor == "sqlite" else 0)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        assert guards.missing() == []
        with refused():
            run("UPDATE published_figure SET measure = 'killed'")
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(PublishedFigure, extra)
    assert verify().problems == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_migration_that_changes_the_type_of_a_column() -> None:
    makers.make_figure()
    alter_measure(40, 41)
    try:
        assert len(guards.missing()) == (3 if connection.vendor == "sqlite" else 0)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        assert guards.missing() == []
        with refused():
            run("UPDATE published_figure SET measure = 'killed'")
    finally:
        alter_measure(41, 40)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert verify().problems == []


def alter_measure(old: int, new: int) -> None:
    """Change the type of a guarded column while its guards stand."""
    with connection.schema_editor() as editor:
        editor.alter_field(PublishedFigure, measure_of(old), measure_of(new))


def measure_of(length: int) -> CodeField:
    """The column as a migration of another time would have it."""
    field = CodeField(max_length=length)
    field.set_attributes_from_name("measure")
    field.model = PublishedFigure
    return field


@pytest.mark.postgres_only
def test_a_guard_whose_column_was_renamed_refuses_everything(figure: Figure) -> None:
    run("ALTER TABLE published_figure RENAME COLUMN hops TO steps")
    with pytest.raises(DatabaseError), transaction.atomic():
        run("UPDATE published_figure SET render = render + 1")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_ledger_and_lays_its_foundation_again() -> None:
    makers.make_figure()
    former = head()
    call_command("flush", interactive=False, verbosity=0)
    assert guards.missing() == []
    assert (LedgerEntry.objects.count(), PublishedFigure.objects.count(), ObjectVersion.objects.count()) == (0, 0, 0)
    assert LedgerHead.objects.count() == 1
    assert (head().sequence, head().sha, head().live_count) == (0, ZERO_SHA, 0)
    assert head().ledger_id != former.ledger_id
    assert set(Place.objects.values_list("code", flat=True)) == {country.iso3 for country in countries()}
    makers.make_figure()
    assert verify().problems == []
