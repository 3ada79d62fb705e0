"""Inbox, queue, review with its notes, history, people and inspection over HTTP."""

from __future__ import annotations

import csv
import html
import io
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from tracker.ledger import doors, notes, permissions, record, returning, settings
from tracker.ledger.errors import Refused
from tracker.models import DeskAct, Figure, LedgerEntry, PublishedFigure, RedactionRequest, ReviewNote, User
from tracker.selectors import inbox
from tracker.vocabulary import UserRole

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def reviewer() -> Client:
    return client_of(makers.reviewer())


@pytest.fixture
def author() -> Client:
    return client_of(makers.contributor())


@pytest.fixture
def administrator() -> Client:
    return client_of(makers.make_user("root", role="administrator"))


def waiting(number: int, **details: Any) -> Figure:
    return makers.make_submitted(value=number, value_text=f"more than {number}", **details)


# --- roles: the table against the pages and acts ---

PAGES = {
    "/desk/": "record",
    "/desk/figures/": "record",
    "/desk/figures/new/": "record",
    "/desk/figures/paste/": "record",
    "/desk/figures/find/": "record",
    "/desk/figures/bulk/": "record",
    "/desk/bulk/": "record",
    "/desk/documents/new/": "record",
    "/desk/stale/": "record",
    "/desk/checks/": "record",
    "/desk/checks/?show=waiting": "record",
    "/desk/checks/?show=copies": "record",
    "/desk/checks/?show=notes": "publish",
    "/desk/roles/": "record",
    "/desk/shortcuts/": "record",
    "/desk/notices/": "record",
    "/desk/history/": "record",
    "/desk/review/": "publish",
    "/desk/review/{id}/": "publish",
    "/desk/figures/{id}/": "record",
    "/desk/figures/{id}/documents/": "record",
    "/desk/figures/{id}/relation/": "record",
    "/desk/figures/{id}/retract/": "retract",
    "/desk/figures/{id}/redaction/": "redact",
    "/desk/people/": "manage_accounts",
    "/desk/people/{person}/": "manage_accounts",
    "/desk/sources/": "rename",
    "/desk/sources/document/": "rename",
    "/desk/sources/organisation/{organisation}/": "rename",
    "/desk/merge/organisation/{organisation}/": "merge",
    "/desk/works/": "rename",
    "/desk/crises/": "manage_crises",
    "/desk/crises/new/": "manage_crises",
    "/desk/crises/{crisis}/": "manage_crises",
    "/desk/crises/{crisis}/cards/": "set_leads",
    "/desk/crises/{crisis}/starts/": "merge",
    "/desk/events/": "manage_crises",
    "/desk/events/new/": "manage_crises",
    "/desk/series/": "set_series",
    "/desk/series/{series}/": "set_series",
    "/admin/": "manage_accounts",
}


@pytest.mark.parametrize("role", list(UserRole))
def test_each_page_opens_for_the_roles_of_its_act_and_no_other(role: UserRole) -> None:
    figure = makers.make_figure()
    person = makers.make_user("somebody", role=role)
    client = client_of(person)
    numbers = {
        "id": figure.pk,
        "person": person.pk,
        "organisation": figure.organisation_id,
        "crisis": figure.crisis_id,
        "series": figure.series_id,
    }
    for path, act in PAGES.items():
        status = client.get(path.format(**numbers)).status_code
        # The inspection sends strangers to the sign-in, as Django's admin does.
        expected = 200 if role in permissions.MAY[act] else 302 if path == "/admin/" else 403
        assert (path, status) == (path, expected)


def test_the_table_of_roles_is_the_one_that_acts_ask(author: Client) -> None:
    page = text(author.get("/desk/roles/"))
    assert page.count('<th scope="row">') == len(permissions.MAY)
    assert page.count(">yes</td>") == sum(len(roles) for roles in permissions.MAY.values())


# --- inbox and queue ---


def test_the_inbox_counts_and_leads_to_lists(author: Client, reviewer: Client) -> None:
    makers.make_draft(value=701, value_text="more than 701")
    returned = waiting(709)
    returning.return_figure(returned.pk, actor=makers.reviewer(), reason="Which page?")
    asked = waiting(719)
    notes.add_note(asked.pk, actor=makers.reviewer(), text="Which day?", key="a" * 32)
    unexplained = record.record_figure(
        makers.figure_values(value=727, value_text="more than 727"),
        citations=[makers.NewCitation(document=makers.make_document(), quote="many people")],
        actor=makers.contributor(),
    )
    assert any(not one["reason"] for one in unexplained.warnings)
    page = text(author.get("/desk/"))
    for name, count in {"returned": 1, "drafts": 2, "waiting": 1, "warnings": 1, "notes": 1}.items():
        assert f'?show={name}"><b>{count}</b>' in page
    assert f"/desk/figures/{asked.pk}/" in text(author.get("/desk/figures/?show=notes"))
    only = text(author.get("/desk/figures/?show=warnings"))
    assert f"/desk/figures/{unexplained.pk}/" in only
    assert f"/desk/figures/{returned.pk}/" not in only
    assert '<a href="/desk/review/"><b>1</b>' in text(reviewer.get("/desk/"))
    assert "/desk/review/" not in page.split("<main")[1]


def test_the_queue_is_narrowed_by_its_address(reviewer: Client) -> None:
    first = waiting(701)
    other = waiting(709, actor=makers.editor(), measure="killed", crisis=makers.make_crisis("other"))
    for query, found, left in (
        ("crisis=other", other, first),
        ("measure=killed", other, first),
        ("author=contributor", first, other),
        ("crisis=nw-syria&kind=new", first, other),
    ):
        page = text(reviewer.get(f"/desk/review/?{query}"))
        assert f"/desk/review/{found.pk}/?" in page
        assert f"/desk/review/{left.pk}/" not in page
    assert "Nothing of this kind" in text(reviewer.get("/desk/review/?kind=correction"))
    both = [text(reviewer.get(f"/desk/review/?warnings={how}")) for how in ("with", "without")]
    assert sorted(page.count('class="tag warn"') > 0 for page in both) == [False, True] or "Nothing" in "".join(both)


def test_a_decision_leads_to_the_next_of_the_same_queue(reviewer: Client) -> None:
    first, second, third = waiting(701), waiting(709, measure="killed"), waiting(719)
    path = f"/desk/review/{first.pk}/?measure=displaced"
    page = text(reviewer.get(path))
    assert f'data-next href="/desk/review/{third.pk}/?measure=displaced"' in page
    done = reviewer.post(path, {"draft_version": "1", "publish": "1"})
    assert done["Location"] == f"/desk/review/{third.pk}/?measure=displaced"
    assert f"/desk/review/{second.pk}/" not in text(reviewer.get(done["Location"]))


def test_two_reviewers_at_once_publish_once_and_nobody_sees_an_error(reviewer: Client) -> None:
    figure = waiting(701)
    other = client_of(makers.editor())
    decision = {"draft_version": "1", "publish": "1"}
    first = reviewer.post(f"/desk/review/{figure.pk}/", decision)
    second = other.post(f"/desk/review/{figure.pk}/", decision, follow=True)
    assert (first.status_code, second.status_code) == (302, 200)
    assert "decided before" in text(second)
    assert PublishedFigure.objects.count() == 1


def test_a_return_after_a_publication_says_that_nothing_waits(reviewer: Client) -> None:
    figure = waiting(701)
    reviewer.post(f"/desk/review/{figure.pk}/", {"draft_version": "1", "publish": "1"})
    late = client_of(makers.editor()).post(
        f"/desk/review/{figure.pk}/", {"draft_version": "1", "return": "1", "reason": "Which page?"}
    )
    assert late.status_code == 400
    assert "no_draft" in text(late)
    assert PublishedFigure.objects.live().count() == 1


# --- notes ---


def test_a_note_at_a_field_reaches_the_author_who_settles_it(reviewer: Client, author: Client) -> None:
    figure = waiting(701)
    form = text(reviewer.get(f"/desk/review/{figure.pk}/?note=document_page"))
    assert '<option value="document_page" selected>' in form
    note = {"field": "document_page", "text": "Which page? <b>", "key": "a" * 32, "from": "review"}
    done = reviewer.post(f"/desk/figures/{figure.pk}/notes/", note)
    assert done["Location"] == f"/desk/review/{figure.pk}/#notes"
    reviewer.post(f"/desk/figures/{figure.pk}/notes/", note)
    assert ReviewNote.objects.count() == 1
    page = author.get(f"/desk/figures/{figure.pk}/").content.decode()
    assert "Which page? &lt;b&gt;" in page
    author.post(f"/desk/figures/{figure.pk}/notes/", {"settle": str(ReviewNote.objects.get().pk)})
    assert ReviewNote.objects.get().settled_by == makers.contributor()
    assert "Which page?" not in text(client_of(makers.make_user("stranger")).get(f"/desk/figures/{figure.pk}/"))


def test_a_note_that_cannot_be_kept_is_shown_again(reviewer: Client) -> None:
    figure = waiting(701)
    refused = reviewer.post(f"/desk/figures/{figure.pk}/notes/", {"text": " ", "field": "quote", "from": "review"})
    assert refused.status_code == 400
    assert '<option value="quote" selected>' in text(refused)
    stranger = client_of(makers.make_user("stranger"))
    assert stranger.post(f"/desk/figures/{figure.pk}/notes/", {"text": "Hello"}).status_code == 403
    assert not ReviewNote.objects.exists()


# --- after publication ---


def test_another_document_is_attached_and_published_by_a_second_person(reviewer: Client, author: Client) -> None:
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/documents/"
    typed = {
        "document_title": "A second report",
        "document_url": "https://example.org/second",
        "quote": "more than 800,000",
        "draft_version": str(figure.draft_version),
    }
    refused = author.post(path, typed)
    assert refused.status_code == 400
    assert "E11" in text(refused)
    assert "A second report" in text(refused)
    author.post(path, {**typed, "reason": "Another outlet carries it."})
    figure.refresh_from_db()
    assert (figure.draft_state, figure.citations.count()) == ("submitted", 2)
    again = author.post(path, {**typed, "reason": "Another outlet carries it."})
    assert again.status_code == 409
    page = text(reviewer.get(f"/desk/review/{figure.pk}/"))
    assert "Another outlet carries it." in page
    reviewer.post(f"/desk/review/{figure.pk}/", {"draft_version": str(figure.draft_version), "publish": "1"})
    assert "Another outlet carries it." in text(Client().get(f"/figures/{figure.pk}/"))


def test_without_a_document_nothing_is_attached_and_the_field_says_so(author: Client) -> None:
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/documents/"
    typed = {"quote": "more than 800,000", "reason": "Seen.", "draft_version": str(figure.draft_version)}
    refused = author.post(path, typed)
    assert refused.status_code == 400
    assert text(refused).count("There is no document. Give the document in which the figure was read") == 2
    french = text(author.post(f"{path}?lang=fr", typed))
    assert "Il n’y a pas de document." in french
    assert "There is no" not in french


def test_a_relation_is_marked_with_its_reason(reviewer: Client, author: Client) -> None:
    earlier = makers.make_figure(value=700_001, value_text="more than 700,001")
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/relation/"
    typed = {"supersedes_kind": "revises", "draft_version": str(figure.draft_version), "reason": "Said again, higher."}
    assert author.post(path, {**typed, "supersedes": "99999"}).status_code == 400
    author.post(path, {**typed, "supersedes": str(earlier.pk)})
    figure.refresh_from_db()
    assert (figure.supersedes, figure.supersedes_kind, figure.draft_state) == (earlier, "revises", "submitted")


def test_a_redaction_takes_two_people(administrator: Client, reviewer: Client, author: Client) -> None:
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/redaction/"
    assert administrator.post(path, {"reason": ""}).status_code == 400
    for _ in range(2):
        administrator.post(path, {"reason": "It endangers people."})
    request = RedactionRequest.objects.get()
    assert "It endangers people." in text(reviewer.get("/desk/"))
    confirm = f"/desk/redactions/{request.pk}/"
    administrator.post(confirm)
    assert author.post(confirm).status_code == 403
    assert PublishedFigure.objects.filter(redacted_at__isnull=True).exists()
    reviewer.post(confirm)
    assert not PublishedFigure.objects.filter(redacted_at__isnull=True).exists()
    assert "done twice" not in text(reviewer.post(confirm, follow=True))
    assert LedgerEntry.objects.filter(action="redacted").count() == 1


def test_a_withdrawal_sent_twice_is_one(reviewer: Client) -> None:
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/retract/"
    for _ in range(2):
        assert reviewer.post(path, {"reason": "The source withdrew it."}).status_code == 302
    assert LedgerEntry.objects.filter(action="retracted").count() == 1


# --- history ---


def test_history_tells_who_when_what_why_and_through_which_door(administrator: Client) -> None:
    figure = waiting(701)
    returning.return_figure(figure.pk, actor=makers.reviewer(), reason="Which page?")
    public = makers.make_figure()
    makers.correct(public, value=830_000, value_text="")
    page = text(administrator.get("/desk/history/"))
    for words in ("Which page?", "Returned to the author", "The source changed its text.", "the system", "a program"):
        assert words in page
    assert "<bdi>800000</bdi>" in page
    assert "<bdi>830000</bdi>" in page


def test_history_calls_things_by_their_names(administrator: Client) -> None:
    figure = makers.make_figure()
    draft = makers.make_draft()
    other = makers.make_organisation("Monitor")
    changed = {"organisation": other, "place": makers.make_place("TUR")}
    record.edit_figure(draft.pk, changed, actor=makers.contributor(), confirm=makers.EVERY_REASON)
    settings.set_leads(figure.crisis, {"displaced": figure.series_id}, actor=makers.editor(), reason="The longest.")
    settings.set_series(figure.series_id or 0, spine=figure.organisation, actor=makers.editor(), reason="Its own.")
    rows = text(administrator.get("/desk/history/")).split("<tbody")[1].split("<tr>")
    [lead] = [row for row in rows if "The longest." in row]
    assert f"crisis {figure.crisis.name}" in lead
    assert "Series on the cards:" in lead
    assert "<bdi>Newly displaced, Syria, since 1 December 2019</bdi></ins>" in lead
    [spine] = [row for row in rows if "Its own." in row]
    assert "<bdi>OCHA</bdi></ins>" in spine
    [edit] = [row for row in rows if "<bdi>Monitor</bdi></ins>" in row]
    assert "<del><bdi>OCHA</bdi></del>" in edit
    assert "<del><bdi>Syria</bdi></del> <ins><bdi>Türkiye</bdi></ins>" in edit


def test_history_is_narrowed_by_person_object_door_and_day(administrator: Client, reviewer: Client) -> None:
    figure = waiting(701)
    reviewer.post(f"/desk/review/{figure.pk}/", {"draft_version": "1", "publish": "1"})
    made = "<bdi>contributor</bdi>"
    by_person = text(administrator.get("/desk/history/?person=reviewer"))
    assert "Published" in by_person
    assert made not in by_person.split("<tbody")[1]
    by_door = text(administrator.get("/desk/history/?door=form")).split("<tbody")[1]
    assert "Published" in by_door
    assert "Handed over" not in by_door
    by_object = text(administrator.get(f"/desk/history/?object=figure:{figure.pk}")).split("<tbody")[1]
    assert by_object.count("<tr>") == 3
    assert "Nothing of this kind" in text(administrator.get("/desk/history/?until=2001-01-01"))
    imported = makers.make_draft(value=709, value_text="more than 709")
    with doors.through(doors.IMPORT, 12):
        record.edit_figure(imported.pk, {"notes": "So."}, actor=makers.editor(), confirm=makers.EVERY_REASON)
    for asked, found in (("door=import&number=12", 1), ("door=import:12", 1), ("door=import&number=1", 0)):
        page = text(administrator.get(f"/desk/history/?{asked}"))
        assert page.count(f"figure {imported.pk}</bdi>") == found
        assert f'name="number" value="{asked[-2:].strip("=")}"' in page
        assert '<option value="import" selected>' in page
    assert administrator.get("/desk/history/?door=import&number=x").status_code == 400
    assert administrator.get("/desk/history/?number=12").status_code == 400
    wrong = administrator.get("/desk/history/?since=soon")
    assert wrong.status_code == 400
    assert "“soon”" in text(wrong)
    for odd in ("object=figure:x", "person=nobody", "door=window", "after=zzz", "object=%00"):
        assert administrator.get(f"/desk/history/?{odd}").status_code == 200


def test_accounts_are_in_the_history_for_administrators_alone(administrator: Client, author: Client) -> None:
    assert "person root" in text(administrator.get("/desk/history/?object=person"))
    assert "person root" not in text(author.get("/desk/history/?object=person"))
    file = b"".join(author.get("/desk/history/?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"figure" not in file
    assert b"person,1" not in file


def test_pages_of_the_history_leave_nothing_out_and_repeat_nothing(administrator: Client) -> None:
    from tracker.selectors.history import HistoryFilter, history

    for number in range(4):
        makers.make_figure(value=701 + number, value_text=f"more than {701 + number}")
    wanted = HistoryFilter(accounts=True)
    whole = [(one.rank, one.number) for one in history(wanted, limit=500).lines]
    paged, cursor = [], ""
    while True:
        page = history(wanted, cursor=cursor, limit=3)
        paged += [(one.rank, one.number) for one in page.lines]
        cursor = page.following
        if not cursor:
            break
    assert paged == whole
    assert len(whole) == len(set(whole)) > 15


def test_history_as_a_file_is_safe_for_spreadsheets(administrator: Client) -> None:
    figure = waiting(701)
    returning.return_figure(figure.pk, actor=makers.reviewer(), reason="=1+1")
    answer = administrator.get("/desk/history/?format=csv&object=figure")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    returned = next(row for row in rows if row["action"] == "returned")
    assert (returned["person"], returned["reason"], returned["door"]) == ("reviewer", "'=1+1", "program")


# --- people ---


def test_an_administrator_makes_an_account_whose_owner_sets_the_password(administrator: Client) -> None:
    made = administrator.post("/desk/people/", {"username": "layla", "role": "reviewer", "email": "l@example.org"})
    user = User.objects.get(username="layla")
    link = text(made).split('<p class="mono"><a href="http://testserver')[1].split('"')[0]
    stranger = Client()
    assert stranger.get(link).status_code == 200
    different = stranger.post(link, {"new": "seven quiet rivers", "again": "other quiet rivers"})
    assert different.status_code == 400
    assert stranger.post(link, {"new": "short", "again": "short"}).status_code == 400
    assert stranger.post(link, {"new": "seven quiet rivers", "again": "seven quiet rivers"}).status_code == 302
    assert stranger.get(link).status_code == 410
    user.refresh_from_db()
    assert user.check_password("seven quiet rivers")
    acts = DeskAct.objects.filter(object_type="person", object_id=user.pk).order_by("id")
    assert [(one.action, one.actor.username if one.actor else "", one.door) for one in acts] == [
        ("created", "root", "form"),
        ("link", "root", "form"),
        ("password", "layla", "form"),
    ]


def test_roles_and_closing_need_a_reason_and_keep_one_administrator(administrator: Client) -> None:
    user = makers.make_user("layla")
    path = f"/desk/people/{user.pk}/"
    assert administrator.post(path, {"change": "1", "role": "editor", "reason": ""}).status_code == 400
    administrator.post(path, {"change": "1", "role": "editor", "reason": "Trained."})
    signed_in = client_of(user)
    assert signed_in.get("/desk/").status_code == 200
    administrator.post(path, {"close": "1", "reason": "Left."})
    assert signed_in.get("/desk/").status_code == 302
    user.refresh_from_db()
    assert (user.role, user.is_active) == ("editor", False)
    administrator.post(path, {"open": "1", "reason": "Came back."})
    root = User.objects.get(username="root")
    last = administrator.post(f"/desk/people/{root.pk}/", {"close": "1", "reason": "x"})
    assert last.status_code == 400
    assert "last administrator" in text(last)
    taken = administrator.post("/desk/people/", {"username": "layla", "role": "reviewer"})
    assert taken.status_code == 400


# --- inspection ---


def test_the_inspection_shows_tables_and_changes_none(administrator: Client) -> None:
    figure = makers.make_figure()
    version = PublishedFigure.objects.get()
    user, entries = makers.contributor(), LedgerEntry.objects.count()
    for path, hidden in (
        (f"/admin/tracker/figure/{figure.pk}/change/", "\0"),
        (f"/admin/tracker/publishedfigure/{version.pk}/change/", version.nonce),
        (f"/admin/tracker/user/{user.pk}/change/", user.password),
        ("/admin/tracker/ledgerentry/", "\0"),
    ):
        page = text(administrator.get(path))
        assert hidden not in page
        assert 'name="_save"' not in page
        assert administrator.post(path, {"value": "1", "action": "delete_selected"}).status_code in (200, 302, 403)
    assert LedgerEntry.objects.count() == entries
    for path in ("/admin/tracker/figure/add/", f"/admin/tracker/figure/{figure.pk}/delete/"):
        assert administrator.get(path).status_code == 403
    figure.refresh_from_db()
    assert figure.value == 800_000


# --- the same number of questions for one row and for many ---

LISTS = (
    "/desk/",
    "/desk/figures/",
    "/desk/review/",
    "/desk/history/",
    "/desk/history/?object=figure",
    "/desk/people/",
    "/desk/stale/",
)


def test_lists_ask_as_much_for_many_rows_as_for_few() -> None:
    person = makers.make_user("root", role="administrator")
    client = client_of(person)

    def grow(start: int, count: int) -> None:
        for number in range(start, start + count):
            waiting(number)
            makers.make_draft(value=number + 50, value_text=f"more than {number + 50}", actor=person)
            makers.correct(makers.make_figure(value=number + 90, value_text=f"more than {number + 90}"), value=number)
            makers.make_user(f"person{number}")

    def asked() -> dict[str, int]:
        found = {}
        for path in LISTS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found[path] = len(queries)
        return found

    grow(1_000, 6)
    asked()
    few = asked()
    grow(2_000, 4)
    many = asked()
    assert {path: count for path, count in many.items() if count > few[path]} == {}
    assert max(few.values()) <= 25


def test_one_figure_asks_as_much_with_many_notes() -> None:
    figure = waiting(701)
    client = client_of(makers.reviewer())
    asked = []
    for count in (1, 6):
        for number in range(count):
            notes.add_note(figure.pk, actor=makers.reviewer(), text="?", key=f"{count}{number}".rjust(32, "0"))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/desk/review/{figure.pk}/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 35


# --- the author publishes through no door ---


def test_the_author_publishes_through_no_door() -> None:
    author = makers.make_user("root", role="administrator")
    figure = waiting(701, actor=author)
    client = client_of(author)
    by_page = client.post(f"/desk/review/{figure.pk}/", {"draft_version": "1", "publish": "1"})
    assert (by_page.status_code, "E10" in text(by_page)) == (400, True)
    by_inspection = client.post(f"/admin/tracker/figure/{figure.pk}/change/", {"public_state": "published"})
    assert by_inspection.status_code == 403
    with pytest.raises(Refused, match="another person"):
        makers.ledger_publish.publish_figure(figure.pk, actor=author)
    said = {"type": "figure.published", "object_type": "figure", "object_id": figure.pk, "revision": 1}
    with pytest.raises(IntegrityError, match="four eyes"), transaction.atomic():
        LedgerEntry.objects.create(
            sequence=10_000, action="published", actor=author.pk, author=author.pk, at=timezone.now(), sha="0", **said
        )
    assert not PublishedFigure.objects.exists()


@pytest.mark.sqlite_only
def test_queue_and_history_are_found_by_their_indexes() -> None:
    queue = inbox.waiting_for(makers.reviewer()).explain()
    assert "figure_desk_queue (draft_state=?)" in queue
    assert "TEMP B-TREE" not in queue
    latest = LedgerEntry.objects.order_by("-at", "-sequence")[:100].explain()
    assert "entry_at" in latest
