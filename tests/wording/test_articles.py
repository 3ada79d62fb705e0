"""What a text states: sentences, amounts, measures, days, in the four languages; and texts marked by hand."""

from __future__ import annotations

import json
import sys
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
        ("Idlib\t12\tkilled\nHama\t3\tkilled\nEnd", ["Idlib\t12\tkilled", "Hama\t3\tkilled", "End"]),
        ("  \n ", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    assert [one.text for one in sentences_of(text)] == sentences
    assert all(text[one.start : one.end] == one.text for one in sentences_of(text))


def test_what_goes_on_without_an_end_is_cut_at_spaces() -> None:
    text = "killed 12 " * 1_000
    parts = sentences_of(text)
    assert max(len(one.text) for one in parts) <= 1_200
    assert "".join(f"{one.text} " for one in parts) == text
    assert [len(one.text) for one in sentences_of("x" * 3_000)] == [1_200, 1_200, 600]


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
        ("Covid-19 has killed 3,119 people.", [("3,119", "killed")]),
        ("Two F-16 jets killed five people at 5 p.m.", [("five", "killed")]),
        ("A las 5:30 murieron 3 niños.", [("3", "killed")]),
        ("À 17h30, cinq personnes sont mortes.", [("cinq", "killed")]),
        ("The quake of magnitude 6.8 killed 41 people.", [("41", "killed")]),
        ("It fell to -7 and 3 children died of cold.", [("3", "killed")]),
        ("Three men, aged 22, 25 and 31, were killed.", [("Three", "killed")]),
        ("Murieron 3 personas de 20, 22 y 30 años.", [("3", "killed")]),
        ("The 2014 abduction of 276 girls shocked all.", [("276", "abducted")]),
        ("USD 336 million are needed for 2.8 million people in need.", [("2.8 million", "people_in_need")]),
        ("The attack killed 2,000 sheep and 12 herders.", [("12", "killed")]),
        ("Detuvo a 34 personas y se incautó de 12 fusiles.", [("34", "detained")]),
        ("The toll climbed from 12 to 15.", [("15", "killed")]),
        ("Le bilan est passé de 12 à 15 morts.", [("15", "killed")]),
        ("The number of displaced rose by 10,000 to 832,000.", [("832,000", "displaced")]),
        ("1,000 of the 5,000 refugees returned.", [("1,000", "returned"), ("5,000", "refugees")]),
        ("It hosts 3.6 million refugees and sent 5,000 troops.", [("3.6 million", "refugees")]),
        ("40 people drowned when a boat with 150 migrants sank 30 miles off.", [("40", "killed")]),
        ("Unos 300 migrantes fueron rescatados y 12 murieron.", [("12", "killed")]),
        ("Le virus a tué 2 345 personnes et contaminé 76 000 autres.", [("2 345", "killed")]),
        ("Mille personnes sont disparues; 320 autres attendent.", [("Mille", "missing")]),
        ("Han salido 5 millones y Colombia acoge a 1,7 millones.", [("1,7 millones", "refugees")]),
        ("3,6 millions de réfugiés vivent en Turquie.", [("3,6 millions", "refugees")]),
        ("ارتفع العدد إلى 15 قتيلا و30 جريحا.", [("15", "killed"), ("30", "injured")]),
        ("<p>At least <b>12</b> people were killed.</p>", [("12", "killed")]),
        ("See https://example.org/2020/12-killed for 3 killed.", [("3", "killed")]),
        ("Idlib\t1,204\t33\tkilled", []),
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
        "Call +90 536 123 4567 to report missing persons.",
        "One in five of the displaced is under six.",
        "Sept déplacés sur dix sont loin.",
        "Tres de cada diez desplazados son menores.",
        "واحد من كل خمسة نازحين بلا خيمة.",
        "A 22-year-old man was killed in clash number 5 near Route 60.",
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


def test_what_follows_an_aside_is_no_part() -> None:
    _total, part, soldiers = statements_in("12 civilians, 3 of them children, and 2 soldiers were killed.", near=DAY)
    assert (part.is_part, soldiers.is_part, soldiers.people_status) == (True, False, "combatant")
    _dead, children, injured = statements_in("12 morts, dont 3 enfants, et 30 blessés.", near=DAY)
    assert (children.is_part, injured.is_part) == (True, False)
    _police, wounded, badly = statements_in("They killed 4 police and wounded six, including 2 critically.", near=DAY)
    assert (wounded.is_part, badly.is_part) == (False, True)


def test_the_group_of_a_share_may_stand_before_it() -> None:
    share = only("Women and children account for 81 per cent of the newly displaced.")
    assert (share.population_group, share.unit) == ("women_and_children", "percent")


def test_the_day_of_an_event_is_not_the_day_of_speaking() -> None:
    one = only("At least 12 people were killed on Thursday in Idlib, the UN said.")
    assert (one.when, one.said_on) == ("Thursday", "")
    assert only("Doce personas murieron el jueves en Idlib, informó la ONU.").when == "jueves"
    assert only("قتل 12 شخصا يوم الخميس في إدلب، حسبما أعلنت الأمم المتحدة.").when == "الخميس"
    said = only("On Thursday, the UN said 12 people had been killed since Monday.")
    assert (said.when, said.said_on) == ("since Monday", "Thursday")
    assert only("BEIRUT, Feb 13 (Reuters) - At least 21 people were killed on Tuesday.").when == "Tuesday"
    assert only("BEIRUT, Feb 13 (Reuters) - At least 21 people were killed.").when == ""


def test_until_when_it_was_counted_is_no_beginning() -> None:
    one = only("The number of killed stands at 33 as of Feb. 12, 2020.")
    assert (one.when, one.as_of) == ("", "Feb. 12, 2020")


def test_arabic_days_keep_since_when() -> None:
    assert only("ومنذ كانون الأول نزح نحو 832 ألف شخص.").when == "منذ كانون الأول"
    assert only("في 12 شباط/فبراير 2020 قتل 3 أشخاص.").when == "12 شباط 2020"
    assert only("نزح 900 ألف شخص منذ ديسمبر/كانون الأول 2019.").when == "منذ ديسمبر 2019"
    assert only("نزح 900 ألف شخص منذ الأول من ديسمبر الماضي.").when == ""  # better than all of December


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
    assert not only("Damascus denied all and said 50 militants were killed.").is_denied


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


@pytest.mark.parametrize(
    "piece",
    [
        "12 people killed and ",
        "killed 12 on 3 March 2020 ",
        "january ",
        "including four ",
        "Idlib\t1,204\t33\t2020\n",
        ". ",
        "-12",
    ],
)
def test_no_text_takes_much_longer_than_its_length(piece: str) -> None:
    def work(signs: int) -> int:
        calls = 0

        def count(_frame: object, event: str, _what: object) -> None:
            nonlocal calls
            calls += event == "call"

        text = f"{(piece * signs)[:signs]} killed"
        sys.setprofile(count)
        try:
            statements_in(text, near=DAY, most=81)
        finally:
            sys.setprofile(None)
        return calls

    assert work(6_000) < 3 * work(3_000)


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
