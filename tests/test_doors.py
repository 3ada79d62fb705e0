"""One table of bad rows at every door: model, form, API, file and ledger refuse with the same code at the same field."""

from __future__ import annotations

import pytest

from tests import makers
from tests.bad_rows import BAD_ROWS, GOOD_ROW, BadRow
from tracker.intake.resolve import record_row
from tracker.models import Document, Figure, Organisation, Speaker, WindowOrigin
from tracker.rules import InvalidFigure

pytestmark = pytest.mark.django_db
STORED = (Figure, Document, Organisation, Speaker, WindowOrigin)


def stored() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in STORED}


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad.name)
def test_the_ledger_refuses(bad: BadRow) -> None:
    makers.make_crisis()
    actor = makers.contributor()
    before = stored()
    with pytest.raises(InvalidFigure) as refused:
        record_row(bad.row(), actor=actor, door="form")
    found = {(finding.field, finding.code) for finding in refused.value.findings}
    assert (bad.field, bad.code) in found, found
    assert len(found) == 1, found
    assert stored() == before


def test_good() -> None:
    makers.make_crisis()
    figure = record_row(GOOD_ROW, actor=makers.contributor(), door="form")
    assert figure.value == 800_000
