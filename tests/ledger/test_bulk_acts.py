"""Many figures at once: what would happen, what did, what was refused and why, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from tracker.ledger import bulk_acts, bulk_rules, notes, publish, record, redact, returning
from tracker.ledger.bulk_rules import MOVE, PLACE, SUBMIT, WITHDRAW, Wanted
from tracker.ledger.errors import Refused
from tracker.models import BulkAct, BulkLine, Crisis, DeskAct, DraftEdit, Figure, PublishedFigure, User
from tracker.selectors import inbox
from tracker.vocabulary import DraftState

pytestmark = pytest.mark.django_db

KEY = "a" * 32


def draft(number: int, **details: Any) -> Figure:
    return makers.make_draft(value=number, value_text=f"more than {number}", **details)


def public(number: int, **details: Any) -> Figure:
    return makers.make_figure(value=number, value_text=f"more than {number}", **details)


def other_crisis() -> Crisis:
    return makers.make_crisis("other", name="Another crisis")


def done(wanted: Wanted, *figures: Figure, actor: User | None = None, key: str = KEY, submits: bool = False) -> BulkAct:
    """The act, carried out at the versions that these figures have in memory."""
    versions = {one.pk: one.draft_version for one in figures}
    act = bulk_acts.begin(key, wanted, versions, actor=actor or makers.contributor(), submits=submits)
    bulk_acts.carry_on(act)
    return act


def what_became(act: BulkAct) -> dict[int, tuple[str, list[str]]]:
    return {one.figure_id: (one.did, [each["code"] for each in one.findings]) for one in act.lines.all()}


# --- edits ---


def test_drafts_move_at_once_and_a_public_figure_gets_a_correction() -> None:
    first, second, standing = draft(701), draft(709), public(719)
    crisis = other_crisis()
    act = done(Wanted(MOVE, crisis, reason="They belong there."), first, second, standing)
    assert what_became(act) == {one.pk: ("done", []) for one in (first, second, standing)}
    for one in (first, second, standing):
        one.refresh_from_db()
        assert (one.crisis, one.draft_state) == (crisis, "draft")
    assert standing.public_state == "published"
    assert PublishedFigure.objects.live().get(figure_id=standing.pk).revision == 1
    assert standing.reason == "They belong there."
    with pytest.raises(Refused):
        publish.publish_figure(standing.pk, actor=makers.contributor())


def test_a_public_figure_needs_a_reason_and_nothing_is_written_without() -> None:
    with pytest.raises(Refused) as refused:
        done(Wanted(MOVE, other_crisis()), draft(701), public(719))
    assert refused.value.code == "E11"
    assert not BulkAct.objects.exists()


def test_a_correction_in_hand_keeps_its_reason_beside_the_new_one_and_a_published_one_does_not() -> None:
    earlier = makers.correct(public(701), value=703, value_text="")
    in_hand = public(709)
    record.edit_figure(
        in_hand.pk, {"notes": "So."}, actor=makers.contributor(), reason="Mine.", confirm=makers.EVERY_REASON
    )
    in_hand.refresh_from_db()
    act = done(Wanted(MOVE, other_crisis(), reason="There."), earlier, in_hand)
    assert {did for did, _codes in what_became(act).values()} == {"done"}
    assert Figure.objects.get(pk=earlier.pk).reason == "There."
    assert Figure.objects.get(pk=in_hand.pk).reason == "Mine.\nThere."


def test_the_same_form_twice_is_one_act() -> None:
    figure = draft(701)
    crisis = other_crisis()
    first = done(Wanted(MOVE, crisis), figure)
    again = done(Wanted(MOVE, crisis), figure)
    assert first.pk == again.pk
    assert DraftEdit.objects.filter(figure=figure).count() == 2
    with pytest.raises(Refused):
        done(Wanted(MOVE, crisis), figure, actor=makers.editor())


def test_what_changed_meanwhile_or_is_torn_from_its_total_is_refused_and_the_rest_is_done() -> None:
    total = draft(900)
    part = draft(300, part_of=total, partition="sex_age")
    about = draft(701, event=makers.make_event())
    stale, good = draft(709), draft(719)
    record.edit_figure(stale.pk, {"notes": "Seen."}, actor=makers.editor(), confirm=makers.EVERY_REASON)
    wanted = Wanted(MOVE, other_crisis())
    act = done(wanted, part, about, stale, good)
    assert what_became(act) == {
        part.pk: ("refused", ["apart"]),
        about.pk: ("refused", ["event"]),
        stale.pk: ("refused", ["changed"]),
        good.pk: ("done", []),
    }
    assert Figure.objects.get(pk=part.pk).crisis == part.crisis
    alone = done(wanted, total, key="b" * 32)
    assert what_became(alone) == {total.pk: ("refused", ["apart"])}
    both = done(wanted, part, total, key="c" * 32)
    assert what_became(both) == {part.pk: ("done", []), total.pk: ("done", [])}


def test_a_part_stays_where_its_total_stayed() -> None:
    total = draft(900)
    part = draft(300, part_of=total, partition="sex_age")
    Figure.objects.filter(pk=total.pk).update(draft_version=5)
    act = done(Wanted(MOVE, other_crisis()), part, total)
    assert what_became(act) == {part.pk: ("refused", ["apart"]), total.pk: ("refused", ["changed"])}


def test_a_place_brings_its_precision_and_one_outside_the_area_needs_a_reason() -> None:
    figure, with_point = draft(701), draft(709, latitude=36.0, longitude=37.0)
    inside = makers.make_place("SYR-ID", name="Idlib")
    act = done(Wanted(PLACE, place=inside), figure, with_point)
    assert what_became(act) == {figure.pk: ("done", []), with_point.pk: ("refused", ["point"])}
    figure.refresh_from_db()
    assert (figure.place, figure.place_precision) == (inside, "adm1")
    outside = makers.make_place("TUR")
    act = done(Wanted(PLACE, place=outside), figure, key="b" * 32)
    assert what_became(act) == {figure.pk: ("refused", ["E8"])}
    with pytest.raises(Refused):
        done(Wanted(PLACE, place=outside, outside=True), figure, key="c" * 32)
    act = done(Wanted(PLACE, place=outside, outside=True, reason="They fled across."), figure, key="d" * 32)
    assert what_became(act)[figure.pk][0] == "done"
    figure.refresh_from_db()
    assert figure.reasons["E8"] == "They fled across."


def test_the_preview_finds_what_the_act_will_refuse() -> None:
    figures = [draft(701), public(709), draft(719, event=makers.make_event())]
    figures += [draft(300, part_of=draft(900), partition="sex_age"), draft(727, latitude=36.0, longitude=37.0)]
    for wanted in (
        Wanted(MOVE, other_crisis(), reason="So."),
        Wanted(PLACE, place=makers.make_place("TUR"), reason="So."),
        Wanted(PLACE, place=makers.make_place("SYR-ID"), reason="So."),
        Wanted(SUBMIT),
        Wanted(WITHDRAW),
    ):
        planned = bulk_rules.plan([one.pk for one in figures], wanted, actor=makers.contributor())
        said = {one.figure.pk: bool(one.refused) for one in planned}
        act = done(wanted, *(one.figure for one in planned), key=f"{len(BulkAct.objects.all()):032x}")
        assert said == {pk: did == "refused" for pk, (did, _codes) in what_became(act).items()}
        bulk_acts.undo(act, actor=makers.contributor())


def test_a_preview_asks_as_often_for_twenty_as_for_two() -> None:
    crisis, person = other_crisis(), makers.contributor()
    ids = [draft(701 + number).pk for number in range(20)]

    def asked(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            bulk_rules.plan(ids[:number], Wanted(MOVE, crisis), actor=person)
        return len(captured)

    asked(2)
    assert asked(2) == asked(20)


# --- handed over, and withdrawn ---


def test_drafts_are_handed_over_and_one_with_an_open_warning_is_not() -> None:
    good = draft(701)
    unexplained = record.record_figure(
        makers.figure_values(value=727, value_text="more than 727"),
        citations=[makers.NewCitation(document=makers.make_document(), quote="many people")],
        actor=makers.contributor(),
    )
    act = done(Wanted(SUBMIT), good, unexplained)
    assert what_became(act) == {good.pk: ("done", []), unexplained.pk: ("refused", ["W1"])}
    assert list(inbox.waiting_for(makers.reviewer())) == [Figure.objects.get(pk=good.pk)]
    bulk_acts.undo(act, actor=makers.contributor())
    assert Figure.objects.get(pk=good.pk).draft_state == "draft"
    assert DeskAct.objects.filter(action="taken_back", door=f"bulk:{act.pk}:undo").count() == 1


def test_what_is_changed_is_handed_over_where_that_is_asked_for() -> None:
    figure = draft(701)
    act = done(Wanted(MOVE, other_crisis()), figure, submits=True)
    figure.refresh_from_db()
    assert figure.draft_state == "submitted"
    bulk_acts.undo(act, actor=makers.contributor())
    figure.refresh_from_db()
    assert (figure.draft_state, figure.crisis.slug) == ("draft", "nw-syria")


def test_a_draft_of_ones_own_is_withdrawn_and_comes_back() -> None:
    own, standing = draft(701), public(709)
    waiting = makers.make_submitted(value=719, value_text="more than 719")
    theirs = draft(727, actor=makers.editor())
    act = done(Wanted(WITHDRAW, reason="Recorded twice."), own, standing, waiting, theirs)
    assert what_became(act) == {
        own.pk: ("done", []),
        standing.pk: ("refused", ["public"]),
        waiting.pk: ("done", []),
        theirs.pk: ("refused", ["role"]),
    }
    assert not inbox.in_hand(makers.contributor()).exists()
    assert not inbox.waiting_for(makers.reviewer()).exists()
    assert DeskAct.objects.get(action="draft_withdrawn", object_id=own.pk).reason == "Recorded twice."
    bulk_acts.undo(act, actor=makers.contributor())
    assert [Figure.objects.get(pk=one.pk).draft_state for one in (own, waiting)] == ["draft", "submitted"]


def test_a_withdrawn_draft_is_opened_again_by_an_edit() -> None:
    own = draft(701)
    done(Wanted(WITHDRAW), own)
    record.edit_figure(own.pk, {"notes": "Again."}, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    assert Figure.objects.get(pk=own.pk).draft_state == "draft"


# --- the way back ---


def test_undo_brings_back_what_stood_by_new_edits_and_leaves_what_somebody_changed() -> None:
    first, second, standing = draft(701), draft(709), public(719)
    returned = makers.make_submitted(value=727, value_text="more than 727")
    returning.return_figure(returned.pk, actor=makers.reviewer(), reason="Which page?")
    returned.refresh_from_db()
    act = done(Wanted(MOVE, other_crisis(), reason="There."), first, second, standing, returned)
    record.edit_figure(second.pk, {"notes": "Mine."}, actor=makers.editor(), confirm=makers.EVERY_REASON)
    before = DraftEdit.objects.count()
    bulk_acts.undo(act, actor=makers.contributor())
    bulk_acts.undo(act, actor=makers.contributor())
    assert dict(act.lines.values_list("figure_id", "undone")) == {
        first.pk: "restored",
        second.pk: "kept",
        standing.pk: "restored",
        returned.pk: "restored",
    }
    assert DraftEdit.objects.count() == before + 3
    for one in (first, second, standing, returned):
        one.refresh_from_db()
    assert [one.crisis.slug for one in (first, second, standing, returned)] == ["nw-syria", "other", *["nw-syria"] * 2]
    assert standing.draft_state == DraftState.NONE
    assert (returned.draft_state, returned.return_reason) == ("returned", "Which page?")
    # Nobody's draft stands: who did it and took it back may review the next one.
    assert not DraftEdit.objects.filter(figure=standing, sequence__isnull=True).exists()


def test_only_who_did_it_or_an_editor_takes_it_back() -> None:
    act = done(Wanted(MOVE, other_crisis()), draft(701))
    with pytest.raises(Refused):
        bulk_acts.undo(act, actor=makers.make_user("stranger"))
    bulk_acts.undo(act, actor=makers.editor())
    assert BulkAct.objects.get().undone_by == makers.editor()


def test_what_was_stopped_goes_on_and_nothing_is_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = [draft(701 + number) for number in range(3)]
    act = bulk_acts.begin(KEY, Wanted(MOVE, other_crisis()), {one.pk: 1 for one in figures}, actor=makers.contributor())
    real = bulk_acts.edit_figure

    def stops(figure_id: int, *args: Any, **more: Any) -> Figure:
        if figure_id == figures[1].pk:
            raise RuntimeError("the process dies")
        return real(figure_id, *args, **more)

    monkeypatch.setattr(bulk_acts, "edit_figure", stops)
    with pytest.raises(RuntimeError):
        bulk_acts.carry_on(act)
    assert sorted(what_became(act).values()) == [("", []), ("", []), ("done", [])]
    monkeypatch.setattr(bulk_acts, "edit_figure", real)
    bulk_acts.carry_on(act)
    assert DraftEdit.objects.filter(door=f"bulk:{act.pk}").count() == 3
    assert list(what_became(act).values()) == [("done", [])] * 3


def test_a_redaction_takes_what_a_figure_held_out_of_the_acts() -> None:
    figure = public(701)
    act = done(Wanted(MOVE, other_crisis(), reason="There."), figure)
    assert BulkLine.objects.get(act=act).former["citations"]
    asked = redact.request_redaction(figure.pk, actor=makers.make_user("root", role="administrator"), reason="Harm.")
    redact.confirm_redaction(asked.pk, actor=makers.reviewer())
    assert BulkLine.objects.get(act=act).former is None
    bulk_acts.undo(act, actor=makers.contributor())
    assert BulkLine.objects.get(act=act).undone == "kept"


def test_a_note_of_a_reviewer_stays_with_its_figure() -> None:
    figure = makers.make_submitted(value=701, value_text="more than 701")
    notes.add_note(figure.pk, actor=makers.reviewer(), text="Which day?", key="b" * 32)
    done(Wanted(MOVE, other_crisis()), figure)
    assert figure.review_notes.count() == 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("bulk_act_has_key", {"key": ""}),
        ("bulk_act_has_its_target", {"kind": "erase"}),
        ("bulk_act_has_its_target", {"kind": "move"}),
        ("bulk_act_undone_by_someone", {"undone_at": timezone.now()}),
    ],
)
def test_the_database_refuses(name: str, values: dict[str, Any]) -> None:
    act = done(Wanted(SUBMIT), draft(701))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BulkAct.objects.filter(pk=act.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkLine.objects.create(act=act, figure_id=act.lines.get().figure_id, seen_version=1)
