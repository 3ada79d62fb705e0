"""Days as people write them, by table: read near 14 February 2020, a Friday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.wording.days import read_days

NEAR = date(2020, 2, 14)

ONE_DAY = {
    "2020-02-13": "2020-02-13", "2020/2/3": "2020-02-03", "٢٠٢٠-٠٢-١٣": "2020-02-13",
    "13/02/2020": "2020-02-13", "02/13/2020": "2020-02-13", "13.2.2020": "2020-02-13", "02/02/2020": "2020-02-02",
    "3 March 2020": "2020-03-03", "3rd March 2020": "2020-03-03", "the 3rd of March 2020": "2020-03-03",
    "March 3, 2020": "2020-03-03", "Mar. 3rd, 2020": "2020-03-03", "on 3 March 2020": "2020-03-03",
    "3 mars 2020": "2020-03-03", "le 1er décembre 2019": "2019-12-01", "1 DÉC. 2019": "2019-12-01",
    "3 de marzo de 2020": "2020-03-03", "el 3 de marzo del 2020": "2020-03-03", "15 de agosto": "2019-08-15",
    "13 فبراير 2020": "2020-02-13", "١٣ شباط ٢٠٢٠": "2020-02-13", "1 كانون الأول 2019": "2019-12-01",
    "في 3 آذار 2020": "2020-03-03", "5 تشرين الثاني": "2019-11-05", "3 جويلية 2019": "2019-07-03",
    "December 1": "2019-12-01", "February 14": "2020-02-14", "15 February": "2019-02-15", "29 February": "2016-02-29",
    "Thursday": "2020-02-13", "on Friday": "2020-02-14", "last Friday": "2020-02-07", "jeudi": "2020-02-13",
    "jeudi dernier": "2020-02-13", "el jueves": "2020-02-13", "الخميس": "2020-02-13", "يوم الخميس": "2020-02-13",
    "today": "2020-02-14", "yesterday": "2020-02-13", "hier": "2020-02-13", "ayer": "2020-02-13", "أمس": "2020-02-13",
    "3 days ago": "2020-02-11", "three days ago": "2020-02-11", "il y a 3 jours": "2020-02-11",
    "hace tres días": "2020-02-11", "قبل 3 أيام": "2020-02-11",
}  # fmt: skip
SPANS = {
    "mid-February": ("2020-02-11", "2020-02-20", "part_of_month"),
    "early March 2020": ("2020-03-01", "2020-03-10", "part_of_month"),
    "the end of January": ("2020-01-21", "2020-01-31", "part_of_month"),
    "late February": ("2019-02-21", "2019-02-28", "part_of_month"),
    "mi-février 2020": ("2020-02-11", "2020-02-20", "part_of_month"),
    "début décembre": ("2019-12-01", "2019-12-10", "part_of_month"),
    "fin janvier": ("2020-01-21", "2020-01-31", "part_of_month"),
    "a mediados de febrero": ("2020-02-11", "2020-02-20", "part_of_month"),
    "منتصف شباط": ("2020-02-11", "2020-02-20", "part_of_month"),
    "أواخر كانون الثاني 2020": ("2020-01-21", "2020-01-31", "part_of_month"),
    "February": ("2020-02-01", "2020-02-29", "month"),
    "March": ("2019-03-01", "2019-03-31", "month"),
    "en mars 2020": ("2020-03-01", "2020-03-31", "month"),
    "شباط 2020": ("2020-02-01", "2020-02-29", "month"),
    "2019": ("2019-01-01", "2019-12-31", "year"),
    "in 2019": ("2019-01-01", "2019-12-31", "year"),
    "last week": ("2020-02-03", "2020-02-09", "week"),
    "la semaine dernière": ("2020-02-03", "2020-02-09", "week"),
    "this month": ("2020-02-01", "2020-02-29", "month"),
    "el mes pasado": ("2020-01-01", "2020-01-31", "month"),
    "two weeks ago": ("2020-01-31", "2020-01-31", "days"),
    "1-3 March 2020": ("2020-03-01", "2020-03-03", "days"),
    "from 28 December to 3 January": ("2019-12-28", "2020-01-03", "days"),
    "du 1er au 3 février": ("2020-02-01", "2020-02-03", "days"),
    "2020-02-01 to 2020-02-03": ("2020-02-01", "2020-02-03", "days"),
    "between December and January": ("2019-12-01", "2020-01-31", "month"),
}
SINCE = {
    "since December 1": ("2019-12-01", "2019-12-01"),
    "since 1 December 2019": ("2019-12-01", "2019-12-01"),
    "depuis le 1er décembre": ("2019-12-01", "2019-12-01"),
    "desde el 1 de diciembre": ("2019-12-01", "2019-12-01"),
    "منذ 1 ديسمبر": ("2019-12-01", "2019-12-01"),
    "since early December": ("2019-12-01", "2019-12-10"),
    "since December": ("2019-12-01", "2019-12-31"),
    "since Thursday": ("2020-02-13", "2020-02-13"),
    "since 2011": ("2011-01-01", "2011-12-31"),
}
UNREAD = (
    "", " ", "…", "soon", "about 81% of the", "31 February 2020", "31/02/2020", "0 March 2020", "3/4/20", "12-13",
    "March 3 4 2020", "2020 3 March", "since", "mid", "1,200", "2020-13-01", "3 March 2020 14:00",
    "3 March 2020 at noon", "99999 days ago", "Thursday March", "1 to 3", "March 99999", "may be",
    "1 March 2020 or 2 March 2020", "12020", "0000",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "day"), ONE_DAY.items())
def test_a_day(typed: str, day: str) -> None:
    (read,) = read_days(typed, near=NEAR)
    assert (read.first.isoformat(), read.last, read.precision, read.since) == (day, read.first, "day", False)


@pytest.mark.parametrize(("typed", "span"), SPANS.items())
def test_a_span_with_its_precision(typed: str, span: tuple[str, str, str]) -> None:
    (read,) = read_days(typed, near=NEAR)
    assert (read.first.isoformat(), read.last.isoformat(), read.precision) == span


@pytest.mark.parametrize(("typed", "days"), SINCE.items())
def test_since(typed: str, days: tuple[str, str]) -> None:
    (read,) = read_days(typed, near=NEAR)
    assert (read.first.isoformat(), read.last.isoformat(), read.since) == (*days, True)


@pytest.mark.parametrize("typed", UNREAD)
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    assert read_days(typed, near=NEAR) == ()


@pytest.mark.parametrize("typed", ["02/03/2020", "2-3-2020", "2.3.2020", "since 02/03/2020", "٠٢/٠٣/٢٠٢٠"])
def test_day_and_month_that_could_be_either_give_both(typed: str) -> None:
    read = read_days(typed, near=NEAR)
    assert [one.first.isoformat() for one in read] == ["2020-03-02", "2020-02-03"]


@given(st.text(max_size=60), st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_no_text_breaks_it_and_spans_run_forwards(text: str, near: date) -> None:
    assert all(one.first <= one.last for one in read_days(text, near=near))


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)), st.integers(0, 300))
def test_a_day_without_its_year_is_the_last_one_before(near: date, back: int) -> None:
    day = near - timedelta(days=back)
    if (day.month, day.day) != (2, 29):
        (read,) = read_days(f"{day.day} {day:%B}", near=near)
        assert read.first == day
