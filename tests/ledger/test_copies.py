"""Copies of documents: kept once under their hash, removed with a reason, checked, merged with their document."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import StringIO
from pathlib import Path
from threading import Event

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from tests import makers
from tracker.ledger import copies, merge, unfinished
from tracker.ledger.errors import Refused
from tracker.ledger.facts import facts_of
from tracker.models import DeskAct, Document, StoredCopy

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 a report"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]


def file_of(tmp_path: Path, content: bytes = PDF, name: str = "a.pdf") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def kept(tmp_path: Path, document: Document, key: str = "a" * 32, content: bytes = PDF) -> StoredCopy:
    path = file_of(tmp_path, content)
    return copies.keep_copy(document, path, name="report.pdf", actor=makers.contributor(), key=key)


def test_a_copy_lies_under_its_hash_and_says_who_kept_it(tmp_path: Path) -> None:
    document = makers.make_document()
    copy = kept(tmp_path, document)
    assert copy.sha256 == hashlib.sha256(PDF).hexdigest()
    assert copies.path_of(copy.sha256).read_bytes() == PDF
    assert (copy.size, copy.name, copy.media_type) == (len(PDF), "report.pdf", "application/pdf")
    act = DeskAct.objects.get(object_type="document", object_id=document.pk)
    assert (act.action, act.actor) == ("copy_kept", makers.contributor())


def test_the_same_file_or_form_is_kept_once_for_a_document(tmp_path: Path) -> None:
    document = makers.make_document()
    first = kept(tmp_path, document)
    assert kept(tmp_path, document) == first
    assert kept(tmp_path, document, key="b" * 32) == first
    other = kept(tmp_path, makers.make_document(), key="c" * 32)
    assert other != first
    assert len([path for path in (tmp_path / "data" / "documents").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"", copies.EMPTY),
        ("a.exe", b"MZ", copies.NOT_KEPT),
        ("noend", b"x", copies.NOT_KEPT),
        ("a.pdf", b"<html>", copies.NOT_WHAT_IT_SAYS),
        ("a.docx", b"PK\x05\x06", copies.NOT_WHAT_IT_SAYS),
    ],
)
def test_what_cannot_be_kept_is_refused_at_the_file(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = file_of(tmp_path, content)
    with pytest.raises(Refused) as refused:
        copies.keep_copy(makers.make_document(), path, name=name, actor=makers.contributor(), key="a" * 32)
    assert (refused.value.code, refused.value.field, refused.value.message) == ("E19", "file", message)
    assert not StoredCopy.objects.exists()


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "LARGEST", 10)
    with pytest.raises(Refused, match="too large"):
        kept(tmp_path, makers.make_document())


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\docs\\passwd.pdf", "pass\x00wd\n.pdf"])
def test_the_name_of_a_file_is_shown_without_folders_and_signs(name: str) -> None:
    assert copies.shown_name(name) == "passwd.pdf"


def test_a_removed_copy_leaves_its_row_and_no_bytes(tmp_path: Path) -> None:
    document = makers.make_document()
    copy = kept(tmp_path, document)
    with pytest.raises(Refused) as refused:
        copies.remove_copy(copy, actor=makers.editor(), reason=" ")
    assert refused.value.code == "E11"
    with pytest.raises(Refused) as refused:
        copies.remove_copy(copy, actor=makers.contributor(), reason="Names of victims.")
    assert refused.value.code == "role"
    copies.remove_copy(copy, actor=makers.editor(), reason="Names of victims.")
    assert not copies.path_of(copy.sha256).exists()
    held = StoredCopy.objects.get()
    assert (held.removed_by, held.removal_reason) == (makers.editor(), "Names of victims.")
    with pytest.raises(Refused):
        copies.remove_copy(copy, actor=makers.editor(), reason="Again.")
    assert kept(tmp_path, document, key="b" * 32).pk != copy.pk


def test_bytes_stay_while_another_document_has_them(tmp_path: Path) -> None:
    copy = kept(tmp_path, makers.make_document())
    kept(tmp_path, makers.make_document(), key="b" * 32)
    copies.remove_copy(copy, actor=makers.editor(), reason="Not of this document.")
    assert copies.path_of(copy.sha256).exists()


def test_a_missing_or_changed_copy_is_found(tmp_path: Path) -> None:
    copy = kept(tmp_path, makers.make_document())
    call_command("verify_copies", stdout=(said := StringIO()))
    assert said.getvalue() == "All 1 copies hold.\n"
    copies.path_of(copy.sha256).write_bytes(b"another")
    assert "was changed" in copies.check_copies().problems[0]
    copies.path_of(copy.sha256).unlink()
    assert "is missing" in copies.check_copies().problems[0]
    with pytest.raises(CommandError, match="is missing"):
        call_command("verify_copies")


def test_the_database_keeps_who_removed_a_copy_and_why(tmp_path: Path) -> None:
    copy = kept(tmp_path, makers.make_document())
    for wrong in ({"removed_at": copy.added_at}, {"removal_reason": "x"}, {"size": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredCopy.objects.filter(pk=copy.pk).update(**wrong)


def test_a_kept_copy_answers_the_question_for_one(tmp_path: Path) -> None:
    document = makers.make_document(archived_url="")
    cited = [makers.NewCitation(document=document, quote="800,000")]
    figure = makers.make_draft()

    def archived() -> bool:
        (facts,) = facts_of([(figure, cited)], today=figure.as_of_date)
        return facts.document_archived

    assert not archived()
    copy = kept(tmp_path, document)
    assert archived()
    copies.remove_copy(copy, actor=makers.editor(), reason="Wrong file.")
    assert not archived()


def test_copies_go_with_their_document_when_it_is_merged_and_come_back(tmp_path: Path) -> None:
    old, into = makers.make_document(), makers.make_document()
    copy = kept(tmp_path, old)
    work = merge.merge("document", old.pk, into.pk, actor=makers.editor(), reason="One report.")
    unfinished.carry_on(work)
    copy.refresh_from_db()
    assert copy.document == into
    work.refresh_from_db()
    unfinished.carry_on(merge.split(work.pk, actor=makers.editor(), reason="Two after all."))
    copy.refresh_from_db()
    assert copy.document == old


def test_a_copy_of_a_document_that_was_merged_meanwhile_goes_to_the_one_that_stands(tmp_path: Path) -> None:
    old, into = makers.make_document(), makers.make_document()
    unfinished.carry_on(merge.merge("document", old.pk, into.pk, actor=makers.editor(), reason="One report."))
    assert kept(tmp_path, old).document == into


def files_of(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "data" / "documents").rglob("*") if path.is_file()]


def test_bytes_that_no_row_came_of_are_gone(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        copies.keep_document(
            file_of(tmp_path), name="a.pdf", actor=makers.contributor(), key="a" * 32, title="A", url="no address"
        )
    assert files_of(tmp_path) == []
    document = makers.make_document()
    first = kept(tmp_path, document)
    assert kept(tmp_path, document, content=b"%PDF-1.7 another") == first  # the form was sent already
    assert files_of(tmp_path) == [first.sha256]


@pytest.mark.django_db(transaction=True)
def test_bytes_that_are_kept_again_while_they_are_removed_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept(tmp_path, makers.make_document())
    other = makers.make_document()
    editor, person = makers.editor(), makers.contributor()
    content = file_of(tmp_path, name="again.pdf")
    stored, go_on = Event(), Event()
    real = copies.store

    def slowly(path: Path) -> str:
        sha256 = real(path)
        stored.set()
        go_on.wait(10)
        return sha256

    def keep() -> None:
        try:
            copies.keep_copy(other, content, name="again.pdf", actor=person, key="b" * 32)
        finally:
            connections.close_all()

    def remove() -> None:
        try:
            copies.remove_copy(first, actor=editor, reason="Names of victims.")
        finally:
            connections.close_all()

    monkeypatch.setattr(copies, "store", slowly)
    with ThreadPoolExecutor(2) as pool:
        keeping = pool.submit(keep)
        assert stored.wait(10)
        removing = pool.submit(remove)
        with suppress(TimeoutError):
            removing.result(0.5)
        go_on.set()
        keeping.result(20)
        removing.result(20)
    assert files_of(tmp_path) == [first.sha256]
    assert copies.check_copies() == copies.Checked(1, [])
