"""Opening files: every encoding, delimiter and kind, and what is refused before anything is parsed."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.intake.readers.files import csv_bytes, opened, refusal, shared, table, xlsx_bytes, zip_bytes
from tracker.intake.readers import content, delimited, json_tables, limits, sheets, workbooks
from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.opening import open_file

ROWS = [["Région", "Tués"], ["Alep – nord", "17"], ["Idlib", "23"]]
CELLS = [{"Région": "Alep – nord", "Tués": "17"}, {"Région": "Idlib", "Tués": "23"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_with_every_delimiter(encoding: str, delimiter: str) -> None:
    assert table(opened(csv_bytes(ROWS, delimiter=delimiter, encoding=encoding))) == CELLS


def test_an_encoding_that_was_guessed_is_said_and_can_be_chosen() -> None:
    western, arabic = (
        csv_bytes(ROWS, encoding="cp1252"),
        csv_bytes([["المكان", "قتلى"], ["حلب", "7"]], encoding="cp1256"),
    )
    assert "Windows-1252" in opened(western).notes[0]
    assert opened(csv_bytes(ROWS)).notes == ()
    assert table(opened(arabic, encoding="cp1256")) == [{"المكان": "حلب", "قتلى": "7"}]


def test_bytes_that_windows_does_not_know_are_latin_1() -> None:
    assert opened(b"name,killed\nAl\x81p,3\n").encoding == "latin-1"


def test_the_line_that_excel_writes_for_itself_is_no_row() -> None:
    source = opened(b"sep=;\nplace;killed\nIdlib;3\n")
    assert table(source) == [{"place": "Idlib", "killed": "3"}]
    assert [record.number for record in source.sheets[0].records()] == [3]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_titles_above_and_totals_below_are_no_rows(suffix: str) -> None:
    rows = [
        ["Displacement in 2024"],
        [],
        ["as of 1 May"],
        ["Place", "IDPs", "Source"],
        ["Idlib", 17, "A"],
        ["Total", 17, ""],
    ]
    content = xlsx_bytes({"s": rows}) if suffix == "xlsx" else csv_bytes(rows)
    source = opened(content)
    assert (source.sheets[0].head.row, source.sheets[0].head.columns) == (4, ("Place", "IDPs", "Source"))
    assert [(one.number, bool(one.skipped)) for one in source.sheets[0].records()] == [(5, False), (6, True)]


@pytest.mark.parametrize("above", [0, 1, 2, 24])
def test_the_row_of_hashtags_stands_anywhere_near_the_header(above: int) -> None:
    titles = [["x"]] * (above - 1) + [["Lugar", "Muertos"]] if above else []
    source = opened(csv_bytes([*titles, ["#adm1 + name", "#affected+killed+2013"], ["Idlib", "5"]]))
    head = source.sheets[0].head
    assert head.tags == ("#adm1 + name", "#affected+killed+2013")
    assert head.columns == (("Lugar", "Muertos") if above else head.tags)
    assert [record.number for record in source.sheets[0].records()] == [above + 2]


def test_half_of_the_written_cells_make_a_row_of_hashtags() -> None:
    assert sheets.is_tag_row(["", "#adm1", "#org", "country", "adm2"])
    assert not sheets.is_tag_row(["", "#adm1", "country", "adm2"])
    assert not sheets.is_tag_row(["", " "])


def test_columns_without_a_name_and_names_that_repeat_are_told_apart() -> None:
    head = opened(csv_bytes([["place", "", "n", "n"], ["Idlib", "a", "1", "2"]])).sheets[0].head
    assert (head.columns, head.names) == (("place", "(B)", "n", "n (2)"), ("place", "", "n", "n"))
    assert (sheets.letters(0), sheets.letters(25), sheets.letters(26), sheets.letters(701), sheets.letters(702)) == (
        "A", "Z", "AA", "ZZ", "AAA",
    )  # fmt: skip


def test_a_row_of_another_length_is_refused_alone_and_empty_cells_at_its_end_do_not_count() -> None:
    source = opened(b"a,b\n1,2\n1\n1,2,3\n1,2,,\n")
    found = {one.number: [finding.message for finding in one.problems] for one in source.sheets[0].records()}
    assert found == {
        2: [],
        3: ["This row has 1 cells where the header has 2."],
        4: ["This row has 3 cells where the header has 2."],
        5: [],
    }


def test_cells_that_are_pasted_may_end_early() -> None:
    assert table(opened(b'place\tkilled\tnote\nIdlib\t3\nAlep\t4\tthe "last" one\n')) == [
        {"place": "Idlib", "killed": "3", "note": ""},
        {"place": "Alep", "killed": "4", "note": 'the "last" one'},
    ]


def test_what_cannot_be_read_further_down_ends_in_a_row_that_says_so() -> None:
    *good, bad = opened(b'a,b\n1,2\n3,"4\n5,6\n').sheets[0].records()
    assert [one.cells for one in good] == [{"a": "1", "b": "2"}]
    assert "quotation mark in row 3 opens and never closes" in bad.problems[0].message
    *good, bad = opened(b'a,b\n1,2\n3,"4" x\n5,6\n').sheets[0].records()
    assert "In row 3, line 3, text follows a closing quotation mark" in bad.problems[0].message


def test_the_header_in_the_middle_of_a_file_is_no_row() -> None:
    assert [bool(one.skipped) for one in opened(b"place,n\nA,1\nplace,n\nB,2\n").sheets[0].records()] == [
        False,
        True,
        False,
    ]


# --- workbooks ---


def test_dates_whole_numbers_and_empty_cells_of_a_workbook() -> None:
    rows = [
        ["when", "n", "share", "moment", "yes"],
        [date(2020, 2, 13), 800000.0, 0.1 + 0.2, datetime(2020, 2, 13, 5), True],  # noqa: DTZ001 - a workbook has none
    ]
    assert table(opened(xlsx_bytes({"s": rows}))) == [
        {"when": "2020-02-13", "n": "800000", "share": "0.3", "moment": "2020-02-13T05:00:00", "yes": "true"}
    ]


def test_a_table_that_starts_in_another_corner_keeps_its_row_numbers() -> None:
    book = openpyxl.Workbook()
    book.active["C5"], book.active["D5"], book.active["C6"], book.active["D6"] = "place", "killed", "Idlib", 3
    content = io.BytesIO()
    book.save(content)
    [record] = opened(content.getvalue()).sheets[0].records()
    assert (record.number, record.text("place"), record.text("killed")) == (6, "Idlib", "3")


def test_merged_words_hold_for_every_row_and_a_merged_number_for_none() -> None:
    rows = [["place", "camp", "idps"], ["Idlib", "A", 5], ["", "B", 7], ["Aleppo", "C", 11], ["", "D", ""]]
    source = opened(xlsx_bytes({"s": rows}, merged={"s": ["A2:A3", "A4:A5", "C4:C5"]}))
    assert [one.text("place") for one in source.sheets[0].records()] == ["Idlib", "Idlib", "Aleppo", "Aleppo"]
    problems = [[(one.field, one.message) for one in record.problems] for record in source.sheets[0].records()]
    assert problems == [[], [], [("idps", workbooks.MERGED_NUMBER)], [("idps", workbooks.MERGED_NUMBER)]]


def test_a_formula_counts_by_its_saved_value_and_one_without_is_refused_at_its_cell() -> None:
    rows = [["place", "idps"], ["Idlib", 5], ["Aleppo", "=B2*2"], ["Hama", "=1/0"]]
    saved = _with_cell(xlsx_bytes({"s": rows}), b"<f>B2*2</f><v />", b"<f>B2*2</f><v>10</v>")
    saved = _with_cell(saved, b'<c r="B4"><f>1/0</f><v />', b'<c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v>')
    found = [
        (one.text("idps"), [(f.field, f.message) for f in one.problems]) for one in opened(saved).sheets[0].records()
    ]
    assert found == [("5", []), ("10", []), ("", [("idps", workbooks.AN_ERROR)])]
    unsaved = [one.problems for one in opened(xlsx_bytes({"s": rows})).sheets[0].records()]
    assert [[(f.field, f.message) for f in one] for one in unsaved] == [
        [], [("idps", workbooks.NOT_SAVED)], [("idps", workbooks.NOT_SAVED)],
    ]  # fmt: skip


def _with_cell(content: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in members[sheet]
    return zip_bytes({**members, sheet: members[sheet].replace(old, new)})


def test_macros_are_ignored_with_a_note_and_hidden_sheets_left_out() -> None:
    plain = xlsx_bytes({"data": ROWS})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    source = opened(zip_bytes({**members, "xl/vbaProject.bin": b"\x00Sub Auto_Open"}), "book.xlsm")
    assert (table(source), len(source.notes)) == (CELLS, 1)
    assert "macros" in source.notes[0]
    book = openpyxl.load_workbook(io.BytesIO(plain))
    book.create_sheet("secret").append(["a", "b"])
    book["secret"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    source = opened(content.getvalue())
    assert ([sheet.name for sheet in source.sheets], source.notes) == (["data"], ("A hidden sheet was left out.",))


def test_every_sheet_that_holds_something_is_a_table_and_one_can_be_chosen() -> None:
    content = xlsx_bytes({"a": ROWS, "nothing": [], "b": [["x", "y"], ["1", "2"]]})
    assert [sheet.name for sheet in opened(content).sheets] == ["a", "b"]
    assert [sheet.name for sheet in opened(content, sheet="b").sheets] == ["b"]
    with pytest.raises(FileRefused, match="holds no table"):
        opened(content, sheet="c")


# --- json and archives ---


@pytest.mark.parametrize(
    "text",
    [
        '[{"place": "Idlib", "n": 3.0, "x": null}, {"place": "Alep", "n": 4, "y": [1, 2]}]',
        '{"count": 2, "results": [{"place": "Idlib", "n": 3, "x": null}, {"place": "Alep", "n": 4, "y": [1, 2]}]}',
        '{"place": "Idlib", "n": 3, "x": null}\n{"place": "Alep", "n": 4, "y": [1, 2]}\n',
        '[["place", "n", "x", "y"], ["Idlib", 3, null, null], ["Alep", 4, null, [1, 2]]]',
    ],
)
def test_json_in_every_shape_is_one_table(text: str) -> None:
    assert table(opened(text.encode("utf-8-sig"))) == [
        {"place": "Idlib", "n": "3", "x": "", "y": ""},
        {"place": "Alep", "n": "4", "x": "", "y": "[1,2]"},
    ]


def test_geojson_gives_properties_and_points() -> None:
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [36.6, 35.9]}, "properties": {"n": 3}}
    [cells] = table(opened(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()))
    assert cells == {"n": "3", "longitude": "36.6", "latitude": "35.9"}


def test_an_archive_with_one_table_is_that_table() -> None:
    inside = csv_bytes(ROWS)
    source = opened(zip_bytes({"a/data.csv": inside, "readme.md": b"x", "__MACOSX/a/._data.csv": b"x"}))
    assert table(source) == CELLS
    assert table(opened(zip_bytes({"book.xlsx": xlsx_bytes({"s": ROWS})}))) == CELLS
    assert "2 tables (a.csv, b.csv)" in refusal(zip_bytes({"a.csv": inside, "b.csv": inside}))
    assert "holds no table" in refusal(zip_bytes({"a.md": inside}))


# --- what is refused, and said ---


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"", "empty"),
        (b"   \n \n", "holds no table"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"%PDF-1.7 ...", "PDF file"),
        (b"\x89PNG\r\n\x1a\n", "PNG file"),
        (bytes(range(256)) * 8, "neither a table in text nor a workbook"),
        (b"a,b\n1,2\n3,\x004\n" + b"5,6\n" * 40, "Line 3 holds a NUL byte"),
        (b"{", "no JSON"),
        (b'{"a": [1]', "no JSON"),
        (b"[1, 2]", "holds no table"),
        (b'{"place": "Idlib"}\n{"place"\n', "Line 2 is no JSON"),
        (b"PK\x03\x04 and then nothing", "damaged or cut short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
    ids=lambda held: repr(held)[:30],
)
def test_what_is_no_table_is_refused_with_a_reason(held: bytes, said: str) -> None:
    assert said in refusal(held)


def test_documents_and_protected_archives_are_refused() -> None:
    assert "document or a presentation" in refusal(zip_bytes({"word/document.xml": b"<w/>"}))
    archive = bytearray(zip_bytes({"a.csv": csv_bytes(ROWS)}))
    archive[archive.rindex(b"PK\x01\x02") + 8] |= 1  # the directory says: encrypted
    assert "password" in refusal(bytes(archive))
    assert "another archive" in refusal(zip_bytes({"a.csv": zip_bytes({"b.csv": csv_bytes(ROWS)})}))


def test_a_bomb_is_refused_by_its_directory_and_a_directory_that_lies_by_what_comes_out() -> None:
    bomb = zip_bytes({"a.csv": b"0" * (8 * 1024**2)})
    assert "times its size" in refusal(bomb)
    small = xlsx_bytes({"s": ROWS})
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    lying = bytearray(
        zip_bytes({**members, "xl/worksheets/sheet1.xml": members["xl/worksheets/sheet1.xml"] + b" " * 5_000_000})
    )
    at = lying.rindex(b"PK\x01\x02", 0, lying.rindex(b"xl/worksheets/sheet1.xml"))
    struct.pack_into("<I", lying, at + 24, 900)
    assert "damaged" in refusal(bytes(lying))


def test_archives_of_too_many_or_too_large_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.intake.readers.archives.MOST_MEMBERS", 2)
    assert "3 files" in refusal(zip_bytes({"a.csv": b"x", "b": b"x", "c": b"x"}))
    monkeypatch.setattr("tracker.intake.readers.archives.LARGEST_UNPACKED", 50)
    assert "would take 60 bytes" in refusal(zip_bytes({"a.csv": b"x" * 60}))


@pytest.mark.parametrize(
    ("module", "limit", "held"),
    [
        (delimited, "LARGEST_TEXT", b"a,b\n1,2\n"),
        (json_tables, "LARGEST_JSON", b'[{"a": 1}]'),
        (workbooks, "LARGEST_WORKBOOK", xlsx_bytes({"s": ROWS})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_beyond_the_limits_are_refused_before_they_are_read(
    module: object, limit: str, held: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, len(held))
    assert opened(held).size == len(held)
    monkeypatch.setattr(module, limit, len(held) - 1)
    assert f"has {len(held):,} bytes" in refusal(held)


def test_two_cells_in_opposite_corners_are_not_laid_out() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "place"
    book.active["ALL1048576"] = "n"
    content = io.BytesIO()
    book.save(content)
    assert "spans 1,048,576,000 cells" in refusal(content.getvalue())


@pytest.mark.parametrize("held", [b"," * 2_000_000, b"a,b\n" + b"," * 2_000_000], ids=["header", "row"])
def test_two_million_columns_are_refused(held: bytes) -> None:
    assert f"more than the {limits.MOST_COLUMNS:,}" in refusal(held)


def test_one_endless_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 100)
    assert "longer than the 100 characters" in refusal(b"a,b\n" + b"x" * 101 + b",1\n")


def test_an_ods_that_repeats_itself_without_end_is_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "spans" in refusal(zip_bytes({"mimetype": b"x", "content.xml": f"<a>{row * 2}{cell * 800}</a>".encode()}))


def test_a_path_is_read_from_the_disk_and_its_hash_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_bytes(ROWS))
    source = open_file(path)
    assert (source.name, table(source), source.sha256) == ("figures.csv", CELLS, opened(path.read_bytes()).sha256)
    assert content.Content.of(path).suffix == ".csv"


# --- laws ---

_PIECES = st.sampled_from(
    [
        b",", b";", b"\t", b"\n", b"\r\n", b'"', b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"{", b"[", b"]",
        b"}", b":", b"#adm1+name", b"place", b"17", b"2020-01-02", b"sep=", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html", b"\xe9",
    ]
)  # fmt: skip


@given(st.binary(max_size=400) | st.lists(_PIECES, max_size=40).map(b"".join))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"sep=;")
@example(b'"')
@example(b"[[], []]")
@example(b"[{}, {}]")
def test_any_bytes_are_rows_or_a_refusal_with_a_reason(held: bytes) -> None:
    try:
        sheets_read = open_file(held, "anything").sheets
    except FileRefused as why:
        refused = why.problems
        sheets_read = ()
    else:
        refused = ()
    assert all(problem.finding.message for problem in refused)
    assert bool(refused) != bool(sheets_read)
    for sheet in sheets_read:
        for record in sheet.records():
            assert record.problems or set(record.cells) == set(sheet.head.columns)


_TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='"'), max_size=8)


@given(st.lists(st.lists(_TEXTS, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from([",", ";", "\t"]))
def test_rows_written_by_a_spreadsheet_come_back_as_they_were(rows: list[list[str]], delimiter: str) -> None:
    header = ["first name", "second name", "third name"]
    source = opened(csv_bytes([header, ["a", "b", "c"], *rows], delimiter=delimiter))
    back = [list(record.cells.values()) for record in source.sheets[0].records()]
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert back == [["a", "b", "c"], *kept]


@pytest.mark.parametrize("kept", [0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_workbook_cut_short_is_refused(kept: float) -> None:
    whole = xlsx_bytes({"s": ROWS})
    assert "damaged" in refusal(whole[: int(len(whole) * kept)])


def test_all_hxl_samples_open_or_are_refused_with_a_reason() -> None:
    folder = shared("hxl_samples")
    refused = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".md":
            continue
        try:
            assert list(open_file(path).sheets[0].records())
        except FileRefused as why:
            refused[path.name] = str(why)
    assert {*refused} == {"input-notag1.html"}
    assert "web page" in refused["input-notag1.html"]


def test_the_same_table_in_every_dress_has_the_same_records() -> None:
    names = ["input-valid.csv", "input-valid.hxl", "input-valid.ssv", "input-valid.tsv", "input-valid.json",
             "input-valid-latin1.csv", "input-valid.xls", "input-valid.xlsx", "input-valid-csv.zip"]  # fmt: skip
    found = []
    for name in names:
        sheet = open_file(shared(f"hxl_samples/{name}")).sheets[0]
        found.append([list(sheet.head.tags), *(list(record.cells.values()) for record in sheet.records())])
    assert all(one == found[0] for one in found)
