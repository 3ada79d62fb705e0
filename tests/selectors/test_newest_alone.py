"""A list of series reads the last point of each and no more, and says the same as their trends do."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Q

from tests import makers
from tracker.selectors.reading import open_reading
from tracker.selectors.series import page_of_series, series_views, views_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_series() -> list[int]:
    """The numbers of one series of three points, one of one and one without; each said once."""
    long = [makers.make_figure(value=100 + day, as_of_date=date(2020, 1, day)) for day in (3, 5, 7)]
    short = makers.make_figure(measure="killed", value=11)
    none = makers.make_figure(
        measure="injured", qualifier="magnitude", value=None, magnitude="thousands", value_text="thousands"
    )
    return [one.series_id or 0 for one in (long[0], short, none)]


def test_a_list_has_the_last_points_of_the_trends_in_the_order_of_their_length(three_series: list[int]) -> None:
    reading = open_reading()
    trends, listed = series_views(Q(), reading), page_of_series(reading, Q(), limit=10)
    assert [one.series.pk for one in listed] == [one.series.pk for one in trends]
    assert [one.newest for one in listed] == [one.newest for one in trends]
    assert [len(one.points) for one in trends if one.series.pk in three_series[:2]] == [3, 1]
    assert max(len(one.points) for one in listed) == 1


def test_those_beside_it_in_the_same_reading_keep_all_their_points(three_series: list[int]) -> None:
    found = views_of(three_series, open_reading(), newest_alone=three_series[1:])
    assert {one.series.pk: len(one.points) for one in found} == dict(zip(three_series, (3, 1, 0), strict=True))


def test_what_had_been_said_by_a_day_is_worked_out_from_all_its_claims(three_series: list[int]) -> None:
    reading = open_reading(known_on="2020-03-01")
    trends, listed = series_views(Q(), reading), page_of_series(reading, Q(), limit=10)
    assert [one.newest for one in listed] == [one.newest for one in trends]
