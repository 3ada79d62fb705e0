"""Rule R0: which claims may share a line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tracker.estimates.series_key import SeriesKey, WindowOrigin, axis_unit, same_origin, suggested_origins

LATE_APRIL = WindowOrigin(date(2019, 4, 21), date(2019, 4, 30))
APRIL_29 = WindowOrigin(date(2019, 4, 29), date(2019, 4, 29))
DECEMBER = WindowOrigin(date(2019, 12, 1), date(2019, 12, 1))


def key(**more: Any) -> SeriesKey:
    plain = {"crisis": "syria", "measure": "killed", "basis": "period", "unit": "person", "place": "SYR"}
    return SeriesKey(**{**plain, **more})


@pytest.mark.parametrize(
    "difference",
    [
        {"crisis": "yemen"},
        {"measure": "injured"},
        {"basis": "stock"},
        {"counting": "movements"},
        {"unit": "household"},
        {"place": "SY01"},
        {"origin_place": "SY02"},
        {"population_group": "children"},
        {"people_status": "civilian"},
        {"gender": "f"},
        {"age_range": "0-4"},
        {"cause": "conflict"},
        {"level": "estimated"},
        {"operation": "Round of the north"},
        {"basis": "cumulative", "window_origin": DECEMBER},
    ],
)
def test_one_difference_is_another_line(difference: dict[str, Any]) -> None:
    assert key() == key()
    assert key(**difference) != key()


def test_counts_since_different_days_never_share_a_line() -> None:
    since = {"basis": "cumulative"}
    assert key(**since, window_origin=LATE_APRIL) != key(**since, window_origin=APRIL_29)


@pytest.mark.parametrize("mistake", [{"basis": "cumulative"}, {"basis": "stock", "window_origin": DECEMBER}])
def test_an_origin_belongs_to_cumulative_counts_alone(mistake: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="window origin"):
        key(**mistake)


@pytest.mark.parametrize(("unit", "axis"), [("household", "person"), ("dwelling", "dwelling"), ("percent", "percent")])
def test_households_belong_to_the_axis_of_persons(unit: str, axis: str) -> None:
    assert axis_unit(unit) == axis


def test_only_the_same_interval_is_shared_unasked() -> None:
    known = [LATE_APRIL, DECEMBER]
    assert same_origin(WindowOrigin(date(2019, 4, 21), date(2019, 4, 30)), known) == LATE_APRIL
    assert same_origin(APRIL_29, known) is None
    assert suggested_origins(APRIL_29, known) == (LATE_APRIL,)


def test_overlap_is_suggested_and_not_passed_on() -> None:
    first = WindowOrigin(date(2019, 4, 1), date(2019, 4, 25))
    assert suggested_origins(LATE_APRIL, [APRIL_29, first, DECEMBER]) == (APRIL_29, first)
    assert suggested_origins(first, [APRIL_29]) == ()
    last_day = WindowOrigin(date(2019, 4, 30), date(2019, 5, 6))
    assert suggested_origins(last_day, [LATE_APRIL, APRIL_29]) == (LATE_APRIL,)
