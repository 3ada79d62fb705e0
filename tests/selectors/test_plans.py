"""What must not read every version there is: asked of the engine itself, by its plan."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger.shown import citing
from tracker.models import LedgerHead, PublishedFigure
from tracker.selectors.headline import cards
from tracker.selectors.reading import open_reading
from tracker.selectors.series import series_list

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite_only
def test_the_figures_of_a_document_are_found_by_indexes_alone() -> None:
    document = makers.make_figure().citations.get().document
    found = PublishedFigure.objects.live().filter(citing(document.pk)).order_by()
    assert found.count() == 1
    plan = found.values("sequence").explain()
    assert "SCAN published_figure" not in plan
    assert "version_document" in plan
    assert "version_other_documents" in plan


@pytest.mark.sqlite_only
def test_what_was_said_near_the_day_of_a_card_is_found_by_series_and_day() -> None:
    crisis = makers.make_figure(value=800_000).crisis
    with CaptureQueriesContext(connection) as asked:
        assert cards(crisis, open_reading())
    (near,) = [query["sql"] for query in asked if "BETWEEN" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {near}")
        plan = "\n".join(row[3] for row in cursor.fetchall())
    assert "SCAN published_figure" not in plan
    assert "version_series_day (series_id=? AND <expr>>? AND <expr><?)" in plan


@pytest.mark.sqlite_only
def test_the_series_of_another_moment_are_asked_for_by_their_index() -> None:
    figure = makers.make_figure()
    reading = open_reading(revision=LedgerHead.objects.get().sequence)
    found = series_list(reading, condition=Q(crisis=figure.crisis))
    assert found.count() == 1
    plan = found.explain()
    assert "SCAN U0" not in plan
    assert "version_series (series_id=? AND sequence<?)" in plan
