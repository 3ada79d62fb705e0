"""DTM, HAPI, ACLED and daily casualty series: one small file of each, and one messy one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, outcomes, records_csv, xlsx_bytes
from tracker.intake.readers import acled, casualties, dtm, hapi
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import PlaceHint, SourceRow

DTM: dict[str, Any] = {
    "id": 1,
    "operation": "Displacement in Northland",
    "admin0Name": "Syria",
    "admin0Pcode": "SYR",
    "admin1Name": "Idlib",
    "admin1Pcode": "SY07",
    "admin2Name": "Harim",
    "admin2Pcode": "SY0702",
    "adminLevel": 2,
    "numPresentIdpInd": 1310,
    "reportingDate": "2023-05-31T00:00:00",
    "yearReportingDate": 2023,
    "monthReportingDate": 5,
    "roundNumber": 7,
    "displacementReason": "Conflict",
    "numberMales": 701,
    "numberFemales": 609,
    "idpOriginAdmin1Name": "Aleppo",
    "idpOriginAdmin1Pcode": "SY02",
    "assessmentType": "BA",
    "operationStatus": "Active",
}


def read(layout: Any, content: bytes, **options: Any) -> list[SourceRow]:
    source = opened(content, **options)
    assert detect(source).layout is layout
    return list(layout.rows(source))


def test_dtm_keeps_operation_round_level_and_origin() -> None:
    total, males, females = claims(read(dtm, records_csv([DTM])))
    assert fields(total, "measure", "basis", "value", "as_of_date", "operation", "reporting_round", "cause") == (
        "idps", "stock", 1310, "2023-05-31", "Displacement in Northland", "7", "conflict",
    )  # fmt: skip
    assert total.place == PlaceHint(codes=("SY0702", "SY07", "SYR"), country="SYR", names=("Idlib", "Harim"))
    assert total.origin == PlaceHint(codes=("SY02",), country="SYR", names=("Aleppo",))
    assert total.fields["place_precision"] == "adm2"
    assert [(one.part, one.part_of, *fields(one, "value", "gender")) for one in (males, females)] == [
        ("m", "", 701, "m"), ("f", "", 609, "f"),
    ]  # fmt: skip


def test_dtm_levels_rounds_and_operations_are_told_apart_and_the_row_number_is_not() -> None:
    def identity(**changes: Any) -> str:
        external_id: str = claims(read(dtm, records_csv([{**DTM, **changes}])))[0].fields["external_id"]
        return external_id

    changes: list[dict[str, Any]] = [{"roundNumber": 8}, {"operation": "Other"}, {"adminLevel": 1}, {"adminLevel": 0},
                                     {"displacementReason": "Disaster"}, {"idpOriginAdmin1Pcode": "SY01"}]  # fmt: skip
    assert len({identity(), *(identity(**one) for one in changes)}) == 7
    assert identity(id=99, numPresentIdpInd=5) == identity()


def test_dtm_from_the_api_has_no_level_and_from_hdx_has_hashtags() -> None:
    api = {name: value for name, value in DTM.items() if name not in ("adminLevel", "operationStatus")}
    assert claims(read(dtm, records_csv([{**api, "admin2Pcode": None, "admin2Name": None}])))[0].place == PlaceHint(
        codes=("SY07", "SYR"), country="SYR", names=("Idlib",)
    )
    names = list(DTM)
    rows = [
        ["IOM DTM"],
        names,
        ["#affected+idps" if n == "numPresentIdpInd" else "" for n in names],
        list(DTM.values()),
        [{**DTM, "numPresentIdpInd": "n.d."}[n] for n in names],
        [{**DTM, "reportingDate": ""}[n] for n in names],
        [{**DTM, "numPresentIdpInd": ""}[n] for n in names],
    ]
    assert outcomes(read(dtm, csv_bytes(rows, delimiter=";", encoding="utf-8-sig"))) == [
        (4, 3, [], False), (5, 0, ["numPresentIdpInd"], False), (6, 0, ["reportingDate"], False), (7, 0, [], True),
    ]  # fmt: skip


SOURCED = {"reference_period_start": "2023-01-01", "reference_period_end": "2023-12-31", "dataset_hdx_id": "d-1",
           "resource_hdx_id": "r-2", "warning": "", "error": ""}  # fmt: skip
IDPS: dict[str, Any] = {
    "location_code": "SYR",
    "has_hrp": True,
    "in_gho": True,
    "provider_admin1_name": "Idlib",
    "provider_admin2_name": " ",
    "admin1_code": "SY07",
    "admin1_name": "Idleb",
    "admin2_code": "",
    "admin2_name": "",
    "admin_level": 1,
    "operation": "Syria",
    "assessment_type": "BA",
    "population": 1310,
    "reporting_round": 7,
    **SOURCED,
}


def test_hapi_idps_and_rows_that_hapi_leaves_out() -> None:
    bad = {**IDPS, "error": "Duplicate row", "warning": "Pcode unknown", "reporting_round": 8}
    good, held = claims(read(hapi, records_csv([IDPS, bad])))
    assert fields(good, "measure", "basis", "value", "as_of_date", "operation", "reporting_round") == (
        "idps", "stock", 1310, "2023-12-31", "Syria", "7",
    )  # fmt: skip
    assert good.place == PlaceHint(codes=("SY07", "SYR"), country="SYR", names=("Idlib",))
    assert good.fields["place_precision"] == "adm1"
    assert good.fields["document"]["url"] == "https://data.humdata.org/dataset/d-1/resource/r-2"
    assert (good.held_back, held.held_back) == ("", "HAPI leaves this row out: Duplicate row")
    assert "Pcode unknown" in held.fields["notes"]


def test_hapi_conflict_and_refugees() -> None:
    killed = {
        "location_code": "SYR",
        "admin1_code": "SY07",
        "admin1_name": "Idleb",
        "provider_admin1_name": "Not provided",
        "admin2_code": "",
        "admin_level": 1,
        "event_type": "political_violence",
        "events": 5,
        "fatalities": 17,
        **SOURCED,
    }
    [claim] = claims(read(hapi, records_csv([killed])))
    assert fields(claim, "measure", "basis", "value", "population_group", "reference_period_end") == (
        "killed", "period", 17, "political_violence", "2023-12-31",
    )  # fmt: skip
    assert claim.place == PlaceHint(codes=("SY07", "SYR"), country="SYR", names=("",))
    people = {"origin_location_code": "SYR", "asylum_location_code": "TUR", "population_group": "REF", "gender": "f",
              "age_range": "0-4", "min_age": 0, "max_age": 4, "population": 23, **SOURCED}  # fmt: skip
    returns = {**people, "population_group": "RET", "gender": "all", "age_range": "all", "population": 29}
    refugees, returned = claims(read(hapi, records_csv([people, returns])))
    assert fields(refugees, "measure", "basis", "gender", "age_range", "as_of_date", "origin_location_code") == (
        "refugees", "stock", "f", "0-4", "2023-12-31", "SYR",
    )  # fmt: skip
    assert fields(returned, "measure", "basis", "reference_period_start", "as_of_date") == (
        "returned_refugees", "period", "2023-01-01", None,
    )  # fmt: skip


def test_messy_hapi() -> None:
    rows = [
        list(IDPS),
        list(IDPS.values()),
        [{**IDPS, "population": "x"}[n] for n in IDPS],
        [{**IDPS, "reference_period_start": "1/2/2023"}[n] for n in IDPS],
        [{**IDPS, "location_code": ""}[n] for n in IDPS],
        ["Total", *[""] * (len(IDPS) - 1)],
    ]
    assert outcomes(read(hapi, xlsx_bytes({"a": rows}))) == [
        (2, 1, [], False), (3, 0, ["population"], False), (4, 0, ["reference_period_start"], False),
        (5, 0, ["location_code"], False), (6, 0, [], True),
    ]  # fmt: skip


EVENT: dict[str, Any] = {
    "event_id_cnty": "SYR77",
    "event_date": "05 January 2023",
    "year": 2023,
    "time_precision": 1,
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "A",
    "assoc_actor_1": "",
    "inter1": 1,
    "actor2": "B",
    "assoc_actor_2": "",
    "inter2": 2,
    "interaction": 12,
    "civilian_targeting": "",
    "iso": "760",
    "region": "Middle East",
    "country": "Syria",
    "admin1": "Idleb",
    "admin2": "Harim",
    "admin3": "",
    "location": "Mill",
    "latitude": 35.5,
    "longitude": 36.5,
    "geo_precision": 1,
    "source": "SOHR; Paper",
    "source_scale": "",
    "notes": "On 5 January, A and B clashed. Three fatalities.",
    "fatalities": 3,
    "tags": "",
    "timestamp": 1,
}


def test_acled_stays_a_draft_until_somebody_has_the_permission() -> None:
    [claim] = claims(read(acled, b"\xef\xbb\xbf" + records_csv([EVENT])))
    assert claim.fields["document"]["redistributable"] is False
    assert all(one["document"]["redistributable"] is False for one in claim.citations)
    assert [one["document"]["publisher"]["name"] for one in claim.citations] == ["SOHR", "Paper"]
    assert fields(claim, "measure", "value", "reference_period_start", "place_precision", "external_id") == (
        "killed",
        3,
        "2023-01-05",
        "point",
        "SYR77",
    )
    assert claim.place == PlaceHint(country="SYR", names=("Idleb", "Harim", ""), latitude=35.5, longitude=36.5)
    assert claim.event is not None
    assert claim.event.code == "ACLED-SYR77"
    assert "Three fatalities" in claim.fields["quote"]


def test_messy_acled() -> None:
    rows = [
        ["ACLED"],
        list(EVENT),
        list(EVENT.values()),
        [{**EVENT, "fatalities": ""}[n] for n in EVENT],
        [{**EVENT, "event_date": "soon"}[n] for n in EVENT],
        [{**EVENT, "iso": 8, "latitude": ""}[n] for n in EVENT],
    ]
    found = read(acled, csv_bytes(rows, encoding="cp1252", delimiter=";"))
    assert outcomes(found) == [(3, 1, [], False), (4, 0, [], True), (5, 0, ["event_date"], False), (6, 1, [], False)]
    assert found[3].claims[0].place == PlaceHint(country="ALB", names=("Idleb", "Harim", ""))


SERIES = ["report_date", "report_source", "report_period", "killed", "killed_cum", "killed_children_cum", "injured",
          "injured_cum", "ext_killed", "ext_killed_cum"]  # fmt: skip


def test_a_daily_series_is_flows_and_cumulative_counts_and_nothing_extrapolated() -> None:
    rows = [
        SERIES,
        ["2023-10-07", "mohtel", 24, 17, 17, "", 23, 23, 19, 19],
        ["2023-10-08", "missing", 0, "", "", "", "", "", 5, 24],
        ["2023-10-09", "gmotel", 48, 29, 46, 11, "", "", 31, 50],
        ["2023-10-10", "mohtel", 0, 1, 47, "", "", "", 1, 51],
    ]
    found = read(casualties, csv_bytes(rows))
    assert [(len(row.claims), bool(row.skipped)) for row in found] == [(4, False), (0, True), (3, False), (1, False)]
    killed, cumulative, *_rest = found[2].claims
    assert fields(killed, "basis", "value", "reference_period_start", "reference_period_end") == (
        "period",
        29,
        "2023-10-08",
        "2023-10-09",
    )
    assert fields(cumulative, "basis", "value", "reference_period_start", "as_of_date") == (
        "cumulative", 46, "2023-10-07", "2023-10-09",
    )  # fmt: skip
    assert found[2].claims[2].fields["population_group"] == "children"
    assert killed.fields["organisation"]["name"] == "Government Media Office in Gaza"
    assert not [one for row in found for one in row.claims if one.part.startswith("ext_")]
    [again] = read(casualties, csv_bytes(rows[:2]), fixed={"reference_period_start": "2023-10-01", "country": "LBN"})
    assert again.claims[1].fields["reference_period_start"] == "2023-10-01"
    assert again.claims[0].place == PlaceHint(country="LBN")


@pytest.mark.parametrize("cell", ["many", "-5", "1.5"])
def test_messy_series(cell: str) -> None:
    rows = [["Casualties"], SERIES, ["2023-10-07", "mohtel", 24, cell, 17, "", "", "", "", ""],
            ["07/10/2023", "mohtel", 24, 5, 17, "", "", "", "", ""]]  # fmt: skip
    assert outcomes(read(casualties, csv_bytes(rows, encoding="utf-16"))) == [
        (3, 0, ["killed"], False), (4, 0, ["report_date"], False),
    ]  # fmt: skip
