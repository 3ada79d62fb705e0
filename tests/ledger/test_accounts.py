"""Accounts by the ledger: who may change them, what is kept of it, and that one administrator always remains."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from tests import makers
from tracker.ledger import accounts, doors
from tracker.ledger.errors import Refused
from tracker.models import DeskAct, LedgerEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return makers.make_user("admin", role="administrator")


def kept(user: User) -> list[tuple[str, str | None, str, str, dict[str, object]]]:
    """What the journal holds about an account after it was made: action, actor, door, reason, changes."""
    found = DeskAct.objects.filter(object_type="person", object_id=user.pk).order_by("id")
    return [
        (one.action, one.actor.username if one.actor else None, one.door, one.reason, one.changes) for one in found
    ][1:]


def test_every_change_of_an_account_is_kept_with_who_why_and_door(admin: User) -> None:
    with doors.through("form"):
        user, _ = accounts.create_user("layla", role="contributor", actor=admin)
        accounts.change_role(user.pk, "reviewer", actor=admin, reason="Trained in March.")
        accounts.change_email(user.pk, "layla@example.org", actor=user)
        accounts.link_made(user.pk, actor=admin)
        accounts.close_account(user.pk, actor=admin, reason="Left.")
        accounts.open_account(user.pk, actor=admin, reason="Came back.")
    assert kept(user) == [
        ("changed", "admin", "form", "Trained in March.", {"role": ["contributor", "reviewer"]}),
        ("changed", "layla", "form", "", {"email": [False, True]}),
        ("link", "admin", "form", "", {}),
        ("closed", "admin", "form", "Left.", {}),
        ("opened", "admin", "form", "Came back.", {}),
    ]
    user.refresh_from_db()
    assert (user.role, user.is_active, user.has_usable_password()) == ("reviewer", True, False)


def test_what_the_machine_does_is_nobodys() -> None:
    user = makers.make_user("layla")
    accounts.deactivate_user(user)
    made = DeskAct.objects.filter(object_type="person", object_id=user.pk)
    assert [(one.action, one.actor, one.door) for one in made] == [
        ("created", None, "program"),
        ("closed", None, "program"),
    ]


@pytest.mark.parametrize("role", ["contributor", "reviewer", "editor"])
def test_accounts_are_an_administrators(role: str, admin: User) -> None:
    actor, other = makers.make_user("actor", role=role), makers.make_user("other")
    attempts: list[Callable[[], object]] = [
        lambda: accounts.create_user("new", role="editor", actor=actor),
        lambda: accounts.change_role(other.pk, "editor", actor=actor, reason="x"),
        lambda: accounts.change_role(actor.pk, "administrator", actor=actor, reason="x"),
        lambda: accounts.change_email(other.pk, "x@example.org", actor=actor),
        lambda: accounts.link_made(other.pk, actor=actor),
        lambda: accounts.close_account(other.pk, actor=actor, reason="x"),
        lambda: accounts.open_account(other.pk, actor=actor, reason="x"),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "role"
    assert set(User.objects.values_list("username", "role")) == {
        ("admin", "administrator"),
        ("actor", role),
        ("other", "contributor"),
    }


def test_the_last_administrator_stays(admin: User) -> None:
    for attempt in (
        lambda: accounts.close_account(admin.pk, actor=admin, reason="x"),
        lambda: accounts.change_role(admin.pk, "editor", actor=admin, reason="x"),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "last_administrator"
    second = makers.make_user("second", role="administrator")
    accounts.close_account(second.pk, actor=admin, reason="x")
    with pytest.raises(Refused):
        accounts.close_account(admin.pk, actor=admin, reason="x")
    accounts.open_account(second.pk, actor=admin, reason="x")
    accounts.change_role(admin.pk, "editor", actor=admin, reason="x")


def test_reasons_roles_and_addresses_are_checked(admin: User) -> None:
    user = makers.make_user("layla")
    other = makers.make_user("other")
    accounts.change_email(other.pk, "taken@example.org", actor=other)
    for role, reason, code in (("editor", " ", "E11"), ("king", "x", "E16"), ("contributor", "x", "E16")):
        with pytest.raises(Refused) as refused:
            accounts.change_role(user.pk, role, actor=admin, reason=reason)
        assert refused.value.code == code
    for address in ("no address", "TAKEN@example.org"):
        with pytest.raises(ValidationError):
            accounts.change_email(user.pk, address, actor=user)
    user.refresh_from_db()
    assert (user.role, user.email) == ("contributor", "")


def test_a_password_is_never_in_the_journal(admin: User) -> None:
    user = makers.make_user("layla")
    accounts.set_password(user, "seven quiet rivers", actor=user)
    assert kept(user) == [("password", "layla", "program", "", {})]
    user.refresh_from_db()
    assert user.check_password("seven quiet rivers")
    with pytest.raises(ValidationError):
        accounts.set_password(user, "short", actor=user)


def test_what_is_published_keeps_its_door() -> None:
    submitted = makers.make_submitted()
    with doors.through("api", 4):
        makers.ledger_publish.publish_figure(submitted.pk, actor=makers.reviewer())
    assert LedgerEntry.objects.get(object_type="figure").door == "api:4"
    assert doors.current() == "program"
