"""One table: whoever has a part in a figure, however they came by it, publishes it through no door.

Another person may, once; so it is the part in it that stops somebody, never the figure or the door.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from tests import makers
from tests.api.asking import ROOT
from tests.api.writing import key_of
from tests.intake.bringing import as_csv, brought, number
from tracker.intake import corrections, publishing
from tracker.ledger import notes, publish, record, redact, returning, submit
from tracker.ledger.errors import Refused
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure, LedgerEntry, RedactionRequest, User

pytestmark = pytest.mark.django_db
REASON = "Misread."


@pytest.fixture
def person() -> User:
    """Somebody who may do everything, so that nothing but their part in the figure stops them."""
    return makers.make_user("root", role="administrator")


# --- how somebody comes to have a part in a figure that waits for review ---


def recorded_it(person: User) -> Figure:
    return makers.make_submitted(actor=person)


def recorded_it_and_another_changed_and_submitted_it(person: User) -> Figure:
    figure = makers.make_draft(actor=person)
    record.edit_figure(figure.pk, {"value": 830_000, "value_text": ""}, actor=other(), confirm=makers.EVERY_REASON)
    return submit.submit_figure(figure.pk, actor=other(), confirm=makers.EVERY_REASON)


def changed_the_draft_of_another(person: User) -> Figure:
    figure = makers.make_draft()
    record.edit_figure(figure.pk, {"value": 830_000, "value_text": ""}, actor=person, confirm=makers.EVERY_REASON)
    return submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)


def it_was_returned_to_them_and_submitted_by_another(person: User) -> Figure:
    figure = recorded_it(person)
    returning.return_figure(figure.pk, actor=makers.reviewer(), reason="Which page?")
    return submit.submit_figure(figure.pk, actor=other(), confirm=makers.EVERY_REASON)


def corrected_what_another_made_public(person: User) -> Figure:
    figure = makers.make_figure()
    record.edit_figure(figure.pk, {"value": 830_000}, actor=person, reason=REASON, confirm=makers.EVERY_REASON)
    return submit.submit_figure(figure.pk, actor=person, confirm=makers.EVERY_REASON)


def began_a_correction_that_another_went_on_with(person: User) -> Figure:
    figure = makers.make_figure()
    record.edit_figure(figure.pk, {"value": 830_000}, actor=person, reason=REASON, confirm=makers.EVERY_REASON)
    record.edit_figure(figure.pk, {"value": 840_000}, actor=other(), reason=REASON, confirm=makers.EVERY_REASON)
    return submit.submit_figure(figure.pk, actor=other(), confirm=makers.EVERY_REASON)


def attached_a_document_to_it(person: User) -> Figure:
    figure = makers.make_figure()
    row = {"document": {"title": "Later paper", "url": "https://example.org/later"}, "quote": "more than 800,000"}
    return corrections.attach_document(figure.pk, row, actor=person, reason=REASON, expected_version=None)


def said_which_earlier_figure_it_replaces(person: User) -> Figure:
    earlier = makers.make_figure(value=700_000, as_of_date=date(2020, 2, 1), statement_date=date(2020, 2, 1))
    figure = makers.make_figure()
    row = {"supersedes": str(earlier.pk), "supersedes_kind": "revises"}
    return corrections.relate(figure.pk, row, actor=person, reason=REASON, expected_version=None)


def brought_it_in_with_a_file(person: User) -> Figure:
    makers.make_crisis()
    makers.make_place("SYR")
    brought(as_csv(number(701)), person)
    return submit.submit_figure(Figure.objects.get().pk, actor=person, confirm=makers.EVERY_REASON)


PARTS = (
    recorded_it,
    recorded_it_and_another_changed_and_submitted_it,
    changed_the_draft_of_another,
    it_was_returned_to_them_and_submitted_by_another,
    corrected_what_another_made_public,
    began_a_correction_that_another_went_on_with,
    attached_a_document_to_it,
    said_which_earlier_figure_it_replaces,
    brought_it_in_with_a_file,
)


def other() -> User:
    return User.objects.filter(username="other").first() or makers.make_user("other", role="editor")


# --- the doors: each tries to publish, and makes sure that it was refused for this reason ---


def by_page(figure: Figure, person: User) -> None:
    client = client_of(person)
    page = client.get(f"/desk/review/{figure.pk}/").content.decode()
    assert 'name="publish"' not in page
    sent = {"draft_version": str(figure.draft_version), "publish": "1"}
    answer = client.post(f"/desk/review/{figure.pk}/", sent)
    assert (answer.status_code, "E10" in answer.content.decode()) == (400, True)


def by_the_queue(figure: Figure, person: User) -> None:
    assert f"/desk/review/{figure.pk}/" not in client_of(person).get("/desk/review/").content.decode()


def by_api(figure: Figure, person: User) -> None:
    answer = asked(f"figures/{figure.pk}/publish/", {}, person)
    assert answer.status_code == 403
    assert [one["code"] for one in answer.json()["errors"]] == ["E10"]


def by_batch(figure: Figure, person: User) -> None:
    [outcome] = asked("figures/batch/", {"action": "publish", "items": [figure.pk]}, person).json()["data"]
    assert (outcome["status"], [one["code"] for one in outcome["errors"]]) == ("rejected", ["E10"])


def by_batch_all_or_nothing(figure: Figure, person: User) -> None:
    answer = asked("figures/batch/", {"action": "publish", "items": [figure.pk], "atomic": True}, person)
    assert (answer.status_code, [one["code"] for one in answer.json()["errors"]]) == (409, ["E10"])


def by_inspection(figure: Figure, person: User) -> None:
    address = f"/admin/tracker/figure/{figure.pk}/change/"
    assert client_of(person).post(address, {"public_state": "published"}).status_code == 403


def by_shell(figure: Figure, person: User) -> None:
    with pytest.raises(Refused) as refused:
        publish.publish_figure(figure.pk, actor=person)
    assert refused.value.code == "E10"


def by_shell_in_bulk(figure: Figure, person: User) -> None:
    done = publish.publish_figures([figure.pk], actor=person)
    assert ([one.code for one in done.refused], done.published) == (["E10"], [])


def by_entry_written_past_the_ledger(figure: Figure, person: User) -> None:
    forged(figure, actor=person, author=figure.author)


def by_entry_that_names_another_author(figure: Figure, person: User) -> None:
    forged(figure, actor=person, author=makers.make_user("nobody"))


DOORS = (
    by_page,
    by_the_queue,
    by_api,
    by_batch,
    by_batch_all_or_nothing,
    by_inspection,
    by_shell,
    by_shell_in_bulk,
    by_entry_written_past_the_ledger,
    by_entry_that_names_another_author,
)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(path: str, body: dict[str, Any], person: User) -> Any:
    headers = {"Authorization": f"Bearer {key_of(person)}"}
    return Client().post(ROOT + path, body, content_type="application/json", headers=headers)


def forged(figure: Figure, *, actor: User, author: User) -> None:
    """An entry as the ledger would write it, put into its table by hand: the database refuses it."""
    with pytest.raises(IntegrityError, match="four eyes"), transaction.atomic():
        LedgerEntry.objects.create(
            sequence=head().sequence + 1, type="figure.published", action="published", object_type="figure",
            object_id=figure.pk, revision=figure.revision + 1, actor=actor.pk, author=author.pk, at=timezone.now(),
            sha="0",
        )  # fmt: skip


# --- the table ---


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_whoever_has_a_part_in_a_figure_publishes_it_through_no_door(
    part: Callable[[User], Figure], person: User
) -> None:
    figure = part(person)
    figure.refresh_from_db()
    assert figure.draft_state == "submitted"
    before = head()
    for door in DOORS:
        door(figure, person)
        assert head() == before, door.__name__
    assert publish.publish_figure(figure.pk, actor=makers.reviewer()).draft_state == "none"
    assert verify().problems == []


def test_a_whole_file_is_published_by_nobody_who_has_a_part_in_it(person: User) -> None:
    """Not by who brought it in; by who mended one of its rows, all but that one."""
    makers.make_crisis()
    makers.make_place("SYR")
    run = brought(as_csv(number(701), number(709)), person)
    mended, untouched = Figure.objects.order_by("pk")
    record.edit_figure(mended.pk, {"notes": "Looked again."}, actor=other(), confirm=makers.EVERY_REASON)
    before = head()
    with pytest.raises(Refused) as refused:
        publishing.publish(run, actor=person, reason=REASON)
    by_page = client_of(person).post(f"/desk/imports/{run.pk}/", {"publish": "1", "reason": REASON})
    assert (refused.value.code, by_page.status_code, head()) == ("E10", 400, before)
    assert [(one.figure, one.code) for one in publishing.publish(run, actor=other(), reason=REASON)] == [
        (mended.pk, "E10")
    ]
    published = Figure.objects.filter(public_state="published")
    assert [one.pk for one in published] == [untouched.pk]


def test_only_reading_and_asking_is_no_part(person: User) -> None:
    """A reviewer who noted a question, or returned the draft before, may still publish it."""
    figure = makers.make_submitted()
    notes.add_note(figure.pk, actor=person, text="Which page?", field="document_page", key="a" * 32)
    returning.return_figure(figure.pk, actor=person, reason="Which page?")
    submit.submit_figure(figure.pk, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    assert publish.publish_figure(figure.pk, actor=person).public_state == "published"


def test_whoever_asks_for_a_redaction_does_not_confirm_it(person: User) -> None:
    figure = makers.make_figure()
    redact.request_redaction(figure.pk, actor=person, reason="It may harm people.")
    request = RedactionRequest.objects.get()
    client_of(person).post(f"/desk/redactions/{request.pk}/")
    with pytest.raises(Refused) as refused:
        redact.confirm_redaction(request.pk, actor=person)
    assert refused.value.code == "E10"
    request.refresh_from_db()
    assert (request.confirmed_by, request.sequence) == (None, None)
