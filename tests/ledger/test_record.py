"""Drafts: what is stored and what is refused before anything is public, one by one and in bulk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests import makers
from tests.ledger import state
from tracker.ledger import accounts, record, returning, submit
from tracker.ledger.drafts import NewCitation, NewFigure
from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.models import DraftEdit, Figure, WindowOrigin
from tracker.rules import InvalidFigure

pytestmark = pytest.mark.django_db


# --- recording ---


def test_a_recorded_figure_is_a_draft_of_its_author_and_nothing_public() -> None:
    before = head()
    figure = makers.make_draft()
    assert (figure.draft_state, figure.public_state, figure.revision) == ("draft", "none", 0)
    assert (figure.author, figure.edits.get().user) == (makers.contributor(), makers.contributor())
    assert (figure.derived_low, figure.derived_best, figure.derived_high) == (800_000, 800_000, None)
    assert figure.originator == figure.organisation
    assert figure.source_reliability == "B"
    assert head().sequence == before.sequence + 1  # the crisis it belongs to, and no more


def test_claims_that_count_from_the_same_day_share_the_start_of_their_count() -> None:
    one, other = makers.make_draft(), makers.make_draft(value=830_000, value_text="more than 830,000")
    later = makers.make_draft(reference_period_start=date(2019, 4, 1))
    assert one.window_origin == other.window_origin != later.window_origin
    assert WindowOrigin.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("E12", "measure", {"measure": "rumours"}),
        ("E12", "qualifier", {"qualifier": "roughly"}),
        ("E12", "basis", {"basis": "daily"}),
        ("E4", "", {"qualifier": "between", "value": None, "value_low": 9, "value_high": 7, "value_text": ""}),
        ("E5", "", {"reference_period_start": date(2020, 2, 20), "as_of_date": None,
                    "reference_period_end": date(2020, 2, 1)}),
        ("E6", "as_of_date", {"as_of_date": date(2999, 1, 1), "statement_date": None}),
        ("E15", "qualifier", {"qualifier": ""}),
        ("E16", "", {"basis": "share"}),
        ("E17", "role_reason", {"role": "recommended"}),
        ("E3", "value", {"value": -5}),
        ("E17", "", {"grade": "weak"}),
    ],
)  # fmt: skip
def test_a_bad_claim_is_refused_and_nothing_is_stored(code: str, field: str, changes: dict[str, object]) -> None:
    values = makers.figure_values(**changes)
    citation = NewCitation(document=makers.make_document(), quote="more than 800,000 people")
    actor = makers.contributor()
    with state.refused(code, field):
        record.record_figure(values, citations=[citation], actor=actor, confirm=makers.EVERY_REASON)


def test_the_same_claim_without_the_mistake_is_stored() -> None:
    values = makers.figure_values()
    citation = NewCitation(document=makers.make_document(), quote="more than 800,000 people")
    record.record_figure(values, citations=[citation], actor=makers.contributor(), confirm=makers.EVERY_REASON)
    assert Figure.objects.count() == 1


def test_a_figure_without_a_document_is_refused() -> None:
    values, actor = makers.figure_values(), makers.contributor()
    with state.refused("E1", "document"):
        record.record_figure(values, actor=actor, confirm=makers.EVERY_REASON)


def test_an_account_that_was_closed_does_nothing_more() -> None:
    actor = accounts.deactivate_user(makers.contributor())
    values = makers.figure_values()
    with state.refused("role"):
        record.record_figure(values, actor=actor)


def test_a_name_that_is_no_attribute_is_a_mistake_of_the_door() -> None:
    with pytest.raises(TypeError, match="public_state"):
        makers.make_draft(public_state="published")


def test_a_bulk_stores_the_good_and_names_the_bad_by_position() -> None:
    bad = makers.new_figure(value=7_919, value_text="7,919", qualifier="exact", measure="rumours")
    drafts = [makers.new_figure(value=7_907, value_text="7,907", qualifier="exact"), bad]
    recorded = record.record_figures(drafts, actor=makers.contributor())
    assert [figure.value for figure in recorded.figures] == [7_907]
    assert [(one.index, [f.code for f in one.findings if f.is_error]) for one in recorded.refused] == [(1, ["E12"])]
    assert (Figure.objects.count(), DraftEdit.objects.count()) == (1, 1)


def test_an_empty_bulk_is_nothing() -> None:
    recorded = record.record_figures([], actor=makers.contributor())
    assert (recorded.figures, recorded.refused) == ([], [])


def test_the_same_external_id_twice_is_refused_and_not_an_accident() -> None:
    known: dict[str, Any] = {"source_system": "dtm", "external_id": "A-7"}
    makers.make_draft(**known)
    values = makers.figure_values(value=7_907, value_text="7,907", qualifier="exact", **known)
    citation = NewCitation(document=makers.make_document(), quote="7,907 people")
    actor = makers.contributor()
    with state.refused("E16", "external_id"):
        record.record_figure(values, citations=[citation], actor=actor, confirm=makers.EVERY_REASON)
    twins = [NewFigure(values={**values, "external_id": "A-8"}, citations=[citation], confirm=makers.EVERY_REASON)] * 2
    recorded = record.record_figures(twins, actor=actor)
    assert ([figure.external_id for figure in recorded.figures], [one.index for one in recorded.refused]) == (
        ["A-8"],
        [1],
    )


def test_the_same_document_twice_is_one_citation() -> None:
    document = makers.make_document()
    citations = [NewCitation(document=document, quote=f"more than 800,000 {word}") for word in ("people", "souls")]
    values, actor = makers.figure_values(), makers.contributor()
    with state.refused("E16", "document"):
        record.record_figure(values, citations=citations, actor=actor, confirm=makers.EVERY_REASON)


def test_a_share_is_kept_in_its_own_columns() -> None:
    share = makers.make_draft(
        basis="share", unit="percent", qualifier="about", value=Decimal("61.5"), value_text="about 61.5 %",
    )  # fmt: skip
    share.refresh_from_db()
    assert (share.value, share.percent, share.derived_best) == (None, Decimal("61.500"), None)


# --- editing ---


def test_an_edit_changes_the_draft_and_joins_those_who_may_not_publish() -> None:
    figure, second = makers.make_draft(), makers.make_user(role="editor")
    edited = record.edit_figure(
        figure.pk, {"value": 830_000, "value_text": "more than 830,000"}, actor=second, confirm=makers.EVERY_REASON
    )
    assert (edited.derived_best, edited.draft_version, edited.draft_state) == (830_000, 2, "draft")
    last = edited.edits.latest("pk")
    assert (last.user, last.changes["value"], last.sequence) == (second, [800_000, 830_000], None)


def test_an_edit_of_what_somebody_else_changed_meanwhile_is_refused() -> None:
    figure = makers.make_draft()
    record.edit_figure(figure.pk, {}, actor=makers.contributor(), expected_version=1, confirm=makers.EVERY_REASON)
    with state.refused("changed", "draft_version"):
        record.edit_figure(figure.pk, {}, actor=makers.contributor(), expected_version=1)


def test_a_bad_edit_leaves_the_draft_as_it_was() -> None:
    figure = makers.make_draft()
    with state.refused("E12", "measure"):
        record.edit_figure(figure.pk, {"measure": "rumours"}, actor=makers.contributor())
    with state.refused("E1", "document"):
        record.edit_figure(figure.pk, {}, citations=[], actor=makers.contributor())


def test_a_correction_of_a_public_figure_says_why() -> None:
    figure = makers.make_figure()
    with state.refused("E11", "reason"):
        record.edit_figure(figure.pk, {"value": 830_000}, actor=makers.contributor(), reason="  ")


def test_a_public_figure_cannot_be_marked_as_never_published() -> None:
    figure = makers.make_figure()
    with state.refused("restricted", "restricted"):
        record.edit_figure(
            figure.pk, {"restricted": True}, actor=makers.contributor(), reason="Oops.", confirm=makers.EVERY_REASON
        )


def test_another_document_is_added_once() -> None:
    figure = makers.make_draft()
    outlet = NewCitation(document=makers.make_document(), quote="more than 800,000 people", hops=2)
    record.add_citation(figure.pk, outlet, actor=makers.contributor())
    again = record.add_citation(figure.pk, outlet, actor=makers.contributor())
    assert again.citations.count() == 2
    assert again.draft_version == 2


def test_another_document_does_not_ask_again_for_reasons_that_were_given() -> None:
    outside = makers.make_place("TUR")
    figure = makers.make_submitted(place=outside, crisis=makers.make_crisis())
    assert "E8" in [warning["code"] for warning in figure.warnings]
    outlet = NewCitation(document=makers.make_document(), quote="more than 800,000 people", hops=2)
    record.add_citation(figure.pk, outlet, actor=makers.contributor())
    figure.refresh_from_db()
    assert {warning["reason"] for warning in figure.warnings if warning["code"] == "E8"} == {makers.CONFIRM_ALL}


# --- submitting and returning ---


def test_a_draft_with_an_open_warning_is_not_submitted() -> None:
    figure = makers.make_draft(quote="no number here")
    Figure.objects.filter(pk=figure.pk).update(
        warnings=[{"code": "W1", "field": "quote", "message": "Not in the quote.", "reason": ""}]
    )
    with state.refused("W1", "quote"):
        submit.submit_figure(figure.pk, actor=makers.contributor())
    done = submit.submit_figure(figure.pk, actor=makers.contributor(), confirm={"W1": "It is on the next page."})
    assert (done.draft_state, done.warnings[0]["reason"]) == ("submitted", "It is on the next page.")


def test_a_bulk_submits_what_it_can() -> None:
    good, done = makers.make_draft(), makers.make_submitted()
    refused = submit.submit_figures([good.pk, done.pk], actor=makers.contributor(), reason="Preview was read.")
    assert [(one.figure, one.code) for one in refused if not isinstance(one, InvalidFigure)] == [(done.pk, "no_draft")]
    good.refresh_from_db()
    assert good.draft_state == "submitted"


def test_a_returned_draft_says_why_and_can_be_handed_over_again() -> None:
    figure = makers.make_submitted()
    with state.refused("E11", "reason"):
        returning.return_figure(figure.pk, actor=makers.reviewer(), reason=" ")
    with state.refused("role"):
        returning.return_figure(figure.pk, actor=makers.contributor(), reason="Wrong day.")
    returned = returning.return_figure(figure.pk, actor=makers.reviewer(), reason="Wrong day.")
    assert (returned.draft_state, returned.return_reason) == ("returned", "Wrong day.")
    with state.refused("no_draft", "draft_state"):
        returning.return_figure(figure.pk, actor=makers.reviewer(), reason="Wrong day.")
    again = submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    assert (again.draft_state, again.return_reason) == ("submitted", "")


def test_submitting_twice_is_refused() -> None:
    figure = makers.make_submitted()
    with state.refused("no_draft", "draft_state"):
        submit.submit_figure(figure.pk, actor=makers.contributor())


def test_the_refusals_can_be_raised() -> None:
    with pytest.raises(Refused):
        submit.submit_figure(makers.make_submitted().pk, actor=makers.contributor())
