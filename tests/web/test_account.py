"""Signing in by name or e-mail, and the start of the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import makers
from tracker.models import User

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
