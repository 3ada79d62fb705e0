"""Trends, points, sums and places as files: the rows of the list in each format, of one moment, safe to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import hxl
import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from api import tables
from api.files import Table
from api.views.reading import ListView
from api.views.series import SeriesList
from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger.drafts import NewCitation
from tracker.ledger.row import FIELDS
from tracker.models import Place

pytestmark = pytest.mark.django_db

ARABIC = "إدلب"


def content(path: str, **parameters: Any) -> bytes:
    response = ask(path, **parameters)
    assert response.status_code == 200, response.content
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response)


def as_csv(path: str, **parameters: Any) -> list[dict[str, str]]:
    text = content(path, output_format="csv", **parameters).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_lines(path: str, **parameters: Any) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in content(path, output_format="ndjson", **parameters).splitlines()]


def as_features(path: str, **parameters: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(content(path, output_format="geojson", **parameters))["features"]
    return found


def as_workbook(path: str, **parameters: Any) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content(path, output_format="xlsx", **parameters)))


def as_cells(path: str, **parameters: Any) -> list[dict[str, Any]]:
    header, *rows = as_workbook(path, **parameters).get_sheet_by_name("Data").to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture
def world() -> int:
    """A trend with three points, another one about an Arabic place that begins like a formula, and deaths at events."""
    idlib = makers.make_place(
        "SY07", name="=Idlib", names={"ar": ARABIC}, parent=makers.make_place("SYR"), level="adm1"
    )
    Place.objects.filter(pk=idlib.pk).update(latitude=35.9, longitude=36.6, aliases=["Idleb", "Edlib"])
    for day, number in ((1, 500_000), (5, 700_000)):
        said = {"as_of_date": date(2020, 2, day), "statement_date": date(2020, 2, day)}
        makers.make_figure(value=number, value_text=f"more than {number}", **said)
    figure = makers.make_figure()
    makers.make_figure(place=idlib, place_precision="adm1", operation="007", population_group="refugees")
    killed = {"measure": "killed", "basis": "period", "qualifier": "exact", "value_text": "", "as_of_date": None,
              "reference_period_start": date(2020, 2, 14), "reference_period_end": date(2020, 2, 14)}  # fmt: skip
    makers.make_figure(**killed, value=7, event=makers.make_event(place=idlib))
    assert figure.series_id is not None
    return figure.series_id


def flat(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A JSON row by the columns of the table, found by their names alone."""
    known = {**row, **row.get("key", {})}
    known |= {f"name_{code}": name for code, name in row.get("names", {}).items()}
    known |= {f"newest_{name}": value for name, value in (row.get("newest") or {}).items()}
    known |= {f"window_origin_{name}": value for name, value in (known.get("window_origin") or {}).items()}
    if "key" in row:
        known |= Place.objects.filter(code=known["place_code"]).values("latitude", "longitude")[0]
    for name in ("aliases", "originators"):
        known[name] = "; ".join(known.get(name) or ())
    return {name: known.get(name) for name in table.names}


def as_text(value: Any) -> str:
    """How CSV writes a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and isinstance(value, str) else text


CASES = [
    ("series/", tables.SERIES, {}),
    ("series/", tables.SERIES, {"known_on": "2020-02-05"}),
    ("places/", tables.PLACES, {"location_code": "SYR"}),
    ("places/SYR/children/", tables.PLACES, {}),
    ("tallies/", tables.TALLIES, {"measure": "killed"}),
    ("tallies/", tables.TALLIES, {"measure": "killed", "place_code": "SYR", "split": "admin1"}),
]


@pytest.mark.parametrize(("path", "table", "asked"), CASES)
def test_the_same_rows_and_values_in_every_format(path: str, table: Table, asked: dict[str, str], world: int) -> None:
    rows = answered(path, **asked)["data"]
    assert rows
    assert as_lines(path, **asked) == rows
    cells = [flat(table, row) for row in rows]
    assert [set(row) for row in cells] == [set(table.names)] * len(rows)
    assert as_csv(path, **asked) == [{name: as_text(row[name]) for name in table.names} for row in cells]
    properties = [feature["properties"] for feature in as_features(path, **asked)]
    assert properties == cells
    for found, row in zip(as_cells(path, **asked), cells, strict=True):
        for name in table.names:
            value = row[name]
            expected = " ".join(map(str, value)) if isinstance(value, list) else value
            assert found[name] == ("" if expected is None else expected), name


def test_the_points_of_a_trend_are_a_file_of_their_own(world: int) -> None:
    rows = answered(f"series/{world}/")["data"]["points"]
    assert len(rows) == 3
    assert as_lines(f"series/{world}/") == rows
    cells = [{**flat(tables.POINTS, row), "series": world} for row in rows]
    assert as_csv(f"series/{world}/") == [{name: as_text(row[name]) for name in tables.POINTS.names} for row in cells]
    assert [feature["properties"] for feature in as_features(f"series/{world}/")] == cells
    assert [row["value_high"] for row in as_cells(f"series/{world}.xlsx")] == ["", "", ""], "nobody said is empty"
    assert content(f"series/{world}.csv") == content(f"series/{world}/", output_format="csv")


def test_the_page_and_the_api_write_one_workbook(client: Client, world: int) -> None:
    page = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/series/{world}.xlsx").content))
    ours = as_workbook(f"series/{world}.xlsx")
    for sheet in ("Data", "Sources"):
        assert page.get_sheet_by_name(sheet).to_python() == ours.get_sheet_by_name(sheet).to_python()
    of_page, of_api = ([row[0] for row in one.get_sheet_by_name("Read me").to_python()] for one in (page, ours))
    assert of_page == [name for name in of_api if name != "Filters"]
    assert client.get(f"/series/{world}.csv").content == content(f"series/{world}.csv")


def test_text_survives_a_spreadsheet(world: int) -> None:
    [place] = [row for row in as_cells("places.xlsx", location_code="SYR") if row["code"] == "SY07"]
    assert (place["name"], place["name_ar"], place["aliases"]) == ("=Idlib", ARABIC, "Idleb; Edlib")
    [trend] = [row for row in as_cells("series.xlsx", place_code="SY07") if row["operation"]]
    assert trend["operation"] == "007"
    [line] = [row for row in as_csv("places.csv", location_code="SYR") if row["code"] == "SY07"]
    assert (line["name"], line["name_ar"]) == ("'=Idlib", ARABIC)


def test_features_are_where_their_place_is(world: int) -> None:
    at = {"type": "Point", "coordinates": [36.6, 35.9]}
    assert [one["geometry"] for one in as_features("series.geojson", place_code="SY07")] == [at]
    assert [one["geometry"] for one in as_features("tallies.geojson", measure="killed", place_code="SY07")] == [at]
    [place] = as_features("places.geojson", level="adm1")
    assert (place["geometry"], place["properties"]["code"]) == (at, "SY07")
    [area] = as_features("tallies.geojson", measure="killed")
    assert area["geometry"] is None, "the whole world is nowhere"


def test_a_workbook_says_what_it_is_and_names_its_documents(world: int) -> None:
    for path, asked, documents in (
        ("series.xlsx", {}, 5), (f"series/{world}.xlsx", {}, 3), ("tallies.xlsx", {"measure": "killed"}, 1),
        ("places.xlsx", {"level": "adm1"}, 0),
    ):  # fmt: skip
        book = as_workbook(path, **asked)
        assert book.sheet_names == ["Data", "Read me", "Sources"]
        notes = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("Read me").to_python()}
        assert path.split(".")[0] in notes["Address"]
        assert notes["What this is"]
        assert len(book.get_sheet_by_name("Sources").to_python()) == documents + 1, path


def test_names_of_files_carry_the_moment(world: int) -> None:
    at = answered("status/")["data"]["sequence"]
    named = {
        "series.csv": f"series-{at}.csv",
        "series.csv?known_on=2020-02-05": f"series-{at}-known-on-2020-02-05.csv",
        f"series/{world}.ndjson": f"series-{world}-{at}.ndjson",
        "places.xlsx?level=adm1": f"places-{at}.xlsx",
        "tallies.geojson?measure=killed": f"tallies-{at}.geojson",
        "figures.csv?known_on=2020-02-05": f"figures-{at}-known-on-2020-02-05.csv",
        f"figures.csv?revision={at - 1}": f"figures-{at - 1}.csv",
    }
    for path, name in named.items():
        response = ask(f"/api/v1/{path}")
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert b"".join(response)


def test_a_file_is_whole_and_of_one_moment(world: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SeriesList, "chunk", 1)
    before = answered("series/")["data"]
    pieces = iter(ask("series.ndjson"))
    read = [next(pieces)]
    makers.make_figure(value=790_000, value_text="more than 790,000", as_of_date=date(2020, 2, 12))
    makers.make_figure(measure="injured", value=3, value_text="more than 3")
    read += pieces
    assert [orjson.loads(line) for line in read] == before
    assert len(as_lines("series.ndjson")) == len(before) + 1


def test_limit_and_cursor_cut_a_file_as_they_cut_a_list(world: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ListView, "chunk", 2)
    whole = answered("places/", limit=250)["data"]
    assert as_lines("places.ndjson", limit=3) == whole[:3]
    following = ask(
        f"{answered('places/', limit=3)['links']['next'].replace('limit=3', 'limit=4')}&output_format=ndjson"
    )
    assert [orjson.loads(line) for line in b"".join(following).splitlines()] == whole[3:7]
    assert as_lines("places.ndjson")[:250] == whole


def test_no_rows_are_a_header() -> None:
    for path, table, asked in (
        ("series", tables.SERIES, {}), ("tallies", tables.TALLIES, {"measure": "killed"}),
    ):  # fmt: skip
        assert content(f"{path}.csv", **asked).decode() == ",".join(table.names) + "\r\n"
        assert content(f"{path}.ndjson", **asked) == b""
        assert as_features(f"{path}.geojson", **asked) == []
        assert as_cells(f"{path}.xlsx", **asked) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("series.csv?mesure=killed", 400),
        ("series.pdf", 400),
        ("series/99.csv", 404),
        ("series/?output_format=pdf", 400),
        ("places.csv?level=nowhere", 400),
        ("tallies.csv", 400),
        ("tallies.xlsx?measure=idps&basis=period", 400),
        ("places.csv?cursor=nonsense", 400),
        ("crises/?output_format=csv", 400),
        ("crises/?bom=true", 400),
    ],
)
def test_what_a_list_refuses_a_file_refuses(path: str, status: int) -> None:
    refused(f"/api/v1/{path}", status)


def test_a_format_is_asked_for_in_three_ways(world: int) -> None:
    kinds = {"csv": "text/csv", "ndjson": "application/x-ndjson", "geojson": "application/geo+json"}
    for name, kind in kinds.items():
        by_ending = b"".join(ask(f"series.{name}"))
        assert by_ending == b"".join(ask("series/", output_format=name))
        assert by_ending == b"".join(ask("series/", headers={"Accept": kind}))
    assert len({ask("series/", output_format=name)["ETag"] for name in kinds}) == 3
    assert ask("series/", headers={"Accept": "application/pdf"}).status_code == 406


def test_a_file_takes_as_many_statements_for_few_rows_as_for_many(world: int) -> None:
    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            content(path)
        return len(queries)

    paths = ("series.csv", "series.xlsx", f"series/{world}.csv", "places.csv?level=adm1", "tallies.csv?measure=killed")
    few = [statements(f"/api/v1/{path}") for path in paths]
    for number in range(12):
        makers.make_figure(
            place=makers.make_place(f"SY{number + 20}", parent=makers.make_place("SYR"), level="adm1"),
            place_precision="adm1",
        )
    assert [statements(f"/api/v1/{path}") for path in paths] == few


# --- hashtags, by the validator of the standard's own library ---


def hashtags() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "figures", tuple(field.hxl for field in FIELDS)
    for table in (tables.SERIES, tables.POINTS, tables.TALLIES, tables.PLACES):
        yield table.about, tuple(column.hxl for column in table.columns)


def problems_of(text: str) -> list[str]:
    """What the validator holds against a CSV file, mere remarks left out."""
    found: list[str] = []

    def note(error: Any) -> None:
        if error.rule.severity == "error":
            found.append(f"{error.column} {error.value}")

    rows = list(csv.reader(io.StringIO(text, newline="")))
    hxl.schema(callback=note).validate(hxl.data(rows))
    return found


PROMISED = """
id #meta+id · revision #meta+revision+num · status #status+code · measure #indicator+code · measure_name #indicator+name
value #indicator+value+num · value_low #indicator+value+low+num · value_best #indicator+value+best+num
value_high #indicator+value+high+num · qualifier #indicator+qualifier+code · unit #indicator+unit+code
counting #indicator+counting+code · population_group #beneficiary+code · gender #beneficiary+sex+code
age_range #beneficiary+age+range · min_age #beneficiary+age+min · max_age #beneficiary+age+max
location_code #country+code+iso3 · location_name #country+name · admin1_code #adm1+code · admin1_name #adm1+name
admin2_code #adm2+code · admin2_name #adm2+name · place_name #loc+name · provider_place_name #loc+name+provider
place_code #loc+code+pcode · admin_level #loc+adm_level+num · latitude #geo+lat · longitude #geo+lon
place_precision #geo+precision+code · origin_location_code #country+code+origin · cause #cause+code
event_code #event+code · reference_period_start #date+start · reference_period_end #date+end
as_of_date #date+occurred+asof · statement_date #date+reported+statement · recorded_at #date+recorded
updated_at #date+updated · speaker #contact+name+speaker · organisation #meta+source+org+name
organisation_code #meta+source+org+code · document_title #meta+source+document+name · document_url #meta+url
document_published_date #date+reported+published · document_archived_url #meta+url+archived
document_page #meta+source+document+page · quote #description+quote+text · notes #description+notes+text
supersedes #meta+id+supersedes · licence #meta+licence · permalink #meta+url+permalink
"""
"""Hashtags that partners were promised."""


def test_the_promised_hashtags_stand() -> None:
    promised = dict(one.split() for line in PROMISED.strip().splitlines() for one in line.split(" · "))
    tags = {field.name: field.hxl for field in FIELDS}
    assert {name: tags[name] for name in promised} == promised


def test_no_hashtag_stands_twice() -> None:
    for name, tags in hashtags():
        parsed = [hxl.model.Column.parse(tag, use_exception=True).display_tag for tag in tags]
        assert [tag for tag in parsed if parsed.count(tag) > 1] == [], name


def test_files_with_hashtags_pass_the_validator(world: int) -> None:
    trap = NewCitation(document=makers.make_document(), quote="About 12, he said.")
    makers.make_figure(citations=[trap], qualifier="about", value=12, value_text="about 12", measure="injured")
    asked = {"tallies.csv": {"measure": "killed"}, "places.csv": {"location_code": "SYR"}}
    for path in ("figures.csv", "series.csv", f"series/{world}.csv", "tallies.csv", "places.csv"):
        text = content(path, hxl="true", **asked.get(path, {})).decode()
        assert text.splitlines()[1].startswith("#")
        assert len(text.splitlines()) > 2
        assert problems_of(text) == [], path


def test_the_validator_does_find_what_is_wrong() -> None:
    wrong = "when,how many\r\n#date+start,#affected+num\r\nyesterday,many\r\n"
    assert len(problems_of(wrong)) == 2
    dates = "id,precision\r\n#meta+id,#date+precision+code\r\n1,about a week\r\n"
    assert len(problems_of(dates)) == 1
