"""Whatever a row holds, it is stored or refused with codes; no door ever falls over what somebody sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import makers
from tests.bad_rows import GOOD_ROW
from tracker.intake.references import DOCUMENT_FIELDS, ORGANISATION_FIELDS, SPEAKER_FIELDS
from tracker.intake.resolve import edit_row, record_row
from tracker.models import User
from tracker.rules import RULES, WRITABLE_FIELDS, InvalidFigure

pytestmark = pytest.mark.django_db

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(st.characters(), max_size=30)
    | st.sampled_from(
        ["", " ", "12", "-1", "1e9", "OCHA", "SYR", "nw-syria", "2020-02-13", "between", "F-1", "%s", "https://[x"]
    )
)
parts = st.sampled_from(sorted({*DOCUMENT_FIELDS, *ORGANISATION_FIELDS, *SPEAKER_FIELDS}))
cells = scalars | st.lists(scalars, max_size=2) | st.dictionaries(parts, scalars, max_size=4)
rows = st.dictionaries(st.sampled_from(WRITABLE_FIELDS), cells, max_size=6)
some = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture
def actor() -> User:
    makers.make_crisis()
    return makers.contributor()


class _Undone(Exception):
    """Raised to leave nothing behind for the next example."""


def codes_of(act: Any) -> set[str]:
    """The codes with which an act is refused; none where it is done, and undone again for the next example."""
    try:
        with transaction.atomic():
            act()
            raise _Undone
    except _Undone:
        return set()
    except InvalidFigure as refused:
        return {finding.code for finding in refused.findings} or {"refused without a code"}


@some
@given(changes=rows)
def test_any_new_row_is_stored_or_refused(actor: User, changes: dict[str, Any]) -> None:
    assert codes_of(lambda: record_row({**GOOD_ROW, **changes}, actor=actor, door="api")) <= set(RULES)


@some
@given(changes=rows)
def test_any_edit_is_stored_or_refused(actor: User, changes: dict[str, Any]) -> None:
    draft = makers.make_draft(actor=actor)
    assert codes_of(lambda: edit_row(draft.pk, changes, actor=actor)) <= set(RULES)
