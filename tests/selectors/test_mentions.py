"""Which known organisations, speakers and places a text names, and which of them is meant beside a number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.selectors.mentions import mentions_in, names_in

pytestmark = pytest.mark.django_db


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in mentions_in(text)]


def test_names_are_found_with_their_places_in_the_text() -> None:
    makers.make_organisation("World Health Organization", code="WHO")
    makers.make_speaker("Stephane Dujarric", organisation=makers.make_organisation("United Nations"))
    makers.make_place("SY07", name="Idlib")
    text = "In Idlib, the World Health Organization and Stephane Dujarric of the United Nations spoke. WHO agreed."
    assert told(text) == [
        ("organisation", "World Health Organization"),
        ("organisation", "United Nations"),
        ("organisation", "WHO"),
        ("speaker", "Stephane Dujarric"),
        ("place", "Idlib"),
    ]


def test_small_letters_and_names_across_sentences_are_no_names() -> None:
    makers.make_organisation("United Nations")
    makers.make_organisation("Nations")
    assert told("they stay united nations or not") == []
    assert told("They stay United. Nations spoke.") == [("organisation", "Nations")]


def test_a_name_that_two_have_is_left_out_and_the_larger_place_is_meant() -> None:
    makers.make_speaker("Ali Hassan", organisation=makers.make_organisation("OCHA"))
    makers.make_speaker("Ali Hassan", organisation=makers.make_organisation("UNICEF"))
    governorate = makers.make_place("SY07", name="Idlib")
    makers.make_place("SY0700", name="Idlib", level="adm2", parent=governorate)
    (place,) = mentions_in("Ali Hassan went to Idlib.")
    assert (place.kind, place.target) == ("place", governorate.pk)


def test_arabic_names_are_found_with_the_letters_joined_to_them() -> None:
    makers.make_place("SY07", name="Idlib", names={"ar": "إدلب"})
    makers.make_organisation("Health Ministry", names={"ar": "وزارة الصحة"})
    assert told("وقالت وزارة الصحة إن 12 قتلوا بإدلب") == [("organisation", "وزارة الصحة"), ("place", "بإدلب")]


def test_the_place_nearest_to_the_number_is_meant_or_a_smaller_one_inside_it() -> None:
    governorate = makers.make_place("SY06", name="Daraa")
    town = makers.make_place("SY0601", name="Bosra", level="adm2", parent=governorate)
    text = "In the town of Bosra in Daraa 21 people died, and in Turkey nobody."
    named = names_in(text)
    assert named.place_in(0, len(text), near=text.index("21")) == town
    assert named.place_in(0, 5, near=0) is None
    assert named.speaker_in(0, len(text)) is None


def test_a_place_in_the_name_of_a_source_is_not_where_it_happened() -> None:
    makers.make_organisation("Syrian Observatory for Human Rights in Idlib")
    makers.make_place("SY07", name="Idlib")
    text = "The Syrian Observatory for Human Rights in Idlib counted 21 people."
    assert names_in(text).place_in(0, len(text), near=50) is None


def test_a_text_costs_a_few_questions_however_many_names_it_holds() -> None:
    for number in range(5):
        makers.make_organisation(f"Agency {chr(65 + number)}")
    text = " ".join(f"Agency {chr(65 + number)} spoke." for number in range(5))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(names_in(text).mentions) == 5
    assert len(asked) <= 4
