"""Series of one originator are computed by the days that something is added to, and are what the whole would give."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from tests import makers
from tracker.ledger import publish, retract, series
from tracker.ledger.rebuild import rebuild
from tracker.models import Event, Figure, Series, SeriesPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many series each computation of whole ones was asked for."""
    asked: list[int] = []
    real = series._of_all

    def counting(held: Any) -> Any:
        asked.append(len(held))
        return real(held)

    monkeypatch.setattr(series, "_of_all", counting)
    return asked


def killed(day: int, value: int | None, **more: Any) -> Figure:
    """So many killed on a day, by one organisation, handed over and not public."""
    values: dict[str, Any] = {
        "measure": "killed", "basis": "period", "qualifier": "exact", "value": value, "value_text": "",
        "reference_period_start": date(2020, 2, day), "reference_period_end": date(2020, 2, day), "as_of_date": None,
        "statement_date": date(2020, 2, day), "place": makers.make_place(),
        "organisation": makers.make_organisation(),
    }  # fmt: skip
    return makers.make_submitted(**{**values, **more})


def make_public(*figures: Figure) -> None:
    done = publish.publish_figures([one.pk for one in figures], actor=makers.reviewer(), reason="Looked at.")
    assert not done.refused


def test_what_a_line_leaves_out_stands_with_the_point_of_its_day(whole: list[int]) -> None:
    events = [makers.make_event(code) for code in "ABC"]
    same_day = [killed(3, 11, event=events[0]), killed(3, 13, event=events[1])]
    make_public(*same_day, killed(9, 7))
    vague = killed(5, None, qualifier="magnitude", magnitude="dozens", value_text="dozens", event=events[0])
    same_day.append(killed(3, 17, event=events[2]))
    make_public(same_day[2], vague)
    held = Series.objects.get()
    assert held.off_spine == [[vague.pk, "magnitude_only"]]
    third = held.points.get(date=date(2020, 2, 3))
    assert third.off_spine == [[one.pk, "other_origin"] for one in same_day if one.pk != third.figure]
    assert held.points.get(date=date(2020, 2, 9)).off_spine == []
    make_public(killed(5, 17, event=events[1]))
    held.refresh_from_db()
    assert held.off_spine == []
    assert held.points.get(date=date(2020, 2, 5)).off_spine == [[vague.pk, "magnitude_only"]]
    assert whole == [1, 0, 0]
    assert list(rebuild(compare=True)) == []


def test_what_series_listed_before_is_handed_down_to_their_points() -> None:
    make_public(*(killed(day, 11 + day, event=makers.make_event(f"{day}:{code}")) for day in (3, 5) for code in "AB"))
    migration = import_module("tracker.migrations.0026_left_out_by_day")
    assert Series.objects.get().off_spine == []
    migration.hand_back(apps, None)
    assert Series.objects.get().off_spine
    SeriesPoint.objects.update(off_spine=[], not_used=[])
    migration.hand_down(apps, None)
    assert list(rebuild(compare=True)) == []


def test_what_is_added_is_computed_by_its_days_alone(whole: list[int]) -> None:
    first, second = makers.make_event("A"), makers.make_event("B")
    make_public(killed(3, 11), killed(5, 13))
    assert whole.pop() == 1
    make_public(killed(5, 17), killed(4, 19, event=first), killed(4, 23, event=second), killed(9, 29))
    make_public(killed(4, 31, event=second), killed(1, 37))
    assert set(whole) == {0}
    held = Series.objects.get()
    assert (held.figure_count, held.point_count, held.last_best) == (8, 5, 29)
    assert SeriesPoint.objects.count() == 5
    assert list(rebuild(compare=True)) == []


def test_another_voice_makes_it_a_whole_again(whole: list[int]) -> None:
    make_public(killed(3, 11), killed(5, 13))
    make_public(killed(4, 17, organisation=makers.make_organisation("SNHR")))
    make_public(killed(5, 19))
    assert whole == [1, 1, 1]
    assert list(rebuild(compare=True)) == []


def test_what_a_rolled_back_publication_added_is_forgotten(whole: list[int]) -> None:
    make_public(killed(3, 11))
    lost, kept = killed(4, 13), killed(4, 17)
    with transaction.atomic():
        make_public(lost)
        transaction.set_rollback(True)
    make_public(kept)
    make_public(killed(4, 19))
    assert whole == [1, 0, 1, 0]
    assert Series.objects.get().figure_count == 3
    assert list(rebuild(compare=True)) == []


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_whatever_happens_in_between_the_points_are_those_of_the_whole(whole: list[int], seed: int) -> None:
    random = Random(seed)
    events: list[Event | None] = [None, makers.make_event("A"), makers.make_event("B")]
    public: list[Figure] = []
    for turn in range(9):
        new = [killed(random.randint(1, 4), random.randint(1, 9), event=random.choice(events)) for _ in range(2)]
        make_public(*new)
        public += new
        if turn > 4:  # long enough for a slip to stay: a whole computation would mend it
            continue
        if random.random() < 0.3:
            older = public.pop(random.randrange(len(public)))
            retract.retract_figure(older.pk, actor=makers.reviewer(), reason="It was wrong.")
        if random.random() < 0.3 and turn < 2:
            older = random.choice(public)
            newer = killed(random.randint(1, 4), 41, supersedes=older, supersedes_kind="revises")
            make_public(newer)
    assert 0 in whole
    assert list(rebuild(compare=True)) == []
