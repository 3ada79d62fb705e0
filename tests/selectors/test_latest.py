"""The newest number of each first-level unit, for a map: one of each, now, at a revision and as known on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger.sequence import head
from tracker.selectors.latest import latest_by_area
from tracker.selectors.reading import open_reading

pytestmark = pytest.mark.django_db


def stock(code: str, value: int, day: date, **more: Any) -> None:
    makers.make_figure(
        **{
            "measure": "idps", "basis": "stock", "qualifier": "exact", "value": value, "value_text": "",
            "reference_period_start": None, "as_of_date": day, "statement_date": day,
            "place": makers.make_place(code), "place_precision": "adm1", **more,
        }
    )  # fmt: skip


def newest(**moment: Any) -> list[tuple[str, int, date]]:
    found = latest_by_area("idps", "SYR", open_reading(**moment))
    return [(one.place_code, int(one.value_best or 0), one.date) for one in found]


def test_each_unit_shows_the_newest_point_of_one_series() -> None:
    stock("SY07", 11, date(2020, 2, 1))
    stock("SY07", 13, date(2020, 2, 10))
    stock("SY07", 999, date(2020, 2, 12), people_status="combatant")
    stock("SY07", 17, date(2020, 2, 11), level="verified")
    stock("SY02", 19, date(2020, 2, 5))
    then = head().sequence
    expected = [("SY02", 19, date(2020, 2, 5)), ("SY07", 13, date(2020, 2, 10))]
    assert newest() == expected
    stock("SY02", 23, date(2020, 2, 9))
    assert newest() == [("SY02", 23, date(2020, 2, 9)), expected[1]]
    assert newest(revision=then) == expected
    assert newest(known_on="2020-02-06") == [expected[0], ("SY07", 11, date(2020, 2, 1))]
    assert latest_by_area("idps", "TUR", open_reading()) == []
