"""Rules R2 and R6: which claims count, and which of two ranks higher."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimates.makers import LAWS, claim, claim_lists
from tracker.estimates.claims import Claim, rank, standing
from tracker.estimates.qualifiers import Interval

LATER = date(2020, 3, 1)


def kept(claims: list[Claim], **more: Any) -> list[int]:
    return [one.figure for one in standing(claims, **more).kept]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"retracted": True}, "retracted"),
        ({"grade": "discounted"}, "discounted"),
        ({"role": "context"}, "role"),
        ({"role": "excluded"}, "role"),
    ],
)
def test_a_claim_that_is_not_valid_counts_nowhere(state: dict[str, Any], reason: str) -> None:
    found = standing([claim(1, value=7), claim(2, value=11, **state)])
    assert ([one.figure for one in found.kept], found.dropped) == ([1], {2: reason})


@pytest.mark.parametrize("state", [{"grade": "weak"}, {"grade": "contested"}, {"role": "triangulation"}])
def test_other_judgements_drop_nothing(state: dict[str, Any]) -> None:
    assert kept([claim(1, value=7, **state)]) == [1]


def test_what_was_said_later_is_neither_kept_nor_dropped() -> None:
    found = standing([claim(1, value=7), claim(2, value=11, said=LATER)], known_on=date(2020, 2, 29))
    assert ([one.figure for one in found.kept], found.dropped) == ([1], {})
    assert kept([claim(1, value=7), claim(2, value=11, said=LATER)], known_on=LATER) == [1, 2]


@pytest.mark.parametrize(
    ("kind", "left", "reasons"),
    [
        ("revises", [2], {1: "superseded"}),
        ("reclassifies", [2], {1: "superseded"}),
        (None, [2], {1: "superseded"}),
        ("retracts", [], {1: "retracted", 2: "retracted"}),
        ("duplicate_of", [1], {2: "same_assertion"}),
        ("backlog_addition", [1, 2], {}),
    ],
)
def test_what_a_newer_claim_does_to_the_older(kind: str | None, left: list[int], reasons: dict[int, str]) -> None:
    found = standing([claim(1, value=120), claim(2, value=95, supersedes=1, supersedes_kind=kind)])
    assert ([one.figure for one in found.kept], found.dropped) == (left, reasons)


def test_a_chain_keeps_its_last_claim() -> None:
    chain = [
        claim(1, value=2),
        claim(2, value=3, supersedes=1, supersedes_kind="revises"),
        claim(3, value=5, supersedes=2, supersedes_kind="revises"),
    ]
    assert kept(chain) == [3]
    assert kept([*chain[:2], claim(3, value=5, supersedes=2, supersedes_kind="revises", retracted=True)]) == [2]


def test_a_duplicate_stands_in_for_a_claim_that_is_gone() -> None:
    gone = claim(1, value=7, retracted=True)
    assert kept([gone, claim(2, value=7, supersedes=1, supersedes_kind="duplicate_of")]) == [2]


def test_a_claim_of_another_series_may_supersede() -> None:
    elsewhere = claim(9, value=7, supersedes=1, supersedes_kind="reclassifies", said=LATER)
    assert kept([claim(1, value=7)], elsewhere=[elsewhere]) == []
    assert kept([claim(1, value=7)], elsewhere=[elsewhere], known_on=date(2020, 2, 29)) == [1]


@pytest.mark.parametrize(
    "difference",
    [
        {"originator": 2},
        {"as_of": date(2020, 2, 13)},
        {"value": 8},
        {"qualifier": "at_least"},
        {"period_start": date(2020, 2, 1)},
        {"period_end": date(2020, 2, 11)},
        {"event": 5},
    ],
)
def test_same_assertion_needs_everything_the_same(difference: dict[str, Any]) -> None:
    assert kept([claim(1, value=7), claim(2, value=7)]) == [1]
    assert kept([claim(1, value=7), claim(2, **{"value": 7, **difference})]) == [1, 2]


def test_the_shortest_chain_speaks_for_an_assertion_then_the_earliest_print() -> None:
    assert kept([claim(1, value=7, hops=2), claim(2, value=7, hops=1)]) == [2]
    early, late = {"published": date(2020, 2, 13)}, {"published": date(2020, 2, 14)}
    assert kept([claim(1, value=7, **late), claim(2, value=7, **early)]) == [2]
    assert kept([claim(1, value=7), claim(2, value=7, **late)]) == [2]


def test_claims_without_a_number_or_a_day_are_not_taken_for_one_assertion() -> None:
    denials = [claim(figure, "denied", contests=figure + 10) for figure in (1, 2)]
    undated = [claim(figure, value=7, as_of=None) for figure in (3, 4)]
    unknown = Interval(None, None, None, high_open=False, bounds_basis="stated")
    households = [claim(figure, interval=unknown, off_axis="no_household_size") for figure in (5, 6)]
    assert kept(denials + undated + households) == [1, 2, 3, 4, 5, 6]


RANKS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"role": "recommended", "party": "interested"}, {"reliability": "A"}),
    ({"reliability": "F"}, {"party": "interested", "reliability": "A"}),
    ({"reliability": "A", "credibility": 6}, {"reliability": "B", "credibility": 1}),
    ({"reliability": "E"}, {"reliability": "?"}),
    ({"credibility": 2, "qualifier": "at_least"}, {"credibility": 3}),
    ({"hops": 3}, {"hops": 1, "qualifier": "at_least"}),
    ({"hops": 1}, {"hops": 2, "as_of": LATER}),
    ({"as_of": LATER}, {}),
    ({}, {"as_of": None}),
]


@pytest.mark.parametrize(("better", "worse"), RANKS)
def test_rank_goes_by_the_criteria_in_order(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert rank(claim(2, value=7, **better)) < rank(claim(1, value=7, **worse))


def test_equal_claims_rank_by_their_numbers() -> None:
    assert rank(claim(1, value=7)) < rank(claim(2, value=7))


@LAWS
@given(claims=claim_lists(), data=st.data())
def test_the_order_of_claims_never_matters(claims: list[Claim], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(claims))
    assert standing(shuffled) == standing(claims)


@LAWS
@given(claims=claim_lists())
def test_every_claim_is_kept_or_has_a_reason(claims: list[Claim]) -> None:
    found = standing(claims)
    assert sorted([one.figure for one in found.kept] + list(found.dropped)) == [one.figure for one in claims]
