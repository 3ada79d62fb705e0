"""Rule R14: what a point rests on and what was left out."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given

from tests.estimates.makers import LAWS, SOME_DAY, claim, claim_lists
from tracker.estimates.claims import Claim
from tracker.estimates.explain import Explanation, explain
from tracker.estimates.trend import OffSpine, trend


def test_an_explanation_names_rules_claims_and_reasons() -> None:
    claims = [
        claim(1, value=120, originator=1, reliability="B"),
        claim(2, value=95, originator=1, reliability="B", supersedes=1, supersedes_kind="revises"),
        claim(3, value=95, originator=1, reliability="B", hops=2),
        claim(4, "about", 60, originator=2),
        claim(5, value=400, originator=3, party="interested"),
        claim(6, value=97, originator=2, as_of=SOME_DAY + timedelta(days=30)),
        claim(7, value=99, originator=1, reliability="B", as_of=SOME_DAY + timedelta(days=60)),
    ]
    assert explain(claims, SOME_DAY, window_days=7, known_on=date(2020, 12, 31)) == Explanation(
        low=55,
        best=95,
        high=95,
        high_open=False,
        rules=("R1", "R2", "R3", "R4", "R6"),
        spine=1,
        spine_reason="reliability",
        used=(2, 4),
        not_used=(
            OffSpine(1, "superseded"),
            OffSpine(3, "same_assertion"),
            OffSpine(5, "interested_party"),
            OffSpine(6, "outside_window"),
        ),
        conflicts=(4,),
        bounds_basis="stated",
        figure=2,
        originators=(1, 2),
        flags=("sources_disagree",),
        known_on=date(2020, 12, 31),
    )


def test_a_lone_claim_needs_two_rules() -> None:
    found = explain([claim(1, value=7)], SOME_DAY, window_days=7)
    assert found is not None
    assert (found.rules, found.not_used) == (("R1", "R3"), ())


def test_two_sources_that_agree_still_make_a_band() -> None:
    found = explain([claim(1, value=7), claim(2, value=7, originator=2)], SOME_DAY, window_days=7)
    assert found is not None
    assert (found.rules, found.conflicts) == (("R1", "R3", "R4"), ())


def test_a_day_without_a_point_has_no_explanation() -> None:
    assert explain([claim(1, value=7)], SOME_DAY + timedelta(days=1), window_days=7) is None


@LAWS
@given(claims=claim_lists())
def test_an_explanation_says_what_the_line_says(claims: list[Claim]) -> None:
    for point in trend(claims, window_days=7).points:
        found = explain(claims, point.date, window_days=7)
        assert found is not None
        assert (found.low, found.best, found.high) == (point.value_low, point.value_best, point.value_high)
        assert found.used == point.used
