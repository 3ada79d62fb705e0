"""Signing in by name or e-mail, limits against guessing, one's own account, and links that set a password."""

from __future__ import annotations

import hashlib
import html
import json
import time
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation

from tests import makers
from tracker.models import User
from tracker.settings import _mail_settings
from tracker.web.account import too_many

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"


@pytest.fixture
def user() -> User:
    """A contributor with an e-mail address."""
    found = makers.make_user("layla")
    found.email = "Layla@Example.org"
    found.save()
    return found


@pytest.mark.parametrize("name", ["layla", "layla@example.org", "LAYLA@EXAMPLE.ORG"])
def test_name_or_e_mail_opens_the_desk(client: Client, user: User, name: str) -> None:
    response = client.post(LOGIN, {"login": name, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert "layla" in client.get("/desk/").content.decode()


@pytest.mark.parametrize(("name", "password"), [("layla", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_credentials_are_refused_without_saying_which(
    client: Client, user: User, name: str, password: str
) -> None:
    response = client.post(LOGIN, {"login": name, "password": password})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'role="alert"' in page
    assert password not in page or not password
    assert client.get("/desk/").status_code == 302


def test_a_deactivated_account_stays_out(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    assert client.post(LOGIN, {"login": "layla", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [("/changes/", "/changes/"), ("https://evil.example/", "/desk/"), ("//evil.example/", "/desk/")],
)
def test_the_way_back_stays_on_this_site(client: Client, user: User, wanted: str, goes_to: str) -> None:
    response = client.post(LOGIN, {"login": "layla", "password": PASSWORD, "next": wanted})
    assert response.headers["Location"] == goes_to


def test_the_desk_is_for_people_who_signed_in(client: Client) -> None:
    response = client.get("/desk/")
    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/login/?next=/desk/")


def test_signing_out_needs_a_press_of_the_button(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert client.get("/desk/").status_code == 302


def test_forms_are_protected(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LOGIN, {"login": "layla", "password": PASSWORD}).status_code == 403


def test_pages_of_people_who_signed_in_are_kept_by_nobody(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


# --- guessing ---


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    caches["limits"].clear()


def guess(client: Client, name: str = "layla", password: str = "wrong", address: str = "203.0.113.7") -> Any:
    return client.post(LOGIN, {"login": name, "password": password}, REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("seconds", "english", "arabic"),
    [
        (1, "in 1 second.", "بعد ثانية واحدة."),
        (8, "in 8 seconds.", "بعد 8 ثوانٍ."),
        (61, "in 2 minutes.", "بعد دقيقتين."),
    ],
)
def test_how_long_to_wait_is_said_in_the_number_of_the_language(seconds: int, english: str, arabic: str) -> None:
    assert too_many(seconds).endswith(english)
    with translation.override("ar"):
        assert too_many(seconds).endswith(arabic)


def test_guessing_at_one_account_has_to_wait_and_says_how_long(user: User) -> None:
    client = Client()
    for _ in range(5):
        assert guess(client).status_code == 400
    stopped = guess(client, password=PASSWORD)
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) >= 1
    assert "Too many attempts" in stopped.content.decode()


def test_a_name_that_nobody_has_is_answered_alike(user: User) -> None:
    known, unknown = Client(), Client()
    answers = []
    for client, name, address in ((known, "layla", "203.0.113.8"), (unknown, "nobody", "203.0.113.9")):
        told = [guess(client, name, address=address) for _ in range(7)]
        answers.append([(one.status_code, one.headers.get("Retry-After")) for one in told])
    assert answers[0] == answers[1]


def test_others_who_guess_lock_nobody_out(user: User) -> None:
    for number in range(8):
        guess(Client(), address=f"198.51.100.{number}")
        guess(Client())
    assert guess(Client(), password=PASSWORD, address="192.0.2.4").status_code == 302


def test_a_browser_that_was_signed_in_before_is_let_through_while_others_guess_from_everywhere(user: User) -> None:
    known = Client()
    assert guess(known, password=PASSWORD, address="192.0.2.4").status_code == 302
    known.post("/accounts/logout/")
    for number in range(60):
        guess(Client(), address=f"198.51.100.{number}")
    assert guess(Client(), password=PASSWORD, address="192.0.2.9").status_code == 429
    assert guess(known, password=PASSWORD, address="192.0.2.4").status_code == 302


def test_one_address_that_tries_many_accounts_has_to_wait(user: User) -> None:
    statuses = [guess(Client(), f"name{number}").status_code for number in range(31)]
    assert (statuses[0], statuses[-1]) == (400, 429)


# --- one's own account ---


def test_a_changed_password_ends_every_other_session(user: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.post(LOGIN, {"login": "layla", "password": PASSWORD})
    typed = {"old": PASSWORD, "new": "seven quiet rivers", "again": "seven quiet rivers"}
    assert here.post("/accounts/", {**typed, "old": "wrong"}).status_code == 400
    assert here.post("/accounts/", {**typed, "again": "other"}).status_code == 400
    assert here.post("/accounts/", {**typed, "new": "short", "again": "short"}).status_code == 400
    assert here.post("/accounts/", typed).status_code == 302
    assert (here.get("/desk/").status_code, there.get("/desk/").status_code) == (200, 302)
    assert there.post(LOGIN, {"login": "layla", "password": "seven quiet rivers"}).status_code == 302


def test_sessions_are_listed_and_ended_one_by_one_or_all(user: User) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
    here, there, third = Client(), Client(headers={"User-Agent": agent}), Client()
    for client in (here, there, third):
        client.post(LOGIN, {"login": "layla", "password": PASSWORD})
    page = here.get("/accounts/").content.decode()
    assert "Firefox, Linux" in page
    assert there.session.session_key not in page
    other = makers.make_user("other")
    stranger = Client()
    stranger.force_login(other)
    number = hashlib.sha256(there.session.session_key.encode()).hexdigest()[:16]
    assert f'value="{number}"' in page
    stranger.post("/accounts/", {"end": number})
    assert there.get("/desk/").status_code == 200
    here.post("/accounts/", {"end": number})
    assert (there.get("/desk/").status_code, third.get("/desk/").status_code) == (302, 200)
    here.post("/accounts/", {"end_all": "1"})
    assert (here.get("/desk/").status_code, third.get("/desk/").status_code) == (302, 302)


def test_a_link_by_mail_sets_a_password_once_and_tells_nobody_who_has_an_account(
    user: User, settings: Any, mailoutbox: list[Any]
) -> None:
    assert "sends no mail" in Client().get("/accounts/reset/").content.decode()
    settings.EMAIL_URL = "smtp://localhost"
    answers = [Client().post("/accounts/reset/", {"login": name}) for name in ("layla@example.org", "nobody")]
    assert answers[0].headers["Location"] == answers[1].headers["Location"] == LOGIN
    for _ in range(100):
        if mailoutbox:
            break
        time.sleep(0.02)
    assert [one.to for one in mailoutbox] == [["Layla@Example.org"]]
    link = next(line for line in mailoutbox[0].body.splitlines() if line.startswith("http://testserver/"))
    typed = {"new": "seven quiet rivers", "again": "seven quiet rivers"}
    assert Client().post(link, typed).status_code == 302
    assert Client().post(link, typed).status_code == 410
    assert Client().get("/accounts/password/x/y/").status_code == 410
    user.refresh_from_db()
    assert user.check_password("seven quiet rivers")


def test_the_language_of_the_sign_in_stays(client: Client, user: User) -> None:
    assert 'dir="rtl"' in client.get(f"{LOGIN}?lang=ar").content.decode()
    client.post(f"{LOGIN}?lang=ar", {"login": "layla", "password": PASSWORD})
    assert 'dir="rtl"' in client.get("/desk/").content.decode()
    client.get("/desk/?lang=fr")
    assert '<html lang="fr"' in client.get("/desk/figures/").content.decode()


def test_a_form_sent_after_its_session_ended_is_offered_again(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    typed = {"csrfmiddlewaretoken": token, "notes": 'من <أ> & "b"\nline', "field": ["a", "b"]}
    stopped = client.post("/desk/figures/new/?crisis=x", typed)
    page = stopped.content.decode()
    assert stopped.status_code == 403
    kept = html.unescape(page.split('name="kept" value="')[1].split('"')[0])
    assert json.loads(kept) == [["notes", 'من <أ> & "b"\nline'], ["field", "a"], ["field", "b"]]
    again = {"csrfmiddlewaretoken": token, "login": "layla", "next": "/desk/figures/new/?crisis=x", "kept": kept}
    assert client.post(LOGIN, {**again, "password": "wrong"}).content.decode().count('name="kept"') == 1
    offered = client.post(LOGIN, {**again, "password": PASSWORD}).content.decode()
    assert 'action="/desk/figures/new/?crisis=x"' in offered
    assert html.unescape(offered).count('من <أ> & "b"\nline') == 1
    assert client.get("/desk/").status_code == 200


def test_a_form_that_was_open_while_its_author_signed_in_elsewhere_is_offered_again(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    typed = {"csrfmiddlewaretoken": "a" * 64, "notes": 'من <أ> & "b"\nline'}
    offered = client.post("/desk/figures/new/?crisis=x", typed, headers={"origin": "http://testserver"})
    page = offered.content.decode()
    assert offered.status_code == 403
    assert 'action="/desk/figures/new/?crisis=x"' in page
    assert html.unescape(page).count('من <أ> & "b"\nline') == 1
    assert "a" * 64 not in page


def test_without_a_session_and_its_token_the_form_is_carried_through_the_sign_in(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/desk/figures/new/", {"notes": "kept words"}, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert 'name="kept"' in page.content.decode()
    assert "kept words" in page.content.decode()


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "https://elsewhere.example"}])
def test_a_form_of_another_site_is_never_offered(user: User, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    page = client.post("/desk/figures/new/", {"notes": "planted words"}, headers=headers)
    assert page.status_code == 403
    assert "planted words" not in page.content.decode()


@pytest.mark.parametrize("kept", ["{", "[1]", '[["a"]]', "null", '{"a": 1}'])
def test_a_kept_form_that_is_none_is_left_alone(client: Client, user: User, kept: str) -> None:
    answer = client.post(LOGIN, {"login": "layla", "password": PASSWORD, "next": "/desk/x/", "kept": kept})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://ann:p%40ss@mail.example.org", ("mail.example.org", 587, "ann", "p@ss", True, False)),
        ("smtps://mail.example.org:466", ("mail.example.org", 466, "", "", False, True)),
        ("smtp+plain://localhost", ("localhost", 25, "", "", False, False)),
    ],
)
def test_the_address_of_the_mail_server_is_read(url: str, expected: tuple[Any, ...]) -> None:
    found = _mail_settings(url)
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == expected


def test_an_address_of_no_mail_server_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        _mail_settings("mail.example.org")
