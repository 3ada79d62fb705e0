"""A history says fields and codes in the reader's words, whichever field of a figure was corrected."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from tests import makers
from tests.web.test_pages import get
from tracker.ledger.content import NOT_COMPARED
from tracker.ledger.row import FIELDS
from tracker.rules import CODES
from tracker.web.choices import words_of
from tracker.web.figure import FIELD_WORDS
from tracker.web.row_words import in_words, label

NEVER_CORRECTED = NOT_COMPARED | {"id", "recorded_at"} | {field.name for field in FIELDS if field.rendered}


def test_every_field_that_a_correction_may_change_has_a_name_in_every_language() -> None:
    names = [field.name for field in FIELDS if field.name not in NEVER_CORRECTED]
    assert [name for name in names if label(name) == name] == []
    for language in ("fr", "es", "ar"):
        with translation.override(language):
            assert [name for name in names if name not in FIELD_WORDS and label(name) == name] == []


def test_every_code_that_a_field_may_hold_has_words() -> None:
    held = [(name, str(code)) for name, codes in CODES.items() if name != "magnitude" for code in codes if code]
    assert [(name, code) for name, code in held if code not in (words_of(name) or {})] == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("basis", "stock", "à un moment"),
        ("as_of_date", "2020-02-13", "13 février 2020"),
        ("reported_value", 1200, "1\u202f200"),
        ("share_of", 1200, "1200"),
        ("redistributable", False, "non"),
        ("notes", "", ""),
        ("quote", "sous 800 000", "sous 800 000"),
    ],
)
def test_what_a_field_holds_is_said_in_the_language(name: str, value: object, expected: str) -> None:
    with translation.override("fr"):
        assert in_words(name, value) == expected


@pytest.mark.django_db
def test_a_corrected_figure_shows_no_name_or_code_of_the_row(client: Client) -> None:
    figure = makers.make_figure()
    makers.correct(
        figure, cause="disaster", people_status="civilian", unit="household", household_size=5, value=160_000,
        value_text="more than 160,000", reference_period_start=date(2019, 12, 2), grade="weak",
        grade_reason="One source alone.",
    )  # fmt: skip
    raw = r"people_status|reported_unit|household_size|as_of_date|2019-12-02"
    for language, codes in (
        ("en", raw),
        ("fr", f"{raw}|civilian|disaster|household"),
        ("ar", f"{raw}|civilian|disaster"),
    ):
        _, _, history = get(client, f"/figures/{figure.pk}/?lang={language}").partition('id="history"')
        told = re.sub(r"<[^>]*>", " ", history.partition("</section>")[0])
        assert re.findall(rf"\b(?:{codes})\b", told) == []
