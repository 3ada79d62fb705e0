"""Laws of the ledger, tried on whatever order of acts hypothesis thinks of."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ledger import state, world
from tracker.estimates.claims import Claim
from tracker.estimates.trend import default_window, trend
from tracker.ledger import events, publish, series
from tracker.ledger.sequence import head
from tracker.ledger.tallies import SUMS, cells_of, contribution
from tracker.ledger.verify import verify
from tracker.models import EventTotal, Figure, LedgerEntry, PublishedFigure, Series, SeriesPoint, Tally
from tracker.vocabulary import PublicState

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LAWS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],  # shrinking a life of the database takes longer than reading it
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""The same examples on every run and machine; few, because each one is a life of the database."""

POINT = ("date", "value_low", "value_best", "value_high", "high_open", "figure", "break_before")

SMALL = st.integers(min_value=0, max_value=5)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["record and publish"] * 4 + ["correct"] * 3 + sorted(world.ACTS)),
        SMALL,
        SMALL,
        st.sampled_from(world.PRIMES),
    ),
    min_size=3,
    max_size=9,
)


@pytest.fixture
def small() -> world.World:
    """The world before anything was said; each example starts from it and is rolled back."""
    return world.make_world()


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "CHUNK", 2)


def live(small: world.World, acts: list[world.Act]) -> None:
    """Do all this in a world that has no other figures."""
    small.figures, small.renamed = [], 0
    for act in acts:
        small.do(act)


@LAWS
@given(acts=ACTS)
def test_replaying_the_ledger_gives_the_tables(small: world.World, acts: list[world.Act]) -> None:
    with transaction.atomic():
        live(small, acts)
        assert world.replayed() == world.stored()
        check_working_copies()
        check_lines()
        check_tallies()
        check_nothing_was_forgotten()
        assert verify().problems == []
        transaction.set_rollback(True)


def check_working_copies() -> None:
    """Revisions count the entries, and what is public is what the last entry says."""
    public = world.replayed()[-1]
    revisions: dict[int, list[int]] = defaultdict(list)
    for entry in LedgerEntry.objects.filter(object_type="figure").order_by("sequence"):
        revisions[entry.object_id].append(entry.revision)
    for figure in Figure.objects.all():
        assert revisions[figure.pk] == list(range(1, figure.revision + 1))
        assert (figure.public_state == PublicState.PUBLISHED) == (figure.pk in public)
        if figure.pk in public:
            version = PublishedFigure.objects.get(pk=public[figure.pk])
            assert (version.series_id, version.revision) == (figure.series_id, figure.revision)
    assert head().live_count == len(public)


def check_lines() -> None:
    """The stored points are the trend of the versions that stand, under the settings the ledger holds."""
    rows = list(PublishedFigure.objects.live().values(*series.CLAIM_COLUMNS))
    names = series.originator_names(row["originator_id"] for row in rows)
    claims: dict[int, list[Claim]] = defaultdict(list)
    for row in rows:
        claims[row["series_id"]].append(series.claim_of(row, names))
    chosen = chosen_settings()
    for one in Series.objects.all():
        own = {claim.figure for claim in claims[one.pk]}
        beside = [c for pk, said in claims.items() if pk != one.pk for c in said if c.supersedes in own]
        line = trend(
            claims[one.pk],
            window_days=default_window(one.basis),
            spine=chosen.get(one.pk, {}).get("spine"),
            max_gap=chosen.get(one.pk, {}).get("max_gap"),
            elsewhere=beside,
        )
        kept = [
            (point.date, point.value_low, point.value_best, point.value_high, point.figure) for point in line.points
        ]
        held = SeriesPoint.objects.filter(series=one).order_by("date")
        assert list(held.values_list("date", "value_low", "value_best", "value_high", "figure")) == kept
        assert (one.spine_id, one.figure_count, one.point_count) == (line.spine, len(own), len(kept))
        for name in ("off_spine", "not_used"):
            assert state.left_out(one, name) == [[left.figure, left.reason] for left in getattr(line, name)]


def chosen_settings() -> dict[int, dict[str, Any]]:
    """The settings of each series as the ledger's entries tell them."""
    told = LedgerEntry.objects.filter(type="series.settings").order_by("sequence")
    return dict(told.values_list("object_id", "data"))


def check_tallies() -> None:
    """A tally is the sum of the totals that lie in its cell."""
    wanted: dict[Any, list[int]] = defaultdict(lambda: [0] * len(SUMS))
    for total in EventTotal.objects.filter(sequence_to__isnull=True):
        for cell in cells_of(total):
            wanted[cell] = [a + b for a, b in zip(wanted[cell], contribution(total), strict=True)]
    held = {
        (one.scope, one.measure, one.people_status, one.month): [getattr(one, name) for name in SUMS]
        for one in Tally.objects.all()
    }
    assert held == wanted


def check_nothing_was_forgotten() -> None:
    """Computing every series and every total again changes nothing."""
    before = state.points(), state.summaries(), state.totals()
    series.recompute(set(Series.objects.values_list("pk", flat=True)), sequence=head().sequence)
    pairs = set(PublishedFigure.objects.exclude(event_id=None).values_list("event_id", "measure"))
    events.recompute({(event, measure): head().sequence + 1 for event, measure in pairs if event is not None})
    assert (state.points(), state.summaries(), state.totals()) == before


def public_set() -> dict[str, Any]:
    """Everything a reader sees now."""
    standing = {key: values for key, values in state.summaries().items() if values["figure_count"]}
    tallies = Tally.objects.order_by("scope", "measure", "people_status", "month")
    return {
        "bodies": state.bodies(),
        "points": state.points(),
        "series": standing,
        "totals": state.totals(),
        "tallies": [[getattr(one, name) for name in ("scope", "measure", "people_status", *SUMS)] for one in tallies],
        "count": head().live_count,
    }


@LAWS
@given(acts=ACTS, one=SMALL, other=SMALL, number=st.sampled_from(world.PRIMES))
def test_publishing_and_withdrawing_leaves_the_public_set_as_it_was(
    small: world.World, acts: list[world.Act], one: int, other: int, number: int
) -> None:
    with transaction.atomic():
        live(small, acts)
        before, figures, at = public_set(), len(small.figures), head().sequence
        small.do(("record and publish", one, other, number))
        if len(small.figures) > figures and head().sequence > at:
            assert public_set() != before
            small.do(("retract", figures, other, number))
            assert head().sequence == at + 2
        assert public_set() == before
        assert state.bodies(at) == before["bodies"]
        transaction.set_rollback(True)
