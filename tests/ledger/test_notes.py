"""Notes on a draft: by and for those who work on it and those who review it, kept once, settled once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import makers
from tracker.ledger import notes, redact
from tracker.ledger.errors import Refused
from tracker.models import DeskAct, Figure, ReviewNote

pytestmark = pytest.mark.django_db

KEY = "a" * 32


@pytest.fixture
def figure() -> Figure:
    return makers.make_submitted()


def test_reviewer_and_author_write_notes(figure: Figure) -> None:
    asked = notes.add_note(figure.pk, actor=makers.reviewer(), text=" Which page? ", field="document_page", key=KEY)
    notes.add_note(figure.pk, actor=makers.contributor(), text="Page 4.", field="document_page", key="b" * 32)
    assert [(one.text, one.field, one.author.username) for one in ReviewNote.objects.all()] == [
        ("Which page?", "document_page", "reviewer"),
        ("Page 4.", "document_page", "contributor"),
    ]
    settled = notes.settle_note(asked.pk, actor=makers.contributor())
    assert (settled.settled_by, settled.settled_at is not None) == (makers.contributor(), True)
    again = notes.settle_note(asked.pk, actor=makers.reviewer())
    assert again.settled_by == makers.contributor()


def test_the_same_form_twice_is_one_note(figure: Figure) -> None:
    first = notes.add_note(figure.pk, actor=makers.reviewer(), text="Which page?", key=KEY)
    assert notes.add_note(figure.pk, actor=makers.reviewer(), text="Which page?", key=KEY) == first
    assert ReviewNote.objects.count() == 1


def test_a_contributor_without_a_part_in_it_neither_reads_nor_writes(figure: Figure) -> None:
    stranger = makers.make_user("stranger")
    note = notes.add_note(figure.pk, actor=makers.reviewer(), text="Which page?", key=KEY)
    assert not notes.may_read_notes(figure, stranger)
    for attempt in (
        lambda: notes.add_note(figure.pk, actor=stranger, text="Hello", key="c" * 32),
        lambda: notes.settle_note(note.pk, actor=stranger),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "role"
    assert notes.may_read_notes(figure, makers.contributor())
    assert notes.may_read_notes(figure, makers.editor())


@pytest.mark.parametrize(("text", "code"), [(" ", "E11"), ("x" * 1_001, "E19"), ("be\x00fore", "E19")])
def test_what_cannot_be_kept_is_refused(figure: Figure, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        notes.add_note(figure.pk, actor=makers.reviewer(), text=text, key=KEY)
    assert (refused.value.code, refused.value.field) == (code, "text")
    assert not ReviewNote.objects.exists()


def test_a_redaction_takes_the_words_of_notes_and_acts(figure: Figure) -> None:
    public = makers.make_figure(value=701, value_text="more than 701")
    notes.add_note(public.pk, actor=makers.reviewer(), text="Names a victim.", key=KEY)
    first, second = makers.make_user("one", role="administrator"), makers.make_user("two", role="administrator")
    request = redact.request_redaction(public.pk, actor=first, reason="It endangers people.")
    assert redact.request_redaction(public.pk, actor=first, reason="It endangers people.") == request
    redact.confirm_redaction(request.pk, actor=second)
    assert ReviewNote.objects.get(figure=public).text == "-"
    assert set(DeskAct.objects.filter(object_type="figure", object_id=public.pk).values_list("reason", flat=True)) == {
        ""
    }


def test_the_database_wants_words_and_somebody_who_settled(figure: Figure) -> None:
    note = notes.add_note(figure.pk, actor=makers.reviewer(), text="Which page?", key=KEY)
    rows = ReviewNote.objects.filter(pk=note.pk)
    with pytest.raises(IntegrityError, match="review_note_says_something"), transaction.atomic():
        rows.update(text="")
    with pytest.raises(IntegrityError, match="review_note_settled_by_someone"), transaction.atomic():
        rows.update(settled_at=timezone.now())
