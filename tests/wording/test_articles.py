"""What a text states: sentences, amounts, measures, days, in the four languages; and texts marked by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.vocabulary import MEASURES, POPULATION_GROUPS
from tracker.wording import numbers_in, read_days, read_value
from tracker.wording.articles import Statement, statements_in, words_to_voice
from tracker.wording.articles.sentences import sentences_of
from tracker.wording.cutting import placed_tokens, tokens_of

DAY = date(2020, 2, 14)


def read(text: str) -> list[tuple[str, str]]:
    """Amount and measure of each statement."""
    return [(one.words, one.measure) for one in statements_in(text, near=DAY)]


def only(text: str) -> Statement:
    (one,) = statements_in(text, near=DAY)
    return one


# --- sentences ---


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. Dujarric, of the U.N., spoke. Then he left.", ["Mr. Dujarric, of the U.N., spoke.", "Then he left."]),
        ("He said “no.” She left.", ["He said “no.”", "She left."]),
        ("A line\nof the same sentence. Next", ["A line\nof the same sentence.", "Next"]),
        ("Headline\n\nFirst sentence", ["Headline", "First sentence"]),
        ("List:\n- one\n- two", ["List:", "- one", "- two"]),
        ("قال ذلك؟ نعم. لا", ["قال ذلك؟", "نعم.", "لا"]),
        ("Report No. 8 says 1.5 million fled. End", ["Report No. 8 says 1.5 million fled.", "End"]),
        ("  \n ", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    assert [one.text for one in sentences_of(text)] == sentences
    assert all(text[one.start : one.end] == one.text for one in sentences_of(text))


# --- amounts and measures ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed 13 people.", [("13", "killed")]),
        ("At least 12 civilians died and 30 were wounded.", [("At least 12", "killed"), ("30", "injured")]),
        ("The death toll rose to 769, with 934 injuries.", [("769", "killed"), ("934", "injured")]),
        ("The attack claimed over 700 lives.", [("over 700", "killed")]),
        ("Thousands were wounded.", [("Thousands", "injured")]),
        ("Tens of thousands of people fled.", [("Tens of thousands", "displaced")]),
        ("It led to the death of its crew.", [("its crew", "killed")]),
        ("Several people are missing.", [("Several", "missing")]),
        ("No civilians were killed.", [("No civilians", "killed")]),
        ("Some 40-50 people are missing.", [("Some 40-50", "missing")]),
        ("Between 200 and 250 people fled.", [("Between 200 and 250", "displaced")]),
        ("20 people or more were killed.", [("20 people or more", "killed")]),
        ("13 Palestinians and four police were hurt.", [("13", "injured"), ("four", "injured")]),
        ("Kenya shelters about 3.7 million Somalis.", [("about 3.7 million", "refugees")]),
        ("3 million people live in the area.", [("3 million", "population")]),
        ("1.2 million children need help.", [("1.2 million", "people_in_need")]),
        ("82,000 were sleeping outdoors.", [("82,000", "idps")]),
        ("Shelling destroyed 1,200 homes.", [("1,200", "housing_destroyed")]),
        ("20 people were arrested, two kidnapped.", [("20", "detained"), ("two", "abducted")]),
        ("Au moins 12 civils ont été tués.", [("Au moins 12", "killed")]),
        ("Plus de 800 000 personnes ont fui.", [("Plus de 800 000", "displaced")]),
        ("Les combats ont fait une trentaine de blessés.", [("une trentaine", "injured")]),
        ("15 personnes sont portées disparues.", [("15", "missing")]),
        ("Murieron al menos 12 civiles.", [("al menos 12", "killed")]),
        ("Más de 800.000 personas han huido.", [("Más de 800.000", "displaced")]),
        ("El ataque dejó 30 heridos.", [("30", "injured")]),
        ("قُتل ما لا يقل عن 12 مدنياً وأصيب 30 آخرون.", [("ما لا يقل عن 12", "killed"), ("30", "injured")]),
        ("نزح أكثر من 800 ألف شخص.", [("أكثر من 800 ألف", "displaced")]),
        ("٨٢٬٠٠٠ نازح ينامون في العراء.", [("٨٢٬٠٠٠", "idps")]),
        ("ولا يزال 15 شخصاً في عداد المفقودين.", [("15", "missing")]),
    ],
)
def test_amounts_are_found_with_what_they_count(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The plan costs $336 million to reach people in need.",
        "They bombed 64 targets as people fled.",
        "Two hospitals and 74 medical centres were hit; staff fled.",
        "The nine-year war displaced people.",
        "Situation Report No. 8 speaks of displaced people.",
        "On 13 February 2020 people fled.",
        "Six in ten of the displaced fear the winter.",
        "He was killed on the 3rd.",
        "Call 12 345 for the office.",
        "There were 300 people at the market.",
        "",
    ],
)
def test_what_counts_nobody_is_no_statement(text: str) -> None:
    assert read(text) == []


def test_whom_an_amount_counts_is_named_beside_it() -> None:
    assert only("Thirty soldiers were killed.").people_status == "combatant"
    assert only("Trois civils ont été tués.").people_status == "civilian"
    assert only("قُتل 14 طفلاً.").population_group == "children"
    assert only("About 81 percent of the newly displaced are women and children.").population_group == (
        "women_and_children"
    )
    assert only("5,000 households were displaced.").unit == "household"
    assert only("6,500 children fled each day.").unit == "person_per_day"
    assert only("About 81 percent of the displaced fled twice.").unit == "percent"


def test_a_part_is_told_from_the_total_it_belongs_to() -> None:
    total, part = statements_in("Fighting killed 45 people, including 14 children.", near=DAY)
    assert (total.is_part, part.is_part, part.measure, part.population_group) == (False, True, "killed", "children")
    total, part = statements_in("12 people died, four of them children.", near=DAY)
    assert (total.is_part, part.is_part, part.words) == (False, True, "four")
    total, most = statements_in("More than 800,000 Syrians, mostly women and children, have fled.", near=DAY)
    assert (most.words, most.unit, most.population_group, most.is_part) == (
        "mostly", "percent", "women_and_children", True,
    )  # fmt: skip
    assert total.words == "More than 800,000"


def test_days_are_told_from_the_day_on_which_it_was_said() -> None:
    one = only("More than 800,000 people have fled since December 1, a spokesman said on Thursday.")
    assert (one.when, one.said_on) == ("since December 1", "Thursday")
    assert only("On 24 December an air strike killed 12 people.").when == "24 December"
    assert only("Between 1 December and 12 February 800,000 people fled.").when == "Between 1 December and 12 February"
    assert only("Close to 300 civilians died since the start of the year.").when == "since the start of the year"
    assert only("They may have killed 12 people.").when == ""
    assert only("Un enfant a été tué hier.").when == "hier"
    assert only("Dos niños murieron el martes.").when == "martes"
    assert only("نزح 900 شخص منذ 1 كانون الأول.").when == "منذ 1 كانون الأول"
    assert only("Three children were killed on Dec. 3, 2019.").when == "Dec. 3, 2019"


def test_what_is_denied_or_only_expected_says_so() -> None:
    assert only("Moscow rejected claims that a million refugees had fled.").is_denied
    assert only("The ministry denied that 12 people were killed.").is_denied
    assert only("An expected 10,000 migrants will arrive in Munich.").is_expected
    assert not only("12 people were killed.").is_denied


def test_the_amount_is_a_part_of_the_sentence_and_can_be_read() -> None:
    text = "First.\n\n  At least 20 rebels and 27 fighters were killed.  Later 5 and then some died."
    for one in statements_in(text, near=DAY):
        assert text[one.start : one.end] == one.quote
        assert text[one.number_start : one.number_end] == one.words
        read_value(one.words)


def test_a_name_near_a_word_of_speech_is_a_source() -> None:
    sentence = "ISIS lost 13 fighters near the town on the river in the north, the Ministry said."
    assert words_to_voice(sentence, sentence.index("Ministry"), sentence.index("Ministry") + 8) == 1
    assert words_to_voice(sentence, 0, 4) is None


PIECES = st.sampled_from((
    "killed", "12", "people.", "mostly", "children", ",", "dont", "fui", "1.200", "½", "million", "قُتل", "١٢", "شخصاً",
    "since", "December", "1", "2019", "%", "$", "(", ")", "-", "and", "of", "الماضي", "بينهم", "women", "vidas", "most",
    "no", "nobody", "its", "crew", "U.N.", "said", "on", "Thursday", "\n\n", ";", "each", "day", "İ", "ß",
))  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=6), max_size=25).map(" ".join))
def test_any_text_is_read_and_every_statement_stands_in_it(text: str) -> None:
    for one in statements_in(text, near=DAY):
        assert text[one.start : one.end] == one.quote
        assert text[one.number_start : one.number_end] == one.words
        assert one.measure in MEASURES
        assert one.population_group in ("", *POPULATION_GROUPS)


@given(st.text(max_size=60))
def test_tokens_with_their_places_are_the_same_tokens(text: str) -> None:
    placed = placed_tokens(text)
    if "UN" not in text:
        assert [one.token for one in placed] == tokens_of(text)
    assert all(0 <= one.start < one.end <= len(text) for one in placed)


# --- what this found in the words of numbers and days ---


def test_a_number_before_and_is_not_lost() -> None:
    assert numbers_in("had passed 900,000 and that six in ten were minors") == [900_000, 6, 10]
    assert numbers_in("5 and then 200 and three hundred") == [5, 200, 300]


@pytest.mark.parametrize("text", ["the first of December", "le premier décembre", "primero de diciembre"])
def test_the_first_of_a_month_is_a_day(text: str) -> None:
    assert [(one.first, one.last) for one in read_days(text, near=DAY)] == [(date(2019, 12, 1), date(2019, 12, 1))]


@pytest.mark.parametrize("text", ["since the start of the year", "depuis le début de l'année", "منذ بداية العام"])
def test_the_start_of_the_year_is_its_first_day(text: str) -> None:
    (one,) = read_days(text, near=DAY)
    assert (one.first, one.since) == (date(2020, 1, 1), True)


# --- texts marked by hand ---

GOLD = Path(__file__).resolve().parents[3] / "shared" / "data" / "texts_gold" / "texts.json"
AS_MEASURE = {
    "killed": "killed",
    "injured": "injured",
    "missing": "missing",
    "displaced_new_cumulative": "displaced",
    "displaced_new": "displaced",
    "displaced_rate_per_day": "displaced",
    "displaced_moving": "displaced",
    "displaced_arrivals": "displaced",
    "arrivals": "displaced",
    "in_the_open": "idps",
    "in_camps": "idps",
    "refugee_stock": "refugees",
    "population": "population",
    "at_risk_of_displacement": "population",
    "in_need": "people_in_need",
}
"""What the marks call a measure, as the vocabulary has it; others are none of ours."""


@pytest.mark.skipif(not GOLD.exists(), reason="the texts marked by hand are not here")
def test_texts_marked_by_hand_are_read_nearly_as_people_read_them() -> None:
    marked, found, right, besides = 0, 0, 0, 0
    for text in json.loads(GOLD.read_text()):
        near = date.fromisoformat(text["published"] or "2019-12-28")
        statements = statements_in(text["text"], near=near)
        met = set()
        for figure in text["figures"]:
            over = [one for one in statements if one.number_start < figure["end"] and figure["start"] < one.number_end]
            met.update(id(one) for one in over)
            if figure["measure"] in AS_MEASURE:
                marked += 1
                found += bool(over)
                right += bool(over) and over[0].measure == AS_MEASURE[figure["measure"]]
        besides += sum(id(one) not in met for one in statements)
    assert marked == 86
    assert found / marked >= 0.94
    assert right == found
    assert besides <= 4
