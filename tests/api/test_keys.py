"""Keys: made and shown once, kept as a hash, never more than their owner may, ended at once, and only in the header."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests import makers
from tests.api.asking import ask, document, refused
from tracker.ledger import accounts, keys
from tracker.ledger.errors import Refused
from tracker.models import ApiKey, DeskAct

pytestmark = pytest.mark.django_db


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def made(**more: Any) -> tuple[ApiKey, str]:
    return keys.create_key(more.pop("owner", None) or makers.reviewer(), **{"label": "Mirror", **more})


def test_the_text_of_a_key_is_shown_once_and_kept_as_a_hash() -> None:
    key, text = made()
    assert text.startswith(f"dtk_{key.prefix}_")
    assert text not in str(ApiKey.objects.values())
    assert keys.find_key(text) == key
    assert keys.find_key(text[:-1] + ("a" if text[-1] != "a" else "b")) is None
    assert keys.find_key("dtk_x") is None


def test_a_key_reads_what_nobody_needs_one_for() -> None:
    makers.make_figure()
    _, text = made()
    with_key, without = ask("figures/", headers=bearer(text)), ask("figures/")
    assert with_key.status_code == 200
    assert document(with_key)["data"] == document(without)["data"]


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic abc", "Bearer a b", "Bearer dtk_é"])
def test_what_is_no_key_is_refused_and_never_ignored(header: str) -> None:
    response = ask("figures/", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert document(response)["type"].endswith("/unauthorized/")


def test_a_dead_key_opens_nothing_from_that_moment_on() -> None:
    owner = makers.reviewer()
    for reason in ("revoked", "expired", "closed"):
        key, text = made(owner=owner)
        assert ask("status/", headers=bearer(text)).status_code == 200
        if reason == "revoked":
            keys.revoke_key(key.pk, actor=owner)
        elif reason == "expired":
            past = timezone.now() - timedelta(days=2)
            ApiKey.objects.filter(pk=key.pk).update(created_at=past, expires_at=past + timedelta(days=1))
        else:
            accounts.deactivate_user(owner)
        answer = ask("status/", headers=bearer(text))
        assert (answer.status_code, keys.why_dead(ApiKey.objects.get(pk=key.pk))) == (401, reason)


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "Token"])
def test_a_key_in_the_address_is_refused(name: str) -> None:
    _, text = made()
    problem = refused("figures/", 400, **{name: text})
    assert (problem["errors"][0]["parameter"], problem["errors"][0]["code"]) == (name, "key_in_address")


def test_a_key_never_does_more_than_its_owner_may() -> None:
    contributor = makers.contributor()
    with pytest.raises(Refused) as caught:
        made(owner=contributor, scopes=["read", "publish"])
    assert (caught.value.code, caught.value.field) == ("role", "scopes")
    key, _ = made(owner=contributor, scopes=["write:figures"])
    assert keys.scopes_of(key) == ("read", "write:figures")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"label": "  "}, "label"),
        ({"label": "x" * 81}, "label"),
        ({"label": "a\x00b"}, "label"),
        ({"scopes": ["read", "everything"]}, "scopes"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "expires_at"),
        ({"expires_at": timezone.now() + timedelta(days=400)}, "expires_at"),
    ],
)
def test_what_cannot_be_made_is_refused_at_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        made(**more)
    assert caught.value.field == field
    assert not ApiKey.objects.exists()


def test_a_key_is_ended_by_its_owner_or_an_administrator_and_nobody_else() -> None:
    key, _ = made()
    with pytest.raises(ApiKey.DoesNotExist):
        keys.revoke_key(key.pk, actor=makers.editor())
    keys.revoke_key(key.pk, actor=makers.make_user(role="administrator"))
    with pytest.raises(Refused):
        keys.revoke_key(key.pk, actor=makers.reviewer())
    assert list(DeskAct.objects.filter(object_type="key").values_list("action", flat=True)) == ["created", "revoked"]


def test_a_new_key_takes_the_place_of_the_old_one() -> None:
    key, text = made(scopes=["publish"], expires_at=timezone.now() + timedelta(days=30))
    new, other = keys.rotate_key(key.pk, actor=makers.reviewer())
    assert (new.label, keys.scopes_of(new)) == (key.label, keys.scopes_of(key))
    assert timedelta(days=29) < new.expires_at - new.created_at <= timedelta(days=30)
    assert ask("status/", headers=bearer(text)).status_code == 401
    assert ask("status/", headers=bearer(other)).status_code == 200


def test_the_command_prints_the_key_alone() -> None:
    makers.reviewer()
    out = StringIO()
    call_command("create_api_key", "reviewer", label="Mirror", scopes="read,write:figures,publish", stdout=out)
    (text,) = out.getvalue().splitlines()
    key = keys.find_key(text)
    assert key is not None
    assert keys.scopes_of(key) == keys.SCOPES


@pytest.mark.parametrize(
    ("user", "more", "says"),
    [
        ("nobody", {}, "no active account"),
        ("reviewer", {"scopes": "read,all"}, "no such scope"),
        ("reviewer", {"days": 0}, "expires_at"),
        ("reviewer", {"days": 10**10}, "a year"),
    ],
)
def test_the_command_says_what_is_wrong(user: str, more: dict[str, Any], says: str) -> None:
    makers.reviewer()
    with pytest.raises(CommandError, match=says):
        call_command("create_api_key", user, label="x", **more)
