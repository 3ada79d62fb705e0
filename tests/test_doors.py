"""One table of bad rows at every door: model, form, API, file and ledger refuse with the same code at the same field.

And nothing is stored: no figure, and no organisation, speaker, document or start of a count that the row brought along.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from tests import makers
from tests.api.asking import as_problem
from tests.api.writing import data, key_of, post
from tests.bad_rows import BAD_ROWS, GOOD_ROW, BadRow
from tests.intake.bringing import as_csv
from tracker.intake.entries import Given, chunk_of
from tracker.intake.imports import Import
from tracker.intake.readers import own
from tracker.intake.readers.content import FileRefused
from tracker.intake.readers.opening import open_file
from tracker.intake.references import Known, Makings
from tracker.intake.resolve import record_row, resolve
from tracker.ledger.drafts import apply
from tracker.models import Citation, Document, Figure, Organisation, Speaker, User, WindowOrigin
from tracker.models.figures import OWN_FIELDS, REFERENCES
from tracker.rules import TEXTS, InvalidFigure
from tracker.vocabulary import RowState
from tracker.web.figure_fields import SPECS

pytestmark = pytest.mark.django_db

STORED = (Figure, Document, Organisation, Speaker, WindowOrigin)
each_bad_row = pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)

Found = set[tuple[str, str]]


@pytest.fixture
def actor() -> User:
    makers.make_crisis()
    return makers.contributor()


def stored() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in STORED}


def flat(row: Mapping[str, Any]) -> dict[str, str]:
    """The row as forms and files write it."""
    document = row.get("document") or {}
    own = {name: str(cell) for name, cell in row.items() if name != "document"}
    return {**own, **{f"document_{part}": str(cell) for part, cell in document.items()}}


# --- the five doors: each returns the fields and codes it refused ---


def at_the_ledger(row: Mapping[str, Any], actor: User) -> Found:
    with pytest.raises(InvalidFigure) as refused:
        record_row(row, actor=actor, door="form")
    return {(finding.field, finding.code) for finding in refused.value.findings}


def at_the_form(row: Mapping[str, Any], actor: User) -> Found:
    client = Client()
    client.force_login(actor)
    blank = dict.fromkeys(SPECS, "")
    response = client.post("/desk/figures/new/", {**blank, **flat(row), "form_key": "a" * 32, "save": "1"})
    assert response.status_code == 400
    page = response.content.decode()
    found = {(finding.field, finding.code) for finding in response.context["form"].findings if finding.is_error}
    for name, code in found:
        control = {"document": "document_url"}.get(name, name)
        link = f'<a class="mono" href="/desk/codes/#{code.lower()}"'
        assert link in page
        if control in SPECS:
            assert f'id="id_{control}_errors"><li>{link}' in page
    return found


def at_the_api(row: Mapping[str, Any], actor: User) -> Found:
    response = post("figures/", json.loads(json.dumps(row)), key=key_of(actor))
    errors = as_problem(response, 400)["errors"]
    return {(error["pointer"].removeprefix("#/"), error["code"]) for error in errors}


def at_the_file(row: Mapping[str, Any], actor: User) -> Found:
    try:
        rows = list(own.rows(open_file(as_csv(flat(row)), "rows.csv")))
    except FileRefused as refused:
        return {(one.finding.field, one.finding.code) for one in refused.problems}
    outcomes = Import(actor=actor).take(chunk_of([Given(one.number, one) for one in rows]))
    assert {one.state for one in outcomes} <= {RowState.REJECTED}
    return {(finding.field, finding.code) for outcome in outcomes for finding in outcome.findings}


def at_the_model(row: Mapping[str, Any], actor: User) -> Found:
    with pytest.raises(ValidationError) as refused:
        as_model(row).full_clean(exclude=("author", "recorded_at", "changed_at"))
    return {
        (REFERENCE_OF.get(name, name), str(error.code))
        for name, errors in refused.value.error_dict.items()
        for error in errors
    }


REFERENCE_OF = {attribute: name for name, attribute in REFERENCES.items()}
DOORS = (at_the_ledger, at_the_form, at_the_api, at_the_file)


def as_model(row: Mapping[str, Any]) -> Figure:
    """The row as an instance: what could be read in its type, what could not as it was written."""
    resolved = resolve(row, Known.around([row]))
    makings = Makings()
    unread = {finding.field: row.get(finding.field) for finding in resolved.findings if finding.field in OWN_FIELDS}
    figure = Figure()
    apply(figure, {name: makings.make(value) for name, value in resolved.values.items()} | unread)
    figure.originator = figure.organisation if figure.organisation_id else None  # type: ignore[assignment]
    return figure


def is_about_the_claim_itself(bad: BadRow) -> bool:
    """Whether a figure alone can show what is wrong.

    It knows no document and no quote, reads no words, and its columns hold whole numbers only.
    """
    outside = bad.code in ("E1", "E2", "E7", "E14") or bad.field == "quote_language"
    unread_words = bad.code == "E3" and bad.field == "value_text"
    return not (outside or unread_words or bad.name == "half a person")


# --- the table ---


A_FORM_UNDERSTANDS = (
    "day before month", "a date in words", "no basis", "cumulative without an as-of date",
    "stock without an as-of date", "period without an end",
)  # fmt: skip
"""A form takes dates as people write them, fills in what follows from the rest, and says both back (tests/web);
machines say what they mean."""

A_FILE_IS_NONE = ("a text that cannot be kept",)
"""Bytes that no text holds: the file is refused as a whole before any row of it is read (tests/intake/readers)."""
HANDLED_OTHERWISE = {at_the_form: A_FORM_UNDERSTANDS, at_the_file: A_FILE_IS_NONE}

REFUSED = [
    pytest.param(bad, door, id=f"{bad.name}-{door.__name__}")
    for bad in BAD_ROWS
    for door in DOORS
    if bad.name not in HANDLED_OTHERWISE.get(door, ())
]


@pytest.mark.parametrize(("bad", "door"), REFUSED)
def test_every_door_refuses_a_bad_row(bad: BadRow, door: Any, actor: User) -> None:
    before = stored()
    assert door(bad.row(), actor) == {(bad.field, bad.code)}
    assert stored() == before


CLAIMS = [bad for bad in BAD_ROWS if is_about_the_claim_itself(bad)]


@pytest.mark.parametrize("bad", CLAIMS, ids=lambda bad: bad.name)
def test_the_model_refuses_a_bad_row(bad: BadRow, actor: User) -> None:
    found = at_the_model(bad.row(), actor)
    codes = {code for field, code in found if field in (bad.field, "__all__")}
    assert bad.code in codes, found


def test_most_of_the_table_reaches_the_model() -> None:
    assert len(CLAIMS) > len(BAD_ROWS) * 0.75


def said(figure: Figure) -> dict[str, Any]:
    """What a figure says, without the name its door gave the record."""
    figure.refresh_from_db()
    values = {name: value for name, value in figure.as_values().items() if name not in ("source_system", "external_id")}
    citation = figure.citations.get()
    return {**values, "quote": citation.quote, "language": citation.quote_language, "document": citation.document_id}


def test_the_good_row_is_the_same_figure_through_every_door(actor: User, tmp_path: Path) -> None:
    by_ledger = record_row(GOOD_ROW, actor=actor, door="form")
    client = Client()
    client.force_login(actor)
    typed = {**dict.fromkeys(SPECS, ""), **flat(GOOD_ROW), "form_key": "b" * 32, "save": "1"}
    assert client.post("/desk/figures/new/", typed).status_code == 302
    path = tmp_path / "good.csv"
    path.write_bytes(as_csv(flat(GOOD_ROW)))
    call_command("import_file", str(path), crisis="nw-syria", by=actor.username, stdout=io.StringIO())
    data(post("figures/", json.loads(json.dumps(GOOD_ROW)), key=key_of(actor)), 201)
    figures = list(Figure.objects.order_by("pk"))
    assert [figure.door.partition(":")[0] for figure in figures] == ["form", "form", "import", "api"]
    assert [said(figure) for figure in figures] == [said(by_ledger)] * 4
    assert stored() == {"Figure": 4, "Document": 1, "Organisation": 1, "Speaker": 0, "WindowOrigin": 1}
    as_model(GOOD_ROW).clean()


def test_no_text_that_the_rules_accept_is_longer_than_its_column() -> None:
    columns = {field.name: field for model in (Figure, Citation) for field in model._meta.concrete_fields}
    limits = {name: columns[name].max_length for name in TEXTS}
    assert {name: limit for name, limit in limits.items() if limit and limit < TEXTS[name]} == {}
