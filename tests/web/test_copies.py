"""Uploading documents at the desk: a file becomes a document with a copy, and is handed out again as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import signed_in, text
from tracker.ledger import copies
from tracker.models import Document, StoredCopy

UPLOAD = "/desk/documents/new/"
PDF = b"%PDF-1.7 a report"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def author(db: None) -> Client:
    makers.make_crisis()
    return signed_in(makers.contributor())


def sent(name: str = "report.pdf", content: bytes = PDF, **typed: str) -> dict[str, Any]:
    return {"form_key": "a" * 32, "kind": "report", "file": SimpleUploadedFile(name, content), **typed}


def test_a_file_becomes_a_document_and_leads_to_a_figure_from_it(author: Client) -> None:
    makers.make_organisation("OCHA")
    answer = author.post(
        UPLOAD, sent(title="Situation report 8", publisher="ocha", published_date="2020-02-13", language="en")
    )
    document = Document.objects.get()
    assert (document.title, str(document.publisher), str(document.published_date)) == (
        "Situation report 8", "OCHA", "2020-02-13",
    )  # fmt: skip
    assert StoredCopy.objects.get().document == document
    assert answer["Location"] == f"/desk/figures/new/?document={document.pk}"
    form = text(author.get(answer["Location"]))
    assert f'value="#{document.pk}"' in form
    assert 'value="Situation report 8"' in form
    assert 'data-focus="id_quote"' in form


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("Sit rep 8.pdf", PDF, "Sit rep 8"),
        ("saved.html", b"<html><title> Syria:\n a &amp; b </title>", "Syria: a & b"),
        ("saved.html", b"<html><p>no title", "saved"),
    ],
)
def test_a_title_that_nobody_typed_is_found(author: Client, name: str, content: bytes, title: str) -> None:
    author.post(UPLOAD, sent(name, content))
    assert Document.objects.get().title == title


def test_a_file_that_is_kept_leads_to_its_document(author: Client) -> None:
    author.post(UPLOAD, sent(title="First"))
    document = Document.objects.get()
    answer = author.post(UPLOAD, sent("other.pdf", title="Second", form_key="b" * 32))
    assert answer["Location"] == f"/desk/documents/{document.pk}/copies/"
    assert "kept already, as a copy of “First”" in text(author.get(answer["Location"]))
    assert Document.objects.count() == 1


def test_bytes_that_were_lost_come_back_with_the_same_file(author: Client) -> None:
    author.post(UPLOAD, sent(title="First"))
    path = copies.path_of(StoredCopy.objects.get().sha256)
    path.unlink()
    author.post(UPLOAD, sent("other.pdf", form_key="b" * 32))
    assert path.read_bytes() == PDF
    assert StoredCopy.objects.count() == 1


def test_a_refused_upload_leaves_nothing_on_the_disk(author: Client, settings: Any) -> None:
    author.post(UPLOAD, sent(title="A", url="https://example.org/" + "x" * 990, published_date="2999-01-01"))
    author.post(UPLOAD, sent(title="A", publisher="Nobody At All"))
    kept = {copy.sha256 for copy in StoredCopy.objects.all()}
    assert {path.name for path in (settings.DATA_DIR / "documents").rglob("*") if path.is_file()} == kept


def test_the_same_form_sent_twice_keeps_one(author: Client) -> None:
    author.post(UPLOAD, sent(title="First"))
    author.post(UPLOAD, sent(title="First"))
    assert (Document.objects.count(), StoredCopy.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"file": ""}, "id_file"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "Files of this kind are not kept"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The file is empty."),
        ({"publisher": "Nobody At All"}, "Choose the file again"),
        ({"published_date": "yesterday"}, "Choose the file again"),
        ({"url": "no address"}, "Choose the file again"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_kept(author: Client, typed: Any, told: str) -> None:
    answer = author.post(UPLOAD, {**sent(title="Kept words"), **typed})
    page = text(answer)
    assert answer.status_code == 400
    assert told in page
    assert 'value="Kept words"' in page
    assert not Document.objects.exists()
    assert not StoredCopy.objects.exists()


def test_another_copy_of_a_document_is_kept_and_handed_out_as_a_file(author: Client) -> None:
    document = makers.make_document()
    address = f"/desk/documents/{document.pk}/copies/"
    author.post(address, {"form_key": "a" * 32, "file": SimpleUploadedFile("page.html", b"<script>alert(1)</script>")})
    copy = StoredCopy.objects.get()
    page = text(author.get(address))
    assert f'href="/desk/copies/{copy.pk}/"' in page
    assert copy.sha256 in page
    answer = author.get(f"/desk/copies/{copy.pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_copy_is_for_the_desk_alone(author: Client) -> None:
    author.post(UPLOAD, sent(title="First"))
    copy = StoredCopy.objects.get()
    for path in (f"/desk/copies/{copy.pk}/", f"/desk/documents/{copy.document_id}/copies/", UPLOAD):
        assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert copy.sha256 not in text(Client().get(f"/documents/{copy.document_id}/"))
    assert author.get("/desk/copies/999/").status_code == 404
    assert author.get("/desk/documents/999/copies/").status_code == 404


def test_only_editors_remove_a_copy_and_say_why(author: Client) -> None:
    author.post(UPLOAD, sent(title="First"))
    copy = StoredCopy.objects.get()
    address = f"/desk/documents/{copy.document_id}/copies/"
    assert "Remove this copy" not in text(author.get(address))
    assert author.post(address, {"remove": str(copy.pk), f"reason-{copy.pk}": "I can"}).status_code == 400
    editor = signed_in(makers.editor())
    refused = editor.post(address, {"remove": str(copy.pk)})
    assert refused.status_code == 400
    assert f'id="id_reason_{copy.pk}_errors"' in text(refused)
    assert copies.path_of(copy.sha256).exists()
    editor.post(address, {"remove": str(copy.pk), f"reason-{copy.pk}": "Names of victims."})
    page = text(editor.get(address))
    assert re.search(r"<h2[^>]*>Removed</h2>.*Names of victims\.", page, re.DOTALL)
    assert author.get(f"/desk/copies/{copy.pk}/").status_code == 404
    assert not copies.path_of(copy.sha256).exists()
    assert editor.post(address, {"remove": "x"}).status_code == 404


def test_the_ways_to_copies_are_where_people_look(author: Client) -> None:
    figure = makers.make_submitted()
    document = figure.citations.get().document_id
    link = f'href="/desk/documents/{document}/copies/"'
    assert link in text(author.get(f"/desk/figures/{figure.pk}/"))
    assert link in text(signed_in(makers.reviewer()).get(f"/desk/review/{figure.pk}/"))
    assert link in text(signed_in(makers.editor()).get(f"/desk/sources/document/{document}/"))
    assert f'href="{UPLOAD}"' in text(author.get("/desk/figures/new/"))


def test_a_list_of_copies_costs_the_same_however_long(author: Client, tmp_path: Path) -> None:
    document = makers.make_document()

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert author.get(f"/desk/documents/{document.pk}/copies/").status_code == 200
        return len(questions)

    for number in range(12):
        path = tmp_path / f"{number}.txt"
        path.write_text(str(number))
        copies.keep_copy(document, path, name=path.name, actor=makers.contributor(), key=f"{number:032x}")
        if number == 0:
            first = asked()
    assert asked() == first <= 12
