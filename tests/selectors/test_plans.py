"""What must not read every version there is: asked of the engine itself, by its plan."""

from __future__ import annotations

import pytest

from tests import makers
from tracker.ledger.shown import citing
from tracker.models import PublishedFigure

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
