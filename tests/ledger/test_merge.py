"""Two records become one: figures move, nothing is added up, and there is a way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from django.db import connection

from tests import makers
from tests.ledger import state
from tests.ledger.test_relabel import Killed, kill_after
from tracker.ledger import merge, publish, rebuild, republish, settings, sources, unfinished
from tracker.ledger.drafts import NewCitation
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import (
    Citation,
    Crisis,
    Document,
    Event,
    Figure,
    LedgerEntry,
    MovedReference,
    Organisation,
    PublishedFigure,
    Republication,
    Series,
    Speaker,
    WindowOrigin,
)

pytestmark = pytest.mark.django_db

REASON = "One office under two names."


def merged(kind: str, old: Any, into: Any, **more: Any) -> Republication:
    """Merge to the end."""
    work = merge.merge(kind, old.pk, into.pk, actor=makers.editor(), reason=REASON, **more)
    unfinished.carry_on(work)
    check()
    return work


def undone(work: Republication) -> Republication:
    """Take a merge back to the end."""
    back = merge.split(work.pk, actor=makers.editor(), reason="They are two.")
    unfinished.carry_on(back)
    check()
    return back


def check() -> None:
    """The ledger holds, and what is kept beside it is what its versions give."""
    assert verify().problems == []
    assert list(rebuild.rebuild(compare=True)) == []


def two_offices() -> tuple[Organisation, Organisation]:
    """The record that goes, and the one that stays."""
    return makers.make_organisation("UN OCHA", code="UNOCHA"), makers.make_organisation("OCHA")


def seen() -> dict[int, dict[str, Any]]:
    """What public rows say, without what a new version alone changes."""
    rows = state.bodies()
    for row in rows.values():
        for name in ("revision", "sequence", "updated_at"):
            row.pop(name)
    return rows


def test_the_figures_of_an_organisation_move_and_count_once() -> None:
    old, into = two_offices()
    twice = makers.make_figure(organisation=old), makers.make_figure(organisation=into)
    later = makers.make_figure(organisation=old, value=900_000, value_text="", as_of_date=date(2020, 1, 20))
    draft = makers.make_draft(organisation=old)
    agency = makers.make_document(publisher=old)
    quoted = makers.make_figure(
        organisation=into, citations=[NewCitation(document=agency, quote="800000")], as_of_date=date(2020, 1, 5)
    )
    assert {row["organisation"] for row in seen().values()} == {"UN OCHA", "OCHA"}
    work = merged("organisation", old, into)
    rows = state.bodies()
    assert {row["organisation"] for row in rows.values()} == {row["originator"] for row in rows.values()} == {"OCHA"}
    assert {row["value"] for row in rows.values()} == {800_000, 900_000}, "nothing is added up"
    assert rows[quoted.pk]["document_publisher"] == "OCHA"
    assert (work.total, work.done) == (3, 3)
    assert set(Figure.objects.values_list("organisation_id", "originator_id")) == {(into.pk, into.pk)}
    assert Figure.objects.get(pk=draft.pk).revision == 0
    series = Series.objects.get(pk=later.series_id)
    assert [twice[1].pk, "same_assertion"] in state.left_out(series, "not_used")
    assert {entry.actor for entry in LedgerEntry.objects.filter(batch=work.batch, action="relabelled")} == {None}
    told = LedgerEntry.objects.filter(batch=work.batch).exclude(object_type="figure").order_by("sequence")
    assert [(one.object_id, one.action, one.reason) for one in told] == [
        (into.pk, "changed", REASON), (old.pk, "merged", REASON),
    ]  # fmt: skip


def test_an_organisation_that_relays_what_another_established_moves_too() -> None:
    old, into = two_offices()
    first, other = makers.make_organisation("Survey"), makers.make_organisation("Camp desk")
    relayed = makers.make_figure(organisation=old, originator=first)
    established = makers.make_figure(organisation=other, originator=old, as_of_date=date(2020, 1, 20))
    work = merged("organisation", old, into)
    named = dict(Figure.objects.values_list("pk", "organisation__name"))
    assert named == {relayed.pk: "OCHA", established.pk: "Camp desk"}
    assert dict(Figure.objects.values_list("pk", "originator__name")) == {relayed.pk: "Survey", established.pk: "OCHA"}
    undone(work)
    assert set(Figure.objects.values_list("organisation_id", "originator_id")) == {
        (old.pk, first.pk), (other.pk, old.pk),
    }  # fmt: skip


def test_working_copies_of_an_organisation_are_found_by_indexes_alone() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for column, index in (("originator", "figure_alike"), ("organisation", "figure_relayed_by")):
            plan = merge.naming(Figure, column, 7).order_by().explain()
            assert index in plan
            assert "SCAN tracker_figure" not in plan


def test_what_was_merged_is_found_as_the_other_from_then_on() -> None:
    old, into = two_offices()
    makers.make_figure(organisation=old)
    old_record = Organisation.objects.get(pk=old.pk)
    merged("organisation", old, into)
    for name in ("UN OCHA", "unocha", "OCHA"):
        assert sources.find_organisation(name) == into
    assert Organisation.objects.get(pk=into.pk).aliases == ["UN OCHA", "UNOCHA"]
    stale_form = makers.make_figure(organisation=old_record, value=3, value_text="")
    assert state.bodies()[stale_form.pk]["organisation"] == "OCHA"


def test_speakers_go_with_their_organisation_and_those_of_one_name_become_one() -> None:
    old, into = two_offices()
    mine, theirs = (makers.make_speaker(organisation=one) for one in (old, into))
    alone = makers.make_speaker("Panos Moumtzis", "coordinator", organisation=old)
    figure = makers.make_figure(organisation=old, speaker=mine)
    work = merged("organisation", old, into)
    assert Figure.objects.get(pk=figure.pk).speaker == theirs
    assert PublishedFigure.objects.live().get().speaker_id == theirs.pk
    assert Speaker.objects.get(pk=alone.pk).organisation == into
    assert Speaker.objects.get(pk=mine.pk).merged_into == theirs
    assert sources.get_speaker("David Swanson", "spokesman", Organisation.objects.get(pk=old.pk)) == theirs
    undone(work)
    assert Figure.objects.get(pk=figure.pk).speaker == mine
    assert Speaker.objects.get(pk=alone.pk).organisation == old


def test_a_chosen_spine_is_taken_over() -> None:
    old, into = two_offices()
    series = makers.make_figure(organisation=old).series_id
    makers.make_figure(organisation=makers.make_organisation("Monitor"), value=5, value_text="")
    settings.set_series(series or 0, actor=makers.editor(), reason="It was there.", spine=old)
    work = merged("organisation", old, into)
    stored = Series.objects.get(pk=series)
    assert (stored.spine_choice, stored.spine, stored.settings_reason) == (into, into, "It was there.")
    assert stored.last_best == 800_000
    undone(work)
    assert Series.objects.get(pk=series).spine_choice == old


def test_speakers_become_one() -> None:
    old, into = makers.make_speaker("D. Swanson"), makers.make_speaker()
    figure = makers.make_figure(speaker=old)
    work = merged("speaker", old, into)
    assert state.bodies()[figure.pk]["speaker"] == "David Swanson"
    undone(work)
    assert state.bodies()[figure.pk]["speaker"] == "D. Swanson"


def test_documents_become_one_and_a_figure_cites_it_once() -> None:
    old = makers.make_document("Old copy", published_date=date(2020, 2, 15), licence="CC BY")
    into = makers.make_document("Report", published_date=date(2020, 2, 14))
    quote = "more than 800,000 people"
    both = makers.make_figure(
        citations=[NewCitation(document=old, quote=quote, hops=2), NewCitation(document=into, quote=quote)]
    )
    one = makers.make_figure(citations=[NewCitation(document=old, quote=quote)], statement_date=None)
    before = seen()
    assert before[one.pk]["said_date"] == "2020-02-15"
    work = merged("document", old, into)
    rows = state.bodies()
    assert (rows[both.pk]["citation_count"], rows[both.pk]["document_id"]) == (1, into.pk)
    assert (rows[one.pk]["document_title"], rows[one.pk]["said_date"]) == ("Report", "2020-02-14")
    assert Document.objects.get(pk=into.pk).licence == "CC BY", "what the one that stays lacks is taken over"
    assert Citation.objects.filter(figure=both.pk).count() == 1
    assert sources.get_document("Any", old.url) == into
    undone(work)
    assert seen() == before
    assert Citation.objects.filter(figure=both.pk).count() == 2
    assert sources.get_document("Any", old.url) == old


def test_a_document_that_may_not_be_passed_on_takes_over_no_public_figure() -> None:
    old, closed = makers.make_document(), makers.make_document(redistributable=False)
    makers.make_figure(citations=[NewCitation(document=old, quote="800000")])
    with state.refused("E16", "into"):
        merge.merge("document", old.pk, closed.pk, actor=makers.editor(), reason=REASON)


def deaths(event: Event, value: int, organisation: str) -> Figure:
    """So many killed at an event."""
    day = {"reference_period_start": event.start, "reference_period_end": event.end, "as_of_date": None}
    return makers.make_figure(
        measure="killed", basis="period", event=event, qualifier="exact", value=value, value_text="",
        organisation=makers.make_organisation(organisation), **day,
    )  # fmt: skip


def test_events_become_one_and_their_totals_are_compared_and_not_added() -> None:
    old, into = makers.make_event("EV-2"), makers.make_event("EV-1")
    figure = deaths(old, 33, "One")
    deaths(into, 34, "Two")
    assert {total[1] for total in state.totals().values()} == {33, 34}
    before = seen(), state.totals()
    work = merged("event", old, into)
    totals = state.totals()
    assert {event for event, *_ in totals} == {into.pk}
    assert {total[:3] for total in totals.values()} == {(33, totals[into.pk, "killed", "all"][1], 34)}
    assert state.bodies()[figure.pk]["event_code"] == "EV-1"
    undone(work)
    assert (seen(), state.totals()) == before


def test_events_of_two_crises_are_two() -> None:
    here, there = makers.make_event(), makers.make_event(crisis=makers.make_crisis("elsewhere", name="Elsewhere"))
    editor = makers.editor()
    with state.refused("E16", "into"):
        merge.merge("event", here.pk, there.pk, actor=editor, reason=REASON)


def two_starts() -> tuple[Figure, Figure]:
    """Counts since late November, and since 1 December."""
    vague = makers.make_figure(
        reference_period_start=date(2019, 11, 25), reference_period_start_latest=date(2019, 12, 5),
        organisation=makers.make_organisation("Monitor"), value=700_000, value_text="", as_of_date=date(2020, 2, 1),
    )  # fmt: skip
    return vague, makers.make_figure()


def starts() -> tuple[WindowOrigin, WindowOrigin]:
    """The vague start and the exact one."""
    return WindowOrigin.objects.get(earliest=date(2019, 11, 25)), WindowOrigin.objects.get(earliest=date(2019, 12, 1))


def test_starts_of_counts_become_one_and_their_series_are_joined() -> None:
    vague, exact = two_starts()
    settings.set_leads(makers.make_crisis(), {"displaced": vague.series_id}, actor=makers.editor(), reason="Longer.")
    before = seen()
    work = merged("origin", *starts())
    joined, stays = Series.objects.get(pk=vague.series_id), Series.objects.get(pk=exact.series_id)
    assert (joined.joined_into, joined.figure_count, stays.figure_count) == (stays, 0, 2)
    rows = state.bodies()
    assert {row["series"] for row in rows.values()} == {stays.pk}
    assert rows[vague.pk]["reference_period_start"] == "2019-11-25", "the claim keeps its own words"
    assert Crisis.objects.get().leads == {"displaced": stays.pk}
    again = makers.make_figure(
        reference_period_start=date(2019, 11, 25), reference_period_start_latest=date(2019, 12, 5), value=9,
        value_text="",
    )  # fmt: skip
    assert again.series_id == stays.pk, "an editor's decision holds for what comes later"
    undone(work)
    after = seen()
    after.pop(again.pk)
    assert after == before
    assert Crisis.objects.get().leads == {"displaced": vague.series_id}


def test_where_both_series_have_a_chosen_spine_an_editor_must_choose() -> None:
    vague, exact = two_starts()
    for figure in (vague, exact):
        settings.set_series(
            figure.series_id or 0, actor=makers.editor(), reason="Best here.", spine=figure.organisation
        )
    origins = starts()
    with state.refused("spine", f"spine_{exact.series_id}"):
        merge.merge("origin", *(one.pk for one in origins), actor=makers.editor(), reason=REASON)
    stranger = makers.make_organisation("Stranger")
    with state.refused("E16"):
        merge.merge(
            "origin", *(one.pk for one in origins), actor=makers.editor(), reason=REASON,
            spines={exact.series_id or 0: stranger.pk},
        )  # fmt: skip
    merged("origin", *origins, spines={exact.series_id or 0: vague.organisation_id})
    assert Series.objects.get(pk=exact.series_id).spine == vague.organisation


def test_a_series_that_goes_alone_takes_its_settings_along() -> None:
    vague, _exact = two_starts()
    makers.correct(_exact, measure="killed")
    settings.set_series(vague.series_id or 0, actor=makers.editor(), reason="Weekly.", max_gap=9)
    merged("origin", *starts())
    new = Series.objects.get(pk=Series.objects.get(pk=vague.series_id).joined_into_id)
    assert (new.max_gap, new.settings_reason, new.figure_count) == (9, "Weekly.", 1)


@pytest.mark.parametrize("killed_after", [0, 1, 2, 3])
def test_what_an_ended_process_left_is_finished_by_another(monkeypatch: pytest.MonkeyPatch, killed_after: int) -> None:
    old, into = two_offices()
    for number in range(3):
        makers.make_figure(organisation=old, value=number + 10, value_text="")
    monkeypatch.setattr(publish, "CHUNK", 1)
    work = merge.merge("organisation", old.pk, into.pk, actor=makers.editor(), reason=REASON)
    with monkeypatch.context() as dying:
        kill_after(dying, republish, "_republish", killed_after)
        if killed_after < 3:
            with pytest.raises(Killed):
                unfinished.carry_on(work)
        else:
            unfinished.carry_on(work)
    check()
    assert [one.pk for one in unfinished.unfinished()] == ([work.pk] if killed_after < 3 else [])
    unfinished.carry_on(Republication.objects.get(pk=work.pk))
    assert unfinished.unfinished() == []
    assert {row["organisation"] for row in state.bodies().values()} == {"OCHA"}
    assert LedgerEntry.objects.filter(batch=work.batch, action="relabelled").count() == 3
    check()


def test_figures_corrected_since_are_not_taken_back() -> None:
    old, into = two_offices()
    kept, changed = makers.make_figure(organisation=old), makers.make_figure(organisation=old)
    work = merged("organisation", old, into)
    makers.correct(changed, organisation=makers.make_organisation("Third"))
    undone(work)
    rows = state.bodies()
    assert (rows[kept.pk]["organisation"], rows[changed.pk]["organisation"]) == ("UN OCHA", "Third")
    assert MovedReference.objects.count() == 0


def test_a_past_revision_says_what_it_said() -> None:
    old, into = two_offices()
    makers.make_figure(organisation=old)
    then, before = head().sequence, state.bodies()
    merged("organisation", old, into)
    assert state.bodies(then) == before
    content = orjson.loads(PublishedFigure.objects.at(then).get().content)
    assert content["refs"]["organisation_id"] == old.pk


@pytest.mark.parametrize(("role", "reason", "code"), [("reviewer", REASON, "role"), ("editor", " ", "E11")])
def test_a_merge_needs_an_editor_and_a_reason(role: str, reason: str, code: str) -> None:
    old, into = two_offices()
    actor = makers.make_user(role=role)
    with state.refused(code):
        merge.merge("organisation", old.pk, into.pk, actor=actor, reason=reason)


def test_what_cannot_be_merged() -> None:
    old, into = two_offices()
    third = makers.make_organisation("Third", parent=into)
    editor = makers.editor()
    for one, other in ((old, old), (third, into), (into, third)):
        with state.refused("E16", "into"):
            merge.merge("organisation", one.pk, other.pk, actor=editor, reason=REASON)
    work = merge.merge("organisation", old.pk, into.pk, actor=editor, reason=REASON)
    with state.refused("E16", "into"):
        merge.merge("organisation", old.pk, makers.make_organisation("Other").pk, actor=editor, reason=REASON)
    with state.refused("unfinished", "into"):
        merge.merge("organisation", makers.make_organisation("Other").pk, into.pk, actor=editor, reason=REASON)
    unfinished.carry_on(work)
    undone(work)
    with state.refused("E16", "batch"):
        merge.split(work.pk, actor=editor, reason=REASON)
