"""Tables with HXL hashtags: what tags and attributes mean, and one claim for every column that counts people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, outcomes, shared, xlsx_bytes
from tracker.intake.readers import hxl
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.mapped import Counted
from tracker.intake.readers.rows import PlaceHint
from tracker.intake.readers.sheets import TAG


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("#affected+killed", Counted("killed")),
        ("#affected + killed + f", Counted("killed", gender="f")),
        ("#affected+idps+children+2013", Counted("idps", ages="0-17")),
        ("#affected+refugees+m+age_60_plus", Counted("refugees", gender="m", ages="60+")),
        ("#affected+idps+age0_4", Counted("idps", ages="0-4")),
        ("#affected+displaced+hh", Counted("displaced", unit="household")),
        ("#affected+idps+newdisp+disaster", Counted("displaced", cause="disaster")),
        ("#affected+returned+refugees", Counted("returned_refugees")),
        ("#affected+returnees", Counted("returnees")),
        ("#inneed", Counted("people_in_need")),
        ("#population", Counted("population")),
        ("#population+sex", None),
        ("#affected", None),
        ("#affected+idps+pct", None),
        ("#targeted+f", None),
    ],
    ids=str,
)
def test_what_a_tag_counts(tag: str, expected: Counted | None) -> None:
    assert TAG.fullmatch(tag)
    assert hxl.counted_of(tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("#country+code", "country"),
        ("#adm1+name", "admin1"),
        ("#adm2+code+v2", "admin2_code"),
        ("#geo+lat", "latitude"),
        ("#date+start", "reference_period_start"),
        ("#date+year+start", "reference_period_start"),
        ("#date", "date"),
        ("#date+occurred+asof", "as_of_date"),
        ("#meta+url", "document_url"),
        ("#source", "organisation"),
        ("#indicator+value+num", "value"),
        ("#indicator+code", "measure"),
        ("#adm1+name+origin", ""),
        ("#sector", ""),
        ("#country+code+origin", "origin_location_code"),
        ("#loc+code+pcode", "place_code"),
    ],
    ids=str,
)
def test_what_a_tag_holds(tag: str, expected: str) -> None:
    assert hxl.field_of(tag) == expected


TAGS = ["#country+code", "#adm1+name", "#adm1+code", "#date+occurred", "#affected+killed", "#affected+killed+f",
        "#affected+killed+m", "#affected+injured", "#source", "#meta+url", "#sector"]  # fmt: skip
NAMES = ["Country", "Gov", "P-code", "When", "Killed", "Women", "Men", "Hurt", "Source", "Link", "Sector"]
ROW = ["SYR", "Idlib", "SY07", "2020-02-13", 17, 5, 7, "*", "SOHR", "https://example.org/1", "Health"]


@pytest.mark.parametrize("above", [[], [NAMES], [["A title"], NAMES]], ids=["no header", "line 2", "line 3"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_wide_row_is_a_claim_for_each_count(kind: str, above: list[list[str]]) -> None:
    rows = [*above, TAGS, ROW]
    source = opened(csv_bytes(rows) if kind == "csv" else xlsx_bytes({"data": rows}))
    assert detect(source).layout is hxl
    killed, women, men, hurt = claims(hxl.rows(source))
    shown = ("measure", "qualifier", "value", "gender")
    assert [(one.part, one.part_of, *fields(one, *shown)) for one in (killed, women, men, hurt)] == [
        ("killed", None, "killed", "exact", 17, None), ("killed/f", "killed", "killed", "exact", 5, "f"),
        ("killed/m", "killed", "killed", "exact", 7, "m"), ("injured", None, "injured", "fewer_than", 5, None),
    ]  # fmt: skip
    assert killed.place == PlaceHint(codes=("SY07",), country="SYR", names=("Idlib",))
    assert fields(killed, "basis", "reference_period_start", "reference_period_end", "organisation") == (
        "period", "2020-02-13", "2020-02-13", "SOHR",
    )  # fmt: skip
    assert killed.fields["document"]["url"] == "https://example.org/1"
    assert women.fields["partition"] == "sex_age"
    assert killed.columns["value"] == (NAMES if above else TAGS)[4]


def test_stocks_take_the_day_or_the_last_of_the_year() -> None:
    rows = [["#adm1", "#date+year", "#affected+idps"], ["Idlib", "2019", "23"]]
    [claim] = claims(hxl.rows(opened(csv_bytes(rows))))
    assert fields(claim, "basis", "as_of_date") == ("stock", "2019-12-31")


def test_a_row_is_known_again_when_only_its_numbers_change_and_apart_from_others() -> None:
    def identities(*rows: list[Any]) -> list[str]:
        return [
            one.fields["external_id"]
            for one in claims(hxl.rows(opened(csv_bytes([TAGS, *rows]))))
            if one.part == "killed"
        ]

    revised = [*ROW[:4], 19, *ROW[5:]]
    elsewhere = ["SYR", "Hama", *ROW[2:]]
    [first] = identities(ROW)
    assert identities(revised) == [first]
    assert identities(elsewhere) != [first]
    assert identities(ROW, ROW) == [first, f"{first}#2"]


def test_messy_tables_totals_bad_cells_and_merged_places() -> None:
    rows = [["#adm1", "#date", "#affected+idps"], ["Idlib", "2020-01-31", 5], ["", "2020-01-31", 7],
            ["Hama", "31/01/2020", 11], ["Homs", "2020-01-31", "n/k?"], ["Total", "", 23]]  # fmt: skip
    source = opened(xlsx_bytes({"s": rows}, merged={"s": ["A2:A3"]}))
    read = list(hxl.rows(source))
    assert outcomes(read) == [
        (2, 1, [], False), (3, 1, [], False), (4, 0, ["#date"], False), (5, 0, ["#affected+idps"], False),
        (6, 0, [], True),
    ]  # fmt: skip
    assert [row.claims[0].fields["provider_place_name"] for row in read[:2]] == ["Idlib", "Idlib"]


def test_a_table_of_activities_counts_nobody() -> None:
    assert detect(opened(shared("hxl_samples/input-valid.csv"))).layout is not hxl
    assert not any(hxl.recognises(head) for head in opened(shared("hxl_samples/scripts-input-date.csv")).heads)
