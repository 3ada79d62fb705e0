"""Reading: raw text to typed values, and a finding for each cell that cannot be read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bad_rows import GOOD_ROW
from tests.rules.judging import changed, codes, facts_for
from tracker import rules
from tracker.rules import check_figure, combined, read_figure


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
