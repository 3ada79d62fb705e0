"""What a person does at the pages of imports when a file is not as it should be: says what columns hold, in which order
a date is written, what a cell should have been."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import makers
from tests.intake.bringing import as_csv, number, states
from tracker.intake import mending
from tracker.intake.readers.rows import Claim, PlaceHint
from tracker.models import Figure, ImportRow, ImportRun, Place
from tracker.selectors.imports import kinds_of

pytestmark = pytest.mark.django_db

FRENCH = "Date;Gouvernorat;Personnes déplacées;Femmes;Source\n"
ARABIC = "التاريخ,المحافظة,النازحون,المصدر\n"


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    client = Client()
    client.force_login(makers.contributor())
    return client


def upload(client: Client, content: str | bytes, *, name: str = "sheet.csv", **more: Any) -> str:
    """The page after a file was sent."""
    held = content.encode() if isinstance(content, str) else content
    given = {"crisis": "nw-syria", "file": SimpleUploadedFile(name, held), **more}
    return str(client.post("/desk/imports/", given, follow=True).content.decode())


def latest() -> tuple[ImportRun, str]:
    run = ImportRun.objects.order_by("-pk")[0]
    return run, f"/desk/imports/{run.pk}/"


def chosen(page: str, column: str) -> str:
    """What the page has chosen for a column."""
    control = page.split(f"<bdi>{column}</bdi></label>")[1].split("</select>")[0]
    return control.split(" selected")[0].rpartition('value="')[2].rstrip('"') if " selected" in control else ""


def mapped(client: Client, page: str, columns: list[str], **more: str) -> str:
    given = {f"column-{at}": chosen(page, column) for at, column in enumerate(columns)}
    return str(client.post(latest()[1], {"map": "1", **given, **more}, follow=True).content.decode())


@pytest.mark.parametrize(
    ("content", "held"),
    [
        (
            f"{FRENCH}2020-02-01;Idlib;12 500;6 400;Croissant-Rouge\n",
            {
                "Date": "date",
                "Gouvernorat": "admin1",
                "Personnes déplacées": "count:idps",
                "Femmes": "count:idps:f",
                "Source": "organisation",
            },
        ),
        (
            f"{ARABIC}2020-02-01,إدلب,١٢٥٠٠,الهلال الأحمر\n",
            {"التاريخ": "date", "المحافظة": "admin1", "النازحون": "count:idps", "المصدر": "organisation"},
        ),
    ],
    ids=["French", "Arabic"],
)
def test_columns_are_recognised_and_what_is_said_of_them_is_remembered(
    author: Client, content: str, held: dict[str, str]
) -> None:
    page = upload(author, content)
    assert latest()[0].waits_for_mapping
    assert not ImportRow.objects.exists()
    assert {column: chosen(page, column) for column in held} == held
    assert "2020-02-01" in page
    told = mapped(author, page, list(held), **{"fixed-cause": "conflict"})
    assert "1 row is good." in told
    author.post(latest()[1], {"confirm": "good"})
    whole = Figure.objects.get(part_of__isnull=True)
    assert (whole.measure, whole.value, whole.cause) == ("idps", 12_500, "conflict")
    again = upload(author, content.replace("2020-02-01", "2020-03-01"))
    assert "Columns like these were brought in before" in again
    assert {column: chosen(again, column) for column in held} == held
    assert 'value="conflict" selected' in again


def test_columns_can_be_named_otherwise_after_the_preview(author: Client) -> None:
    page = upload(author, f"{FRENCH}2020-02-01;Idlib;12 500;;Croissant-Rouge\n")
    columns = ["Date", "Gouvernorat", "Personnes déplacées", "Femmes", "Source"]
    mapped(author, page, columns)
    page = author.post(latest()[1], {"again": "1", "columns": "1"}, follow=True).content.decode()
    assert not ImportRow.objects.exists()
    assert chosen(page, "Personnes déplacées") == "count:idps"
    decided = {"column-0": "date", "column-1": "admin1", "column-2": "count:refugees", "column-4": "organisation"}
    author.post(latest()[1], {"map": "1", **decided})
    author.post(latest()[1], {"confirm": "good"})
    assert Figure.objects.get().measure == "refugees"


@pytest.mark.parametrize(("order", "day"), [("dmy", "2020-03-02"), ("mdy", "2020-02-03")])
def test_the_order_of_day_and_month_is_asked_and_the_file_read_on(author: Client, order: str, day: str) -> None:
    page = upload(author, f"{FRENCH}02/03/2020;Idlib;3 200;;Croissant-Rouge\n")
    told = mapped(author, page, ["Date", "Gouvernorat", "Personnes déplacées", "Femmes", "Source"])
    assert "Which comes first in dates such as 02/03/2020" in told
    assert "“02/03/2020” could be day first or month first" in told
    refused = author.post(latest()[1], {"again": "1", "dates": "?"})
    assert refused.status_code == 400
    told = author.post(latest()[1], {"again": "1", "dates": order}, follow=True).content.decode()
    assert "Which comes first" not in told
    assert "1 row is good." in told
    author.post(latest()[1], {"confirm": "good"})
    assert str(Figure.objects.get().as_of_date) == day
    late = author.post(latest()[1], {"again": "1", "dates": order})
    assert late.status_code == 409
    assert ImportRow.objects.count() == 1


def test_a_cell_that_cannot_be_read_is_corrected_in_place(author: Client) -> None:
    page = upload(author, f"{FRENCH}2020-02-01;Idlib;beaucoup;;Croissant-Rouge\n")
    mapped(author, page, ["Date", "Gouvernorat", "Personnes déplacées", "Femmes", "Source"])
    run, address = latest()
    held = ImportRow.objects.get()
    page = author.get(f"{address}rows/1/").content.decode()
    at = list(held.by_column).index("Personnes déplacées")
    assert f'id="id_cell-{at}_errors"' in page
    given = {"save": "1", "version": str(held.version), f"cell-{at}": "peu"}
    refused = author.post(f"{address}rows/1/", given)
    assert refused.status_code == 400
    assert "“peu” states no number" in refused.content.decode()
    stale = author.post(f"{address}rows/1/", {**given, f"cell-{at}": "900"})
    assert stale.status_code == 409
    held.refresh_from_db()
    author.post(f"{address}rows/1/", {**given, "version": str(held.version), f"cell-{at}": "environ 900"})
    held.refresh_from_db()
    assert held.state in ("ok", "warning")
    assert held.by_column["Personnes déplacées"] == "beaucoup"
    author.post(address, {"confirm": "good"})
    assert Figure.objects.get().value == 900
    assert run.pk


def encrypted() -> bytes:
    """The beginning of what a spreadsheet program writes under a password: a compound file with these two streams."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("EncryptionInfo", "EncryptedPackage"))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names + b"\0" * 2048


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("sheet.csv", b"0" * 32 * 1024**2)
    return held.getvalue()


def uncounted() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["measure", "basis", "value_text"])
    sheet.append(["displaced", "stock", "=1+1"])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("secret.xlsx", encrypted, ["password"]),
        ("bomb.zip", bomb, ["sheet.csv", "120"]),
        ("formula.xlsx", uncounted, ["Row", "value_text", "formula"]),
        ("wide.csv", lambda: b",".join([b"a"] * 2_000_000) + b"\n1\n", ["2,000,000", "4,000", "Row 1"]),
        ("ragged.csv", lambda: b"measure,basis\ndisplaced,stock\nkilled\n", ["E19", "1 cells where the header has 2"]),
    ],
    ids=["encrypted", "bomb", "formula", "wide", "ragged"],
)
def test_a_bad_file_is_told_by_row_column_found_and_expected(
    author: Client, name: str, content: Any, said: list[str]
) -> None:
    page = upload(author, content(), name=name)
    main = page.split("<main")[1].split("</main>")[0].replace("\u00a0", "").replace("\u202f", "")
    for words in said:
        assert words in main, main
    assert not Figure.objects.exists()


def test_the_workbook_to_fill_in_has_lists_and_comes_back(author: Client) -> None:
    assert 'href="/desk/imports/template.xlsx"' in author.get("/desk/imports/").content.decode()
    answer = author.get("/desk/imports/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Data", "READ ME", "Lists"]
    sheet = book["Data"]
    columns = [cell.value for cell in sheet[1]]
    explained = {row[0].value for row in book["READ ME"].iter_rows()}
    assert set(columns) <= explained
    listed = {(row[0].value, row[1].value) for row in book["Lists"].iter_rows(min_row=2)}
    assert ("measure", "displaced") in listed
    first = openpyxl.utils.get_column_letter(columns.index("measure") + 1)
    offered = [one for one in sheet.data_validations.dataValidation if f"{first}2" in one.sqref]
    assert [one.type for one in offered] == ["list"]
    start, end = offered[0].formula1.removeprefix("Lists!").split(":")
    codes = {cell.value for (cell,) in book["Lists"][f"{start}:{end}".replace("$", "")]}
    assert codes == {code for name, code in listed if name == "measure"}
    filled = {
        "measure": "displaced", "basis": "cumulative", "value_text": "more than 800,000", "unit": "person",
        "place_code": "SYR", "reference_period_start": "2019-12-01", "as_of_date": "2020-02-13",
        "organisation": "OCHA", "document_title": "Flash update", "document_url": "https://example.org/flash-update",
        "document_published_date": "2020-02-14", "quote": "more than 800,000 people",
    }  # fmt: skip
    for name, cell in filled.items():
        sheet.cell(2, columns.index(name) + 1, cell)
    held = io.BytesIO()
    book.save(held)
    assert "1 row is good." in upload(author, held.getvalue(), name="filled.xlsx")
    assert latest()[0].layout == "own"
    author.post(latest()[1], {"confirm": "good"})
    figure = Figure.objects.get()
    assert (figure.measure, figure.value, figure.qualifier) == ("displaced", 800_000, "more_than")


def test_what_was_found_is_counted_and_leads_to_its_rows(author: Client) -> None:
    page = upload(
        author,
        as_csv(
            number(701, place_code="Qxyzzy"),
            number(709, measure="displacd"),
            number(719, place_code="Qxyzzy"),
            number(727),
        ),
    )
    run, address = latest()
    found = {kind.rows: kind for kind in kinds_of(run)}
    assert {rows: kind.first for rows, kind in found.items()} == {2: 1, 1: 2}
    assert f'<a href="?found={found[2].key}#rows">2 rows</a>' in page
    page = author.get(f"{address}?found={found[2].key}").content.decode()
    rows = page.split('<h2 id="rows">')[1]
    assert [f'{address}rows/{at}/"' in rows for at in (1, 2, 3, 4)] == [True, False, True, False]
    unknown = author.get(f"{address}?found=E8-00000000").content.decode().split('<h2 id="rows">')[1]
    assert f'{address}rows/4/"' in unknown


def test_a_place_outside_the_crisis_is_named(author: Client) -> None:
    makers.make_place("TUR", name="Türkiye")
    assert "Türkiye lies outside the area of the crisis" in upload(author, as_csv(number(701, place_code="TUR")))


def test_what_many_rows_say_is_put_right_once(author: Client) -> None:
    values = [
        (701, "Qxyzzy", "displaced"),
        (709, "Qxyzzy", "displaced"),
        (719, "Qother", "displaced"),
        (727, "SYR", "x"),
    ]
    upload(author, as_csv(*(number(at, place_code=place, measure=measure) for at, place, measure in values)))
    run, address = latest()
    form = {"version": "1", "save": "1", "alike": "1", "0-place_code": "SYR"}
    page = author.post(f"{address}rows/1/", form, follow=True).content.decode()
    assert "Row 2 is changed, and 1 row that says the same." in page
    assert states(run) == [(2, "ok"), (3, "ok"), (4, "error"), (5, "error")]
    assert ImportRow.objects.get(run=run, position=2).by_column["place_code"] == "Qxyzzy"
    again = author.post(f"{address}rows/1/", form)
    assert again.status_code == 409
    author.post(address, {"confirm": "good"})
    assert Figure.objects.filter(place__code="SYR").count() == 2


def test_a_name_that_was_added_since_is_found_when_the_rows_are_checked_again(author: Client) -> None:
    upload(author, as_csv(number(701, place_code="Qxyzzy"), number(709)))
    run, address = latest()
    assert states(run) == [(2, "error"), (3, "ok")]
    makers.make_place("QXYZZY", parent=Place.objects.get(code="SYR"), level="adm1")
    page = author.post(address, {"judge": "1"}, follow=True).content.decode()
    assert "Every row is checked again." in page
    assert states(run) == [(2, "ok"), (3, "ok")]
    author.post(address, {"confirm": "good"})
    assert author.post(address, {"judge": "1"}).status_code == 409


@pytest.mark.parametrize("content", ["One sentence, and another.\n", "measure,place_code,value_text\n"])
def test_a_header_alone_is_refused_in_words(author: Client, content: str) -> None:
    assert "The file has a header, and no row below it." in upload(author, content)
    assert latest()[0].state == "failed"


def test_a_reason_lifts_what_a_reason_lifts_in_all_rows_alike(author: Client) -> None:
    makers.make_place("TUR", name="Türkiye")
    upload(author, as_csv(*(number(value, place_code="TUR") for value in (701, 709)), number(719)))
    run, address = latest()
    page = author.get(f"{address}rows/1/").content.decode()
    assert page.index('name="0-confirm-E8"') < page.index('name="0-quote"')
    form = {"version": "1", "save": "1", "alike": "1", "0-confirm-E8": "They fled across the border."}
    author.post(f"{address}rows/1/", form)
    assert "error" not in dict(states(run)).values()
    author.post(address, {"confirm": "whole"})
    given = [figure.warnings for figure in Figure.objects.filter(place__code="TUR")]
    assert [[one["reason"] for one in said if one["code"] == "E8"] for said in given] == [
        ["They fled across the border."]
    ] * 2


def test_the_fields_with_a_fault_come_first(author: Client) -> None:
    upload(author, as_csv(number(701, place_code="Qxyzzy")))
    page = author.get(f"{latest()[1]}rows/1/").content.decode()
    assert page.index('name="0-place_code"') < page.index("<details>") < page.index('name="0-quote"')
    assert 'data-lookup="place"' in page


def test_only_what_is_changed_now_is_changed_elsewhere_too(author: Client) -> None:
    wrong = {"place_code": "Qxyzzy"}
    upload(author, as_csv(number(701, **wrong, notes="one"), number(709, **wrong, notes="two")))
    run, address = latest()
    author.post(f"{address}rows/1/", {"version": "1", "save": "1", "0-notes": "Page 3."})
    both = {"version": "2", "save": "1", "alike": "1", "0-notes": "Page 3.", "0-place_code": "SYR"}
    author.post(f"{address}rows/1/", both)
    assert states(run) == [(2, "ok"), (3, "ok")]
    edited = ImportRow.objects.filter(run=run).order_by("position").values_list("edited", flat=True)
    assert list(edited) == [{"": {"place_code": "SYR", "notes": "Page 3."}}, {"": {"place_code": "SYR"}}]


def test_rows_of_different_origins_are_not_alike() -> None:
    one, other = (Claim(fields={}, origin=PlaceHint(country=country)) for country in ("Northland", "Southland"))
    assert mending._made(one, ["origin_location_code"]) != mending._made(other, ["origin_location_code"])
