"""Two who name the same new source at the same moment mean one: whoever looked first finds what the other made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests import makers
from tracker.ledger import sources
from tracker.models import Document, Organisation, Speaker

pytestmark = pytest.mark.django_db


def organisation() -> Organisation:
    return sources.get_organisation("New Office", kind="un")


def speaker() -> Speaker:
    return sources.get_speaker("Mara Lind", "Spokesperson", makers.make_organisation("OCHA"))


def document() -> Document:
    return sources.get_document("Flash update", "https://example.org/flash")


@pytest.mark.parametrize("get", [organisation, speaker, document])
def test_one_made_between_the_look_and_the_storing_is_found(
    get: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    kind = {organisation: Organisation, speaker: Speaker, document: Document}[get]
    checked = kind.full_clean

    def somebody_is_quicker(self: Any) -> None:
        monkeypatch.setattr(kind, "full_clean", checked)
        made.append(get())
        checked(self)

    monkeypatch.setattr(kind, "full_clean", somebody_is_quicker)
    assert [get()] == made
    assert get() == made[0]


def test_what_may_not_be_stored_is_refused_and_nothing_is_made() -> None:
    with pytest.raises(ValidationError):
        sources.get_document("", "https://example.org/untitled")
    assert not Document.objects.exists()
