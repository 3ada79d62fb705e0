"""Rule R4: the band of all sources at one point."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimates.makers import LAWS, claim, claim_lists, triple
from tracker.estimates.claims import Claim, may_lead
from tracker.estimates.combine import combine
from tracker.estimates.qualifiers import interval


def band(*stated: tuple[str, int | None], **more: Any) -> Any:
    """The band of claims of as many originators, the first being the most reliable."""
    return combine(
        claim(figure, qualifier, number, originator=figure, reliability="ABCDEF"[figure - 1], **more)
        for figure, (qualifier, number) in enumerate(stated, start=1)
    )


@pytest.mark.parametrize(
    ("stated", "numbers", "conflicts"),
    [
        ([("exact", 7)], (7, 7, 7), ()),
        ([("exact", 7), ("exact", 7)], (7, 7, 7), ()),
        ([("about", 100), ("exact", 130)], (50, 100, 150), ()),
        ([("exact", 100), ("exact", 70), ("exact", 130)], (70, 100, 130), (2, 3)),
        ([("more_than", 100)], (100, 100, "open"), ()),
        ([("more_than", 100), ("more_than", 130)], (100, 100, 130), ()),
        ([("more_than", 100), ("more_than", 70)], (70, 100, "open"), ()),
        ([("exact", 100), ("more_than", 70)], (70, 100, 100), ()),
        ([("exact", 100), ("more_than", 130)], (100, 100, 130), (2,)),
        ([("more_than", 100), ("exact", 70)], (70, 100, 100), (2,)),
        ([("more_than", 100), ("exact", 130)], (100, 100, 130), ()),
        ([("exact", 7), ("unknown_number", None)], (7, 7, 7), ()),
        ([("exact", 1), ("unspecified_plural", None)], (1, 1, 1), (2,)),
        ([("unspecified_plural", None), ("unknown_number", None)], (1, None, "open"), ()),
    ],
)
def test_numbers_and_conflicts(stated: Any, numbers: Any, conflicts: tuple[int, ...]) -> None:
    found = band(*stated)
    assert (triple(found), found.conflicts) == (numbers, conflicts)
    assert ("sources_disagree" in found.flags) == bool(conflicts)
    assert found.originators == tuple(range(1, len(stated) + 1))


@pytest.mark.parametrize(
    ("stated", "is_open"),
    [
        ([("more_than", 100), ("more_than", 130)], True),
        ([("exact", 100), ("more_than", 130)], True),
        ([("exact", 100), ("more_than", 100)], False),
        ([("more_than", 100), ("exact", 130)], False),
    ],
)
def test_the_end_is_open_where_a_floor_is_above_every_cap(stated: Any, is_open: bool) -> None:
    assert band(*stated).high_open is is_open


def test_the_best_is_that_of_the_claim_on_top_whatever_its_rank() -> None:
    better, worse = claim(1, value=70, reliability="A"), claim(2, value=100, reliability="F")
    assert combine([better, worse]).best == 70
    assert triple(combine([better, worse], top=worse)) == (70, 100, 100)


def test_triangulation_widens_and_never_leads() -> None:
    aside = claim(1, value=70, reliability="A", role="triangulation")
    found = combine([aside, claim(2, value=100, originator=2, reliability="E")])
    assert (found.figure, triple(found)) == (2, (70, 100, 100))
    assert triple(combine([aside])) == (70, None, 70)


def test_an_interested_party_leaves_the_numbers_unless_recommended() -> None:
    free = claim(1, value=100)
    stake = {"originator": 2, "party": "interested"}
    found = combine([free, claim(2, value=70, **stake)])
    assert (triple(found), found.barred, found.originators) == ((100, 100, 100), (2,), (1,))
    assert combine([free, claim(2, value=70, role="recommended", **stake)]).best == 70


def test_an_admission_stays_in_the_numbers() -> None:
    assert combine([claim(1, value=70, party="admission")]).best == 70


def test_interested_parties_alone_give_no_numbers() -> None:
    found = combine([claim(1, value=70, party="interested")])
    assert (triple(found), found.flags, found.barred) == ((None, None, None), ("interested_only",), (1,))


def test_a_denial_alone_is_not_a_count_by_an_interested_party() -> None:
    found = combine([claim(1, "denied", contests=9, party="interested")])
    assert (triple(found), found.flags, found.barred) == ((None, None, None), (), ())


def test_nothing_gives_nothing() -> None:
    found = combine([])
    assert (triple(found), found.flags, found.used) == ((None, None, None), (), ())


def test_a_denial_flags_the_claim_it_contests_and_moves_nothing() -> None:
    claims = [claim(1, value=100), claim(2, "denied", originator=2, contests=1, party="interested")]
    found = combine(claims)
    assert (triple(found), found.conflicts, found.flags) == ((100, 100, 100), (2,), ("sources_disagree",))
    elsewhere = combine([claim(1, value=100), claim(2, "denied", originator=2, contests=9)])
    assert (elsewhere.conflicts, elsewhere.flags) == ((), ())


@pytest.mark.parametrize(
    "state", [{"interval": None, "off_axis": "no_household_size"}, {"off_axis": "other_level", "value": 9}]
)
def test_a_claim_off_the_axis_takes_no_part(state: dict[str, Any]) -> None:
    assert triple(combine([claim(1, value=100), claim(2, originator=2, **state)])) == (100, 100, 100)


@pytest.mark.parametrize(
    ("qualifier", "flags"),
    [("exact", ()), ("more_than", ("floor",)), ("about", ("rounding",)), ("at_most", ())],
)
def test_flags_say_where_the_bounds_come_from(qualifier: str, flags: tuple[str, ...]) -> None:
    assert band((qualifier, 100)).flags == flags


def test_a_range_without_a_best_is_flagged() -> None:
    stated = interval("between", value_low=50, value_high=80)
    assert combine([claim(1, "between", interval=stated)]).flags == ("range_min",)


@LAWS
@given(claims=claim_lists(), data=st.data())
def test_low_best_and_high_are_in_order_and_the_order_of_claims_is_not(
    claims: list[Claim], data: st.DataObject
) -> None:
    found = combine(claims)
    assert combine(data.draw(st.permutations(claims))) == found
    known = [number for number in (found.low, found.best, found.high) if number is not None]
    assert known == sorted(known)
    assert found.high is not None or found.high_open or found.low is None


@LAWS
@given(claims=claim_lists())
def test_another_claim_can_only_widen_under_the_same_top(claims: list[Claim]) -> None:
    leaders = [one for one in claims if may_lead(one)]
    if leaders:
        alone, together = combine([leaders[0]], top=leaders[0]), combine(claims, top=leaders[0])
        assert together.best == alone.best
        assert together.low is not None
        assert alone.low is not None
        assert together.low <= alone.low
