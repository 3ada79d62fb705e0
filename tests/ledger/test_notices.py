"""Whom the desk tells of what: in the act itself, each once, never of one's own doing; mentions and assignments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import makers
from tracker.ledger import notes, notices, redact, returning
from tracker.ledger.assign import assign_review
from tracker.ledger.errors import Refused
from tracker.ledger.publish import publish_figure, publish_figures
from tracker.ledger.record import edit_figure
from tracker.ledger.retract import retract_figure
from tracker.ledger.submit import submit_figure
from tracker.models import DeskAct, Notice, NoticeSetting, ReviewAssignment, ReviewNote, User
from tracker.selectors import notices as reading
from tracker.vocabulary import NoticeKind, NoticeMail

pytestmark = pytest.mark.django_db


def told(person: User) -> list[tuple[str, int]]:
    """Kind and figure of each notice, in order."""
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", "figure"))


def submitted(**details: object) -> int:
    return makers.make_submitted(**details).pk


# --- what happened to one's work ---


def test_an_author_is_told_of_a_return_with_its_reason() -> None:
    figure = submitted()
    returning.return_figure(figure, actor=makers.reviewer(), reason="Which page?")
    assert told(makers.contributor()) == [("returned", figure)]
    assert Notice.objects.get().reason == "Which page?"


def test_everybody_who_worked_on_a_draft_is_told_and_nobody_twice() -> None:
    figure = makers.make_draft().pk
    second = makers.make_user("second")
    for number in (801, 802):
        edit_figure(figure, {"value": number, "value_text": str(number)}, actor=second)
    submit_figure(figure, actor=second, confirm={"W1": "Said so."})
    publish_figure(figure, actor=makers.reviewer())
    assert told(makers.contributor()) == told(second) == [("published", figure)]
    assert told(makers.reviewer()) == []


def test_who_made_the_former_version_is_told_of_its_correction() -> None:
    figure = makers.make_figure().pk
    Notice.objects.all().delete()
    second = makers.make_user("second")
    edit_figure(figure, {"notes": "More is known."}, actor=second, reason="More is known.")
    submit_figure(figure, actor=second)
    publish_figure(figure, actor=makers.reviewer())
    assert told(makers.contributor()) == [("corrected", figure)]
    assert told(second) == [("published", figure)]


def test_who_made_a_public_figure_is_told_that_it_was_withdrawn() -> None:
    figure = makers.make_figure().pk
    Notice.objects.all().delete()
    retract_figure(figure, actor=makers.reviewer(), reason="The source withdrew it.")
    assert told(makers.contributor()) == [("retracted", figure)]
    assert Notice.objects.get().reason == "The source withdrew it."


def test_what_is_refused_tells_nobody() -> None:
    figure = submitted()
    with pytest.raises(Refused):
        publish_figure(figure, actor=makers.contributor())
    with pytest.raises(Refused):
        retract_figure(figure, actor=makers.reviewer(), reason="Not public yet.")
    assert not Notice.objects.exists()


def test_what_is_published_by_the_thousand_tells_nobody() -> None:
    publish_figures([submitted(), submitted(value=2, value_text="2")], actor=makers.reviewer())
    assert not Notice.objects.exists()


# --- notes and mentions ---


def test_a_note_tells_who_works_on_the_draft_and_whom_it_mentions() -> None:
    figure, asked = submitted(), makers.make_user("ann.b")
    note = notes.add_note(figure, actor=makers.reviewer(), text="Which day, @Ann.B? Ask a@b.org.", key="a" * 32)
    assert told(makers.contributor()) == [("noted", figure)]
    assert told(asked) == [("mentioned", figure)]
    assert [one.user for one in note.mentions.all()] == [asked]
    assert notes.add_note(figure, actor=makers.reviewer(), text="Which day, @Ann.B?", key="a" * 32) == note
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("text", ["Ask @nobody.", "@ann.b. and @nobody", "(@nobody)"])
def test_a_name_that_nobody_has_is_refused_and_nothing_is_kept(text: str) -> None:
    makers.make_user("ann.b")
    with pytest.raises(Refused) as refused:
        notes.add_note(submitted(), actor=makers.reviewer(), text=text, key="a" * 32)
    assert (refused.value.code, refused.value.field) == ("E16", "text")
    assert not ReviewNote.objects.exists()


def test_everybody_who_is_named_is_asked_by_one_question(django_assert_num_queries: Any) -> None:
    people = [makers.make_user(name) for name in ("ann", "b.c", "d@example.org", *(f"p{n}" for n in range(12)))]
    with django_assert_num_queries(1):
        found = notes.mentioned_in(" ".join(f"@{one.username}." for one in people) + " @ANN")
    assert found == people
    assert notes.mentioned_in("nobody at all, a@b.org") == []


def test_who_is_mentioned_may_read_and_answer() -> None:
    figure, asked = makers.make_submitted(), makers.make_user("ann")
    assert not notes.may_read_notes(figure, asked)
    notes.add_note(figure.pk, actor=makers.reviewer(), text="@ann knows.", key="a" * 32)
    assert notes.may_read_notes(figure, asked)
    notes.add_note(figure.pk, actor=asked, text="The 3rd.", key="b" * 32)
    assert told(makers.contributor())[-1] == ("noted", figure.pk)


def test_a_redacted_figure_leaves_no_words_in_notices() -> None:
    figure = makers.make_figure().pk
    retract_figure(figure, actor=makers.reviewer(), reason="Names a witness.")
    asked = redact.request_redaction(figure, actor=makers.make_user("root", role="administrator"), reason="Harm.")
    redact.confirm_redaction(asked.pk, actor=makers.make_user("other", role="administrator"))
    assert not Notice.objects.exclude(reason="").exists()


# --- who is to review ---


def test_a_reviewer_is_asked_told_and_asked_no_more() -> None:
    figure, ann = submitted(), makers.make_user("ann", role="reviewer")
    assign_review(figure, ann, actor=makers.reviewer())
    assign_review(figure, ann, actor=makers.reviewer())
    assert told(ann) == [("assigned", figure)]
    assert DeskAct.objects.filter(action="assigned").count() == 1
    assign_review(figure, None, actor=ann)
    assert not ReviewAssignment.objects.exists()
    assert DeskAct.objects.filter(action="assigned").latest("pk").changes == {"reviewer": ["ann", None]}


def test_nobody_is_asked_to_review_their_own_work_or_without_the_role() -> None:
    figure = submitted()
    with pytest.raises(Refused) as refused:
        assign_review(figure, makers.make_user("ann"), actor=makers.reviewer())
    assert (refused.value.code, refused.value.field) == ("E16", "reviewer")
    own = makers.make_user("own", role="reviewer")
    draft = makers.make_submitted(value=5, value_text="5", actor=own).pk
    with pytest.raises(Refused) as refused:
        assign_review(draft, own, actor=makers.reviewer())
    assert (refused.value.code, refused.value.field) == ("E10", "reviewer")
    with pytest.raises(Refused) as refused:
        assign_review(figure, own, actor=makers.contributor())
    assert refused.value.code == "role"
    with pytest.raises(Refused) as refused:
        assign_review(makers.make_draft(value=6, value_text="6").pk, own, actor=makers.reviewer())
    assert refused.value.code == "no_draft"


def test_the_database_refuses_an_author_as_reviewer() -> None:
    figure, ann = submitted(), makers.make_user("ann", role="reviewer")
    assign_review(figure, ann, actor=makers.reviewer())
    with pytest.raises(IntegrityError, match="four eyes"), transaction.atomic():
        ReviewAssignment.objects.update(reviewer=makers.contributor())
    ReviewAssignment.objects.all().delete()
    with pytest.raises(IntegrityError, match="four eyes"), transaction.atomic():
        ReviewAssignment.objects.create(
            figure_id=figure, reviewer=makers.contributor(), assigned_by=ann, assigned_at=timezone.now()
        )


def test_who_changes_a_draft_reviews_it_no_more_and_publication_ends_it() -> None:
    figure, ann = submitted(), makers.make_user("ann", role="reviewer")
    assign_review(figure, ann, actor=makers.reviewer())
    edit_figure(figure, {"notes": "A page."}, actor=ann)
    assert not ReviewAssignment.objects.exists()
    submit_figure(figure, actor=ann)
    assign_review(figure, makers.reviewer(), actor=makers.reviewer())
    publish_figure(figure, actor=makers.reviewer())
    assert not ReviewAssignment.objects.exists()


# --- read, mailed, chosen ---


def test_notices_are_read_up_to_the_one_that_was_shown() -> None:
    person, figure = makers.contributor(), makers.make_submitted()
    for _number in range(3):
        notices.tell([person.pk], NoticeKind.NOTED, figure, actor=makers.reviewer())
    second = Notice.objects.order_by("pk")[1]
    assert notices.mark_read(person, up_to=second.pk) == 2
    assert notices.mark_read(makers.reviewer(), up_to=10**9) == 0
    assert reading.unread(person).count() == 1


def test_a_notice_is_claimed_for_one_mail_only() -> None:
    person, figure = makers.contributor(), makers.make_submitted()
    notices.tell([person.pk], NoticeKind.NOTED, figure, actor=makers.reviewer())
    now = timezone.now()
    (claimed,) = notices.claim(person, now)
    assert notices.claim(person, now + timedelta(seconds=1)) == []
    notices.give_back([claimed])
    assert notices.claim(person, now + timedelta(seconds=2)) == [claimed]


def test_a_mail_is_due_a_period_after_the_first_notice_or_the_last_mail() -> None:
    person, figure = makers.contributor(), makers.make_submitted()
    User.objects.filter(pk=person.pk).update(email="c@example.org")
    notices.tell([person.pk], NoticeKind.NOTED, figure, actor=makers.reviewer())
    now = timezone.now()
    assert list(reading.due(now + timedelta(hours=23))) == []
    assert list(reading.due(now + timedelta(hours=25))) == [person]
    notices.set_mail(person, NoticeMail.HOURLY)
    assert list(reading.due(now + timedelta(minutes=61))) == [person]
    notices.claim(person, now + timedelta(minutes=61))
    notices.note_mailed(person, now + timedelta(minutes=61))
    assert list(reading.due(now + timedelta(days=9))) == []
    notices.tell([person.pk], NoticeKind.NOTED, figure, actor=makers.reviewer())
    assert list(reading.due(now + timedelta(minutes=90))) == []
    assert list(reading.due(now + timedelta(minutes=122))) == [person]
    notices.stop_mail(person)
    assert list(reading.due(now + timedelta(days=9))) == []


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_who_has_no_address_or_no_account_gets_no_mail(change: dict[str, object]) -> None:
    person, figure = makers.contributor(), makers.make_submitted()
    User.objects.filter(pk=person.pk).update(**{"email": "c@example.org", **change})
    notices.tell([person.pk], NoticeKind.NOTED, figure, actor=makers.reviewer())
    assert list(reading.due(timezone.now() + timedelta(days=9))) == []


def test_the_database_keeps_notices_in_shape() -> None:
    person, figure = makers.contributor(), makers.make_submitted()
    notices.tell([person.pk], NoticeKind.NOTED, figure, actor=makers.reviewer())
    for wrong in ({"kind": "gossip"}, {"actor": person}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.update(**wrong)
    notices.stop_mail(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeSetting.objects.update(mail="often")
