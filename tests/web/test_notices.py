"""Notices over HTTP and by mail: the list, the choice, the digest, and the link that stops it without a sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from tests.web.test_desk import signed_in, text
from tracker.ledger import notes, notices, returning
from tracker.models import Notice, NoticeSetting, ReviewAssignment, User
from tracker.vocabulary import NoticeKind, NoticeMail
from tracker.web import digests
from tracker.web.notices import token_for

NOTICES = "/desk/notices/"


@pytest.fixture
def author(db: None) -> Client:
    return signed_in(makers.contributor())


@pytest.fixture(autouse=True)
def _site_that_mails(settings: Any) -> None:
    settings.PUBLIC_URL, settings.EMAIL_URL = "https://tracker.example.org", "smtp://mail.example.org"


def returned(reason: str = "Which page?") -> int:
    figure = makers.make_submitted().pk
    returning.return_figure(figure, actor=makers.reviewer(), reason=reason)
    return figure


def addressed(person: User, language: str = "en", often: NoticeMail = NoticeMail.DAILY) -> User:
    User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
    notices.set_mail(person, often, language=language)
    person.refresh_from_db()
    return person


# --- the list ---


def test_notices_are_listed_with_words_and_way_and_marked_as_read(author: Client) -> None:
    figure = returned()
    assert ">1</b> Notices not read" in text(author.get("/desk/"))
    page = text(author.get(NOTICES))
    assert f'href="/desk/figures/{figure}/">reviewer returned figure {figure}</a>' in page
    assert "Which page?" in page
    newest = Notice.objects.get().pk
    returned("Another.")
    author.post(NOTICES, {"read": str(newest)})
    assert ">1</b> Notices not read" in text(author.get("/desk/"))
    author.post(NOTICES, {"read": "x"})
    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def test_nobody_sees_the_notices_of_others(author: Client) -> None:
    returned("Only for the author.")
    assert "Only for the author." not in text(signed_in(makers.make_user("other")).get(NOTICES))
    assert Client().get(NOTICES)["Location"].startswith("/accounts/login/")


def test_how_often_is_chosen_and_nonsense_is_not(author: Client) -> None:
    addressed(makers.contributor())
    author.post(f"{NOTICES}?lang=fr", {"mail": "weekly"})
    author.post(NOTICES, {"mail": "hourly-or-so"})
    setting = NoticeSetting.objects.get()
    assert setting.mail == "weekly"
    assert '<option value="weekly" selected' in text(author.get(NOTICES))


def test_a_list_of_notices_costs_the_same_however_long(author: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            author.get(NOTICES)
        return len(questions)

    returned()
    first = asked()
    for number in range(9):
        figure = makers.make_submitted(value=900 + number, value_text=str(900 + number))
        notes.add_note(figure.pk, actor=makers.reviewer(), text="Which day?", key=f"{number:032x}")
    assert asked() == first <= 12


# --- mentions and assignments on their pages ---


def test_a_mention_is_in_the_inbox_until_it_is_settled(author: Client) -> None:
    ann = makers.make_user("ann")
    figure = makers.make_submitted()
    signed_in(makers.reviewer()).post(
        f"/desk/figures/{figure.pk}/notes/", {"text": "@ann, which day?", "key": "a" * 32}
    )
    theirs = signed_in(ann)
    assert ">1</b> Notes that mention you" in text(theirs.get("/desk/"))
    assert f"/desk/figures/{figure.pk}/" in text(theirs.get("/desk/figures/?show=mentions"))
    assert "@ann, which day?" in text(theirs.get(f"/desk/figures/{figure.pk}/"))
    note = figure.review_notes.get().pk
    theirs.post(f"/desk/figures/{figure.pk}/notes/", {"settle": str(note)})
    assert ">0</b> Notes that mention you" in text(theirs.get("/desk/"))


def test_a_wrong_name_keeps_the_note_in_its_field(author: Client) -> None:
    figure = makers.make_submitted()
    answer = author.post(f"/desk/figures/{figure.pk}/notes/", {"text": "@nobody knows", "key": "a" * 32})
    assert answer.status_code == 400
    assert "A name behind @ is nobody's here" in text(answer)
    assert "@nobody knows</textarea>" in text(answer)


@pytest.mark.django_db
def test_a_review_is_asked_for_and_found_in_the_queue() -> None:
    figure, ann = makers.make_submitted(), makers.make_user("ann", role="reviewer")
    reviewer = signed_in(makers.reviewer())
    page = text(reviewer.get(f"/desk/review/{figure.pk}/"))
    assert '<option value="ann">' in page
    assert '<option value="contributor">' not in page
    reviewer.post(f"/desk/review/{figure.pk}/assign/?measure=displaced", {"reviewer": "ann"})
    assert ReviewAssignment.objects.get().reviewer == ann
    theirs = signed_in(ann)
    assert ">1</b> You are asked to review" in text(theirs.get("/desk/"))
    assert f"/desk/review/{figure.pk}/" in text(theirs.get("/desk/review/?assigned=me"))
    assert f'"/desk/review/{figure.pk}/' not in text(theirs.get("/desk/review/?assigned=nobody"))
    assert reviewer.post(f"/desk/review/{figure.pk}/assign/", {"reviewer": "zed"}).status_code == 404
    assert signed_in(makers.contributor()).post(f"/desk/review/{figure.pk}/assign/", {}).status_code == 403
    reviewer.post(f"/desk/review/{figure.pk}/assign/", {"reviewer": ""})
    assert not ReviewAssignment.objects.exists()


# --- by mail ---


@pytest.mark.django_db
def test_a_digest_tells_of_each_figure_once_with_links_and_a_way_out() -> None:
    person = addressed(makers.contributor())
    figure = makers.make_submitted()
    notes.add_note(figure.pk, actor=makers.reviewer(), text="Which day?", key="a" * 32)
    returning.return_figure(figure.pk, actor=makers.reviewer(), reason="Which page?")
    digests.send_digest.call(person.pk)
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("2 things at the desk", ["contributor@example.org"])
    assert sent.body.count(f"https://tracker.example.org/desk/figures/{figure.pk}/") == 1
    assert "Which day?" in sent.body
    assert "Which page?" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    digests.send_digest.call(person.pk)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_digest_is_in_the_language_of_its_person() -> None:
    person = addressed(makers.contributor(), language="ar")
    returned()
    digests.send_digest.call(person.pk)
    assert "أعاد reviewer الرقم" in mail.outbox[0].body


@pytest.mark.django_db
def test_what_may_not_be_seen_any_more_is_not_mailed() -> None:
    ann = addressed(makers.make_user("ann"))
    figure = makers.make_submitted()
    note = notes.add_note(figure.pk, actor=makers.reviewer(), text="@ann, a secret", key="a" * 32)
    note.mentions.all().delete()
    digests.send_digest.call(ann.pk)
    assert mail.outbox == []
    returned_to = addressed(makers.contributor())
    returned()
    User.objects.filter(pk=returned_to.pk).update(is_active=False)
    digests.send_digest.call(returned_to.pk)
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_mail_that_could_not_be_sent_waits_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    person = addressed(makers.contributor())
    returned()

    def refuse(*_args: Any, **_options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with pytest.raises(ConnectionRefusedError):
        digests.send_digest.call(person.pk)
    monkeypatch.undo()
    Notice.objects.update(at=timezone.now() - timedelta(days=2))
    assert list(digests.due()) == [(person.pk,)]
    digests.send_digest.call(person.pk)
    assert len(mail.outbox) == 1
    returned("Another.")
    assert list(digests.due()) == []


@pytest.mark.django_db
def test_the_worker_finds_to_whom_a_mail_is_due(settings: Any) -> None:
    person = addressed(makers.contributor(), often=NoticeMail.HOURLY)
    returned()
    Notice.objects.update(at=timezone.now() - timedelta(hours=2))
    assert list(digests.due()) == [(person.pk,)]
    settings.EMAIL_URL = ""
    assert list(digests.due()) == []
    digests.send_digest.call(person.pk)
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_link_of_a_mail_stops_them_with_one_button_and_no_sign_in() -> None:
    person = addressed(makers.contributor())
    address = f"/accounts/notices/stop/{token_for(person)}/"
    strict = Client(enforce_csrf_checks=True)
    assert "Stop these mails" in text(strict.get(address))
    assert NoticeSetting.objects.get().mail == "daily"
    assert "You get no more notices by mail" in text(strict.post(address, {"List-Unsubscribe": "One-Click"}))
    assert NoticeSetting.objects.get().mail == "off"
    returned()
    digests.send_digest.call(person.pk)
    assert mail.outbox == []
    assert strict.get("/accounts/notices/stop/forged:token/").status_code == 410


@pytest.mark.django_db
def test_a_notice_of_any_kind_can_be_told() -> None:
    figure = makers.make_submitted()
    for kind in NoticeKind:
        notices.tell([makers.contributor().pk], kind, figure, actor=makers.reviewer())
    page = text(signed_in(makers.contributor()).get(NOTICES))
    assert page.count("data-item") == len(NoticeKind)
