"""IDMC IDU: the words, the role, the days and the places of a provisional figure."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from typing import Any

import pytest

from tests.intake.readers.files import claims, csv_bytes, fields, opened, outcomes, records_csv, shared
from tracker.intake.readers import idu
from tracker.intake.readers.layouts import detect
from tracker.intake.readers.rows import Claim, PlaceHint

UPDATE: dict[str, Any] = {
    "id": 501, "country": "Northland", "iso3": "SYR", "latitude": 35.5, "longitude": 36.5, "role": "Recommended figure",
    "displacement_type": "Conflict", "qualifier": "more than", "figure": 1310, "displacement_date": "2023-05-02",
    "displacement_start_date": "2023-05-01", "displacement_end_date": "2023-05-03", "year": 2023, "event_id": 77,
    "event_name": "Northland: Clashes - Mill - 01/05/2023", "event_start_date": "2023-05-01",
    "event_end_date": "2023-05-04", "category": None, "type": "Armed conflict",
    "standard_popup_text": '<b> Northland: 1,310 displacements, 01 May - 03 May </b> <br> Clashes displaced more than '
    '1310 people in Mill &amp; Ford, <i>according to the mayor</i>. <br> <a href="https://example.org/n?a=1&amp;b=2" '
    'target="_blank">The Northland Post - 4 May 2023</a>',
    "standard_info_text": "<b>x</b>", "sources": "Mayor", "source_url": "https://example.org/n?a=1&b=2",
    "locations_name": "Mill, North; Ford, North", "locations_accuracy": "Town",
}  # fmt: skip


def one(**changes: Any) -> Claim:
    [claim] = claims(idu.rows(opened(json.dumps([{**UPDATE, **changes}]).encode())))
    return claim


def test_an_update_keeps_words_role_cause_and_days() -> None:
    claim = one()
    assert fields(claim, "measure", "basis", "qualifier", "value", "cause", "role", "external_id") == (
        "displaced", "period", "more_than", 1310, "conflict", "recommended", "501",
    )  # fmt: skip
    assert fields(claim, "reference_period_start", "reference_period_end", "date_precision") == (
        "2023-05-01", "2023-05-03", "days",
    )  # fmt: skip
    assert claim.fields["quote"] == "Clashes displaced more than 1310 people in Mill & Ford, according to the mayor."
    assert claim.fields["role_reason"]
    assert claim.fields["document"] == {
        "title": "The Northland Post - 4 May 2023", "url": "https://example.org/n?a=1&b=2", "kind": "other",
        "publisher": {"name": "The Northland Post", "kind": "media"}, "published_date": "2023-05-04",
    }  # fmt: skip
    assert claim.citations[0]["document"]["title"] == "Internal Displacement Updates"
    assert claim.event is not None
    assert (claim.event.code, claim.event.starts, claim.event.ends) == ("IDMC-77", "2023-05-01", "2023-05-04")


def test_several_places_are_sites_and_their_middle_is_no_place() -> None:
    several, single = one(), one(locations_name="Mill, North", locations_accuracy="District (ADM2)")
    assert several.place == PlaceHint(country="SYR", sites=("Mill, North", "Ford, North"))
    assert fields(several, "place_precision", "provider_place_name", "latitude") == (
        "area", "Mill, North; Ford, North", None,
    )  # fmt: skip
    assert single.place == PlaceHint(country="SYR", sites=("Mill, North",), latitude=35.5, longitude=36.5)
    assert fields(single, "place_precision", "latitude") == ("adm2", 35.5)


@pytest.mark.parametrize(
    ("word", "qualifier"),
    [
        ("total", "exact"),
        ("approximately", "about"),
        ("at least", "at_least"),
        ("less than", "fewer_than"),
        ("", "exact"),
    ],
)
def test_every_word_around_the_number(word: str, qualifier: str) -> None:
    assert one(qualifier=word).fields["qualifier"] == qualifier


def test_evacuations_are_counted_as_such_and_a_triangulation_carries_its_role() -> None:
    evacuated = one(standard_popup_text="<b>x: 7 displacements (evacuated)</b><br>Seven people being evacuated.<br>y")
    assert evacuated.fields["measure"] == "evacuated"
    assert fields(one(role="Triangulation"), "role") == ("triangulation",)
    assert fields(one(role=None), "role", "role_reason") == ("none", "")


def test_the_midnight_of_new_zealand_is_the_day_after() -> None:
    moved = one(displacement_start_date="2023-04-30T12:00:00.000Z", displacement_end_date="2023-11-02T11:00:00.000Z")
    assert fields(moved, "reference_period_start", "reference_period_end") == ("2023-05-01", "2023-11-03")
    plain = one(displacement_start_date="2023-05-01T00:00:00.000Z")
    assert plain.fields["reference_period_start"] == "2023-05-01"


def test_messy_files_a_tag_row_missing_columns_duplicates_and_bad_cells() -> None:
    flat = {name: UPDATE[name] for name in UPDATE if name not in ("role", "locations_name", "event_id", "sources")}
    names = list(flat)
    tags = ["#country+iso3" if name == "iso3" else "" for name in names]
    rows = [["IDMC"], names, tags, [flat[n] for n in names], [{**flat, "figure": "many"}[n] for n in names],
            [{**flat, "figure": ""}[n] for n in names]]  # fmt: skip
    read = list(idu.rows(opened(csv_bytes(rows, delimiter=";", encoding="cp1252"))))
    assert outcomes(read) == [
        (4, 1, [], False), (5, 0, ["figure"], False), (6, 0, [], True),
    ]  # fmt: skip
    assert read[0].claims[0].event is not None
    assert read[0].claims[0].event.code.startswith("IDMC-northland-clashes")
    slashed = list(idu.rows(opened(records_csv([{**flat, "displacement_start_date": "01/05/2023"}]))))
    assert [(one.code, one.field) for one in slashed[0].problems] == [("E13", "displacement_start_date")]
    chosen = opened(records_csv([{**flat, "displacement_start_date": "01/05/2023"}]), day_first=True)
    assert claims(idu.rows(chosen))[0].fields["reference_period_start"] == "2023-05-01"


@pytest.mark.parametrize("name", ["idu_india_2023_a.json", "idu_india_2023_a_flat.csv"])
def test_every_figure_of_the_real_files_comes_through(name: str) -> None:
    path = shared(f"idmc/{name}")
    with path.open(encoding="utf-8", newline="") as file:
        raw = json.load(file) if name.endswith("json") else list(csv.DictReader(file))
    source = opened(path)
    assert detect(source).layout is idu
    read = claims(idu.rows(source))
    assert {one.fields["external_id"]: one.fields["value"] for one in read} == {
        str(one["id"]): int(one["figure"]) for one in raw
    }
    for claim, given in zip(read, raw, strict=True):
        said = re.search(
            r"displacements?[^,]*,\s*(\d+) (\w+)",
            re.sub("<[^>]*>", " ", given.get("standard_popup_text") or given["description"]),
        )
        assert said is not None
        start = date.fromisoformat(claim.fields["reference_period_start"])
        assert (start.day, f"{start:%b}") == (int(said[1]), said[2][:3])
        assert "<" not in claim.fields["quote"]
