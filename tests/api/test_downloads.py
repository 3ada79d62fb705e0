"""Figures as files: the same rows and values as the list, whole without a limit, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from api import downloads
from tests import makers
from tests.api.asking import answered, ask, refused
from tracker.ledger.drafts import NewCitation
from tracker.ledger.row import FIELD_NAMES, FIELDS
from tracker.models import PublishedFigure
from tracker.selectors import export_whole, figures

pytestmark = pytest.mark.django_db

ARABIC = "نزح أكثر من 800,000 شخص"


def text(path: str, **parameters: Any) -> str:
    response = ask(path, **parameters)
    assert response.status_code == 200
    return b"".join(response).decode()


def table(path: str = "figures.csv", **parameters: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text(path, **parameters), newline="")))


def awkward_figures() -> None:
    """Rows with quotation marks, line ends, commas, Arabic, leading zeros and a formula."""
    trap = NewCitation(document=makers.make_document('=HYPERLINK("x")'), quote='"800,000", he said,\nand left')
    makers.make_figure(citations=[trap], notes="+1 for caution", operation="007")
    arabic = NewCitation(document=makers.make_document(), quote=ARABIC, quote_language="ar")
    makers.make_figure(citations=[arabic], measure="killed")


def test_a_file_holds_the_rows_of_the_list() -> None:
    awkward_figures()
    rows = answered("figures/")["data"]
    lines = text("figures.ndjson").splitlines()
    assert [orjson.loads(line) for line in lines] == rows
    header, *cells = table()
    assert tuple(header) == FIELD_NAMES
    assert len(cells) == len(rows)
    for row, line in zip(rows, cells, strict=True):
        found = dict(zip(header, line, strict=True))
        assert found["quote"] == row["quote"]
        assert found["value"] == str(row["value"])
        assert found["value_high"] == "", "nobody said is an empty cell, never 0"
        assert found["redistributable"] == "true"
    assert cells[0][header.index("operation")] == "007"
    assert ARABIC in cells[1]


def test_cells_that_a_spreadsheet_would_run_are_made_harmless() -> None:
    awkward_figures()
    header, first, _second = table()
    assert first[header.index("document_title")].startswith("'=HYPERLINK")
    assert first[header.index("notes")] == "'+1 for caution"


def test_no_rows_are_one_header_row() -> None:
    assert table() == [list(FIELD_NAMES)]
    assert text("figures.ndjson") == ""


def test_byte_order_mark_and_hashtags_on_request() -> None:
    awkward_figures()
    assert text("figures.csv", bom="true").startswith("\ufeffid,")
    header, tags, *rows = table(hxl="true")
    assert tags == [field.hxl for field in FIELDS]
    assert (len(header), len(rows)) == (len(tags), 2)


def test_chosen_columns_keep_their_cells() -> None:
    awkward_figures()
    whole, some = table(), table(fields="quote,id,notes")
    assert some[0] == ["id", "quote", "notes"]
    places = [whole[0].index(name) for name in some[0]]
    assert some[1:] == [[row[place] for place in places] for row in whole[1:]]
    assert orjson.loads(text("figures.ndjson", fields="value", limit=1)) == {"value": 800_000}


@pytest.mark.parametrize("sort", ["", "-as_of_date"])
def test_without_a_limit_a_file_is_whole_and_of_one_moment(monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(downloads, "CHUNK", 2)
    monkeypatch.setattr(downloads, "MAX_SORTED_LIMIT", 2)
    for number in range(5):
        makers.make_figure(value=100 + number, value_text=f"more than {100 + number}")
    asked = {"sort": sort} if sort else {}
    wanted = [str(row["id"]) for row in answered("figures/", **asked)["data"]]
    response = ask("figures.csv", **asked)
    pieces = iter(response)
    read = [next(pieces), next(pieces)]
    makers.make_figure(value=999, value_text="more than 999")
    read += pieces
    rows = list(csv.reader(io.StringIO(b"".join(read).decode(), newline="")))
    assert [row[0] for row in rows[1:]] == wanted
    assert len(table(limit=3)) == 4
    assert len(table()) == 7
    [following] = parse_qs(urlsplit(answered("figures/", limit=2, **asked)["links"]["next"]).query)["cursor"]
    whole = [row["id"] for row in answered("figures/", **asked)["data"]]
    assert [int(row[0]) for row in table(limit=5, **asked)[1:]] == whole[:5]
    assert [int(row[0]) for row in table(offset=1, **asked)[1:]] == whole[1:]
    assert [int(row[0]) for row in table(cursor=following, **asked)[1:]] == whole[2:]


def test_a_sorted_file_is_sorted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "CHUNK", 2)
    monkeypatch.setattr(downloads, "MAX_SORTED_LIMIT", 2)
    for number in range(7):
        makers.make_figure(value=100 + number, value_text=f"more than {100 + number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(table(sort="-value")) == 8
    asked = [query["sql"] for query in queries if "ORDER BY" in query["sql"] and "value_best" in query["sql"]]
    assert len(asked) == 2, "the first page, and the order of all the others"


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
@pytest.mark.parametrize("block", [1, 2, 1_000])
def test_however_it_is_read_a_whole_file_is_the_same(monkeypatch: pytest.MonkeyPatch, ending: str, block: int) -> None:
    """PostgreSQL copies blocks of it, SQLite joins pages, and a rendering of an older release is rendered anew."""
    awkward_figures()
    for number in range(4):
        makers.correct(makers.make_figure(value=100 + number, value_text=f"more than {100 + number}"), notes="Again.")
    wanted = text(f"figures.{ending}")
    sequence = answered("status/")["data"]["sequence"]
    monkeypatch.setattr(downloads, "CHUNK", 1)
    monkeypatch.setattr(export_whole, "BLOCK", block)
    monkeypatch.setattr(export_whole, "BLOCKS", 2)
    assert text(f"figures.{ending}") == wanted
    assert text(f"figures.{ending}", known_on="2020-02-13") == wanted
    last = PublishedFigure.objects.live().order_by("sequence")[4]
    PublishedFigure.objects.filter(pk=last.pk).update(render=0, line="old", body='{"old": 1}')
    assert text(f"figures.{ending}") == wanted, "an old text is never handed out"
    makers.make_figure(value=999, value_text="more than 999")
    assert text(f"figures.{ending}", revision=sequence) == wanted


@pytest.mark.sqlite_only
def test_the_cache_of_pages_is_as_before_once_a_file_is_read_or_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def cached() -> int:
        with connection.cursor() as cursor:
            return int(cursor.execute("PRAGMA cache_size").fetchone()[0])

    awkward_figures()
    monkeypatch.setattr(downloads, "CHUNK", 1)
    before, seen = cached(), []
    real = figures.joined_page

    def page(*args: Any, **more: Any) -> Any:
        seen.append(cached())
        if len(seen) > 2:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(figures, "joined_page", page)
    text("figures.csv")
    assert (set(seen), cached()) == ({-2_000}, before)
    makers.make_figure(measure="injured", value=9, value_text="more than 9")
    with pytest.raises(KeyboardInterrupt):
        text("figures.csv")
    assert cached() == before


def test_a_file_is_named_for_its_sequence_and_can_be_pinned() -> None:
    figure = makers.make_figure()
    sequence = answered("status/")["data"]["sequence"]
    response = ask("figures.csv")
    assert response["Content-Disposition"] == f'attachment; filename="figures-{sequence}.csv"'
    pinned = text("figures.csv", revision=sequence)
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    assert text("figures.csv", revision=sequence) == pinned
    assert text("figures.csv") != pinned


def test_filters_and_refusals_are_those_of_the_list() -> None:
    awkward_figures()
    assert len(table(measure="killed")) == 2
    refused("figures.csv", 400, mesure="killed")
    refused("figures.csv", 400, cursor="nonsense")
    refused("figures.pdf", 400)
    refused("figures.xlsx", 400, cursor="nonsense")


def workbook(**parameters: Any) -> CalamineWorkbook:
    response = ask("figures.xlsx", **parameters)
    assert response.status_code == 200
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"].endswith('.xlsx"')
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))


def test_a_workbook_has_the_rows_of_the_list_as_text_and_numbers() -> None:
    awkward_figures()
    book = workbook()
    assert book.sheet_names == ["Data", "Read me", "Sources"]
    header, *rows = book.get_sheet_by_name("Data").to_python()
    assert header == list(FIELD_NAMES)
    listed = answered("figures/")["data"]
    assert len(rows) == len(listed)
    for row, expected in zip(rows, listed, strict=True):
        for name, cell in zip(FIELD_NAMES, row, strict=True):
            value = expected[name]
            assert cell == (
                "" if value is None or value == [] else " ".join(value) if isinstance(value, list) else value
            )
    assert rows[0][FIELD_NAMES.index("operation")] == "007"
    assert rows[0][FIELD_NAMES.index("document_title")] == '=HYPERLINK("x")'


def test_a_workbook_says_what_it_is_and_what_it_rests_on() -> None:
    awkward_figures()
    book = workbook(measure="killed", hxl="true", known_on="2020-03-01")
    data = book.get_sheet_by_name("Data").to_python()
    assert (len(data), data[1][0]) == (3, "#meta+id")
    notes = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("Read me").to_python()}
    assert "measure=killed" in notes["Address"]
    assert f"revision={notes['As of entry']}" in notes["Address"], "it shows the same for ever"
    assert notes["Address"] in notes["How to cite"]
    assert (notes["Filters"], notes["Known on"], notes["Rows"]) == ("measure: killed", "2020-03-01", "1")
    assert len(book.get_sheet_by_name("Sources").to_python()) == 2


def test_a_workbook_of_nothing_has_its_header() -> None:
    assert len(workbook().get_sheet_by_name("Data").to_python()) == 1


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    awkward_figures()
    monkeypatch.setattr("tracker.selectors.workbooks.MOST_ROWS", 1)
    refused("figures.xlsx", 400)


def test_geojson_has_the_rows_of_the_list_where_they_happened() -> None:
    makers.make_figure(latitude=36.2, longitude=37.1, place_safe=True)
    makers.make_figure(measure="killed")
    found = orjson.loads(text("figures.geojson"))
    listed = answered("figures/")["data"]
    assert found["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in found["features"]] == listed
    for feature, row in zip(found["features"], listed, strict=True):
        at = [row["longitude"], row["latitude"]]
        assert feature["geometry"] == (None if None in at else {"type": "Point", "coordinates": at})
    assert found["features"][0]["geometry"] is not None
    few = orjson.loads(text("figures.geojson", fields="id,value"))
    assert set(few["features"][0]["properties"]) == {"id", "value"}
    assert orjson.loads(text("figures.geojson", measure="injured"))["features"] == []
