"""What other series say about one: shorter windows inside it, and the places inside its place. Never added."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import makers
from tracker.ledger import retract
from tracker.ledger.drafts import NewCitation
from tracker.ledger.sequence import head
from tracker.models import Figure, Place
from tracker.selectors.checks import Checks, check_rows
from tracker.selectors.reading import open_reading
from tracker.selectors.trends import trend_of

pytestmark = pytest.mark.django_db

DAY = date(2020, 2, 12)


def total(value: int, day: date = DAY, **more: Any) -> Figure:
    values: dict[str, Any] = {"qualifier": "exact", "as_of_date": day, "statement_date": day, "value_text": "", **more}
    document = makers.make_document(published_date=date(2020, 3, 1))
    values["citations"] = [NewCitation(document=document, quote=f"{value:,} people")]
    return makers.make_figure(value=value, **values)


def checks(figure: Figure, **moment: Any) -> Checks:
    found = trend_of(figure.series_id or 0, open_reading(**moment))
    assert found is not None
    return found.checks


def test_a_shorter_window_is_compared_with_the_first_count_that_is_not_older() -> None:
    whole = total(130, qualifier="about")
    total(90, date(2020, 1, 1))
    inside = total(131, date(2020, 1, 20), reference_period_start=date(2020, 1, 1))
    total(7, date(2020, 1, 10), reference_period_start=date(2020, 1, 1))
    total(200, date(2020, 2, 20), reference_period_start=date(2020, 1, 1))
    (nested,) = checks(whole).nested
    assert (nested.series, nested.starts, nested.points_compared) == (inside.series_id, date(2020, 1, 1), 2)
    assert nested.result == "tension"
    (one,) = nested.compared
    assert (one.date, one.part, one.whole, one.result) == (DAY, inside.pk, whole.pk, "tension")
    assert checks(inside).nested == (), "the longer window is not inside the shorter one"


def test_a_part_above_all_the_whole_may_be_is_a_conflict() -> None:
    whole = total(130)
    inside = total(131, reference_period_start=date(2020, 1, 1))
    then = head().sequence
    assert [one.result for one in checks(whole).nested] == ["conflict"]
    retract.retract_figure(inside.pk, actor=makers.editor(), reason="Not so.")
    assert checks(whole).nested == ()
    assert [one.result for one in checks(whole, revision=then).nested] == ["conflict"]


def test_series_that_count_something_else_are_not_compared() -> None:
    whole = total(130)
    total(131, reference_period_start=date(2020, 1, 1), people_status="civilian")
    total(131, reference_period_start=date(2020, 1, 1), place=makers.make_place("TUR"))
    assert checks(whole) == Checks()


@pytest.fixture
def units() -> list[Place]:
    """Three first-level units and a site, which is none."""
    syria = makers.make_place("SYR")
    makers.make_place("SITE", level="site", parent=syria)
    return [makers.make_place(code) for code in ("SY01", "SY02", "SY03")]


def test_the_units_of_a_place_are_a_partial_check_of_its_own_count(units: list[Place]) -> None:
    direct = total(1_000)
    parts = [total(value, place=unit, place_precision="adm1") for unit, value in zip(units, (211, 307), strict=False)]
    found = checks(direct).roll_up
    assert found is not None
    assert (found.known, found.of, found.level, found.date, found.figure) == (2, 3, "adm1", DAY, direct.pk)
    assert (found.value_low, found.value_best, found.value_high, found.high_open) == (518, 518, None, True)
    assert found.flags == ("partial", "floor")
    assert found.used == tuple(sorted(part.pk for part in parts))
    assert checks(direct, revision=head().sequence).roll_up == found
    assert check_rows(checks(direct))[0]["kind"] == "roll_up"


def test_units_that_have_more_than_their_country_are_flagged(units: list[Place]) -> None:
    direct = total(500)
    for unit, value in zip(units, (211, 307, 2), strict=True):
        total(value, place=unit, place_precision="adm1")
    found = checks(direct).roll_up
    assert found is not None
    assert (found.value_best, found.flags) == (520, ("children_exceed_direct",))


def test_other_days_and_other_originators_are_not_rolled_up(units: list[Place]) -> None:
    direct = total(500)
    monitor = makers.make_organisation("Monitor")
    total(211, place=units[0], place_precision="adm1", organisation=monitor)
    total(307, date(2020, 2, 11), place=units[1], place_precision="adm1")
    assert checks(direct).roll_up is None


def test_persons_and_households_of_one_day_imply_a_size() -> None:
    """METHOD E04: 1,192,416 people in 200,974 households."""
    stock = {"basis": "stock", "measure": "idps"}
    persons = total(1_192_416, **stock)
    households = total(200_974, unit="household", **stock)
    total(100_000, date(2020, 2, 11), unit="household", **stock)
    (found,) = checks(persons).household_sizes
    assert (found.date, found.figure, found.households) == (DAY, persons.pk, households.pk)
    assert str(found.implied_size) == "5.93"
    assert checks(persons, revision=head().sequence).household_sizes == (found,)
    assert check_rows(checks(persons))[-1]["kind"] == "household_size"
