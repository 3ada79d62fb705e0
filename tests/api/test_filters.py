"""Every filter, with one row that must come back and one that must not; and everything a filter refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests import makers
from tests.api.asking import ids, refused
from tracker.ledger.drafts import NewCitation
from tracker.models import Place
from tracker.selectors.filters import FILTERS

pytestmark = pytest.mark.django_db

Overrides = dict[str, Any]


def idlib() -> Place:
    return makers.make_place("SY-ID", name="Idlib", latitude=35.9, longitude=36.6)


def harim() -> Place:
    return makers.make_place("SY-ID-H", name="Harim", level="adm2", parent=idlib())


def camp() -> Place:
    return makers.make_place("camp-9", name="Camp 9", level="site", parent=harim())


def area() -> Place:
    return makers.make_place("greater-idlib", name="Greater Idlib", level="area", members=[harim()])


def turkey() -> Place:
    return makers.make_place("TUR")


def published_in(year: int) -> list[NewCitation]:
    document = makers.make_document(published_date=date(year, 2, 20))
    return [NewCitation(document=document, quote="more than 800,000 people")]


def event(code: str) -> Any:
    return makers.make_event(code)


STOCK: Overrides = {"basis": "stock", "measure": "idps", "reference_period_start": None}
WINDOW: Overrides = {"basis": "period", "reference_period_end": date(2020, 2, 10), "as_of_date": date(2020, 2, 10)}

CASES: list[tuple[str, str, Callable[[], Overrides], Callable[[], Overrides]]] = [
    ("measure", "killed,INJURED", lambda: {"measure": "injured"}, dict),
    ("basis", "stock", lambda: STOCK, dict),
    ("counting", "movements", lambda: {"counting": "movements"}, dict),
    ("unit", "person", dict, lambda: {**STOCK, "unit": "household", "value": 77, "value_text": "more than 77"}),
    ("crisis", "OTHER", lambda: {"crisis": makers.make_crisis("other", name="Other")}, dict),
    ("event", "ev-9", lambda: {"event": event("EV-9")}, lambda: {"event": event("EV-8")}),
    ("operation", "Round One", lambda: {"operation": "Round One"}, lambda: {"operation": "Round"}),
    ("reporting_round", "7", lambda: {"reporting_round": "7"}, lambda: {"reporting_round": "8"}),
    ("grade", "fair", lambda: {"grade": "fair", "grade_reason": "Two sources agree."}, dict),
    ("source_system", "idmc", lambda: {"source_system": "idmc", "external_id": "1"}, dict),
    ("external_id", "A-1", lambda: {"source_system": "x", "external_id": "A-1"},
     lambda: {"source_system": "x", "external_id": "A-2"}),
    ("origin_location_code", "tur", lambda: {"origin_place": turkey()}, dict),
    ("location_code", "tur", lambda: {"place": turkey()}, dict),
    ("admin1_code", "sy-id", lambda: {"place": harim()}, dict),
    ("admin2_code", "SY-ID-H", lambda: {"place": harim()}, lambda: {"place": idlib()}),
    ("place_code", "SY-ID", lambda: {"place": idlib()}, lambda: {"place": harim()}),
    ("place_within", "SY-ID", lambda: {"place": harim()}, lambda: {"place": turkey()}),
    ("place_within", "greater-idlib", lambda: {"place": harim()}, lambda: {"place": idlib()}),
    ("place_within", "GREATER-IDLIB", lambda: {"place": area()}, dict),
    ("place_within", "camp-9", lambda: {"place": camp(), "place_safe": True}, lambda: {"place": harim()}),
    ("admin_level", "1,2", lambda: {"place": harim()}, dict),
    ("bbox", "36,35,37,36", lambda: {"place_safe": True, "latitude": 35.5, "longitude": 36.5},
     lambda: {"place_safe": True, "latitude": 35.5, "longitude": 38.0}),
    ("bbox", "170,-10,-170,10", lambda: {"place_safe": True, "latitude": 0.0, "longitude": -175.0},
     lambda: {"place_safe": True, "latitude": 0.0, "longitude": 0.0}),
    ("organisation", "SOHR", lambda: {"organisation": makers.make_organisation("SOHR")}, dict),
    ("organisation", "unhcr", lambda: {"organisation": makers.make_organisation("Agency", code="UNHCR")}, dict),
    ("originator", "Doctors, without borders",
     lambda: {"originator": makers.make_organisation("Doctors, without borders")}, dict),
    ("speaker", "David Swanson", lambda: {"speaker": makers.make_speaker()},
     lambda: {"speaker": makers.make_speaker("Stephane Dujarric")}),
    ("q", "dujarric stephane", lambda: {"speaker": makers.make_speaker("Stéphane Dujarric")}, dict),
    ("gender", "F", lambda: {"gender": "f"}, dict),
    ("people_status", "civilian", lambda: {"people_status": "civilian"}, dict),
    ("cause", "disaster", lambda: {"cause": "disaster"}, dict),
    ("level", "estimated", lambda: {"level": "estimated"}, dict),
    ("role", "context", lambda: {"role": "context", "role_reason": "Background only."}, dict),
    ("qualifier", "about", lambda: {"qualifier": "about", "value_text": "about 800,000"}, dict),
    ("population_group", "teachers", lambda: {"population_group": "teachers"}, dict),
    ("reference_period_start_min", "2019-12-02", lambda: {"reference_period_start": date(2019, 12, 2)}, dict),
    ("reference_period_start_max", "2019-12-01", dict, lambda: {"reference_period_start": date(2019, 12, 2)}),
    ("reference_period_end_min", "2020-02-10", lambda: WINDOW,
     lambda: {**WINDOW, "reference_period_end": date(2020, 2, 9)}),
    ("reference_period_end_max", "2020-02-09", lambda: {**WINDOW, "reference_period_end": date(2020, 2, 9)},
     lambda: WINDOW),
    ("as_of_date_min", "2020-02-13", dict, lambda: {"as_of_date": date(2020, 2, 12)}),
    ("as_of_date_max", "2020-02-12", lambda: {"as_of_date": date(2020, 2, 12)}, dict),
    ("statement_date_min", "2020-02-13", dict, lambda: {"statement_date": date(2020, 2, 12)}),
    ("statement_date_max", "2020-02-12", lambda: {"statement_date": date(2020, 2, 12)}, dict),
    ("document_published_date_min", "2021-01-01", lambda: {"citations": published_in(2021)}, dict),
    ("document_published_date_max", "2020-12-31", dict, lambda: {"citations": published_in(2021)}),
    ("value_min", "800000", dict, lambda: {"value": 799_999, "value_text": "more than 799,999"}),
    ("value_max", "799999.5", lambda: {"value": 799_999, "value_text": "more than 799,999"}, dict),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "wanted", "unwanted"), CASES, ids=[f"{case[0]}-{case[1]}"[:40] for case in CASES]
)
def test_a_filter_returns_the_one_row_and_not_the_other(
    name: str, value: str, wanted: Callable[[], Overrides], unwanted: Callable[[], Overrides]
) -> None:
    # Everything a case names exists before the question is asked, whichever row it belongs to.
    idlib(), harim(), camp(), area()
    good = makers.make_figure(**wanted())
    other = makers.make_figure(**unwanted())
    assert ids("figures/") == [good.pk, other.pk]
    assert ids("figures/", **{name: value}) == [good.pk]


def test_filters_by_number_take_the_numbers_the_rows_show() -> None:
    total = makers.make_figure()
    part = makers.make_figure(value=70, value_text="more than 70", gender="f", part_of=total, partition="sex_age")
    (row,) = [one for one in _rows() if one["id"] == part.pk]
    assert ids("figures/", part_of=total.pk) == [part.pk]
    assert ids("figures/", series=row["series"]) == [part.pk]
    assert ids("figures/", document_id=row["document_id"]) == [part.pk]
    assert ids("figures/", organisation=total.organisation_id) == [total.pk, part.pk]


def _rows() -> list[dict[str, Any]]:
    from tests.api.asking import answered

    found: list[dict[str, Any]] = answered("figures/")["data"]
    return found


def test_redistributable_and_updated_at_filter_too() -> None:
    figure = makers.make_figure()
    (row,) = _rows()
    assert ids("figures/", redistributable="true") == [figure.pk]
    assert ids("figures/", redistributable="false") == []
    assert ids("figures/", updated_at_min=row["updated_at"]) == [figure.pk]
    assert ids("figures/", updated_at_max=row["updated_at"][:10]) == [figure.pk], "a day means all of it"
    assert ids("figures/", updated_at_max="2020-01-01") == []
    assert ids("figures/", updated_at_min="2099-01-01") == []


def test_latest_keeps_the_newest_of_each_series() -> None:
    makers.make_figure(as_of_date=date(2020, 2, 1))
    newest = makers.make_figure(as_of_date=date(2020, 2, 13))
    makers.make_figure(as_of_date=date(2020, 2, 2))
    other_series = makers.make_figure(measure="killed", as_of_date=date(2020, 1, 1))
    assert ids("figures/", latest="true") == [newest.pk, other_series.pk]


def test_two_filters_both_apply() -> None:
    makers.make_figure(measure="killed")
    both = makers.make_figure(measure="killed", cause="disaster")
    makers.make_figure(cause="disaster")
    assert ids("figures/", measure="killed", cause="disaster") == [both.pk]


def test_every_filter_of_the_contract_has_a_case() -> None:
    tested = {case[0] for case in CASES}
    by_number = {"series", "part_of", "document_id", "redistributable", "updated_at_min", "updated_at_max"}
    assert tested | by_number == set(FILTERS)


REFUSED = [
    ("mesure", "killed", "unknown_parameter", "measure"),
    ("measure", "kiled", "invalid_code", "killed"),
    ("measure", "", "invalid_code", ""),
    ("measure", ",", "invalid_code", ""),
    ("grade", "none", "invalid_code", ""),
    ("crisis", "nw-siria", "invalid_code", "nw-syria"),
    ("event", "nothing", "invalid_code", ""),
    ("event", "999999", "invalid_code", ""),
    ("place_code", "XX99", "invalid_code", ""),
    ("place_code", "S\x00Y", "invalid_code", ""),
    ("location_code", "SY-ID", "invalid_code", ""),
    ("admin1_code", "SYR", "invalid_code", ""),
    ("place_within", "nowhere", "invalid_code", ""),
    ("admin_level", "4", "out_of_range", ""),
    ("organisation", "ocha", "invalid_code", ""),
    ("organisation", "999999999", "invalid_code", ""),
    ("speaker", "Nobody", "invalid_code", ""),
    ("series", "one", "not_a_number", ""),
    ("series", "-1", "not_a_number", ""),
    ("series", "99999999999999999999", "not_a_number", ""),
    ("bbox", "1,2,3", "out_of_range", ""),
    ("bbox", "1,2,3,x", "not_a_number", ""),
    ("bbox", "1,9,3,2", "out_of_range", ""),
    ("as_of_date_min", "13.02.2020", "invalid_date", ""),
    ("as_of_date_min", "2020-02-30", "invalid_date", ""),
    ("updated_at_min", "2020-02-13T10:00:00", "invalid_date", ""),
    ("value_min", "many", "not_a_number", ""),
    ("value_min", "NaN", "not_a_number", ""),
    ("value_max", "1e400", "not_a_number", ""),
    ("redistributable", "maybe", "invalid_code", ""),
    ("latest", "yesterday", "invalid_code", ""),
    ("sort", "colour", "invalid_code", ""),
    ("limit", "100001", "out_of_range", ""),
    ("limit", "0", "out_of_range", ""),
    ("limit", "ten", "not_a_number", ""),
    ("offset", "10001", "out_of_range", ""),
    ("cursor", "nonsense", "invalid_cursor", ""),
    ("cursor", "é", "invalid_cursor", ""),
    ("count", "roughly", "invalid_code", ""),
    ("fields", "colour", "invalid_code", ""),
    ("exclude", "valu", "invalid_code", "value"),
    ("output_format", "pdf", "invalid_code", ""),
    ("known_on", "2099-01-01", "future_date", ""),
    ("known_on", "yesterday", "invalid_date", ""),
    ("known_on", "", "invalid_date", ""),
    ("revision", "999", "beyond_last_revision", ""),
    ("revision", "last", "not_a_number", ""),
    ("revision", "", "not_a_number", ""),
    ("lang", "xx", "invalid_code", ""),
]


@pytest.mark.parametrize(("name", "value", "code", "nearest"), REFUSED)
def test_a_bad_parameter_is_refused_by_name_and_code(name: str, value: str, code: str, nearest: str) -> None:
    idlib()
    makers.make_figure()
    problem = refused("figures/", 400, **{name: value})
    (error,) = problem["errors"]
    assert (error["parameter"], error["code"]) == (name, code)
    assert nearest in error["detail"]


def test_all_bad_parameters_are_named_at_once() -> None:
    problem = refused("figures/", 400, mesure="killed", basis="stok", limit="0", known_on="never", sort="colour")
    named = {(error["parameter"], error["code"]) for error in problem["errors"]}
    assert named == {
        ("mesure", "unknown_parameter"), ("basis", "invalid_code"), ("limit", "out_of_range"),
        ("known_on", "invalid_date"), ("sort", "invalid_code"),
    }  # fmt: skip


def test_what_has_a_number_or_a_code_is_refused_where_nothing_public_has_it() -> None:
    draft = makers.make_draft(citations=[NewCitation(document=makers.make_document("Secret"), quote="7")])
    figure = makers.make_figure(population_group="refugees")
    hidden = draft.citations.get().document_id
    for name, value in (("series", 987), ("document_id", 987), ("document_id", hidden), ("part_of", draft.pk)):
        (error,) = refused("figures/", 400, **{name: value})["errors"]
        assert (error["parameter"], error["code"]) == (name, "invalid_code")
    assert ids("figures/", part_of=figure.pk) == []
    assert ids("figures/", population_group="REFUGEES") == [figure.pk]
    (error,) = refused("figures/", 400, population_group="refugeess")["errors"]
    assert (error["code"], "refugees" in error["detail"]) == ("invalid_code", True)


def test_a_group_of_nobody_elses_is_known_once_it_is_counted() -> None:
    refused("figures/", 400, population_group="pastoralists")
    figure = makers.make_figure(population_group="Pastoralists")
    assert ids("figures/", population_group="pastoralists") == [figure.pk]


def test_a_parameter_given_twice_is_refused() -> None:
    problem = refused("/api/v1/figures/?measure=killed&measure=injured", 400)
    assert [error["code"] for error in problem["errors"]] == ["repeated"]


def test_a_source_of_drafts_alone_is_as_unknown_as_one_that_does_not_exist() -> None:
    secret = makers.make_organisation("Quiet Watch")
    makers.make_draft(organisation=secret, speaker=makers.make_speaker("Q. Person", organisation=secret))
    real = refused("figures/", 400, organisation="Quiet Watch")["errors"][0]
    invented = refused("figures/", 400, organisation="Loud Watch")["errors"][0]
    assert real["detail"].replace("Quiet", "Loud") == invented["detail"]
    assert refused("figures/", 400, speaker="Q. Person")["errors"][0]["code"] == "invalid_code"
