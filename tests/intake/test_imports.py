"""A file comes in: every row has an outcome, one bad row stops no other, and the same file twice is the same."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import makers
from tests.intake.bringing import as_csv, brought, figures, findings, messages, number, staged, states
from tracker.intake import runs
from tracker.models import Document, Figure, ImportRow, ImportRun, Organisation, PublishedFigure, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    makers.make_crisis()
    return makers.contributor()


def bring(actor: User, *rows: Mapping[str, str], **options: Any) -> ImportRun:
    return brought(as_csv(*rows), actor, **options)


def held() -> tuple[int, int, int]:
    return Figure.objects.count(), Document.objects.count(), Organisation.objects.count()


def test_good_rows_come_in_and_bad_rows_come_back(actor: User) -> None:
    report = bring(
        actor,
        number(701),
        number(709, measure="displacd", organisation="Bad Row Office", document_url="https://example.org/bad-row"),
        number(719, organisation="REACH"),
        number(727, as_of_date="2099-01-01", document_published_date="", organisation="Late Office"),
    )
    assert states(report) == [(2, "recorded"), (3, "rejected"), (4, "recorded"), (5, "rejected")]
    assert findings(report) == [
        (3, "measure", "E12"),
        (5, "as_of_date", "E6"),
        (5, "as_of_date", "E7"),
    ]
    assert set(Figure.objects.values_list("value", flat=True)) == {701, 719}
    assert set(Organisation.objects.values_list("name", flat=True)) == {"OCHA", "REACH"}
    assert Document.objects.count() == 1


def test_all_that_is_wrong_with_a_row_is_said(actor: User) -> None:
    report = bring(actor, number(701, measure="x", as_of_date="soon", place_code="QQQ", quote=""))
    assert set(findings(report)) == {
        (2, "measure", "E12"), (2, "as_of_date", "E13"), (2, "place_code", "E12"), (2, "quote", "E2"),
    }  # fmt: skip
    assert held() == (0, 0, 0)


def test_the_same_file_again_changes_nothing(actor: User) -> None:
    rows = [number(701), number(709, document_url="", document_title="A talk"), number(719, speaker="David Swanson")]
    bring(actor, *rows)
    before = [figure.as_values() | {"version": figure.draft_version} for figure in Figure.objects.order_by("pk")]
    assert {state for _, state in states(bring(actor, *rows))} == {"unchanged"}
    assert before == [
        figure.as_values() | {"version": figure.draft_version} for figure in Figure.objects.order_by("pk")
    ]


def test_a_changed_record_is_revised_and_a_public_one_becomes_a_correction(actor: User) -> None:
    first = figures(bring(actor, number(701), number(709)))
    report = bring(actor, number(701, value_text="at least 701", quote="at least 701 people"), number(709))
    assert states(report) == [(2, "revised"), (3, "unchanged")]
    assert Figure.objects.get(pk=first[0]).qualifier == "at_least"
    public = makers.make_figure(source_system="sheet", external_id="R733")
    report = bring(actor, number(733))
    public.refresh_from_db()
    assert states(report) == [(2, "revised")]
    assert (public.public_state, public.draft_state, public.reason) == ("published", "draft", "The sheet changed.")
    assert PublishedFigure.objects.live().get().value_best == 800_000


def test_a_bad_revision_leaves_the_record_as_it_was(actor: User) -> None:
    bring(actor, number(701))
    report = bring(actor, number(701, place_code="QQQ", notes="changed"))
    assert states(report) == [(2, "rejected")]
    assert Figure.objects.get().notes == ""


def test_one_record_twice_in_a_file_is_refused_the_second_time(actor: User) -> None:
    report = bring(actor, number(701), number(709, external_id="R701"))
    assert states(report) == [(2, "recorded"), (3, "rejected")]
    assert messages(ImportRow.objects.filter(state="rejected")) == ["The record “R701” stands in row 2 already."]


def test_rows_without_a_crisis_take_that_of_the_import_and_others_are_refused(actor: User) -> None:
    makers.make_crisis("elsewhere", name="Elsewhere")
    report = bring(actor, number(701, crisis=""), number(709, crisis="elsewhere"))
    assert states(report) == [(2, "recorded"), (3, "rejected")]
    assert findings(report) == [(3, "crisis", "E16")]


def test_a_preview_says_what_will_be_and_keeps_nothing(actor: User) -> None:
    rows = [number(701), number(709, measure="x"), number(719, document_archived_url="", document_url="")]
    run = runs.preview(staged(as_csv(*rows), actor))
    assert held() == (0, 0, 0)
    assert states(run) == [(2, "ok"), (3, "error"), (4, "warning")]
    assert findings(run) == [(3, "measure", "E12"), (4, "document", "W12")]
    runs.confirm(run, actor=actor)
    assert states(runs.commit(run)) == [(2, "recorded"), (3, "rejected"), (4, "recorded")]


def test_a_file_without_good_rows_stores_nothing(actor: User) -> None:
    assert states(bring(actor, number(701, measure="x"))) == [(2, "rejected")]
    assert held() == (0, 0, 0)


def test_many_rows_ask_no_more_often_than_few(actor: User, django_assert_max_num_queries: Any) -> None:
    few = [number(1_000 + count) for count in range(3)]
    many = [number(2_000 + count) for count in range(120)]
    bring(actor, number(999))
    with django_assert_max_num_queries(85) as small:
        bring(actor, *few)
    # On SQLite a hundred rows go to a statement, and those left over follow in another for each table.
    with django_assert_max_num_queries(len(small) + 12):
        bring(actor, *many)
    with django_assert_max_num_queries(60):
        bring(actor, *many)


# --- the command ---


def run(path: Path, **options: Any) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON answer of `import_file`."""
    told = io.StringIO()
    given = {"crisis": "nw-syria", "by": "contributor", "json": True, **options}
    try:
        call_command("import_file", str(path), stdout=told, **given)
    except SystemExit as left:
        return int(left.code or 0), json.loads(told.getvalue())
    return 0, json.loads(told.getvalue())


def write(folder: Path, *rows: Mapping[str, str]) -> Path:
    path = folder / "sheet.csv"
    path.write_bytes(as_csv(*rows))
    return path


def test_the_command_answers_0_when_all_rows_are_in(actor: User, tmp_path: Path) -> None:
    code, answer = run(write(tmp_path, number(701), number(709)))
    assert code == 0
    assert answer.pop("run")
    assert answer == {
        "layout": "own", "dry_run": False, "rows": 2, "figures": 2, "unchanged": 0, "revised": 0, "rejected": 0,
        "skipped": 0, "published": 0, "errors": [],
    }  # fmt: skip
    assert set(Figure.objects.values_list("draft_state", "door", "author__username")) == {
        ("draft", f"import:{ImportRun.objects.get().pk}", "contributor")
    }


def test_the_command_answers_1_when_some_were_rejected(actor: User, tmp_path: Path) -> None:
    code, answer = run(write(tmp_path, number(701), number(709, measure="displacd")))
    assert (code, answer["figures"], answer["rejected"]) == (1, 1, 1)
    error = answer["errors"][0]
    assert (error["row"], error["column"], error["code"], error["example"]) == (3, "measure", "E12", "displaced")


@pytest.mark.parametrize("content", [as_csv(number(701, measure="x")), b"mesure,value\nkilled,1\n", b"measure,value\n"])
def test_the_command_answers_2_when_nothing_was_stored(actor: User, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    assert run(path, format="own")[0] == 2
    assert held() == (0, 0, 0)


def test_the_command_publishes_by_another_person(actor: User, tmp_path: Path) -> None:
    makers.reviewer()
    code, answer = run(write(tmp_path, number(701), number(709)), publish_by="reviewer")
    assert (code, answer["published"]) == (0, 2)
    assert PublishedFigure.objects.live().count() == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"by": "nobody"}, "There is no active account named nobody."),
        ({"publish_by": "contributor"}, "does not allow"),
        ({"by": "reviewer", "publish_by": "reviewer"}, "E10"),
        ({"crisis": "nw-siria"}, "Did you mean nw-syria?"),
        ({"format": "gidd"}, "Known layouts: own"),
    ],
    ids=str,
)
def test_the_command_refuses_in_one_sentence(
    actor: User, tmp_path: Path, options: dict[str, str], sentence: str
) -> None:
    makers.reviewer()
    with pytest.raises(CommandError, match=sentence.replace("?", r"\?")) as refused:
        run(write(tmp_path, number(701)), **options)
    assert refused.value.returncode == 2
    assert held() == (0, 0, 0)


def test_a_missing_file_is_one_sentence(actor: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.csv")


def test_the_command_speaks_to_people(actor: User, tmp_path: Path) -> None:
    told = io.StringIO()
    path = write(tmp_path, number(701), number(709, measure="displacd"))
    with pytest.raises(SystemExit):
        call_command("import_file", str(path), crisis="nw-syria", by="contributor", stdout=told)
    assert told.getvalue().splitlines() == [
        "row 3, column measure: E12 “displacd” is not a valid measure. Did you mean “displaced”?",
        "2 rows: 1 recorded, 0 unchanged, 0 revised, 1 rejected, 0 passed over, 0 published.",
    ]
