"""Two who name the same new source at the same moment mean one: whoever looked first finds what the other made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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


def test_documents_without_an_address_are_found_by_their_title_and_their_day_together() -> None:
    first, second = date(2020, 2, 14), date(2020, 2, 15)
    daily = [makers.make_document("Daily report", url="", published_date=day) for day in (first, second, None)]
    makers.make_document("Daily report", published_date=first)
    other = makers.make_document("Other report", url="", published_date=second)

    def found(*titled: tuple[str, date | None]) -> list[int]:
        return list(sources.untraced_documents(titled).order_by("pk").values_list("pk", flat=True))

    assert found(("Daily report", first), ("Other report", first)) == [daily[0].pk]
    assert found(("Daily report", second), ("Other report", second)) == [daily[1].pk, other.pk]
    assert found(("Daily report", None)) == [daily[2].pk]
    assert found() == found(("Nowhere", None), ("Nowhere", first)) == []
