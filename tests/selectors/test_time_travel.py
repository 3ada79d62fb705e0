"""Two clocks, proved: a revision answers as the database answered then, a day as one that never heard more.

A small history is made in steps. After each step everything it says is written down; in the end every `revision=` must
say it again. For `known_on=` the history is made anew with only those claims that had been said by the day, and for
both together with only the steps up to the revision. Ids differ between the two, so figures and series go by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from tests import makers
from tests.api.asking import answered, ask
from tracker.ledger import relabel, retract, settings
from tracker.ledger.sequence import head
from tracker.models import Event, Figure, Organisation, Place, Series
from tracker.selectors.headline import cards
from tracker.selectors.reading import open_reading

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@dataclass
class Base:
    """What claims refer to; made once, before anything is said."""

    idleb: Place
    ocha: Organisation
    alpha: Organisation
    army: Organisation
    january: Event
    february: Event


@dataclass
class History:
    """The figures made so far, by name."""

    base: Base
    figures: dict[str, Figure] = field(default_factory=dict)

    def claim(self, name: str, **values: Any) -> None:
        """Publish a claim under a name."""
        for link in ("supersedes", "share_of", "part_of"):
            if link in values:
                values[link] = self.figures[values[link]]
        self.figures[name] = makers.make_figure(value_text="", **values)

    def organisation(self, name: str) -> Organisation:
        """The organisation as it is."""
        return Organisation.objects.get(name=name)

    def now(self, name: str) -> Figure:
        """The figure as it is."""
        return Figure.objects.get(pk=self.figures[name].pk)


@dataclass(frozen=True)
class Step:
    """One act; `said` is the day of the claim it is about, None for an act that is about none."""

    name: str
    said: date | None
    act: Callable[[History], Any]
    needs: str = ""


def make_base() -> Base:
    syria = makers.make_place("SYR")
    makers.make_crisis(place=syria)
    idleb = makers.make_place("SY07", name="Idleb")
    return Base(
        idleb=idleb,
        ocha=makers.make_organisation("OCHA"),
        alpha=makers.make_organisation("Alpha Monitor", kind="monitor"),
        army=makers.make_organisation("Army", kind="government", reliability="D"),
        january=makers.make_event("JAN", start=date(2020, 1, 20), end=date(2020, 1, 21), place=idleb),
        february=makers.make_event("FEB", start=date(2020, 2, 3), end=date(2020, 2, 3), place=syria),
    )


def said(name: str, day: date, needs: str = "", **values: Any) -> Step:
    """A step that publishes a claim said on a day; organisations and events go by their names in the base."""

    def act(history: History) -> None:
        given = {**values, "statement_date": day}
        for key in ("organisation", "event", "place"):
            if isinstance(given.get(key), str):
                given[key] = getattr(history.base, given[key])
        history.claim(name, **given)

    return Step(name, day, act, needs)


def total(name: str, day: date, value: int, **more: Any) -> Step:
    """A running total since 1 December."""
    return said(name, day, **{"value": value, "qualifier": "exact", "as_of_date": day, **more})


def killed(name: str, day: date, value: int, event: str, **more: Any) -> Step:
    """A count of deaths at an event."""
    values: dict[str, Any] = {
        "measure": "killed", "basis": "period", "event": event, "value": value, "qualifier": "exact",
        "reference_period_start": date(2020, 1, 20), "reference_period_end": date(2020, 1, 21), "as_of_date": None,
        **more,
    }  # fmt: skip
    return said(name, day, **values)


def stock(name: str, day: date, value: int, operation: str, **more: Any) -> Step:
    """A round of an operation."""
    values: dict[str, Any] = {
        "measure": "idps", "basis": "stock", "operation": operation, "value": value, "qualifier": "exact",
        "reference_period_start": None, "as_of_date": day, **more,
    }  # fmt: skip
    return said(name, day, **values)


def acting(name: str, about: str, day: date, act: Callable[[History, Figure], Any]) -> Step:
    """A step of ours about a claim said on a day."""
    return Step(name, day, lambda history: act(history, history.now(about)), about)


def on(day: int, month: int = 2) -> date:
    return date(2020, month, day)


EDITOR = "An editor's word."

STEPS = (
    total("alpha 1", on(20, 1), 310_000, organisation="alpha"),
    total("ocha 1", on(29, 1), 390_000, qualifier="nearly"),
    killed("jan alpha", on(22, 1), 7, "january", organisation="alpha"),
    killed("jan ocha", on(2), 11, "january"),
    total("ocha 2", on(2), 586_000, qualifier="about"),
    total("alpha 2", on(3), 600_000, organisation="alpha"),
    killed("feb army", on(4), 90, "february", organisation="army", party="interested"),
    killed("feb alpha", on(5), 13, "february", organisation="alpha", qualifier="at_least"),
    total("idleb", on(2), 300_000, place="idleb", place_precision="adm1"),
    stock("north 1", on(1), 2_000, "North"),
    stock("south 1", on(6), 3_000, "South"),
    said(
        "share", on(6), "ocha 2", measure="displaced", basis="share", unit="percent", qualifier="about", value=81,
        share_of="ocha 2", as_of_date=on(6), reference_period_start=None, population_group="women_and_children",
    ),
    acting("correct", "ocha 2", on(2), lambda _, figure: makers.correct(figure, value=587_000, value_text="")),
    total("wrong", on(8), 5_000_000, qualifier="more_than"),
    acting(
        "retract", "wrong", on(8),
        lambda _, figure: retract.retract_figure(figure.pk, actor=makers.editor(), reason="Garbled."),
    ),
    acting(
        "settings", "alpha 1", on(20, 1),
        lambda history, figure: settings.set_series(
            figure.series_id or 0, actor=makers.editor(), reason=EDITOR, max_gap=3, stale_after=40
        ),
    ),
    total("ocha 1b", on(9), 385_000, needs="ocha 1", supersedes="ocha 1", supersedes_kind="revises",
          as_of_date=on(29, 1)),
    Step(
        "rename alpha", None,
        lambda history: relabel.rename_organisation(
            history.organisation("Alpha Monitor"), name="Zeta Monitor", actor=makers.editor(), reason="New."
        ),
    ),
    acting(
        "move", "jan alpha", on(22, 1),
        lambda history, figure: makers.correct(figure, event=history.base.february),
    ),
    Step(
        "rename idleb", None,
        lambda history: relabel.rename_place(
            Place.objects.get(code="SY07"), name="Idlib", actor=makers.editor(), reason="As it is written."
        ),
    ),
    killed("feb ocha", on(11), 17, "february", needs="jan ocha", supersedes="jan ocha",
           supersedes_kind="reclassifies"),
    stock("north 2", on(12), 1_500, "North"),
    acting(
        "lead", "alpha 1", on(20, 1),
        lambda history, figure: settings.set_leads(
            makers.make_crisis(), {"displaced": figure.series_id or 0}, actor=makers.editor(), reason=EDITOR
        ),
    ),
    acting(
        "spine", "alpha 1", on(20, 1),
        lambda history, figure: settings.set_series(
            figure.series_id or 0, actor=makers.editor(), reason=EDITOR, spine=history.base.alpha
        ),
    ),
    total("ocha 3", on(13), 800_000, qualifier="more_than"),
)  # fmt: skip

DAYS = (on(21, 1), on(2), on(4), on(9), on(12))
TALLIES: tuple[dict[str, str], ...] = (
    {"measure": "killed"},
    {"measure": "killed", "by": "year", "place_code": "SYR"},
    {"measure": "killed", "place_code": "SY07"},
    {"measure": "killed", "place_code": "SYR", "split": "admin1"},
    {"measure": "killed", "place_code": "SYR", "split": "people_status"},
    {"measure": "idps", "place_code": "SYR"},
)


def everything_said(history: History, **moment: Any) -> dict[str, Any]:
    """What series, points' explanations, tallies, events and headlines say at a moment, by names."""
    keys = dict(Series.objects.values_list("pk", "key"))
    names = {figure.pk: name for name, figure in history.figures.items()}
    found: dict[str, Any] = {"list": answered("series/", **moment)["data"]}
    for pk, key in keys.items():
        answer = ask(f"series/{pk}/", **moment)
        if answer.status_code == 404:
            continue
        found[f"series {key}"] = series = answer.json()["data"]
        for point in series["points"]:
            found[f"explain {key} {point['date']}"] = _explained(
                answered(f"series/{pk}/explain/", date=point["date"], **moment)["data"]
            )
    for question in TALLIES:
        found[f"tally {question}"] = answered("tallies/", **question, **moment)["data"]
    found["cards"] = [_card(card) for card in cards(makers.make_crisis(), open_reading(**moment))]
    return _by_name(found, names, keys)


def _explained(found: dict[str, Any]) -> dict[str, Any]:
    found["used"] = [{name: value for name, value in used.items() if name != "document_id"} for used in found["used"]]
    return found


def _card(card: Any) -> dict[str, Any]:
    return {
        "measure": card.measure,
        "date": card.point.date.isoformat(),
        "numbers": [card.point.value_low, card.point.value_best, card.point.value_high],
        "figure": card.point.figure,
        "said_by": card.said_by,
        "spine": card.view.spine_name,
        "chosen_by": card.chosen_by,
        "others": None if card.others is None else [*card.others.originators, card.others.low, card.others.high],
    }


FIGURES = {"figure", "from_figure", "to_figure", "part", "whole", "share_of", "conflicts", "used", "figures"}
OF_THE_MOMENT = {"known_on", "revision", "stale", "permalink", "quote", "badge"}
"""What echoes the question, and what is seen from today."""


def _by_name(found: Any, names: dict[int, str], keys: dict[int, str], under: str = "") -> Any:
    if isinstance(found, dict):
        return {name: _by_name(value, names, keys, name) for name, value in found.items() if name not in OF_THE_MOMENT}
    if isinstance(found, list | tuple):
        listed = [_by_name(one, names, keys, under) for one in found if one != "stale"]
        return sorted(listed, key=str) if under in FIGURES | {"list", "off_spine", "not_used"} else listed
    if isinstance(found, int) and not isinstance(found, bool):
        if under in FIGURES:
            return names[found]
        if under in ("id", "series"):
            return keys[found]
    return found


def live(history: History, steps: Iterable[Step], day: date | None = None) -> list[tuple[int, dict[str, Any]]]:
    """Go through the steps that had been said by a day; after each, its sequence and everything that is said then."""
    found = []
    for step in steps:
        if day is None or step.said is None or step.said <= day:
            step.act(history)
        found.append((head().sequence, everything_said(history)))
    return found


def test_every_revision_says_what_was_said_then() -> None:
    history = History(make_base())
    then = live(history, STEPS)
    assert len({str(one) for _, one in then}) >= len(STEPS) - 1, "steps change something"
    for step, (sequence, remembered) in zip(STEPS, then, strict=True):
        assert everything_said(history, revision=sequence) == remembered, step.name


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_day_says_what_a_database_that_heard_no_more_would_say(day: date) -> None:
    base = make_base()
    with transaction.atomic():
        (_, alone) = live_end(base, STEPS, day)
        transaction.set_rollback(True)
    history = History(base)
    for step in STEPS:
        step.act(history)
    assert everything_said(history, known_on=day.isoformat()) == alone


@pytest.mark.parametrize("day", [on(2), on(9)], ids=str)
@pytest.mark.parametrize("steps", [13, 18, 21])
def test_both_clocks_together(steps: int, day: date) -> None:
    base = make_base()
    with transaction.atomic():
        (_, alone) = live_end(base, STEPS[:steps], day)
        transaction.set_rollback(True)
    history = History(base)
    sequences = []
    for step in STEPS:
        step.act(history)
        sequences.append(head().sequence)
    assert everything_said(history, known_on=day.isoformat(), revision=sequences[steps - 1]) == alone


def live_end(base: Base, steps: Iterable[Step], day: date) -> tuple[History, dict[str, Any]]:
    """A history of the steps said by a day, and what it says in the end."""
    history = History(base)
    for step in steps:
        if step.said is None or step.said <= day:
            step.act(history)
    return history, everything_said(history)


def test_the_last_day_and_the_last_revision_are_the_present() -> None:
    history = History(make_base())
    for step in STEPS:
        step.act(history)
    now = everything_said(history)
    assert everything_said(history, known_on="2020-03-01") == now
    assert everything_said(history, revision=head().sequence) == now
    assert everything_said(history, known_on="2020-03-01", revision=head().sequence) == now
