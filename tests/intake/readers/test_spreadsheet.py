"""A plain spreadsheet: columns known by their names in four languages, and rows under what a person decided."""

from __future__ import annotations

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, outcomes, shared
from tracker.intake.readers import spreadsheet
from tracker.intake.readers.header_words import COUNT_WORDS, FIELD_WORDS
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import PlaceHint
from tracker.vocabulary import MEASURES

HEADERS = {
    "en": ["Date", "Country", "Governorate", "Killed", "Killed women", "Wounded", "Source", "Link", "Comments"],
    "fr": ["Date", "Pays", "Gouvernorat", "Tués", "Tués femmes", "Blessés", "Fuente", "Lien", "Remarques"],
    "es": [
        "Fecha",
        "País",
        "Departamento",
        "Muertos",
        "Muertos mujeres",
        "Heridos",
        "Fuente",
        "Enlace",
        "Observaciones",
    ],
    "ar": ["التاريخ", "البلد", "المحافظة", "القتلى", "القتلى نساء", "الجرحى", "المصدر", "الرابط", "ملاحظات"],
}
MEANT = ["date", "country", "admin1", "count:killed", "count:killed:f", "count:injured", "organisation", "document_url",
         "notes"]  # fmt: skip


@pytest.mark.parametrize("language", HEADERS)
def test_columns_are_known_in_four_languages(language: str) -> None:
    assert list(spreadsheet.suggest(HEADERS[language]).values()) == MEANT


@pytest.mark.parametrize("language", HEADERS)
def test_rows_read_the_same_in_four_languages(language: str) -> None:
    row = ["2020-02-13", "SYR", "Idlib", "17", "5", "about 1,200", "SOHR", "https://example.org/1", "checked"]
    killed, women, hurt = claims(spreadsheet.rows(opened(csv_bytes([HEADERS[language], row], delimiter=";"))))
    assert fields(killed, "measure", "value", "basis", "reference_period_start", "organisation", "notes") == (
        "killed", 17, "period", "2020-02-13", "SOHR", "checked",
    )  # fmt: skip
    assert (women.fields["gender"], women.part_of, women.fields["partition"]) == ("f", "killed", "sex_age")
    assert fields(hurt, "measure", "value_text") == ("injured", "about 1,200")
    assert killed.place == PlaceHint(country="SYR", names=("Idlib",))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("admin1Pcode", "admin1_code"), ("Admin 2 Name", "admin2"), ("Governrate", "admin1"), ("N° of killed", ""),
        ("Number of IDPs", "count:idps"), ("Women killed", "count:killed:f"), ("Civilians killed", ""), ("Status", ""),
        ("تاريخ البداية", "reference_period_start"), ("Período", ""), ("Fecha de inicio", "reference_period_start"),
        ("", ""), ("LATITUDE", "latitude"), ("Date de début", "reference_period_start"), ("Total", "value"),
    ],
    ids=str,
)  # fmt: skip
def test_names_are_known_or_left_to_a_person(header: str, field: str) -> None:
    assert spreadsheet.suggest([header]) == {header: field}


def test_a_second_column_for_one_field_and_a_total_beside_counts_are_left_to_a_person() -> None:
    assert spreadsheet.suggest(["Country", "ISO3", "Total", "Deaths"]) == {
        "Country": "country", "ISO3": "", "Total": "", "Deaths": "count:killed",
    }  # fmt: skip


def test_every_suggestion_can_be_chosen_and_every_word_means_one_thing() -> None:
    assert {*FIELD_WORDS} <= {*spreadsheet.CHOICES}
    assert {*COUNT_WORDS} <= {*MEASURES}
    words = [word for table in (FIELD_WORDS, COUNT_WORDS) for one in table.values() for word in one.split("|")]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_a_mapping_that_a_person_decided_holds_with_what_is_fixed() -> None:
    rows = [["where", "n", "as at", "who says"], ["Idlib, Syria", "1,310", "13/02/2020", "Mayor"]]
    mapping = {"where": "place_name", "n": "value", "as at": "as_of_date", "who says": "organisation"}
    fixed = {"measure": "displaced", "basis": "cumulative", "reference_period_start": "2019-12-01", "cause": "war"}
    source = opened(csv_bytes(rows), mapping=mapping, fixed=fixed, day_first=True, url="https://example.org/list")
    assert detect(source).layout is spreadsheet
    [claim] = claims(spreadsheet.rows(source))
    assert fields(claim, "measure", "basis", "value", "reference_period_start", "as_of_date", "cause") == (
        "displaced", "cumulative", 1310, "2019-12-01", "2020-02-13", "conflict",
    )  # fmt: skip
    assert claim.place == PlaceHint(sites=("Idlib, Syria",))
    assert claim.fields["document"] == {"kind": "dataset", "title": "file", "url": "https://example.org/list"}
    assert (claim.part, claim.columns["as_of_date"], claim.columns["value"]) == ("", "as at", "n")
    assert claims(spreadsheet.rows(opened(csv_bytes(rows), day_first=True), mapping, fixed))[0].part == ""


def test_messy_rows_are_refused_at_their_cells() -> None:
    rows = [["Informe"], ["Lugar", "Fecha", "Muertos"], ["Idlib", "02/03/2020", "5"], ["Idlib", "2020-03-02", "muchos"],
            ["Idlib", "2020-03-02", ""], ["Total", "", "12"], ["Alepo", "2 marzo 2020", "7"]]  # fmt: skip
    read = list(spreadsheet.rows(opened(csv_bytes(rows, encoding="cp1252"))))
    assert outcomes(read) == [
        (3, 0, ["Fecha"], False), (4, 0, ["Muertos"], False), (5, 0, [], True), (6, 0, [], True), (7, 1, [], False),
    ]  # fmt: skip
    assert "day first or month first" in read[0].problems[0].message
    assert read[4].claims[0].fields["reference_period_start"] == "2020-03-02"


def test_a_table_that_counts_nobody_says_so_in_every_row() -> None:
    rows = list(spreadsheet.rows(opened(csv_bytes([["Country", "Region"], ["Syria", "North"]]))))
    assert (rows[0].claims, bool(rows[0].skipped)) == ((), True)
    wrong = list(spreadsheet.rows(opened(csv_bytes([["Measure", "Value"], ["happy", "5"]]))))
    assert [one.code for one in wrong[0].problems] == ["E12"]


def test_claims_as_people_keep_them_get_a_suggestion() -> None:
    source = opened(shared("claims_nw_syria/claims.csv"))
    assert detect(source).layout is spreadsheet
    suggested = spreadsheet.suggest(source.sheets[0].head.columns)
    assert {suggested[name] for name in ("value", "measure", "place", "organisation", "url", "period_start")} == {
        "value", "measure", "place_name", "organisation", "document_url", "reference_period_start",
    }  # fmt: skip
    assert len(list(spreadsheet.rows(source))) == 77
