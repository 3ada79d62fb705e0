"""What an editor chooses, at a sequence and with a reason: spine, gaps and staleness of series, leads of crises."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from tests import makers
from tests.ledger import state
from tracker.ledger import settings, sources
from tracker.ledger.drafts import NewCitation
from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import LedgerEntry, ObjectVersion, Organisation, Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> Series:
    """Two organisations on one line: the second once, the first again ninety days later."""
    for organisation, value, day in (
        ("OCHA", 800_000, date(2020, 2, 13)),
        ("IOM", 900_000, date(2020, 2, 20)),
        ("OCHA", 910_000, date(2020, 5, 13)),
    ):
        document = makers.make_document(published_date=date(2020, 5, 20))
        makers.make_figure(
            value=value, value_text="", as_of_date=day, organisation=makers.make_organisation(organisation),
            citations=[NewCitation(document=document, quote=f"{value} people")],
        )  # fmt: skip
    return Series.objects.get()


def spine_of(row: Series) -> Organisation | None:
    """The organisation that carries the line."""
    return Series.objects.get(pk=row.pk).spine


def test_an_editor_chooses_the_spine_and_the_rule_takes_over_again(series: Series) -> None:
    chosen = makers.make_organisation("IOM")
    assert spine_of(series) == makers.make_organisation("OCHA")
    settings.set_series(series.pk, spine=chosen, actor=makers.editor(), reason="It counts on the spot.")
    assert spine_of(series) == chosen
    assert [point["date"] for points in state.points().values() for point in points] == [date(2020, 2, 20)]
    settings.set_series(series.pk, spine=None, actor=makers.editor(), reason="No longer.")
    assert spine_of(series) == makers.make_organisation("OCHA")
    assert verify().problems == []


def test_each_choice_is_a_version_at_its_sequence(series: Series) -> None:
    settings.set_series(series.pk, max_gap=30, actor=makers.editor(), reason="Monthly.")
    first = head().sequence
    settings.set_series(series.pk, stale_after=90, actor=makers.editor(), reason="It moves fast.")
    versions = ObjectVersion.objects.filter(object_type="series").order_by("sequence")
    assert [(one.sequence, one.sequence_to, one.revision) for one in versions] == [
        (first, first + 1, 1), (first + 1, None, 2),
    ]  # fmt: skip
    assert orjson.loads(versions[1].content) == {
        "spine": None, "max_gap": 30, "stale_after": 90, "reason": "It moves fast.",
    }  # fmt: skip
    entry = LedgerEntry.objects.get(pk=first)
    assert (entry.type, entry.reason, entry.actor) == ("series.settings", "Monthly.", makers.editor().pk)


def test_a_gap_breaks_the_line_at_once(series: Series) -> None:
    def breaks() -> list[bool]:
        return [point["break_before"] for points in state.points().values() for point in points]

    assert breaks() == [False, False]
    settings.set_series(series.pk, max_gap=30, actor=makers.editor(), reason="Monthly.")
    assert breaks() == [False, True]
    settings.set_series(series.pk, max_gap=None, actor=makers.editor(), reason="Not so.")
    assert breaks() == [False, False]


def test_the_same_choice_for_the_same_reason_is_no_revision(series: Series) -> None:
    settings.set_series(series.pk, max_gap=30, actor=makers.editor(), reason="Monthly.")
    before = state.everything()
    settings.set_series(series.pk, max_gap=30, actor=makers.editor(), reason="Monthly.")
    assert state.everything() == before


@pytest.mark.parametrize(
    ("code", "field", "role", "reason", "chosen"),
    [
        ("role", "actor", "reviewer", "Why.", {"max_gap": 30}),
        ("E11", "reason", "editor", " ", {"max_gap": 30}),
        ("E16", "max_gap", "editor", "Why.", {"max_gap": 0}),
        ("E16", "stale_after", "editor", "Why.", {"stale_after": -1}),
        ("E16", "spine", "editor", "Why.", {"spine": "UNHCR"}),
    ],
)
def test_a_choice_that_may_not_be(
    series: Series, code: str, field: str, role: str, reason: str, chosen: dict[str, Any]
) -> None:
    actor = makers.make_user(role=role)
    if "spine" in chosen:
        chosen = {"spine": makers.make_organisation(chosen["spine"])}
    with state.refused(code, field):
        settings.set_series(series.pk, actor=actor, reason=reason, **chosen)


def test_a_crisis_leads_with_the_series_an_editor_chose(series: Series) -> None:
    settings.set_leads(series.crisis, {"displaced": series.pk}, actor=makers.editor(), reason="The widest count.")
    series.crisis.refresh_from_db()
    assert series.crisis.leads == {"displaced": series.pk}
    version = ObjectVersion.objects.get(object_type="crisis", sequence_to=None)
    assert (version.revision, orjson.loads(version.content)["leads"]) == (2, {"displaced": series.pk})
    assert verify().problems == []


@pytest.mark.parametrize("leads", [{"idps": None}, {"rumours": None}, {"displaced": 987_654}])
def test_a_crisis_leads_with_a_series_of_its_own_for_that_measure_only(
    series: Series, leads: dict[str, int | None]
) -> None:
    wanted = {measure: number or series.pk for measure, number in leads.items()}
    actor = makers.editor()
    with state.refused("E16", "leads"):
        settings.set_leads(series.crisis, wanted, actor=actor, reason="Why.")


@pytest.mark.parametrize(("code", "role", "reason"), [("role", "reviewer", "Why."), ("E11", "editor", "")])
def test_leads_need_an_editor_and_a_reason(series: Series, code: str, role: str, reason: str) -> None:
    actor = makers.make_user(role=role)
    with state.refused(code):
        settings.set_leads(series.crisis, {"displaced": series.pk}, actor=actor, reason=reason)


def test_a_crisis_is_made_by_an_editor_or_at_the_machine_itself() -> None:
    reviewer = makers.reviewer()
    with pytest.raises(Refused):
        sources.create_crisis("flood", name="Flood", actor=reviewer)
    sources.create_crisis("flood", name="Flood", actor=makers.editor())
    entry = LedgerEntry.objects.latest("sequence")
    assert (entry.type, entry.actor) == ("crisis.created", makers.editor().pk)


def test_an_event_is_an_editors_to_make() -> None:
    crisis, actor = makers.make_crisis(), makers.contributor()
    with state.refused("role"):
        makers.make_event(crisis=crisis, actor=actor)


def test_an_event_is_an_entry_with_its_dates() -> None:
    event = makers.make_event(actor=makers.editor())
    version = ObjectVersion.objects.get(object_type="event", object_id=event.pk)
    content = orjson.loads(version.content)
    assert (content["code"], content["start"], content["end"]) == ("EV-1", "2020-02-14", "2020-02-14")
    assert verify().problems == []


def test_leads_of_other_measures_are_kept_and_one_of_none_goes_back_to_the_rule() -> None:
    displaced, killed = makers.make_figure(), makers.make_figure(measure="killed")
    crisis = displaced.crisis
    early = type(crisis).objects.get(pk=crisis.pk)  # read before the other editor's choice
    settings.set_leads(crisis, {"displaced": displaced.series_id}, actor=makers.editor(), reason="The widest count.")
    settings.set_leads(early, {"killed": killed.series_id}, actor=makers.editor(), reason="The only count.")
    crisis.refresh_from_db()
    assert crisis.leads == {"displaced": displaced.series_id, "killed": killed.series_id}
    settings.set_leads(crisis, {"displaced": None}, actor=makers.editor(), reason="The rule will do.")
    crisis.refresh_from_db()
    assert crisis.leads == {"killed": killed.series_id}
