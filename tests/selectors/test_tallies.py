"""Sums of events by month, year, place and status; stocks by operation. Counts are different primes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import makers
from tracker.ledger import retract
from tracker.ledger.sequence import head
from tracker.models import Event, Figure, Place
from tracker.selectors.reading import open_reading
from tracker.selectors.refusals import QueryError, UnsafeSum
from tracker.selectors.stocks import StockRow, stock_rows
from tracker.selectors.tallies import TallyQuery, TallyRow, check_summable, place_of_sums, tally_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> dict[str, Place]:
    """Syria, two of its governorates, a district, a site in it, and the northwest without borders."""
    syria = makers.make_place("SYR")
    idlib = makers.make_place("SY07", name="Idlib")
    aleppo = makers.make_place("SY02", name="Aleppo")
    ariha = makers.make_place("SY0702", name="Ariha", level="adm2", parent=idlib)
    site = makers.make_place("SITE-1", name="A school", level="site", parent=ariha)
    area = makers.make_place("NW", name="The northwest", level="area", parent=syria, members=[idlib, aleppo])
    return {one.code: one for one in (syria, idlib, aleppo, ariha, site, area)}


def event(code: str, ended: date, place: Place | None, **more: Any) -> Event:
    return makers.make_event(code, start=ended, end=ended, place=place, **more)


def killed(happened: Event, value: int | None, **more: Any) -> Figure:
    values: dict[str, Any] = {
        "measure": "killed", "basis": "period", "event": happened, "value": value, "qualifier": "exact",
        "value_text": "", "reference_period_start": happened.start, "reference_period_end": happened.end,
        "as_of_date": None, "statement_date": happened.end, "place": happened.place,
    }  # fmt: skip
    return makers.make_figure(**{**values, **more})


def rows(code: str | None = None, *, moment: dict[str, Any] | None = None, **more: Any) -> list[TallyRow]:
    place = place_of_sums(code) if code else None
    return tally_rows(TallyQuery("killed", place, **more), open_reading(**(moment or {})))


def bar(row: TallyRow) -> tuple[Any, ...]:
    end = "open" if row.high_open and row.value_high is None else row.value_high
    return f"{row.period_start:%Y-%m}", row.value_low, row.value_best, end, row.events, row.flags


def test_months_with_events_have_a_row_and_others_have_none(places: dict[str, Place]) -> None:
    killed(event("A", date(2020, 1, 31), places["SY0702"]), 2)
    killed(event("B", date(2020, 1, 1), places["SY02"]), 3)
    killed(event("C", date(2020, 3, 5), places["SYR"]), 5)
    assert [bar(row) for row in rows()] == [("2020-01", 5, 5, 5, 2, ()), ("2020-03", 5, 5, 5, 1, ())]
    assert [bar(row) for row in rows("SY07")] == [("2020-01", 2, 2, 2, 1, ())]
    assert [bar(row) for row in rows("sy0702")] == [("2020-01", 2, 2, 2, 1, ())]
    assert [(row.place_code, row.value_best) for row in rows("SYR", split="admin1")] == [("SY02", 3), ("SY07", 2)]
    assert rows("TUR") == []
    (first, _) = rows("SYR")
    assert (first.period_start, first.period_end, first.place_code) == (date(2020, 1, 1), date(2020, 1, 31), "SYR")


def test_a_year_is_its_months(places: dict[str, Place]) -> None:
    killed(event("A", date(2020, 1, 31), places["SYR"]), 2)
    killed(event("B", date(2020, 12, 1), places["SYR"], date_precision="year"), 3)
    killed(event("C", date(2021, 1, 1), places["SYR"]), 5)
    assert [row.flags for row in rows()] == [(), ("wide_date",), ()]
    (first, second) = rows(by="year")
    assert (first.period_start, first.period_end, first.value_best, first.flags) == (
        date(2020, 1, 1), date(2020, 12, 31), 5, (),
    )  # fmt: skip
    assert second.value_best == 5


def test_an_open_end_stays_open_and_an_unknown_best_is_unknown(places: dict[str, Place]) -> None:
    first = event("A", date(2020, 1, 31), places["SYR"])
    killed(first, 2)
    killed(event("B", date(2020, 1, 1), places["SYR"]), 3, qualifier="more_than")
    assert [bar(row) for row in rows()] == [("2020-01", 5, 5, "open", 2, ("floor",))]
    killed(event("C", date(2020, 1, 2), places["SYR"]), None, qualifier="unspecified_plural")
    (row,) = rows()
    assert bar(row) == ("2020-01", 7, None, "open", 3, ("floor",))
    assert row.without_best == 1


def test_what_is_known_only_from_one_side_is_flagged(places: dict[str, Place]) -> None:
    army = makers.make_organisation("Army", kind="government", reliability="D")
    killed(event("A", date(2020, 1, 31), places["SYR"]), 70, organisation=army, party="interested")
    assert [bar(row) for row in rows()] == [("2020-01", None, None, "open", 1, ("floor", "interested_only"))]
    killed(event("B", date(2020, 1, 30), places["SYR"]), 7, people_status="civilian")
    (row,) = rows()
    assert (row.value_low, row.value_best, row.flags) == (7, None, ("floor", "interested_only", "partial"))
    (civilians,) = rows(split="people_status")
    assert (civilians.people_status, civilians.value_best, civilians.flags) == ("civilian", 7, ())


def test_sources_that_disagree_are_reconciled_first_and_flagged(places: dict[str, Place]) -> None:
    happened = event("A", date(2020, 1, 31), places["SYR"])
    killed(happened, 11)
    killed(happened, 13, organisation=makers.make_organisation("Monitor", reliability="C"))
    assert [bar(row) for row in rows()] == [("2020-01", 11, 11, 13, 1, ("sources_disagree",))]


def test_all_moments_make_the_same_rows(places: dict[str, Place]) -> None:
    army = makers.make_organisation("Army", kind="government", reliability="D")
    happened = event("A", date(2020, 1, 31), places["SY0702"])
    killed(happened, 11, people_status="civilian")
    wrong = killed(happened, 13, organisation=army, people_status="combatant", qualifier="at_least")
    killed(event("B", date(2020, 2, 1), places["SY02"], date_precision="year"), 17, qualifier="about")
    then = head().sequence
    before = {split: rows("SYR", split=split) for split in ("none", "admin1", "people_status")}
    retract.retract_figure(wrong.pk, actor=makers.editor(), reason="Not so.")
    for split, remembered in before.items():
        assert rows("SYR", split=split) != remembered
        assert rows("SYR", split=split, moment={"revision": then}) == remembered
        assert rows("SYR", split=split, moment={"revision": then, "known_on": "2020-03-01"}) == remembered
        assert rows("SYR", split=split, moment={"known_on": "2020-03-01"}) == rows("SYR", split=split)
    assert rows("SYR", moment={"known_on": "2020-01-31", "revision": then}) == before["none"][:1]
    assert rows(moment={"known_on": "2020-01-30"}) == []


def test_the_present_is_one_narrow_statement(places: dict[str, Place]) -> None:
    killed(event("A", date(2020, 1, 31), places["SYR"]), 2)
    query, reading = TallyQuery("killed", places["SYR"]), open_reading()
    with CaptureQueriesContext(connection) as queries:
        tally_rows(query, reading)
    (statement,) = [one["sql"] for one in queries]
    assert "tracker_tally" in statement
    assert "JOIN" not in statement


def test_a_place_that_overlaps_others_is_refused_by_what_it_overlaps(places: dict[str, Place]) -> None:
    with pytest.raises(UnsafeSum) as refused:
        place_of_sums("NW")
    assert refused.value.overlaps == ("SY02", "SY07")
    with pytest.raises(UnsafeSum) as refused:
        place_of_sums("SITE-1")
    assert refused.value.overlaps == ("SY0702",)
    with pytest.raises(QueryError):
        place_of_sums("NOWHERE")
    assert place_of_sums("SY0702") == places["SY0702"]


@pytest.mark.parametrize(("measure", "basis"), [("idps", "period"), ("killed", "stock")])
def test_a_stock_is_no_flow_and_a_flow_no_stock(measure: str, basis: str) -> None:
    with pytest.raises(QueryError, match="adding up"):
        check_summable(measure, basis)
    check_summable(measure, "stock" if basis == "period" else "period")


# --- stocks ---


def present(value: int, operation: str, day: date, place: Place | None = None, **more: Any) -> Figure:
    values: dict[str, Any] = {
        "measure": "idps", "basis": "stock", "operation": operation, "value": value, "qualifier": "exact",
        "value_text": "", "reference_period_start": None, "as_of_date": day, "statement_date": day, "place": place,
    }  # fmt: skip
    return makers.make_figure(**{**values, **more})


def stocks(code: str | None = "SYR", *, moment: dict[str, Any] | None = None, **more: Any) -> list[StockRow]:
    place = place_of_sums(code) if code else None
    return stock_rows(TallyQuery("idps", place, **more), open_reading(**(moment or {})))


def test_the_latest_round_of_each_operation_is_summed(places: dict[str, Place]) -> None:
    """METHOD E13: 34,773 + 1,593 + 10,388."""
    present(99_991, "North", date(2020, 1, 10))
    present(34_773, "North", date(2020, 2, 10))
    present(1_593, "South", date(2020, 1, 20))
    present(10_388, "Coast", date(2020, 2, 1))
    (row,) = stocks()
    assert (row.value_low, row.value_best, row.value_high, row.high_open) == (46_754, 46_754, 46_754, False)
    assert (row.operations, len(row.figures)) == (("Coast", "North", "South"), 3)
    assert (row.period_start, row.period_end) == (date(2020, 1, 20), date(2020, 2, 10))
    assert row.flags == ("stale",)
    (then,) = stocks(moment={"known_on": "2020-02-09"})
    assert (then.value_best, then.flags) == (99_991 + 1_593 + 10_388, ())


def test_one_number_repeated_down_the_hierarchy_is_one_number(places: dict[str, Place]) -> None:
    """METHOD E13: 246,362 at admin 0, 1 and 2 is never 739,086."""
    for code, precision in (("SYR", "country"), ("SY07", "adm1"), ("SY0702", "adm2")):
        present(246_362, "North", date(2020, 2, 10), places[code], place_precision=precision)
    assert [row.value_best for row in stocks()] == [246_362]
    assert [row.value_best for row in stocks("SY07")] == [246_362]
    assert [(row.place_code, row.value_best) for row in stocks(split="admin1")] == [("SY07", 246_362)]


def test_several_units_of_an_operation_are_a_floor_while_one_of_them_is_missing(places: dict[str, Place]) -> None:
    makers.make_place("SY14", name="Tartous")
    for code, value in (("SY07", 320_600), ("SY02", 132_600)):
        present(value, "North", date(2020, 2, 10), places[code], place_precision="adm1")
    (row,) = stocks()
    assert (row.value_low, row.value_best, row.value_high, row.high_open) == (453_200, 453_200, None, True)
    assert {"partial", "floor"} <= set(row.flags)


def test_two_providers_are_never_summed(places: dict[str, Place]) -> None:
    present(11, "North", date(2020, 2, 10))
    present(13, "South", date(2020, 2, 10), organisation=makers.make_organisation("IOM"))
    with pytest.raises(UnsafeSum) as refused:
        stocks()
    assert refused.value.overlaps == ("IOM", "OCHA")


def test_parts_withdrawn_and_superseded_claims_are_not_summed(places: dict[str, Place]) -> None:
    whole = present(17, "North", date(2020, 2, 10))
    present(5, "North", date(2020, 2, 10), part_of=whole, partition="sex_age", gender="f")
    newer = present(19, "North", date(2020, 2, 10), supersedes=whole, supersedes_kind="revises")
    assert [row.value_best for row in stocks()] == [19]
    retract.retract_figure(newer.pk, actor=makers.editor(), reason="Not so.")
    assert [row.value_best for row in stocks()] == [17]
    assert stocks("TUR") == []
