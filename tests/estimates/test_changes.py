"""Rule R5: changes between counts since one start, and the nested check."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from tests.estimates.makers import LAWS, SOME_DAY, claim, claim_lists, exactly, triple
from tracker.estimates.changes import change, changes_along, nested_check
from tracker.estimates.claims import Claim
from tracker.estimates.qualifiers import interval
from tracker.estimates.trend import trend

LATER = SOME_DAY + timedelta(days=8)


@pytest.mark.parametrize(
    ("earlier", "later", "numbers", "flag"),
    [
        (("exact", 100), ("exact", 130), (30, 30, 30), "ok"),
        (("exact", 100), ("exact", 100), (0, 0, 0), "ok"),
        (("about", 100), ("about", 110), (0, 10, 65), "ok"),
        (("exact", 100), ("more_than", 130), (30, 30, "open"), "floor"),
        (("more_than", 100), ("exact", 130), (None, 30, 30), "change_in_floor"),
        (("more_than", 100), ("more_than", 130), (None, None, None), "two_floors"),
        (("more_than", 130), ("more_than", 100), (None, None, None), "two_floors"),
        (("exact", 130), ("exact", 100), (None, None, None), "revision_not_negative_flow"),
        (("more_than", 130), ("exact", 100), (None, None, None), "revision_not_negative_flow"),
        (("unknown_number", None), ("exact", 100), (None, None, None), "magnitude_only"),
        (("exact", 100), ("unknown_number", None), (None, None, None), "magnitude_only"),
        (("denied", None), ("exact", 100), (None, None, None), "magnitude_only"),
    ],
)
def test_what_a_change_says(earlier: Any, later: Any, numbers: Any, flag: str) -> None:
    found = change(claim(1, *earlier), claim(2, *later, as_of=LATER))
    assert (triple(found), found.flag) == (numbers, flag)
    assert (found.from_figure, found.to_figure) == (1, 2)
    assert (found.from_date, found.to_date) == (SOME_DAY, LATER)


def test_a_fall_that_the_source_explains_is_a_new_definition() -> None:
    later = claim(2, value=100, supersedes=1, supersedes_kind="reclassifies")
    assert change(claim(1, value=130), later).flag == "definition_change"


def test_two_originators_have_no_change() -> None:
    with pytest.raises(ValueError, match="one originator"):
        change(claim(1, value=100), claim(2, value=130, originator=2))


def test_changes_use_the_claims_on_top_and_not_the_widened_points() -> None:
    claims = [
        claim(1, value=100, reliability="A"),
        claim(2, value=130, reliability="A", as_of=LATER),
        claim(3, value=70, originator=2),
        claim(4, value=190, originator=2, as_of=LATER),
    ]
    found = changes_along([point.figure for point in trend(claims, window_days=7).points], claims)
    assert [triple(one) for one in found] == [(30, 30, 30)]


@pytest.mark.parametrize(
    ("part", "whole", "answer"),
    [
        (exactly(100), exactly(130), "consistent"),
        (exactly(130), exactly(130), "consistent"),
        (exactly(131), exactly(130), "conflict"),
        (exactly(131), interval("about", value=130), "tension"),
        (exactly(136), interval("about", value=130), "conflict"),
        (exactly(131), interval("more_than", value=130), "tension"),
        (interval("at_most", value=190), exactly(130), "consistent"),
        (exactly(131), interval("magnitude", magnitude="tens"), "consistent"),
    ],
)
def test_a_shorter_window_must_fit_the_longer(part: Any, whole: Any, answer: str) -> None:
    assert nested_check(part, whole) == answer


@LAWS
@given(claims=claim_lists())
def test_no_change_is_negative_and_its_numbers_are_in_order(claims: list[Claim]) -> None:
    for found in changes_along([point.figure for point in trend(claims, window_days=7).points], claims):
        known = [number for number in (found.low, found.best, found.high) if number is not None]
        assert known == sorted(known)
        assert all(number >= 0 for number in known)


@pytest.mark.parametrize("first", [SOME_DAY, SOME_DAY + timedelta(days=1)])
def test_the_flow_that_the_source_gives_is_the_change(first: Any) -> None:
    """Also where the totals fell: the source says itself how much of that is correction."""
    counts = [claim(1, value=100), claim(2, value=90, as_of=LATER)]
    between = claim(3, value=37, as_of=LATER, period_start=first, period_end=LATER)
    (found,) = changes_along([1, 2], counts, [between])
    assert (triple(found), found.flag, found.stated, found.revision) == ((37, 37, 37), "ok", 3, -47)


def test_a_stated_flow_of_another_time_or_mouth_is_not_the_change() -> None:
    counts = [claim(1, value=100), claim(2, value=130, as_of=LATER)]
    window = {"period_start": SOME_DAY, "period_end": LATER, "as_of": LATER}
    others = [
        claim(3, value=1, originator=2, **window),
        claim(4, value=2, **{**window, "period_start": SOME_DAY - timedelta(days=1)}),
        claim(5, "unknown_number", **window),
        claim(6, value=3, party="interested", **window),
    ]
    (found,) = changes_along([1, 2], counts, others)
    assert (found.best, found.stated, found.revision) == (30, None, None)


def test_an_open_flow_leaves_the_revision_unknown() -> None:
    counts = [claim(1, value=100), claim(2, value=130, as_of=LATER)]
    between = claim(3, "more_than", 20, as_of=LATER, period_start=SOME_DAY, period_end=LATER)
    (found,) = changes_along([1, 2], counts, [between])
    assert (triple(found), found.flag, found.revision) == ((20, 20, "open"), "floor", None)
