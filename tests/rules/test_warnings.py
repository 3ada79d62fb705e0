"""What may be true, but somebody should look again: from the facts around a row, and from its own words."""

from __future__ import annotations

from datetime import date

import pytest

from tests.bad_rows import GOOD_ROW
from tests.rules.judging import changed, codes, judged
from tracker.rules import asking, kept_finding, read_kept, stopping


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"earlier_by_speaker": 900_000}, [("W2", "value")]),
        ({"earlier_by_speaker": 800_000}, []),
        ({"last_of_series": 2_400_001}, [("W3", "value")]),
        ({"last_of_series": 2_400_000}, []),
        ({"last_of_series": 266_666}, [("W3", "value")]),
        ({"last_of_series": 266_667}, []),
        ({"last_of_series": 0}, []),
        ({"place_population": 799_999}, [("W4", "value")]),
        ({"place_population": 800_000}, []),
        ({"part_places_sum": 800_001}, [("W6", "value")]),
        ({"part_places_sum": 800_000}, []),
        ({"likely_duplicates": (4, 9)}, [("W7", "value")]),
        ({"same_statement": (4,)}, [("W8", "document")]),
        ({"newer_as_of": date(2020, 2, 14)}, [("W9", "as_of_date")]),
        ({"newer_as_of": date(2020, 2, 13)}, []),
        ({"finer_places_in_quote": ("Saraqab",)}, [("W10", "place_code")]),
        ({"second_source": False}, []),
        ({"link_dead": True}, [("W12", "document")]),
        ({"document_archived": False}, [("W12", "document")]),
    ],
)
def test_warnings_from_facts(facts: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert codes(judged(GOOD_ROW, **facts)) == expected


def test_a_figure_far_from_all_others_is_all_said_at_once() -> None:
    findings = judged(changed(quote=None), earlier_by_speaker=900_000, place_population=5, likely_duplicates=(1,))
    assert [finding.code for finding in findings] == ["E2", "W2", "W4", "W7"]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("more than 800,000 people", True),
        ("more than 800 000 personnes", True),
        ("over eight hundred thousand people", True),
        ("أكثر من ٨٠٠ ألف شخص", True),
        ("0.8 million people", True),
        ("more than 900,000 people", False),
        ("the report holds no figure", False),
    ],
)
def test_the_number_must_stand_in_the_quote(quote: str, found: bool) -> None:
    assert codes(judged(changed(quote=quote))) == ([] if found else [("W1", "quote")])


def test_the_number_may_stand_in_the_translation() -> None:
    row = changed(quote="ruim achthonderdduizend mensen", quote_translation="well over 800,000 people")
    assert judged(row) == []


def test_both_ends_of_a_range_must_stand_in_the_quote() -> None:
    row = changed(
        qualifier="between", value=None, value_low="2,000,000", value_high="3,000,000", value_text=None,
        quote="between two and three million people",
    )  # fmt: skip
    assert judged(row) == []
    assert codes(judged({**row, "quote": "three million people"})) == [("W1", "quote")]


def test_a_range_may_be_a_point() -> None:
    row = changed(qualifier="between", value="5", value_low="5", value_high="5", value_text=None, quote="5")
    assert judged(row) == []


def test_a_stake_needs_a_second_source() -> None:
    row = changed(party="interested")
    assert codes(judged(row, second_source=False)) == [("W11", "party")]
    assert judged(row, second_source=True) == []


def test_households_without_a_size_are_asked_about() -> None:
    assert codes(judged(changed(unit="household"))) == [("W14", "household_size")]
    assert judged(changed(unit="household", household_size="5")) == []


def test_households_are_people_before_they_are_compared_with_a_population() -> None:
    row = changed(unit="household", household_size="5")
    assert codes(judged(row, place_population=1_000_000)) == [("W4", "value")]


def test_a_place_coarser_than_the_source_says_is_asked_about() -> None:
    row = changed(place_precision="adm2")
    assert codes(judged(row, place_level="adm1")) == [("W10", "place_code")]
    assert judged(row, place_level="adm2") == []
    assert judged({**row, "latitude": "35.9", "longitude": "36.6"}, place_level="adm1") == []


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("The victim was named Amina Khalil.", "Amina Khalil"),
        ("Her son, identified as Omar al-Sayed, died later.", "Omar al-Sayed"),
        ("Layla Haddad, 34, was among them.", "Layla Haddad"),
        ("Among them Yusuf Darwish aged 7, from the camp.", "Yusuf Darwish"),
        ("Une fillette prénommée Salma.", "Salma"),
        ("The area named in the report is Greater Idlib.", None),
        ("Counted by OCHA in Idlib and Aleppo between 1 and 13 February 2020.", None),
        ("A mother of three.", None),
        ("", None),
    ],
)
def test_names_of_private_persons_in_notes(notes: str, expected: str | None) -> None:
    findings = judged(changed(notes=notes))
    assert [(finding.code, finding.found) for finding in findings] == ([("W13", expected)] if expected else [])


def test_what_is_kept_of_a_finding_translates_its_sentence_later() -> None:
    asked, said = judged(GOOD_ROW, earlier_by_speaker=900_000, link_dead=True)
    kept = kept_finding(asked, reason="Another scope.")
    assert set(kept) == {"code", "field", "message", "reason", "template", "params"}
    assert set(kept["params"]) == {"found", "expected"}
    assert kept["template"] % kept["params"] == kept["message"] == asked.message
    assert set(kept_finding(said)) == {"code", "field", "message"}
    for one in (asked, said):
        again = read_kept(kept_finding(one))
        assert (again.code, again.field, again.message, again.template) == (
            one.code, one.field, one.message, one.template,
        )  # fmt: skip


def test_a_warning_asks_and_stops_nothing() -> None:
    findings = judged(GOOD_ROW, earlier_by_speaker=900_000, link_dead=True)
    assert {one.code for one in asking(findings)} == {"W2", "W12"}
    assert stopping(findings, {}) == []


def test_a_row_that_its_publisher_holds_back_is_asked_about() -> None:
    row = changed()
    assert codes(judged(row, held_back="The provider marks this row: duplicate.")) == [("W15", "notes")]
    assert judged(row) == []
