"""One good row and many bad ones, which every door must refuse with the same code at the same field.

Rows are raw strings under the names of the API, as a form, a JSON document or a file would bring them; None
takes a field away. The tests of the rules, the models, the ledger, the forms, the API and the importers all
read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DOCUMENT = {
    "title": "Displacement in northwest Syria",
    "url": "https://example.org/northwest-syria-displacement",
    "published_date": "2020-02-14",
}

GOOD_ROW: dict[str, object] = {
    "crisis": "nw-syria",
    "measure": "displaced",
    "basis": "cumulative",
    "counting": "unknown",
    "unit": "person",
    "level": "reported",
    "qualifier": "more_than",
    "value": "800000",
    "value_text": "more than 800,000",
    "cause": "conflict",
    "place_code": "SYR",
    "place_precision": "country",
    "reference_period_start": "2019-12-01",
    "as_of_date": "2020-02-13",
    "as_of_basis": "statement_date",
    "date_precision": "day",
    "statement_date": "2020-02-13",
    "organisation": "OCHA",
    "document": DOCUMENT,
    "quote": "more than 800,000 people",
    "quote_language": "en",
}
"""A complete, valid claim. Judge it as of 2020-03-01 or later."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One way to be wrong: what changes against the good row, and the field and code that must come back."""

    name: str
    changes: Mapping[str, object]
    field: str
    code: str

    def row(self) -> dict[str, object]:
        """The good row with the changes made."""
        changed = {**GOOD_ROW, **self.changes}
        return {name: given for name, given in changed.items() if given is not None}


LATER = "2099-01-01"

BAD_ROWS: list[BadRow] = [
    BadRow("no document", {"document": None}, "document", "E1"),
    BadRow("no quote", {"quote": None}, "quote", "E2"),
    BadRow("value is not a number", {"value": "lots", "value_text": None}, "value", "E3"),
    BadRow("value can be read twice", {"value": "800.000", "value_text": None}, "value", "E3"),
    BadRow("value below zero", {"value": "-5", "value_text": None}, "value", "E3"),
    BadRow("half a person", {"value": "12.5", "value_text": None}, "value", "E3"),
    BadRow("more than all people alive", {"value": "80000000000", "value_text": None}, "value", "E3"),
    BadRow("words without a number", {"value": None, "qualifier": None, "value_text": "soon"}, "value_text", "E3"),
    BadRow(
        "words that can be read twice",
        {"value": None, "qualifier": None, "value_text": "more than 1.200"},
        "value_text",
        "E3",
    ),
    BadRow(
        "words with two numbers",
        {"value": None, "qualifier": None, "value_text": "12 killed and 30 injured"},
        "value_text",
        "E3",
    ),
    BadRow("household size is a word", {"unit": "household", "household_size": "big"}, "household_size", "E3"),
    BadRow("nobody in a household", {"unit": "household", "household_size": "0"}, "household_size", "E3"),
    BadRow("latitude beyond the pole", {"latitude": "95", "longitude": "36.6"}, "latitude", "E3"),
    BadRow("neither yes nor no", {"place_safe": "perhaps"}, "place_safe", "E3"),
    BadRow(
        "low above high",
        {
            "qualifier": "between",
            "value": None,
            "value_low": "80000",
            "value_high": "56000",
            "value_text": None,
        },
        "value_low",
        "E4",
    ),
    BadRow(
        "low above best",
        {
            "qualifier": "between",
            "value": "50000",
            "value_low": "56000",
            "value_high": "80000",
            "value_text": None,
        },
        "value_low",
        "E4",
    ),
    BadRow(
        "best above high",
        {
            "qualifier": "between",
            "value": "90000",
            "value_low": "56000",
            "value_high": "80000",
            "value_text": None,
        },
        "value_high",
        "E4",
    ),
    BadRow(
        "period ends before it starts",
        {"basis": "period", "reference_period_end": "2019-11-30"},
        "reference_period_end",
        "E5",
    ),
    BadRow("as of before the start", {"as_of_date": "2019-11-30"}, "as_of_date", "E5"),
    BadRow(
        "latest start before the start",
        {"reference_period_start_latest": "2019-11-30"},
        "reference_period_start_latest",
        "E5",
    ),
    BadRow("said in the future", {"statement_date": LATER}, "statement_date", "E6"),
    BadRow(
        "as of the future",
        {"as_of_date": LATER, "document": {**DOCUMENT, "published_date": LATER}},
        "as_of_date",
        "E6",
    ),
    BadRow("as of a day after publication", {"as_of_date": "2020-02-20"}, "as_of_date", "E7"),
    BadRow("unknown measure", {"measure": "displacd"}, "measure", "E12"),
    BadRow("unknown basis", {"basis": "total"}, "basis", "E12"),
    BadRow("unknown unit", {"unit": "families"}, "unit", "E12"),
    BadRow("unknown qualifier", {"qualifier": "morethan"}, "qualifier", "E12"),
    BadRow("unknown cause", {"cause": "war"}, "cause", "E12"),
    BadRow("unknown place precision", {"place_precision": "village"}, "place_precision", "E12"),
    BadRow("unknown reliability", {"source_reliability": "G"}, "source_reliability", "E12"),
    BadRow("unknown credibility", {"claim_credibility": "7"}, "claim_credibility", "E12"),
    BadRow("no age range", {"age_range": "children"}, "age_range", "E12"),
    BadRow("no language code", {"quote_language": "English!"}, "quote_language", "E12"),
    BadRow("a day that does not exist", {"as_of_date": "2020-02-30"}, "as_of_date", "E13"),
    BadRow("a month that does not exist", {"as_of_date": "2020-13-01"}, "as_of_date", "E13"),
    BadRow("day before month", {"statement_date": "13/02/2020"}, "statement_date", "E13"),
    BadRow("a date in words", {"statement_date": "Thursday"}, "statement_date", "E13"),
    BadRow("a year with a slip", {"reference_period_start": "0219-12-01"}, "reference_period_start", "E13"),
    BadRow("unknown field", {"mesure": "displaced"}, "mesure", "E14"),
    BadRow("low is derived, never given", {"value_best": "800000"}, "value_best", "E14"),
    BadRow("no crisis", {"crisis": None}, "crisis", "E15"),
    BadRow("no measure", {"measure": None}, "measure", "E15"),
    BadRow("no basis", {"basis": None}, "basis", "E15"),
    BadRow("no unit", {"unit": None}, "unit", "E15"),
    BadRow("no qualifier", {"qualifier": None}, "qualifier", "E15"),
    BadRow("no value", {"value": None, "value_text": None}, "value", "E15"),
    BadRow("no place", {"place_code": None}, "place_code", "E15"),
    BadRow("no source", {"organisation": None}, "organisation", "E15"),
    BadRow("cumulative without a start", {"reference_period_start": None}, "reference_period_start", "E15"),
    BadRow("cumulative without an as-of date", {"as_of_date": None}, "as_of_date", "E15"),
    BadRow(
        "stock without an as-of date",
        {"measure": "idps", "basis": "stock", "as_of_date": None},
        "as_of_date",
        "E15",
    ),
    BadRow("period without an end", {"basis": "period"}, "reference_period_end", "E15"),
    BadRow(
        "range without an upper end",
        {"qualifier": "between", "value": None, "value_low": "56000", "value_text": None},
        "value_high",
        "E15",
    ),
    BadRow(
        "magnitude without its word",
        {"qualifier": "magnitude", "value": None, "value_text": None},
        "value_text",
        "E15",
    ),
    BadRow("half a position", {"latitude": "35.9"}, "longitude", "E15"),
    BadRow("a stock of displacements", {"basis": "stock"}, "basis", "E16"),
    BadRow("displaced dwellings", {"unit": "dwelling"}, "unit", "E16"),
    BadRow("per cent of no base", {"unit": "percent", "value": "81", "value_text": "81%"}, "unit", "E16"),
    BadRow("a share in persons", {"basis": "share"}, "unit", "E16"),
    BadRow(
        "more than all of them",
        {
            "basis": "share",
            "unit": "percent",
            "value": "181",
            "value_text": "181%",
            "quote": "more than 181% of them",
        },
        "value",
        "E16",
    ),
    BadRow("household size of persons", {"household_size": "5"}, "household_size", "E16"),
    BadRow("most of a count", {"qualifier": "majority", "value": None, "value_text": "most"}, "qualifier", "E16"),
    BadRow("words and value differ", {"value_text": "more than 900,000"}, "value_text", "E16"),
    BadRow("a role without its reason", {"role": "recommended"}, "role_reason", "E17"),
    BadRow("a grade without its reason", {"grade": "weak"}, "grade_reason", "E17"),
    BadRow(
        "a number beside a magnitude",
        {"qualifier": "magnitude", "value": "1000", "value_text": "thousands"},
        "value",
        "E19",
    ),
    BadRow("an upper end without a range", {"value_high": "900000"}, "value_high", "E19"),
    BadRow("notes without an end", {"notes": "x" * 5_001}, "notes", "E19"),
    BadRow("a text that cannot be kept", {"notes": "before\x00after"}, "notes", "E19"),
]
