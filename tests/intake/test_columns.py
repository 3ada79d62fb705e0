"""The names of a flat row: one list for the form, the file and the page that explains them."""

from __future__ import annotations

import re
from pathlib import Path

from tracker.intake.flat import FLAT_FIELDS, nested
from tracker.web.figure_fields import SPECS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "entering.md"


def test_the_documentation_lists_every_column_and_no_other() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("### Columns")[2]
    assert sorted(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|.*$", table, re.M)))) == sorted(FLAT_FIELDS)


def test_the_form_has_a_field_for_everything_but_the_names_of_records() -> None:
    # `restricted` is the desk's alone; a document's number is typed as its address; a new organisation is described
    # where it is made.
    own = {"restricted", "organisation_code", "organisation_kind"}
    assert {*SPECS} - own == {*FLAT_FIELDS} - {"source_system", "external_id", "document"}


def test_parts_of_document_and_speaker_become_objects() -> None:
    said_by = {"speaker": "A. B.", "speaker_title": "spokesman"}
    assert nested({"document_title": "Report", "document_url": " ", **said_by, "value": "7"}) == {
        "document": {"title": "Report"},
        "speaker": {"name": "A. B.", "title": "spokesman"},
        "value": "7",
    }
    assert nested({"speaker": "12", "speaker_title": "spokesman"}) == {"speaker": {"id": "12"}}
    assert nested({"document": "12", "document_title": "Report"}) == {"document": "12"}


def test_names_that_nobody_knows_stay_to_be_refused() -> None:
    assert nested({"document_titel": "Report"}) == {"document_titel": "Report"}
