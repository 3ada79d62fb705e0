"""Withdrawing: quick, by one person, with a public reason, and without losing what was said."""

from __future__ import annotations

import pytest

from tests import makers
from tests.ledger import state
from tracker.ledger import publish, retract
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure, LedgerEntry, PublishedFigure

pytestmark = pytest.mark.django_db


def test_a_withdrawn_figure_leaves_the_present_and_stays_in_the_past() -> None:
    figure = makers.make_figure()
    before, then = state.bodies(), head().sequence
    withdrawn = retract.retract_figure(figure.pk, actor=makers.reviewer(), reason=" Second-hand. ")
    entry = LedgerEntry.objects.latest("sequence")
    assert (entry.type, entry.revision, entry.reason) == ("figure.retracted", 2, "Second-hand.")
    assert (withdrawn.public_state, withdrawn.revision) == ("retracted", 2)
    assert (state.bodies(), state.points(), head().live_count) == ({}, {}, 0)
    assert state.bodies(then) == before
    assert PublishedFigure.objects.get().sequence_to == entry.sequence
    assert verify().problems == []


@pytest.mark.parametrize(
    ("code", "role", "reason"), [("E11", "reviewer", ""), ("E11", "reviewer", " \t"), ("role", "contributor", "Why.")]
)
def test_withdrawing_needs_a_reviewer_and_a_reason(code: str, role: str, reason: str) -> None:
    figure, actor = makers.make_figure(), makers.make_user(role=role)
    with state.refused(code):
        retract.retract_figure(figure.pk, actor=actor, reason=reason)
    with state.refused(code):
        retract.retract_figures([figure.pk], actor=actor, reason=reason)


def test_only_what_is_public_is_withdrawn() -> None:
    draft, actor = makers.make_draft(), makers.reviewer()
    with state.refused("not_public", "public_state"):
        retract.retract_figure(draft.pk, actor=actor, reason="Why.")
    figure = makers.make_figure()
    retract.retract_figure(figure.pk, actor=actor, reason="Why.")
    with state.refused("not_public"):
        retract.retract_figure(figure.pk, actor=actor, reason="Why.")


def test_a_bulk_withdraws_in_chunks_and_lists_what_was_not_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "CHUNK", 2)
    figures = [makers.make_figure().pk for _ in range(3)]
    draft = makers.make_draft().pk
    done = retract.retract_figures([*figures, draft, figures[0]], actor=makers.reviewer(), reason="Undone.", batch="b7")
    assert done.retracted == figures
    assert [(one.figure, one.code) for one in done.refused] == [(draft, "not_public"), (figures[0], "not_public")]
    assert LedgerEntry.objects.filter(batch="b7").count() == 3
    assert state.bodies() == {}
    assert verify().problems == []


def test_the_author_may_withdraw_what_another_published() -> None:
    author = makers.make_user(role="reviewer")
    submitted = makers.make_submitted(actor=author)
    publish.publish_figure(submitted.pk, actor=makers.reviewer())
    assert retract.retract_figure(submitted.pk, actor=author, reason="I misread it.").public_state == "retracted"


def test_withdrawing_leaves_a_pending_correction_where_it_is() -> None:
    figure = makers.make_figure()
    Figure.objects.filter(pk=figure.pk).update(draft_state="submitted", value=830_000)
    retract.retract_figure(figure.pk, actor=makers.reviewer(), reason="Why.")
    figure.refresh_from_db()
    assert (figure.draft_state, figure.value, figure.public_state) == ("submitted", 830_000, "retracted")
