"""Whatever typed values a door hands over, the ledger stores a claim or names what is wrong; it never falls over."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import makers
from tracker.ledger import publish, record, submit
from tracker.ledger.drafts import NewCitation
from tracker.ledger.errors import Refused
from tracker.ledger.verify import verify
from tracker.models import Document, Figure
from tracker.models.figures import OWN_FIELDS
from tracker.rules import InvalidFigure

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXTS = ["", "x", "=1+1", "إدلب", "x" * 59, "x" * 400, "x" * 20_000, "nul\x00", "half \ud800", "line\nline"]
NUMBERS = [None, 0, 1, 7_907, -1, 10**10, 10**19, 10**40]
DECIMALS = [None, Decimal(0), Decimal("0.5"), Decimal("6.125"), Decimal("99.9999"), Decimal(10**7), Decimal("NaN")]
FLOATS = [None, 0.0, 35.81, -91.0, 181.0, float("nan"), float("inf")]
DAYS = [None, date.min, date.max, date(2020, 2, 13), date(2019, 12, 1), date(2020, 2, 29)]


def strange(name: str) -> st.SearchStrategy[Any]:
    """Values of the right type for a column, reasonable or not; now and then the code of another column."""
    column = Figure._meta.get_field(name)
    if isinstance(column, models.BooleanField):
        return st.booleans()
    if isinstance(column, models.DecimalField):
        return st.sampled_from(DECIMALS)
    if isinstance(column, models.FloatField):
        return st.sampled_from(FLOATS)
    if isinstance(column, models.IntegerField):
        return st.sampled_from(NUMBERS)
    if isinstance(column, models.DateField):
        return st.sampled_from(DAYS)
    codes = [code for code, _ in getattr(column, "choices", None) or ()]
    return st.sampled_from([*codes, *codes, *TEXTS])


CHANGES = st.lists(st.sampled_from(sorted(OWN_FIELDS)), min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: strange(name) for name in names})
)


@pytest.fixture
def document() -> Document:
    """The document of all these claims."""
    return makers.make_document()


@settings(
    derandomize=True, deadline=None, database=None, max_examples=150, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(changes=CHANGES)
def test_any_typed_values_are_stored_or_refused_by_name(document: Document, changes: dict[str, Any]) -> None:
    values = makers.figure_values(**changes)
    actor, reviewer = makers.contributor(), makers.reviewer()
    citation = NewCitation(document=document, quote="more than 800,000 people")
    with transaction.atomic():
        with suppress(InvalidFigure, Refused):
            figure = record.record_figure(values, citations=[citation], actor=actor, confirm=makers.EVERY_REASON)
            submit.submit_figure(figure.pk, actor=actor, confirm=makers.EVERY_REASON)
            publish.publish_figure(figure.pk, actor=reviewer)
            assert verify().problems == []
        transaction.set_rollback(True)
