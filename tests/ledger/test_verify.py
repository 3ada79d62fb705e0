"""Whatever is rewritten behind the ledger's back, `verify_ledger` names it."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests import makers
from tracker.ledger import guards, redact, relabel, retract
from tracker.ledger import settings as ledger_settings
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure, LedgerEntry, ObjectVersion, PublishedFigure, Series

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def history(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """A ledger with every kind of act in it, made once; each test rewrites it in a transaction of its own."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        sequences = every_kind_of_act()
    yield sequences
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def every_kind_of_act() -> dict[str, int]:
    """Sequences, by what stands there."""
    figure, withdrawn, harm = makers.make_figure(), makers.make_figure(), makers.make_figure(notes="Names Lina.")
    makers.correct(figure, value=830_000, value_text="", reason="Misread.")
    retract.retract_figure(withdrawn.pk, actor=makers.reviewer(), reason="Second-hand.")
    editor = makers.editor()
    relabel.rename_organisation(makers.make_organisation(), name="OCHA Syria", actor=editor, reason="Named so.")
    ledger_settings.set_series(Series.objects.get().pk, max_gap=30, actor=editor, reason="Monthly.")
    ledger_settings.set_series(Series.objects.get().pk, max_gap=40, actor=editor, reason="Not so.")
    request = redact.request_redaction(harm.pk, actor=makers.make_user(role="administrator"), reason="Harm.")
    redact.confirm_redaction(request.pk, actor=makers.reviewer())
    return {
        "first": PublishedFigure.objects.get(figure_id=figure.pk, revision=1).sequence,
        "standing": PublishedFigure.objects.live().get(figure_id=figure.pk).sequence,
        "withdrawn": PublishedFigure.objects.get(figure_id=withdrawn.pk, revision=1).sequence,
        "redacted": PublishedFigure.objects.filter(figure_id=harm.pk).earliest("sequence").sequence,
        "settings": ObjectVersion.objects.filter(object_type="series").earliest("sequence").sequence,
        "correction": LedgerEntry.objects.get(action="corrected").sequence,
        "last": head().sequence,
    }


def tamper(statement: str, *params: str | int) -> list[str]:
    """Rewrite with the guards down; what verification then says."""
    with guards.down(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        assert cursor.rowcount > 0
    return verify().problems


def test_a_true_ledger_holds(history: dict[str, int]) -> None:
    found = verify()
    assert found.holds
    assert (found.entries, found.sequence, found.sha) == (head().sequence, head().sequence, head().sha)
    assert (found.versions, found.redacted) == (PublishedFigure.objects.count(), 2)


@pytest.mark.parametrize(
    ("which", "column", "value"),
    [
        ("correction", "reason", "'Because.'"),
        ("correction", "actor", "actor + 1"),
        ("correction", "author", "author + 1"),
        ("correction", "action", "'published'"),
        ("correction", "revision", "7"),
        ("correction", "object_id", "object_id + 1"),
        ("correction", "batch", "'b'"),
        ("correction", "at", "'2019-01-01 00:00:00+00:00'"),
        ("correction", "content_sha", "'" + "0" * 64 + "'"),
        ("correction", "sha", "'" + "0" * 64 + "'"),
        ("redacted", "sha", "'" + "0" * 64 + "'"),
    ],
)
def test_a_changed_entry_is_named(history: dict[str, int], which: str, column: str, value: str) -> None:
    sequence = history[which]
    named = sequence if which == "correction" and column != "sha" else sequence + (column == "sha")
    problems = tamper(f"UPDATE ledger_entry SET {column} = {value} WHERE sequence = %s", sequence)
    assert any(f"Entry {one} does not match its hash." in problems for one in (sequence, named)), problems


@pytest.mark.parametrize("which", ["correction", "last"])
def test_what_an_entry_tells_is_derived_again(history: dict[str, int], which: str) -> None:
    sequence = history[which]
    problems = tamper("""UPDATE ledger_entry SET data = '{"changed": []}' WHERE sequence = %s""", sequence)
    assert problems == [f"What entry {sequence} tells of its change differs from the contents."]


def test_a_site_that_moves_leaves_a_true_ledger_true(history: dict[str, int], settings: Settings) -> None:
    settings.PUBLIC_URL = "https://tracker.example.org"
    assert verify().problems == []


def test_a_deleted_entry_is_named(history: dict[str, int]) -> None:
    sequence = history["correction"]
    problems = tamper("DELETE FROM ledger_entry WHERE sequence = %s", sequence)
    assert f"Entry {sequence} is missing; the next is {sequence + 1}." in problems
    assert f"Version {sequence} has no entry of its own." in problems


def test_a_deleted_end_is_named(history: dict[str, int]) -> None:
    last = history["last"]
    problems = tamper("DELETE FROM ledger_entry WHERE sequence = %s", last)
    assert f"The head says {last}, the entries end at {last - 1}." in problems


@pytest.mark.parametrize("which", ["first", "standing"])
def test_a_changed_byte_of_content_is_named(history: dict[str, int], which: str) -> None:
    change = "UPDATE published_figure SET content = REPLACE(content, 'displaced', 'displacee') WHERE sequence = %s"
    problems = tamper(change, history[which])
    assert problems == [f"The content of version {history[which]} does not match its hash."]


def test_a_changed_nonce_is_named(history: dict[str, int]) -> None:
    problems = tamper("UPDATE published_figure SET nonce = 'f' WHERE sequence = %s", history["first"])
    assert problems == [f"The content of version {history['first']} does not match its hash."]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("value_best", "3"),
        ("measure", "'killed'"),
        ("place_code", "'TUR'"),
        ("as_of_date", "'2019-01-01'"),
        ("organisation_id", "organisation_id + 1"),
        ("series_id", "NULL"),
        ("high_open", "NOT high_open"),
        ("off_axis", "'role'"),
        ("redistributable", "NOT redistributable"),
    ],
)
def test_a_changed_column_is_named(history: dict[str, int], column: str, value: str) -> None:
    problems = tamper(f"UPDATE published_figure SET {column} = {value} WHERE sequence = %s", history["standing"])
    assert f"Column {column} of version {history['standing']} differs from its content." in problems


@pytest.mark.parametrize("column", ["body", "line"])
def test_a_changed_row_is_named(history: dict[str, int], column: str) -> None:
    change = f"UPDATE published_figure SET {column} = REPLACE({column}, '830', '831') WHERE sequence = %s"
    problems = tamper(change, history["standing"])
    assert problems == [f"The rendered row of version {history['standing']} differs from its content."]


def test_a_version_under_another_hash_is_named(history: dict[str, int]) -> None:
    problems = tamper("UPDATE published_figure SET content_sha = %s WHERE sequence = %s", "0" * 64, history["standing"])
    assert f"Version {history['standing']} and its entry name different hashes." in problems


def test_a_version_of_another_figure_is_named(history: dict[str, int]) -> None:
    problems = tamper("UPDATE published_figure SET figure_id = figure_id + 90 WHERE sequence = %s", history["standing"])
    assert f"Version {history['standing']} has no entry of its own." in problems


@pytest.mark.parametrize(
    ("which", "end"),
    [
        ("withdrawn", "NULL"),
        ("withdrawn", "sequence_to - 1"),
        ("first", "sequence_to + 1"),
        ("standing", "sequence + 9"),
    ],
)
def test_a_moved_end_of_a_version_is_named(history: dict[str, int], which: str, end: str) -> None:
    problems = tamper(f"UPDATE published_figure SET sequence_to = {end} WHERE sequence = %s", history[which])
    assert any(problem.startswith(f"Version {history[which]} stands until") for problem in problems), problems


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("content = REPLACE(content, '30', '31')", "The content of object version {} does not match its hash."),
        ("object_id = object_id + 90", "Object version {} has no entry of its own."),
        ("object_type = 'place'", "Object version {} has no entry of its own."),
        ("revision = revision + 5", "Object version {} has no entry of its own."),
        ("content_sha = 'f'", "Object version {} has no entry of its own."),
        ("sequence_to = sequence_to + 1", "Version {} stands until"),
        ("redacted_at = '2020-01-01 00:00:00+00:00'", "The content of object version {} does not match its hash."),
    ],
)
def test_a_changed_object_version_is_named(history: dict[str, int], change: str, says: str) -> None:
    sequence = history["settings"]
    problems = tamper(f"UPDATE object_version SET {change} WHERE sequence = %s", sequence)
    assert any(problem.startswith(says.format(sequence)) for problem in problems), problems


@pytest.mark.parametrize("table", ["published_figure", "object_version"])
def test_a_deleted_version_is_named(history: dict[str, int], table: str) -> None:
    which = "first" if table == "published_figure" else "settings"
    problems = tamper(f"DELETE FROM {table} WHERE sequence = %s", history[which])
    assert any("entries published a version" in problem for problem in problems), problems


def test_what_pretends_to_be_redacted_is_named(history: dict[str, int]) -> None:
    now = "'2020-01-01 00:00:00+00:00'"
    problems = tamper(
        f"UPDATE published_figure SET redacted_at = {now}, body = '[]' WHERE sequence = %s", history["standing"]
    )
    assert problems == [
        f"Version {history['standing']} is marked as redacted, and no redaction of it is in the ledger.",
        "4 versions can be found by their words; 3 should be.",
    ]


def test_an_entry_that_pretends_to_be_redacted_is_named(history: dict[str, int]) -> None:
    sequence = history["correction"]
    problems = tamper(
        "UPDATE ledger_entry SET redacted_at = '2020-01-01 00:00:00+00:00', reason = '', data = '{}', actor = 99 "
        "WHERE sequence = %s",
        sequence,
    )
    assert problems == [f"Entry {sequence} is marked as redacted, and no redaction of it is in the ledger."]


@pytest.mark.parametrize("change", ["body = '[]'", "content = 'x'", "line = 'x'", "nonce = 'x'"])
def test_words_put_where_something_was_redacted_are_named(history: dict[str, int], change: str) -> None:
    problems = tamper(f"UPDATE published_figure SET {change} WHERE sequence = %s", history["redacted"])
    assert problems[0].startswith(f"Version {history['redacted']} is marked as redacted")


def test_a_reason_put_where_one_was_redacted_is_named(history: dict[str, int]) -> None:
    problems = tamper("UPDATE ledger_entry SET reason = 'x' WHERE sequence = %s", history["redacted"])
    assert problems == [f"Entry {history['redacted']} is marked as redacted, and no redaction of it is in the ledger."]


@pytest.mark.parametrize("change", ["sequence = sequence + 1", "sha = 'f'"])
def test_a_moved_head_is_named(history: dict[str, int], change: str) -> None:
    assert tamper(f"UPDATE ledger_head SET {change}")[0].startswith("The head says")


def test_a_wrong_count_is_named(history: dict[str, int]) -> None:
    problems = tamper("UPDATE ledger_head SET live_count = live_count + 1")
    assert problems == ["The head's count of public figures differs from the versions."]


def test_a_wrong_count_of_a_crisis_is_named(history: dict[str, int]) -> None:
    (said,) = tamper("UPDATE crisis_count SET figures = figures + 1")
    assert said.startswith("The count of figures of nw-syria is ")


def test_a_count_of_a_crisis_without_figures_is_named(history: dict[str, int]) -> None:
    (said,) = tamper("INSERT INTO crisis_count (crisis, figures) VALUES ('nowhere', 2)")
    assert said == "The count of figures of nowhere is 2; the versions give 0."


def test_working_copies_out_of_step_are_named(history: dict[str, int]) -> None:
    figure = PublishedFigure.objects.get(pk=history["standing"]).figure_id
    Figure.objects.filter(pk=figure).update(revision=9)
    assert verify().problems == [f"Figure {figure} is at revision 9, the ledger at 3."]
    Figure.objects.filter(pk=figure).update(revision=3, public_state="retracted")
    assert verify().problems == [f"Figure {figure} is retracted at the desk, and its versions say otherwise."]


def test_the_command_says_what_holds_and_fails_where_it_does_not(history: dict[str, int]) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert f"Head {head().sequence} {head().sha}" in out.getvalue()
    tamper("UPDATE ledger_head SET live_count = 9")
    with pytest.raises(CommandError, match="count of public figures"):
        call_command("verify_ledger", stdout=StringIO())
