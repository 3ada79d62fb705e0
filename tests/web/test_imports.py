"""The pages of imports, over HTTP: from the upload to the undo, with and without somebody's mistakes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.intake.bringing import as_csv, brought, number, staged, states
from tracker.intake import background, runs
from tracker.models import Figure, ImportRow, ImportRun, PublishedFigure, User

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


def upload(client: Client, content: bytes, *, name: str = "sheet.csv", **more: Any) -> Any:
    given = {"crisis": "nw-syria", "file": SimpleUploadedFile(name, content), **more}
    return client.post("/desk/imports/", given, follow=True)


def test_a_file_goes_all_the_way(author: Client) -> None:
    page = upload(author, as_csv(number(701), number(709, measure="displacd"), number(719)))
    run = ImportRun.objects.get()
    assert page.redirect_chain == [(f"/desk/imports/{run.pk}/", 302)]
    told = page.content.decode()
    assert "2 rows are good." in told
    assert "1 row has an error" in told
    assert "“displacd” is not a valid" in told
    assert not Figure.objects.exists()
    page = author.post(f"/desk/imports/{run.pk}/", {"confirm": "good"}, follow=True)
    assert "1 rejected" in page.content.decode()
    assert Figure.objects.count() == 2
    reviewer = signed_in(makers.reviewer())
    assert 'name="publish"' in reviewer.get(f"/desk/imports/{run.pk}/").content.decode()
    reviewer.post(f"/desk/imports/{run.pk}/", {"publish": "1", "reason": "Looked at as a whole."})
    assert PublishedFigure.objects.live().count() == 2
    page = reviewer.post(f"/desk/imports/{run.pk}/", {"undo": "1", "reason": "The wrong file."}, follow=True)
    assert "The wrong file." in page.content.decode()
    assert PublishedFigure.objects.live().count() == 0


def test_the_same_form_sent_twice_makes_one_import(author: Client) -> None:
    for _ in range(2):
        upload(author, as_csv(number(701)), form_key="a" * 32)
    assert ImportRun.objects.count() == 1


def test_a_confirmation_sent_twice_is_told(author: Client) -> None:
    upload(author, as_csv(number(701)))
    address = f"/desk/imports/{ImportRun.objects.get().pk}/"
    author.post(address, {"confirm": "good"})
    page = author.post(address, {"confirm": "good"})
    assert page.status_code == 409
    assert "has gone on already" in page.content.decode()
    assert Figure.objects.count() == 1


def test_cells_may_be_pasted(author: Client) -> None:
    row = number(701)
    pasted = "\t".join(row) + "\n" + "\t".join(row.values())
    author.post("/desk/imports/", {"crisis": "nw-syria", "pasted": pasted})
    assert states(ImportRun.objects.get()) == [(2, "ok")]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"crisis": "nw-syria"}, "file"), ({"pasted": "a,b"}, "crisis"), ({"pasted": "a", "layout": "x"}, "layout")],
)
def test_a_form_without_what_it_needs_is_shown_again(author: Client, given: dict[str, str], field: str) -> None:
    page = author.post("/desk/imports/", given)
    assert page.status_code == 400
    assert f'href="#id_{field}"' in page.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7 x", "sheet.pdf"), (b"", "empty.csv"), (b"a;b\n1;2\n", "strange.csv")]
)
def test_a_file_that_is_none_is_refused_in_words(author: Client, content: bytes, name: str) -> None:
    page = upload(author, content or b" ", name=name, layout="own" if name == "strange.csv" else "")
    assert ImportRun.objects.get().state == "failed"
    assert "The file was refused; nothing of it is stored" in page.content.decode()


def test_a_row_is_changed_in_place_and_judged_at_once(author: Client) -> None:
    upload(author, as_csv(number(701, measure="displacd"), number(709, place_code="QQQ")))
    run = ImportRun.objects.get()
    address = f"/desk/imports/{run.pk}/rows/1/"
    page = author.get(address).content.decode()
    assert 'id="id_0-measure_errors"' in page
    answer = author.post(address, {"version": "1", "save": "1", "0-measure": "displaced"})
    assert answer.headers["Location"] == f"/desk/imports/{run.pk}/rows/2/"
    assert states(run) == [(2, "ok"), (3, "error")]
    again = author.post(f"/desk/imports/{run.pk}/rows/2/", {"version": "1", "save": "1", "0-place_code": "QQZ"})
    assert again.status_code == 400
    assert "QQZ" in again.content.decode()
    author.post(f"/desk/imports/{run.pk}/rows/2/", {"version": "2", "skip": "1"})
    assert states(run) == [(2, "ok"), (3, "skipped")]
    author.post(f"/desk/imports/{run.pk}/", {"confirm": "whole"})
    assert Figure.objects.get().measure == "displaced"
    assert ImportRow.objects.get(position=1).by_column["measure"] == "displacd"


def test_two_windows_at_one_row_notice_each_other(author: Client) -> None:
    upload(author, as_csv(number(701, measure="displacd")))
    address = f"/desk/imports/{ImportRun.objects.get().pk}/rows/1/"
    author.post(address, {"version": "1", "save": "1", "0-measure": "displaced"})
    page = author.post(address, {"version": "1", "save": "1", "0-measure": "killed"})
    assert page.status_code == 409
    assert ImportRow.objects.get().edited == {"": {"measure": "displaced"}}


def test_another_contributor_looks_and_touches_nothing(author: Client) -> None:
    upload(author, as_csv(number(701)))
    run = ImportRun.objects.get()
    other = signed_in(makers.make_user("other"))
    assert 'name="confirm"' not in other.get(f"/desk/imports/{run.pk}/").content.decode()
    for act in ("confirm", "forget", "undo"):
        assert other.post(f"/desk/imports/{run.pk}/", {act: "1", "reason": "Why."}).status_code == 403
    assert other.post(f"/desk/imports/{run.pk}/rows/1/", {"version": "1", "skip": "1"}).status_code == 403
    assert states(run) == [(2, "ok")]


def test_the_importer_is_offered_no_publication(author: Client) -> None:
    run = brought(as_csv(number(701)), makers.contributor())
    assert 'name="publish"' not in author.get(f"/desk/imports/{run.pk}/").content.decode()
    page = author.post(f"/desk/imports/{run.pk}/", {"publish": "1", "reason": "Why."})
    assert page.status_code == 400


def test_a_file_can_be_forgotten(author: Client) -> None:
    upload(author, as_csv(number(701)))
    page = author.post(f"/desk/imports/{ImportRun.objects.get().pk}/", {"forget": "1"}, follow=True)
    assert "nothing of it was stored" in page.content.decode()
    assert not ImportRun.objects.exists()


def test_rejected_rows_come_as_a_workbook_and_as_csv(author: Client) -> None:
    run = brought(as_csv(number(701), number(709, measure="displacd", notes="=1+1")), makers.contributor())
    answer = author.get(f"/desk/imports/{run.pk}/rejected.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    header, row = sheet.iter_rows(values_only=True)
    cells = dict(zip(header, row, strict=True))
    assert (cells["measure"], cells["row"], cells["notes"]) == ("displacd", "3", "=1+1")
    assert cells["error"].startswith("measure: E12 ")
    text = b"".join(author.get(f"/desk/imports/{run.pk}/rejected.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in text
    assert text.startswith("\ufeffcrisis,measure")


def test_a_long_file_goes_to_the_worker_and_the_page_says_so(author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "LARGEST_AT_ONCE", 10)
    monkeypatch.setattr(background.queue, "enqueue", lambda *_args: None)
    answer = upload(author, as_csv(number(701)))
    page = answer.content.decode()
    run = ImportRun.objects.get()
    assert (run.state, list(background.unfinished_imports())) == ("staged", [(run.pk,)])
    assert answer.headers["Refresh"] == "4"
    assert "No worker is running" in page
    background.carry_on_import.func(run.pk)
    assert states(run) == [(2, "ok")]
    assert list(background.unfinished_imports()) == []


def test_filters_and_pages_lead_through_the_rows(author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.selectors.imports.ROWS_SHOWN", 2)
    rows = [number(701), number(709, measure="x"), number(719), number(727, measure="x"), number(733, measure="x")]
    run = runs.preview(staged(as_csv(*rows), makers.contributor()))
    page = author.get(f"/desk/imports/{run.pk}/?state=error").content.decode()
    assert f'href="/desk/imports/{run.pk}/rows/2/"' in page
    assert f'href="/desk/imports/{run.pk}/rows/1/"' not in page
    assert 'href="?state=error&amp;after=4#rows"' in page
    page = author.get(f"/desk/imports/{run.pk}/?state=error&after=4").content.decode()
    assert f'href="/desk/imports/{run.pk}/rows/5/"' in page


def test_pages_ask_no_more_often_for_many_rows_than_for_one(author: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert author.get(address).status_code == 200
        return len(queries)

    small = brought(as_csv(number(701)), makers.contributor())
    few = asked(f"/desk/imports/{small.pk}/"), asked("/desk/imports/")
    large = brought(as_csv(*(number(1_000 + at) for at in range(20))), makers.contributor())
    for _ in range(4):
        staged(as_csv(number(701)), makers.contributor())
    assert (asked(f"/desk/imports/{large.pk}/"), asked("/desk/imports/")) == few


def test_the_desk_leads_to_the_imports(author: Client) -> None:
    assert 'href="/desk/imports/"' in author.get("/desk/").content.decode()
