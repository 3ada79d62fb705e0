"""The worked examples of the method, each worked out by hand: what goes in and what must come out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.estimates.makers import claim, exactly, triple
from tracker.estimates.changes import change, changes_along
from tracker.estimates.claims import Claim
from tracker.estimates.households import implied_size, persons_from_households
from tracker.estimates.partitions import Part, divide, percentage, sum_of_levels, sum_of_parts
from tracker.estimates.places import PlaceCount, place_answer, roll_up
from tracker.estimates.qualifiers import Interval, interval
from tracker.estimates.rounding import headline
from tracker.estimates.series_key import SeriesKey
from tracker.estimates.shares import derived_share
from tracker.estimates.stocks import Round, sum_of_operations
from tracker.estimates.tallies import event_band, residual
from tracker.estimates.trend import OffSpine, trend


def words(qualifier: str, number: int | None = None, magnitude: str | None = None) -> Any:
    return triple(interval(qualifier, value=number, magnitude=magnitude))


def persons(qualifier: str, households: int, size: str) -> Any:
    stated = interval(qualifier, value=households, unit="household")
    return triple(persons_from_households(stated, Decimal(size)))


INTERVALS: list[tuple[str, Callable[[], Any], Any]] = [
    ("E01 dozens", lambda: words("magnitude", magnitude="dozens"), (12, None, "open")),
    ("E01 hundreds", lambda: words("magnitude", magnitude="hundreds"), (100, None, "open")),
    ("E01 thousands", lambda: words("magnitude", magnitude="thousands"), (1_000, None, "open")),
    ("E02 more than", lambda: words("more_than", 800_000), (800_000, 800_000, "open")),
    ("E02 about", lambda: words("about", 3_000_000), (2_500_000, 3_000_000, 3_500_000)),
    ("E02 nearly", lambda: words("nearly", 390_000), (380_000, 390_000, 390_000)),
    ("E02 some", lambda: words("about", 586_000), (585_500, 586_000, 586_500)),
    ("E02 its crew", lambda: words("unknown_number"), (1, None, "open")),
    ("E02 fewer than", lambda: words("fewer_than", 100), (0, 100, 100)),
    (
        "E02 between",
        lambda: triple(interval("between", value_low=56_000, value_high=80_000)),
        (56_000, 56_000, 80_000),
    ),
    ("E04 exact households", lambda: persons("exact", 1_250, "5.3"), (6_625, 6_625, 6_625)),
    ("E04 half up", lambda: persons("exact", 333, "4.5"), (1_499, 1_499, 1_499)),
    ("E04 about", lambda: persons("about", 1_200, "5"), (5_750, 6_000, 6_250)),
    (
        "E04 implied size",
        lambda: implied_size(persons=1_192_416, households=200_974),
        Decimal("5.93"),
    ),
]


@pytest.mark.parametrize(("work", "expected"), [row[1:] for row in INTERVALS], ids=[row[0] for row in INTERVALS])
def test_words_and_households_become_intervals(work: Callable[[], Any], expected: Any) -> None:
    assert work() == expected


def test_e02_a_range_names_the_basis_of_its_best() -> None:
    stated = interval("between", value_low=56_000, value_high=80_000)
    assert stated == Interval(56_000, 56_000, 80_000, high_open=False, bounds_basis="range_min")


def test_e03_a_share_of_a_floor_is_a_floor() -> None:
    share = interval("about", value=81, unit="percent")
    base = interval("more_than", value=800_000)
    assert derived_share(share, base) == Interval(644_000, 648_000, None, high_open=True, bounds_basis="floor")


OCHA: dict[str, tuple[str, int]] = {
    "2020-01-29": ("nearly", 390_000),
    "2020-02-02": ("about", 586_000),
    "2020-02-12": ("more_than", 800_000),
    "2020-02-20": ("nearly", 900_000),
    "2020-02-23": ("about", 948_000),
}


def since_december() -> list[Claim]:
    return [
        claim(figure, qualifier, number, as_of=date.fromisoformat(day), period_start=date(2019, 12, 1))
        for figure, (day, (qualifier, number)) in enumerate(OCHA.items(), start=1)
    ]


def test_e05_five_statements_are_five_points_and_nothing_between() -> None:
    line = trend(since_december(), window_days=7)
    assert {str(point.date): triple(point) for point in line.points} == {
        "2020-01-29": (380_000, 390_000, 390_000),
        "2020-02-02": (585_500, 586_000, 586_500),
        "2020-02-12": (800_000, 800_000, "open"),
        "2020-02-20": (800_000, 900_000, 900_000),
        "2020-02-23": (947_500, 948_000, 948_500),
    }
    assert line.off_spine == line.not_used == ()


def test_e05b_changes_say_what_may_be_subtracted() -> None:
    claims = since_december()
    found = changes_along([point.figure for point in trend(claims, window_days=7).points], claims)
    assert [(*triple(found_change), found_change.flag) for found_change in found] == [
        (195_500, 196_000, 206_500, "ok"),
        (213_500, 214_000, "open", "floor"),
        (None, 100_000, 100_000, "change_in_floor"),
        (47_500, 48_000, 148_500, "ok"),
    ]


def test_e07_the_stated_flow_of_a_period_beats_the_difference() -> None:
    november, april = date(2012, 11, 30), date(2013, 4, 30)
    counts = [claim(1, value=59_648, as_of=november), claim(2, value=92_901, as_of=april)]
    winter = claim(3, value=26_906, as_of=april, period_start=november + timedelta(days=1), period_end=april)
    (found,) = changes_along([1, 2], counts, [winter])
    assert (triple(found), found.flag) == ((26_906, 26_906, 26_906), "ok")
    assert (found.stated, found.revision) == (3, 6_347)


@pytest.mark.parametrize(
    ("events", "expected", "flags"),
    [([5, 7], 17, ()), ([20, 11], 0, ("parts_exceed_aggregate",))],
)
def test_e08_an_aggregate_adds_what_its_events_do_not_have(
    events: list[int], expected: int, flags: tuple[str, ...]
) -> None:
    found = residual(exactly(29), [exactly(number) for number in events])
    assert (triple(found), found.flags) == ((expected, expected, expected), flags)


def parts(whole: int, partition: str, **counts: int) -> list[Part]:
    return [
        Part(figure=figure, part_of=whole, partition=partition, category=name, interval=exactly(count))
        for figure, (name, count) in enumerate(counts.items(), start=whole + 1)
    ]


def test_e09_two_partitions_of_one_total_are_one_total() -> None:
    by_age = parts(1, "sex_age", men=572, women=213, children=304)
    by_side = parts(1, "side", one=1_031, other=58)
    assert sum_of_parts(by_age).best == sum_of_parts(by_side).best == 1_089
    with pytest.raises(ValueError, match="different divisions"):
        sum_of_parts(by_age + by_side)


def test_e09_the_rest_of_a_total_is_unspecified() -> None:
    named = parts(1, "sex_age", children=7_797, women=4_959, elderly=1_924, men=10_006)
    division = divide(exactly(34_622), named)
    assert (division.named.best, division.unspecified.best) == (24_686, 9_936)
    women_and_children = percentage(7_797 + 4_959, 24_686, level="identified")
    assert (women_and_children.value, women_and_children.level) == (Decimal("51.7"), "identified")


def test_e10_an_interested_party_is_listed_and_unused() -> None:
    line = trend(
        [
            claim(1, value=1_000_000, originator=1, as_of=date(2020, 3, 31), reliability="A", credibility=2),
            claim(2, "about", 900_000, originator=2, as_of=date(2020, 3, 29), reliability="B", credibility=3),
            claim(
                3,
                value=300_000,
                originator=3,
                as_of=date(2020, 3, 30),
                reliability="D",
                credibility=4,
                party="interested",
            ),
        ],
        window_days=7,
    )
    (point,) = line.points
    assert triple(point) == (850_000, 1_000_000, 1_000_000)
    assert (point.conflicts, point.flags, point.originators) == ((2,), ("sources_disagree",), (1, 2))
    assert line.off_spine == (OffSpine(3, "interested_party"),)


def test_e12_an_admission_without_a_number_confirms_an_event() -> None:
    crew = claim(1, "unknown_number", originator=1, party="admission", reliability="D", credibility=3)
    monitor = claim(2, value=2, originator=2, reliability="C", credibility=2)
    both, alone = event_band([crew, monitor]), event_band([crew])
    assert (triple(both), both.originators) == ((2, 2, 2), (1, 2))
    assert (triple(alone), alone.originators) == ((1, None, "open"), (1,))


def at_place(place: str, number: int, *, level: str = "adm1", figure: int = 1) -> PlaceCount:
    return PlaceCount(
        place=place,
        level=level,
        figure=figure,
        originator=1,
        as_of=date(2024, 1, 31),
        interval=exactly(number),
    )


def test_e13_one_number_at_three_levels_is_one_number() -> None:
    district = place_answer(None, [at_place("A2", 246_362, level="adm2", figure=3)], of=1)
    province = place_answer(at_place("A1", 246_362, figure=2), [at_place("A2", 246_362, level="adm2")], of=1)
    country = place_answer(at_place("A0", 246_362, level="country"), [at_place("A1", 246_362)], of=1)
    for answer in (district, province, country):
        assert answer.interval is not None
        assert (answer.interval.best, answer.flags) == (246_362, ())


def test_e13_two_of_fourteen_parts_are_a_floor() -> None:
    found = roll_up([at_place("B", 320_600), at_place("C", 132_600, figure=2)], of=14)
    assert (triple(found.interval), found.known, found.of) == ((453_200, 453_200, "open"), 2, 14)
    assert found.flags == ("partial", "floor")


def test_e13_the_latest_round_of_each_operation_is_summed() -> None:
    rounds = [
        Round(
            figure=figure,
            originator=1,
            operation=operation,
            as_of=date(2024, month, 1),
            interval=exactly(number),
        )
        for figure, (operation, month, number) in enumerate(
            [("North", 1, 99_991), ("North", 4, 34_773), ("South", 2, 1_593), ("Coast", 3, 10_388)], start=1
        )
    ]
    found = sum_of_operations(rounds, disjoint=True)
    assert (triple(found), found.flag, found.used) == ((46_754, 46_754, 46_754), "ok", (2, 3, 4))


def test_e14_a_source_corrects_itself_and_both_states_can_be_read() -> None:
    said = date(2020, 2, 12)
    claims = [
        claim(1, value=120, as_of=said),
        claim(2, value=95, as_of=said, said=said + timedelta(days=2), supersedes=1, supersedes_kind="revises"),
    ]
    before = trend(claims, window_days=7, known_on=said + timedelta(days=1))
    after = trend(claims, window_days=7, known_on=said + timedelta(days=2))
    assert [point.value_best for point in before.points] == [120]
    assert [point.value_best for point in after.points] == [95]
    assert after.not_used == (OffSpine(1, "superseded"),)


def test_e14_a_count_that_falls_is_a_revision() -> None:
    found = change(claim(1, value=1_622, as_of=date(2020, 2, 12)), claim(2, value=1_421, as_of=date(2020, 2, 20)))
    assert (triple(found), found.flag) == ((None, None, None), "revision_not_negative_flow")


def test_e15_a_backlog_counts_in_the_total_and_not_in_the_bar() -> None:
    day = date(2020, 2, 14)
    reported = claim(1, value=531, as_of=day, period_start=day - timedelta(days=1), period_end=day)
    approved = claim(2, value=499, as_of=day, supersedes=1, supersedes_kind="backlog_addition")
    (bar,) = trend([reported, approved], window_days=7, bars=True).points
    added = change(claim(3, value=1_000), claim(4, value=1_531, as_of=day))
    assert (bar.value_best, added.best) == (32, 531)


def test_e17_one_statement_in_three_outlets_is_one_assertion() -> None:
    claims = [
        claim(1, value=350, hops=3),
        claim(2, value=350, hops=1),
        claim(3, value=350, hops=2),
    ]
    line = trend(claims, window_days=7)
    (point,) = line.points
    assert (point.figure, point.originators) == (2, (1,))
    assert line.not_used == (OffSpine(1, "same_assertion"), OffSpine(3, "same_assertion"))


def test_e18_a_publisher_stands_beside_the_line_of_a_better_source() -> None:
    since = {"period_start": date(2019, 4, 29)}
    ohchr = {"originator": 1, "reliability": "B", "credibility": 2, **since}
    claims = [
        claim(1, "at_least", 450, as_of=date(2019, 7, 30), **ohchr),
        claim(2, value=1_089, as_of=date(2019, 8, 29), **ohchr),
        claim(3, value=1_506, as_of=date(2020, 1, 15), **ohchr),
        claim(4, "more_than", 1_800, as_of=date(2020, 2, 14), originator=2, **since),
    ]
    line = trend(claims, window_days=7, max_gap=60)
    assert [(point.figure, triple(point), point.break_before) for point in line.points] == [
        (1, (450, 450, "open"), False),
        (2, (1_089, 1_089, 1_089), False),
        (3, (1_506, 1_506, 1_506), True),
    ]
    assert line.off_spine == (OffSpine(4, "outside_window"),)
    assert (line.spine, line.spine_reason) == (1, "reliability")


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (53, 53),
        (100, 100),
        (187, 190),
        (1_089, 1_100),
        (1_506, 1_500),
        (9_999, 10_000),
        (10_500, 11_000),
        (464_830, 465_000),
    ],
)
def test_e19_headline_cards_round_and_deaths_never_do(exact: int, shown: int) -> None:
    assert headline(exact, rounded=True) == shown
    assert headline(exact, rounded=False) == exact


def test_e20_documented_and_modelled_people_are_another_series() -> None:
    summed, level = sum_of_levels([(exactly(143_350), "verified"), (exactly(163_537), "estimated")])
    assert (summed.best, level) == (306_887, "estimated")
    key = {
        "crisis": "syria", "measure": "killed", "basis": "period", "unit": "person", "place": "SYR"
    }  # fmt: skip
    assert SeriesKey(**key, level="verified") != SeriesKey(**key, level=level)


def test_the_founding_article_never_yields_its_forbidden_numbers() -> None:
    since_april = claim(
        1,
        "more_than",
        1_000_000,
        period_start=date(2019, 4, 21),
        period_start_latest=date(2019, 4, 30),
    )
    since_december_1 = claim(2, "more_than", 800_000, originator=2, reliability="A", period_start=date(2019, 12, 1))
    line = trend([since_april, since_december_1], window_days=7)
    assert [triple(point) for point in line.points] == [(800_000, 800_000, "open")]
    assert line.off_spine == (OffSpine(1, "other_origin"),)
    with pytest.raises(ValueError, match="one originator"):
        change(since_december_1, since_april)


def test_a_share_without_a_base_or_without_a_number_derives_nothing() -> None:
    assert derived_share(interval("about", value=20, unit="percent"), None) is None
    mostly = interval("majority", unit="percent")
    assert derived_share(mostly, interval("more_than", value=800_000)) is None
