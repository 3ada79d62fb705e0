"""What this site exports, another one imports: the same public rows, but for numbers that a site gives itself."""

from __future__ import annotations

import io
from typing import Any

import orjson
import pytest
from django.test import Client

from tests import makers
from tests.intake.bringing import brought
from tracker.intake import publishing
from tracker.ledger import guards
from tracker.models import Citation, Document, DraftEdit, Figure, ImportRow, Notice, ObjectVersion, PublishedFigure

pytestmark = pytest.mark.django_db

OWN_NUMBERS = frozenset(
    {"id", "revision", "sequence", "permalink", "series", "document_id", "event", "recorded_at", "updated_at",
     "supersedes", "contests", "part_of", "share_of", "warnings", "source_system", "external_id"}
)  # fmt: skip
"""What belongs to the site and not to the claim; relations are compared by what they lead to."""


def public_rows() -> list[dict[str, Any]]:
    """The public rows without a site's own numbers, each with the words of what it refers to."""
    rows = [orjson.loads(version.body) for version in PublishedFigure.objects.live().order_by("sequence")]
    words = {row["id"]: row["value_text"] for row in rows}
    return sorted(
        (
            {name: value for name, value in row.items() if name not in OWN_NUMBERS}
            | {f"to_{name}": words.get(row[name]) for name in ("supersedes", "contests", "part_of")}
            for row in rows
        ),
        key=lambda row: str(row["value_text"]),
    )


def make_some() -> None:
    makers.make_event()
    whole = makers.make_figure(value=10_000, value_text="10,000", qualifier="exact", event=makers.make_event("EV-2"))
    makers.make_figure(
        value=6_000, value_text="6,000", qualifier="exact", gender="f", part_of=whole, partition="sex_age"
    )
    makers.make_figure(value=12_000, value_text="12,000", supersedes=whole, supersedes_kind="revises")
    makers.make_figure(
        qualifier="between", value=None, value_low=2_000_000, value_high=3_000_000, quote="2,000,000 to 3,000,000",
        value_text="2,000,000 to 3,000,000",
    )  # fmt: skip
    makers.make_figure(
        value_text="over 800,000", quote="over 800,000\npeople have fled", notes="One line.\nAnother line."
    )
    makers.make_figure(speaker=makers.make_speaker(), notes="=SUM(A1)", quote="أكثر من 800,000 شخص")


def forget_everything() -> None:
    with guards.down():
        for model in (Citation, DraftEdit, Notice, PublishedFigure, ObjectVersion):
            model._default_manager.all().delete()
        Figure.objects.update(part_of=None, supersedes=None, supersedes_kind="", series=None)
        Figure.objects.all().delete()
        Document.objects.all().delete()


@pytest.mark.parametrize(("form", "name"), [("csv", "export.csv"), ("xlsx", "export.xlsx")])
def test_an_export_comes_in_as_the_same_public_rows(form: str, name: str) -> None:
    make_some()
    before = public_rows()
    answer = Client().get(f"/api/v1/figures.{form}")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    forget_everything()
    run = brought(io.BytesIO(content).read(), makers.contributor(), name=name)
    said = [one["message"] for row in ImportRow.objects.all() for one in row.findings]
    assert (run.layout, run.counts.get("recorded")) == ("own", len(before)), (run.problems, said)
    assert publishing.publish(run, actor=makers.reviewer(), reason="Looked at as a whole.") == []
    assert public_rows() == before
