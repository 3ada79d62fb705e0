"""The keys page: made and shown once, ended at once, one's own only; uses are seen by the owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from api import usage
from tests import makers
from tests.api.asking import ask
from tracker.ledger import keys
from tracker.models import ApiKey, KeyUse, User

pytestmark = pytest.mark.django_db
PAGE = "/desk/keys/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown_key(response: Any) -> str:
    text: str = response.context["text"]
    assert response.content.decode().count(text) == 2
    return text


def test_a_key_is_made_and_shown_once() -> None:
    client = signed_in(makers.reviewer())
    text = shown_key(client.post(PAGE, {"label": "Weekly", "scopes": ["write:figures"]}))
    key = keys.find_key(text)
    assert key is not None
    assert (key.owner, keys.scopes_of(key)) == (makers.reviewer(), ("read", "write:figures"))
    again = client.get(PAGE).content.decode()
    assert text not in again
    assert "Weekly" in again
    assert key.prefix in again


def test_what_cannot_be_made_is_said_at_its_field() -> None:
    client = signed_in(makers.contributor())
    late = (timezone.now() + timedelta(days=500)).date()
    for typed, field in (
        ({"label": ""}, "label"), ({"label": "x", "scopes": ["publish"]}, "scopes"),
        ({"label": "x", "expires_on": late}, "expires_on"), ({"label": "x", "expires_on": "soon"}, "expires_on"),
    ):  # fmt: skip
        response = client.post(PAGE, typed)
        assert response.status_code == 400
        assert list(response.context["form"].errors) == [field]
    assert not ApiKey.objects.exists()


def test_a_key_is_ended_or_replaced_by_its_owner() -> None:
    owner = makers.reviewer()
    key, text = keys.create_key(owner, label="Weekly")
    assert signed_in(makers.editor()).post(f"{PAGE}{key.pk}/", {"revoke": "1"}).status_code == 404
    new = shown_key(signed_in(owner).post(f"{PAGE}{key.pk}/", {"rotate": "1"}))
    assert ask("status/", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    other = keys.find_key(new)
    assert other is not None
    response = signed_in(owner).post(f"{PAGE}{other.pk}/", {"revoke": "1"}, follow=True)
    assert "opens nothing any more" in response.content.decode()
    assert ask("status/", headers={"Authorization": f"Bearer {new}"}).status_code == 401
    assert signed_in(owner).post(f"{PAGE}987654/", {"revoke": "1"}).status_code == 404


def test_administrators_see_everybodys_keys_and_others_their_own() -> None:
    keys.create_key(makers.reviewer(), label="Of the reviewer")
    assert "Of the reviewer" not in signed_in(makers.editor()).get(f"{PAGE}?all=1").content.decode()
    administrator = signed_in(makers.make_user(role="administrator"))
    assert "Of the reviewer" not in administrator.get(PAGE).content.decode()
    assert "Of the reviewer" in administrator.get(f"{PAGE}?all=1").content.decode()


def test_uses_are_counted_in_memory_and_written_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = makers.reviewer()
    _, text = keys.create_key(owner, label="Weekly")
    headers = {"Authorization": f"Bearer {text}"}
    monkeypatch.setattr(usage, "_counted", {})
    for path in ("figures/", "figures/", "status/"):
        assert ask(path, headers=headers).status_code == 200
    assert not KeyUse.objects.exists()
    ask("figures.csv", headers=headers)
    usage.write()
    assert dict(KeyUse.objects.values_list("resource", "requests")) == {"figures": 3, "status": 1}
    ask("status/", headers=headers)
    usage.write()
    page = signed_in(owner).get(PAGE).content.decode()
    assert "figures 3, status 2" in page
    assert '<span class="soft">never</span>' not in page


def test_the_page_asks_the_same_however_many_keys(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    owner = makers.reviewer()
    for number in range(12):
        keys.create_key(owner, label=f"Key {number}")
    client = signed_in(owner)
    with django_assert_max_num_queries(9):
        assert client.get(PAGE).status_code == 200


def test_nobody_sees_it_without_signing_in() -> None:
    assert Client().get(PAGE).status_code == 302
