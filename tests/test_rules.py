"""Every rule: its code, its field, its sentence; and the table of bad rows that every door must refuse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bad_rows import BAD_ROWS, GOOD_ROW, BadRow
from tracker import rules
from tracker.rules import Facts, Finding, check_figure, combined, read_figure, stopping, unconfirmed
from tracker.vocabulary import MEASURES, Qualifier

TODAY = date(2020, 3, 1)
DOCS = Path(__file__).parent.parent / "docs" / "rules.md"


def facts_for(row: Mapping[str, object], **more: object) -> Facts:
    """What a door that knows nothing but the row would report about it."""
    document = row.get("document")
    published = document.get("published_date") if isinstance(document, Mapping) else None
    known: dict[str, object] = {
        "today": TODAY,
        "document_known": document is not None,
        "document_published": date.fromisoformat(published) if isinstance(published, str) else None,
    }
    return Facts(**{**known, **more})  # type: ignore[arg-type]


def judged(row: Mapping[str, object], **facts: object) -> list[Finding]:
    values, unread = read_figure(row)
    return combined(unread, check_figure(values, facts_for(row, **facts)))


def changed(**changes: object) -> dict[str, object]:
    return BadRow("", changes, "", "").row()


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in findings]


# The table that all doors share.


def test_the_good_row_is_good() -> None:
    assert judged(GOOD_ROW) == []


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_bad_rows_are_refused_with_their_code_alone(bad: BadRow) -> None:
    errors = [finding for finding in judged(bad.row()) if finding.is_error]
    assert codes(errors) == [(bad.code, bad.field)]


def test_the_table_covers_every_error_that_one_row_can_show() -> None:
    needs_more_than_a_row = {"E8", "E10", "E11", "E18"}
    errors = {code for code, rule in rules.RULES.items() if rule.kind == "error"}
    assert {bad.code for bad in BAD_ROWS} == errors - needs_more_than_a_row
    assert len({bad.name for bad in BAD_ROWS}) == len(BAD_ROWS) >= 30


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_every_message_is_a_finished_sentence(bad: BadRow) -> None:
    for finding in judged(bad.row()):
        assert finding.message == finding.template % finding.params
        assert finding.message[-1] in ".?"
        assert "%(" not in finding.message
        assert "“”" not in finding.message


# Reading: raw text to typed values.


def test_reading_gives_typed_values() -> None:
    values, findings = read_figure(GOOD_ROW)
    assert findings == []
    assert values["value"] == 800_000
    assert values["reference_period_start"] == date(2019, 12, 1)
    assert values["document"] is GOOD_ROW["document"]


def test_reading_typed_values_again_changes_nothing() -> None:
    rows = (
        GOOD_ROW,
        changed(value=None, qualifier=None, value_text="between 5 and 8"),
        changed(value=None, qualifier=None, value_text="tens of thousands"),
        {"value": "12"},
    )
    for row in rows:
        once, _none = read_figure(row)
        assert read_figure(once) == (once, [])


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("measure", " Displaced ", "displaced"),
        ("qualifier", "More than", "more_than"),
        ("qualifier", "more-than", "more_than"),
        ("source_reliability", "b", "B"),
        ("gender", "F", "f"),
        ("party", "", None),
        ("role", None, None),
        ("magnitude", "Tens of thousands", "tens of thousands"),
        ("value", "1,200", 1_200),
        ("value", "1 200", 1_200),
        ("value", "١٬٢٠٠", 1_200),
        ("value", "1.5 million", 1_500_000),
        ("value", "nineteen", 19),
        ("value", 1_200, 1_200),
        ("value", 1_200.0, 1_200),
        ("value", "0", 0),
        ("value", "", None),
        ("as_of_date", "2020-02-13", date(2020, 2, 13)),
        ("as_of_date", "٢٠٢٠-٠٢-١٣", date(2020, 2, 13)),
        ("as_of_date", date(2020, 2, 13), date(2020, 2, 13)),
        ("as_of_date", datetime(2020, 2, 13), date(2020, 2, 13)),  # noqa: DTZ001 - a spreadsheet's cell has no zone
        ("as_of_date", "", None),
        ("household_size", "5,3", Decimal("5.3")),
        ("latitude", -12.5, Decimal("-12.5")),
        ("hops", "2", 2),
        ("claim_credibility", 3, 3),
        ("place_safe", "yes", True),
        ("place_safe", "off", False),
        ("place_safe", "", False),
        ("age_range", "", "all"),
        ("age_range", "0 – 4", "0-4"),
        ("age_range", "60+", "60+"),
        ("population_group", "Women and children", "women_and_children"),
        ("population_group", "Beekeepers of Ariha", "Beekeepers of Ariha"),
        ("quote_language", "zh_Hant", "zh-Hant"),
        ("external_id", 17, "17"),
        ("notes", "  one\r\ntwo ", "one\ntwo"),
        ("confirm", {"w1": " the table on page 4 "}, {"W1": "the table on page 4"}),
        ("organisation", {"name": "OCHA"}, {"name": "OCHA"}),
        ("supersedes", 12, 12),
    ],
)
def test_one_field_read(name: str, given: object, read: object) -> None:
    values, findings = read_figure({name: given})
    assert (values[name], findings) == (read, [])


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("as_of_date", "13/02/2020", "E13"),
        ("as_of_date", "2020-02-30", "E13"),
        ("as_of_date", "2020-00-10", "E13"),
        ("as_of_date", "2020-2-3", "E13"),
        ("as_of_date", "2020-02-13T10:00:00Z", "E13"),
        ("as_of_date", datetime(2020, 2, 13, 10), "E13"),  # noqa: DTZ001 - a spreadsheet's cell has no zone
        ("as_of_date", "9999-01-01", "E13"),
        ("as_of_date", 43_874, "E13"),
        ("as_of_date", True, "E13"),
        ("value", "-5", "E3"),
        ("value", "more than 5", "E3"),
        ("value", True, "E3"),
        ("value", [5], "E3"),
        ("value", float("nan"), "E3"),
        ("value", float("inf"), "E3"),
        ("value", "9" * 5_000, "E3"),
        ("household_size", "NaN", "E3"),
        ("household_size", True, "E3"),
        ("household_size", "5.333", "E3"),
        ("hops", "0", "E3"),
        ("hops", "-1", "E3"),
        ("hops", "1.5", "E3"),
        ("claim_credibility", "0", "E12"),
        ("measure", ["killed"], "E12"),
        ("place_safe", "maybe", "E3"),
        ("notes", {"a": 1}, "E3"),
        ("notes", "\ud800", "E19"),
        ("age_range", "9-4", "E12"),
        ("confirm", "W1", "E3"),
        ("confirm", {"W1": 1}, "E3"),
        ("confirm", {"W99": "because"}, "E12"),
    ],
)
def test_one_field_refused(name: str, given: object, code: str) -> None:
    values, findings = read_figure({name: given})
    assert codes(findings) == [(code, name)]
    assert name not in values


@given(st.dictionaries(st.sampled_from(rules.WRITABLE_FIELDS), st.text() | st.integers() | st.floats() | st.none()))
def test_reading_never_breaks(row: dict[str, object]) -> None:
    values, findings = read_figure(row)
    combined(findings, check_figure(values, facts_for(row)))


def test_a_partial_row_stays_partial() -> None:
    assert read_figure({"notes": "x"}) == ({"notes": "x"}, [])


def test_words_alone_become_qualifier_and_number() -> None:
    values, findings = read_figure({"value_text": "at least 1,200"})
    assert findings == []
    assert values == {
        "qualifier": "at_least",
        "value": 1_200,
        "value_low": None,
        "value_high": None,
        "magnitude": None,
        "value_text": "at least 1,200",
    }


def test_magnitude_words_are_kept_as_a_code() -> None:
    for row in (
        {"value_text": "plusieurs milliers"},
        {"qualifier": "magnitude", "value_text": "plusieurs milliers"},
    ):
        values, findings = read_figure(row)
        assert (values["qualifier"], values["magnitude"], findings) == ("magnitude", "thousands", [])


def test_an_empty_reliability_leaves_that_of_the_organisation() -> None:
    assert read_figure({"source_reliability": ""}) == ({}, [])


def test_a_row_looked_at_alone_is_judged_by_what_it_shows() -> None:
    values, _none = read_figure(changed(document=None, quote=None, party="interested"))
    assert check_figure(values, Facts.unknown()) == []
    assert codes(check_figure({**values, "unit": "dwelling"}, Facts.unknown())) == [("E16", "unit")]


def test_words_with_their_qualifier_give_the_number() -> None:
    values, _none = read_figure({"qualifier": "more_than", "value_text": "800,000"})
    assert (values["qualifier"], values["value"]) == ("more_than", 800_000)


def test_words_against_their_qualifier_are_refused() -> None:
    _values, findings = read_figure({"qualifier": "at_most", "value_text": "more than 800,000"})
    assert codes(findings) == [("E16", "qualifier")]


def test_a_number_without_words_asks_for_new_words() -> None:
    values, _none = read_figure({"value": "900000"})
    assert values == {"value": 900_000, "value_text": ""}


def test_percentages_are_decimals() -> None:
    values, _none = read_figure({"unit": "percent", "qualifier": "about", "value": "81"})
    assert isinstance(values["value"], Decimal)


def test_a_date_in_another_order_is_explained_with_its_likely_form() -> None:
    _values, (finding,) = read_figure({"as_of_date": "13/02/2020"})
    assert finding.message == (
        "“13/02/2020” could be day first or month first. Write year, month and day as YYYY-MM-DD, "
        "for example 2020-02-13."
    )


def test_an_impossible_day_says_how_long_the_month_is() -> None:
    _values, (finding,) = read_figure({"as_of_date": "2020-02-30"})
    assert finding.message == "“2020-02-30” does not exist: that month has 29 days."


def test_unknown_words_name_the_nearest() -> None:
    _values, findings = read_figure({"measure": "displacd", "mesure": "killed"})
    assert [finding.example for finding in findings] == ["displaced", "measure"]


def test_an_ambiguous_number_shows_both_readings() -> None:
    _values, (finding,) = read_figure({"value": "1.200"})
    assert finding.message == "“1.200” can be read as 1,200 or as 1.2. Write it without separators."


# Errors that need more than one row, or the world around it.


def test_a_witness_record_needs_no_document() -> None:
    assert judged(changed(document=None), document_is_witness_record=True) == []


def test_a_restricted_figure_needs_no_quote() -> None:
    assert judged(changed(quote=None, restricted="true")) == []


def test_the_publisher_can_be_the_source() -> None:
    assert judged(changed(organisation=None), publisher_known=True) == []


def test_a_place_outside_the_crisis_stops_until_confirmed() -> None:
    findings = judged(GOOD_ROW, place_in_crisis=False)
    assert codes(findings) == [("E8", "place_code")]
    assert stopping(findings, {}) == findings == unconfirmed(findings, {})
    assert stopping(findings, {"E8": "they crossed the border"}) == []
    assert unconfirmed(findings, {"E8": "they crossed the border"}) == []
    assert unconfirmed(findings, {"E8": "  "}) == findings
    assert judged(GOOD_ROW, place_in_crisis=False, place_confirmed=True) == []


def test_other_errors_cannot_be_confirmed_away() -> None:
    findings = judged(changed(quote=None))
    assert stopping(findings, {"E2": "trust me"}) == findings


def test_a_future_date_is_judged_by_the_day_given() -> None:
    row = changed(document={"title": "t"}, statement_date="2020-03-01")
    assert judged(row) == []
    assert codes(judged(row, today=date(2020, 2, 29))) == [("E6", "statement_date")]


def test_published_on_the_as_of_day_is_fine() -> None:
    assert judged(GOOD_ROW, document_published=date(2020, 2, 13)) == []
    assert codes(judged(GOOD_ROW, document_published=date(2020, 2, 12))) == [("E7", "as_of_date")]


@pytest.mark.parametrize(
    ("parts", "whole", "more", "expected"),
    [
        (1_089, 1_089, {}, []),
        (1_090, 1_089, {}, [("E18", "value")]),
        (1_090, 1_089, {"whole_open": True}, [("W5", "value")]),
        (1_000, 1_089, {}, []),
        (1_000, 1_089, {"parts_complete": True}, [("W5", "value")]),
        (None, 1_089, {}, []),
    ],
)
def test_parts_against_their_whole(
    parts: int | None, whole: int, more: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert codes(judged(GOOD_ROW, parts_sum=parts, whole_value=whole, **more)) == expected


def test_the_author_does_not_publish() -> None:
    assert codes(rules.check_publish(author_ids={1, 2}, actor_id=2)) == [("E10", "actor")]
    assert rules.check_publish(author_ids={1, 2}, actor_id=3) == []


@pytest.mark.parametrize("reason", ["", "  ", None, "x", 17])
def test_a_reason_is_words(reason: object) -> None:
    assert codes(rules.check_reason(reason)) == [("E11", "reason")]


def test_a_reason_is_enough() -> None:
    assert rules.check_reason("misread the table") == []


# Warnings.


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


def test_unconfirmed_leaves_out_what_has_a_reason() -> None:
    findings = judged(GOOD_ROW, earlier_by_speaker=900_000, link_dead=True)
    assert [one.code for one in unconfirmed(findings, {"W2": "another scope"})] == ["W12"]
    assert stopping(findings, {}) == []


# Combinations, over the whole vocabulary.

_DATES = {
    "reference_period_start": "2020-01-01",
    "reference_period_end": "2020-01-31",
    "as_of_date": "2020-01-31",
}


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_takes_its_own_bases_and_no_other(measure: str) -> None:
    for basis in ("stock", "period", "cumulative", "share"):
        unit = "percent" if basis == "share" else MEASURES[measure].unit.value
        row = changed(measure=measure, basis=basis, unit=unit, value="20", value_text="20", quote="20", **_DATES)
        expected = [] if basis in MEASURES[measure].bases else [("E16", "basis")]
        assert codes(judged(row)) == expected


def test_a_rate_is_allowed_for_a_period_alone() -> None:
    rate = {"unit": "person_per_day", "value": "6500", "value_text": "6,500 children a day", "quote": "6,500"}
    assert judged(changed(basis="period", **rate, **_DATES)) == []
    assert codes(judged(changed(**rate))) == [("E16", "unit")]


@pytest.mark.parametrize("qualifier", ["unspecified_plural", "unknown_number", "magnitude", "denied"])
def test_constraints_carry_no_number(qualifier: str) -> None:
    row = changed(qualifier=qualifier, value=None, value_text="hundreds", contests=4)
    assert judged(row) == []
    assert codes(judged({**row, "value": "100", "value_text": "hundreds"})) == [("E19", "value")]


def test_most_of_them_is_a_share() -> None:
    row = changed(basis="share", unit="percent", qualifier="majority", value=None, value_text="mostly", share_of=4)
    assert judged(row) == []


def test_a_denial_names_what_it_contests() -> None:
    row = changed(qualifier="denied", value=None, value_text="do not have a factual basis")
    assert codes(judged(row)) == [("E15", "contests")]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"supersedes": 4}, "supersedes_kind"),
        ({"supersedes_kind": "revises"}, "supersedes"),
        ({"part_of": 4}, "partition"),
        ({"partition": "side"}, "part_of"),
        ({"longitude": "0"}, "latitude"),
    ],
)
def test_fields_that_go_in_pairs(given: dict[str, object], missing: str) -> None:
    assert codes(judged(changed(**given))) == [("E15", missing)]


def test_the_base_belongs_to_shares() -> None:
    assert codes(judged(changed(share_of=4))) == [("E16", "share_of")]


@pytest.mark.parametrize("field", ["role", "grade"])
def test_a_judgement_with_its_reason_is_fine(field: str) -> None:
    code = {"role": "context", "grade": "weak"}[field]
    assert judged(changed(**{field: code, f"{field}_reason": "the method is unknown"})) == []


def test_checking_does_not_trust_that_values_were_read() -> None:
    values, _none = read_figure(GOOD_ROW)
    for name, typed, code in (
        ("measure", "displacd", "E12"),
        ("as_of_date", "2020-02-13", "E13"),
        ("value", "800000", "E3"),
        ("notes", "x" * 5_001, "E19"),
        ("source_reliability", "G", "E12"),
    ):
        findings = check_figure({**values, name: typed}, facts_for(GOOD_ROW))
        assert (code, name) in codes(findings)


def test_qualifiers_of_the_vocabulary_are_all_judged() -> None:
    """A qualifier that no check knows would let a claim without a number through."""
    for qualifier in Qualifier:
        row = changed(qualifier=qualifier.value, value=None, value_text=None)
        missing = judged(row)
        assert missing or qualifier in ("unspecified_plural", "unknown_number")


# The table of rules and its documentation.


def documented() -> dict[str, str]:
    return dict(re.findall(r"^### <a id=\"\w+\"></a>([EW]\d+) (.+)$", DOCS.read_text(encoding="utf-8"), re.M))


def test_the_documentation_explains_every_code_and_no_other() -> None:
    assert documented() == {code: rule.title for code, rule in rules.RULES.items()}


def test_every_code_can_be_linked_to() -> None:
    anchors = set(re.findall(r"<a id=\"(\w+)\"></a>", DOCS.read_text(encoding="utf-8")))
    assert {rule.anchor for rule in rules.RULES.values()} == {f"docs/rules.md#{anchor}" for anchor in anchors}


def test_every_code_is_explained_with_its_why_and_an_example() -> None:
    sections = re.split(r"^### ", DOCS.read_text(encoding="utf-8"), flags=re.M)[1:]
    lacking = [section.splitlines()[0] for section in sections if not {"Why:", "Example:"} <= set(section.split())]
    assert lacking == []


def test_a_rule_knows_its_kind() -> None:
    assert (rules.RULES["E1"].kind, rules.RULES["W1"].kind) == ("error", "warning")
    assert replace(judged(changed(quote=None))[0], code="W1").is_error is False


def test_an_invalid_figure_carries_all_its_findings() -> None:
    findings = judged(changed(quote=None, value="lots", value_text=None))
    assert rules.InvalidFigure(*findings).findings == tuple(findings)
