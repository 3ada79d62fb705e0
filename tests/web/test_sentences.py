"""The live sentence and the words of numbers: what is said, and what must not be said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from tests.web.rows import row
from tracker.web import numbers, sentences, words


def test_countries_are_named_in_the_language_of_the_reader() -> None:
    place = {"place_code": "LBN", "location_code": "LBN", "place_name": "Lebanon", "origin_location_code": "SYR"}
    with translation.override("ar"):
        said = sentences.figure_sentence(row(**place))
    assert "لبنان" in said
    assert "سوريا" in said
    assert "Lebanon" not in said


def test_the_language_of_a_part_is_that_of_the_part_alone() -> None:
    with words.speaking("fr"):
        assert words.number(1_200) == "1\u202f200"
        with words.speaking("es"):
            assert words.month_and_year(date(2020, 2, 13)) == "febrero de 2020"
        assert words.month_and_year(date(2020, 2, 13)) == "février 2020"
    assert words.month_and_year(date(2020, 2, 13)) == "February 2020"
    with pytest.raises(ZeroDivisionError), words.speaking("ar"):
        1 / 0  # noqa: B018
    assert words.language() == "en"


def test_who_said_what_when_and_where_it_can_be_read() -> None:
    assert sentences.figure_sentence(row()) == (
        "David Swanson (spokesman, OCHA) said on 13 February 2020 that more than 800,000 people had been newly "
        "displaced in northwest Syria since 1 December 2019."
    )
    assert sentences.source_sentence(row()) == "Source: Briefing, United Nations, 14 February 2020."


@pytest.mark.parametrize(
    ("written", "said"), [("4", "p. 4"), ("4-5", "p. 4-5"), ("p. 9", "p. 9"), ("paragraph 2", "paragraph 2")]
)
def test_a_number_alone_is_a_page_and_other_words_stand_as_they_are(written: str, said: str) -> None:
    source = sentences.source_sentence(row(document_page=written))
    assert source == f"Source: Briefing, United Nations, 14 February 2020, {said}."


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"speaker": None, "speaker_title": None}, "OCHA said on"),
        ({"speaker": None, "speaker_title": "a military official"}, "a military official (OCHA) said on"),
        ({"speaker": None, "speaker_title": None, "organisation": None, "organisation_code": None},
         "United Nations wrote on 13 February 2020, without naming a source, that"),
        ({"measure": "killed", "qualifier": "exact", "value": 1}, "that 1 person had been killed in"),
        ({"measure": "killed", "people_status": "civilian"}, "since 1 December 2019, counting civilians only."),
        ({"measure": "killed", "qualifier": "unknown_number", "value": None},
         "that an unstated number of people had been killed"),
        ({"measure": "injured", "qualifier": "magnitude", "value": None, "value_text": "thousands"},
         "that thousands of people had been injured"),
        ({"qualifier": "denied", "value": None}, "denied on 13 February 2020 what others said"),
        ({"basis": "stock", "measure": "idps"}, "were internally displaced in northwest Syria as of 13 February 2020"),
        ({"basis": "period", "reference_period_end": "2020-02-12", "reference_period_start": "2020-02-09"},
         "from 9 February 2020 to 12 February 2020"),
        ({"origin_location_code": "nowhere"}, "coming from nowhere."),
        ({"reference_period_start": "2019-04-21", "reference_period_start_latest": "2019-04-30"},
         "since late April 2019"),
        ({"basis": "share", "unit": "percent", "qualifier": "about", "value": 81,
          "population_group": "women_and_children"},
         "that about 81% of the people newly displaced in northwest Syria were women and children."),
        ({"measure": "refugees", "basis": "stock", "origin_location_code": "SYR"}, ", coming from Syria."),
    ],
)  # fmt: skip
def test_every_kind_of_claim_has_its_sentence(details: dict[str, Any], expected: str) -> None:
    sentence = sentences.figure_sentence(row(**details))
    assert expected in sentence
    assert "  " not in sentence
    assert " ." not in sentence


@pytest.mark.parametrize("stated", ["hundreds", "مئات", "des centaines", "a few hundred"])
def test_a_magnitude_is_said_in_the_language_of_the_reader_whoever_stated_it(stated: str) -> None:
    held = row(qualifier="magnitude", value=None, value_text=stated)
    assert words.figure_words(held) == "hundreds"
    assert "that hundreds of people had been newly displaced" in sentences.figure_sentence(held)
    with translation.override("ar"):
        assert words.figure_words(held) == "المئات"


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, "more than 800,000"),
        ({"qualifier": "exact"}, "800,000"),
        ({"qualifier": "nearly"}, "nearly 800,000"),
        ({"qualifier": "at_most"}, "at most 800,000"),
        ({"qualifier": "fewer_than", "value": 100, "value_best": None}, "fewer than 100"),
        ({"qualifier": "between", "value": None, "value_low": 56_000, "value_high": 80_000},
         "between 56,000 and 80,000"),
        ({"qualifier": "about", "unit": "percent", "value": 80.5}, "about 80.5%"),
        ({"qualifier": "magnitude", "value": None, "value_text": "hundreds of thousands"}, "hundreds of thousands"),
        ({"qualifier": "unknown_number", "value": None}, "no number given"),
        ({"qualifier": "exact", "value": 0}, "0"),
    ],
)  # fmt: skip
def test_qualifiers_are_words_and_never_signs(details: dict[str, Any], expected: str) -> None:
    found = words.figure_words(row(**details))
    assert found == expected
    assert not set(found) & set("<>≥≤~±")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "1,234,567"), ("fr", "1\u202f234\u202f567"), ("es", "1.234.567"), ("ar", "1,234,567")],
)
def test_numbers_follow_the_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert words.number(1_234_567) == expected


def test_the_machine_finds_the_value_and_the_reader_the_figure() -> None:
    assert numbers.figure_link(row()) == (
        '<a class="num" href="/figures/4/"><data value="800000" data-figure="4">more than 800,000</data></a>'
    )


def test_a_claim_without_a_number_has_no_machine_value() -> None:
    found = numbers.figure_link(row(qualifier="unknown_number", value=None, value_low=1, value_best=None))
    assert "<data" not in found
    assert 'data-figure="4"' in found


def test_a_rounded_card_keeps_the_exact_value() -> None:
    found = numbers.headline(row(qualifier="exact", value=464_830), shown=465_000)
    assert '<data value="464830"' in found
    assert ">465,000<" in found


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("at least 800,000 fled", "800,000"),
        ("800.000 personnes", "800.000"),
        ("نزح ٨٠٠٬٠٠٠ شخص", "٨٠٠٬٠٠٠"),
        ("More than 800,000 Syrians", "More than 800,000"),
        ("1,800,000 in all", None),
        ("800,000,000 in all", None),
        ("no digits at all", None),
        ("نحو 800 ألف شخص", "800 ألف"),
        ("some 800-thousand", "800-thousand"),
        ("1,800 thousand", None),
    ],
)
def test_the_number_is_marked_in_the_quote(quote: str, marked: str | None) -> None:
    found = str(numbers.highlighted(quote, row()))
    assert (f"<mark>{marked}</mark>" in found) if marked else ("<mark>" not in found)


def test_a_quote_cannot_bring_its_own_markup() -> None:
    assert "<script>" not in numbers.highlighted("<script>800,000</script>", row())
