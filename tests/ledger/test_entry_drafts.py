"""Unfinished forms: kept as typed, per person, and never overwritten unseen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import makers
from tracker.ledger.entry_drafts import DESK, MOST_FORMS, drop_form, keep_form, recorded_as
from tracker.ledger.errors import Refused
from tracker.models import EntryDraft
from tracker.selectors.entry_drafts import form_of, forms_of

pytestmark = pytest.mark.django_db

KEY, OTHER = "a" * 32, "b" * 32


def test_a_form_is_kept_as_typed_and_the_same_again_changes_nothing() -> None:
    person = makers.contributor()
    first = keep_form(KEY, actor=person, typed={"value_text": " about 12", "quote": ""}, expected_version=0)
    again = keep_form(KEY, actor=person, typed={"value_text": " about 12"}, expected_version=0)
    assert (first.version, again.version, again.typed) == (1, 1, {"value_text": " about 12"})


def test_a_form_that_changed_meanwhile_is_not_overwritten() -> None:
    person = makers.contributor()
    keep_form(KEY, actor=person, typed={"value_text": "12"}, expected_version=0)
    assert keep_form(KEY, actor=person, typed={"value_text": "13"}, expected_version=1).version == 2
    with pytest.raises(Refused) as refused:
        keep_form(KEY, actor=person, typed={"value_text": "14"}, expected_version=1)
    assert refused.value.code == "changed"
    held = form_of(person, KEY)
    assert held is not None
    assert held.typed == {"value_text": "13"}


def test_a_form_is_its_owners_alone() -> None:
    owner, other = makers.contributor(), makers.reviewer()
    keep_form(KEY, actor=owner, typed={"value_text": "12"}, expected_version=0)
    with pytest.raises(Refused) as refused:
        keep_form(KEY, actor=other, typed={"value_text": "99"}, expected_version=1)
    assert refused.value.code == "role"
    assert form_of(other, KEY) is None
    assert not drop_form(KEY, actor=other)
    assert drop_form(KEY, actor=owner)
    assert not forms_of(owner).exists()


@pytest.mark.parametrize("key", ["", "a" * 31, "g" * 32, "../" + "a" * 29])
def test_a_form_without_a_key_of_its_own_is_refused(key: str) -> None:
    with pytest.raises(Refused):
        keep_form(key, actor=makers.contributor(), typed={"value_text": "12"}, expected_version=0)


def test_what_no_database_keeps_and_what_no_figure_needs() -> None:
    person = makers.contributor()
    assert keep_form(KEY, actor=person, typed={"quote": "a\x00b"}, expected_version=0).typed == {"quote": "ab"}
    with pytest.raises(Refused):
        keep_form(OTHER, actor=person, typed={"quote": "x" * 100_001}, expected_version=0)


def test_nobody_piles_up_forms() -> None:
    person = makers.contributor()
    now = timezone.now()
    EntryDraft.objects.bulk_create(
        EntryDraft(key=f"{n:032x}", user=person, typed={}, changed_at=now) for n in range(MOST_FORMS)
    )
    with pytest.raises(Refused):
        keep_form(KEY, actor=person, typed={"quote": "x"}, expected_version=0)


def test_the_database_refuses_a_form_without_key_or_version() -> None:
    person, now = makers.contributor(), timezone.now()
    for wrong in ({"key": ""}, {"key": KEY, "version": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EntryDraft.objects.create(user=person, changed_at=now, **wrong)


def test_a_form_that_became_a_figure_is_not_kept_again() -> None:
    """The page keeps what is typed at the very moment at which it is saved: the later of the two finds the figure."""
    person = makers.contributor()
    made = makers.make_draft(source_system=DESK, external_id=KEY)
    with pytest.raises(Refused) as refused:
        keep_form(KEY, actor=person, typed={"value_text": "12"}, expected_version=0)
    assert refused.value.code == "recorded"
    assert recorded_as(KEY) == made
    assert not EntryDraft.objects.exists()
