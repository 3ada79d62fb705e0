"""Trends as data: the points of METHOD R3 now, at a revision and as known on a day; and what a point rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests import makers
from tests.api.asking import answered, ids, refused
from tracker.ledger import retract, settings
from tracker.models import Figure, SeriesPoint

pytestmark = pytest.mark.django_db

OCHA_LINE = [
    (date(2020, 1, 29), "nearly", 390_000, (380_000, 390_000, 390_000, False)),
    (date(2020, 2, 2), "about", 586_000, (585_500, 586_000, 586_500, False)),
    (date(2020, 2, 12), "more_than", 800_000, (800_000, 800_000, None, True)),
]


def ocha_line() -> list[Figure]:
    """The first three counts of METHOD E05."""
    return [
        makers.make_figure(
            as_of_date=day, statement_date=day, qualifier=qualifier, value=value, value_text=f"{qualifier} {value:,}"
        )
        for day, qualifier, value, _ in OCHA_LINE
    ]


def points(series: int | None, **parameters: Any) -> list[tuple[Any, ...]]:
    found = answered(f"series/{series}/", **parameters)["data"]["points"]
    return [(p["date"], p["value_low"], p["value_best"], p["value_high"], p["high_open"]) for p in found]


EXPECTED = [(day.isoformat(), *bounds) for day, _, _, bounds in OCHA_LINE]


def test_a_series_is_its_points_with_the_spine_and_why() -> None:
    first, *_others = ocha_line()
    series = answered(f"series/{first.series_id}/")["data"]
    assert points(first.series_id) == EXPECTED
    assert (series["spine"], series["spine_reason"]) == ("OCHA", "only_originator")
    assert series["key"]["measure"] == "displaced"
    assert series["key"]["place_code"] == "SYR"
    assert series["key"]["window_origin"]["earliest"] == "2019-12-01"
    assert series["settings"] == {"spine": None, "max_gap": None, "stale_after": 180, "reason": None}
    assert series["points"][0]["figure"] == first.pk
    assert series["points"][0]["originators"] == ["OCHA"]
    assert (series["derived"], series["checks"]) == ([], [])


def test_stored_and_computed_points_are_the_same() -> None:
    figures = ocha_line()
    at = answered("status/")["data"]["sequence"]
    live = answered(f"series/{figures[0].series_id}/")["data"]
    pinned = answered(f"series/{figures[0].series_id}/", revision=at)["data"]
    day = answered(f"series/{figures[0].series_id}/", known_on=timezone.now().date().isoformat())["data"]
    assert live == pinned == day


def test_known_on_and_revision_go_back_on_their_own_clocks() -> None:
    figures = ocha_line()
    at = answered("status/")["data"]["sequence"]
    series = figures[0].series_id
    retract.retract_figure(figures[1].pk, actor=makers.editor(), reason="Garbled.")
    assert points(series) == [EXPECTED[0], EXPECTED[2]]
    assert points(series, revision=at) == EXPECTED
    assert points(series, known_on="2020-02-05") == [EXPECTED[0]]
    assert points(series, known_on="2020-02-05", revision=at) == EXPECTED[:2]
    refused(f"series/{series}/", 404, known_on="2020-01-28")
    refused(f"series/{series}/", 404, revision=1)


def test_a_superseded_claim_stands_until_its_successor_is_said() -> None:
    """METHOD E14: 120, superseded by 95 two days later."""
    old = makers.make_figure(
        value=120, value_text="120", qualifier="exact", as_of_date=date(2020, 2, 10), statement_date=date(2020, 2, 10)
    )
    new = makers.make_figure(
        value=95, value_text="95", qualifier="exact", as_of_date=date(2020, 2, 10), statement_date=date(2020, 2, 12),
        supersedes=old, supersedes_kind="revises",
    )  # fmt: skip
    assert [point[2] for point in points(old.series_id, known_on="2020-02-11")] == [120]
    assert [point[2] for point in points(old.series_id)] == [95]
    assert answered(f"series/{new.series_id}/")["data"]["not_used"] == [{"figure": old.pk, "reason": "superseded"}]


def test_settings_are_those_of_the_revision() -> None:
    figures = ocha_line()
    before = answered("status/")["data"]["sequence"]
    series = figures[0].series_id or 0
    settings.set_series(series, actor=makers.editor(), reason="Weekly reports.", max_gap=5, stale_after=30)
    now = answered(f"series/{series}/")["data"]
    assert now["settings"] == {"spine": None, "max_gap": 5, "stale_after": 30, "reason": "Weekly reports."}
    assert [point["break_before"] for point in now["points"]] == [False, False, True]
    then = answered(f"series/{series}/", revision=before)["data"]
    assert then["settings"]["max_gap"] is None
    assert not any(point["break_before"] for point in then["points"])


def test_staleness_is_seen_from_the_day_of_the_reading() -> None:
    figures = ocha_line()
    now = answered(f"series/{figures[0].series_id}/")["data"]
    assert now["stale"] is True
    assert "stale" in now["points"][-1]["flags"]
    then = answered(f"series/{figures[0].series_id}/", known_on="2020-03-01")["data"]
    assert then["stale"] is False


def test_another_originator_beside_the_line_is_listed_with_its_reason() -> None:
    figures = ocha_line()
    beside = makers.make_figure(
        value=900, value_text="900", qualifier="exact", as_of_date=date(2019, 12, 20),
        statement_date=date(2019, 12, 20), source_reliability="D",
        originator=makers.make_organisation("Monitor", reliability="D"),
    )  # fmt: skip
    series = answered(f"series/{figures[0].series_id}/")["data"]
    assert series["spine"] == "OCHA"
    assert series["off_spine"] == [{"figure": beside.pk, "reason": "outside_window"}]


def test_explain_names_words_rules_and_what_was_left_out() -> None:
    figures = ocha_line()
    found = answered(f"series/{figures[0].series_id}/explain/", date="2020-02-12")["data"]
    assert (found["low"], found["best"], found["high"], found["high_open"]) == (800_000, 800_000, None, True)
    assert found["rules"] == ["R1", "R3"]
    assert found["spine"] == "OCHA"
    (used,) = found["used"]
    assert (used["figure"], used["value_text"], used["originator"]) == (figures[2].pk, "more_than 800,000", "OCHA")
    assert used["quote"]
    assert found["not_used"] == []
    assert (found["known_on"], found["revision"]) == (None, None)
    then = answered(f"series/{figures[0].series_id}/explain/", date="2020-01-29", known_on="2020-02-01")["data"]
    assert then["known_on"] == "2020-02-01"


def test_the_list_filters_and_shows_the_newest_point() -> None:
    figures = ocha_line()
    killed = makers.make_figure(measure="killed", people_status="civilian", value=53, value_text="more than 53")
    (one,) = answered("series/", measure="displaced")["data"]
    assert one["id"] == figures[0].series_id
    assert one["newest"]["date"] == "2020-02-12"
    assert "points" not in one
    assert [row["id"] for row in answered("series/", people_status="civilian")["data"]] == [killed.series_id]
    assert ids("series/", crisis="nw-syria") == [figures[0].series_id, killed.series_id]
    assert answered("series/", place_code="TUR")["data"] == []
    assert answered("series/", level="verified")["data"] == []
    assert answered("series/", basis="stock")["data"] == []
    for name in ("measure", "basis", "level", "people_status", "crisis", "place_code"):
        assert refused("series/", 400, **{name: "nonsense"})["errors"][0]["parameter"] == name
    (then,) = answered("series/", measure="displaced", known_on="2020-02-03")["data"]
    assert then["newest"]["date"] == "2020-02-02"


def test_a_live_answer_never_mixes_a_newer_computation_in() -> None:
    """Points stored after the head was read belong to a later moment: the reading is computed instead."""
    from tracker.selectors import reading, series

    figures = ocha_line()
    now = reading.open_reading()
    makers.make_figure(
        as_of_date=date(2020, 2, 13), statement_date=date(2020, 2, 13), value=900_000, value_text="900,000"
    )
    assert SeriesPoint.objects.count() == 4
    view = series.series_view(figures[0].series_id or 0, now)
    assert view is not None
    assert len(view.points) == 3
